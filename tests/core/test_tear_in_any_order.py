# SPDX-License-Identifier: Apache-2.0
"""The small tear under any order of acts, by anybody."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core import tear
from comity.core.clause import Refusal
from tests.core.test_tear import DECIDER, REPORTER, WORDS, fresh, hear
from tests.core.walking import MACHINE

people = st.sampled_from([REPORTER, "lis", ""])
roles = st.sampled_from(["listener", "lead", "delegate"])
chairs = st.integers(0, 4)
answers = st.sampled_from(["", WORDS])
commands: st.SearchStrategy[tear.Command] = st.one_of(
    st.builds(hear, by=people, reporter=people, consented=st.booleans()),
    st.builds(tear.Listen, by=people, role=roles),
    st.builds(tear.HaveQuietWord, by=people, role=roles, conversation=st.just("thread")),
    st.builds(tear.OfferDialogue, by=people, role=roles, chairs=st.integers(2, 3)),
    st.builds(tear.AgreeToDialogue, chair=chairs),
    st.just(tear.DeclineDialogue()),
    st.builds(tear.HoldDialogue, by=people, role=roles),
    st.builds(tear.CloseDialogue, by=people, role=roles, mended=st.booleans(), words=answers),
    st.builds(tear.LetRest, by=people, role=roles, words=answers),
    st.builds(tear.AskForReport, by=people, role=roles),
    st.builds(tear.BecomeReport, by=people, words=st.just(WORDS)),
    st.builds(tear.ChooseSupport, by=people),
    st.builds(tear.Withdraw, by=people),
)


class TearMachine(RuleBasedStateMachine):
    """Any order of acts, by anybody, with any time between."""

    @initialize()
    def begin(self) -> None:
        self.walk = fresh()

    @rule(command=commands)
    def act(self, command: tear.Command) -> None:
        ended = self.walk.state.stage is tear.Stage.ENDED
        answer = self.walk.do(command)
        if ended:
            assert isinstance(answer, Refusal)
        if isinstance(command, tear.BecomeReport) and not isinstance(answer, Refusal):
            assert command.by == self.walk.state.reporter != ""

    @rule(hours=st.sampled_from([1, 24, 24 * 30, 24 * 89]))
    def wait(self, hours: int) -> None:
        self.walk.wait(timedelta(hours=hours))

    @invariant()
    def an_open_tear_ends_by_itself_and_an_ended_one_stays_ended(self) -> None:
        state = self.walk.state
        assert (DECIDER.due(state) is not None) == state.open
        assert (state.outcome is not None) == (state.stage is tear.Stage.ENDED) == (state.ended is not None)
        assert sum(isinstance(e, _ENDS) and getattr(e, "mended", True) for e in self.walk.history) <= 1

    @invariant()
    def a_dialogue_exists_only_while_it_is_offered_or_held(self) -> None:
        state = self.walk.state
        assert (state.dialogue is not None) == (state.stage in (tear.Stage.OFFERED, tear.Stage.DIALOGUE))
        if state.dialogue:
            whole = len(state.dialogue.taken) == state.dialogue.chairs
            assert whole == (state.stage is tear.Stage.DIALOGUE)

    @invariant()
    def the_history_replays(self) -> None:
        self.walk.replays()


_ENDS = (tear.DialogueClosed, tear.Rested, tear.BecameReport, tear.Withdrawn, tear.Expired)
TearMachine.TestCase.settings = MACHINE
TestTear = TearMachine.TestCase
