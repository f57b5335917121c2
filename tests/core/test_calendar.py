# SPDX-License-Identifier: Apache-2.0
"""The calendar room: working days, months, seasons, and what a calendar does not know."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.calendar import Calendar, parse_calendar

PROCEDURES = Path(__file__).parents[2] / "procedures"
VIENNA = ZoneInfo("Europe/Vienna")

SAMPLE = """
[calendar]
id = "sample"
zone = "Europe/Vienna"
holidays = [2024-05-01, 2024-12-25]

[[every]]
period = "cycle"
first = "7"
count = 4
start = 2024-01-04T19:00:00Z
lasts = "20 days"
every = "21 days"
points = { review-end = "13 days" }

[[release]]
id = "spring"
start = 2024-02-01
end = 2024-04-01

[[release]]
id = "summer"
start = 2024-04-01
end = 2024-05-01
"""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def vienna(text: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIENNA, fold=fold).astimezone(UTC)


@pytest.fixture(name="sample")
def _sample() -> Calendar:
    return parse_calendar(SAMPLE)


@pytest.fixture(name="optimism")
def _optimism() -> Calendar:
    return parse_calendar((PROCEDURES / "optimism" / "calendar.toml").read_text("utf-8"))


# The real calendar


def test_the_real_cycles_start_and_end_when_the_record_says(optimism: Calendar) -> None:
    """P6: deadlines are instants, and these are the announced ones."""
    ends = {one.id: one.ends.date().isoformat()[5:] for one in optimism.periods["cycle"]}
    assert ends == {
        "17": "01-24", "18": "02-14", "19": "03-06", "20": "03-27", "21": "04-17", "22": "05-08",
        "24": "07-17", "25": "08-07", "26": "08-28", "27": "09-18", "28": "10-09", "29": "10-30",
        "30": "11-20", "31": "12-11",
    }  # fmt: skip
    for one in optimism.periods["cycle"]:
        assert (one.starts.isoweekday(), one.ends.isoweekday(), one.starts.hour, one.ends.hour) == (
            4,
            3,
            19,
            19,
        )


def test_cycle_27_runs_from_august_29_and_votes_from_september_12(optimism: Calendar) -> None:
    """P6: an anchor that was not used to write the file agrees with it."""
    cycle = optimism.period_at("cycle", utc("2024-09-01"))
    assert cycle is not None
    assert cycle.id == "27"
    assert (cycle.starts, cycle.ends) == (utc("2024-08-29T19:00"), utc("2024-09-18T19:00"))
    assert cycle.points["vote-start"] == utc("2024-09-12T19:00")


def test_a_voting_week_runs_exactly_six_days(optimism: Calendar) -> None:
    """P15: a window written as one week ran 6.0 days on chain."""
    assert {one.ends - one.points["vote-start"] for one in optimism.periods["cycle"]} == {timedelta(days=6)}


def test_two_working_days_before_a_wednesday_decision_is_monday(optimism: Calendar) -> None:
    """P6: the amended procedure's evaluation opens on Monday 19:00."""
    decision = optimism.next_point("cycle", "decision", utc("2024-01-12T19:00"))
    assert decision == utc("2024-01-17T19:00")
    assert optimism.shift(decision, 2, "working days", backward=True) == utc("2024-01-15T19:00")


@pytest.mark.parametrize("community", ["carpentries", "django", "near", "optimism", "psf", "rust"])
def test_every_shipped_calendar_parses_and_bears_its_folder_s_name(community: str) -> None:
    """P27: a community's time is data."""
    calendar = parse_calendar((PROCEDURES / community / "calendar.toml").read_text("utf-8"))
    assert calendar.id == community
    assert calendar.zone == "UTC"


def test_a_quarter_and_two_meetings_a_month_come_out_of_their_files() -> None:
    """P27: kinds of period are names from the file."""
    carpentries = parse_calendar((PROCEDURES / "carpentries" / "calendar.toml").read_text("utf-8"))
    assert carpentries.next_point("quarter", "end", utc("2026-02-10")) == utc("2026-04-01")
    psf = parse_calendar((PROCEDURES / "psf" / "calendar.toml").read_text("utf-8"))
    assert psf.next_point("meeting", "end", utc("2026-02-10")) == utc("2026-02-15T19:00")
    assert len(psf.periods["meeting"]) == 48


