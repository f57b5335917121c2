# SPDX-License-Identifier: Apache-2.0
"""What stands around the phases of a procedure: readings, ways in, duties, tears, and plain clauses."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An interpretation that the text leaves open: signed, and stored with the version."""

    clause: str
    says: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A way in: the kind of matter, the channels it may come by, and the phases that it opens (none: a tear)."""

    id: str
    text: str
    clause: str
    channels: tuple[str, ...]
    starts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What a council owes in every period, whether cases came or not: a report at a point of the calendar."""

    id: str
    text: str
    clause: str
    by: str
    period: str
    point: str
    nil: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tears:
    """The life of the small tear: how long it may rest open, who listens, who may offer a dialogue."""

    text: str
    clause: str
    expires: str
    listens: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A clause that people read and that no act depends on, filed under its section."""

    section: str
    id: str
    text: str
    clause: str


__all__ = ["Duty", "Intake", "Plain", "Reading", "Tears"]
