# SPDX-License-Identifier: Apache-2.0
"""What the bench owes outside its cases: answers about somebody's own data, and to authorities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.clause import promise
from comity.desk.petitions import demands
from comity.edge.web.chambers.authorities import row
from comity.edge.web.chambers.due import Due
from comity.edge.web.chambers.requests import rows
from comity.edge.web.door import Court


def requested(court: Court, person: str) -> Iterator[Due]:
    """What waits for `person`: requests that they answer; what authorities asked, where they enter it."""
    for one in rows(court, person):
        if one.yours:
            more = _("The time for it is over: it is owed now.") if one.overdue else ""
            due = _due(court, _("a request about data"), one.kind, one.due)
            yield replace(due, href=reverse("request", args=[one.id]), more=more)
    if person and court.demands.enters(person):
        yield from _of_authorities(court)


def _of_authorities(court: Court) -> Iterator[Due]:
    register = demands(court.desk, court.desk.clock.now()).all
    for id, one in register.items():
        more, href = row(id, one).authority, reverse("authority", args=[id])
        if one.answered is None:
            text = _("Answer what an authority asked for")
            yield replace(_due(court, _("an authority"), text, one.entered.due), more=more, href=href)
        elif one.untold and one.silent is None:
            text = _("Tell those concerned that an authority asked about them")
            yield replace(_due(court, _("an authority"), text, None), more=more, href=href)


def _due(court: Court, phase: str, text: str, due: datetime | None) -> Due:
    now = court.desk.clock.now()
    return Due(
        href="",
        mark="",
        phase=phase,
        text=text,
        clause=promise(17),
        due=due,
        due_today=due is not None and due.astimezone(UTC).date() == now.astimezone(UTC).date(),
        overdue=due is not None and due < now,
        button=_("Answer"),
    )


__all__ = ["requested"]
