# SPDX-License-Identifier: Apache-2.0
"""Time in a case: deadlines are instants, pauses shift what they say, and a late tick is harmless."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.core.procedure.words import Kind
from tests.core.laws import CALENDAR, FULL, MINIMAL, SHORT_CALENDAR, changed, full, law, minimal
from tests.core.sitting import DAY, PAPER, START, Sitting, heard, weighed
from tests.core.walking import utc

DUE = 'due = "7 days after summons.sent"'
HOUR = timedelta(hours=1)
MOON = utc("2026-01-05T12:00")


def clock_facts(case: Sitting, clock: str) -> list[str]:
    return [f.moment for f in case.facts if f.kind is Kind.CLOCK and f.thing == clock]


def due(deadline: str, *, at: str = "2026-01-06T12:00") -> object:
    """The instant of the answers' clock under that deadline, in a case whose summons is sent at `at`."""
    case = Sitting(minimal((DUE, f'due = "{deadline}"')), at=utc(at)).open()
    case.do("agree-words", "rep", choice="yes")
    clock = case.state.clocks.get("answer-time")
    return None if clock is None else clock.due


@pytest.mark.parametrize(
    ("deadline", "instant"),
    [
        ("7 days after summons.sent", "2026-01-13T12:00"),
        ("summons.sent", "2026-01-06T12:00"),
        ("36 hours after case.opened", "2026-01-08T00:00"),
        ("2 working days after summons.sent", "2026-01-08T12:00"),
        ("1 month after summons.sent", "2026-02-06T12:00"),
        ("1 moon after summons.sent", "2026-02-03T12:00"),
        ("moon.half", "2026-01-19T12:00"),
        ("moon.half after summons.sent", "2026-01-19T12:00"),
        ("second moon.half after summons.sent", "2026-02-16T12:00"),
        ("3 days before moon.half after summons.sent", "2026-01-16T12:00"),
        ("moon.half of next moon after summons.sent", "2026-02-16T12:00"),
        ("moon.half at least 13 days after summons.sent", "2026-01-19T12:00"),
        ("moon.half at least 14 days after summons.sent", "2026-02-16T12:00"),
        ("1 day before moon.half at least 13 days after summons.sent", "2026-01-18T12:00"),
        ("earlier of 3 days after summons.sent and moon.half", "2026-01-09T12:00"),
        ("later of 3 days after summons.sent and moon.half", "2026-01-19T12:00"),
        ("later of 30 days after summons.sent and moon.half", "2026-02-05T12:00"),
    ],
)  # fmt: skip
def test_a_deadline_is_an_instant_that_is_fixed_when_its_clock_is_set(deadline: str, instant: str) -> None:
    """P6: worked out by hand for each form of the grammar."""
    assert due(deadline) == utc(instant)


def test_a_point_exactly_so_far_away_is_at_least_so_far_away() -> None:
    """P6: the three days of a charter may end exactly at the review's end."""
    assert due("moon.half at least 13 days after summons.sent", at="2026-01-06T12:00") == utc("2026-01-19T12:00")
    assert due("moon.half at least 13 days after summons.sent", at="2026-01-06T12:01") == utc("2026-02-16T12:00")


def test_a_calendar_point_is_strictly_after_its_anchor() -> None:
    """P6: a clock that fires on a point does not fire again at once."""
    assert due("moon.half after summons.sent", at="2026-01-19T12:00") == utc("2026-02-16T12:00")


def test_a_backward_clock_without_an_anchor_slides_to_what_is_not_past_and_one_with_an_anchor_does_not() -> None:
    """P6: sliding hides impossibility, so only the unanchored one slides."""
    late = "2026-01-18T12:00"
    assert due("3 days before moon.half", at=late) == utc("2026-02-13T12:00")
    assert due("3 days before moon.half after summons.sent", at=late) == utc("2026-01-16T12:00")


def test_never_and_what_has_not_happened_set_no_clock() -> None:
    """P6: no anchor, no instant."""
    assert due("never") is None
    assert due("3 days after answer.done") is None
    assert due("later of 3 days after answer.done and moon.half") is None
    assert due("until answer.done") is None


