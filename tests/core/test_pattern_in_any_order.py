# SPDX-License-Identifier: Apache-2.0
"""The long memory under any order of codings, proposals and answers, with any time between."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from comity.core import pattern
from comity.core.clause import Refusal
from comity.core.decider import fold
from tests.core.test_pattern import AT, GROUND, RULES, TEXT
from tests.core.walking import MACHINE

people = st.sampled_from(["m1", "m2", "m3", "led", "lia"])
cases = st.sampled_from([f"case:{n}" for n in range(5)])
names = st.sampled_from(["widening", "contempt"])
ids = st.sampled_from(["c1", "c2", "c3"])
commands: st.SearchStrategy[pattern.Command] = st.one_of(
    st.builds(pattern.CodeCase, by=people, case=cases, patterns=st.sets(names).map(lambda s: tuple(sorted(s)))),
    st.builds(
        pattern.ProposeChange, by=people, id=ids, pattern=names, base=st.integers(0, 3), text=st.just(TEXT),
        cases=st.sets(cases, min_size=1).map(lambda s: tuple(sorted(s))),
    ),
    st.builds(pattern.AcceptChange, by=people, id=ids),
    st.builds(pattern.DeclineChange, by=people, id=ids, ground=st.just(GROUND)),
    st.builds(pattern.TrustCues, by=people, id=ids),
)  # fmt: skip


class MemoryMachine(RuleBasedStateMachine):
    """Whatever is wished for, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.decider = pattern.PatternDecider(rules=RULES)
        self.state, self.now = self.decider.initial, AT
        self.history: list[pattern.Event] = []
        self.coded_at_acceptance: dict[str, int] = {}

    @rule(command=commands)
    def act(self, command: pattern.Command) -> None:
        try:
            events = self.decider.decide(self.state, command, self.now)
        except Refusal:
            return
        for event in events:
            if isinstance(event, pattern.ChangeAccepted):
                name = self.state.changes[event.id].pattern
                self.coded_at_acceptance[event.id] = pattern.seen(self.state).get(name, 0)
        self.state = fold(self.decider, events, self.state)
        self.history.extend(events)

    @rule(days=st.sampled_from([1, 10, 14, 30]))
    def wait(self, days: int) -> None:
        self.now += timedelta(days=days)

    @invariant()
    def nothing_is_accepted_by_its_own_hand_or_out_of_too_few(self) -> None:
        for id, change in self.state.changes.items():
            assert change.by not in change.agreed
            assert "lia" not in (*change.agreed, change.by)
            if change.accepted is not None:
                assert len(set(change.agreed)) == RULES.least
                assert self.coded_at_acceptance[id] >= RULES.cases

    @invariant()
    def a_change_ends_once_and_is_trusted_only_after_its_time(self) -> None:
        for change in self.state.changes.values():
            assert change.accepted is None or change.declined is None
            if change.trusted is not None:
                assert change.trusted_from is not None
                assert change.trusted >= change.trusted_from

    @invariant()
    def versions_of_a_pattern_rise(self) -> None:
        for name in ("widening", "contempt"):
            accepted = [e.id for e in self.history if isinstance(e, pattern.ChangeAccepted)]
            versions = [self.state.changes[id].version for id in accepted if self.state.changes[id].pattern == name]
            assert versions == sorted(set(versions))

    @invariant()
    def the_history_folds_to_the_same(self) -> None:
        assert fold(self.decider, self.history, self.decider.initial) == self.state


TestMemory = MemoryMachine.TestCase
TestMemory.settings = MACHINE
