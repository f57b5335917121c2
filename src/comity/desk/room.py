# SPDX-License-Identifier: Apache-2.0
"""How the desk sees a room: one record for each kind of stream, put together in `site`.

A stream is called `kind:rest`; the kind chooses the room. The desk knows nothing of what a room decides: it
asks the record for the decider, the access rule, the slips, the reactions and the read models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from comity.core.decider import Decider
from comity.desk.codec import Codec
from comity.desk.ports import Certainty, Rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a decider is built from.

    `first` is the stream's first event, or the command that would open it, or None for an empty stream that
    only time touches. `slips` are the waiting ballots by box, each box sorted by hash. `peek` folds another
    stream as it stands in this transaction (the council's seats, say); what is decided from it must stand in
    an event, because `evolve` never peeks.
    """

    stream: str
    first: Any
    slips: Mapping[str, tuple[str, ...]]
    peek: Callable[[str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who wants to do what:

    the question that the access rule answers. `state` is already advanced to `at`.
    """

    stream: str
    state: Any
    command: Any
    actor: str
    at: datetime
    peek: Callable[[str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happened:
    """One event that was just recorded, and the state right after it."""

    stream: str
    version: int
    event: Any
    state: Any
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A command that the clerk sends to another stream because of an event.

    It is done by the worker, once.
    """

    stream: str
    command: Any
    actor: str = "clerk"
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something that the clerk wants done outside because of an event.

    `payload` holds ids, never text of a case.
    """

    kind: str
    certainty: Certainty
    payload: Mapping[str, Any] = field(default_factory=dict)
    not_before: datetime | None = None
    lane: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """All that one event brings about elsewhere. `leaves` are promised a place in the public log at once."""

    commands: tuple[FollowUp, ...] = ()
    errands: tuple[Errand, ...] = ()
    leaves: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slips:
    """What an act does to the ballot boxes: slips to lay in, as (box, slip), and boxes to empty."""

    put: tuple[tuple[str, str], ...] = ()
    clear: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a projector learns: the new events of a stream, the state after them, the next deadline.

    A projector must write the same rows whether it sees a stream act by act or all at once (when read models
    are rebuilt). Before version 1 a stream is new.
    """

    stream: str
    version: int
    events: tuple[Any, ...]
    state: Any
    at: datetime
    due: datetime | None


Projector: TypeAlias = Callable[[Change, Rows], None]


def _anybody(asking: Asking) -> None:
    """The access rule of a room that leaves access to its decider."""


def _nothing(happened: Happened) -> Reaction:
    return Reaction()


def _no_slips(events: Sequence[Any], command: Any) -> Slips:
    return Slips()


def _followed(change: Change) -> None:
    """A room of which nothing outside the unit follows."""


def _unnamed(state: Any) -> str:
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """One kind of stream.

    `unrecorded` names the fields of commands that are written nowhere, neither in the digest of an act: a
    ballot. `tables` are the read-model tables that `projectors` write, so that a rebuild can clear them. `follow` does
    what must come about in the same transaction outside the unit, such as with the wraps of papers; a rebuild leaves
    it out.
    """

    kind: str
    codec: Codec
    decider: Callable[[Opening], Decider[Any, Any, Any]]
    permits: Callable[[Asking], None] = _anybody
    reactions: Callable[[Happened], Reaction] = _nothing
    slips: Callable[[Sequence[Any], Any], Slips] = _no_slips
    waits_for: Callable[[Any], str] = _unnamed
    projectors: tuple[Projector, ...] = ()
    tables: tuple[str, ...] = ()
    unrecorded: frozenset[str] = frozenset({"ballot"})
    follow: Callable[[Change], None] = _followed


__all__ = [
    "Asking",
    "Change",
    "Errand",
    "FollowUp",
    "Happened",
    "Opening",
    "Projector",
    "Reaction",
    "Room",
    "Slips",
]
