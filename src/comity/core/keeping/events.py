# SPDX-License-Identifier: Apache-2.0
"""What may be asked of the keeping of a case, what happens in it, and what it is afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepClosed:
    """The clerk's word that a case was closed, with everything it has by now. Said again after a later paper."""

    closed: datetime
    ending: str
    papers: Mapping[str, str]
    """The kind of each paper, by its digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetHold:
    """Keep everything until an instant, on a ground: a court asks for it, or a complaint against the council runs."""

    by: str
    ground: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftHold:
    """End a hold, named by its ground, before its instant."""

    by: str
    held: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroy:
    """Destroy one paper, or the contacts, before its time, on a ground: somebody whom it concerns asked for it, say."""

    by: str
    what: str
    ground: str


Command: TypeAlias = KeepClosed | SetHold | LiftHold | Destroy


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedKept:
    """The case was closed; from here the time runs for which its things are kept."""

    at: datetime
    closed: datetime
    ending: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingKept:
    """A paper (by its digest) or `contacts` is kept until an instant; None: as long as the community is."""

    at: datetime
    what: str
    kind: str
    until: datetime | None
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSet:
    """Nothing is destroyed until the instant."""

    at: datetime
    by: str
    ground: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLifted:
    """The hold was ended before its instant."""

    at: datetime
    by: str
    held: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded:
    """The hold came to its instant."""

    at: datetime
    held: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroyed:
    """A paper or the contacts are to be destroyed now: `by` nobody where its time has come, else on a ground."""

    at: datetime
    what: str
    kind: str
    clause: str
    by: str
    ground: str


Event: TypeAlias = ClosedKept | ThingKept | HoldSet | HoldLifted | HoldEnded | Destroyed
COMMANDS: tuple[type, ...] = (KeepClosed, SetHold, LiftHold, Destroy)
EVENTS: tuple[type, ...] = (ClosedKept, ThingKept, HoldSet, HoldLifted, HoldEnded, Destroyed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One thing that is kept: its kind, until when, under which clause; when it was destroyed, and on which ground.

    No ground: its time had come.
    """

    kind: str
    until: datetime | None
    clause: str
    gone: datetime | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is kept of one case, by digest, and the holds in force, by their grounds."""

    closed: datetime | None = None
    ending: str = ""
    things: Mapping[str, Kept] = field(default_factory=dict)
    holds: Mapping[str, datetime] = field(default_factory=dict)
    free: datetime | None = None
    """Nothing is destroyed before this instant: that of the last word of the clerk, or of the end of the last hold."""

    @property
    def waiting(self) -> tuple[tuple[str, datetime], ...]:
        """What is to be destroyed and when, holds left aside, the earliest first."""
        found = ((what, one.until) for what, one in self.things.items() if one.gone is None and one.until is not None)
        return tuple(sorted(found, key=lambda pair: (pair[1], pair[0])))

    def ends(self, what: str) -> datetime | None:
        """When a thing is destroyed as it stands, holds reckoned in; None: never by time alone, or gone already."""
        one = self.things.get(what)
        if one is None or one.gone is not None or one.until is None:
            return None
        return max([one.until, *self.holds.values()])


__all__ = [
    "COMMANDS", "EVENTS", "ClosedKept", "Command", "Destroy", "Destroyed", "Event", "HoldEnded", "HoldLifted",
    "HoldSet", "KeepClosed", "Keeping", "Kept", "LiftHold", "SetHold", "ThingKept",
]  # fmt: skip
