# SPDX-License-Identifier: Apache-2.0
"""The reports that a post owes: what is due and when, the figures that the docket gives, and nil in one click.

A report says counts and nothing of a person. Figures are proposed from the cases that exist for whoever files, and from
what is public by then, so that nobody counts a case that is not theirs (P10); whoever files may correct them.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import takewhile

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core import council, suppression
from comity.core.calendar.dates import Period
from comity.core.clause import Clause, Malformed, Refusal
from comity.desk.canonical import parse_instant
from comity.desk.court import Law
from comity.desk.registers import CASES, ENTRIES, PAGE, TEARS, every
from comity.desk.rows import Rows
from comity.desk.seen import seen
from comity.edge.web import reasons, taking
from comity.edge.web.casefile import read as read_case
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.names import plainly
from comity.edge.web.seats import listens

FIGURES: Mapping[str, object] = {
    "received": gettext_lazy("Cases opened"),
    "closed": gettext_lazy("Cases closed"),
    "published": gettext_lazy("Entries published"),
    "tears": gettext_lazy("Small tears heard"),
}
"""What is counted for a period, by the name under which the report keeps it."""
NIL = "nil"
MOST_ROWS = 100_000
"""How far back the record is read at most for one page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of a report: its field, its words, and what stands in the field."""

    name: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One report that this person may file."""

    key: str
    text: str
    period: str
    clause: Clause
    due: datetime
    due_today: bool
    overdue: bool
    nil: bool
    quiet: bool
    begun: bool
    figures: tuple[Figure, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    nil_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """One report of the season that was filed or missed."""

    text: str
    period: str
    said: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reports:
    """What this person may file, what is ahead (its period has not begun), what others owe, and what was filed."""

    season: str
    due: tuple[Due, ...]
    ahead: tuple[Due, ...]
    others: tuple[Filed, ...]
    filed: tuple[Filed, ...]


def reports(court: Court, person: str, *, counted: bool = False) -> Reports:
    """The reports of the season that runs, as this person finds them; with figures only where they are `counted`."""
    stream = court.council()
    law = court.law(court.desk.clock.now())
    if not stream or law is None:
        return Reports(season="", due=(), ahead=(), others=(), filed=())
    state: council.Council = court.desk.state(stream).state
    now = court.desk.clock.now()
    mine = council.owed_to_file(state, person)
    keys = {(one.duty, one.period) for one, _kept in mine}
    rest = [(one, kept) for one, kept in council.duties(state) if (one.duty, one.period) not in keys]
    record = _Counted(court, person, _earliest(law, mine, now) if counted else None)
    found = [_due(law, record, one, now) for one, _kept in mine]
    return Reports(
        season=state.season,
        due=tuple(one for one in found if one.begun),
        ahead=tuple(one for one in found if not one.begun),
        others=tuple(_waits(law, one) for one, kept in rest if kept.filed is None),
        filed=tuple(_filed(law, one, kept) for one, kept in rest if kept.filed is not None),
    )


def _words(law: Law, owed: council.Owed) -> tuple[str, str, Clause, Period | None]:
    """The words of a duty and of its period, its clause, and the period itself."""
    duty = law.procedure.duties.get(owed.duty)
    text = duty.text if duty is not None else plainly(owed.duty)
    kind = plainly(duty.period) if duty is not None else ""
    clause = Clause(document=law.procedure.id, id=owed.clause)
    return text, f"{kind} {owed.period}".strip(), clause, council.period_of(law.procedure, law.calendar, owed)


def _due(law: Law, counted: _Counted, owed: council.Owed, now: datetime) -> Due:
    text, name, clause, period = _words(law, owed)
    figures = counted.of(period)
    return Due(
        key=f"{owed.duty}/{owed.period}",
        text=text,
        period=name,
        clause=clause,
        due=owed.due,
        due_today=owed.due.astimezone(UTC).date() == now.astimezone(UTC).date(),
        overdue=owed.due <= now,
        nil=owed.nil,
        quiet=not any(figures.values()),
        begun=period is None or period.starts <= now,
        figures=tuple(Figure(name=n, label=str(text), value=str(figures[n])) for n, text in FIGURES.items()),
    )


def _waits(law: Law, owed: council.Owed) -> Filed:
    text, name, _clause, _period = _words(law, owed)
    return Filed(text=text, period=name, said=_("owed by %(who)s") % {"who": plainly(owed.by).lower()}, at=owed.due)


def _filed(law: Law, owed: council.Owed, kept: council.Kept) -> Filed:
    text, name, _clause, _period = _words(law, owed)
    told = _("nothing to report") if kept.nil else _("reported")
    said = _("%(what)s, late") % {"what": told} if kept.late else told
    return Filed(text=text, period=name, said=said, at=kept.filed or owed.due)


def _earliest(law: Law, mine: tuple[tuple[council.Owed, council.Kept], ...], now: datetime) -> datetime | None:
    """The first instant that any of the figures is about; None where nothing is to be counted."""
    periods = (_words(law, one)[3] for one, _kept in mine)
    return min((p.starts for p in periods if p is not None and p.starts <= now), default=None)


class _Counted:
    """What is counted for one reader since an instant; nothing where there is none."""

    def __init__(self, court: Court, person: str, since: datetime | None) -> None:
        self._now = court.desk.clock.now()
        self._instants: dict[str, list[datetime]] = {name: [] for name in FIGURES}
        self._received: list[datetime] = []
        if since is None:
            return
        with court.desk.store.reading() as unit:
            self._received = _since(unit.rows, CASES, since)
            published = _since(unit.rows, ENTRIES, since)
            tears = _since(unit.rows, TEARS, since) if listens(court, person) else []
        self._instants = {
            "received": list(_opened(court, person, since)),
            "closed": list(_closed(court, person, since)),
            "published": published,
            "tears": tears,
        }

    def of(self, period: Period | None) -> dict[str, int]:
        """The figures of one period; nought where the calendar does not know it."""
        if period is None:
            return dict.fromkeys(FIGURES, 0)
        found = {name: _within(period, instants) for name, instants in self._instants.items()}
        public = suppression.told(_within(period, self._received)) if period.ends <= self._now else None
        return {**found, "received": found["received"] if public is None else public}


def _within(period: Period, instants: list[datetime]) -> int:
    return sum(period.starts <= at < period.ends for at in instants)


def _opened(court: Court, person: str, since: datetime) -> Iterator[datetime]:
    """When each case came in that exists for `person`, newest first, back to `since`."""
    found = (file.case.opened or since for file in seen(court.desk, CASES, person))
    return takewhile(lambda at: at >= since, found)


def _closed(court: Court, person: str, since: datetime) -> Iterator[datetime]:
    """When each case was closed that exists for `person`, since an instant."""
    with court.desk.store.reading() as unit:
        closed = [
            (row.key, parse_instant(row.fields["closed"])) for row in every(unit.rows, CASES) if row.fields["closed"]
        ]
    for stream, at in closed:
        file = read_case(court.desk, stream, at) if at >= since else None
        if file is not None and file.visible_to(person):
            yield at


def _since(rows: Rows, table: str, since: datetime) -> list[datetime]:
    """The instants by which a table is sorted, newest first, back to `since`: a long past is not read."""
    found: list[datetime] = []
    for start in range(0, MOST_ROWS, PAGE):
        page = [parse_instant(row.sort) for row in rows.list(table, newest_first=True, limit=PAGE, offset=start)]
        found.extend(at for at in page if at >= since)
        if len(page) < PAGE or page[-1] < since:
            break
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A report that was sent and not taken."""

    key: str
    errors: Mapping[str, str]
    sent: Mapping[str, str]
    refusal: Refusal | None = None
    status: int = 422


def do(court: Court, person: str, request: HttpRequest) -> str | Attempt:
    """File a report. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)
    act_id = read.act_id()
    if read.faults:
        raise Malformed(read.faults)
    if taking.known(court, act_id):
        return taking.BEFORE
    duty, _slash, period = read.raw("report")[:200].partition("/")
    nil = read.raw("act") == NIL
    figures = {} if nil else {name: read.number(f"number-{name}") for name in FIGURES}
    key = f"{duty}/{period}"
    if read.faults:
        return Attempt(key=key, errors=reasons.fault_table(read.faults), sent=_sent(read))
    command = council.FileReport(duty=duty, period=period, by=person, figures=figures, nil=nil)
    now = court.desk.clock.now()
    try:
        answer = court.perform(command, act_id=act_id, actor=person, stream=court.council(), at=now)
    except Refusal as no:
        if no.field == "act_id":
            return taking.BEFORE
        return Attempt(key=key, errors={}, sent=_sent(read), refusal=no, status=403)
    return taking.BEFORE if answer.repeated else taking.DONE


def _sent(read: Reader) -> dict[str, str]:
    return {name: read.raw(f"number-{name}") for name in FIGURES}


def with_attempt(found: Reports, attempt: Attempt | None) -> Reports:
    """The reports, with what was typed into the one that was not taken."""
    if attempt is None:
        return found
    return replace(found, due=tuple(_again(one, attempt) if one.key == attempt.key else one for one in found.due))


def _again(one: Due, attempt: Attempt) -> Due:
    figures = tuple(replace(f, value=attempt.sent.get(f.name, f.value) or f.value) for f in one.figures)
    return replace(one, figures=figures, errors=dict(attempt.errors))


__all__ = ["FIGURES", "NIL", "Attempt", "Due", "Filed", "Reports", "do", "reports", "with_attempt"]
