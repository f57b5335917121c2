# SPDX-License-Identifier: Apache-2.0
"""What is known of a council's season."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from comity.core.council.events import (
    Appointed,
    BodyComplete,
    BodyFellVacant,
    Constituted,
    CycleReported,
    CycleReportMissed,
    Delegated,
    Elected,
    Event,
    Owed,
    Removed,
    SeasonEnded,
    SeatTaken,
    SteppedDown,
)
from comity.core.council.rules import CouncilRules

Held = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """How it stands with one report that is owed: missed at its instant, filed when, and with what."""

    missed: bool = False
    filed: datetime | None = None
    late: bool = False
    nil: bool = False
    figures: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Council:
    """One season. `held` are the posts by role, `elected` who may still take a seat, `former` who held to the end."""

    season: str = ""
    starts: datetime | None = None
    ends: datetime | None = None
    ended: datetime | None = None
    owed: Mapping[tuple[str, str], Owed] = field(default_factory=dict)
    reports: Mapping[tuple[str, str], Kept] = field(default_factory=dict)
    held: Held = field(default_factory=dict)
    elected: Held = field(default_factory=dict)
    delegated: Held = field(default_factory=dict)
    former: Held = field(default_factory=dict)
    vacant: frozenset[str] = frozenset()


def holders(council: Council) -> Mapping[str, tuple[str, ...]]:
    """Who holds each role now, by seat, appointment or delegation; conflicts are not taken out."""
    roles = dict.fromkeys((*council.held, *council.delegated))
    both = {role: (*council.held.get(role, ()), *council.delegated.get(role, ())) for role in roles}
    return {role: tuple(dict.fromkeys(persons)) for role, persons in both.items() if persons}


def voters(rules: CouncilRules, council: Council) -> tuple[str, ...]:
    """Who votes on cases: the holders of voting posts, each once."""
    found = (p for role, persons in council.held.items() if _votes(rules, role) for p in persons)
    return tuple(dict.fromkeys(found))


def _votes(rules: CouncilRules, role: str) -> bool:
    """Whether the post votes; one that an amendment took away does not."""
    return role in rules.posts and rules.posts[role].votes


def duties(council: Council) -> tuple[tuple[Owed, Kept], ...]:
    """Every report that is owed and how it stands, in order of their instants."""
    owed = sorted(council.owed.items(), key=lambda item: (item[1].due, item[0]))
    return tuple((one, council.reports.get(key, Kept())) for key, one in owed)


def evolve(council: Council, event: Event) -> Council:
    """The council after `event`."""
    match event:
        case Constituted():
            owed = {(one.duty, one.period): one for one in event.owed}
            vacant = frozenset(event.vacant)
            return Council(season=event.season, starts=event.starts, ends=event.ends, owed=owed, vacant=vacant)
        case SeasonEnded(at=at):
            return replace(council, ended=at, former=holders(council), held={}, elected={}, delegated={})
        case CycleReported() | CycleReportMissed():
            return _reported(council, event)
        case BodyFellVacant(role=role):
            return replace(council, vacant=council.vacant | {role})
        case BodyComplete(role=role, released=released):
            left = {name: persons for name, persons in council.delegated.items() if name not in released}
            return replace(council, vacant=council.vacant - {role}, delegated=left)
        case Delegated(role=role, persons=persons):
            return replace(council, delegated={**council.delegated, role: persons})
        case Elected() | SeatTaken() | Appointed() | SteppedDown() | Removed():
            return _seated(council, event)
        case _:
            assert_never(event)


def _seated(council: Council, event: Elected | SeatTaken | Appointed | SteppedDown | Removed) -> Council:
    role = event.role
    match event:
        case Elected(persons=persons):
            return replace(council, elected=_with(council.elected, role, persons))
        case SeatTaken(person=person):
            elected = _without(council.elected, role, person)
            return replace(council, elected=elected, held=_with(council.held, role, (person,)))
        case Appointed(person=person):
            return replace(council, held=_with(council.held, role, (person,)))
        case SteppedDown(person=person) | Removed(person=person):
            elected = _without(council.elected, role, person)
            return replace(council, elected=elected, held=_without(council.held, role, person))
        case _:
            assert_never(event)


def _reported(council: Council, event: CycleReported | CycleReportMissed) -> Council:
    key = (event.duty, event.period)
    before = council.reports.get(key, Kept())
    match event:
        case CycleReported(at=at, late=late, nil=nil, figures=figures):
            kept = replace(before, filed=at, late=late, nil=nil, figures=figures)
        case CycleReportMissed():
            kept = replace(before, missed=True)
        case _:
            assert_never(event)
    return replace(council, reports={**council.reports, key: kept})


def _with(held: Held, role: str, persons: Iterable[str]) -> Held:
    return {**held, role: (*held.get(role, ()), *persons)}


def _without(held: Held, role: str, person: str) -> Held:
    return {**held, role: tuple(one for one in held.get(role, ()) if one != person)}


__all__ = ["Council", "Held", "Kept", "duties", "evolve", "holders", "voters"]
