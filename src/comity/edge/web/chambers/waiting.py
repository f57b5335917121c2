# SPDX-License-Identifier: Apache-2.0
"""What waits for one person across the docket. The law says what is possible; here it is only put in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.clause import Clause, promise
from comity.core.docket import to_declare
from comity.desk.heartbeat import silent
from comity.desk.registers import CASES, OPEN
from comity.desk.rows import Sought
from comity.edge.web.calls import at_hand, call
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.chambers import declaring, reporting, ways_in
from comity.edge.web.door import Court
from comity.edge.web.forms import Form, forms, waits
from comity.edge.web.names import plainly
from comity.edge.web.tears.shelf import tears
from comity.edge.web.track import track

MOST = 200
"""How many open cases are looked through, newest first; the docket has the rest."""
LAST = 30
"""Of how many of the latest cases those that are closed are listed."""
SOON = timedelta(days=14)
"""A report that is due later than that is ahead, and waits for nobody yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Also:
    """Something else that waits in the same case; without `href` it waits for what comes first."""

    text: str
    href: str = ""
    due: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is to be done in one case: the first thing, and what else waits there. `due` is the earliest instant."""

    href: str
    mark: str
    phase: str
    text: str
    clause: Clause
    due: datetime | None
    due_today: bool
    overdue: bool
    button: str
    first: bool = False
    more: str = ""
    also: tuple[Also, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """A case in which nothing waits for this person."""

    href: str
    mark: str
    text: str
    due: datetime | None
    clause: Clause | None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The first page of chambers."""

    due: tuple[Due, ...]
    resting: tuple[Resting, ...]
    closed: tuple[Resting, ...]

    @property
    def first(self) -> Due | None:
        """The most urgent thing with a clock."""
        return next((d for d in self.due if d.due is not None), None)


def shelf(court: Court, person: str) -> Shelf:
    """What waits for `person`, what rests, what is closed."""
    due, resting = _tears(court, person)
    due.extend(_owed(court, person))
    due.extend(_silent(court))
    closed: list[Resting] = []
    for file in _files(court, person):
        if file.case.closed is not None:
            closed.append(_closed(file))
            continue
        mine = [*_to_declare(file, person), *(_due(file, person, form) for form in waits(forms(file, person)))]
        if mine:
            due.append(_together(file, sorted(mine, key=_urgency)))
        else:
            resting.append(_resting(file, person))
    return Shelf(due=tuple(sorted(due, key=_urgency)), resting=tuple(resting), closed=tuple(closed))


def _together(file: Casefile, found: list[Due]) -> Due:
    """A case stands in the docket once: what comes first in it, with all else that waits there below."""
    one = next((due for due in found if due.first), found[0])
    until = min((due.due for due in found if due.due is not None), default=None)
    also = tuple(
        Also(text=other.text, href="" if one.first else other.href, due=other.due)
        for other in found
        if other is not one
    )
    overdue = until is not None and until < file.at
    return replace(one, due=until, due_today=_today(file, until), overdue=overdue, also=also)


def _urgency(due: Due) -> tuple[bool, datetime, str, bool]:
    return (due.due is None, due.due or datetime.max.replace(tzinfo=UTC), due.mark, not due.first)


def _files(court: Court, person: str) -> Iterator[Casefile]:
    """The open cases that exist for `person` and the latest of all, newest first."""
    sought = Sought(marks={"person": (person,)})
    with court.desk.store.reading() as unit:
        open_ones = unit.rows.list(OPEN, sought=sought, newest_first=True, limit=MOST)
        latest = unit.rows.list(CASES, sought=sought, newest_first=True, limit=LAST)
    rows = {row.key: row for row in (*open_ones, *latest)}.values()
    at = court.desk.clock.now()
    for row in rows:
        file = read_case(court.desk, row.key, at)
        if file is not None and file.worked_on_by(person):
            yield file


