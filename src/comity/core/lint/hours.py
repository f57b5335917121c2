# SPDX-License-Identifier: Apache-2.0
"""No clock is impossible: every filing hour of a season, with everybody acting at the last lawful instant.

A contradiction is a clock that is over when it begins to run; a clock aimed back from a calendar point at whose instant
the next phase cannot open, because another clock still runs; and an answer for which no time is left at all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from comity.core.calendar import Calendar
from comity.core.clause import Fault
from comity.core.lint.course import Course, Stay
from comity.core.lint.found import WARNING, fault, ways_to_hold
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.terms import Anchor, Deadline, Either, Guard, Happened, Offset, atoms
from comity.core.procedure.words import Kind, Standing, Verb

HOUR = timedelta(hours=1)
_WITHOUT_CALENDAR = timedelta(weeks=6)
_EPOCH = datetime(2024, 1, 1, tzinfo=UTC)
_SEASON = "season"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """For one filing hour: which term contradicts which, and the instants that show it. `grave`: not only lateness."""

    filed: datetime
    field: str
    kind: str
    says: str
    grave: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """All filing hours that were tried, and the contradictions among them."""

    tried: int
    found: tuple[Contradiction, ...]

    @property
    def filed(self) -> tuple[datetime, ...]:
        """The filing hours with at least one contradiction, in order."""
        return tuple(sorted({c.filed for c in self.found if c.grave}))


def season_of(law: Procedure, calendar: Calendar) -> tuple[datetime, ...]:
    """Every hour of the season in which the version takes force; without seasons, of the longest period there is."""
    start, end = _span(law, calendar)
    return tuple(start + HOUR * n for n in range(int((end - start) / HOUR)))


def _span(law: Procedure, calendar: Calendar) -> tuple[datetime, datetime]:
    since = law.since or _EPOCH
    kinds = [calendar.periods[_SEASON]] if _SEASON in calendar.periods else list(calendar.periods.values())
    known = [p for periods in kinds for p in periods]
    later = [p for p in known if p.ends > since] or known
    if not later:
        return since, since + _WITHOUT_CALENDAR
    first = min(p.starts for p in later)
    longest = max((p for p in later if p.starts == first), key=lambda p: p.ends)
    return longest.starts, longest.ends


def try_hours(law: Procedure, calendar: Calendar, hours: Sequence[datetime]) -> Hours:
    """Lay the course of a case for each filing hour, and collect what contradicts itself."""
    course = Course(law, calendar)
    found = [c for filed in hours for c in _contradictions(law, filed, course.stays(filed))]
    return Hours(tried=len(hours), found=tuple(found))


def no_impossible_clock(law: Procedure, calendar: Calendar) -> Iterator[Fault]:
    """One fault for each term that contradicts itself, with how often, and the first witness."""
    tried = try_hours(law, calendar, season_of(law, calendar))
    groups: dict[tuple[str, bool], list[Contradiction]] = {}
    for one in tried.found:
        groups.setdefault((one.field, one.grave), []).append(one)
    for (field, grave), ones in groups.items():
        hours = len({c.filed for c in ones})
        kinds = "; or ".join(dict.fromkeys(c.kind for c in ones))
        yield fault(
            law, field, rule="no impossible clock" if grave else "no deadline that lateness elsewhere breaks",
            severity="error" if grave else WARNING,
            text=f"for {hours:,} of {tried.tried:,} filing hours of the season {kinds}",
            witness=f"filed {stamp(ones[0].filed)}: {ones[0].says}",
            way_out="count from another point, or choose the calendar point with 'at least ... after ...'",
        )  # fmt: skip


def _contradictions(law: Procedure, filed: datetime, stays: Sequence[Stay]) -> Iterator[Contradiction]:
    for stay in stays:
        over = [c for c in stay.due if stay.due[c] <= stay.set[c]]
        for id in over:
            yield Contradiction(
                filed=filed, field=f"clock.{id}.due", kind=f"'{id}' is over before it begins",
                says=f"'{stay.phase.id}' opens {stamp(stay.opened)}, '{id}' is due {stamp(stay.due[id])}",
            )  # fmt: skip
        yield from _inverted(law, filed, stay, frozenset(over))
        if not over:
            yield from _no_time(law, filed, stay)
    yield from _too_late(law, filed, stays)


def _inverted(law: Procedure, filed: datetime, stay: Stay, over: frozenset[str]) -> Iterator[Contradiction]:
    """A clock aimed back from a calendar point opens a phase, and at its instant another clock still holds it shut."""
    for way in (w for w in stay.phase.exits if w.then and not w.stay):
        for row in ways_to_hold(way.when):
            at = max(stay.last(law, g) for g in row)
            for id in _passing(row):
                if id in stay.due and id not in over and at > stay.due[id] and _aimed_back(law.clocks[id].due):
                    other = next((c for c in _named(row) if stay.due.get(c) == at), "another")
                    yield Contradiction(
                        filed=filed, field=f"clock.{id}.due",
                        kind=f"'{id}' should open '{way.then[0]}' while '{other}' still runs",
                        says=f"'{other}' ends {stamp(at)}, '{id}' opens '{way.then[0]}' at {stamp(stay.due[id])}",
                    )  # fmt: skip


def _passing(row: Sequence[Guard]) -> tuple[str, ...]:
    return tuple(g.anchor.thing for g in row if isinstance(g, Happened) and g.anchor.moment == "passed")


def _named(row: Sequence[Guard]) -> tuple[str, ...]:
    return tuple(g.anchor.thing for g in row if isinstance(g, Happened))


def _aimed_back(deadline: Deadline) -> bool:
    if isinstance(deadline, Either):
        return _aimed_back(deadline.left) or _aimed_back(deadline.right)
    return isinstance(deadline, Offset) and deadline.backward and not isinstance(deadline.point, Anchor)


def _no_time(law: Procedure, filed: datetime, stay: Stay) -> Iterator[Contradiction]:
    """The respondent's own paper has no time between what opens it and the end of its phase."""
    if stay.ends is None:
        return
    for act in (law.acts[a] for a in stay.phase.acts):
        opens = stay.last(law, act.when)
        if _is_answer(law, act) and stay.ends <= opens:
            yield Contradiction(
                filed=filed, field=f"act.{act.id}", kind=f"no time is left for '{act.id}'",
                says=f"'{act.id}' opens {stamp(opens)}, '{stay.phase.id}' is left {stamp(stay.ends)}",
            )  # fmt: skip


