# SPDX-License-Identifier: Apache-2.0
"""What lies in the stream, out of it again: each partition has one reader, who keeps how far it came with the states.

So an envelope is folded once, whatever is killed when: the number of the last one stands in the same transaction as
what came of it, and reading goes on after that number. An envelope is destroyed at the server once it was folded.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event

from comity.desk.ports import Clock, Conflict
from comity.edge.stream.leases import Leases
from comity.edge.stream.nats.address import place
from comity.edge.stream.nats.jetstream import Jet
from comity.edge.stream.nats.publishing import opened
from comity.edge.stream.recent import Lock
from comity.edge.stream.runner import SqlStream

ENVELOPES = 10
"""So many are folded in one transaction: at most a thousand messages."""
IDLE_SECONDS, TROUBLE_SECONDS, NOTED_SECONDS = 0.5, 5.0, 60.0
_KIND = "worker"
_log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Worker:
    """One worker. `share` is the most partitions that it takes; nought: as many as are fair among those who are there.

    `held` are the partitions that it has.
    """

    jet: Jet
    stream: SqlStream
    leases: Leases
    lock: Lock
    clock: Clock
    share: int = 0
    name: str = "partitions"
    stop: Event = field(default_factory=Event)
    held: list[int] = field(default_factory=list)
    _noted: dict[str, float] = field(default_factory=dict)
    _trouble: dict[int, float] = field(default_factory=dict)
    """Until when a partition that could not be read is let alone while others keep us busy."""

    def turn(self) -> float:
        """Fold what lies in the partitions that we hold, one batch of each; the seconds to rest. Raises nothing."""
        try:
            now = time.monotonic()
            there = [number for number in self._ours() if now >= self._trouble.get(number, 0.0)]
            folded = [self._tried(number) for number in there if not self.stop.is_set()]
            if any(folded):
                return 0.0
            rest = TROUBLE_SECONDS if self._trouble else IDLE_SECONDS
            self._trouble.clear()
            return rest
        except Exception as wrong:
            _log.warning("the stream could not be read: %s", type(wrong).__name__)
            return TROUBLE_SECONDS

    def leave(self) -> None:
        """Give back all that we hold."""
        self._give(self.held)
        self.leases.gone(_KIND)
        self.held = []

    def _ours(self) -> list[int]:
        """The partitions that we hold, renewed; what is more than our share given back, what nobody has taken."""
        now, many = self.clock.now(), self.jet.address.partitions
        most = self.share or -(-many // max(1, self.leases.present(_KIND, now)))
        held = [number for number in self.held if self.leases.take(place(number), now)]
        self._give(held[most:])
        held = held[:most]
        for number in range(many):
            if len(held) < most and number not in held and self.leases.take(place(number), now):
                held.append(number)
        self.held = held
        return held

    def _give(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.leases.give(place(number))

    def _tried(self, number: int) -> int:
        """Fold one batch of a partition: how many envelopes. What cannot be read is noted, and stops no other.

        Raises OSError: the server does not answer, for any of them.
        """
        try:
            return self._partition(number)
        except Conflict:
            return 0
        except OSError:
            raise
        except Exception as wrong:
            self._trouble[number] = time.monotonic() + TROUBLE_SECONDS
            _log.warning("a partition of the stream could not be read: %s", type(wrong).__name__)
            with suppress(Exception):
                self.stream.places.failed(place(number), type(wrong).__name__, self.clock.now())
            return 0

    def _partition(self, number: int) -> int:
        name, subject = place(number), f"conv.{number}"
        after = int(self.stream.cursor(name) or 0)
        found = self.jet.after(subject, after, most=ENVELOPES)
        if not found:
            self._at_its_end(name)
            return 0
        told = [one for _, body in found for one in opened(body, self.lock)]
        last = found[-1][0]
        self.stream.take(name, told, cursor=str(last))
        self.jet.destroy(subject, last)
        return len(found)

    def _at_its_end(self, name: str) -> None:
        """Note every now and then that a partition is read, also where nothing is said."""
        if time.monotonic() - self._noted.get(name, -NOTED_SECONDS) >= NOTED_SECONDS:
            self._noted[name] = time.monotonic()
            self.stream.places.asked(name, self.clock.now())


__all__ = ["ENVELOPES", "Worker"]
