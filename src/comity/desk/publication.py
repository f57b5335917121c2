# SPDX-License-Identifier: Apache-2.0
"""Publishing: at fixed instants what waits becomes a padded batch, static files, and a signed checkpoint (P1, P17).

    1. the batch is numbered in the database: from here on the same run can be repeated and gives the same bytes
    2. bundles and tiles are written and reach the disk
    3. the checkpoint is signed over what was read back from the disk, and written; then the database keeps it

A run that dies anywhere is finished by the next one. Nothing is signed that is smaller than what was signed before, or
of which that is not the beginning.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from comity.core import entry
from comity.core.clause import Refusal
from comity.core.log import batches, notes, promises, proofs, tiles, tree
from comity.core.log.notes import Checkpoint, Key
from comity.core.log.tiles import CHECKPOINT, WIDTH
from comity.core.log.tree import Wrong, leaf_hash
from comity.desk import log_files
from comity.desk.leaves import Batch, Placed, Sealed
from comity.desk.log_files import Broken, Shelf
from comity.desk.ports import Missing, Store, Unit

KEY_FILE = "key"
LOG = "log:"
"""What is held while leaves are numbered."""
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How it stands with a promised leaf: until when it was promised, and whether a proof can be had."""

    until: datetime
    published: bool


class PublicLog:
    """One community's public log. Without a shelf there is none: leaves are promised and stay in the queue."""

    def __init__(self, store: Store, shelf: Shelf | None, *, every: timedelta = batches.USUAL) -> None:
        self._store, self._shelf, self.every = store, shelf, batches.whole(every)

    @property
    def key(self) -> Key | None:
        """The key of the log; None where there is none."""
        return None if self._shelf is None else self._shelf.key

    def next_instant(self, at: datetime) -> datetime:
        """When leaves are published next."""
        return batches.last_instant(at, self.every) + self.every

    def standing(self, tag: str) -> Standing | None:
        """How it stands with the leaf under a tag; None where nothing was promised, or where nothing can be signed."""
        placed = self._placed(tag)
        if placed is None or placed.until is None or self._shelf is None:
            return None
        try:
            now = self.signed() if self.key else None
        except Broken:
            return None
        published = now is not None and placed.number is not None and placed.number < now.size
        return Standing(until=placed.until, published=published)

    def promise(self, tag: str) -> bytes:
        """The signed promise for the leaf under a tag, as a file. Raises `Missing` where there is none, `Broken`."""
        placed = self._placed(tag)
        if placed is None or placed.until is None or self._shelf is None:
            raise Missing(tag)
        key = self._shelf.key
        word = promises.Promise(origin=key.name, leaf=leaf_hash(placed.leaf), until=placed.until)
        return promises.given(word, key, self._shelf.sign)

    def proof(self, tag: str) -> bytes:
        """The proof that the leaf under a tag is in the log, as a file. Raises `Missing` before it is, `Broken`."""
        placed, shelf = self._placed(tag), self._shelf
        content = None if shelf is None else shelf.read(CHECKPOINT)
        if placed is None or placed.number is None or shelf is None or content is None:
            raise Missing(tag)
        try:
            now = notes.checkpoint(content, shelf.key, shelf.check)
            if placed.number >= now.size:
                raise Missing(tag)
            path = tree.inclusion(placed.number, now.size, tiles.nodes_in(now.size, log_files.reader(shelf)))
            proof = proofs.Proof(entry=placed.leaf, index=placed.number, path=path, checkpoint=content)
            proofs.check(proof, shelf.key, shelf.check)
        except Wrong as wrong:
            raise Broken(f"no proof can be given: {wrong}") from wrong
        return proof.file

    def _placed(self, tag: str) -> Placed | None:
        with self._store.reading() as unit:
            return unit.log.find(tag)

    def signed(self) -> Checkpoint | None:
        """The checkpoint that lies in the folder; None before the first. Raises `Broken` where it is none of ours."""
        if self._shelf is None or (content := self._shelf.read(CHECKPOINT)) is None:
            return None
        return _checkpoint(content, self._shelf)

    def reading(self) -> AbstractContextManager[Unit]:
        """A look at the queue."""
        return self._store.reading()

    def proved(self) -> None:
        """Raises `Broken` unless the folder holds what was signed last: its checkpoint, and the tiles under it."""
        if self._shelf is None:
            return
        there = self.signed()
        with self.reading() as unit:
            kept = [one for one in unit.log.batches() if one.note]
        last = _last(kept, there, self._shelf)
        if last is None:
            return
        if there is None or there.size < last.size:
            raise Broken(
                f"a checkpoint of {last.size} leaves was signed and is not in the folder; run comity checkpoint"
            )
        try:
            log_files.whole(self._shelf, there.size)
            nodes = tiles.nodes_in(there.size, log_files.reader(self._shelf))
            roots = tree.root(there.size, nodes), tree.root(last.size, nodes)
        except Wrong as wrong:
            raise Broken(f"the folder cannot be read: {wrong}") from wrong
        if roots != (there.root, last.root):
            raise Broken("the tiles in the folder do not give the roots that were signed")

    def publish(self, at: datetime) -> Checkpoint | None:
        """Publish what is due `at`; late or doubled, it is harmless. None where there is no log here.

        Raises `Broken`, `ports.Exhausted`, and OSError where the folder cannot be written.
        """
        if self._shelf is None:
            return None
        with self._shelf.alone():
            self._catch_up(self._shelf, at)
            with self._store.transaction() as unit:
                unit.hold(LOG)
                _take(unit, batches.last_instant(at, self.every))
            return self._sign(self._shelf)

    def _catch_up(self, shelf: Shelf, at: datetime) -> None:
        """Where the folder is ahead of the database, which came back from a backup, number what was published since."""
        published = self.signed()
        if published is None:
            return
        with self._store.transaction() as unit:
            unit.hold(LOG)
            size = unit.log.size()
            if published.size <= size:
                return
            nodes = tiles.nodes_in(published.size, log_files.reader(shelf))
            try:
                if tree.root(published.size, nodes) != published.root:
                    raise Broken("the tiles in the folder do not give the root of its checkpoint")
                _same(unit, nodes, size)
                leaves = list(log_files.bundled_from(shelf, published.size, size))
            except Wrong as wrong:
                raise Broken(f"the folder cannot be read: {wrong}") from wrong
            if [leaf_hash(one) for one in leaves] != [nodes(0, n) for n in range(size, published.size)]:
                raise Broken("the bundles in the folder are not those of its tiles")
            unit.log.adopt(batches.last_instant(at, self.every), leaves)
            unit.log.keep(shelf.read(CHECKPOINT) or b"", published.size)

    def _sign(self, shelf: Shelf) -> Checkpoint | None:
        there = self.signed()
        with self._store.reading() as unit:
            newest = unit.log.last()
            if newest is None or (there is not None and newest.note == shelf.read(CHECKPOINT)):
                return there
            before = [one for one in unit.log.batches() if one.note]
            for after, upto in log_files.steps(before, newest.size, there):
                log_files.write(unit, shelf, after, upto)
        nodes = tiles.nodes_in(newest.size, log_files.reader(shelf))
        log_files.there(shelf, newest.size)
        now = Checkpoint(shelf.key.name, newest.size, tree.root(newest.size, nodes))
        last = _last(before, there, shelf)
        if last is not None:
            _continues(last, now, nodes)
        note = notes.signed(now.text, shelf.key, shelf.sign)
        shelf.write(KEY_FILE, f"{shelf.key.vkey}\n".encode())
        shelf.write(CHECKPOINT, note)
        with self._store.transaction() as unit:
            unit.log.keep(note, newest.size)
        return now


