# SPDX-License-Identifier: Apache-2.0
"""The whole history in a few numbers, by which a backup proves itself: how much there is, one hash over all heads."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from comity.desk.canonical import canonical
from comity.desk.ports import Stored
from comity.edge.store.chain import Broken, breaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A history: its events and streams, the SHA-256 (hex) over the last hash of each stream, where it is broken."""

    events: int
    streams: int
    heads: str
    broken: tuple[Broken, ...]

    def told(self) -> dict[str, object]:
        """What a backup's manifest says of it."""
        return {"events": self.events, "heads": self.heads, "streams": self.streams}


def survey(events: Iterable[Stored]) -> Survey:
    """Look at every event once. They come stream by stream, streams sorted by code points, versions in order."""
    heads: dict[str, tuple[int, str]] = {}
    count = 0

    def seen() -> Iterator[Stored]:
        nonlocal count
        for event in events:
            count += 1
            heads[event.stream] = (event.version, event.hash)
            yield event

    broken = tuple(breaks(seen()))
    text = canonical([[stream, *heads[stream]] for stream in sorted(heads)])
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Survey(events=count, streams=len(heads), heads=digest, broken=broken)


__all__ = ["Survey", "survey"]