def test_a_late_tick_is_harmless() -> None:
    """P6: what was due happens at its own instant, whenever the tick comes."""
    early, late = heard(minimal()), heard(minimal())
    for _ in range(40 * 24):
        early.wait(HOUR)
    late.wait(DAY * 40)
    assert early.facts == late.facts
    assert not late.wait(timedelta())
    assert [f.at for f in late.happened("vote-time", "passed")] == [START + DAY * 14]


def test_nothing_happens_before_its_instant_and_everything_at_it() -> None:
    """P6: to the microsecond."""
    case = heard(minimal())
    last = case.state.clocks["answer-time"].due
    assert last is not None
    assert not case.until(last - timedelta(microseconds=1))
    assert [f.name for f in case.until(last)][:2] == ["clock.passed", "case.recorded"]
    assert case.state.codes == ("no-answer",)


def test_an_answer_in_time_meets_the_clock_and_its_lateness_has_no_effect() -> None:
    """P6: met is not passed."""
    case = heard(minimal())
    case.paper("answer", "res")
    assert clock_facts(case, "answer-time") == ["set", "met"]
    assert case.state.codes == ()
    assert "weighing" in case.state.phases


def test_a_clock_without_a_stop_always_runs_to_its_instant() -> None:
    """P6: the reporter's two weeks are not met by anything."""
    case = Sitting(minimal()).open()
    case.do("note-contact", "led", about="rep")
    assert case.state.clocks["words-time"].state == "running"


def test_a_phase_that_is_left_takes_its_running_clocks_with_it() -> None:
    """P6: no clock of a phase that is over fires."""
    case = heard(minimal())
    assert "words-time" not in case.state.clocks
    case.wait(DAY * 20)
    assert not case.happened("words-time", "passed")


# Pauses


def talking() -> Sitting:
    """The talk opens on the second day and pauses the weighing and the clock of the answers."""
    case = heard(full())
    for side in ("rep", "res"):
        case.do("offer-talk", side, choice="yes")
    return case


def test_a_pause_shifts_a_length_by_its_own_length() -> None:
    """P6: only a recorded pause moves a deadline."""
    case = talking()
    assert case.state.clocks["answer-time"].due == START + 7 * DAY
    case.wait(10 * DAY)
    assert case.state.clocks["answer-time"].state == "paused"
    case.do("settle-it", "res", choice="no")
    assert case.state.clocks["answer-time"].due == START + 17 * DAY
    assert clock_facts(case, "answer-time") == ["set", "paused", "resumed"]
    case.until(START + 17 * DAY)
    assert clock_facts(case, "answer-time")[-1] == "passed"


def test_a_paused_clock_never_passes_and_an_answer_meets_it_when_it_runs_again() -> None:
    """P6: time stands still for it."""
    case = talking()
    case.wait(9 * DAY)
    case.paper("answer", "res")
    assert clock_facts(case, "answer-time") == ["set", "paused"]
    case.do("settle-it", "rep", choice="no")
    assert clock_facts(case, "answer-time") == ["set", "paused", "resumed", "met"]


def test_a_phase_that_should_open_while_it_rests_is_held_and_opens_afterwards() -> None:
    """P6: the weighing waits for the talk."""
    case = talking()
    ends = changed(FULL, ('pauses = ["weighing", "answer-time"]', 'pauses = ["weighing"]'))
    case = heard(law(ends))
    for side in ("rep", "res"):
        case.do("offer-talk", side, choice="yes")
    case.paper("answer", "res")
    assert list(case.state.held) == ["weighing"]
    assert "weighing" not in case.state.phases
    assert len(case.happened("weighing", "held")) == 1
    case.do("settle-it", "rep", choice="no")
    assert not case.state.held
    assert "weighing" in case.state.phases


