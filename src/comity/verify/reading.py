# SPDX-License-Identifier: Apache-2.0
"""The whole log, read once and worked out again: every entry, every tile, the root, and roots that were seen before.

Nothing that the log shows is taken on trust but the signature of its checkpoint. In memory lie the last hashes of each
level and no more, however long the log is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from comity.core.log import tiles
from comity.core.log.notes import Checkpoint
from comity.core.log.tiles import WIDTH, Tile
from comity.core.log.tree import EMPTY, Wrong, leaf_hash, node_hash, subtree
from comity.verify.places import Place

LONGEST_BUNDLE = WIDTH * (2 + tiles.LONGEST_ENTRY)


class Wide(Exception):
    """The log says that it has more entries than are read. Nothing is said about it."""


@dataclass(slots=True)
class Range:
    """The roots of whole subtrees of a tree that grows leaf by leaf: its root at any moment."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def add(self, leaf: bytes) -> None:
        """One more leaf hash."""
        self.peaks.append(leaf)
        self.size += 1
        size = self.size
        while not size & 1:
            right, left = self.peaks.pop(), self.peaks.pop()
            self.peaks.append(node_hash(left, right))
            size >>= 1

    @property
    def root(self) -> bytes:
        """The root now."""
        if not self.peaks:
            return EMPTY
        found = self.peaks[-1]
        for left in reversed(self.peaks[:-1]):
            found = node_hash(left, found)
        return found


@dataclass(slots=True)
class Found:
    """What reading the log showed: the roots at the sizes that were asked for, and where each asked leaf stands."""

    roots: dict[int, bytes] = field(default_factory=dict)
    places: dict[bytes, list[int]] = field(default_factory=dict)
    files: int = 0


def read(
    log: Place,
    checkpoint: Checkpoint,
    *,
    sizes: Iterable[int] = (),
    leaves: Iterable[bytes] = (),
    most: int = 10_000_000,
    progress: Callable[[int, int], None] = lambda read, size: None,
) -> Found:
    """Work the whole log out again. Raises `Wrong` where it is not what it says, `Unreachable`, `Wide`."""
    if checkpoint.size > most:
        raise Wide(f"the log says that it has {checkpoint.size} entries; at most {most} are read")
    found = Found(places={leaf: [] for leaf in leaves})
    wanted, tree, levels = {*sizes, checkpoint.size}, Range(), _Levels(log, checkpoint.size, found)
    for entry in _entries(log, checkpoint.size, found):
        leaf = leaf_hash(entry)
        if leaf in found.places:
            found.places[leaf].append(tree.size)
        tree.add(leaf)
        levels.add(leaf)
        if tree.size in wanted:
            found.roots[tree.size] = tree.root
        if tree.size % WIDTH == 0:
            progress(tree.size, checkpoint.size)
    levels.end()
    found.roots[0] = EMPTY
    if found.roots[checkpoint.size] != checkpoint.root:
        raise Wrong("the entries do not give the root of the signed checkpoint")
    return found


def _entries(log: Place, size: int, found: Found) -> Iterator[bytes]:
    for tile in tiles.tiles(size):
        if tile.level:
            return
        content = log.read(tile.bundle.path, LONGEST_BUNDLE)
        found.files += 1
        try:
            yield from tiles.unbundled(content, tile.width)
        except Wrong as wrong:
            raise Wrong(f"{tile.bundle.path}: {wrong}") from wrong


class _Levels:
    """The tiles, worked out from the leaves and compared with what the log serves, as each becomes whole."""

    def __init__(self, log: Place, size: int, found: Found) -> None:
        self._log, self._size, self._found = log, size, found
        self._rows: list[list[bytes]] = [[]]
        self._done = [0]

    def add(self, hash_: bytes, level: int = 0) -> None:
        """One more hash of a level."""
        if level == len(self._rows):
            self._rows.append([])
            self._done.append(0)
        row = self._rows[level]
        row.append(hash_)
        if len(row) == WIDTH:
            self._compare(level)
            self.add(subtree(row), level + 1)
            row.clear()
            self._done[level] += 1

    def end(self) -> None:
        """The tiles at the right border, which are not whole."""
        for level, row in enumerate(self._rows):
            if row:
                self._compare(level)

    def _compare(self, level: int) -> None:
        row = self._rows[level]
        tile = Tile(level=level, index=self._done[level], width=len(row))
        content = self._log.read(tile.path, WIDTH * 32)
        self._found.files += 1
        if content != tiles.joined(row):
            raise Wrong(f"{tile.path} is not what the entries give")


__all__ = ["Found", "LONGEST_BUNDLE", "Range", "Wide", "read"]
