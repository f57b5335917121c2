# SPDX-License-Identifier: Apache-2.0
"""The sample community that `make run` opens: whole, in mid-season today, and only ever in the sample."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoDbBlocker

from comity.core.clause import Malformed
from comity.core.tear import Stage
from comity.desk.clock import SetClock
from comity.edge.store.unit import SqlStore
from comity.edge.web.tour import guide
from comity.site import court as courts
from comity.site import sample
from comity.site.commands import NO
from comity.site.commands import sample as command
from comity.site.laws import Folders
from tests.journeys import web_stage
from tests.site import fernhollow
from tests.site.fernhollow import NOW


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the sample's keys, calendar and roll lie."""
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def court(home: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[courts.Court]:
    """The sample community, on either database."""
    with django_db_blocker.unblock(), fernhollow.opened(home) as found:
        yield found


def test_the_sample_has_a_case_in_every_phase_and_closed_ones(court: courts.Court) -> None:
    """P23: whoever opens the sample finds the whole life of a case today, whenever today is."""
    cases = [court.case(stream) for stream in court.open_cases()]
    law = cases[0][0]
    assert {phase for _, case in cases for phase in case.phases} == set(law.phases)
    with court.desk.store.reading() as unit:
        every = [row.key for row in unit.rows.list("cases")]
    assert {court.desk.state(stream).state.outcome for stream in every} >= {
        "", "decided", "not-found", "mended", "withdrawn", "out-of-scope", "support-only",
    }  # fmt: skip


def test_the_sample_is_in_mid_season_under_the_procedure_that_ships(court: courts.Court) -> None:
    """P6: the calendar was moved to today, the procedure is the one that everybody can read and lint."""
    law = court.law(NOW)
    assert law is not None
    assert law.procedure.digest == Folders().named(law.procedure.id).procedure.digest
    season = next(p for p in law.calendar.periods["season"] if p.starts <= NOW < p.ends)
    assert season.starts < NOW - timedelta(days=60)
    assert season.ends > NOW + timedelta(days=30)


def test_every_seat_is_held_and_a_member_stepped_aside(court: courts.Court) -> None:
    """P10: the sample shows a bench that is not whole."""
    roster = court.roster()
    assert {len(people) for people in roster.values()} == {1, 2, 3, 5}
    aside = [case.bench.aside(person) for _, case in map(court.case, court.open_cases()) for person in roster["member"]]
    assert any(aside)


def test_nothing_in_it_runs_out_on_its_first_day(court: courts.Court) -> None:
    """P6: whoever opens the sample in the evening finds what the morning found."""
    midnight = NOW.replace(hour=0)
    with court.desk.store.reading() as unit:
        soon = unit.deadlines.passed(midnight + timedelta(days=1), limit=10)
    assert [(due.stream, due.at) for due in soon] == []


def test_tears_wait_rest_and_are_mended(court: courts.Court) -> None:
    """P4: small tears stand in every stage, and none became a record on a person."""
    with court.desk.store.reading() as unit:
        tears = [court.desk.state(stream).state for stream in unit.history.streams(kind="tear")]
    assert {tear.stage for tear in tears} >= {Stage.HEARD, Stage.LISTENED, Stage.OFFERED, Stage.ENDED}
    assert any(tear.support for tear in tears)


def test_opening_it_again_changes_nothing_even_on_a_later_day(court: courts.Court, home: Path) -> None:
    """P25: building the sample is done once; its today stays the day of its first opening."""
    with court.desk.store.reading() as unit:
        before = {stream: court.desk.state(stream).version for stream in unit.history.streams()}
    assert isinstance(court.desk.store, SqlStore)
    built = sample.build(home, NOW + timedelta(days=9), alias=court.desk.store.alias)
    assert built.before
    assert built.today == NOW.date()
    with court.desk.store.reading() as unit:
        assert {stream: court.desk.state(stream).version for stream in unit.history.streams()} == before


def test_it_is_not_mixed_with_another_communitys_history(database: object, tmp_path: Path) -> None:
    """P26: a database that holds somebody's cases is left alone, and the error says what to do."""
    other = courts.build(home=tmp_path, clock=SetClock(web_stage.FOUNDED))
    web_stage.adopt(other, web_stage.PROPOSED)
    with pytest.raises(Malformed) as wrong:
        sample.build(tmp_path, NOW)
    assert wrong.value.faults[0].field == "COMITY_HOME"


def test_every_door_has_somebody_for_whom_something_is_there(court: courts.Court) -> None:
    """P23: each way in that is printed leads to a page; a receipt to its case or tear, a person into a case."""
    for guest in guide.guests().values():
        if guest.words:
            found = guide.receipt_of(guest)
            assert any(court.desk.state(stream).version for stream in (found.case, found.tear)), guest.id


def test_a_real_site_signs_nobody_in_by_a_link(
    settings: object, capsys: pytest.CaptureFixture[str], client: Client
) -> None:
    """P21: sign-in links and the tour exist in the sample only."""
    settings.COMITY_SAMPLE = False  # type: ignore[attr-defined]
    assert command.run(Namespace(json=False)) == NO
    assert "/enter/" not in capsys.readouterr().out
    stop = reverse("tour-stop", args=[guide.stops()[0].id])
    assert [client.get(path).status_code for path in (reverse("tour"), stop)] == [404, 404]
    assert client.post(reverse("tour-go"), {"guest": "lead"}).status_code == 404


def test_the_scenario_is_moved_by_whole_days_and_its_receipts_lead_home() -> None:
    """P6: an instant keeps its hour, and the names of cases are those of receipts."""
    assert sample.moved('"2026-06-15T09:30:00Z"', timedelta(days=163)) == '"2026-11-25T09:30:00Z"'
    found = guide.receipt("bell")
    told = sample.renamed('"case:bell" "veto:bell/veto/bell.respondent#1" "bell.reporter"')
    assert told == f'"{found.case}" "veto:{found.case[5:]}/veto/bell.respondent#1" "{found.person}"'
    assert datetime(2026, 6, 15, tzinfo=UTC).date() == sample._told_day()
