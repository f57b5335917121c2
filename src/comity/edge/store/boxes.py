# SPDX-License-Identifier: Apache-2.0
"""The ballot boxes: a table of (stream, box, mark, slip), the mark being the SHA-256 of the slip (P11).

There is no member, no instant, no number and no act in it. On SQLite the table has no row ids; on both
databases each drop rewrites the whole box in the order of the marks, so that neither the place of a row nor,
on PostgreSQL, the transaction that wrote it tells a late slip from an early one.

What this does not hide: the files that a database keeps for its own recovery (the write-ahead log on both,
dead rows on PostgreSQL until they are vacuumed, free space inside SQLite's pages) still show, to somebody who
reads the disk while or soon after a slip is dropped, which slip was new; so do two backups made between two
drops. An operator who reads those together with the history, which says who took part when, can join a member
and a slip. Only blind tokens (`BallotSeal`) take that away; until then the page says before the vote that the
operator is trusted in this.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from comity.desk.ports import Taken
from comity.edge.store.wire import Wire

LYING = "SELECT stream, box, mark, slip FROM ballot_slip WHERE stream IN ({})"
TOGETHER = 500
"""How many streams are looked for in one question."""


class SqlBoxes:
    """The ballot boxes in one database."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def put(self, stream: str, box: str, slip: str) -> None:
        """Lay a slip into a box and write the box anew.

        Raises `Taken` where the very same slip lies there.
        """
        slips = {mark(lying): lying for lying in self.slips(stream).get(box, ())}
        if mark(slip) in slips:
            raise Taken(box)
        slips[mark(slip)] = slip
        self.clear(stream, box)
        for key in sorted(slips):
            self._wire.later(
                "INSERT INTO ballot_slip (stream, box, mark, slip) VALUES (%s, %s, %s, %s)",
                (stream, box, key, slips[key]),
            )

    def slips(self, stream: str) -> Mapping[str, tuple[str, ...]]:
        """The slips of every box of the stream, sorted by mark."""
        return self.slips_each([stream]).get(stream, MappingProxyType({}))

    def slips_each(self, streams: Sequence[str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """The same for many streams, in one question for each `TOGETHER` of them."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for start in range(0, len(streams), TOGETHER):
            some = streams[start : start + TOGETHER]
            for stream, box, _, slip in sorted(self._wire.rows(LYING.format(", ".join(["%s"] * len(some))), some)):
                boxes = found.setdefault(stream, {})
                boxes[box] = (*boxes.get(box, ()), slip)
        return {stream: MappingProxyType(boxes) for stream, boxes in found.items()}

    def clear(self, stream: str, box: str) -> None:
        """Empty a box."""
        self._wire.later("DELETE FROM ballot_slip WHERE stream = %s AND box = %s", (stream, box))


def mark(slip: str) -> str:
    """SHA-256 of a slip, hex."""
    return hashlib.sha256(slip.encode()).hexdigest()


__all__ = ["SqlBoxes", "mark"]
