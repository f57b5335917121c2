# SPDX-License-Identifier: Apache-2.0
"""Reports of the same evening are linked by who reads both; a new case takes up an earlier one; no side hears of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.desk.casefile import read
from comity.desk.present import mark
from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
WHY = "It is being heard already. Your receipt stays good."


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def case_of(status: str) -> str:
    return Locator(status.rpartition("/")[2]).case


def ref(status: str) -> str:
    return case_of(status).removeprefix("case:")


def here(status: str) -> str:
    return f"/chambers/case/{ref(status)}/linked"


def say(person: Person, status: str, act: str, **fields: Any) -> Any:
    form = next(f for f in web_stage.forms(person.read(here(status))) if f["hidden"].get("act") == act)
    return person.send(here(status), form, **fields)


def linked(stage: Stage, status: str) -> tuple[str, ...]:
    found: tuple[str, ...] = stage.court.desk.state(case_of(status)).state.linked
    return found


def work(stage: Stage) -> None:
    """Let the clerk note in each case what was said in the other."""
    stage.later(seconds=1)


def test_who_screens_both_links_them_and_takes_it_back(stage: Stage) -> None:
    """P10: it stands in both cases, on the pages of who reads both; nothing of the cases moves by it."""
    (_one, first), (_two, second) = web_stage.report(), web_stage.report()
    lead = Person("lead")
    assert say(lead, first, "link:make", other=ref(second)).status_code == 303
    work(stage)
    assert (linked(stage, first), linked(stage, second)) == ((case_of(second),), (case_of(first),))
    for status, other in ((first, second), (second, first)):
        assert mark(case_of(other)) in lead.read(f"/chambers/case/{ref(status)}")
        page = lead.read(here(status))
        assert "Linked by" in page
        assert mark(case_of(other)) in page
    assert say(lead, second, "link:undo").status_code == 303
    work(stage)
    assert (linked(stage, first), linked(stage, second)) == ((), ())


def test_no_side_and_nobody_else_learns_that_there_is_another_case(stage: Stage) -> None:
    """P4, P10: neither from a page of theirs nor from an answer to what they try."""
    (one, first), (_two, second) = web_stage.report(), web_stage.report()
    lead = Person("lead")
    say(lead, first, "link:make", other=ref(second))
    work(stage)
    assert mark(case_of(second)) not in one.read(first)
    file = read(stage.court.desk, case_of(first), stage.court.desk.clock.now())
    assert file is not None
    for person in [f"member-{n}" for n in range(1, 8)] + ["liaison-1", "passer-by"]:
        if not file.worked_on_by(person):
            Person(person).read(here(first), 404)
            continue
        page = Person(person).client.get(here(first))
        assert page.status_code in (200, 404)
        told = mark(case_of(second)) in Person(person).read(f"/chambers/case/{ref(first)}")
        assert told is (page.status_code == 200 and mark(case_of(second)) in page.content.decode())


def test_a_case_that_is_not_and_one_that_is_not_theirs_are_refused_alike(stage: Stage) -> None:
    """P10, P26: the answer names the field; nothing is written."""
    (_one, first), (_two, second) = (
        web_stage.report(),
        web_stage.report(concerned=["member"], part="witness", **{"seat-member": "member-2"}),
    )
    lead = Person("lead")
    version = stage.court.desk.state(case_of(first)).version
    texts = set()
    for other in ("not-there", "", "x" * 300, ref(first)):
        response = say(lead, first, "link:make", other=other)
        assert response.status_code == 422, other
        texts.add(response.content.decode().count("Link these two"))
    assert texts == {1}
    assert stage.court.desk.state(case_of(first)).version == version
    assert linked(stage, second) == ()


def test_many_reports_are_ended_and_each_is_linked_with_the_one_that_it_repeats(stage: Stage) -> None:
    """P3, P10: one act closes many and answers each, and the link is a fact of every one."""
    (_rep, kept), *rest = [web_stage.report() for _ in range(4)]
    lead = Person("lead")
    form = next(f for f in web_stage.forms(lead.read("/chambers/several")) if "paper" in f["names"])
    fields = {"case": [ref(status) for _who, status in rest], "outcome": "duplicate", "paper": WHY, "same": ref(kept)}
    for _twice in range(2):
        assert lead.send("/chambers/several", form, **fields).status_code == 303
    work(stage)
    assert set(linked(stage, kept)) == {case_of(status) for _who, status in rest}
    for who, status in rest:
        assert stage.court.desk.state(case_of(status)).state.outcome == "duplicate"
        assert linked(stage, status) == (case_of(kept),)
        page = who.read(status)
        assert WHY in page
        assert mark(case_of(kept)) not in page


def test_whoever_screens_says_which_closed_case_a_new_report_takes_up(stage: Stage) -> None:
    """P13: by its shelf mark, once; an open one, one that is not, and one without a clause for it are refused alike."""
    (_one, old), (_two, new), (_three, open_one) = web_stage.report(), web_stage.report(), web_stage.report()
    lead = Person("lead")
    lead.do(f"/chambers/case/{ref(old)}", "screen", choice="duplicate", paper=WHY)
    for typed in ("C-00000000", mark(case_of(open_one)), "", "\x00"):
        assert say(lead, new, "link:take-up", mark=typed).status_code == 422, typed
    assert say(lead, new, "link:take-up", mark=mark(case_of(old))).status_code == 303
    work(stage)
    assert stage.court.desk.state(case_of(new)).state.earlier == case_of(old)
    assert "This case takes that one up." in lead.read(here(new))
    assert "That one takes this case up." in lead.read(here(old))
    assert "link:take-up" not in lead.read(here(new))
