# SPDX-License-Identifier: Apache-2.0
"""What sources tell, into the stream: sealed envelopes of at most a hundred, cut by conversation.

A batch that was read goes in whole, with its cursor, or not at all; the cursor is a message of the stream as well, and
who publishes says which one they saw, so that two readers of one source cannot both go on from it. A delivery goes in
envelope by envelope under ids of its own: repeated after a kill, what is there is not put there again.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from comity.desk.ports import Clock, Conflict, Exhausted
from comity.desk.watch.message import Edited, Removed, Told
from comity.desk.watch.ports import Batch, Delivery, Spaces
from comity.edge.stream import envelope, states
from comity.edge.stream.inbox import check, key
from comity.edge.stream.marks import mark
from comity.edge.stream.nats.jetstream import KEPT_SECONDS, Elsewhere, Jet, Put
from comity.edge.stream.places import Places
from comity.edge.stream.recent import Lock
from comity.edge.stream.runner import Deliveries, allowed

TOGETHER = 100
ABOUT = b"watch"
_TTL = {"Nats-TTL": f"{KEPT_SECONDS}s"}


def partition(source: str, conversation: str, of: int) -> int:
    """The partition of a conversation: always the same one."""
    return int(states.key(source, conversation)[:8], 16) % of


def sealed(source: str, told: Sequence[Told], lock: Lock) -> bytes:
    """An envelope, as `opened` reads it."""
    return lock.seal(json.dumps(source).encode("ascii") + b"\n" + envelope.packed(told), about=ABOUT)


def opened(body: bytes, lock: Lock) -> Iterator[tuple[str, Told]]:
    """Everything in an envelope, each with its source."""
    source, _, told = lock.open(body, about=ABOUT).partition(b"\n")
    for one in envelope.unpacked(told):
        yield json.loads(source), one


class Envelopes:
    """What cuts into partitions and envelopes."""

    def __init__(self, jet: Jet, lock: Lock) -> None:
        self._jet, self._lock = jet, lock

    def of(self, source: str, told: Iterable[Told]) -> Iterator[tuple[str, bytes]]:
        """Subject and body of every envelope, within each partition in order."""
        cut: dict[int, list[Told]] = {}
        for one in told:
            number = partition(source, envelope.conversation(one), self._jet.address.partitions)
            cut.setdefault(number, []).append(one)
        for number, some in sorted(cut.items()):
            for start in range(0, len(some), TOGETHER):
                for body in self._bodies(source, some[start : start + TOGETHER]):
                    yield f"conv.{number}", body

    def _bodies(self, source: str, told: list[Told]) -> Iterator[bytes]:
        """One envelope, or as many as the server's largest message asks for; of a monstrous text its two ends."""
        body = sealed(source, told, self._lock)
        most = self._jet.largest - 2048
        if len(body) <= most:
            yield body
        elif len(told) == 1:
            yield sealed(source, [_both_ends(told[0], most // 32)], self._lock)
        else:
            yield from self._bodies(source, told[: len(told) // 2])
            yield from self._bodies(source, told[len(told) // 2 :])


def _both_ends(told: Told, many: int) -> Told:
    """A text of at most twice so many characters (each at most twelve bytes in an envelope)."""
    match told:
        case Edited(message=message):
            return Edited(message=replace(message, text=message.text[:many] + message.text[-many:]))
        case Removed():
            return told
        case _:
            return replace(told, text=told.text[:many] + told.text[-many:])


class NatsStream:
    """The runner as sources see it. What comes of a batch the workers know, so `feed` gives nought."""

    def __init__(self, jet: Jet, *, lock: Lock, spaces: Spaces, clock: Clock, alias: str = "default") -> None:
        self._jet, self._spaces, self._clock = jet, spaces, clock
        self._envelopes = Envelopes(jet, lock)
        self.places = Places(alias)
        self._seen: dict[str, int] = {}

    def cursor(self, source: str) -> str:
        """Where `source` was read to; empty text where it never was. Raises OSError."""
        body, self._seen[source] = self._jet.last(_cursor(source))
        return body.decode("utf-8", "surrogatepass")

    def feed(self, source: str, batch: Batch) -> int:
        """Publish a batch with its cursor, whole and durably. Raises `Conflict`, OSError."""
        if source not in self._seen:
            self.cursor(source)
        told = allowed(batch.told, self._spaces())
        puts: list[Put] = [(subject, body, _TTL) for subject, body in self._envelopes.of(source, told)]
        expected = {"Nats-Expected-Last-Subject-Sequence": str(self._seen[source])}
        puts.append((_cursor(source), batch.cursor.encode("utf-8", "surrogatepass"), expected))
        before = self._seen.pop(source)
        try:
            self._seen[source] = self._jet.put_all(secrets.token_hex(16), puts)
        except Elsewhere:
            raise Conflict(source) from None
        if before:
            self._jet.destroy(_cursor(source), before)
        return 0

    def drain(self, source: str, inbox: Deliveries, *, most: int = 50) -> int:
        """Nothing: a delivery lies in the stream already."""
        return 0

    def forget(self, at: datetime) -> int:
        """Nothing: states lie with the workers, and the server destroys what waited too long."""
        return 0


class NatsInbox:
    """The inbox of many workers."""

    def __init__(self, jet: Jet, *, lock: Lock, spaces: Spaces) -> None:
        self._jet, self._spaces = jet, spaces
        self._envelopes = Envelopes(jet, lock)

    def put(self, delivery: Delivery) -> bool:
        """Keep a delivery; False where the same one was kept before. Raises `Refused`; `Exhausted`: nobody answers."""
        check(delivery)
        known, told = key(delivery), allowed(delivery.told, self._spaces())
        puts = list(self._envelopes.of(delivery.source, told)) or [("known", b"")]
        try:
            news = [
                self._jet.put(subject, body, {"Nats-Msg-Id": f"{known}.{number}", **_TTL})
                for number, (subject, body) in enumerate(puts)
            ]
        except OSError as wrong:
            raise Exhausted(str(wrong)) from wrong
        return any(news)


def _cursor(source: str) -> str:
    return f"cursor.{mark(source)}"


__all__ = ["NatsInbox", "NatsStream", "opened", "partition"]
