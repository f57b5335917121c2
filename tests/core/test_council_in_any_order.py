# SPDX-License-Identifier: Apache-2.0
"""A council's season under any order of elections, departures, reports and time."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core import council
from comity.core.clause import Refusal
from tests.core.test_council import BEGIN, OWED, RULES, fresh
from tests.core.walking import MACHINE

people = st.sampled_from(["ann", "bob", "cem", "dee", "lea"])
several = st.lists(people, min_size=1, max_size=3, unique=True).map(tuple)
roles = st.sampled_from(["member", "member", "lead", "liaison", "judge"])
bodies = st.sampled_from(["house", "founders"])
commands: st.SearchStrategy[council.Command] = st.one_of(
    st.builds(council.Elect, role=roles, persons=several, body=bodies, numbers=st.just({})),
    st.builds(council.TakeSeat, role=roles, person=people),
    st.builds(council.Appoint, role=roles, person=people, body=bodies),
    st.builds(council.StepDown, role=roles, person=people, by=people),
    people.map(lambda person: council.StepDown(role="member", person=person, by=person)),
    st.builds(
        council.Remove,
        role=roles,
        person=people,
        ground=st.sampled_from(["misconduct", "at-will"]),
        body=bodies,
    ),
    st.builds(council.Delegate, role=roles, persons=several, body=bodies),
    st.builds(
        council.FileReport,
        duty=st.sampled_from(["summary", "watch"]),
        period=st.sampled_from(["17", "18", "5"]),
        by=people,
        figures=st.sampled_from([{}, {"received": 1}]),
        nil=st.booleans(),
    ),
)


class CouncilMachine(RuleBasedStateMachine):
    """Any order of acts, by any body, with any time between."""

    @initialize()
    def begin(self) -> None:
        self.walk = fresh()
        self.walk.must(BEGIN)

    @rule(command=commands)
    def act(self, command: council.Command) -> None:
        over = self.walk.state.ended is not None
        answer = self.walk.do(command)
        if over and not isinstance(command, council.FileReport):
            assert isinstance(answer, Refusal)

    @rule(days=st.sampled_from([1, 5, 20]))
    def wait(self, days: int) -> None:
        self.walk.wait(timedelta(days=days))

    @invariant()
    def no_post_is_overfull_and_nobody_sits_twice(self) -> None:
        state = self.walk.state
        for role in RULES.posts:
            there = (*state.held.get(role, ()), *state.elected.get(role, ()))
            assert len(set(there)) == len(there)
            seats = RULES.posts[role].seats
            assert seats is None or len(there) <= seats
        assert not set(state.held.get("lead", ())) & set(state.held.get("member", ()))

    @invariant()
    def vacant_is_exactly_what_has_too_few(self) -> None:
        """P13: until the season ends."""
        state = self.walk.state
        if state.ended is None:
            few = {role for role, post in RULES.posts.items() if len(state.held.get(role, ())) < post.least}
            assert state.vacant == few
            assert not state.delegated or "member" in state.vacant
        else:
            assert council.holders(state) == {}

    @invariant()
    def every_duty_is_due_kept_or_missed(self) -> None:
        """P6: nothing that is owed is forgotten."""
        for owed, kept in council.duties(self.walk.state):
            assert kept.missed or kept.filed or owed.due > self.walk.now
            assert kept.late == (kept.missed and kept.filed is not None)
            assert not (kept.filed and not kept.late and kept.filed >= owed.due)
        assert len(council.duties(self.walk.state)) == len(OWED)

    @invariant()
    def the_history_replays(self) -> None:
        self.walk.replays()


CouncilMachine.TestCase.settings = MACHINE
TestCouncil = CouncilMachine.TestCase
