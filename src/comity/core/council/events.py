# SPDX-License-Identifier: Apache-2.0
"""What may be asked of a council's season, and what can have happened in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A report that a role owes for one period, due at an instant; `nil`: also where there is nothing to report."""

    duty: str
    period: str
    by: str
    due: datetime
    clause: str
    nil: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Constitute:
    """Begin a season, with the reports that it owes."""

    season: str
    starts: datetime
    ends: datetime
    owed: tuple[Owed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Elect:
    """A body elected persons for a post; `numbers` are votes by name of the choice, where they are known."""

    role: str
    persons: tuple[str, ...]
    body: str
    numbers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeSeat:
    """Somebody who was elected takes the seat."""

    role: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint:
    """A body appoints somebody to a post that is not elected: a lead, a liaison."""

    role: str
    person: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDown:
    """Somebody leaves the own post, or does not take the seat."""

    role: str
    person: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remove:
    """A body removes somebody from a post, on a ground that is a clause."""

    role: str
    person: str
    ground: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegate:
    """A body names who acts for the role that takes over while a post is vacant."""

    role: str
    persons: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileReport:
    """Hand in a report that is owed: figures, or nil."""

    duty: str
    period: str
    by: str
    figures: Mapping[str, int] = field(default_factory=dict)
    nil: bool = False


Command: TypeAlias = Constitute | Elect | TakeSeat | Appoint | StepDown | Remove | Delegate | FileReport

COMMANDS: tuple[type[Command], ...] = (
    Constitute, Elect, TakeSeat, Appoint, StepDown, Remove, Delegate, FileReport,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Constituted:
    """A season began; `vacant` are the posts that must first be filled."""

    at: datetime
    season: str
    starts: datetime
    ends: datetime
    owed: tuple[Owed, ...]
    vacant: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elected:
    """Persons were elected for a post and may take their seats."""

    at: datetime
    role: str
    persons: tuple[str, ...]
    body: str
    numbers: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatTaken:
    """Somebody holds a seat, until the season ends."""

    at: datetime
    role: str
    person: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointed:
    """Somebody holds a post by appointment, until the season ends."""

    at: datetime
    role: str
    person: str
    body: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedDown:
    """Somebody left a post, or an elected one did not take the seat."""

    at: datetime
    role: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """Somebody was removed from a post on a ground."""

    at: datetime
    role: str
    person: str
    ground: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyFellVacant:
    """A post has fewer holders than it needs; `fallback` takes over (empty: a human must be asked)."""

    at: datetime
    role: str
    fallback: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyComplete:
    """A post has enough holders again; the delegations to the `released` roles end."""

    at: datetime
    role: str
    released: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delegated:
    """Persons act for the role that takes over."""

    at: datetime
    role: str
    persons: tuple[str, ...]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleReported:
    """A report that was owed came, in time or `late`."""

    at: datetime
    duty: str
    period: str
    by: str
    figures: Mapping[str, int]
    nil: bool
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleReportMissed:
    """A report that was owed had not come at its instant."""

    at: datetime
    duty: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonEnded:
    """The season ended, and with it every term and delegation."""

    at: datetime


Event: TypeAlias = (
    Constituted
    | Elected
    | SeatTaken
    | Appointed
    | SteppedDown
    | Removed
    | BodyFellVacant
    | BodyComplete
    | Delegated
    | CycleReported
    | CycleReportMissed
    | SeasonEnded
)

EVENTS: tuple[type[Event], ...] = (
    Constituted, Elected, SeatTaken, Appointed, SteppedDown, Removed, BodyFellVacant, BodyComplete, Delegated,
    CycleReported, CycleReportMissed, SeasonEnded,
)  # fmt: skip

__all__ = [
    "COMMANDS", "EVENTS", "Appoint", "Appointed", "BodyComplete", "BodyFellVacant", "Command", "Constitute",
    "Constituted", "CycleReportMissed", "CycleReported", "Delegate", "Delegated", "Elect", "Elected", "Event",
    "FileReport", "Owed", "Remove", "Removed", "SeasonEnded", "SeatTaken", "StepDown", "SteppedDown", "TakeSeat",
]  # fmt: skip
