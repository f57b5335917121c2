# SPDX-License-Identifier: Apache-2.0
"""The small tear: heard, a quiet word, a dialogue, nothing, support, or the reporter's own choice of a report."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from typing import TypeAlias

import pytest

from comity.core import tear
from comity.core.calendar import parse_calendar
from comity.core.clause import Clause, Malformed, Refusal, promise
from comity.core.tear import decide as law
from tests.core.walking import Walk, digest, utc

CLAUSE = Clause(document="sample/1", id="tears")
CALENDAR = parse_calendar('[calendar]\nid = "sample"\n[[moon]]\nid = "1"\nstart = 2024-01-01\nend = 2024-02-01')
RULES = tear.TearRules(clause=CLAUSE, calendar=CALENDAR, count=90, unit="days", listens=frozenset({"listener", "lead"}))
DECIDER = tear.TearDecider(rules=RULES)
START = utc("2024-01-10T12:00")
REPORTER = "receipt-1"
WORDS = digest("words")
Tearing: TypeAlias = "Walk[tear.Tear, tear.Command, tear.Event]"


def fresh() -> Tearing:
    return Walk(DECIDER, start=START, events=tear.EVENTS, reasons=tear.REASONS)


def hear(*, by: str = REPORTER, reporter: str = REPORTER, consented: bool = False, where: str = "") -> tear.Hear:
    return tear.Hear(by=by, words=WORDS, reporter=reporter, consented=consented, conversation=where)


FILE = {WORDS: 1}
REPORT = tear.BecomeReport(by=REPORTER, words=WORDS)


def listen() -> tear.Listen:
    return tear.Listen(by="lis", role="listener")


def listened() -> Tearing:
    walk = fresh()
    walk.must(hear())
    walk.must(listen())
    return walk


def in_dialogue(chairs: int = 2) -> Tearing:
    walk = listened()
    walk.must(tear.OfferDialogue(by="lis", role="listener", chairs=chairs))
    for chair in range(1, chairs + 1):
        walk.must(tear.AgreeToDialogue(chair=chair))
    return walk


QUIET = tear.HaveQuietWord(by="lis", role="listener", conversation="thread-9")
REST = tear.LetRest(by="lis", role="listener")
ASK = tear.AskForReport(by="lis", role="listener")
HOLD = tear.HoldDialogue(by="lis", role="listener")
MEND = tear.CloseDialogue(by="lis", role="listener", mended=True)
FAIL = tear.CloseDialogue(by="lis", role="listener", mended=False)
OFFER = tear.OfferDialogue(by="lis", role="listener", chairs=2)


# What becomes of a tear


def test_a_tear_without_a_name_or_a_receipt_is_heard() -> None:
    """P2: reporting takes no account and no name."""
    walk = fresh()
    walk.must(tear.Hear(by="", words=WORDS))
    assert walk.state.stage is tear.Stage.HEARD
    assert (walk.state.reporter, walk.state.through, walk.state.named) == ("", "", False)


def test_a_tear_ends_by_itself_at_the_instant_that_was_fixed_when_it_was_heard() -> None:
    """P6: ninety days are an instant in the first event."""
    walk = fresh()
    walk.must(hear())
    expires = utc("2024-04-09T12:00")
    assert walk.history == [
        tear.TearHeard(
            at=START, words=WORDS, reporter=REPORTER, through="", named=False, conversation="", expires=expires
        )
    ]
    assert DECIDER.due(walk.state) == expires
    assert walk.wait(timedelta(days=90, seconds=-1)) == []
    assert walk.wait(timedelta(days=30)) == [tear.Expired(at=expires)]
    assert (walk.state.outcome, walk.state.ended) == (tear.Outcome.EXPIRED, expires)
    walk.must_not(listen(), law.NOT_NOW)


def test_a_late_tick_is_harmless() -> None:
    """P24: the event is dated at its own instant, however late somebody looks."""
    early, late = listened(), listened()
    early.wait(timedelta(days=90))
    late.wait(timedelta(days=900))
    assert early.history == late.history
    assert DECIDER.due(late.state) is None


def test_a_quiet_word_is_had_about_a_conversation_and_then_it_rests() -> None:
    """P4: no person is named, and nothing is decided."""
    walk = listened()
    walk.must(QUIET)
    walk.must(REST)
    assert (walk.state.quiet_words, walk.state.outcome) == (1, tear.Outcome.RESTED)


def test_a_dialogue_that_all_agree_to_can_mend() -> None:
    """P8: both sides sit on numbered chairs."""
    walk = listened()
    walk.must(OFFER)
    assert walk.must(tear.AgreeToDialogue(chair=2)) == [tear.DialogueAgreed(at=START, chair=2, whole=False)]
    walk.must_not(HOLD, law.NOT_NOW)
    assert walk.must(tear.AgreeToDialogue(chair=1)) == [tear.DialogueAgreed(at=START, chair=1, whole=True)]
    for times in (1, 2):
        walk.must(HOLD)
        assert walk.state.dialogue is not None
        assert walk.state.dialogue.held == times
    walk.must(MEND)
    assert walk.state.outcome is tear.Outcome.MENDED
    assert walk.state.dialogue is None


def test_a_dialogue_that_mends_nothing_leaves_the_tear_open() -> None:
    """P8: leaving or failing harms nobody; everything else stays possible."""
    for last in (FAIL, tear.DeclineDialogue()):
        walk = in_dialogue(3)
        walk.must(HOLD)
        walk.must(last)
        assert walk.state.stage is tear.Stage.LISTENED
        assert walk.state.dialogue is None
        assert tear.OfferDialogue in tear.options(walk.state)


def test_nobody_is_told_who_left_a_dialogue() -> None:
    """P8: the event carries an instant and nothing else."""
    assert [field.name for field in fields(tear.DialogueDeclined)] == ["at"]


def test_only_the_reporter_turns_a_tear_into_a_report() -> None:
    """P4: a listener may ask once; whoever else chooses is refused."""
    walk = listened()
    walk.must(ASK)
    assert walk.must_not(ASK, law.ASKED_BEFORE).clause == promise(4)
    refusal = walk.must_not(tear.BecomeReport(by="lis", words=WORDS), law.NOT_THE_REPORTER)
    assert refusal.clause == promise(4)
    assert walk.must(tear.BecomeReport(by=REPORTER, words=digest("new"))) == [
        tear.BecameReport(at=START, reporter=REPORTER, words=digest("new"))
    ]
    assert walk.state.outcome is tear.Outcome.REPORTED


def test_without_a_receipt_nobody_can_choose_a_report() -> None:
    """P4: an empty name is nobody's name."""
    walk = fresh()
    walk.must(tear.Hear(by="", words=WORDS))
    walk.must_not(tear.BecomeReport(by="", words=WORDS), law.NOT_THE_REPORTER)
    walk.must_not(tear.Withdraw(by=""), law.NOT_THE_REPORTER)


