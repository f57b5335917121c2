# SPDX-License-Identifier: Apache-2.0
"""What waits for one person across the docket. The law says what is possible; here it is only put in order."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.clause import Clause, promise
from comity.desk.heartbeat import silent
from comity.desk.registers import CASES, OPEN
from comity.desk.rows import Sought
from comity.desk.seen import seen
from comity.edge.web.calls import call, hand
from comity.edge.web.casefile import Casefile, read_each
from comity.edge.web.chambers import declaring, reporting, ways_in
from comity.edge.web.chambers.due import Also, Due
from comity.edge.web.chambers.owed import requested
from comity.edge.web.door import Court
from comity.edge.web.forms import Form, waits
from comity.edge.web.hours import Hour, ahead
from comity.edge.web.names import plainly
from comity.edge.web.tears.shelf import tears

PER_PAGE = 100
"""How much of what waits stands on one page, the most urgent first, and how many cases that rest; see `Shelf.page`."""
LAST = 30
"""Of how many of the latest cases those that are closed are listed."""
STEP = 250
"""Cases that are read together."""
SOON = timedelta(days=14)
"""A report that is due later than that is ahead, and waits for nobody yet."""


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
class Set:
    """An hour ahead for which a case calls people, and where it stands."""

    href: str
    mark: str
    hour: Hour


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """What stands in chambers for one person, and `books`, their open cases, newest first."""

    due: tuple[Due, ...]
    resting: tuple[Resting, ...]
    closed: tuple[Resting, ...]
    books: tuple[Casefile, ...] = ()
    called: tuple[Set, ...] = ()

    @property
    def first(self) -> Due | None:
        """The most urgent thing with a clock."""
        return next((d for d in self.due if d.due is not None), None)

    def page(self, number: int) -> Page:
        """One page of what waits; what rests and what is closed stands on the first, the docket has the rest of it."""
        last = max(1, -(-len(self.due) // PER_PAGE))
        here = min(max(number, 1), last)
        return Page(
            due=self.due[(here - 1) * PER_PAGE : here * PER_PAGE],
            resting=self.resting[:PER_PAGE] if here == 1 else (),
            more_rest=len(self.resting) > PER_PAGE,
            closed=self.closed if here == 1 else (),
            number=here,
            next=here + 1 if here < last else 0,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of the shelf. `next` is the number of the one after it; nought at the end."""

    due: tuple[Due, ...]
    resting: tuple[Resting, ...]
    more_rest: bool
    closed: tuple[Resting, ...]
    number: int
    next: int


def shelf(court: Court, person: str) -> Shelf:
    """What waits for `person`, what rests, what is closed."""
    due, resting = _tears(court, person)
    due.extend(_owed(court, person))
    due.extend(_silent(court))
    due.extend(requested(court, person))
    closed: list[Resting] = []
    called: list[Set] = []
    open_ones = tuple(file for file in seen(court.desk, OPEN, person, step=STEP) if file.worked_on_by(person))
    for file in (*open_ones, *_latest(court, person, {file.stream for file in open_ones})):
        if file.case.closed is not None:
            closed.append(_closed(file))
            continue
        called.extend(Set(href=_address(file), mark=file.mark, hour=one) for one in ahead(file, person))
        mine = [*_to_declare(file, person), *(_due(file, person, form) for form in waits(file, person))]
        if mine:
            due.append(_together(file, sorted(mine, key=_urgency)))
        else:
            resting.append(_resting(file, person))
    return Shelf(
        due=tuple(sorted(due, key=_urgency)),
        resting=tuple(resting),
        closed=tuple(closed),
        books=tuple(file for file in open_ones if file.case.closed is None),
        called=tuple(sorted(called, key=lambda one: (one.hour.at, one.mark))),
    )


def _latest(court: Court, person: str, known: Collection[str]) -> Iterator[Casefile]:
    """The latest of all cases that exist for `person`, newest first, those left out that are `known`."""
    with court.desk.store.reading() as unit:
        rows = unit.rows.list(CASES, sought=Sought(marks={"person": (person,)}), newest_first=True, limit=LAST)
    streams = tuple(row.key for row in rows if row.key not in known)
    return (f for f in read_each(court.desk, streams, court.desk.clock.now()) if f.worked_on_by(person))


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
    if not declaring.has_to_declare(file, person):
        return ()
    until = hand(file, person).due
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
    span = hand(file, person).span
    return span.name if span is not None else _("Open")


def _resting(file: Casefile, person: str) -> Resting:
    stands = hand(file, person)
    text, clause = (stands.span.text, stands.span.clause) if stands.span is not None else ("", None)
    return Resting(href=_address(file), mark=file.mark, text=text, due=stands.due, clause=clause)


def _closed(file: Casefile) -> Resting:
    return Resting(
        href=_address(file), mark=file.mark, text=plainly(file.case.outcome), due=file.case.closed, clause=None,
        outcome=file.case.outcome,
    )  # fmt: skip


__all__ = ["Also", "Due", "Page", "Resting", "Shelf", "shelf"]
