# SPDX-License-Identifier: Apache-2.0
"""What a replay tells at its end: every period with its reports, every case, every window, tear and refusal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from comity.core import council, tear, veto
from comity.core.calendar import Calendar, Period
from comity.core.docket import Fact
from comity.core.procedure.model import Procedure
from comity.desk.handle import Desk
from comity.desk.page import read
from comity.desk.ports import Standing
from comity.desk.replay.cases import CaseTold, tell
from comity.desk.replay.play import Outcome, name_of
from comity.desk.replay.scenario import Scenario


class Shelf(Protocol):
    """Where the versions lie that cases are pinned to."""

    def procedure(self, digest: str) -> Procedure:
        """The version of that digest. Raises `Missing`."""

    def in_force(self, at: datetime) -> str:
        """The digest of the version in force `at`; empty where none is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyTold:
    """One report that a council owed for a period, and how it stands. `figures` are what it counted."""

    duty: str
    period: str
    clause: str
    due: datetime
    filed: datetime | None
    missed: bool
    nil: bool
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodTold:
    """One period of the calendar: what came in, what was carried over, what was published, the report about it."""

    kind: str
    period: Period
    new: tuple[str, ...]
    again: tuple[str, ...]
    inherited: tuple[str, ...]
    carried: tuple[str, ...]
    closed: tuple[tuple[str, str], ...]
    entries: tuple[tuple[str, str, datetime], ...]
    duties: tuple[DutyTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowTold:
    """One window of a house, with the exact numbers."""

    stream: str
    standing: veto.Standing
    stage: veto.Stage
    votes: int
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TearTold:
    """One small tear: how it ended, or where it stands."""

    stream: str
    heard: datetime
    stage: str
    outcome: str
    ended: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonTold:
    """One council season: who holds what at the end, what happened to its posts, and the reports it owed."""

    stream: str
    season: str
    holders: Mapping[str, tuple[str, ...]]
    vacancies: tuple[tuple[str, str, datetime], ...]
    duties: tuple[DutyTold, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The whole replay, told."""

    scenario: Scenario
    outcomes: tuple[Outcome, ...]
    cases: tuple[CaseTold, ...]
    periods: tuple[PeriodTold, ...]
    windows: tuple[WindowTold, ...]
    tears: tuple[TearTold, ...]
    seasons: tuple[SeasonTold, ...]
    events: Mapping[str, int]
    asked: tuple[str, ...]
    facts: Mapping[str, tuple[Fact, ...]]

    @property
    def until(self) -> datetime:
        """Up to when time passed."""
        instants = [one.line.at for one in self.outcomes]
        return max([*instants, *([self.scenario.until] if self.scenario.until else [])])

    @property
    def refusals(self) -> tuple[Outcome, ...]:
        """The lines that were refused or could not be read, in order."""
        return tuple(one for one in self.outcomes if one.refused)

    @property
    def unmet(self) -> tuple[Outcome, ...]:
        """The lines whose claim did not come true."""
        return tuple(one for one in self.outcomes if one.unmet)

    @property
    def assumed(self) -> int:
        """How many lines say nothing that a record tells."""
        return sum(1 for one in self.outcomes if one.line.assumed and not one.line.source)

    @property
    def partly(self) -> int:
        """How many lines say something that a record tells, and a detail that none does."""
        return sum(1 for one in self.outcomes if one.line.assumed and one.line.source)


def account(
    scenario: Scenario, outcomes: Sequence[Outcome], desk: Desk, shelf: Shelf, calendar: Calendar | None
) -> Account:
    """Tell everything that happened at a desk."""
    histories = _histories(desk)
    cases = tuple(_case(shelf, name, events) for name, events in histories.items() if name.startswith("case:"))
    seasons = tuple(
        _season(desk, shelf, name, events) for name, events in histories.items() if name.startswith("council:")
    )
    return Account(
        scenario=scenario,
        outcomes=tuple(outcomes),
        cases=cases,
        periods=periods(scenario, calendar, cases, seasons),
        windows=tuple(one for name in histories if (one := _window(desk, name)) is not None),
        tears=tuple(_tear(desk, name, events) for name, events in histories.items() if name.startswith("tear:")),
        seasons=seasons,
        events=Counter(name_of(event) for events in histories.values() for event in events),
        asked=_asked(desk),
        facts={name: tuple(events) for name, events in histories.items() if name.startswith("case:")},
    )


def _histories(desk: Desk) -> dict[str, list[Any]]:
    """Every stream's events, streams in the order they began."""
    with desk.store.reading() as unit:
        names = unit.history.streams()
        return {name: [read(desk.rooms, one) for one in unit.history.load(name)] for name in names}


def _asked(desk: Desk) -> tuple[str, ...]:
    """What nobody but a human can do, and was asked for."""
    with desk.store.reading() as unit:
        return tuple(slot.last_error for slot in unit.outbox.standing(Standing.ASKED, limit=1000))


def _case(shelf: Shelf, stream: str, facts: Sequence[Fact]) -> CaseTold:
    return tell(shelf.procedure(str(facts[0].value["digest"])), stream, facts)


def _window(desk: Desk, stream: str) -> WindowTold | None:
    if not stream.startswith("veto:"):
        return None
    window: veto.Window = desk.state(stream).state
    standing = veto.standing(window)
    if standing is None:
        return None
    return WindowTold(
        stream=stream, standing=standing, stage=window.stage, votes=len(window.votes), source=window.source
    )


def _tear(desk: Desk, stream: str, events: Sequence[tear.Event]) -> TearTold:
    state: tear.Tear = desk.state(stream).state
    outcome = "" if state.outcome is None else state.outcome.value
    return TearTold(
        stream=stream, heard=events[0].at, stage=state.stage.value, outcome=outcome, ended=state.ended
    )  # fmt: skip


def _season(desk: Desk, shelf: Shelf, stream: str, events: Sequence[Any]) -> SeasonTold:
    state: council.Council = desk.state(stream).state
    gaps = (council.BodyFellVacant, council.BodyComplete)
    return SeasonTold(
        stream=stream,
        season=state.season,
        holders=dict(council.holders(state)) or dict(state.former),
        vacancies=tuple((e.role, getattr(e, "fallback", ""), e.at) for e in events if isinstance(e, gaps)),
        duties=tuple(_duty(shelf, owed, kept) for owed, kept in council.duties(state)),
    )


def _duty(shelf: Shelf, owed: council.Owed, kept: council.Kept) -> DutyTold:
    digest = shelf.in_force(owed.due)
    document = shelf.procedure(digest).id if digest else ""
    return DutyTold(
        duty=owed.duty,
        period=owed.period,
        clause=f"{document} § {owed.clause}",
        due=owed.due,
        filed=kept.filed,
        missed=kept.missed,
        nil=kept.nil,
        figures=kept.figures,
    )


def periods(
    scenario: Scenario, calendar: Calendar | None, cases: Sequence[CaseTold], seasons: Sequence[SeasonTold]
) -> tuple[PeriodTold, ...]:
    """The periods that the replay passed through, of the kind in which the council reports most often."""
    instants = [line.at for line in scenario.lines] + ([scenario.until] if scenario.until else [])
    if calendar is None or not calendar.periods or not instants:
        return ()
    kind = max(sorted(calendar.periods), key=lambda name: len(calendar.periods[name]))
    passed = [p for p in calendar.periods[kind] if p.ends > min(instants) and p.starts <= max(instants)]
    duties = [duty for season in seasons for duty in season.duties]
    return tuple(_period(kind, one, passed, cases, duties) for one in passed)


def _period(
    kind: str, period: Period, passed: Sequence[Period], cases: Sequence[CaseTold], duties: Sequence[DutyTold]
) -> PeriodTold:
    """A case that came between two periods is told with the later one, an entry with the earlier one."""
    starts, ends = _reach(period, passed)
    came = [c for c in cases if starts < c.opened <= period.ends]
    closed = [c for c in cases if c.closed is not None and period.starts <= c.closed < ends]
    entries = [(c.stream, e, at) for c in cases for e, at in c.entries if period.starts <= at < ends]
    carried = [c for c in cases if c.opened <= starts and (c.closed is None or c.closed > period.starts)]
    return PeriodTold(
        kind=kind,
        period=period,
        new=_streams(c for c in came if not c.inherited and not c.earlier),
        again=_streams(c for c in came if c.earlier),
        inherited=_streams(c for c in came if c.inherited and not c.earlier),
        carried=_streams(carried),
        closed=tuple((c.stream, c.outcome) for c in closed),
        entries=tuple(sorted(entries, key=lambda one: one[2])),
        duties=tuple(d for d in duties if d.period == period.id and period.starts <= d.due <= ends),
    )


def _reach(period: Period, passed: Sequence[Period]) -> tuple[datetime, datetime]:
    index = passed.index(period)
    starts = passed[index - 1].ends if index else min(period.starts, *(p.starts for p in passed)).replace(year=1)
    ends = passed[index + 1].starts if index + 1 < len(passed) else period.ends.replace(year=9999)
    return starts, ends


def _streams(cases: Iterable[CaseTold]) -> tuple[str, ...]:
    return tuple(c.stream for c in cases)


__all__ = [
    "Account",
    "DutyTold",
    "PeriodTold",
    "SeasonTold",
    "Shelf",
    "TearTold",
    "WindowTold",
    "account",
    "periods",
]