def test_a_liaison_brings_a_tear_only_with_consent() -> None:
    """P4: nobody speaks for somebody who did not agree."""
    walk = fresh()
    refusal = walk.must_not(hear(by="liaison-1"), law.NO_CONSENT)
    assert refusal.clause == promise(4)
    assert refusal.possible[0].act == "Hear"
    walk.must_not(tear.Hear(by="liaison-1", words=WORDS), law.NO_CONSENT)
    walk.must(hear(by="liaison-1", consented=True))
    assert (walk.state.reporter, walk.state.through) == (REPORTER, "liaison-1")
    walk.must_not(tear.Withdraw(by="liaison-1"), law.NOT_THE_REPORTER)
    walk.must(tear.Withdraw(by=REPORTER))


def test_a_liaison_who_saw_it_is_the_reporter() -> None:
    """P4: what one saw oneself needs nobody's consent."""
    walk = fresh()
    walk.must(hear(by="liaison-1", reporter="liaison-1"))
    assert (walk.state.reporter, walk.state.through) == ("liaison-1", "")


def test_after_choosing_support_nobody_is_approached() -> None:
    """P4: a wish for support ends what was under way and forbids what would begin."""
    walk = in_dialogue()
    walk.must(tear.ChooseSupport(by=REPORTER))
    assert (walk.state.stage, walk.state.dialogue, walk.state.support) == (tear.Stage.LISTENED, None, True)
    for approach in (QUIET, OFFER):
        assert walk.must_not(approach, law.SUPPORT_ONLY).clause == promise(4)
    walk.must_not(tear.ChooseSupport(by=REPORTER), law.SUPPORT_ONLY)
    assert tear.options(walk.state) == (tear.LetRest, tear.AskForReport, tear.BecomeReport, tear.Withdraw)
    walk.must(REST)


def test_support_can_be_chosen_before_anybody_has_listened() -> None:
    """P2: the wish for support has its own way."""
    walk = fresh()
    walk.must(hear())
    walk.must(tear.ChooseSupport(by=REPORTER))
    assert walk.state.stage is tear.Stage.HEARD


def test_only_the_roles_of_the_procedure_listen() -> None:
    """P7: the refusal cites the clause about tears."""
    walk = fresh()
    walk.must(hear())
    refusal = walk.must_not(tear.Listen(by="x", role="delegate"), law.NOT_A_LISTENER)
    assert refusal.clause == CLAUSE
    assert refusal.text == "The role delegate does not listen to tears."
    walk.must(tear.Listen(by="x", role="lead"))