# Units


def test_hours_are_absolute_and_days_keep_the_wall_clock_when_clocks_change(sample: Calendar) -> None:
    """P6: the night of 30 March 2024 has 23 hours in Vienna."""
    before = vienna("2024-03-30T12:00")
    assert sample.shift(before, 24, "hours") == vienna("2024-03-31T13:00")
    assert sample.shift(before, 1, "days") == vienna("2024-03-31T12:00")
    assert sample.shift(before, 1, "weeks") == vienna("2024-04-06T12:00")
    assert sample.shift(before, 7, "days", backward=True) == vienna("2024-03-23T12:00")


def test_a_time_that_the_clocks_skip_moves_forward(sample: Calendar) -> None:
    """P6: 02:30 does not exist on 31 March 2024 in Vienna."""
    assert sample.shift(vienna("2024-03-30T02:30"), 1, "days") == utc("2024-03-31T01:30")
    assert utc("2024-03-31T01:30").astimezone(VIENNA).hour == 3


def test_of_a_time_that_occurs_twice_the_first_is_taken(sample: Calendar) -> None:
    """P6: 02:30 occurs twice on 27 October 2024 in Vienna."""
    assert sample.shift(vienna("2024-10-26T02:30"), 1, "days") == utc("2024-10-27T00:30")
    assert sample.shift(vienna("2024-10-27T02:30", fold=1), 1, "days") == vienna("2024-10-28T02:30")


def test_a_month_too_short_gives_its_last_day(sample: Calendar) -> None:
    """P6: a month after 31 January is the end of February."""
    assert sample.shift(vienna("2024-01-31T09:00"), 1, "months") == vienna("2024-02-29T09:00")
    assert sample.shift(vienna("2023-01-31T09:00"), 1, "months") == vienna("2023-02-28T09:00")
    assert sample.shift(vienna("2024-03-31T09:00"), 1, "months", backward=True) == vienna("2024-02-29T09:00")
    assert sample.shift(vienna("2024-11-15T09:00"), 3, "months") == vienna("2025-02-15T09:00")
    assert sample.shift(vienna("2024-02-15T09:00"), 14, "months", backward=True) == vienna("2022-12-15T09:00")


def test_working_days_skip_weekends_and_holidays(sample: Calendar) -> None:
    """P6: Tuesday 30 April 2024 is followed by a holiday and two working days."""
    assert sample.shift(vienna("2024-04-30T17:00"), 1, "working days") == vienna("2024-05-02T17:00")
    assert sample.shift(vienna("2024-04-30T17:00"), 3, "working days") == vienna("2024-05-06T17:00")
    assert sample.shift(vienna("2024-05-02T17:00"), 1, "working days", backward=True) == vienna("2024-04-30T17:00")


def test_from_a_day_off_the_neighbouring_working_days_are_counted(sample: Calendar) -> None:
    """P6: the day of the event is never counted, working day or not."""
    saturday, friday = vienna("2024-05-04T10:00"), vienna("2024-05-03T10:00")
    assert sample.shift(saturday, 1, "working days") == vienna("2024-05-06T10:00")
    assert sample.shift(friday, 1, "working days") == vienna("2024-05-06T10:00")
    assert sample.shift(saturday, 1, "working days", backward=True) == friday


def test_a_working_day_is_one_of_the_calendar_s_zone(sample: Calendar) -> None:
    """P6: Friday 22:30 UTC is Saturday in Vienna."""
    assert sample.shift(utc("2024-05-03T22:30"), 1, "working days") == vienna("2024-05-06T00:30")
    assert sample.is_working_day(date(2024, 5, 3))
    assert not sample.is_working_day(date(2024, 5, 1))
    assert not sample.is_working_day(date(2024, 5, 5))


