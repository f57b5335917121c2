# SPDX-License-Identifier: Apache-2.0
"""Every way in is gone end to end by a drill that leaves nothing behind; a broken one alarms operator and council."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import OperationalError

from comity.desk.heartbeat import PATIENCE
from comity.edge.store.papers import SqlPapers
from comity.edge.web.front_desk import telling
from comity.site import incoming
from comity.site.commands.doctor import silent_ways
from comity.site.drills import WORDS, HomeBeats, drill, drill_if_due, ways
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
EVERY = {"report", "tear", "support", "api", "mail"}


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def wrong(stage: Stage) -> dict[str, str]:
    return {beat.way: beat.wrong for beat in drill(stage.court, stage.clock.at)}


def kept() -> dict[str, int]:
    """How many rows every table has; what counts requests is no part of a report."""
    models = [m for m in apps.get_models() if m._meta.app_label in ("store", "accounts", "api")]
    return {m._meta.label: m._base_manager.count() for m in models}


def test_every_way_in_comes_through_and_nothing_of_it_is_left(stage: Stage) -> None:
    """P1, P21: in no table, no list, no figure, no queue of the public log, no letter."""
    before = kept()
    assert wrong(stage) == dict.fromkeys(EVERY, "")
    assert kept() == before
    assert not stage.cases()
    assert {beat.heard for beat in stage.court.beats.last()} == {stage.clock.at}
    assert not list(silent_ways(stage.court))


def _no_papers(*_args: Any, **_kwargs: Any) -> str:
    raise OperationalError("disk is full")


def _in_clear(self: SqlPapers, *_args: Any, **_kwargs: Any) -> tuple[bytes, str]:
    return WORDS.encode(), "server"


BROKEN = {
    "no paper can be kept": (SqlPapers, "put", _no_papers, EVERY),
    "the form cannot be shown": (telling, "page", _no_papers, {"report", "tear", "support"}),
    "what is told is kept in clear": (SqlPapers, "get", _in_clear, EVERY),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_way_alarms_whoever_runs_the_server_and_the_council(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fault: str
) -> None:
    """P1: a log line and a finding of the doctor for the one, something that waits for the other."""
    drill(stage.court, stage.clock.at)
    where, name, broken, ways = BROKEN[fault]
    with monkeypatch.context() as patched:
        patched.setattr(where, name, broken)
        found = wrong(stage)
    assert {way for way, why in found.items() if why} == ways
    assert {finding.where for finding in silent_ways(stage.court)} == ways
    assert all(f"the way in '{way}' is silent" in caplog.text for way in ways)
    assert WORDS not in caplog.text
    page = Person("lead").read("/chambers/")
    assert page.count("A way in is silent") == len(ways)
    assert not stage.cases()
    drill(stage.court, stage.clock.at)
    assert "A way in is silent" not in Person("lead").read("/chambers/")


def test_a_house_without_the_table_of_cases_is_found_out(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P1: a court that takes a report and opens nothing is no way in."""
    monkeypatch.setattr(telling, "open_case", lambda *_args, **_kwargs: None)
    assert wrong(stage)["report"] == "nothing-arrived"


def test_a_site_on_which_nobody_tries_any_more_is_silent_after_a_while(stage: Stage) -> None:
    """P1: a worker that stopped is no good news."""
    drill(stage.court, stage.clock.at)
    stage.clock.at += PATIENCE
    assert {finding.where for finding in silent_ways(stage.court)} == EVERY
    assert "does comity work run?" in next(silent_ways(stage.court)).text


def test_drills_are_made_when_they_are_due_and_remembered_by_the_home(stage: Stage, tmp_path: Path) -> None:
    """P24: another process reads the same instants."""
    drill_if_due(stage.court, stage.clock.at)
    drill_if_due(stage.court, stage.clock.at + timedelta(minutes=5))
    assert {beat.tried for beat in stage.court.beats.last()} == {stage.clock.at}
    assert set(HomeBeats(tmp_path / "heartbeat.json").last()) == set(stage.court.beats.last())


def test_who_sits_reads_when_each_way_last_came_through(stage: Stage) -> None:
    """P1: on the first page of chambers."""
    assert "The ways in" not in Person("lead").read("/chambers/")
    drill(stage.court, stage.clock.at)
    page = Person("member-1").read("/chambers/")
    assert "The door for a small tear" in page
    assert 'tag act">silent' not in page


def test_a_letter_is_taken_end_to_end_and_its_answer_is_not_sent(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P1: where letters are taken; a pipe that opens nothing is found out, and no letter leaves the house."""
    assert wrong(stage)["mail"] == ""
    assert mail.outbox == []
    with monkeypatch.context() as patched:
        patched.setattr(incoming, "_open", lambda *_args: None)
        assert wrong(stage)["mail"] == "nothing-arrived"
    [finding] = silent_ways(stage.court)
    assert (finding.rule, finding.where) == ("silent-way", "mail")
    law = stage.court.law(stage.clock.at)
    assert law is not None
    by_form = [replace(one, channels=("form",)) for one in law.procedure.intakes.values()]
    without = replace(law, procedure=replace(law.procedure, intakes={one.id: one for one in by_form}))
    monkeypatch.setattr(stage.court, "law", lambda *_args: without)
    assert set(ways(stage.court)) == EVERY - {"mail"}
