# SPDX-License-Identifier: Apache-2.0
"""A hearing is called for an hour that both sides, those who decide, calendars and programs read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from comity.edge.api import limits
from comity.edge.web.waits import waits
from comity.edge.web.zones import HERE, in_utc
from tests.journeys import web_stage
from tests.journeys.api_stage import key, with_token
from tests.journeys.test_web_the_case_room import Two, section
from tests.journeys.web_stage import Person, Stage, forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]

WHERE = "In the meeting room, both sides one after another."
HOUR = "Wednesday 13 March 2024, 17:00 UTC"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    limits.BUCKETS.clear()
    with web_stage.opened(tmp_path) as opened:
        yield opened
    limits.BUCKETS.clear()


@pytest.fixture
def told(stage: Stage) -> Two:
    """A case whose respondent was told: the time to answer runs until the 15th of March."""
    return Two(stage).told()


def call(two: Two, until: str = "2024-03-13T18:00", zone: str = "+01:00", **more: Any) -> Any:
    """The lead calls a hearing."""
    lead = Person("lead")
    form = lead.form(two.chambers, "call-hearing")
    return lead.send(two.chambers, form, until=until, paper=WHERE, **{"until-zone": zone, **more})


def test_both_sides_and_the_bench_read_for_when_a_hearing_is_called(told: Two) -> None:
    """P5: what was typed in a zone is told in UTC, and both sides read where it is and how to take part."""
    assert call(told).status_code == 303
    bench = Person("member-1").read(told.chambers)
    sides = told.reporter.read(told.status), told.respondent.read(told.room)
    for page in (bench, *sides):
        assert HOUR in section(page, "called")
        assert re.search(rf'Hearing: called for <strong class="when"><time [^>]*>{HOUR}', page)
    assert WHERE in sides[0]
    assert WHERE not in sides[1], "like every paper, it opens with the notice"
    told.respondent.do(told.room, "read-summons")
    assert WHERE in told.respondent.read(told.room)
    assert HOUR in told.respondent.read("/case-room/")
    assert HOUR in section(Person("lead").read("/chambers/"), "hours")


def test_before_a_hearing_is_called_no_page_speaks_of_an_hour(told: Two) -> None:
    """P26: nothing empty is shown."""
    for page in (told.reporter.read(told.status), told.respondent.read(told.room), Person("lead").read(told.chambers)):
        assert 'id="called"' not in page
        assert "called for" not in page


def test_a_hearing_that_is_called_anew_is_moved_and_one_that_passed_says_so(told: Two) -> None:
    """P6: the last hour holds."""
    call(told)
    call(told, until="2024-03-12T09:30", zone="")
    page = told.respondent.read(told.room)
    assert "Tuesday 12 March 2024, 09:30 UTC" in page
    assert HOUR not in page
    told.stage.later(days=4)
    page = section(told.respondent.read(told.room), "called")
    assert "It was set for" in page
    assert "called for" not in told.respondent.read(told.room)


def test_a_hearing_stands_no_longer_once_its_phase_is_over(told: Two) -> None:
    """P6: whoever comes later reads no hour that holds no more."""
    call(told)
    told.stage.later(days=8)
    for page in (told.reporter.read(told.status), told.respondent.read(told.room), Person("lead").read(told.chambers)):
        assert 'id="called"' not in page


@pytest.mark.parametrize(
    ("until", "zone", "field", "says"),
    [
        ("", "", "until", "Give a date and an hour"),
        ("tomorrow", "+01:00", "until", "Give a date and an hour"),
        ("2024-03-13T18:00+01:00", "", "until", "Give a date and an hour"),
        ("2024-13-45T99:00", "", "until", "Give a date and an hour"),
        ("9999-12-31T23:59", "-12:00", "until", "Give a date and an hour"),
        ("0001-01-01T00:00", "+14:00", "until", "Give a date and an hour"),
        ("2024-03-01T18:00", "", "until", "calls to an instant after 2024-03-08T"),
        ("0001-01-01T00:00", "", "until", "calls to an instant after 2024-03-08T"),
        ("9999-12-31T23:59", "+01:00", "until", "calls to an instant no later than 2024-03-15T"),
        ("2024-03-15T13:01", "", "until", "calls to an instant no later than 2024-03-15T"),
        ("2024-03-13T18:00", "Europe/Vienna", "until-zone", "Choose one of these."),
        ("2024-03-13T18:00", "+99:99\x00", "until-zone", "Choose one of these."),
    ],
)
def test_a_strange_hour_is_named_by_field_and_rule_and_the_words_are_kept(
    told: Two, until: str, zone: str, field: str, says: str
) -> None:
    """P26: 422, beside the field, with everything that was typed; and nobody is called."""
    response = call(told, until=until, zone=zone)
    page = response.content.decode()
    assert response.status_code == 422
    wrong = re.findall(rf'id="call-hearing-{field}-error">(.*?)</p>', page, re.S)
    assert wrong
    assert says in wrong[0]
    assert WHERE in page
    if not zone or zone in HERE:
        assert f'<option value="{zone or "+00:00"}" selected>' in page
    assert 'id="called"' not in told.respondent.read(told.room)


def test_an_hour_on_a_form_that_asks_for_none_is_not_looked_at(told: Two) -> None:
    """P26: a field that is not on the page changes nothing."""
    told.respondent.do(told.room, "answer", paper="My answer.", until="garbage")
    assert told.stage.court.desk.state(told.locator.case).state.called == {}


def test_the_calendar_and_the_daily_letter_have_the_hour_and_no_word_of_it(told: Two) -> None:
    """P21: when, and never what; for the respondent, and for those who decide."""
    many = {who: waits(told.stage.court, who).many for who in ("lead", told.respondent.name)}
    call(told)
    for who, before in many.items():
        found = waits(told.stage.court, who)
        assert found.many == before + 1
        assert in_utc("2024-03-13T18:00", "+01:00") in found.instants
        token = told.stage.court.post.calendar(who)
        written = Person().client.get(f"/calendar/{token}.ics").content
        events = Calendar.from_ical(written).walk("VEVENT")
        assert in_utc("2024-03-13T17:00", "") in [event.decoded("dtstart") for event in events]
        assert {str(event["summary"]) for event in events} == {"Council: something is due"}
        assert b"hearing" not in written.lower()


def test_a_program_calls_a_hearing_and_reads_when_it_is(told: Two) -> None:
    """P7, P26: what the option takes is said; the same hour as on the pages; a strange one by field and rule."""
    lead, ref = with_token(told.stage, "lead"), told.chambers.rpartition("/")[2]
    option = next(one for one in lead.get(f"/cases/{ref}")["options"] if one["act"] == "call-hearing")
    assert option["takes"] == ["text", "files", "until"]
    body = {"act": "call-hearing", "text": WHERE}
    for until in ("2024-03-13T18:00:00", "9999-12-31T23:59:59-12:00", None):
        refused = lead.post(f"/cases/{ref}/acts", {**body, "until": until}, 422, key=key())
        assert [f["field"] for f in refused["faults"]] == ["until"]
    for until in ("2024-03-01T18:00:00Z", "9999-12-31T23:59:59Z"):
        refused = lead.post(f"/cases/{ref}/acts", {**body, "until": until}, 422, key=key())
        assert [f["field"] for f in refused["faults"]] == ["until"]
        assert "calls to an instant" in refused["detail"]
    lead.post(f"/cases/{ref}/acts", {**body, "until": "2024-03-13T18:00:00+01:00"}, key=key())
    for who in ("lead", told.respondent.name):
        called = with_token(told.stage, who).get(f"/cases/{ref}")["called"]
        assert [(one["act"], one["at"]) for one in called] == [("call-hearing", "2024-03-13T17:00:00Z")]


def test_the_form_says_zones_and_begins_with_utc(told: Two) -> None:
    """P26: without script somebody chooses the zone in which they type; it is kept with the rest of the form."""
    page = Person("lead").read(told.chambers)
    form = next(f for f in forms(page) if f["hidden"].get("act") == "call-hearing")
    assert {"until", "until-zone"} <= set(form["names"])
    assert '<option value="+00:00" selected>UTC</option>' in page
    assert '<option value="+05:45">UTC+05:45</option>' in page
    assert len(HERE) == len(set(HERE.values()))
