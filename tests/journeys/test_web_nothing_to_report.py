# SPDX-License-Identifier: Apache-2.0
"""A quiet cycle is one click and stands in public; the docket, the load and the hand-over say what is open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.edge.web.chambers import handover, listing, waiting
from comity.edge.web.locator import Locator
from comity.site.laws import SHIPPED
from tests.journeys import web_stage
from tests.journeys.web_stage import MEMBERS, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
REPORTS = "/chambers/reports"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def of_report(person: Person, key: str, act: str) -> dict[str, Any]:
    """The form of one report on the page."""
    found = [
        f for f in web_stage.forms(person.read(REPORTS))
        if (f["hidden"].get("report"), f["hidden"].get("act")) == (key, act)
    ]  # fmt: skip
    assert found, f"no {act} for {key}"
    return found[0]


def case_of(status: str) -> str:
    return f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"


def test_nothing_to_report(stage: Stage) -> None:
    """P19: the journey: a cycle without a case, one click, and the public strip says that somebody looked."""
    lead = Person("lead")
    page = lead.read(REPORTS)
    assert "The record counts nothing for this period." in page
    form = of_report(lead, "cycle-summary/20", "nil")
    answer = lead.send(REPORTS, form)
    assert answer.status_code == 303
    page = lead.read(REPORTS)
    assert "It was done, and it is on the record." in page
    assert "cycle-summary/20" not in page
    assert "nothing to report" in page
    assert "nothing to report" in Person().read("/season/")


def test_a_period_that_has_not_begun_is_ahead_and_is_not_filed_yet(stage: Stage) -> None:
    """P19: nobody says beforehand that there was nothing to report."""
    page = Person("lead").read(REPORTS)
    assert "cycle-summary/20" in page
    assert "cycle-summary/21" not in page
    assert "Cycle 21" in page
    stage.later(days=21)
    assert "cycle-summary/21" in Person("lead").read(REPORTS)


def test_filing_twice_is_filing_once(stage: Stage) -> None:
    """P24: a double click is one report."""
    lead = Person("lead")
    form = of_report(lead, "cycle-summary/20", "nil")
    assert lead.send(REPORTS, form).status_code == lead.send(REPORTS, form).status_code == 303
    assert "sent before" in lead.read(REPORTS)


def test_figures_are_proposed_from_the_record(stage: Stage) -> None:
    """P19: who files corrects what was counted, and counts nothing by hand."""
    web_stage.report()
    lead = Person("lead")
    assert "The record counts 1 opened and 0 closed." in lead.read(REPORTS)
    form = of_report(lead, "cycle-summary/20", "figures")
    figures = {"number-received": "1", "number-closed": "0", "number-published": "0", "number-tears": "0"}
    assert lead.send(REPORTS, form, **figures).status_code == 303


def figures(person: Person, key: str) -> list[str]:
    """What the page proposes for a report."""
    form = person.read(REPORTS).partition(f'name="report" value="{key}"')[2].partition("</form>")[0]
    return re.findall(r'name="number-\w+" maxlength="9" value="(\d+)"', form)


def test_the_figures_do_not_tell_that_there_is_one_case_more(stage: Stage) -> None:
    """P10: a lead who is named in a report, or stepped aside, reads numbers in which it is not; a member reads it."""
    lead = Person("lead")
    before = figures(lead, "cycle-summary/20")
    web_stage.report(**{"concerned": "lead", "seat-lead": "lead"})
    assert figures(lead, "cycle-summary/20") == before == ["0", "0", "0", "0"]
    assert "The record counts nothing for this period." in lead.read(REPORTS)
    _reporter, status = web_stage.report()
    assert figures(lead, "cycle-summary/20")[0] == "1"
    lead.do(case_of(status), "step-aside")
    assert figures(lead, "cycle-summary/20")[0] == "0"
    assert "Cases that are not yours are not in the numbers" in lead.read(REPORTS)


def test_what_is_public_once_the_cycle_is_over_is_proposed_to_everybody_alike(stage: Stage) -> None:
    """P10, P18: the season tells three and more to everybody, and two to nobody."""
    for reports in (2, 3):
        for _ in range(reports):
            web_stage.report(**{"concerned": "lead", "seat-lead": "lead"})
        stage.later(days=21)
    assert figures(Person("lead"), "cycle-summary/20")[0] == "0"
    assert figures(Person("lead"), "cycle-summary/21")[0] == "3"


def test_a_report_without_a_figure_is_not_filed_as_one(stage: Stage) -> None:
    """P7: noughts are no figures, and nil is no figure; the refusal says so with the clause."""
    lead = Person("lead")
    form = of_report(lead, "cycle-summary/20", "figures")
    nought = {f"number-{name}": "0" for name in ("received", "closed", "published", "tears")}
    answer = lead.send(REPORTS, form, **nought)
    assert answer.status_code == 403
    assert "A nil report has no figures but zero" in answer.content.decode()


@pytest.mark.parametrize("figure", ["", "-1", "many", "1.5", "9" * 42])
def test_a_figure_that_is_none_is_told_by_its_field(stage: Stage, figure: str) -> None:
    """P26: the field and the rule."""
    lead = Person("lead")
    form = of_report(lead, "cycle-summary/20", "figures")
    answer = lead.send(REPORTS, form, **{"number-received": figure, "number-closed": "0", "number-published": "1"})
    assert answer.status_code == 422
    assert "Give a whole number" in answer.content.decode()


def test_a_report_is_filed_by_whose_it_is_and_by_nobody_else(stage: Stage) -> None:
    """P7: a member sees by whom it is owed, and a form of the lead's is refused in a member's hand."""
    lead, member = Person("lead"), Person("member-1")
    assert "owed by lead" in member.read(REPORTS)
    assert member.offers(REPORTS) == []
    form = of_report(lead, "cycle-summary/20", "nil")
    token = web_stage.forms(member.read(REPORTS))[0]["hidden"]["csrfmiddlewaretoken"]
    form["hidden"]["csrfmiddlewaretoken"] = token
    assert member.send(REPORTS, form).status_code == 403
    Person("nobody-here").read(REPORTS, status=404)


@pytest.mark.parametrize("report", ["", "/", "cycle-summary/99", "no-such/20", "x" * 500, "cycle-summary/20/20"])
def test_a_report_that_is_not_owed_is_refused(stage: Stage, report: str) -> None:
    """P26: a strange name is a closed door, never a fault of ours."""
    lead = Person("lead")
    form = of_report(lead, "cycle-summary/20", "nil")
    form["hidden"]["report"] = report
    answer = lead.send(REPORTS, form)
    assert answer.status_code == 403
    assert "No such report is owed." in answer.content.decode()


def test_the_docket_is_looked_through_by_what_is_looked_for(stage: Stage) -> None:
    """P14: everybody's, mine, resting, closed; strange filters and pages are the first page of all."""
    _reporter, status = web_stage.report()
    case, lead, member = case_of(status), Person("lead"), Person("member-1")
    assert case in lead.read("/chambers/docket")
    assert case in lead.read("/chambers/docket?show=mine")
    assert case not in lead.read("/chambers/docket?show=resting")
    assert case not in lead.read("/chambers/docket?show=closed")
    member.free(case)
    assert case in member.read("/chambers/docket?show=resting")
    for strange in (
        "show=none",
        "older=",
        "older=0",
        "older=-1",
        "older=" + "9" * 300,
        "older=1%00",
        "older=%E2%80%AE",
    ):
        assert member.client.get(f"/chambers/docket?{strange}").status_code == 200
    assert case not in member.read(f"/chambers/docket?older={case.rpartition('/')[2]}")


