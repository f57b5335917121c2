# SPDX-License-Identifier: Apache-2.0
"""A flood is answered by one act: many reports end, each reporter gets the answer, and nothing is half done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.desk.filing import ForAct
from comity.edge.web import session
from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
HERE = "/chambers/several"
WHY = "All of you tell of the same evening, and it is being heard. Your receipt stays good."


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def locator(status: str) -> Locator:
    return Locator(status.rpartition("/")[2])


def ref(status: str) -> str:
    return locator(status).case.removeprefix("case:")


def flood(count: int) -> list[tuple[Person, str]]:
    return [web_stage.report(concerned=["member"], part="witness", **{"seat-member": "member-2"}) for _ in range(count)]


def form(person: Person) -> dict[str, Any]:
    return next(f for f in web_stage.forms(person.read(HERE)) if "paper" in f["names"])


def send(cases: list[str], **more: Any) -> Any:
    lead = Person("lead")
    return lead.send(HERE, form(lead), **{"case": cases, "outcome": "duplicate", "paper": WHY, **more})


def test_one_act_ends_many_reports_and_answers_each(stage: Stage) -> None:
    """P3, P7: every reporter reads why on the own status page; what was not chosen goes on."""
    told = flood(4)
    chosen, rest = told[:3], told[3]
    response = send([ref(status) for _reporter, status in chosen])
    assert response.status_code == 303, response.content.decode()
    for reporter, status in chosen:
        case = stage.court.desk.state(locator(status).case).state
        assert (case.outcome, bool(case.closed)) == ("duplicate", True)
        assert WHY in reporter.read(status)
    assert stage.court.desk.state(locator(rest[1]).case).state.open
    assert WHY not in rest[0].read(rest[1])


def test_likely_repeats_stand_there_by_the_seat_they_name(stage: Stage) -> None:
    """P21: the page compares what is told outside the seal, and shows no word of a text."""
    flood(2)
    page = Person("lead").read(HERE)
    assert page.count("Same day and same seat") == 2
    assert "Member 2" in page


def test_what_cannot_be_ended_is_listed_with_its_clause_and_the_others_are_ended(stage: Stage) -> None:
    """P7: all or nothing for each report; the refused one is as it was."""
    (_one, first), (_two, second) = flood(2)
    lead = Person("lead")
    sent = form(lead)
    lead.do(f"/chambers/case/{ref(second)}", "screen", choice="in-scope")
    before = stage.court.desk.state(locator(second).case).version
    response = lead.send(HERE, sent, case=[ref(first), ref(second)], outcome="duplicate", paper=WHY)
    page = response.content.decode()
    assert response.status_code == 200
    assert "Not ended, and why" in page
    assert "no answer of yours ends this report" in page.lower()
    assert stage.court.desk.state(locator(first).case).state.outcome == "duplicate"
    assert stage.court.desk.state(locator(second).case).version == before


def test_sending_it_twice_ends_and_answers_once(stage: Stage) -> None:
    """P24: a double click files no second reply."""
    [(_reporter, status)] = flood(1)
    lead = Person("lead")
    sent = form(lead)
    fields = {"case": [ref(status)], "outcome": "duplicate", "paper": WHY}
    first, second = lead.send(HERE, sent, **fields), lead.send(HERE, sent, **fields)
    assert (first.status_code, second.status_code) == (303, 303)
    case = stage.court.desk.state(locator(status).case).state
    [reply] = [p for p in case.papers if p.kind == "reply"]
    held = stage.court.papers.persons(ForAct(stream=locator(status).case, act=reply.act, by="lead"), reply.digest)
    assert {"lead", locator(status).person} <= set(held)
    assert "member-2" not in held


@pytest.mark.parametrize("wrong", [{"case": []}, {"outcome": ""}, {"paper": " "}, {"case": ["not-there"]}])
def test_what_is_missing_is_said_and_nothing_is_ended(stage: Stage, wrong: dict[str, Any]) -> None:
    """P26: the field and the rule; what was typed stays; what is another's looks like none (P10)."""
    [(_reporter, status)] = flood(1)
    response = send(**{"cases": [ref(status)], **({"cases": wrong["case"]} if "case" in wrong else wrong)})
    assert response.status_code == 422
    assert stage.court.desk.state(locator(status).case).state.open
    if "paper" not in wrong:
        assert WHY in response.content.decode()


def test_a_member_who_is_concerned_can_end_nothing_and_sees_nothing(stage: Stage) -> None:
    """P10: the member who was named finds an empty page, and the address of a report is as if it were none."""
    [(_reporter, status)] = flood(1)
    lead, concerned = Person("lead"), Person("member-2")
    sent = form(lead)
    assert ref(status) in lead.read(HERE)
    assert ref(status) not in concerned.read(HERE)
    lead.client.cookies[session.COOKIE] = web_stage.cookie("member-2")
    response = lead.send(HERE, sent, case=[ref(status)], outcome="duplicate", paper=WHY)
    assert response.status_code == 422
    assert stage.court.desk.state(locator(status).case).state.open
