# SPDX-License-Identifier: Apache-2.0
"""A link from a letter, how often letters come, the calendar of one person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from comity.desk.wishes import Cadence
from comity.edge.web.entrance import caught
from comity.edge.web.waits import waits
from tests.journeys import web_stage
from tests.journeys.api_stage import with_token
from tests.journeys.web_stage import Person, Stage, forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def test_a_link_from_a_letter_lets_in_after_a_press_and_says_nothing_before(stage: Stage) -> None:
    """P21: a scanner that opens the link comes in nowhere; the page names nobody and no case."""
    link = f"/come-in/{stage.court.post.enter('lead')}"
    browser = Person()
    page = browser.read(link)
    assert "lead" not in re.sub(r'class="lead"', "", page)
    assert browser.client.get("/chambers/").status_code == 403
    sent = browser.send(link, forms(page)[-1])
    assert sent.headers["Location"] == "/chambers/"
    assert "Your letters" in browser.read("/chambers/")
    assert "You are in already" in browser.read(link)


def test_links_can_be_ended_by_whoever_they_let_in(stage: Stage) -> None:
    """P21: a letter that somebody else read opens nothing any more."""
    link = f"/come-in/{stage.court.post.enter('lead')}"
    lead = Person("lead")
    end = next(f for f in forms(lead.read("/letters/")) if f["action"] == "/letters/links")
    lead.send("/letters/", end)
    assert "Every link that was sent to you is ended" in lead.read("/letters/")
    assert "Every link that was sent to you is ended" not in lead.read("/letters/")
    assert Person().client.get(link).status_code == 410


def test_ending_links_ends_who_came_in_by_one_and_every_token(stage: Stage) -> None:
    """P21: whoever read the letter is out at once, in the browser and by program; whoever ended it stays in."""
    link = f"/come-in/{stage.court.post.enter('lead')}"
    thief, lead = Person(), Person()
    for browser in (thief, lead):
        browser.send(link, forms(browser.read(link))[-1])
        assert "Your letters" in browser.read("/chambers/")
    program = with_token(stage, "lead")
    assert program.get("/token")
    lead.send("/letters/", next(f for f in forms(lead.read("/letters/")) if f["action"] == "/letters/links"))
    assert "Your letters" in lead.read("/chambers/")
    assert thief.client.get("/chambers/").status_code == 403
    program.get("/token", 401)
    stage.court.post.end_links("lead")
    assert lead.client.get("/chambers/").status_code == 403
    anew = f"/come-in/{stage.court.post.enter('lead')}"
    lead.send(anew, forms(lead.read(anew))[-1])
    assert "Your letters" in lead.read("/chambers/")


def test_somebody_chooses_how_often_and_a_strange_choice_names_the_rule(stage: Stage) -> None:
    """P26: one of the four, and nothing else is kept."""
    lead = Person("lead")
    form = next(f for f in forms(lead.read("/letters/")) if "cadence" in f["names"])
    assert lead.send("/letters/", form, cadence="weekly").status_code == 303
    assert stage.court.post.wishes("lead").cadence is Cadence.WEEKLY
    for strange in ({"cadence": "hourly"}, {"cadence": "never", "language": "xx"}, {}):
        answer = lead.send("/letters/", form, **strange)
        assert answer.status_code == 422
        assert "Choose one of these" in answer.content.decode()
    assert stage.court.post.wishes("lead").cadence is Cadence.WEEKLY


def test_letters_are_ended_by_one_press_of_a_mail_program(stage: Stage) -> None:
    """P21: RFC 8058: no cookie, no token, no session, and it can do nothing else."""
    path = f"/letters/stop/{stage.court.post.stop('lead')}"
    browser = Client(enforce_csrf_checks=True)
    assert "End all letters?" in browser.get(path).content.decode()
    assert stage.court.post.wishes("lead").cadence is Cadence.AT_ONCE
    answer = browser.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert stage.court.post.wishes("lead").cadence is Cadence.NEVER
    assert browser.get("/letters/").status_code == 403
    assert browser.post("/letters/stop/nosuchtokenatall").status_code == 410


def asked(stage: Stage) -> Person:
    """The lead, for whom something waits."""
    web_stage.report()
    lead = Person("lead")
    assert waits(stage.court, "lead").instants
    return lead


def address(person: Person) -> str:
    """A new address of the calendar."""
    form = next(f for f in forms(person.read("/letters/")) if f["action"] == "/letters/calendar")
    page = person.send("/letters/", form).content.decode()
    found = re.search(r"http://testserver(/calendar/[\w-]+\.ics)", page)
    assert found, page
    return found[1]


def test_the_calendar_tells_when_and_never_what(stage: Stage) -> None:
    """P21: RFC 5545, parsed back: one neutral title, an instant in UTC, a reminder, a number that stays."""
    lead = asked(stage)
    path = address(lead)
    answer = Client().get(path)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    text = answer.content.decode()
    calendar = Calendar.from_ical(text)
    events = calendar.walk("VEVENT")
    assert [event.decoded("dtstart") for event in events] == sorted(set(waits(stage.court, "lead").instants))
    assert {str(event["summary"]) for event in events} == {"Council: something is due"}
    assert {str(event["class"]) for event in events} == {"PRIVATE"}
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert all(event.walk("VALARM") for event in events)
    assert not calendar.errors
    assert not [event.errors for event in events if event.errors]
    stream = stage.cases()[0].removeprefix("case:")
    assert [word for word in (stream, "lead", "report", "screen", "optimism") if word in text.lower()] == []
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert Client().get(path).content == answer.content


def test_an_address_of_a_calendar_is_ended_and_made_anew(stage: Stage) -> None:
    """P21: an old address answers like a page that never was."""
    lead = asked(stage)
    first = address(lead)
    second = address(lead)
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    form = next(f for f in forms(lead.read("/letters/")) if f["action"] == "/letters/calendar")
    lead.send("/letters/", form, end="yes")
    ended, never = Client().get(second), Client().get("/calendar/AAAAAAAAAAAAAAAAAAAA.ics")
    assert (ended.status_code, never.status_code) == (404, 404)
    assert len(ended.content) == len(never.content)


def test_letters_that_lie_in_a_folder_are_read_newest_first_with_links_into_this_site(
    tmp_path: Path, settings: Any
) -> None:
    """P23: a visitor of the sample follows a summons wherever the site listens."""
    from django.core.mail import EmailMessage

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    for number in (1, 2):
        body = f"Letter {number}, at {settings.COMITY.public_url}/come-in/abc\n\nMore.\n"
        EmailMessage(subject="Something waits for you", body=body, to=["ben@sample.invalid"]).send()
    first, second = caught.caught(tmp_path)
    assert (first.to, first.subject) == ("ben@sample.invalid", "Something waits for you")
    assert [piece.href for piece in first.pieces] == ["", "/come-in/abc", ""]
    assert "".join(piece.text for piece in second.pieces).startswith("Letter 1")
    assert caught.caught(tmp_path / "none") == ()


@pytest.mark.parametrize("path", ["/sample/letters", "/enter/abcdefghijkl"])
def test_what_only_the_sample_has_is_nowhere_else(stage: Stage, path: str) -> None:
    """P21: on a real site nobody reads letters and nobody takes a place."""
    assert Client().get(path).status_code == 404
