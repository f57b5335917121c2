# SPDX-License-Identifier: Apache-2.0
"""A community's procedure under any order of proposals, votes, repeals and time."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core import adoption
from tests.core.test_adoption import CARRIED, LINT, ONE, PAPER, START, TWO, fresh, ready
from tests.core.walking import MACHINE

versions = st.sampled_from([ONE, TWO])
people = st.sampled_from(["pat", "kit", "lou"])
bodies = st.sampled_from(["house", "council", "lead"])
days = st.integers(0, 60).map(lambda n: START + timedelta(days=n))
numbers = st.sampled_from([CARRIED, CARRIED, None])
commands: st.SearchStrategy[adoption.Command] = st.one_of(
    st.builds(adoption.Propose, digest=versions, version=st.sampled_from(["a", "b"]), by=people),
    st.builds(adoption.Comment, digest=versions, by=people, paper=st.just(PAPER)),
    st.builds(adoption.Approve, digest=versions, by=people),
    st.builds(adoption.Try, digest=versions, cases=st.just(PAPER), result=st.just(PAPER), by=people),
    st.builds(adoption.SignReading, digest=versions, clause=st.just("c"), says=st.sampled_from(["x", "y"]), by=people),
    st.builds(
        adoption.Adopt,
        digest=versions,
        body=bodies,
        since=days,
        linted=st.sampled_from([LINT, LINT, ""]),
        errors=st.sampled_from([0, 0, 1]),
        counted=numbers,
        intakes=st.sampled_from([(), (), ("small",)]),
        override=st.sampled_from(["", "experiment"]),
    ),
    st.builds(adoption.Withdraw, digest=versions, by=people),
    st.builds(adoption.Repeal, digest=versions, body=bodies, since=days, counted=numbers),
)


class AdoptionMachine(RuleBasedStateMachine):
    """Any order of acts, by anybody, with any time between."""

    @initialize(begun=st.booleans())
    def begin(self, begun: bool) -> None:
        self.walk = ready(ONE, TWO) if begun else fresh()

    @rule(command=commands)
    def act(self, command: adoption.Command) -> None:
        before = {n: adoption.in_force(self.walk.state, self.walk.now - timedelta(days=n)) for n in range(1, 60, 7)}
        self.walk.do(command)
        after = {n: adoption.in_force(self.walk.state, self.walk.now - timedelta(days=n)) for n in before}
        assert after == before, "the past changed"

    @rule(length=st.sampled_from([0, 1, 7, 15]))
    def wait(self, length: int) -> None:
        self.walk.wait(timedelta(days=length))

    @invariant()
    def what_is_in_force_was_adopted_fairly(self) -> None:
        """P5: by a body of the charter, after the linter, without errors or under the clause that allows them."""
        digest = adoption.in_force(self.walk.state, self.walk.now, "small")
        adopted = [e for e in self.walk.history if isinstance(e, adoption.Adopted) and e.digest == digest]
        assert digest is None or adopted
        for event in adopted:
            assert event.linted
            assert not event.errors or event.override == "experiment"
            assert event.since >= event.at >= self.walk.state.proposals[event.digest].open_until
        assert digest is None or self.walk.state.proposals[digest].withdrawn is None

    @invariant()
    def a_version_has_at_most_one_open_adoption(self) -> None:
        """P6: and each is told once when it begins and once when it ends."""
        adoptions = self.walk.state.adoptions
        for version in (ONE, TWO):
            assert sum(a.digest == version and a.until is None for a in adoptions) <= 1
        begun = [a for a in adoptions if not a.stillborn and a.since <= self.walk.now]
        assert all(a.told for a in begun)
        assert sum(isinstance(e, adoption.CameIntoForce) for e in self.walk.history) == len(begun)

    @invariant()
    def the_history_replays(self) -> None:
        self.walk.replays()


AdoptionMachine.TestCase.settings = MACHINE
TestAdoption = AdoptionMachine.TestCase