_SIDES = 'by = ["reporter", "respondent"]'
_STAYS = '  then = ["talk"]\n  stay = true\n'
_TALK_IN_THE_WEIGHING = changed(
    FULL,
    (f'phases = ["hearing"]\n{_SIDES}', f'phases = ["hearing", "weighing"]\n{_SIDES}'),
    (
        '  [[phase.exit]]\n  when = "weighing.answered and',
        '  [[phase.exit]]\n  when = "offer-talk.done by every reporter"\n'
        + _STAYS
        + '\n  [[phase.exit]]\n  when = "weighing.answered and',
    ),
)


def test_an_open_phase_that_rests_offers_nothing_and_its_clocks_rest() -> None:
    """P6: acts and exits of a paused phase vanish, and come back."""
    case = weighed(law(_TALK_IN_THE_WEIGHING))
    case.vote("m1", "yes")
    case.do("offer-talk", "rep", choice="yes")
    assert {"weighing", "talk"} <= set(case.state.phases)
    assert "write" not in case.options("m2")
    case.refused("write", "m2", "'{phase}' rests while another phase is open", paper=PAPER)
    assert case.state.clocks["vote-time"].state == "paused"
    case.wait(10 * DAY)
    assert not case.happened("occurred", "counted")
    case.do("settle-it", "rep", choice="no")
    assert "write" in case.options("m2")
    assert case.state.clocks["vote-time"].due == START + 24 * DAY


@pytest.mark.parametrize(
    ("deadline", "paused", "then"),
    [
        ("moon.half after summons.sent", 5, "2026-01-19T12:00"),
        ("moon.half after summons.sent", 14, "2026-02-16T12:00"),
        ("2 days before moon.half after summons.sent", 14, "2026-02-14T12:00"),
        ("moon.half of next moon after summons.sent", 14, "2026-02-16T12:00"),
    ],
)
def test_a_calendar_point_that_passed_during_a_pause_is_aimed_at_anew(deadline: str, paused: int, then: str) -> None:
    """P6: a point of the calendar does not shift by days; the next one is taken."""
    case = heard(full((DUE, f'due = "{deadline}"')))
    for side in ("rep", "res"):
        case.do("offer-talk", side, choice="yes")
    case.wait(paused * DAY - HOUR)
    if "talk" in case.state.phases:
        case.do("settle-it", "rep", choice="no")
    assert case.state.clocks["answer-time"].due == utc(then)


# Until, and what is beyond the calendar


def test_a_clock_that_runs_until_something_passes_when_it_happens() -> None:
    """P6: `until` has no instant."""
    case = heard(minimal((DUE, 'due = "until read-summons.done"')))
    clock = case.state.clocks["answer-time"]
    assert (clock.state, clock.due) == ("running", None)
    case.do("read-summons", "res")
    assert clock_facts(case, "answer-time") == ["set", "passed"]
    assert case.state.codes == ("no-answer",)


def test_the_earlier_of_an_event_and_a_length_passes_at_whichever_comes_first() -> None:
    """P6: the page shows the length; the event may come before it."""
    text = (DUE, 'due = "earlier of until read-summons.done and 7 days after summons.sent"')
    first, second = heard(minimal(text)), heard(minimal(text))
    assert first.state.clocks["answer-time"].due == START + 7 * DAY
    first.do("read-summons", "res")
    assert "weighing" in first.state.phases
    second.wait(7 * DAY)
    assert [f.at for f in second.happened("answer-time", "passed")] == [START + 7 * DAY]


def test_the_later_of_an_event_and_a_length_waits_for_both() -> None:
    """P6: read on the second day, the week is still whole; read on the tenth, it is over at once."""
    text = (DUE, 'due = "later of until read-summons.done and 7 days after summons.sent"')
    first, second = heard(minimal(text)), heard(minimal(text))
    first.do("read-summons", "res")
    assert first.state.clocks["answer-time"].due == START + 7 * DAY
    assert clock_facts(first, "answer-time") == ["set", "set"]
    first.until(START + 7 * DAY)
    assert clock_facts(first, "answer-time")[-1] == "passed"
    second.wait(10 * DAY)
    assert second.state.clocks["answer-time"].due is None
    second.do("read-summons", "res")
    assert clock_facts(second, "answer-time") == ["set", "passed"]


