# SPDX-License-Identifier: Apache-2.0
"""The live watch of one process: every source in a thread of its own, so that none waits for another.

A turn of a source drains its deliveries and, when it is time, reads it to its end; whatever goes wrong is noted by the
name of the error, and the source is tried again later and later. Only between two batches is anything stopped.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable, Sequence
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any, Protocol

from comity.desk.ports import Clock, Conflict, Exhausted
from comity.desk.watch.ports import Later, Reader, Stream
from comity.edge.stream.leases import Leases
from comity.edge.stream.places import Places
from comity.edge.stream.runner import Deliveries

POLL_SECONDS = 30.0
IDLE_SECONDS = 1.0
OTHERS_SECONDS = 15.0
"""When somebody else has the source: their lease may run out."""
FIRST_SECONDS, LONGEST_SECONDS = 5.0, 900.0
"""After the first and the hundredth failure in a row."""
FORGET = timedelta(hours=1)
STOP_SECONDS = 20.0

_log = logging.getLogger(__name__)


def backed_off(failures: int, chance: random.Random) -> float:
    """Seconds to wait after so many failures in a row: twice as long each time, never in step with others."""
    return min(FIRST_SECONDS * 2.0 ** min(failures - 1, 20), LONGEST_SECONDS) * chance.uniform(0.5, 1.0)


class Fed(Stream, Protocol):
    """A runner as a source sees it: in this database, or behind a stream."""

    @property
    def places(self) -> Places:
        """Where it is noted how sources stand."""

    def drain(self, source: str, inbox: Deliveries, *, most: int = 50) -> int:
        """Fold the oldest deliveries of a source and destroy them. How many."""


class Turning(Protocol):
    """What has turns of its own: a source, or the partitions of a stream."""

    name: str
    stop: Event

    def turn(self) -> float:
        """Do what can be done now; the seconds to rest. Raises nothing."""

    def leave(self) -> None:
        """Give back what is held."""


@dataclass(kw_only=True)
class Source:
    """One source: its deliveries and, where the platform is asked as well, its reader."""

    name: str
    stream: Fed
    inbox: Deliveries
    leases: Leases
    clock: Clock
    reader: Reader | None = None
    stop: Event = field(default_factory=Event)
    monotonic: Callable[[], float] = time.monotonic
    chance: random.Random = field(default_factory=random.Random)
    _failures: int = 0
    _due: float = 0.0

    def turn(self) -> float:
        """Do what can be done now; the seconds to rest. Raises nothing."""
        try:
            return self._turn()
        except Conflict:
            return self.chance.uniform(0.1, 1.0)
        except Later as asked:
            self._due = self.monotonic() + asked.seconds * self.chance.uniform(1.0, 1.1)
            return IDLE_SECONDS
        except Exception as wrong:
            return self._failed(wrong)

    def leave(self) -> None:
        """Give the source back, so that the next one need not wait."""
        self.leases.give(self.name)

    def _turn(self) -> float:
        if not self.leases.take(self.name, self.clock.now()):
            return OTHERS_SECONDS * self.chance.uniform(0.5, 1.0)
        drained = self.stream.drain(self.name, self.inbox)
        if self.monotonic() >= self._due:
            if self.reader is None:
                self.stream.places.asked(self.name, self.clock.now())
            else:
                self._read(self.reader)
            self._due = self.monotonic() + POLL_SECONDS * self.chance.uniform(0.9, 1.1)
        self._failures = 0
        return 0.0 if drained else IDLE_SECONDS

    def _read(self, reader: Reader) -> None:
        """Read to the end, or to the next batch where we are stopping or lost the lease."""
        batches: Any = reader.read(self.stream.cursor(self.name))
        with closing(batches) if hasattr(batches, "close") else nullcontext():
            for batch in batches:
                self.stream.feed(self.name, batch)
                self._failures = 0
                if self.stop.is_set() or not self.leases.take(self.name, self.clock.now()):
                    return
                self.stream.drain(self.name, self.inbox)
        self.stream.places.asked(self.name, self.clock.now())

    def _failed(self, wrong: Exception) -> float:
        """Note what is wrong by its name, and wait. Deliveries go on meanwhile where it is the platform that fails."""
        self._failures += 1
        rest = backed_off(self._failures, self.chance)
        _log.warning("the source %s could not be read: %s", self.name, type(wrong).__name__)
        self._due = self.monotonic() + rest
        if isinstance(wrong, Exhausted):
            return rest
        try:
            self.stream.places.failed(self.name, type(wrong).__name__, self.clock.now())
        except Exception:
            return rest
        return IDLE_SECONDS if isinstance(wrong, OSError) else rest


class Watching:
    """All sources of one process."""

    def __init__(
        self,
        sources: Sequence[Turning],
        *,
        forgetting: Sequence[Callable[[datetime], int]] = (),
        after: Callable[[], None] = lambda: None,
    ) -> None:
        """`forgetting` destroys what has had its time; `after` is done in each source's thread after each turn: it
        gives up connections that are dead.
        """
        self._sources, self._forgetting, self._after = sources, forgetting, after
        self._stop = Event()
        self._threads: list[Thread] = []
        self._forgot: datetime | None = None
        for source in sources:
            source.stop = self._stop

    def begin(self) -> None:
        """Begin with every source."""
        for source in self._sources:
            thread = Thread(target=self._follow, args=(source,), name=f"watch-{source.name}", daemon=True)
            self._threads.append(thread)
            thread.start()

    def once(self) -> None:
        """One turn of every source, here and now."""
        for source in self._sources:
            source.turn()
            source.leave()

    def end(self) -> None:
        """Stop at the next batch. Who hangs in a platform's answer ends with the process: nothing is half done."""
        self._stop.set()
        until = time.monotonic() + STOP_SECONDS
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def forget(self, now: datetime) -> int:
        """Once an hour destroy what has had its time: states, words, deliveries. How many."""
        if self._forgot is not None and now - self._forgot < FORGET:
            return 0
        self._forgot = now
        return sum(forget(now) for forget in self._forgetting)

    def _follow(self, source: Turning) -> None:
        while not self._stop.is_set():
            rest = source.turn()
            self._after()
            self._stop.wait(rest)
        try:
            source.leave()
        except Exception as wrong:
            _log.warning("a lease was not given back: %s", type(wrong).__name__)
        self._after()


__all__ = ["LONGEST_SECONDS", "POLL_SECONDS", "Source", "Turning", "Watching", "backed_off"]
