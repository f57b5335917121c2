# SPDX-License-Identifier: Apache-2.0
"""The cases in which somebody was told that they have a part: what waits in each, and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from comity.core.clause import Clause
from comity.desk.registers import told_of
from comity.edge.web import calls
from comity.edge.web.casefile import Casefile, read_each
from comity.edge.web.door import Court
from comity.edge.web.forms import waits
from comity.edge.web.hours import Hour, ahead
from comity.edge.web.names import plainly


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """One case of one's own: what is most urgent in it, or where it stands."""

    ref: str
    mark: str
    part: str
    title: str
    text: str
    clause: Clause | None
    due: datetime | None
    due_today: bool
    overdue: bool
    waits: bool
    button: str
    anchor: str
    called: tuple[Hour, ...] = ()


def cases(court: Court, person: str) -> tuple[Own, ...]:
    """One's own cases, the most urgent first, the closed ones last."""
    return tuple(sorted((_own(file, person) for file in _files(court, person)), key=_urgency))


def is_party(file: Casefile, person: str) -> bool:
    """Whether the case exists for this person, and they have a part in it."""
    return file.visible_to(person) and person in file.case.bench.parties


def _files(court: Court, person: str) -> Iterator[Casefile]:
    with court.desk.store.reading() as unit:
        streams = told_of(unit.rows, person)
    at = court.desk.clock.now()
    return (file for file in read_each(court.desk, streams, at) if is_party(file, person))


def _urgency(own: Own) -> tuple[bool, bool, datetime, str]:
    return (not own.waits, own.due is None, own.due or datetime.max.replace(tzinfo=UTC), own.mark)


def _own(file: Casefile, person: str) -> Own:
    waiting = calls.in_order(file, waits(file, person))
    form, call = waiting[0] if waiting else (None, _("See where it stands"))
    span = calls.at_hand(file, person)
    due = min((f.until for f, _call in waiting if f.until is not None), default=None)
    return Own(
        ref=file.ref,
        mark=file.mark,
        part=", ".join(plainly(r).lower() for r in file.case.bench.parties[person].roles),
        title=form.text if form else stands(file),
        text=span.text if span else "",
        clause=form.clause if form else span.clause if span else None,
        due=due,
        due_today=due is not None and due.astimezone(UTC).date() == file.at.astimezone(UTC).date(),
        overdue=due is not None and due < file.at,
        waits=form is not None,
        button=call,
        anchor=form.anchor if form else "",
        called=ahead(file, person),
    )


def stands(file: Casefile) -> str:
    """Where the case stands, in a few words."""
    if file.case.closed is not None:
        return _("This case is closed: %(outcome)s") % {"outcome": plainly(file.case.outcome).lower()}
    return _("It goes on, and nothing waits for you")


__all__ = ["Own", "cases", "is_party", "stands"]
