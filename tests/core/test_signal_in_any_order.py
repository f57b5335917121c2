# SPDX-License-Identifier: Apache-2.0
"""One signal under any order of acts, by anybody, shown to anybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core.clause import Malformed, Refusal
from comity.core.watch import Mode, Verdict, signal
from tests.core.test_signal import RAISE, walk
from tests.core.test_watch import AT, DAY
from tests.core.walking import MACHINE, digest

people = st.sampled_from(["lia", "lio", "m1", "led", ""])
verdicts = st.sampled_from(list(Verdict))
digests = st.sampled_from([digest("a"), digest("b")])
commands: st.SearchStrategy[signal.Command] = st.one_of(
    st.just(RAISE),
    st.just(signal.EaseSignal()),
    st.builds(signal.CutEvidence, evidence=st.sampled_from(["", digest("less")])),
    st.builds(signal.JudgeSignal, by=people, verdict=verdicts),
    st.builds(signal.LeaveSignal, by=people),
    st.builds(signal.OfferQuietWord, by=people, again=st.sampled_from([AT + n * DAY for n in (1, 40, 100)])),
    st.builds(signal.HadQuietWord, by=people),
    st.builds(signal.FollowUp, by=people),
    st.builds(
        signal.BeginMatter, by=people, matter=st.sampled_from(list(signal.Matter)), of=digests, consented=st.booleans()
    ),
    st.builds(signal.HandOver, by=people, to=people),
    st.builds(signal.StepAside, by=people),
)


def _asked(person: str, now: datetime) -> Mapping[signal.Act, list[tuple[str, signal.Command]]]:
    """Every act of a person with the choices that it can have; what was begun before is another matter each time."""
    new, act = digest(f"new {now}"), signal.Act

    def begun(matter: signal.Matter) -> list[tuple[str, signal.Command]]:
        return [("", signal.BeginMatter(by=person, matter=matter, of=new, consented=True))]

    return {
        act.JUDGE: [(one.value, signal.JudgeSignal(by=person, verdict=one)) for one in Verdict],
        act.LEAVE: [("", signal.LeaveSignal(by=person))],
        act.OFFER: [("", signal.OfferQuietWord(by=person, again=now + DAY))],
        act.HAD: [("", signal.HadQuietWord(by=person))],
        act.LOOKED: [("", signal.FollowUp(by=person))],
        act.TEAR: begun(signal.Matter.TEAR),
        act.REPORT: begun(signal.Matter.REPORT),
        act.HAND: [(to, signal.HandOver(by=person, to=to)) for to in ("lia", "lio", "m1", "led")],
        act.ASIDE: [("", signal.StepAside(by=person))],
    }


def _taken(decider: signal.SignalDecider, state: signal.Signal, command: signal.Command, now: datetime) -> bool:
    try:
        decider.decide(state, command, now)
    except Refusal:
        return False
    return True


class SignalMachine(RuleBasedStateMachine):
    """Any order of acts, by anybody, with any time between."""

    @initialize(mode=st.sampled_from(list(Mode)))
    def begin(self, mode: Mode) -> None:
        self.walk = walk(mode)

    @rule(command=commands)
    def act(self, command: signal.Command) -> None:
        before = self.walk.state
        try:
            answer = self.walk.do(command)
        except Malformed:
            return
        if isinstance(answer, Refusal):
            return
        by = getattr(command, "by", None)
        assert by is None or by not in before.aside
        if by is not None:
            assert by in ({"m1"} if before.mode is Mode.SHADOW else {"lia", "lio"})
            assert before.mode is not Mode.OVER
        if before.raised is not None and before.mode is not Mode.LIVE:
            assert isinstance(command, signal.JudgeSignal | signal.EaseSignal | signal.CutEvidence)
        if isinstance(command, signal.BeginMatter):
            assert command.consented

    @rule(hours=st.sampled_from([1, 24, 24 * 15, 24 * 31, 24 * 91]))
    def wait(self, hours: int) -> None:
        self.walk.wait(timedelta(hours=hours))

    @invariant()
    def whatever_is_known_has_an_end(self) -> None:
        state, decider = self.walk.state, self.walk.decider
        assert (decider.due(state) is not None) == (state.open or state.word is not None)
        assert state.expired is None or state.evidence == ""
        assert not state.waits or state.open
        assert state.holder not in state.aside or not state.holder
        assert sum(isinstance(e, signal.SignalExpired) for e in self.walk.history) <= 1

    @invariant()
    def what_is_offered_is_taken_and_nothing_else_is(self) -> None:
        """P7: the options are the law: each of them is accepted now, and no act that is not among them is."""
        decider, state, now = self.walk.decider, self.walk.state, self.walk.now
        assert isinstance(decider, signal.SignalDecider)
        if state.word is not None and state.word.until <= now:
            return
        for person in ("lia", "lio", "m1", "led", ""):
            offered = {one.act: one for one in signal.options(decider.rules, state, person)}
            assert not offered or next(iter(offered)) is signal.nearest(state) or signal.nearest(state) not in offered
            for act, commands in _asked(person, now).items():
                choices = offered[act].choices if act in offered else ()
                for choice, command in commands:
                    taken = _taken(decider, state, command, now)
                    assert taken == (act in offered and (not choice or choice in choices)), (act, person, choice)

    @invariant()
    def the_history_replays(self) -> None:
        self.walk.replays()


SignalMachine.TestCase.settings = MACHINE
TestSignal = SignalMachine.TestCase
