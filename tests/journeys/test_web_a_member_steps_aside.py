# SPDX-License-Identifier: Apache-2.0
"""A member is asked who is concerned before any paper opens; one is free, another steps aside."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import MEMBERS, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
WORDS = "They made my street public."
FREE = "declare:free"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def told() -> tuple[Person, str, str]:
    """A report, the page of whoever made it, and the case's address."""
    reporter, status = web_stage.report(WORDS)
    return reporter, status, f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"


def screened() -> tuple[Person, str, str]:
    """The lead has read it, and has entered and named whom it is about."""
    reporter, status, case = told()
    lead = Person("lead")
    lead.free(case)
    lead.do(case, "enter-party", roles="respondent", kind="person", known_as="rowan in the garden channel")
    lead.do(case, "screen", choice="in-scope")
    return reporter, status, case


def test_a_member_steps_aside(stage: Stage) -> None:
    """P10: the journey: asked, not free, aside; the case is gone, the quorum is counted anew, the others go on."""
    reporter, status, case = screened()
    member = Person("member-2")
    assert "Say whether you are free of conflict" in member.read("/chambers/")
    page = member.read(case)
    assert WORDS not in page
    assert "rowan in the garden channel" in page
    assert "The papers stay closed to you until you have answered" in page
    member.do(case, "step-aside")
    member.read(case, status=404)
    assert case not in member.read("/chambers/")
    other = Person("member-1")
    other.free(case)
    page = other.read(case)
    assert WORDS in page
    assert "Not on this question: Member 2" in page
    Person("lead").do(case, "propose-words", paper="You are said to have made a street public.")
    reporter.do(status, "agree-words", choice="yes")
    stage.later(days=8)
    assert "write-perspective" in other.offers(case)


def test_nobody_who_decides_reads_before_having_declared(stage: Stage) -> None:
    """P10: not one paper, and no count of what they say; who declared reads, until somebody new is entered."""
    _reporter, _status, case = told()
    lead = Person("lead")
    assert WORDS not in lead.read(case)
    lead.free(case)
    assert WORDS in lead.read(case)
    assert FREE not in lead.offers(case)
    lead.do(case, "enter-party", roles="respondent", kind="person")
    assert WORDS not in lead.read(case)
    assert "Somebody new is concerned" in lead.read(case)


def test_the_name_is_shown_to_those_who_declare_and_to_no_party(stage: Stage) -> None:
    """P10, P18: neither the reporter nor the other side reads by what name a party is known."""
    reporter, status, case = screened()
    Person("lead").do(case, "propose-words", paper="You are said to have made a street public.")
    assert "rowan in the garden" not in reporter.read(status)
    reporter.do(status, "agree-words", choice="yes")
    state = stage.court.desk.state(Locator(status.rpartition("/")[2]).case).state
    respondent = next(p.person for p in state.bench.parties.values() if "respondent" in p.roles)
    assert "rowan in the garden" not in Person(respondent).read(case.replace("/chambers/case/", "/case-room/"))
    assert all("rowan in the garden" in Person(m).read(case) for m in MEMBERS)


def test_a_declaration_on_who_was_there_before_does_not_hold_for_who_came_meanwhile(stage: Stage) -> None:
    """P7, P10: the page was open while somebody was entered; the door says so and shows them."""
    _reporter, _status, case = told()
    lead = Person("lead")
    lead.free(case)
    member = Person("member-1")
    form = member.form(case, FREE)
    lead.do(case, "enter-party", roles="respondent", kind="person")
    answer = member.send(case, form)
    assert answer.status_code == 403
    assert "somebody was entered meanwhile" in answer.content.decode().lower()
    assert WORDS not in answer.content.decode()
    member.free(case)
    assert WORDS in member.read(case)


def test_declaring_twice_is_declaring_once(stage: Stage) -> None:
    """P24: a double click is no second fact."""
    _reporter, _status, case = told()
    member = Person("member-1")
    form = member.form(case, FREE)
    first, second = member.send(case, form), member.send(case, form)
    assert first.status_code == second.status_code == 303
    assert "sent before" in member.read(case)


@pytest.mark.parametrize("name", ["x" * 201, "two\nlines", "a\x00b"])
def test_a_name_that_is_none_is_told_by_its_field(stage: Stage, name: str) -> None:
    """P26: nothing typed is lost."""
    _reporter, _status, case = told()
    lead = Person("lead")
    answer = lead.send(case, lead.form(case, "enter-party"), roles="respondent", kind="person", known_as=name)
    assert answer.status_code == 422
    assert "One line of at most" in answer.content.decode()


def test_a_case_stands_in_the_docket_once(stage: Stage) -> None:
    """P10: what comes first is asked for, and what waits after it is told in the same row."""
    _reporter, _status, case = told()
    lead = Person("lead")
    page = lead.read("/chambers/")
    assert page.count(f'href="{case}#') == 1
    assert "After that:" in page
    lead.free(case)
    assert "After that:" not in lead.read("/chambers/")
