# SPDX-License-Identifier: Apache-2.0
"""The files of the public log: which lie in the folder for each size, how each is made, and whether all are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Protocol

from comity.core.log import tiles, tree
from comity.core.log.notes import Checkpoint, Key
from comity.core.log.tiles import WIDTH, Tile
from comity.core.log.tree import HASH, Wrong, leaf_hash
from comity.desk.leaves import Batch
from comity.desk.ports import Unit


class Broken(Exception):
    """The log that lies here is not what was signed before. Nothing more is signed until a human has looked."""


class Shelf(Protocol):
    """The folder that everybody reads, and the key of the log. Whatever is written is on the disk when `write` ends."""

    @property
    def key(self) -> Key:
        """The log's key, made on first use. Raises `Broken` where it is gone and a log was signed with it."""

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature."""

    def check(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether a signature holds."""

    def read(self, path: str) -> bytes | None:
        """A file; None where there is none."""

    def length(self, path: str) -> int | None:
        """How many bytes a file has; None where there is none."""

    def write(self, path: str, content: bytes) -> None:
        """Write a file whole, or not at all."""

    def alone(self) -> AbstractContextManager[None]:
        """Keep every other publisher out."""


def steps(before: list[Batch], size: int, there: Checkpoint | None) -> Iterator[tuple[int, int]]:
    """From which size to which the files must be written: each size that was signed needs tiles of its own."""
    after = 0
    for upto in [*(one.size for one in before if one.size < size), size]:
        if there is None or there.size < upto or upto == size:
            yield after, upto
        after = upto


def write(unit: Unit, shelf: Shelf, after: int, size: int) -> None:
    """The bundles and tiles by which a log of `size` differs from one of `after`, which lies there."""
    for tile in tiles.tiles(size, after=after):
        if tile.level == 0:
            leaves = unit.log.numbered(tile.first, tile.first + tile.width)
            shelf.write(tile.bundle.path, tiles.bundled(leaves))
            shelf.write(tile.path, tiles.joined([leaf_hash(one) for one in leaves]))
        else:
            shelf.write(tile.path, tiles.joined(_above(shelf, tile, after)))


def _above(shelf: Shelf, tile: Tile, after: int) -> list[bytes]:
    """The hashes of a tile above the leaves: those that its narrower form has already, then the whole tiles below."""
    known = min(max((after >> (tiles.HEIGHT * tile.level)) - tile.first, 0), tile.width)
    row: list[bytes] = []
    if known:
        narrow = Tile(level=tile.level, index=tile.index, width=known)
        row = list(tiles.parted(reader(shelf)(narrow), known))
    for index in range(tile.first + known, tile.first + tile.width):
        below = Tile(level=tile.level - 1, index=index)
        row.append(tree.subtree(tiles.parted(reader(shelf)(below), WIDTH)))
    return row


def bundled_from(shelf: Shelf, size: int, start: int) -> Iterator[bytes]:
    """The leaves from number `start` on, as the bundles have them. Raises `Wrong`."""
    for tile in tiles.tiles(size):
        if tile.level == 0 and tile.first + tile.width > start:
            found = tiles.unbundled(reader(shelf)(tile.bundle), tile.width)
            yield from found[max(start - tile.first, 0) :]


def reader(shelf: Shelf) -> Callable[[Tile], bytes]:
    """How a tile is read. Reading raises `Wrong` where it is missing."""

    def read(tile: Tile) -> bytes:
        content = shelf.read(tile.path)
        if content is None:
            raise Wrong(f"{tile.path} is missing")
        return content

    return read


def there(shelf: Shelf, size: int) -> None:
    """Raises `Broken` unless every file of a log of `size` lies in the folder, as long as it must be."""
    for tile in tiles.tiles(size):
        bundle = 1 if tile.level else shelf.length(tile.bundle.path)
        if shelf.length(tile.path) != tile.width * HASH or not bundle:
            raise Broken(f"{tile.path}, or its bundle, is missing or cut off")


def whole(shelf: Shelf, size: int) -> None:
    """Raises `Wrong` unless every tile is what the files below it give, down to the bundles."""
    read = reader(shelf)
    for tile in tiles.tiles(size):
        row = tiles.parted(read(tile), tile.width)
        if tile.level == 0:
            below = [leaf_hash(one) for one in tiles.unbundled(read(tile.bundle), tile.width)]
        else:
            parts = (Tile(level=tile.level - 1, index=tile.first + n) for n in range(tile.width))
            below = [tree.subtree(tiles.parted(read(one), WIDTH)) for one in parts]
        if list(row) != below:
            raise Wrong(f"{tile.path} is not what lies below it")


__all__ = ["Broken", "Shelf", "bundled_from", "reader", "steps", "there", "whole", "write"]
