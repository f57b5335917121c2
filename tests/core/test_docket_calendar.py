# SPDX-License-Identifier: Apache-2.0
"""Where a deadline reaches beyond its calendar, waits for what has not happened, or counts several persons."""

from __future__ import annotations

import pytest

from tests.core.laws import SHORT_CALENDAR, minimal
from tests.core.sitting import DAY, START, Sitting, party
from tests.core.walking import utc

DUE = 'due = "7 days after summons.sent"'
MOON = utc("2026-01-05T12:00")
BEYOND = (
    "later of moon.end of second moon after summons.sent and 2 days after summons.sent",
    "earlier of 2 days after summons.sent and moon.end of second moon after summons.sent",
    "earlier of 3 days after answer.done and moon.end of second moon after summons.sent",
    "moon.end at least 3 moons after summons.sent",
    "3 moons after summons.sent",
    "40 days before moon.end of next moon after summons.sent",
)


@pytest.mark.parametrize("deadline", BEYOND)
def test_whatever_reaches_beyond_the_calendar_names_a_human(deadline: str) -> None:
    """P13: also where the other half of the sentence is known."""
    case = Sitting(minimal((DUE, f'due = "{deadline}"')), SHORT_CALENDAR).open()
    case.do("agree-words", "rep", choice="yes")
    assert case.state.waits == {"answer-time"}
    assert "answer-time" not in case.state.clocks


@pytest.mark.parametrize(
    "deadline",
    ["later of moon.half after answer.done and 2 days after summons.sent", "moon.half of next moon after answer.done",
     "later of 2 days after summons.sent and moon.half of next moon after answer.done", "moon.half after answer.done"],
)  # fmt: skip
def test_what_waits_for_something_sets_no_clock_and_waits_for_no_calendar(deadline: str) -> None:
    """P6: its anchor has not happened."""
    case = Sitting(minimal((DUE, f'due = "{deadline}"')), SHORT_CALENDAR).open()
    case.do("agree-words", "rep", choice="yes")
    assert not case.state.waits
    assert "answer-time" not in case.state.clocks


def test_the_last_point_of_a_calendar_may_be_exactly_so_far_away() -> None:
    """P6: a calendar that ends there reaches so far."""
    law_of_last = minimal((DUE, 'due = "moon.end at least 27 days after summons.sent"'))
    case = Sitting(law_of_last, SHORT_CALENDAR).open()
    case.do("agree-words", "rep", choice="yes")
    assert case.state.clocks["answer-time"].due == MOON + 28 * DAY


@pytest.mark.parametrize(("by", "day"), [("any", 1), ("1", 1), ("2", 3), ("every", 5)])
def test_an_anchor_by_several_is_the_instant_of_the_one_that_completes_them(by: str, day: int) -> None:
    """P6: the first, the second, the last of three respondents."""
    people = [party("rep", "reporter"), *(party(f"r{n}", "respondent") for n in range(3))]
    case = Sitting(minimal(
        (DUE, f'due = "9 days after answer.done by {by} respondent"'),
        ('stops = "answer.done by every respondent"', 'stops = "grave-harm.done"'),
    )).open(*people)  # fmt: skip
    case.do("agree-words", "rep", choice="yes")
    for person, pause in (("r0", 1), ("r1", 2), ("r1", 1), ("r2", 1)):
        case.wait(pause * DAY)
        case.paper("answer", person)
    assert case.state.clocks["answer-time"].due == START + (day + 9) * DAY