def acknowledged(store: Store, sealed: Sealed | None, at: datetime, act: Callable[[], T]) -> T:
    """Do an act and promise its sealed leaf in one transaction: both or neither (P1). A refusal is kept and promises
    nothing."""
    refused: Refusal | None = None
    with store.transaction() as unit:
        try:
            answer = act()
        except Refusal as no:
            refused = no
        else:
            promise(unit, sealed, at)
    if refused is not None:
        raise refused
    return answer


def promise(unit: Unit, sealed: Sealed | None, at: datetime) -> None:
    """Promise a sealed leaf, where there is one."""
    if sealed is not None:
        unit.log.append(entry.sealed(sealed.digest), at=at, tag=sealed.tag)


def _take(unit: Unit, due: datetime) -> None:
    """Number what waits, mixed with leaves that say nothing. An instant whose batch was taken is over."""
    last = unit.log.last()
    if last is not None and last.due >= due:
        return
    leaves: list[tuple[int | None, bytes]] = list(unit.log.waiting())
    while len(leaves) < batches.filled(len(leaves)):
        leaves.append((None, entry.sealed(secrets.token_hex(32))))
    secrets.SystemRandom().shuffle(leaves)
    unit.log.take(due, leaves)


def _last(before: list[Batch], there: Checkpoint | None, shelf: Shelf) -> Checkpoint | None:
    """The largest checkpoint that was ever signed, as the database and the folder know it."""
    kept = [_checkpoint(before[-1].note, shelf)] if before else []
    return max([*kept, *([there] if there else [])], key=lambda one: one.size, default=None)


def _continues(last: Checkpoint, now: Checkpoint, nodes: tree.Nodes) -> None:
    """Raises `Broken` unless what was signed last is the beginning of what is to be signed now."""
    if now.size < last.size:
        raise Broken(f"a log of {last.size} leaves was signed, and {now.size} are here")
    if tree.root(last.size, nodes) != last.root:
        raise Broken(f"the {last.size} leaves that were signed are not the first of those here")


def _same(unit: Unit, nodes: tree.Nodes, size: int) -> None:
    """What the database has numbered stands in the folder under the same numbers."""
    for start in range(0, size, WIDTH):
        end = min(start + WIDTH, size)
        leaves = unit.log.numbered(start, end)
        if [leaf_hash(one) for one in leaves] != [nodes(0, n) for n in range(start, end)]:
            raise Broken("the folder has other leaves than the database under the same numbers")


def _checkpoint(content: bytes, shelf: Shelf) -> Checkpoint:
    try:
        return notes.checkpoint(content, shelf.key, shelf.check)
    except Wrong as wrong:
        raise Broken(f"the last checkpoint is not one of this log's key: {wrong}") from wrong


__all__ = ["Broken", "PublicLog", "Shelf", "Standing", "acknowledged", "promise"]
