# SPDX-License-Identifier: Apache-2.0
"""The figures of a season: what came in and was told in each cycle, the reports that were owed, how fast people were
answered. Whole numbers here; who shows them writes the small ones as `under 3` (P18). A count of cases measures
nothing, and none of these is a goal (P19). What comes in is counted when its cycle is over: a number that rose at once
would tell that somebody has just told (P1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from comity.core.calendar import Period
from comity.core.council import Council, Kept, Owed, duties
from comity.core.suppression import spread
from comity.desk import registry
from comity.desk.canonical import instant
from comity.desk.court import InForce, Law
from comity.desk.ports import Sought
from comity.desk.registers import ANSWERED, CASES

COUNCIL = "council:"
MOST_CYCLES = 60
MOST_ENTRIES = 100
"""Entries that a season tells one by one; all of them are in the registry."""
MOST_ANSWERS = 5000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One cycle: what came in, which reports were owed, how many entries were released and the first of them.

    `received` is None as long as the cycle is not over.
    """

    kind: str
    id: str
    starts: datetime
    ends: datetime
    points: Mapping[str, datetime]
    received: int | None
    reports: tuple[tuple[Owed, Kept], ...]
    released: int
    entries: tuple[registry.Entry, ...]

    @property
    def name(self) -> str:
        """As entries name it: `cycle 17`."""
        return f"{self.kind} {self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """How long it took until somebody of the council took a matter up, in minutes. None where too few were answered."""

    answered: int
    middle: int | None = None
    nine_in_ten: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """One season of the council. Without a calendar that knows cycles it has none.

    What came in and how fast it was answered is told of the time up to the end of the last cycle that is over.
    """

    ref: str
    name: str
    starts: datetime
    ends: datetime
    law: Law
    kind: str
    cycles: tuple[Cycle, ...]
    received: int
    answers: Answers


def known(house: InForce) -> tuple[tuple[str, str], ...]:
    """Every season of the council: its reference in addresses and its name, newest first."""
    with house.desk.store.reading() as unit:
        streams = unit.history.streams(kind="council")
    return tuple((s.removeprefix(COUNCIL), house.desk.state(s).state.season) for s in reversed(streams))


def span(house: InForce, ref: str) -> tuple[datetime, datetime] | None:
    """When a season begins and ends; None where there is none of that name."""
    council: Council | None = house.desk.state(f"{COUNCIL}{ref}").state
    if council is None or council.starts is None or council.ends is None:
        return None
    return council.starts, council.ends


def season(house: InForce, ref: str) -> Season | None:
    """One season, or None where there is none of that name or no procedure was ever in force in it."""
    council: Council | None = house.desk.state(f"{COUNCIL}{ref}").state
    found = span(house, ref)
    if council is None or found is None:
        return None
    starts, ends = found
    law = _law(house, starts, ends)
    if law is None:
        return None
    kind = period_kind(law)
    until = _counted(house, law, starts, ends)
    return Season(
        ref=ref,
        name=council.season,
        starts=starts,
        ends=ends,
        law=law,
        kind=kind,
        cycles=_cycles(house, council, law, kind),
        received=_received(house, starts, until),
        answers=_answers(house, starts, until),
    )


def answers(house: InForce, ref: str) -> Answers | None:
    """How fast people were answered in one season; None where there is none of that name."""
    found = span(house, ref)
    law = None if found is None else _law(house, *found)
    if found is None or law is None:
        return None
    return _answers(house, found[0], _counted(house, law, *found))


def _law(house: InForce, starts: datetime, ends: datetime) -> Law | None:
    """The version whose calendar a season is told by."""
    laws = (house.law(at) for at in (starts, ends, house.desk.clock.now()))
    return next((one for one in laws if one is not None), None)


def _counted(house: InForce, law: Law, starts: datetime, ends: datetime) -> datetime:
    """Up to when a season is counted: its end, or that of its last cycle that is over."""
    now = house.desk.clock.now()
    over = (p.ends for p in periods(law, period_kind(law), starts, ends) if p.ends <= now)
    return ends if ends <= now else max(over, default=starts)


def period_kind(law: Law) -> str:
    """The kind of period that the council's reports count by."""
    periods = (duty.period for duty in law.procedure.duties.values())
    return next(iter((*periods, *sorted(law.calendar.periods))), "")


def periods(law: Law, kind: str, starts: datetime, ends: datetime) -> Sequence[Period]:
    """The periods of a kind that lie at least in part between two instants."""
    return [p for p in law.calendar.periods.get(kind, ()) if p.starts < ends and p.ends > starts][:MOST_CYCLES]


def _cycles(house: InForce, council: Council, law: Law, kind: str) -> tuple[Cycle, ...]:
    assert council.starts is not None
    assert council.ends is not None
    found = periods(law, kind, council.starts, council.ends)
    if not found:
        return ()
    owed, now = duties(council), house.desk.clock.now()
    released = registry.facets(house.desk.store).get("cycle", {})
    names = tuple(f"{kind} {p.id}" for p in found)
    page = registry.search(house.desk.store, registry.Asking(marks={"cycle": names}, limit=MOST_ENTRIES))
    return tuple(
        Cycle(
            kind=kind,
            id=p.id,
            starts=p.starts,
            ends=p.ends,
            points=p.points,
            received=_received(house, p.starts, p.ends) if p.ends <= now else None,
            reports=tuple((o, k) for o, k in owed if o.period in (p.id, name)),
            released=released.get(name, 0),
            entries=tuple(e for e in reversed(page.entries) if e.told.get("period") == name),
        )
        for p, name in zip(found, names, strict=True)
    )


def _received(house: InForce, starts: datetime, ends: datetime) -> int:
    with house.desk.store.reading() as unit:
        return unit.rows.count(CASES, sought=_between(starts, ends))


def _answers(house: InForce, starts: datetime, ends: datetime) -> Answers:
    with house.desk.store.reading() as unit:
        rows = unit.rows.list(ANSWERED, sought=_between(starts, ends), newest_first=True, limit=MOST_ANSWERS)
    found = spread(int(row.fields["minutes"]) for row in rows)
    if found is None:
        return Answers(answered=len(rows))
    return Answers(answered=len(rows), middle=found.middle, nine_in_ten=found.nine_in_ten)


def _between(starts: datetime, ends: datetime) -> Sought:
    return Sought(since=instant(starts), until=instant(ends))


__all__ = [
    "Answers", "COUNCIL", "Cycle", "Season", "answers", "known", "period_kind", "periods",
    "season", "span",
]  # fmt: skip
