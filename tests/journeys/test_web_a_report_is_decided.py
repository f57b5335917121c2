# SPDX-License-Identifier: Apache-2.0
"""A report goes through the pages from the front desk to the registry, with script off: every step is a form."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import MEMBERS, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def respondent_of(stage: Stage, status: str) -> str:
    case = stage.court.desk.state(Locator(status.rpartition("/")[2]).case).state
    parties: list[str] = [p.person for p in case.bench.parties.values() if "respondent" in p.roles]
    return parties[0]


def screened(stage: Stage) -> tuple[Person, str, str]:
    """A report that was screened, whose exact words the reporter has before them."""
    reporter, status = web_stage.report()
    case = f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"
    lead = Person("lead")
    lead.do(case, "enter-party", roles="respondent", kind="person")
    lead.do(case, "screen", choice="in-scope")
    lead.do(case, "propose-words", paper="You are said to have made a street public.")
    return reporter, status, case


def decided(stage: Stage, *, choice: str) -> tuple[str, str]:
    """The same report up to its decision; the status page and the case's address."""
    reporter, status, case = screened(stage)
    reporter.do(status, "agree-words", choice="yes")
    stage.later(hours=1)
    respondent = Person(respondent_of(stage, status))
    respondent.do(case, "read-summons")
    stage.later(hours=1)
    respondent.do(case, "answer", paper="I copied it from a public list.")
    stage.later(hours=1)
    for member in MEMBERS:
        person = Person(member)
        person.do(case, "write-perspective", paper=f"How it looks to {member}.")
        person.do(case, "vote-occurred", choice=choice)
    stage.later(hours=1)
    Person("lead").do(case, "decide", paper="What we decided, and why.")
    return status, case


def test_a_report_goes_from_the_front_desk_to_the_registry(stage: Stage) -> None:
    """P2: no account, no name, no script; P17: what is released stands in the registry."""
    status, case = decided(stage, choice="no")
    before = Person().read("/registry/")
    [entry] = re.findall(r'href="(/registry/[0-9a-f]{12})"', before)[:1]
    page = Person().read(entry)
    assert "Did what is reported happen" in page
    assert "more likely than not" in page
    assert "5 perspectives" in page
    told = json.loads(Person().read(f"{entry}.json"))
    assert "occurred/1=no" in told["findings"]
    assert "case" not in told
    assert "at" not in told
    assert "What we decided, and why." in Person(respondent_of(stage, status)).read(case)
    assert "What we decided, and why." not in Person().read(status), "the address alone opens no text"


def test_the_reporter_sees_the_exact_words_before_anybody_else_hears(stage: Stage) -> None:
    """P4: until the reporter agrees, the case does not exist for the other side."""
    reporter, status, case = screened(stage)
    respondent = Person(respondent_of(stage, status))
    respondent.read(case, status=404)
    page = reporter.read(status)
    assert "You are said to have made a street public." in page
    reporter.do(status, "agree-words", choice="yes")
    assert "What you were told" in respondent.read(case)


def test_sending_a_report_twice_is_one_report(stage: Stage) -> None:
    """P1: a double click loses nothing and doubles nothing."""
    reporter = Person()
    form = next(f for f in web_stage.forms(reporter.read("/report")) if "receipt" in f["hidden"])
    told = {"words": "Twice.", "intake": "report", "concerned": "none"}
    known = len(stage.cases())
    first = reporter.send("/report", form, **told)
    second = reporter.send("/report", form, **told)
    assert first.status_code == second.status_code == 303
    assert first.headers["Location"] == second.headers["Location"]
    assert len(stage.cases()) == known + 1


def test_sending_an_act_twice_does_it_once(stage: Stage) -> None:
    """P24: the second time the page says that the first stands."""
    _reporter, status = web_stage.report()
    case = f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"
    lead = Person("lead")
    form, fields = lead.form(case, "add-evidence"), {"paper": "A link to the thread."}
    version = stage.court.desk.state(Locator(status.rpartition("/")[2]).case).version
    lead.send(case, form, **fields)
    grown = stage.court.desk.state(Locator(status.rpartition("/")[2]).case).version
    assert grown > version
    again = lead.send(case, form, **fields)
    assert again.status_code == 303
    assert stage.court.desk.state(Locator(status.rpartition("/")[2]).case).version == grown
    assert "sent before" in lead.read(case)


