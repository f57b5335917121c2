# SPDX-License-Identifier: Apache-2.0
"""The house's window under any order of votes, totals and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core import veto
from comity.core.ballot import parse_share
from comity.core.clause import Refusal
from tests.core.test_veto import CLAUSE, CLOSES, ELSEWHERE, LISTED, OPENS, OUT, TERMS, fresh
from tests.core.walking import MACHINE

delegates = st.sampled_from(["ada", "ben", "cyd", "dot", "eve"])
choices = st.sampled_from(list(veto.Choice))
amounts = st.integers(0, 60)
commands: st.SearchStrategy[veto.Command] = st.one_of(
    st.builds(veto.Cast, delegate=delegates, choice=choices, ground=st.sampled_from(["", "1a"])),
    st.builds(veto.Recast, delegate=delegates, choice=choices, ground=st.sampled_from(["", "1a"])),
    st.builds(
        veto.ImportTally,
        numbers=st.builds(veto.Numbers, veto=amounts, stand=amounts, abstain=amounts),
        as_of=st.one_of(st.just(CLOSES), st.integers(-1, 150).map(lambda hours: OPENS + timedelta(hours=hours))),
        source=st.just("block"),
    ),
)
windows = st.builds(
    replace,
    st.just(TERMS),
    amount=st.sampled_from([100, 101, 199, 200, None]),
    share=st.sampled_from([parse_share(text) for text in ("more than 1/2", "at least 1/2", "more than 12 %")]),
    roll=st.sampled_from([LISTED, LISTED, ELSEWHERE, replace(LISTED, public=False)]),
    exclusion=st.sampled_from([None, None, OUT, replace(OUT, from_base=True)]),
)


class VetoMachine(RuleBasedStateMachine):
    """Any order of votes, changed votes, totals and time."""

    @initialize(recast=st.booleans(), grounds=st.booleans(), terms=windows)
    def begin(self, recast: bool, grounds: bool, terms: veto.Terms) -> None:
        self.walk = fresh(veto.VetoRules(clause=CLAUSE, recast=recast, grounds=grounds))
        self.walk.do(veto.OpenWindow(terms=terms))

    @rule(command=commands)
    def act(self, command: veto.Command) -> None:
        ended = self.walk.state.stage is veto.Stage.CLOSED
        answer = self.walk.do(command)
        assert not ended or isinstance(answer, Refusal)

    @rule(terms=windows)
    def open_again(self, terms: veto.Terms) -> None:
        self.walk.do(veto.OpenWindow(terms=terms))

    @rule(hours=st.sampled_from([0, 1, 12, 24, 72]))
    def wait(self, hours: int) -> None:
        self.walk.wait(timedelta(hours=hours))

    @invariant()
    def votes_and_numbers_agree(self) -> None:
        """Weight is counted once, from the roll, and never of somebody left out."""
        state = self.walk.state
        if state.terms is None or not state.terms.roll.listed:
            assert not state.votes
            return
        out = state.terms.exclusion.delegates if state.terms.exclusion else ()
        for choice in veto.Choice:
            weight = sum(v.weight for v in state.votes.values() if v.choice is choice)
            assert getattr(state.numbers, choice.value) == weight
        assert all(vote.weight == LISTED.weights[d] and d not in out for d, vote in state.votes.items())

    @invariant()
    def the_outcome_is_that_of_the_numbers(self) -> None:
        """Closed once, by its instant or by its last totals, with the outcome that the share gives."""
        state = self.walk.state
        closings = [e for e in self.walk.history if isinstance(e, veto.WindowClosed | veto.WindowInfeasible)]
        assert len(closings) == (state.outcome is not None)
        shown = veto.standing(state)
        if shown and state.outcome in (veto.Outcome.VETOED, veto.Outcome.STANDS):
            assert (state.outcome is veto.Outcome.VETOED) == shown.met == (shown.distance == 0)
            assert state.closed is not None
            assert state.closed >= CLOSES

    @invariant()
    def the_history_replays(self) -> None:
        self.walk.replays()


VetoMachine.TestCase.settings = MACHINE
TestVeto = VetoMachine.TestCase