def test_a_deadline_beyond_the_calendar_waits_for_it_and_a_human_is_named() -> None:
    """P13: a calendar ends; the case does not end with it."""
    far = minimal((DUE, 'due = "moon.end of second moon after summons.sent"'))
    case = Sitting(far, SHORT_CALENDAR).open()
    case.do("agree-words", "rep", choice="yes")
    assert case.state.waits == {"answer-time"}
    assert case.state.asks["answer-time"].role == "lead"
    assert len(case.happened("case", "waits")) == 1
    case.settle("answer-time", "led")
    assert case.state.asks["answer-time"].role == "lead"
    assert len(case.happened("case", "waits")) == 1
    case.calendar = CALENDAR
    case.settle("answer-time", "led")
    assert case.state.clocks["answer-time"].due == utc("2026-03-30T12:00")
    assert not case.state.asks
    assert not case.state.waits


# Extensions


def test_an_extension_moves_a_running_clock_and_says_why() -> None:
    """P6: a recorded extension under the same version, no further than the clause allows."""
    case = heard(full())
    until = START + 10 * DAY
    case.do("more-time", "led", choice="ill", until=until)
    assert case.state.clocks["answer-time"].due == until
    (fact,) = case.happened("answer-time", "extended")
    assert (fact.who, fact.until) == ("led", until)
    assert case.happened("more-time", "done")[0].value == {"choice": "ill"}
    case.do("more-time", "led", choice="ill", until=START + 21 * DAY)
    case.until(until)
    assert not case.happened("answer-time", "passed")


@pytest.mark.parametrize(
    ("until", "says"),
    [
        (None, "an extension needs an instant after {due}"),
        (START + 7 * DAY, "an extension needs an instant after {due}"),
        (START + 2 * DAY, "an extension needs an instant after {due}"),
        ((START + 9 * DAY).replace(tzinfo=None), "an extension needs an instant after {due}"),
        (START + 21 * DAY + HOUR, "'{act}' reaches at most to {latest}"),
    ],
)
def test_an_extension_that_shortens_or_goes_too_far_is_refused(until: object, says: str) -> None:
    """P6: the field and the instant are named."""
    case = heard(full())
    no = case.refused("more-time", "led", says, choice="ill", until=until)
    assert (no.field, no.clause.id) == ("until", "more-time")


def test_how_far_an_extension_reaches_must_be_known() -> None:
    """P6: an open limit is no licence."""
    case = heard(full(('longest = "21 days after summons.sent"', 'longest = "21 days after answer.done"')))
    case.refused("more-time", "led", "how far '{act}' may reach is not known yet", choice="ill", until=START + 9 * DAY)
    never = heard(full(('longest = "21 days after summons.sent"', 'longest = "never"')))
    never.do("more-time", "led", choice="ill", until=START + 900 * DAY)


def test_a_clock_that_rests_is_not_extended() -> None:
    """P6: it has no end to move."""
    case = talking()
    assert "more-time" not in case.options("led")
    case.refused("more-time", "led", "there is nothing that '{act}' could be about now", choice="ill",
                 until=START + 9 * DAY)  # fmt: skip


def test_a_report_on_the_last_day_of_a_period_goes_by_the_points_of_the_calendar() -> None:
    """P6: the half of the moon is missed by an hour, or not."""
    text = minimal(('due = "14 days after case.opened"', 'due = "moon.half at least 3 days after case.opened"'))
    early, late = Sitting(text, at=MOON + 11 * DAY).open(), Sitting(text, at=MOON + 11 * DAY + HOUR).open()
    assert early.state.clocks["words-time"].due == MOON + 14 * DAY
    assert late.state.clocks["words-time"].due == MOON + 42 * DAY


def test_the_text_of_the_sample_is_a_law() -> None:
    """P26: a changed sentence is another version."""
    assert law(MINIMAL).digest != full().digest
