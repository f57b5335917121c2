# SPDX-License-Identifier: Apache-2.0
"""What somebody told while a case goes on stays theirs: the other side does not learn of it from any page (P4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from comity.edge.web.instants import day, in_short, in_words
from tests.journeys import web_stage
from tests.journeys.test_web_a_report_is_decided import respondent_of
from tests.journeys.test_web_one_voice import text_of
from tests.journeys.test_web_the_case_room import Two
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]

OPENED = "§ retaliation-time"
"""The clock of the phase that such a telling opens."""


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def two(stage: Stage) -> Two:
    return Two(stage).answered()


def pages_of(two: Two) -> tuple[str, str]:
    """The list of one's own cases, and the case."""
    return two.respondent.read("/case-room/"), two.respondent.read(two.room)


def test_that_somebody_is_made_to_pay_is_told_to_the_council_and_shown_to_nobody_else(two: Two) -> None:
    """P4: a page that showed the phase would make the reporter pay twice."""
    before = pages_of(two)
    two.reporter.do(two.status, "tell-of-retaliation", paper="My watering cans are gone.")
    assert OPENED in two.reporter.read(two.status)
    assert OPENED in Person("lead").read(two.chambers)
    shelf, room = pages_of(two)
    assert OPENED not in room
    assert room.count("etaliation") == before[1].count("etaliation")
    assert shelf.count("etaliation") == before[0].count("etaliation")


def test_a_respondent_who_tells_of_it_sees_that_it_goes_on_and_the_reporter_does_not(two: Two) -> None:
    """P4: the promise holds for both sides alike."""
    two.respondent.do(two.room, "tell-of-retaliation", paper="My stall was torn down.")
    assert OPENED in two.respondent.read(two.room)
    assert OPENED not in two.reporter.read(two.status)
    assert OPENED not in two.reporter.read(two.status.replace("/status/", "/receipt/"))


def instants(page: str) -> set[datetime]:
    """Every instant that a page names in full."""
    return {datetime.fromisoformat(at) for at in re.findall(r'datetime="([^"]+)"', page)}


def test_the_other_side_does_not_learn_at_which_minute_the_report_came_in(stage: Stage) -> None:
    """P4, P18: their case begins with their notice, in the picture and the table; the reporter's does not."""
    two, arrived = Two(stage), stage.clock.at
    stage.later(hours=5)
    noticed = stage.clock.at
    two.decided("yes")
    room, status = two.respondent.read(two.room), two.reporter.read(two.status)
    assert arrived in instants(status)
    assert min(instants(room)) == min(instants(two.respondent.read("/case-room/")) | {noticed}) == noticed
    for said in (in_words(arrived), in_short(arrived), day(arrived) + " 2024</span>"):
        assert said not in room
    assert in_short(arrived) in status


def test_a_letter_names_no_phase_that_one_side_opened_by_telling(two: Two, tmp_path: Path) -> None:
    """P4: what the council writes to both sides names what exists for both."""
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "set-agenda.txt").write_text("Where it stands: $phase. Until: $until.", "utf-8")
    path = f"{two.chambers}?letter=set-agenda"
    before = text_of(Person("lead").read(path), "set-agenda")
    assert before.startswith("Where it stands: ")
    two.reporter.do(two.status, "tell-of-retaliation", paper="My watering cans are gone.")
    assert text_of(Person("lead").read(path), "set-agenda") == before


def test_no_party_comes_into_chambers(two: Two) -> None:
    """P4, P8, P11: there stand counts, contacts and what is answered before it is told."""
    ref = two.room.rpartition("/")[2]
    assert respondent_of(two.stage, two.status) == two.respondent.name
    two.respondent.read(f"/chambers/case/{ref}", status=404)
    assert ref not in two.respondent.read("/chambers/")
    sent = two.respondent.send(f"/chambers/case/{ref}", {**two.respondent.form(two.room, "challenge"), "action": ""})
    assert sent.status_code == 404


def test_a_receipt_that_fits_a_name_and_not_its_reporter_opens_nothing(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P3, P4: streams have short names; whoever finds other bits with the same name has found no way in."""
    from comity.edge.web.locator import Locator

    there = two.locator.case
    other = Locator("0" * 32)
    monkeypatch.setattr(Locator, "case", property(lambda self: there))
    stranger = Person()
    for path in (f"/status/{other.bits}", f"/receipt/{other.bits}", f"/receipt/{other.bits}/note.txt"):
        stranger.read(path, status=404)
