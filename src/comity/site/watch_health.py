# SPDX-License-Identifier: Apache-2.0
"""How the live watch stands, for whoever runs a site: what `comity doctor` says of it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from comity.desk.watch import spaces
from comity.edge.stream.inbox import Tray, trays
from comity.edge.stream.nats.address import address, place
from comity.edge.stream.places import Places, Standing
from comity.edge.stream.states import count
from comity.site import watch_sources

if TYPE_CHECKING:
    from comity.site.court import Court

PATIENCE = timedelta(minutes=15)
"""A source that was not read, or a delivery that was not folded, for so long needs a human."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How the live watch stands: its sources by name, what waits, how many conversations are live."""

    standing: tuple[Standing, ...]
    trays: tuple[Tray, ...]
    live: int

    def findings(self, now: datetime) -> Iterator[tuple[str, str, str]]:
        """What needs a human: rule, where, and what is wrong."""
        for one in self.standing:
            if one.error and one.since is not None and now - one.since > PATIENCE:
                yield "watch-source", one.name, f"could not be read since {one.since.isoformat()}: {one.error}"
            elif one.asked is not None and now - one.asked > PATIENCE:
                yield "watch-late", one.name, f"was last read at {one.asked.isoformat()}; does comity work run?"
            if one.passed_over:
                yield "watch-unread", one.name, f"the model could not read {one.passed_over} of {one.told} messages"
        for tray in self.trays:
            if now - tray.since > PATIENCE:
                text = f"{tray.many} deliveries wait, the oldest since {tray.since.isoformat()}"
                yield "watch-waiting", tray.source, text

    def lines(self, now: datetime) -> Iterator[str]:
        """One line a source: how late it is, what was told and what waits; how many conversations are live."""
        waiting = {tray.source: tray.many for tray in self.trays}
        for one in self.standing:
            late = "not read yet" if one.asked is None else f"read {int((now - one.asked).total_seconds())} s ago"
            wrong = f"; {one.error}" if one.error else ""
            yield f"{one.name}: {late}; told {one.told}; {waiting.get(one.name, 0)} deliveries wait{wrong}"
        if self.standing:
            yield f"{self.live} conversations are live"

    def told(self, now: datetime) -> dict[str, object]:
        """The same for a program."""
        waiting = {tray.source: tray.many for tray in self.trays}
        sources = [
            {
                "source": one.name,
                "lag_seconds": None if one.asked is None else round((now - one.asked).total_seconds(), 3),
                "told": one.told,
                "passed_over": one.passed_over,
                "waiting": waiting.get(one.name, 0),
                "error": one.error,
            }
            for one in self.standing
        ]
        return {"sources": sources, "live_conversations": self.live}


def unsigned(court: Court) -> Iterator[tuple[str, str, str]]:
    """The spaces that somebody opened and that are not read because nothing there says so, as `findings` tells them."""
    opened = spaces.state(court).spaces
    for mark in spaces.rules(court).spaces:
        one = opened.get(mark)
        if one is not None and one.closed is None and not one.paused and not one.sign:
            text = "no sign stands there, so nothing of it is read; why, comity work has logged"
            yield "watch-sign", mark, text


def health(known: Collection[str] | None = None, alias: str = "default") -> Health:
    """How the live watch of this site stands: the sources in `known` alone, or every one that ever was."""
    standing = tuple(one for one in Places(alias).standing() if known is None or one.name in known)
    return Health(standing=standing, trays=trays(alias), live=count(alias))


def connected(home: Path, stream: str) -> frozenset[str]:
    """The sources of a home, and the partitions of the stream that its workers share. Raises `Malformed`."""
    many = address(stream).partitions if stream else 0
    return frozenset((*watch_sources.read(home), *(place(number) for number in range(many))))


__all__ = ["PATIENCE", "Health", "connected", "health", "unsigned"]