def test_a_chair_is_taken_once_and_must_exist() -> None:
    """P7: what is refused is said."""
    walk = listened()
    walk.must(OFFER)
    for chair in (0, 3, -1):
        walk.must_not(tear.AgreeToDialogue(chair=chair), law.NO_SUCH_CHAIR)
    walk.must(tear.AgreeToDialogue(chair=1))
    walk.must_not(tear.AgreeToDialogue(chair=1), law.NO_SUCH_CHAIR)


def test_a_dialogue_that_never_met_has_mended_nothing() -> None:
    """P19: mended is not a word for an offer."""
    walk = in_dialogue()
    walk.must_not(MEND, law.NOT_HELD)
    walk.must(FAIL)
    walk.must(OFFER)
    walk.must_not(MEND, law.NOT_HELD)


def test_a_refusal_lists_what_is_possible_instead() -> None:
    """P7: an ended tear allows nothing, a heard one what its stage allows."""
    walk = fresh()
    walk.must(hear())
    refusal = walk.must_not(QUIET, law.NOT_NOW)
    assert [one.act for one in refusal.possible] == ["Listen", "BecomeReport", "ChooseSupport", "Withdraw"]
    assert refusal.text == "A tear that is heard does not allow this."
    walk.must(tear.Withdraw(by=REPORTER))
    assert walk.must_not(hear(), law.NOT_NOW).possible == ()


# What a tear cannot hold


def test_no_event_of_a_tear_can_hold_a_finding_a_vote_or_another_person() -> None:
    """P4: the fields of all events are these, and none is for whom it is about."""
    allowed = {
        "at", "words", "reporter", "through", "named", "conversation", "expires", "by", "chairs", "chair", "whole",
        "mended", "files",
    }  # fmt: skip
    assert {field.name for event in tear.EVENTS for field in fields(event)} == allowed