def _due(file: Casefile, person: str, form: Form) -> Due:
    return Due(
        href=f"{_address(file)}#{form.anchor}",
        mark=file.mark,
        phase=at_hand_name(file, person),
        text=form.text,
        clause=form.clause,
        due=form.until,
        due_today=_today(file, form.until),
        overdue=form.until is not None and form.until < file.at,
        button=call(file, form),
    )


def _to_declare(file: Casefile, person: str) -> tuple[Due, ...]:
    """P10: who decides says first whether they are free of conflict; the papers wait for that, and so does the rest."""
    if not to_declare(file.law, file.case, person):
        return ()
    until = track(file, person).due
    return (
        Due(
            href=f"{_address(file)}#{declaring.ANCHOR}",
            mark=file.mark,
            phase=at_hand_name(file, person),
            text=_("Say whether you are free of conflict"),
            more=_(
                "The papers stay closed to you until you have answered. If you step aside, the quorum is counted anew."
            ),
            clause=promise(10),
            due=until,
            due_today=_today(file, until),
            overdue=until is not None and until < file.at,
            button=_("Declare"),
            first=True,
        ),
    )


def _address(file: Casefile) -> str:
    return reverse("case", args=[file.ref])


def _tears(court: Court, person: str) -> tuple[list[Due], list[Resting]]:
    """The small tears: those that nobody has taken up wait for every listener, the others for whoever listens."""
    found = tears(court, person)
    if found is None:
        return [], []
    now = court.desk.clock.now()
    new = [
        Due(
            href=reverse("tear", args=[one.ref]),
            mark=one.mark,
            phase=_("a small tear"),
            text=_("Somebody asks for support") if one.support else _("Somebody noticed something"),
            more=_("Whoever told it waits to hear that somebody listens."),
            clause=found.clause,
            due=one.due,
            due_today=one.due.date() == now.date(),
            overdue=False,
            button=_("Read and take up"),
        )
        for one in found.new
    ]
    rest = [
        Resting(href=reverse("tear", args=[one.ref]), mark=one.mark, text=one.text, due=one.due, clause=found.clause)
        for one in found.mine
    ]
    return new, rest


def _owed(court: Court, person: str) -> list[Due]:
    """The reports that this person's posts owe."""
    return [
        Due(
            href=reverse("reports"),
            mark=one.period,
            phase=_("a report"),
            text=one.text,
            clause=one.clause,
            due=one.due,
            due_today=one.due_today,
            overdue=one.overdue,
            button=_("File it"),
        )
        for one in reporting.reports(court, person).due
        if one.due <= court.desk.clock.now() + SOON
    ]


def _silent(court: Court) -> Iterator[Due]:
    """The ways in that lead to nobody: until somebody has looked, who wants to tell may not be heard (P1)."""
    now = court.desk.clock.now()
    for beat in silent(court.beats.last(), now):
        yield Due(
            href=f"{reverse('chambers')}#ways-in",
            mark="",
            phase=_("a way in"),
            text=_("A way in is silent: %(way)s") % {"way": ways_in.called(beat.way)},
            more=_("An invented report did not arrive. Tell whoever runs the server, and say in public where to go."),
            clause=promise(1),
            due=None,
            due_today=False,
            overdue=False,
            button=_("See since when"),
        )


def _today(file: Casefile, due: datetime | None) -> bool:
    return due is not None and due.astimezone(UTC).date() == file.at.astimezone(UTC).date()


def at_hand_name(file: Casefile, person: str) -> str:
    """The name of the phase that decides what comes next."""
    span = at_hand(file, person)
    return span.name if span is not None else _("Open")


def _resting(file: Casefile, person: str) -> Resting:
    span = at_hand(file, person)
    text, clause = (span.text, span.clause) if span is not None else ("", None)
    return Resting(href=_address(file), mark=file.mark, text=text, due=track(file, person).due, clause=clause)


def _closed(file: Casefile) -> Resting:
    return Resting(
        href=_address(file), mark=file.mark, text=plainly(file.case.outcome), due=file.case.closed, clause=None,
        outcome=file.case.outcome,
    )  # fmt: skip


__all__ = ["Also", "Due", "Resting", "Shelf", "shelf"]
