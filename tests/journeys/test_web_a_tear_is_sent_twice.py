# SPDX-License-Identifier: Apache-2.0
"""What is told at the two small doors is done once and in whole, however often and however late it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from comity.core.tear import AskForReport, ChooseSupport, Listen
from comity.desk.ports import Exhausted
from comity.edge.web import locator
from comity.edge.web.locator import Receipt
from comity.site.court import Court
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def _form(person: Person, door: str) -> tuple[dict[str, Any], Receipt]:
    form = next(f for f in web_stage.forms(person.read(f"/report/{door}")) if "receipt" in f["hidden"])
    found = locator.from_form(form["hidden"]["receipt"])
    assert found is not None
    return form, found


def test_a_tear_that_is_made_a_report_twice_is_one_report_and_no_error(stage: Stage) -> None:
    """P24: who never saw the answer sends the form again, and reads that the first stands."""
    reporter = Person()
    form, found = _form(reporter, "tear")
    assert reporter.send("/report/tear", form, words="It was loud.").status_code == 303
    status = f"/status/{found.bits}"
    ask = reporter.form(status, "report")
    assert reporter.send(status, ask, paper="They shouted.").status_code == 303
    version = stage.court.desk.state(found.tear).version
    again = reporter.send(status, ask, paper="They shouted.")
    assert again.status_code == 303, "the form is not offered any more, and was still answered before"
    assert stage.court.desk.state(found.tear).version == version
    assert "sent before" in reporter.read(status)


def test_a_wish_for_support_is_heard_in_whole_or_not_at_all(stage: Stage) -> None:
    """P1, P24: cut between being heard and being a wish for support, it is sent again and is one."""
    reporter = Person()
    form, found = _form(reporter, "support")
    usual = Court.perform

    def cut(court: Court, command: Any, **about: Any) -> Any:
        if isinstance(command, ChooseSupport):
            raise Exhausted("no turn")
        return usual(court, command, **about)

    with mock.patch.object(Court, "perform", cut):
        assert reporter.send("/report/support", form, words="Somebody to talk to.").status_code == 503
    assert stage.court.desk.state(found.tear).version == 0
    assert reporter.send("/report/support", form, words="Somebody to talk to.").status_code == 303
    assert stage.court.desk.state(found.tear).state.support


def test_whoever_told_a_tear_reads_it_again_and_learns_that_a_report_was_asked_for(stage: Stage) -> None:
    """P3, P4: the answer is the reporter's alone, and the page says so."""
    reporter = Person()
    form, found = _form(reporter, "tear")
    assert reporter.send("/report/tear", form, words="It was loud.").status_code == 303
    status = f"/status/{found.bits}"
    page = reporter.read(status)
    assert "It was loud." in page
    assert "You were asked" not in page
    at = stage.court.desk.clock.now()
    listens, asks = Listen(by="member-1", role="member"), AskForReport(by="member-1", role="member")
    for number, command in enumerate((listens, asks)):
        stage.court.perform(command, act_id=f"heard/{number}/by-member-1", actor="member-1", stream=found.tear, at=at)
    assert "You were asked whether it should become a report" in reporter.read(status)