def test_who_is_concerned_never_sees_the_case(stage: Stage) -> None:
    """P10: a member named beside the seal finds an address that never was; the others find the case."""
    _reporter, status = web_stage.report(concerned=["member"], part="witness", **{"seat-member": "member-2"})
    case = f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"
    Person("member-2").read(case, status=404)
    assert case not in Person("member-2").read("/chambers/")
    assert "Where it stands" in Person("member-1").read(case)


def test_the_docket_says_what_waits_and_until_when(stage: Stage) -> None:
    """P14: the first page answers what waits, until when, and what can be done."""
    web_stage.report()
    page = Person("lead").read("/chambers/")
    assert re.search(r"\w+ things? waits? for you", page)
    assert "The lead says what the report is." in page
    assert "Sunday 10 March 2024, 12:00 UTC" in page


def test_nothing_typed_is_lost_and_each_error_names_its_rule(stage: Stage) -> None:
    """P26: the page comes back with what was typed, the field and the rule."""
    reporter = Person()
    form = next(f for f in web_stage.forms(reporter.read("/report")) if "receipt" in f["hidden"])
    response = reporter.send("/report", form, words="I had written all of this.", intake="report")
    page = response.content.decode()
    assert response.status_code == 422
    assert "I had written all of this." in page
    assert 'href="#concerned"' in page
    assert "answered before the text is sealed" in page


def test_an_act_that_nobody_offered_is_a_closed_door_with_its_clause(stage: Stage) -> None:
    """P7: a refusal says which clause refuses and what is possible instead."""
    _reporter, status = web_stage.report()
    case = f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"
    member = Person("member-1")
    form = member.form(case, member.offers(case)[0])
    form["hidden"]["act"] = "vote-occurred"
    response = member.send(case, form)
    page = response.content.decode()
    assert response.status_code == 403
    assert "This door is closed for now" in page
    assert "optimism/proposed#vote-occurred" in page
    assert "What you can do instead" in page


def test_a_ballot_is_marked_once_and_joins_nobody(stage: Stage) -> None:
    """P11: the member gets the mark of the own slip on the next page only."""
    reporter, status, case = screened(stage)
    reporter.do(status, "agree-words", choice="yes")
    stage.later(hours=1)
    Person(respondent_of(stage, status)).do(case, "answer", paper="I copied it from a public list.")
    member = Person("member-3")
    member.do(case, "vote-occurred", choice="yes")
    assert re.search(r"[0-9a-f]{64}", member.read(case).partition("Where it stands")[0])
    assert not re.search(r"nobody can show it to you again", member.read(case))


def test_a_small_tear_is_told_and_taken_back(stage: Stage) -> None:
    """P4: a tear opens no case and notifies nobody; its reporter alone chooses what becomes of it."""
    person = Person()
    form = next(f for f in web_stage.forms(person.read("/report/tear")) if "receipt" in f["hidden"])
    known = stage.cases()
    response = person.send("/report/tear", form, words="A sharp tone in the meeting.")
    assert response.status_code == 303
    status = response.headers["Location"].replace("receipt", "status")
    person.do(status, "withdraw")
    assert "It has ended" in person.read(status)
    assert stage.cases() == known


def test_a_receipt_typed_in_any_spacing_leads_back(stage: Stage) -> None:
    """P3: the receipt alone is the way back."""
    reporter, status = web_stage.report()
    typed = " ".join(web_stage.receipt_of(reporter, status)).upper()
    person = Person()
    form = next(f for f in web_stage.forms(person.read("/")) if "words" in f["names"])
    response = person.send("/", form, words=f"  {typed} ")
    assert response.headers["Location"] == status
    wrong = person.send("/", form, words="0" * 32)
    assert wrong.status_code == 422
    assert "A receipt has twelve words" in wrong.content.decode()


def test_no_page_promises_what_the_version_in_force_does_not_keep(tmp_path: Path) -> None:
    """P4: where a real procedure lacks the reporter's agreement, the pages say so instead of promising it."""
    with web_stage.opened(tmp_path / "with"):
        assert "agreed to the exact words" in Person().read("/")
        assert "seen the exact words and agreed" in Person().read("/report")


def test_a_version_without_the_reporters_agreement_is_told_as_it_is(tmp_path: Path) -> None:
    """P4: the same pages under a version that summons at once."""
    with web_stage.opened(tmp_path, procedure="optimism/season-5-amended"):
        assert "agreed to the exact words" not in Person().read("/")
        assert "no clause that lets you agree" in Person().read("/report")
