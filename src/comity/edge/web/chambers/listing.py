# SPDX-License-Identifier: Apache-2.0
"""The docket page by page: everybody's cases, those that wait for this person, those that rest, those that closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from comity.core.clause import Clause
from comity.core.docket import to_declare
from comity.desk.ports import Row
from comity.desk.registers import CASES, OPEN
from comity.desk.rows import Sought
from comity.edge.web.calls import at_hand
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.door import Court
from comity.edge.web.forms import forms, waits
from comity.edge.web.names import plainly
from comity.edge.web.track import track

PER_PAGE = 50
"""How many cases of the docket are looked through for one page."""
MOST_PAGES = 10_000
SHOWN: Mapping[str, object] = {
    "all": gettext_lazy("Everybody’s"),  # noqa: RUF001 - the sign that the language writes
    "mine": gettext_lazy("Waiting for me"),
    "resting": gettext_lazy("Resting, or waiting for others"),
    "closed": gettext_lazy("Closed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One case in the docket."""

    ref: str
    mark: str
    phase: str
    text: str
    clause: Clause | None
    opened: datetime | None
    due: datetime | None
    closed: datetime | None
    waits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """One page of the docket. `older` and `newer` are the numbers of the pages beside it; 0 where there is none."""

    show: str
    number: int
    lines: tuple[Line, ...]
    older: int
    newer: int


def leaf(court: Court, person: str, show: str, number: int) -> Leaf:
    """A page of the docket, newest first. Cases that do not exist for `person` leave no gap that could be counted."""
    table = CASES if show == "closed" else OPEN
    with court.desk.store.reading() as unit:
        rows = unit.rows.list(
            table,
            sought=Sought(marks={"person": (person,)}),
            newest_first=True,
            limit=PER_PAGE + 1,
            offset=(number - 1) * PER_PAGE,
        )
    lines = tuple(line for line in _lines(court, person, rows[:PER_PAGE]) if _shown(line, show))
    older = number + 1 if len(rows) > PER_PAGE and number < MOST_PAGES else 0
    return Leaf(show=show, number=number, lines=lines, older=older, newer=number - 1)


def _shown(line: Line, show: str) -> bool:
    match show:
        case "closed":
            return line.closed is not None
        case "mine":
            return line.waits > 0
        case "resting":
            return line.waits == 0
        case _:
            return True


def _lines(court: Court, person: str, rows: Sequence[Row]) -> Iterator[Line]:
    at = court.desk.clock.now()
    for row in rows:
        file = read_case(court.desk, row.key, at)
        if file is not None and file.worked_on_by(person):
            yield _line(file, person)


def _line(file: Casefile, person: str) -> Line:
    drawn, span = track(file, person), at_hand(file, person)
    closed = file.case.closed
    waiting = 0 if closed else len(waits(forms(file, person))) + bool(to_declare(file.law, file.case, person))
    return Line(
        ref=file.ref,
        mark=file.mark,
        phase=plainly(file.case.outcome) if closed else span.name if span else "",
        text=span.text if span else "",
        clause=span.clause if span else None,
        opened=file.case.opened,
        due=drawn.due,
        closed=closed,
        waits=waiting,
    )


__all__ = ["PER_PAGE", "SHOWN", "Leaf", "Line", "leaf"]