def test_a_cycle_later_lies_as_far_into_its_cycle(sample: Calendar) -> None:
    """P6: a period is no length; the third day stays the third day."""
    assert sample.shift(utc("2024-01-07T19:00"), 1, "cycle") == utc("2024-01-28T19:00")
    assert sample.shift(utc("2024-01-28T19:00"), 1, "cycle", backward=True) == utc("2024-01-07T19:00")
    assert sample.shift(utc("2024-03-10T19:00"), 1, "cycle", backward=True) == utc("2024-02-18T19:00")
    assert sample.shift(utc("2024-03-27T19:00"), 1, "cycle", backward=True) == utc("2024-03-06T19:00")
    assert sample.shift(utc("2024-01-28T19:00"), 2, "cycles") == utc("2024-03-10T19:00")


def test_a_shorter_later_period_clamps_to_its_end(sample: Calendar) -> None:
    """P6: day 50 of a release of 60 days is the end of one of 30."""
    assert sample.shift(vienna("2024-03-25T00:00"), 1, "release") == vienna("2024-05-01T00:00")


def test_an_instant_in_a_gap_counts_from_the_period_that_has_ended(sample: Calendar) -> None:
    """P6: between cycles 7 and 8 the next cycle is cycle 8, and this cycle is none."""
    gap = utc("2024-01-25T01:00")
    assert sample.period_at("cycle", gap) is None
    assert sample.point_of("cycle", "end", gap, nth=0) is None
    assert sample.point_of("cycle", "start", gap, nth=1) == utc("2024-01-25T19:00")
    assert sample.shift(gap, 1, "cycle") == utc("2024-02-14T19:00")


def test_where_the_calendar_does_not_reach_the_answer_is_none(sample: Calendar) -> None:
    """P6: a deadline that nobody can know yet is not guessed."""
    last = utc("2024-03-10T00:00")
    assert sample.known_until("cycle") == utc("2024-03-27T19:00")
    assert sample.shift(last, 1, "cycle") is None
    assert sample.shift(utc("2024-01-05T00:00"), 1, "cycle", backward=True) is None
    assert sample.shift(utc("2023-01-05T00:00"), 1, "cycle") is None
    assert sample.shift(utc("2025-01-05T00:00"), 1, "cycle", backward=True) is None
    assert sample.next_point("cycle", "end", last, nth=2) is None
    assert sample.point_of("cycle", "end", last, nth=1) is None
    assert sample.known_until("season") is None
    assert sample.period_at("season", last) is None
    assert sample.next_point("season", "end", last) is None
    assert sample.point_of("season", "end", last, nth=1) is None
    assert sample.shift(last, 99_999, "months") is None
    assert sample.shift(last, 99_999, "months", backward=True) is None
    assert sample.shift(last, 10**30, "hours") is None
    assert sample.shift(last, 100_000, "hours") == last + timedelta(hours=100_000)
    assert sample.shift(last, 100_001, "hours") is None
    assert sample.shift(utc("0002-02-15T00:00"), 13, "months", backward=True) is not None
    assert sample.shift(utc("0002-02-15T00:00"), 14, "months", backward=True) is None
    assert sample.shift(utc("9999-12-31T00:00"), 1, "months") is None


def test_a_calendar_without_end_of_its_days_answers_none_at_the_edge_of_time(sample: Calendar) -> None:
    """P26: no count of days leads to an error."""
    for unit in ("days", "working days", "weeks"):
        assert sample.shift(utc("9999-12-30T00:00"), 5, unit) is None
        assert sample.shift(utc("0001-01-02T00:00"), 5, unit, backward=True) is None


def test_a_count_or_unit_that_cannot_be_is_an_error(sample: Calendar) -> None:
    """P26: a parser that lets these through is wrong, and learns it."""
    now = utc("2024-01-05T00:00")
    for unit in ("season", "years", "working", ""):
        with pytest.raises(ValueError, match="no unit of the calendar sample"):
            sample.shift(now, 1, unit)
    with pytest.raises(ValueError, match="-1 is less than 0"):
        sample.shift(now, -1, "days")
    with pytest.raises(ValueError, match="0 is less than 1"):
        sample.next_point("cycle", "end", now, nth=0)
    with pytest.raises(ValueError, match="-1 is less than 0"):
        sample.point_of("cycle", "end", now, nth=-1)


