# SPDX-License-Identifier: Apache-2.0
"""For the tests of the runner: a fold that is no model, the ports of the watch in memory, and what is said.

`Counting` keeps all promises of a fold and is cheap to reason about: it speaks whenever the sum of a conversation's
marks passes a multiple of three. `tests/edge/test_the_stream_keeps_its_contract.py` asks the fakes what it asks the
real runner.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.ports import Batch, Delivery, Fold, Sink
from comity.desk.watch.signal import Kind, Reading, Reason, Signal
from comity.edge.store.seal import Seal

EPOCH = datetime(2026, 1, 5, 9, tzinfo=UTC)
SPACE = "forum/harvest"
REMEMBERED = 40
LOCK = Seal(bytes(32))


def spaces() -> Mapping[str, datetime]:
    """One space, watched from the epoch on."""
    return {SPACE: EPOCH}


def said(number: int, conversation: str = "1", *, text: str = "", minutes: int | None = None) -> Message:
    """The message `number` of a conversation, one a minute, each third with a mark."""
    at = EPOCH + timedelta(minutes=number if minutes is None else minutes)
    words = text or ("heated !" if number % 3 == 0 else "calm words")
    return Message(
        conversation=f"forum/{conversation}", id=f"{conversation}.{number}", author=f"a{number % 4}", at=at,
        text=words, space=SPACE,
    )  # fmt: skip


def batch(*told: Told, cursor: str = "") -> Batch:
    """What was told, and where to go on."""
    return Batch(told=told, cursor=cursor)


def delivery(id: str, *told: Told, source: str = "forum") -> Delivery:
    """A delivery of that id."""
    return Delivery(source=source, id=id, told=told)


class Counting:
    """A fold over exclamation marks. It raises on a text that says `poison`."""

    def __init__(self, version: str = "counting/1") -> None:
        self.version = version
        self.steps = 0

    def step(self, state: bytes, told: Told) -> tuple[bytes, Signal | None]:
        self.steps += 1
        known: dict[str, Any] = json.loads(state) if state else {"sum": 0, "seen": {}, "last": ""}
        if isinstance(told, Removed):
            return state, None
        message = told.message if isinstance(told, Edited) else told
        if "poison" in message.text:
            raise ValueError(message.text)
        marks, before = message.text.count("!"), known["seen"].get(message.id)
        if before == marks:
            return state, None
        level = known["sum"] // 3
        known["sum"] += marks - (before or 0)
        known["seen"] = dict([*known["seen"].items(), (message.id, marks)][-REMEMBERED:])
        known["last"] = max(known["last"], message.at.isoformat())
        spoke = known["sum"] // 3 > level
        return json.dumps(known).encode(), self._signal(message, known["sum"]) if spoke else None

    def _signal(self, message: Message, total: int) -> Signal:
        text = f"{message.conversation} {message.id} {total} {self.version}"
        return Signal(
            id=hashlib.sha256(text.encode()).hexdigest(), kind=Kind.WARMING, conversation=message.conversation,
            message=message.id, at=message.at, risk=0.5, change=0.1, model=self.version, policy="1",
            reasons=(Reason(code="marks", weight=float(total), message=message.id, words=("!",)),), space=message.space,
        )  # fmt: skip

    def reading(self, state: bytes, message: Message) -> tuple[bytes, Reading, Signal | None]:
        after, signal = self.step(state, message)
        return after, Reading(conversation=message.conversation, message=message.id, at=message.at, risk=0.5), signal

    def expired(self, state: bytes, at: datetime) -> bool:
        return datetime.fromisoformat(json.loads(state)["last"]) < at - timedelta(days=14)


@dataclass
class MemorySink:
    """Signals by id."""

    kept: dict[str, Signal] = field(default_factory=dict)
    changes: list[tuple[str, str, str | None]] = field(default_factory=list)
    wrong: Exception | None = None

    def put(self, signals: Iterable[Signal]) -> None:
        if self.wrong is not None:
            raise self.wrong
        self.kept.update((signal.id, signal) for signal in signals)

    def changed(self, conversation: str, message: str, text: str | None) -> None:
        self.changes.append((conversation, message, text))


@dataclass
class MemoryStream:
    """The runner in memory."""

    fold: Fold
    sink: Sink
    states: dict[tuple[str, str], bytes] = field(default_factory=dict)
    cursors: dict[str, str] = field(default_factory=dict)

    def cursor(self, source: str) -> str:
        return self.cursors.get(source, "")

    def feed(self, source: str, batch: Batch) -> int:
        signals = self._folded(source, batch.told)
        self.cursors[source] = batch.cursor
        return len(signals)

    def drain(self, source: str, inbox: MemoryInbox, *, most: int = 50) -> int:
        mine = [one for one in inbox.there if one.source == source][:most]
        self._folded(source, [told for one in mine for told in one.told])
        inbox.there = [one for one in inbox.there if one not in mine]
        return len(mine)

    def forget(self, at: datetime) -> int:
        gone = [key for key, state in self.states.items() if self.fold.expired(state, at)]
        for key in gone:
            del self.states[key]
        return len(gone)

    def _folded(self, source: str, told: Sequence[Told]) -> list[Signal]:
        after, signals = dict(self.states), []
        for one in told:
            message = one.message if isinstance(one, Edited) else one
            if message.space not in spaces() or message.at < EPOCH:
                continue
            key = (source, message.conversation)
            try:
                after[key], signal = self.fold.step(after.get(key, b""), one)
            except ValueError:
                continue
            signals += [signal] if signal else []
        self.sink.put(signals)
        self.states = after
        return signals


@dataclass
class MemoryInbox:
    """The inbox in memory."""

    known: set[tuple[str, str]] = field(default_factory=set)
    there: list[Delivery] = field(default_factory=list)

    def put(self, delivery: Delivery) -> bool:
        if (delivery.source, delivery.id) in self.known:
            return False
        self.known.add((delivery.source, delivery.id))
        self.there.append(delivery)
        return True


__all__ = [
    "EPOCH",
    "LOCK",
    "SPACE",
    "Counting",
    "MemoryInbox",
    "MemorySink",
    "MemoryStream",
    "batch",
    "delivery",
    "said",
    "spaces",
]
