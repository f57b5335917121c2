# SPDX-License-Identifier: Apache-2.0
"""A season as a strip of cycles: what was received, what was told, which reports were owed and how they were kept.

The strip draws matters and never kinds, and small numbers are suppressed in the picture as in the table (P18). A count
of cases measures nothing (P19). What is received in one cycle is told of in a later one, so two rows of bricks overlap.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from comity.core.clause import Clause
from comity.core.council import Kept, Owed
from comity.core.keyring import Broken
from comity.core.procedure.model import Procedure
from comity.core.suppression import told
from comity.desk import figures
from comity.desk.past import past
from comity.desk.petitions import Asked, asked
from comity.edge.web.door import Court
from comity.edge.web.gallery.entries import Entry, entry
from comity.edge.web.gallery.shelves import season_name, small
from comity.edge.web.instants import length
from comity.edge.web.names import plainly
from comity.edge.web.your_data.spoken import GIVEN, said

BRICK = 170
SHEETS = 10
"""Sheets that a brick has room for; the number beside them tells the rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One report that was owed for a cycle."""

    text: str
    state: str
    nil: bool
    figures: tuple[tuple[str, str], ...]
    due: datetime
    filed: datetime | None
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One cycle: its dates, what came in (None: under 3, or not yet told), its reports, what was published in it."""

    name: str
    period: str
    starts: datetime
    ends: datetime
    received: int | None
    received_text: str
    released: int
    released_text: str
    reports: tuple[Report, ...]
    entries: tuple[Entry, ...]
    succession: str
    current: bool
    ahead: bool
    x: int

    @property
    def sheets(self) -> tuple[int, ...]:
        """Where the sheets are drawn, one a matter; none where the number is suppressed."""
        return tuple(self.x + 12 + 14 * n for n in range(min(self.received or 0, SHEETS)))

    @property
    def text_x(self) -> int:
        """Where words begin."""
        return self.x + 12

    @property
    def quiet(self) -> bool:
        """Whether the council reported that there was nothing to report."""
        return any(r.nil for r in self.reports)

    @property
    def further(self) -> int:
        """Entries that are told in the registry only."""
        return self.released - len(self.entries)


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One season."""

    ref: str
    name: str
    kind: str
    starts: datetime
    ends: datetime
    cycles: tuple[Cycle, ...]
    in_short: tuple[str, ...]
    answers: tuple[tuple[str, str], ...]
    data: tuple[tuple[str, str], ...]
    before: str

    @property
    def width(self) -> int:
        """The width of the drawing."""
        return BRICK * len(self.cycles) + 2


def known(court: Court) -> tuple[tuple[str, str], ...]:
    """Every season of the council: its reference in addresses and its name, newest first."""
    return tuple((ref, season_name(name)) for ref, name in figures.known(court))


def strip(court: Court, ref: str) -> Strip | None:
    """One season; None where there is none of that name."""
    found = figures.season(court, ref)
    if found is None:
        return None
    now = court.desk.clock.now()
    law = found.law.procedure
    return Strip(
        ref=ref,
        name=season_name(found.name),
        kind=found.kind,
        starts=found.starts,
        ends=found.ends,
        cycles=tuple(_cycle(court, number, one, law, now) for number, one in enumerate(found.cycles)),
        in_short=tuple(_in_short(found, now)),
        answers=_answers(found.answers),
        data=_data(asked(court, found.starts, found.ends)),
        before=small(before).capitalize() if (before := len(past(court).taken)) else "",
    )


def _cycle(court: Court, number: int, found: figures.Cycle, law: Procedure, now: datetime) -> Cycle:
    received = told(found.received)
    return Cycle(
        name=f"{plainly(found.kind)} {found.id}",
        period=found.name,
        starts=found.starts,
        ends=found.ends,
        received=received,
        received_text=_received(found.received),
        released=found.released,
        released_text=_released(found),
        reports=tuple(_report(law, owed, kept, now) for owed, kept in found.reports),
        entries=tuple(entry(court, one) for one in found.entries[:12]),
        succession=succession(court.succession.broken(since=found.starts, until=found.ends)),
        current=found.starts <= now < found.ends,
        ahead=now < found.starts,
        x=1 + BRICK * number,
    )


def _received(number: int | None) -> str:
    """How many came in; of a cycle that goes on nothing, because the number would tell when somebody told (P1)."""
    if number is None:
        return _("counted when it is over")
    return _("%(n)s received") % {"n": small(number)} if number else _("none received")


def succession(found: Broken) -> str:
    """How often the key for successors was asked for, opened and refused; empty where nothing was (P13)."""
    if found == Broken():
        return ""
    numbers = {"asked": found.asked, "opened": found.opened, "refused": found.refused}
    return _("Asked for %(asked)d, opened %(opened)d, refused %(refused)d.") % numbers


def _released(found: figures.Cycle) -> str:
    if any(kept.nil for _owed, kept in found.reports):
        return _("nothing to report")
    if not found.released:
        return ""
    if found.released == 1:
        return _("one entry released")
    return _("%(n)d entries released") % {"n": found.released}


def _in_short(found: figures.Season, now: datetime) -> list[str]:
    """The season in a few sentences, nothing in them that its tables do not have."""
    lines = [_("%(n)s cases came in.") % {"n": small(found.received).capitalize()}] if found.received else []
    released = sum(one.released for one in found.cycles)
    if released:
        lines.append(_("Entries released: %(n)d.") % {"n": released})
    due = [kept for one in found.cycles for owed, kept in one.reports if owed.due <= now or kept.filed]
    if due:
        about = {"kept": sum(k.filed is not None for k in due), "all": len(due), "nil": sum(k.nil for k in due)}
        lines.append(_("Reports that were owed by now: %(all)d; filed: %(kept)d, nil among them: %(nil)d.") % about)
    if found.answers.middle is not None:
        answered = length(timedelta(minutes=found.answers.middle))
        lines.append(_("Half of those who were answered were answered within %(time)s.") % {"time": answered})
    return lines


def _answers(found: figures.Answers) -> tuple[tuple[str, str], ...]:
    """How fast people were answered, as a table (P2)."""
    if found.middle is None or found.nine_in_ten is None:
        return ()
    return (
        (_("Half of them within"), length(timedelta(minutes=found.middle))),
        (_("Nine in ten within"), length(timedelta(minutes=found.nine_in_ten))),
        (_("Matters that somebody took up"), small(found.answered)),
    )


def _data(found: Asked) -> tuple[tuple[str, str], ...]:
    """What was asked about data. What persons asked is told as small numbers are; what authorities asked, as it is."""
    lines = (
        (_("Requests of persons about their own data"), found.petitions, small(found.petitions)),
        (_("Answered"), found.petitions, small(found.answered)),
        (_("Answers that were late"), found.petitions, small(found.late)),
        (_("Requests of authorities"), 1, f"{sum(found.demands.values())}"),
        *((said(GIVEN, code), 1, f"{count}") for code, count in found.demands.items()),
    )
    return tuple((name, text) for name, shown, text in lines if shown)


def _report(law: Procedure, owed: Owed, kept: Kept, now: datetime) -> Report:
    duty = law.duties.get(owed.duty)
    return Report(
        text=duty.text if duty else plainly(owed.duty),
        state=_state(owed, kept, now),
        nil=kept.nil,
        figures=tuple((plainly(name), small(n)) for name, n in kept.figures.items()),
        due=owed.due,
        filed=kept.filed,
        clause=Clause(document=law.id, id=owed.clause),
    )


def _state(owed: Owed, kept: Kept, now: datetime) -> str:
    if kept.filed is not None:
        text = _("nothing to report") if kept.nil else _("reported")
        return _("%(what)s, late") % {"what": text} if kept.late else text
    return _("not filed") if kept.missed or owed.due <= now else _("not due yet")


__all__ = ["Cycle", "Report", "Strip", "known", "strip", "succession"]
