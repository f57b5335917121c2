# SPDX-License-Identifier: Apache-2.0
"""The docket page by page: everybody's cases, those that wait for this person, those that rest, those that closed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.utils.translation import gettext_lazy

from comity.core.clause import Clause
from comity.desk.registers import CASES, OPEN
from comity.desk.seen import seen
from comity.edge.web.calls import hand
from comity.edge.web.casefile import CASE, Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.chambers.declaring import has_to_declare
from comity.edge.web.door import Court
from comity.edge.web.forms import waits
from comity.edge.web.names import plainly

PER_PAGE = 50
"""How many cases stand on one page of the docket."""
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
    """One page of the docket. `older` is the case after which the next page begins; empty at the end.

    `newer` says that this is not the first page.
    """

    show: str
    lines: tuple[Line, ...]
    older: str
    newer: bool


def leaf(court: Court, person: str, show: str, older: str) -> Leaf:
    """A page of the docket, newest first, from the case `older` on.

    Every page but the last is full: cases that do not exist for `person` leave no gap that could be counted (P10).
    """
    found = (line for line in _lines(court, person, show, older) if _shown(line, show))
    lines = tuple(islice(found, PER_PAGE + 1))
    shown = lines[:PER_PAGE]
    return Leaf(show=show, lines=shown, older=shown[-1].ref if len(lines) > PER_PAGE else "", newer=bool(older))


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


def _lines(court: Court, person: str, show: str, older: str) -> Iterator[Line]:
    """The cases that exist for `person`, newest first, those after `older`; from the first where there is none such."""
    table = CASES if show == "closed" else OPEN
    files = seen(court.desk, table, person, past=_place(court, person, older), step=PER_PAGE + 1)
    return (_line(file, person) for file in files if file.worked_on_by(person))


def _place(court: Court, person: str, ref: str) -> tuple[str, str] | None:
    """Where a case of this person stands in the order; it may have been closed since the page before was read."""
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now()) if ref else None
    if file is None or not file.worked_on_by(person):
        return None
    with court.desk.store.reading() as unit:
        row = unit.rows.find(CASES, file.stream)
    return None if row is None else (row.sort, row.key)


def _line(file: Casefile, person: str) -> Line:
    stands = hand(file, person)
    span, closed = stands.span, file.case.closed
    waiting = 0 if closed else len(waits(file, person)) + bool(has_to_declare(file, person))
    return Line(
        ref=file.ref,
        mark=file.mark,
        phase=plainly(file.case.outcome) if closed else span.name if span else "",
        text=span.text if span else "",
        clause=span.clause if span else None,
        opened=file.opened_for(person),
        due=stands.due,
        closed=closed,
        waits=waiting,
    )


__all__ = ["PER_PAGE", "SHOWN", "Leaf", "Line", "leaf"]
