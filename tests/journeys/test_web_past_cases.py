# SPDX-License-Identifier: Apache-2.0
"""Past cases that were taken over, as those who judge or preside read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from comity.desk.past import PAST
from comity.edge.sheets.meaning import Line, Meaning
from comity.site import past
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
HERE = "/chambers/past"
TEXT = "A street was posted in the old forum."


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path, procedure="fernhollow/2026") as found:
        yield found


def line(number: int, *about: str, text: str = "") -> Line:
    closed = datetime(2023, 1 + number % 12, 2, tzinfo=UTC)
    return Line(
        number=number + 2, ref=f"old {number}", closed=closed, kind="doxxing", ending="measure", opened=None,
        about=about, text=text,
    )  # fmt: skip


def take(stage: Stage, *lines: Line) -> None:
    past.take(stage.court, lines, Meaning(), by="lead", at=stage.clock.at, only_try=False)


def test_they_stand_by_themselves_with_their_pattern_and_never_in_the_docket(stage: Stage) -> None:
    """P21, P22: the bench reads text and names, and how often somebody is among them; nobody else finds the page."""
    assert "None was taken over" in Person("lead").read(HERE)
    take(stage, line(1, "Robin Vale", text=TEXT), line(2, "Robin Vale", "Kim Holt"), line(3))
    shown = Person("member-1").read(HERE)
    assert TEXT in shown
    assert "Robin Vale, Kim Holt" in shown
    assert shown.count("One other past case is about the same person") == 2
    assert shown.count("taken over, not judged here") == 3
    assert HERE in Person("lead").read("/chambers/docket")
    assert "old 1" not in Person("lead").read("/chambers/docket")
    assert Person("passer-by").client.get(HERE).status_code == 404
    digest = next(one.words for one in stage.court.desk.state(PAST).state.taken.values() if one.words)
    for person in ("", "passer-by"):
        assert Person(person).client.get(f"/sealed/past/here/{digest}").status_code in (302, 403, 404)


def test_many_are_read_page_by_page(stage: Stage) -> None:
    """P26: each once, whatever stands in the address."""
    take(stage, *(line(n) for n in range(30)))
    lead = Person("lead")
    first = lead.read(HERE)
    (older,) = re.findall(r'href="(\?older=[^"]+)"', first)
    second = lead.read(f"{HERE}{older}")
    ids = [re.findall(r'id="(past-[0-9a-f]{16})"', page) for page in (first, second)]
    assert len({*ids[0], *ids[1]}) == len(ids[0]) + len(ids[1]) == 30
    assert lead.read(f"{HERE}?older=nothing") == first or "past-" in lead.read(f"{HERE}?older=nothing")


def test_the_public_reads_that_there_are_some_and_in_no_figure(stage: Stage) -> None:
    """P18, P19: how many is told as small numbers are; what came in stays what came in."""
    take(stage, *(line(n) for n in range(5)))
    season = Person().read("/season/")
    assert "5 cases from before this council" in season
    assert "cases came in" not in season
