# SPDX-License-Identifier: Apache-2.0
"""How a community writes its calendar, and what is said of one that cannot be."""

from __future__ import annotations

from datetime import UTC
from itertools import pairwise

import pytest

from comity.core.calendar import parse_calendar
from comity.core.clause import Malformed
from tests.core.test_calendar import SAMPLE, utc, vienna


def faults(text: str) -> set[tuple[str, str]]:
    with pytest.raises(Malformed) as caught:
        parse_calendar(text)
    return {(fault.field, fault.rule) for fault in caught.value.faults}


def test_times_without_an_offset_are_wall_clock_times_of_the_zone() -> None:
    """P6: a date is its midnight in the calendar's zone, and an instant comes out in UTC."""
    spring = parse_calendar(SAMPLE).periods["release"][0]
    assert spring.starts == vienna("2024-02-01T00:00")
    assert spring.starts.tzinfo is UTC
    local = HEAD + 'zone="Europe/Vienna"\n' + period("1", "2024-07-01T09:00:00", "2024-07-02T09:00:00Z")
    term = parse_calendar(local).periods["a"][0]
    assert (term.starts, term.ends) == (utc("2024-07-01T07:00"), utc("2024-07-02T09:00"))


def test_periods_are_put_in_order_and_generated_ids_count_up() -> None:
    """P6: the order of a file is no rule."""
    text = HEAD + period("2", "2024-02-01", "2024-03-01") + JANUARY
    assert [one.id for one in parse_calendar(text).periods["a"]] == ["1", "2"]
    padded = every(first='"w-08"', count="3", start="2024-01-31", lasts='"1 month"')
    months = parse_calendar(padded).periods["a"]
    assert [one.id for one in months] == ["w-08", "w-09", "w-10"]
    assert [one.starts.day for one in months] == [31, 29, 31]
    assert all(one.ends == other.starts for one, other in pairwise(months))


def test_a_malformed_calendar_names_every_fault_at_once() -> None:
    """P26: the author sees field and rule of all faults, not of the first."""
    text = """
    stray = 1
    [calendar]
    zone = "Mars/Olympus"
    color = "red"
    holidays = [2024-01-01, "soon", 2024-01-01T00:00:00Z]
    [[cycle]]
    id = "1"
    start = 2024-02-01
    end = 2024-01-01
    Odd_Name = 2024-01-15
    [[season]]
    id = "1"
    start = 2024-01-01
    end = 2024-02-01
    late = 2024-03-01
    [[season]]
    id = ""
    start = "today"
    [[every]]
    period = "week"
    first = "none"
    count = 0
    start = 2024-01-01
    lasts = "3 fortnights"
    points = { end = "1 days" }
    extra = 1
    """
    assert faults(text) == {
        ("stray", "calendar.tables"),
        ("calendar.zone", "calendar.zone"),
        ("calendar.color", "calendar.unknown"),
        ("calendar.holidays[1]", "calendar.date"),
        ("calendar.holidays[2]", "calendar.date"),
        ("calendar.id", "calendar.text"),
        ("cycle[0].end", "calendar.order"),
        ("cycle[0].Odd_Name", "calendar.point"),
        ("season[0].late", "calendar.within"),
        ("season[1].id", "calendar.text"),
        ("season[1].start", "calendar.instant"),
        ("season[1].end", "calendar.period"),
        ("season[1].end", "calendar.order"),
        ("season", "calendar.same-points"),
        ("every[0].period", "calendar.kind"),
        ("every[0].first", "calendar.first"),
        ("every[0].count", "calendar.count"),
        ("every[0].lasts", "calendar.length"),
        ("every[0].points.end", "calendar.points"),
        ("every[0].extra", "calendar.unknown"),
    }


HEAD = '[calendar]\nid="x"\n'
EVERY = {"period": '"a"', "first": '"1"', "count": "2", "start": "2024-01-01", "lasts": '"2 days"'}


