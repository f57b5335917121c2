# SPDX-License-Identifier: Apache-2.0
"""The life of one signal: who reads it, what may follow, and when it is forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from comity.core.clause import Malformed, Refusal, promise
from comity.core.watch import Mode, Verdict, signal
from tests.core.test_watch import AT, DAY, RULES, SPACE
from tests.core.walking import Walk, digest

Walked = Walk[signal.Signal, signal.Command, signal.Event]
RAISE = signal.RaiseSignal(
    conversation=digest("talk"), space=SPACE, version="model/policy", risk=720, evidence=digest("shown")
)
ACTS: tuple[Any, ...] = (
    signal.LeaveSignal(by="lia"),
    signal.OfferQuietWord(by="lia", again=AT + 7 * DAY),
    signal.BeginMatter(by="lia", matter=signal.Matter.TEAR, of=digest("tear"), consented=True),
    signal.HandOver(by="lia", to="lio"),
    signal.StepAside(by="lia"),
)


def walk(mode: Mode | None = Mode.LIVE, aside: frozenset[str] = frozenset()) -> Walked:
    rules = signal.SignalRules(watch=RULES, mode=mode, aside=aside)
    return Walk(signal.SignalDecider(rules=rules), start=AT, events=signal.EVENTS, reasons=signal.REASONS)


def raised(mode: Mode = Mode.LIVE, aside: frozenset[str] = frozenset()) -> Walked:
    found = walk(mode, aside)
    found.must(RAISE)
    return found


def reads(here: Walked, person: str) -> bool:
    assert isinstance(here.decider, signal.SignalDecider)
    return signal.reads(here.decider.rules, here.state, person)


@pytest.mark.parametrize(
    ("mode", "readers"), [(Mode.LIVE, {"lia", "lio"}), (Mode.SHADOW, {"m1", "m2"}), (Mode.OVER, set())]
)
def test_a_live_signal_is_for_liaisons_an_unseen_one_for_its_judges_and_one_too_many_for_nobody(
    mode: Mode, readers: set[str]
) -> None:
    """P20: shadow first, then a budget; whoever sits in the council reads no live signal."""
    here = raised(mode)
    assert {p for p in ("lia", "lio", "m1", "m2", "led", "", "anybody") if reads(here, p)} == readers


def test_a_signal_that_nobody_admitted_is_not_raised() -> None:
    """P20: to whom it is shown is decided before it exists, and stands in its first event."""
    walk(None).must_not(RAISE, signal.REASONS[0])
    here = raised(Mode.SHADOW)
    assert here.state.mode is Mode.SHADOW
    here.must_not(RAISE, "This signal was raised before.")


@pytest.mark.parametrize("command", ACTS)
def test_a_would_be_signal_is_only_judged(command: Any) -> None:
    """P20: nothing follows from what nobody is shown, also where a judge asks."""
    here = raised(Mode.SHADOW)
    here.must_not(replace(command, by="m1"), "A would-be signal is only judged.")
    here.must(signal.JudgeSignal(by="m1", verdict=Verdict.NOISE))
    no = here.must_not(
        signal.JudgeSignal(by="lia", verdict=Verdict.USEFUL),
        "A would-be signal is judged by who is named by the clause, and by nobody who reads live ones.",
    )
    assert no.clause == RULES.clause


@pytest.mark.parametrize("command", [*ACTS, signal.JudgeSignal(by="lia", verdict=Verdict.USEFUL)])
@pytest.mark.parametrize("person", ["m1", "led", "", "lia-2", "clerk"])
def test_nobody_but_a_liaison_does_anything_with_a_live_signal(command: Any, person: str) -> None:
    """P20, P10: neither who judges cases nor who presides, nor the clerk."""
    no = raised().do(replace(command, by=person))
    assert isinstance(no, Refusal)
    assert no.clause == promise(10)


@pytest.mark.parametrize("command", [*ACTS[:-1], signal.JudgeSignal(by="lia", verdict=Verdict.USEFUL)])
def test_whoever_stepped_aside_reads_and_does_nothing(command: Any) -> None:
    """P10: from the conversation, or from its whole space; the others go on."""
    here = raised()
    here.must(signal.StepAside(by="lia"))
    assert not reads(here, "lia")
    assert reads(here, "lio")
    assert isinstance(here.do(command), Refusal)
    here.must_not(signal.StepAside(by="lia"), "You have stepped aside from this conversation already.")
    there = raised(aside=frozenset({"lia"}))
    assert not reads(there, "lia")
    assert isinstance(there.do(command), Refusal)


def test_a_verdict_may_be_changed_until_the_signal_is_over() -> None:
    """P20: it calibrates, so it may be thought over; what was said before stands in the event."""
    here = raised()
    here.must(signal.JudgeSignal(by="lia", verdict=Verdict.NOISE))
    here.must_not(signal.JudgeSignal(by="lio", verdict=Verdict.NOISE), "That was said already.")
    again = here.must(signal.JudgeSignal(by="lio", verdict=Verdict.USEFUL))
    assert again == [signal.SignalJudged(at=AT, by="lio", verdict=Verdict.USEFUL, was=Verdict.NOISE)]
    here.wait(30 * DAY)
    here.must_not(signal.JudgeSignal(by="lia", verdict=Verdict.NOISE), "This signal is over.")
    assert here.state.verdict is Verdict.USEFUL


def test_a_signal_is_forgotten_at_its_instant_and_its_words_with_it() -> None:
    """P20: the event names the paper that is destroyed; nobody reads it afterwards."""
    here = raised()
    assert here.wait(30 * DAY - timedelta(seconds=1)) == []
    assert here.wait(timedelta(days=9)) == [signal.SignalExpired(at=AT + 30 * DAY, evidence=digest("shown"))]
    assert (here.state.evidence, here.state.open, reads(here, "lia")) == ("", False, False)
    assert here.decider.due(here.state) is None
    here.replays()


def test_a_quiet_word_outlives_the_signal_and_is_forgotten_too() -> None:
    """P20: about a conversation: it names no person but the liaison, and it ends by itself."""
    here = raised()
    here.wait(20 * DAY)
    here.must(signal.OfferQuietWord(by="lia", again=here.now + 3 * DAY))
    here.must_not(signal.OfferQuietWord(by="lio", again=here.now + DAY), "A quiet word was offered already.")
    here.wait(20 * DAY)
    assert here.state.expired == AT + 30 * DAY
    here.must(signal.HadQuietWord(by="lia"))
    here.must_not(signal.HadQuietWord(by="lia"), "The quiet word was had already.")
    here.must(signal.FollowUp(by="lio"))
    here.must_not(signal.FollowUp(by="lio"), "Somebody has looked again already.")
    assert here.wait(80 * DAY) == [signal.QuietWordForgotten(at=AT + 110 * DAY)]
    assert here.state.word is None
    here.must_not(signal.FollowUp(by="lio"), "No quiet word was offered in this conversation.")


def test_whoever_stepped_aside_hears_of_no_quiet_word_either() -> None:
    """P10: neither from the signal nor from its space, neither before the signal is over nor after."""
    here = raised()
    here.must(signal.OfferQuietWord(by="lia", again=AT + 40 * DAY))
    here.must(signal.StepAside(by="lio"))
    for _ in range(2):
        assert isinstance(here.decider, signal.SignalDecider)
        rules, moved = here.decider.rules, replace(here.decider.rules, aside=frozenset({"lia"}))
        assert [signal.hears(rules, here.state, p) for p in ("lia", "lio", "m1", "led")] == [True, False, False, False]
        assert not signal.hears(moved, here.state, "lia")
        here.must_not(signal.HadQuietWord(by="lio"), "Only liaisons who are not concerned do something with a signal.")
        here.wait(35 * DAY)


@pytest.mark.parametrize("again", [AT, AT - DAY, AT + 91 * DAY])
def test_a_follow_up_lies_ahead_and_before_the_quiet_word_is_forgotten(again: Any) -> None:
    """P26: the field is named."""
    with pytest.raises(Malformed) as wrong:
        raised().do(signal.OfferQuietWord(by="lia", again=again))
    assert [f.field for f in wrong.value.faults] == ["again"]


def test_something_is_begun_from_it_only_with_consent_and_by_digest() -> None:
    """P4, P20: the link is a digest that only who knows the matter can find again."""
    here = raised()
    begin = signal.BeginMatter(by="lia", matter=signal.Matter.REPORT, of=digest("case"))
    assert here.must_not(begin, "Something is told for somebody else only where that person agreed.").clause.id == "P4"
    here.must(replace(begin, consented=True))
    here.must_not(replace(begin, consented=True), "That was begun from this signal already.")
    with pytest.raises(Malformed):
        here.do(replace(begin, consented=True, of="case:17-a"))
    assert [one.of for one in here.state.begun] == [digest("case")]


def test_it_is_handed_over_to_a_liaison_who_is_not_concerned_and_to_nobody_else() -> None:
    """P13, P10: and comes free again where they step aside."""
    here = raised()
    for to in ("lia", "m1", "led", "nobody", ""):
        no = here.do(signal.HandOver(by="lia", to=to))
        assert isinstance(no, Refusal)
        assert no.field == "to"
    here.must(signal.HandOver(by="lia", to="lio"))
    assert here.state.holder == "lio"
    here.must(signal.StepAside(by="lio"))
    assert here.state.holder == ""


def test_what_is_gone_at_its_platform_is_cut_and_what_stood_there_is_named_for_destruction() -> None:
    """P20: also twice, and down to nothing."""
    here = raised()
    assert here.must(signal.CutEvidence(evidence=digest("less"))) == [
        signal.EvidenceCut(at=AT, evidence=digest("less"), before=digest("shown"))
    ]
    here.must(signal.CutEvidence())
    assert here.state.evidence == ""


def test_it_waits_until_somebody_did_something_with_it() -> None:
    """P20: to let it be is something too."""
    for done in (*ACTS[:3], signal.JudgeSignal(by="lia", verdict=Verdict.KNOWN)):
        here = raised()
        assert here.state.waits
        here.must(done)
        assert not here.state.waits
    here = raised()
    here.must(signal.EaseSignal())
    here.must_not(signal.EaseSignal(), "This conversation has cooled already.")
    assert here.state.waits
    assert here.state.eased == AT
    here.must(signal.LeaveSignal(by="lia"))
    here.must_not(signal.LeaveSignal(by="lio"), "It was let be already.")


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (replace(RAISE, conversation="talk"), "conversation"),
        (replace(RAISE, evidence="Stop twisting this."), "evidence"),
        (replace(RAISE, risk=1001), "risk"),
        (replace(RAISE, risk=-1), "risk"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(command: Any, field: str) -> None:
    """P26, P20: words in the place of a digest stand in no event."""
    with pytest.raises(Malformed) as wrong:
        walk().do(command)
    assert [f.field for f in wrong.value.faults] == [field]