# Points


def test_the_next_point_is_strictly_after(sample: Calendar) -> None:
    """P6: a clock that fires on a cycle's end does not fire there again."""
    end = utc("2024-01-24T19:00")
    assert sample.next_point("cycle", "end", end - timedelta(seconds=1)) == end
    assert sample.next_point("cycle", "end", end) == utc("2024-02-14T19:00")
    assert sample.next_point("cycle", "review-end", end, nth=2) == utc("2024-02-28T19:00")


def test_the_next_end_is_not_the_end_of_the_next_cycle(sample: Calendar) -> None:
    """P6: points are not periods; mistaking one for the other voids a sanction three weeks early."""
    inside = utc("2024-01-20T00:00")
    assert sample.next_point("cycle", "end", inside) == utc("2024-01-24T19:00")
    assert sample.point_of("cycle", "end", inside, nth=0) == utc("2024-01-24T19:00")
    assert sample.point_of("cycle", "end", inside, nth=1) == utc("2024-02-14T19:00")
    assert sample.point_of("cycle", "nothing", inside, nth=1) is None


def test_a_period_contains_its_start_and_not_its_end(sample: Calendar) -> None:
    """P6: periods that touch share no instant."""
    spring, summer = sample.periods["release"]
    assert sample.period_at("release", spring.starts) == spring
    assert sample.period_at("release", spring.ends) == summer
    assert sample.period_at("release", spring.ends - timedelta(microseconds=1)) == spring
    assert sample.period_at("release", summer.ends) is None
    assert sample.period_at("release", spring.starts - timedelta(microseconds=1)) is None


def test_a_calendar_tells_its_units_and_points(sample: Calendar) -> None:
    """P27: what a procedure may name, its calendar lists."""
    assert sample.units() == {"hours", "days", "working days", "weeks", "months", "cycle", "release"}
    assert sample.has_point("cycle", "review-end")
    assert sample.has_point("release", "start")
    assert not sample.has_point("release", "review-end")
    assert not sample.has_point("season", "start")


# Properties

instants = st.integers(0, 75 * 24 * 60).map(lambda minutes: utc("2024-01-05") + timedelta(minutes=minutes))
units = st.sampled_from(["hours", "days", "working days", "weeks", "months"])


@given(instants, st.integers(1, 60), units)
def test_later_is_later_and_earlier_is_earlier(at: datetime, count: int, unit: str) -> None:
    """P6: no unit runs backwards, and each answer is an instant in UTC."""
    sample = parse_calendar(SAMPLE)
    later, earlier = sample.shift(at, count, unit), sample.shift(at, count, unit, backward=True)
    assert later is not None
    assert earlier is not None
    assert earlier < at < later
    assert later.tzinfo is UTC
    assert sample.shift(at, 0, unit) == at


@given(instants, st.integers(1, 30))
def test_working_days_land_on_working_days_and_none_is_left_out(at: datetime, count: int) -> None:
    """P6: exactly `count` working dates lie in (at, result]."""
    sample = parse_calendar(SAMPLE)
    later = sample.shift(at, count, "working days")
    assert later is not None
    first, last = at.astimezone(VIENNA).date(), later.astimezone(VIENNA).date()
    between = [first + timedelta(days=n) for n in range(1, (last - first).days + 1)]
    assert sum(map(sample.is_working_day, between)) == count
    assert sample.is_working_day(last)


@given(instants, st.sampled_from(["start", "end", "review-end"]), st.integers(1, 3))
def test_the_nth_next_point_is_the_next_one_again_and_again(at: datetime, point: str, nth: int) -> None:
    """P6: counting points equals stepping from one to the next."""
    sample = parse_calendar(SAMPLE)
    step: datetime | None = at
    for _ in range(nth):
        step = sample.next_point("cycle", point, step) if step else None
    assert sample.next_point("cycle", point, at, nth=nth) == step