def period(name: str, start: str, end: str, *, kind: str = "a", more: str = "") -> str:
    return f'[[{kind}]]\nid="{name}"\nstart={start}\nend={end}\n{more}\n'


def every(**changed: str) -> str:
    keys = {key: value for key, value in (EVERY | changed).items() if value}
    return HEAD + "[[every]]\n" + "\n".join(f"{key}={value}" for key, value in keys.items())


JANUARY = period("1", "2024-01-01", "2024-02-01")


@pytest.mark.parametrize(
    ("text", "where", "rule"),
    [
        ("", "calendar", "head"),
        ("[calendar", "", "toml"),
        ("a = " + "[" * 100_000, "", "toml"),
        ("calendar = 3", "calendar", "head"),
        ("[calendar]\nid = 3", "calendar.id", "text"),
        (HEAD + 'zone = "../etc"', "calendar.zone", "zone"),
        (HEAD + 'zone = "Europe"', "calendar.zone", "zone"),
        (HEAD + 'zone = ""', "calendar.zone", "text"),
        (HEAD + 'holidays = "none"', "calendar.holidays[0]", "date"),
        (HEAD + '[[a]]\nid="1"\nstart=2024-01-01', "a[0].end", "period"),
        (HEAD + period("1", "2024-01-01", "2024-01-01"), "a[0].end", "order"),
        (HEAD + period("1", "2024-01-01", "2024-02-01", kind="month"), "month", "kind"),
        (HEAD + JANUARY + period("2", "2024-01-31", "2024-03-01"), "a", "overlap"),
        (HEAD + JANUARY + period("1", "2024-02-01", "2024-03-01"), "a", "ids"),
        (HEAD + JANUARY + period("2", "2024-02-01", "2024-03-01", more="mid=2024-02-02"), "a", "same-points"),
        (HEAD + period("1", "0001-01-01T00:00:00+05:00", "2024-02-01"), "a[0].start", "range"),
        (every(count="true"), "every[0].count", "count"),
        (every(count="2001"), "every[0].count", "count"),
        (every(start="9999-12-01", lasts='"1 month"'), "every[0]", "range"),
        (every(start=""), "every[0].start", "instant"),
        (every(lasts="3"), "every[0].lasts", "length"),
        (every(first='"none"'), "every[0].first", "first"),
        (every(points="1"), "every[0].points", "points"),
        (every(points='{late="3 days"}'), "every[0].late", "within"),
        (every(points='{Late="2 hours"}'), "every[0].points.Late", "point"),
        (every(every='"1 day"'), "a", "overlap"),
    ],
)
def test_each_rule_of_a_calendar_document_is_named(text: str, where: str, rule: str) -> None:
    """P26: bad input gets a clear error that names the field and the rule."""
    assert (where, f"calendar.{rule}") in faults(text)


def test_points_lie_anywhere_from_start_to_end_and_at_distances_of_any_unit() -> None:
    """P6: both ends belong to the period, as far as its points go."""
    points = '{first="0 days", hour="1 hour", last="2 weeks"}'
    made = parse_calendar(every(lasts='"14 days"', points=points)).periods["a"][1].points
    assert made["first"] == made["start"] == utc("2024-01-15")
    assert made["hour"] == utc("2024-01-15T01:00")
    assert made["last"] == made["end"] == utc("2024-01-29")


def test_two_thousand_periods_of_a_kind_fit() -> None:
    """P26: the bound is as it says."""
    assert len(parse_calendar(every(count="2000", lasts='"1 day"')).periods["a"]) == 2000


def test_too_many_periods_of_a_kind_are_refused() -> None:
    """P26: a hostile calendar cannot fill the memory."""
    one = every(count="1500", first='"a1"', start="2001-01-01", lasts='"1 day"')
    other = every(count="1500", first='"b1"', start="2101-01-01", lasts='"1 day"')
    assert faults(one + "\n" + other.removeprefix(HEAD)) == {("a", "calendar.count")}