def test_a_case_that_does_not_exist_for_somebody_leaves_no_gap(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P10: every page but the last is full, so that whoever is named in a report counts nothing that is missing."""
    monkeypatch.setattr(listing, "PER_PAGE", 2)
    seen = []
    for concerned in ("none", "none", "member", "none", "member"):
        web_stage.report(**{"concerned": concerned, "seat-member": "member-1"})
        stage.later(minutes=1)
    page, path = Person("member-1"), "/chambers/docket"
    for _ in range(2):
        html = page.read(path)
        seen.append(len(re.findall(r'href="/chambers/case/', html)))
        path = "/chambers/docket" + "".join(re.findall(r'rel="next" href="([^"]*)"', html)[:1]).replace("&amp;", "&")
    assert seen == [2, 1]
    assert path == "/chambers/docket", "the second page is the last"


def test_nobodys_waiting_case_falls_off(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P14: however many cases came since, what waits for somebody stands on a page, the most urgent first."""
    monkeypatch.setattr(waiting, "PER_PAGE", 2)
    monkeypatch.setattr(waiting, "STEP", 2)
    monkeypatch.setattr(waiting, "LAST", 2)
    cases = []
    for concerned in ("none", "none", "member", "none", "none"):
        _reporter, status = web_stage.report(**{"concerned": concerned, "seat-member": "member-1"})
        cases.append(case_of(status))
        stage.later(minutes=1)
    hidden = cases.pop(2)
    member, path, found = Person("member-1"), "/chambers/", list[list[str]]()
    while path:
        html = member.read(path)
        assert "Four things wait for you" in html
        assert hidden not in html
        found.append(re.findall(r'class="button act" href="(/chambers/case/[^"#]*)', html))
        path = "".join(re.findall(r'rel="next" href="([^"]*)"', html)[:1])
        path = path and f"/chambers/{path}"
    assert found == [cases[:2], cases[2:]]
    assert member.read("/chambers/?page=2").count(">What comes first</a>") == 1
    for strange in ("0", "-1", "9" * 400, "zwei", "\u0663", "1%00", "99"):
        assert member.client.get(f"/chambers/?page={strange}").status_code == 200
    for case in cases:
        member.free(case)
    page = member.read("/chambers/")
    assert [case in page for case in cases] == [False, False, True, True]
    assert 'href="/chambers/docket?show=resting"' in page


def test_the_hand_over_says_what_waits_for_whom_until_when(stage: Stage) -> None:
    """P13: somebody who comes new finds the open cases; who stepped aside finds no trace of theirs."""
    _reporter, status = web_stage.report()
    case = case_of(status)
    page = Person("member-1").read("/chambers/hand-over")
    assert case in page
    assert "The lead says what the report is." in page
    assert "declare before reading" in page
    Person("member-2").do(case, "step-aside")
    page = Person("member-2").read("/chambers/hand-over")
    assert case not in page
    assert "Nothing is open to be handed over" in page


def test_the_hand_over_says_that_there_is_more_only_where_the_reader_has_more(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P10: the line below a full sheet counts no case that does not exist for who reads it."""
    monkeypatch.setattr(handover, "MOST", 2)
    more = "Older cases stand in the docket"
    for concerned in ("none", "member", "none"):
        web_stage.report(**{"concerned": concerned, "seat-member": "member-1"})
        stage.later(minutes=1)
    page = Person("member-1").read("/chambers/hand-over")
    assert len(set(re.findall(r"/chambers/case/[0-9a-f]+", page))) == 2
    assert more not in page
    assert more in Person("member-2").read("/chambers/hand-over")


def test_the_load_counts_what_exists_for_the_reader(stage: Stage) -> None:
    """P10, P14: a shelf for each seat; a case that one stepped aside from stands on no shelf that one sees."""
    _reporter, status = web_stage.report()
    case = case_of(status)
    assert Person("lead").read("/chambers/load").count("A shelf with 1 open case") == len(MEMBERS) + 1
    Person("member-2").do(case, "step-aside")
    assert Person("lead").read("/chambers/load").count("A shelf with 1 open case") == len(MEMBERS)
    assert "A shelf with 1 open case" not in Person("member-2").read("/chambers/load")


@pytest.mark.parametrize("page", ["docket", "load", "reports", "hand-over"])
def test_the_inner_pages_are_for_those_who_sit(stage: Stage, page: str) -> None:
    """P10: a stranger finds nothing there."""
    Person("nobody-here").read(f"/chambers/{page}", status=404)
    assert Person().client.get(f"/chambers/{page}").status_code == 403


def test_a_full_seat_is_passed_by(tmp_path: Path) -> None:
    """P14: under a procedure with a cap the next case goes to those who have room, as long as enough are left."""
    text = (SHIPPED / "optimism" / "proposed.toml").read_text("utf-8")
    text = text.replace('id = "optimism/proposed"', 'id = "capped/1"', 1)
    text = text.replace('id = "member"\n', 'id = "member"\ncap = 1\n', 1)
    (tmp_path / "procedures" / "capped").mkdir(parents=True)
    (tmp_path / "procedures" / "capped" / "1.toml").write_text(text, "utf-8")
    with web_stage.opened(tmp_path, procedure="capped/1") as stage:
        web_stage.report()
        stage.later(minutes=5)
        web_stage.report()
        second, first = (stage.court.desk.state(stream).state.bench.holders["member"] for stream in stage.cases())
        least = stage.court.laws.named("capped/1").procedure.roles["member"].least
        assert first == MEMBERS
        assert len(second) == least < len(MEMBERS)
        assert "new cases go to other seats first" in Person(MEMBERS[0]).read("/chambers/load")
