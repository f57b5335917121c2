# SPDX-License-Identifier: Apache-2.0
"""What the desk asks of the outside world. The edge fulfils these; `tests/fakes.py` does so in memory.

Everything that one act writes goes through one `Unit`: all of it becomes durable together or none of it (P1,
P24). Whatever the desk hands over is already text or bytes; a port never looks inside. What is not part of
the transaction (papers, vault, clock) is in `seams` and is named here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from comity.desk.leaves import Log, Placed, Promise
from comity.desk.rows import EVERY, Row, Rows, Sought
from comity.desk.seams import (
    IN_ORDER,
    MODES,
    TRUE,
    BallotSeal,
    Clock,
    Coming,
    Handed,
    Keys,
    Missing,
    Papers,
    Parcels,
    PersonKey,
    Traced,
    Vault,
    Wrap,
    Wrapped,
    Wraps,
)


class Conflict(Exception):
    """Somebody else wrote the same place first. The whole transaction was undone; it may be tried again."""


class Exhausted(Exception):
    """The disk is full or the database did not get its turn in time.

    Nothing was written; say so (503) and retry.
    """


class Taken(Exception):
    """This very slip already lies in the box: two ballots must differ in their nonce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One event on its way into the history.

    `data` is canonical JSON; `at` is the event's own instant in RFC 3339.
    """

    kind: str
    schema: int
    data: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """One event as the history keeps it.

    Versions of a stream count from 1; `hash` chains it to `prev`, both hex.
    """

    stream: str
    version: int
    kind: str
    schema: int
    data: str
    at: str
    act_id: str
    prev: str
    hash: str


class History(Protocol):
    """The events, in streams. Nothing in it is ever changed or taken away."""

    def load(self, stream: str, *, after: int = 0) -> Sequence[Stored]:
        """The events of a stream in order, those up to version `after` left out.

        An unknown stream is empty.
        """

    def load_each(self, after: Mapping[str, int]) -> Mapping[str, Sequence[Stored]]:
        """The events of many streams, of each those after its version, looked for together.

        A stream of which there are none is left out.
        """

    def append(self, stream: str, records: Sequence[Record], *, expected: int, act_id: str) -> Sequence[Stored]:
        """Add events after version `expected`.

        Raises `Conflict` where the stream is no longer at that version.
        """

    def streams(self, *, kind: str = "") -> Sequence[str]:
        """The names of all streams, or of one room's (`kind`), in the order they began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What became of an act: the digest of what was asked, where its events stand, and the refusal.

    The events are those of `stream` after version `before` up to `version`. `refusal` is canonical JSON or
    empty.
    """

    act_id: str
    digest: str
    stream: str
    before: int
    version: int
    refusal: str
    at: str


class Acts(Protocol):
    """The acts that were answered, so that a repeated one gets its first answer."""

    def find(self, act_id: str) -> Done | None:
        """What became of the act, or None where it was never done."""

    def keep(self, done: Done) -> None:
        """Remember an act for good. Raises `Conflict` where another act of that id was done meanwhile."""


class Certainty(StrEnum):
    """What can be known of an effect whose worker died in the middle (P24)."""

    IDEMPOTENT = "idempotent"
    """Doing it again under the same key changes nothing."""
    READBACK = "readback"
    """The other side can be asked whether it was done."""
    UNCERTAIN = "uncertain"
    """Nobody can know; a human is asked, and it is never repeated on our own."""


class Standing(StrEnum):
    """Where an effect stands."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    FAILED = "failed"
    ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """Something to be done outside, queued in the same transaction as the events that cause it.

    `key` is unique and goes to the other side as its idempotency key. `payload` is canonical JSON and names
    things by id: no sealed text, no contact. `source` is the stream that hears how it went. Effects of one
    `lane` are carried out one after the other in the order they were queued; without a lane in any order.
    """

    key: str
    kind: str
    certainty: Certainty
    payload: str
    source: str
    not_before: datetime
    lane: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leased:
    """An effect in somebody's hands until `until`. `attempts` counts the leases, this one included."""

    effect: Effect
    by: str
    until: datetime
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """An effect and where it stands, for people: what failed, what must be asked."""

    effect: Effect
    standing: Standing
    attempts: int
    last_error: str