def _is_answer(law: Procedure, act: Act) -> bool:
    return act.verb is Verb.PAPER and bool(set(act.by) & set(law.stands(Standing.RESPONDENT)))


def _too_late(law: Procedure, filed: datetime, stays: Sequence[Stay]) -> Iterator[Contradiction]:
    """A clock waits for an act whose phase opens, if everybody uses the time they have, only after it has passed."""
    opened = {s.phase.id: s.opened for s in stays}
    for stay in stays:
        for id, due in stay.due.items():
            for act in _awaited(law, id):
                opens = [opened[p] for p in act.phases if p in opened]
                if stay.phase.id not in act.phases and opens and min(opens) >= due:
                    yield Contradiction(
                        filed=filed, field=f"clock.{id}.due", grave=False,
                        kind=f"'{id}' passes before '{act.id}' is possible, though nobody is late",
                        says=f"'{id}' is due {stamp(due)}, '{act.id}' is possible from {stamp(min(opens))}",
                    )  # fmt: skip


def _awaited(law: Procedure, clock: str) -> tuple[Act, ...]:
    things = [a.anchor.thing for a in atoms(law.clocks[clock].stops) if isinstance(a, Happened)]
    return tuple(law.acts[t] for t in things if law.kind(t) is Kind.ACT)


def stamp(at: datetime) -> str:
    """An instant as a witness shows it: UTC, to the minute."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M")


__all__ = ["Contradiction", "Hours", "no_impossible_clock", "season_of", "stamp", "try_hours"]
