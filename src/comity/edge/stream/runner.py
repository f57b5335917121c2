# SPDX-License-Identifier: Apache-2.0
"""A runner in one database: states, signals and cursor in one transaction, whatever is killed when.

It knows nothing of the model: a state is opaque. Batches are folded one at a time in a process. Between processes the
version of a place decides: whoever fed it from an older one is undone with `Conflict` and reads on from the new cursor.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from threading import RLock
from typing import Protocol, runtime_checkable

from comity.desk.ports import Clock, Conflict
from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.ports import Batch, Fold, Sink, Spaces
from comity.desk.watch.signal import Signal
from comity.edge.stream import envelope, states
from comity.edge.stream.places import Places, Standing
from comity.edge.stream.recent import SqlRecent

LONGEST = timedelta(days=90)
"""A state that nothing was told to for so long is destroyed, whatever instants its messages claimed."""
LONGEST_SPACE = 300

Transaction = Callable[[], AbstractContextManager[object]]
"""A transaction of the database; inside another one it is a part of that. Raises `Conflict`, `Exhausted`."""

_log = logging.getLogger(__name__)


class Deliveries(Protocol):
    """What the runner asks of an inbox in the same database."""

    def waiting(self, source: str, most: int) -> tuple[tuple[int, ...], tuple[Told, ...]]:
        """The oldest deliveries of a source: their numbers, and what they told."""

    def destroy(self, numbers: Sequence[int]) -> None:
        """They were folded: destroy what they told. Raises `Conflict` where somebody else has done so."""


@runtime_checkable
class Changing(Protocol):
    """A sink that shows words: it is told where they stand otherwise at their platform, in the same transaction."""

    def changed(self, conversation: str, message: str, text: str | None) -> None:
        """A message reads so now; None: it is gone (with an empty id the whole conversation is)."""


def allowed(told: Iterable[Told], spaces: Mapping[str, datetime]) -> list[Told]:
    """What may be read of what was told: in a space that was opted in, and not before that.

    What is taken away is heard there whenever it was said: it may have been read before the watch rested. An edit of
    what was said before is heard as a removal: the words that were read stand no more, and the new ones are not read.
    """
    found: list[Told] = []
    for one in told:
        since = spaces.get(envelope.space(one))
        if since is None:
            continue
        if isinstance(one, Removed) or envelope.instant(one) >= since:
            found.append(one)
        elif isinstance(one, Edited):
            was = one.message
            found.append(Removed(conversation=was.conversation, id=was.id, at=since, space=was.space))
    return found


class SqlStream:
    """The runner. `most` is how many conversations are remembered between two batches; no state lives `longest`."""

    def __init__(
        self,
        fold: Fold,
        sink: Sink,
        *,
        transaction: Transaction,
        spaces: Spaces,
        clock: Clock,
        recent: SqlRecent | None = None,
        longest: Callable[[], timedelta] = lambda: LONGEST,
        newest: Callable[[], Fold] | None = None,
        alias: str = "default",
        most: int = states.MOST,
    ) -> None:
        """`newest` is asked before every batch which fold holds now; without it `fold` holds for ever."""
        self._newest = newest
        self._fold, self._sink, self._transaction, self._spaces, self._clock = fold, sink, transaction, spaces, clock
        self.places, self.recent, self._longest = Places(alias), recent, longest
        self.states = states.States(alias, fold.version, most=most)
        self._known: dict[str, int] = {}
        self._turn = RLock()

    def cursor(self, source: str) -> str:
        """Where `source` was read to; empty text where it never was."""
        with self._turn:
            found, version = self.places.at(source)
            if self._known.get(source) != version:
                self.states.clear()
            self._known[source] = version
            return found

    def feed(self, source: str, batch: Batch) -> int:
        """Fold a batch; how many signals it gave. Raises `Conflict` where somebody else reads it, `Exhausted`."""
        return self.take(source, [(source, one) for one in batch.told], cursor=batch.cursor)

    def drain(self, source: str, inbox: Deliveries, *, most: int = 50) -> int:
        """Fold the oldest deliveries of a source and destroy them. How many. Raises `Conflict`, `Exhausted`."""
        numbers, told = inbox.waiting(source, most)
        if numbers:
            self.take(source, [(source, one) for one in told], within=lambda: inbox.destroy(numbers))
        return len(numbers)

    def take(
        self,
        place: str,
        told: Sequence[tuple[str, Told]],
        *,
        cursor: str | None = None,
        within: Callable[[], None] | None = None,
    ) -> int:
        """Fold what sources told at a place, and move its cursor where one is given; `within` is part of it."""
        with self._turn:
            self._renew()
            try:
                with self._transaction():
                    signals, changed, version = self._taken(place, told, cursor)
                    if within is not None:
                        within()
            except BaseException:
                self._known.pop(place, None)
                self.states.clear()
                raise
            self._known[place] = version
            self.states.remember(changed)
            return len(signals)

    def _renew(self) -> None:
        """Fold on with what holds now: a batch has one fold from its first message to its last."""
        fold = self._fold if self._newest is None else self._newest()
        if fold.version != self._fold.version:
            self._fold = fold
            self.states.of_version(fold.version)

    def _taken(
        self, place: str, told: Sequence[tuple[str, Told]], cursor: str | None
    ) -> tuple[list[Signal], dict[str, states.Live], int]:
        known = self._known[place] if place in self._known else self.places.at(place)[1]
        folded = _Folded(self._fold, self._clock.now())
        spaces = self._spaces()
        kept = [
            (states.key(source, envelope.conversation(one)), one)
            for source, some in told
            for one in allowed((some,), spaces)
        ]
        folded.all(kept, self.states.of({key for key, _ in kept}))
        self.states.write(folded.changed)
        self._words(kept, folded.now)
        if folded.signals:
            self._sink.put(folded.signals)
        version = self.places.fed(place, cursor, folded.now, len(kept), folded.passed_over)
        if version != known + 1:
            raise Conflict(place)
        return folded.signals, folded.changed, version

    def _words(self, kept: Sequence[tuple[str, Told]], now: datetime) -> None:
        """Keep the words for whoever looks at a signal, and tell the sink which of them stand otherwise now."""
        if self.recent is not None:
            self.recent.keep(kept, now)
        if isinstance(self._sink, Changing):
            for (conversation, id), text in _changes(kept).items():
                self._sink.changed(conversation, id, text)

    def forget(self, at: datetime) -> int:
        """Destroy the states of conversations that have been silent too long, and of spaces that left. How many.

        Nothing is remembered after it: what another process destroyed lies in the memory of this one too.
        """
        with self._turn:
            if self.recent is not None:
                self.recent.forget(at)
            spaces, there, oldest = self._spaces(), 0, at - min(LONGEST, self._longest())
            for page in self.states.pages():
                gone = [
                    key
                    for key, space, fold, last, state in page
                    if space not in spaces or last < oldest or self._expired(fold, state, at)
                ]
                if gone:
                    with self._transaction():
                        there += self.states.destroy(gone)
                        if self.recent is not None:
                            self.recent.destroy(gone)
            self.states.clear()
            return there

    def standing(self) -> tuple[Standing, ...]:
        """How every source stands."""
        return self.places.standing()

    def _expired(self, version: str, state: bytes, at: datetime) -> bool:
        """Whether a state has had its time; one of another version of the fold is begun anew anyway."""
        try:
            return version != self._fold.version or self._fold.expired(state, at)
        except (ValueError, TypeError, ArithmeticError, LookupError):
            return True


def _changes(kept: Sequence[tuple[str, Told]]) -> dict[tuple[str, str], str | None]:
    """By conversation and id how a message reads at last, however often it was edited; None where it is gone."""
    found: dict[tuple[str, str], str | None] = {}
    for _, one in kept:
        match one:
            case Edited(message=message):
                found[message.conversation, message.id] = message.text
            case Removed(conversation=conversation, id=id):
                found[conversation, id] = None
            case Message():
                pass
    return found


class _Folded:
    """One batch on its way through the fold, before anything of it is durable."""

    def __init__(self, fold: Fold, now: datetime) -> None:
        self._fold, self.now = fold, now
        self.signals: list[Signal] = []
        self.changed: dict[str, states.Live] = {}
        self.passed_over = 0

    def all(self, told: Sequence[tuple[str, Told]], before: Mapping[str, tuple[datetime, bytes]]) -> None:
        """Fold all, in order. What the fold cannot read is passed over: nobody may blind the watch by one message."""
        for key, one in told:
            try:
                self._one(key, one, before.get(key))
            except (MemoryError, OSError):
                raise
            except Exception as wrong:
                self.passed_over += 1
                _log.warning("the model could not read a message: %s", type(wrong).__name__)

    def _one(self, key: str, told: Told, before: tuple[datetime, bytes] | None) -> None:
        live = self.changed.get(key)
        last, state = (live[1], live[2]) if live else before or (None, b"")
        after, signal = self._fold.step(state, told)
        said = min(envelope.instant(told), self.now)
        if after != state:
            latest = said if last is None else max(last, said)
            self.changed[key] = (envelope.space(told)[:LONGEST_SPACE], latest, after)
        if signal is not None:
            self.signals.append(signal)


__all__ = ["LONGEST", "Deliveries", "SqlStream", "Transaction", "allowed"]