class Outbox(Protocol):
    """The effects that wait for a worker."""

    def put(self, effects: Iterable[Effect]) -> None:
        """Queue effects. Raises `Conflict` where a key was used before."""

    def recover(self, at: datetime) -> int:
        """Take back what was leased and not settled in time:

        queued again, or asked where it is uncertain. How many.
        """

    def claim(self, at: datetime, *, by: str, length: timedelta, limit: int = 1) -> Sequence[Leased]:
        """Lease up to `limit` effects that may be carried out `at`, oldest first, nobody else's."""

    def settle(self, lease: Leased, standing: Standing, *, error: str = "", retry_at: datetime | None = None) -> bool:
        """Say how it went. False where the lease was lost to another worker; then nothing is changed.

        QUEUED needs `retry_at`. The late answer of a worker that came back before anybody else is still
        taken.
        """

    def answer(self, key: str, *, carried_out: bool, at: datetime) -> bool:
        """A human says whether an asked effect was carried out;

        if not it is queued again. False: nobody asked.
        """

    def standing(self, standing: Standing, *, limit: int = 100) -> Sequence[Slot]:
        """The effects of that standing, oldest first."""

    def count(self, standing: Standing) -> int:
        """How many effects stand there."""

    def earliest(self) -> datetime | None:
        """The first instant at which a queued effect may be carried out; None where none is queued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A stream's next deadline, and in a code what it waits for."""

    stream: str
    at: datetime
    what: str = ""


class Deadlines(Protocol):
    """A read model: the next instant of every stream at which time alone changes something."""

    def put(self, due: Due) -> None:
        """Set or move the stream's next deadline."""

    def drop(self, stream: str) -> None:
        """The stream waits for nothing any more."""

    def passed(self, at: datetime, *, limit: int = 1000) -> Sequence[Due]:
        """The deadlines up to and including `at`, earliest first, then by stream."""

    def find(self, stream: str) -> Due | None:
        """The stream's next deadline, if it has one."""

    def clear(self) -> None:
        """Forget all, before they are worked out again."""


class Boxes(Protocol):
    """The ballot boxes: durable, and without member, instant or order (P11).

    A box belongs to a stream. What an implementation cannot hide its docstring says.
    """

    def put(self, stream: str, box: str, slip: str) -> None:
        """Lay a slip into a box. Raises `Taken` where the very same slip lies there."""

    def slips(self, stream: str) -> Mapping[str, tuple[str, ...]]:
        """The slips of every box of the stream, each box sorted by the hash of the slip."""

    def slips_each(self, streams: Sequence[str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The same for many streams, looked for together; a stream without a slip is left out."""

    def clear(self, stream: str, box: str) -> None:
        """Empty a box, after its slips were counted or because it is void."""


class Unit(Protocol):
    """Everything that one transaction reads and writes."""

    @property
    def history(self) -> History: ...
    @property
    def acts(self) -> Acts: ...
    @property
    def outbox(self) -> Outbox: ...
    @property
    def deadlines(self) -> Deadlines: ...
    @property
    def boxes(self) -> Boxes: ...
    @property
    def rows(self) -> Rows: ...
    @property
    def log(self) -> Log: ...

    def hold(self, stream: str) -> None:
        """Wait until nobody else writes to the stream; keep others out until the transaction ends."""


class Store(Protocol):
    """Where units come from."""

    def transaction(self) -> AbstractContextManager[Unit]:
        """A unit; durable when the block ends, undone when it raises. Inside another one it is part of that.

        Raises `Conflict` where another writer was first, `Exhausted` where there is no room or no turn.
        """

    def reading(self) -> AbstractContextManager[Unit]:
        """A unit to look with:

        each look sees what is committed; no writer waits for it. Nothing is written by it.
        """


__all__ = [
    "Acts",
    "BallotSeal",
    "Boxes",
    "Certainty",
    "Clock",
    "Coming",
    "Conflict",
    "Deadlines",
    "Done",
    "Due",
    "EVERY",
    "Effect",
    "Exhausted",
    "Handed",
    "History",
    "IN_ORDER",
    "Keys",
    "Leased",
    "Log",
    "MODES",
    "Missing",
    "Outbox",
    "Papers",
    "Parcels",
    "PersonKey",
    "Placed",
    "Promise",
    "Record",
    "Row",
    "Rows",
    "Slot",
    "Sought",
    "Standing",
    "Store",
    "Stored",
    "TRUE",
    "Taken",
    "Traced",
    "Unit",
    "Vault",
    "Wrap",
    "Wrapped",
    "Wraps",
]
