# SPDX-License-Identifier: Apache-2.0
"""What the desk asks of the queue of the public log: leaves are promised at once and numbered batch by batch.

A leaf has no number until a batch takes it. From then on its number never changes; the tree over the numbered leaves is
what is signed (see `publication`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A leaf about something confidential: its salted digest, and the tag by which its owner alone finds it again.

    The tag is worked out from what the owner has and nobody else, so that the queue joins no leaf to a case.
    """

    digest: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The log's word that a leaf will stand in it: its place in the queue, its SHA-256 in hex, and until when."""

    place: int
    leaf: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A promised leaf: its bytes, until when it was promised (None for one of before there was a tree), its number."""

    leaf: bytes
    until: datetime | None
    number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch: the instant that it was due, the size of the log with it, and the checkpoint once it is signed."""

    due: datetime
    size: int
    note: bytes


class Log(Protocol):
    """The queue of the public log, and what was taken from it."""

    def append(self, leaf: bytes, *, at: datetime, tag: str = "") -> Promise:
        """Promise inclusion. The same bytes twice are two leaves; the same tag twice is one, with its first promise."""

    def find(self, tag: str) -> Placed | None:
        """The leaf under a tag."""

    def placed(self, promise: Promise) -> Placed:
        """What became of a promised leaf. Raises `Missing` for a promise never made."""

    def waiting(self) -> Sequence[tuple[int, bytes]]:
        """The leaves that have no number yet, as place and bytes."""

    def overdue(self, at: datetime) -> int:
        """How many leaves wait though they were promised until before `at`."""

    def size(self) -> int:
        """How many leaves have a number."""

    def last(self) -> Batch | None:
        """The last batch that was taken."""

    def batches(self) -> Sequence[Batch]:
        """Every batch, in order."""

    def take(self, due: datetime, leaves: Sequence[tuple[int | None, bytes]]) -> int:
        """Number the leaves in this order, as the batch of that instant; the size. One without a place is new.

        Nobody else may take meanwhile: hold the log.
        """

    def adopt(self, due: datetime, leaves: Sequence[bytes]) -> int:
        """Number leaves that were published before this queue came back from a backup. One that waits is that one."""

    def keep(self, note: bytes, size: int) -> None:
        """Keep the signed checkpoint of the last batch, whose size that is."""

    def numbered(self, start: int, end: int) -> Sequence[bytes]:
        """The leaves from number `start` up to and without `end`."""


__all__ = ["Batch", "Log", "Placed", "Promise", "Sealed"]
