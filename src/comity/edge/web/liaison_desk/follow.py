# SPDX-License-Identifier: Apache-2.0
"""What became of what a liaison raised: tears and cases that came through them, as far as these exist for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.procedure.words import Standing
from comity.desk.canonical import parse_instant
from comity.desk.present import mark
from comity.desk.registers import CASES, TEARS
from comity.desk.rows import Sought
from comity.edge.web.casefile import CASE
from comity.edge.web.casefile import read as read_case
from comity.edge.web.door import Court
from comity.edge.web.names import plainly
from comity.edge.web.tears.shelf import ENDINGS, STANDS
from comity.edge.web.tears.tearfile import TEAR

MOST = 100
"""How many of each are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing that was raised, and where it stands. `href` is empty where there is no page for a liaison."""

    mark: str
    href: str
    text: str
    at: datetime
    ended: bool


def raised_by(court: Court, person: str) -> tuple[Line, ...]:
    """Everything that came through `person`, newest first."""
    sought = Sought(marks={"through": (person,)})
    with court.desk.store.reading() as unit:
        tears = unit.rows.list(TEARS, sought=sought, newest_first=True, limit=MOST)
        cases = unit.rows.list(CASES, sought=sought, newest_first=True, limit=MOST)
    found = [
        Line(
            mark=mark(row.key),
            href=reverse("tear", args=[row.key.removeprefix(TEAR)]),
            text=str(STANDS.get(str(row.fields["stage"]), ENDINGS.get(str(row.fields["outcome"]), ""))),
            at=parse_instant(row.fields["heard"]),
            ended=bool(row.fields["ended"]),
        )
        for row in tears
    ]
    lines = (*found, *(line for row in cases if (line := _case(court, person, row.key)) is not None))
    return tuple(sorted(lines, key=lambda one: one.at, reverse=True))


def _case(court: Court, person: str, stream: str) -> Line | None:
    file = read_case(court.desk, stream, court.desk.clock.now())
    if file is None or not file.visible_to(person):
        return None
    closed = file.case.closed is not None
    known = {r.id for r in file.law.roles.values() if r.stands is Standing.REPORTER}
    reporter = next((p.person for p in file.case.bench.parties.values() if known & set(p.roles)), "")
    asked = any(to == reporter and sent.read is None for (_id, to), sent in file.case.notices.items())
    phases = ", ".join(plainly(p) for p in file.phases_for(person))
    text = plainly(file.case.outcome) if closed else phases
    more = f"{text}. {_('A message waits for whoever reported.')}" if asked and not closed else text
    return Line(
        mark=file.mark,
        href=reverse("case", args=[stream.removeprefix(CASE)]),
        text=more,
        at=file.opened_for(person) or file.at,
        ended=closed,
    )


__all__ = ["Line", "raised_by"]