def test_a_tear_asks_for_no_notice() -> None:
    """P4: nothing in this room tells anybody anything."""
    names = " ".join(event.__name__ for event in tear.EVENTS).lower()
    assert not any(word in names for word in ("notice", "notif", "summon", "told", "sent"))


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (tear.Hear(by="", words="my words"), "words"),
        (tear.Hear(by="", words=WORDS, conversation="a\nb"), "conversation"),
        (tear.Hear(by="", words=WORDS, conversation="with Anna in the kitchen"), "conversation"),
        (tear.Hear(by="", words=WORDS, conversation="https://chat.example/@anna"), "conversation"),
        (tear.Hear(by="", words=WORDS, conversation="https://chat.example/ Anna said it"), "conversation"),
        (tear.Hear(by="", words=WORDS, conversation="Žofie"), "conversation"),
        (tear.Hear(by="", words=WORDS, conversation="x" * 301), "conversation"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(command: tear.Command, field: str) -> None:
    """P26: a clear error names the field and the rule."""
    with pytest.raises(Malformed) as caught:
        fresh().do(command)
    assert [fault.field for fault in caught.value.faults] == [field]
    assert caught.value.faults[0].rule


@pytest.mark.parametrize("chairs", [-1, 0, 1, 13])
def test_a_dialogue_has_two_to_twelve_chairs(chairs: int) -> None:
    """P26: a clear error names the field and the rule."""
    with pytest.raises(Malformed, match="2 to 12 chairs"):
        listened().do(tear.OfferDialogue(by="lis", role="listener", chairs=chairs))
    for whole in (2, 12):
        in_dialogue(whole)


@pytest.mark.parametrize("ends", [tear.LetRest, tear.CloseDialogue])
def test_whoever_told_it_reads_in_words_how_it_ended(ends: type[tear.LetRest | tear.CloseDialogue]) -> None:
    """P3, P21: a sentence for the reporter, in a paper; the event holds its digest and nothing of it."""
    walk = listened() if ends is tear.LetRest else in_dialogue()
    if ends is tear.CloseDialogue:
        walk.must(HOLD)
    command = replace(REST if ends is tear.LetRest else MEND, words=digest("thank you"))
    told = walk.must(command)
    assert told[0] == tear.Answered(at=walk.now, by="lis", words=digest("thank you"))
    assert walk.state.stage is tear.Stage.ENDED
    assert walk.state.answer == digest("thank you")
    assert walk.state.papers == {WORDS, digest("thank you")}


def test_an_answer_is_a_paper_and_for_somebody() -> None:
    """P21, P26: no prose in an event, and no answer that nobody could read."""
    with pytest.raises(Malformed, match="SHA-256"):
        listened().do(replace(REST, words="thank you for telling us"))
    unread = fresh()
    unread.must(hear(by="", reporter=""))
    unread.must(listen())
    assert unread.must_not(replace(REST, words=digest("x")), law.NOBODY_TO_ANSWER).clause == promise(3)
    unread.must(REST)


@pytest.mark.parametrize("where", ["thread-9", "#general", "forum/t/912.4", "https://forum.example/t/9?page=2", WORDS])
def test_where_a_tear_happened_is_an_address_an_id_or_a_paper(where: str) -> None:
    """P21: what people write stands in no event; a reference to it may."""
    walk = fresh()
    walk.must(hear(where=where))
    walk.must(listen())
    walk.must(tear.HaveQuietWord(by="lis", role="listener", conversation=where))
    assert walk.state.papers == {WORDS}


def test_a_quiet_word_takes_no_line_of_prose() -> None:
    """P21: whom it was had with would stand in the history for ever."""
    with pytest.raises(Malformed, match="no prose"):
        listened().do(tear.HaveQuietWord(by="lis", role="listener", conversation="with Ben, after the meeting"))


def test_the_papers_of_a_tear_are_what_was_told_and_where() -> None:
    """P21: what may be opened by those who hear it, and nothing else."""
    walk = fresh()
    walk.must(hear(where=digest("where")))
    walk.must(listen())
    walk.must(tear.HaveQuietWord(by="lis", role="listener", conversation=digest("there")))
    walk.must(tear.HaveQuietWord(by="lis", role="listener", conversation="thread-9"))
    assert walk.state.papers == {WORDS, digest("where"), digest("there")}


def test_a_reference_of_three_hundred_characters_fits() -> None:
    """P26: the bound is as it says."""
    fresh().must(hear(where="x" * 300))


@pytest.mark.parametrize(("count", "unit"), [(1, "moon"), (0, "days"), (1001, "days"), (1, "years")])
def test_a_tear_that_might_never_end_is_refused_with_the_procedure(count: int, unit: str) -> None:
    """P26: a length whose end may be unknown is no length for a tear."""
    with pytest.raises(Malformed) as caught:
        tear.TearRules(clause=CLAUSE, calendar=CALENDAR, count=count, unit=unit, listens=frozenset())
    assert caught.value.faults[0].field == "tear.expires"
    for least_and_most in (1, 1000):
        tear.TearRules(clause=CLAUSE, calendar=CALENDAR, count=least_and_most, unit="months", listens=frozenset())


def test_every_event_and_every_refusal_of_a_tear_is_reached() -> None:
    """P7: nothing in the room is dead."""
    paths: tuple[tuple[tear.Command, ...], ...] = (
        (listen(), hear(by="l"), hear(), tear.Listen(by="x", role="x"), listen(), QUIET, ASK, ASK, REST),
        (hear(), listen(), OFFER, tear.AgreeToDialogue(chair=9), tear.DeclineDialogue(), FAIL, OFFER, MEND),
        (hear(), tear.ChooseSupport(by=REPORTER), tear.ChooseSupport(by=REPORTER), tear.Withdraw(by=REPORTER)),
        (replace(hear(), files=FILE), tear.Withdraw(by="x"), replace(REPORT, files=FILE)),
    )
    unread = replace(REST, words=WORDS)
    paths = (*paths, (hear(by="", reporter=""), listen(), unread), (hear(), listen(), unread))
    walks = [fresh() for _ in paths]
    for walk, path in zip(walks, paths, strict=True):
        for command in path:
            walk.do(command)
    mended, expired = in_dialogue(), listened()
    mended.must(HOLD)
    mended.must(MEND)
    expired.wait(timedelta(days=91))
    walks += [mended, expired]
    assert set[type]().union(*(walk.seen for walk in walks)) == set(tear.EVENTS)
    assert set[str]().union(*(walk.refused for walk in walks)) == set(tear.REASONS)


def test_options_are_exactly_what_is_not_refused_by_the_stage() -> None:
    """P7: what a page offers is what the law allows."""
    for walk in (fresh(), listened(), in_dialogue()):
        offered = tear.options(walk.state)
        for command in _samples():
            state_before = walk.state
            try:
                DECIDER.decide(state_before, command, walk.now)
                refused = False
            except Refusal as refusal:
                refused = refusal.reason == law.NOT_NOW
            assert refused != (type(command) in offered)


def _samples() -> tuple[tear.Command, ...]:
    return (
        hear(), listen(), QUIET, OFFER, tear.AgreeToDialogue(chair=1), tear.DeclineDialogue(), HOLD, FAIL, REST, ASK,
        tear.BecomeReport(by=REPORTER, words=WORDS), tear.ChooseSupport(by=REPORTER), tear.Withdraw(by=REPORTER),
    )  # fmt: skip
