# SPDX-License-Identifier: Apache-2.0
"""C2SP tlog-tiles: which static files a log of a size consists of, their paths, and what is in them.

A tile holds up to 256 hashes: at level 0 those of leaves, above that those of whole tiles of the level below. A bundle
holds the entries of one tile of level 0. Paths are relative to the log's address, without a slash before them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from comity.core.log.tree import HASH, Nodes, Wrong, subtree

WIDTH, HEIGHT = 256, 8
"""Hashes of a whole tile, and how many heights of the tree one tile spans."""
LONGEST_ENTRY = 65_535
HIGHEST = 63
CHECKPOINT = "checkpoint"
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True)
class Tile:
    """One file: the tile `index` of a `level`, `width` hashes wide; or the bundle of that tile of level 0."""

    level: int
    index: int
    width: int = WIDTH
    entries: bool = False

    @property
    def path(self) -> str:
        """Where it lies."""
        groups = f"{self.index:03d}" if self.index < 1000 else f"{self.index:0{(len(str(self.index)) + 2) // 3 * 3}d}"
        parts = [groups[n : n + 3] for n in range(0, len(groups), 3)]
        name = "/".join([f"x{part}" for part in parts[:-1]] + parts[-1:])
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return f"tile/{'entries' if self.entries else self.level}/{name}{part}"

    @property
    def first(self) -> int:
        """The number of its first hash among those of its level; for a bundle, of its first entry."""
        return self.index * WIDTH

    @property
    def bundle(self) -> Tile:
        """The bundle of the entries under this tile of level 0."""
        return Tile(level=0, index=self.index, width=self.width, entries=True)


def parse(path: str) -> Tile | None:
    """The tile at a path; None where no log has such a path."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    level, name, part = found.groups()
    tile = Tile(
        level=0 if level == "entries" else int(level),
        index=int(name.replace("x", "").replace("/", "")),
        width=int(part) if part else WIDTH,
        entries=level == "entries",
    )
    return tile if tile.path == path and tile.level <= HIGHEST else None


def tiles(size: int, *, after: int = 0) -> Iterator[Tile]:
    """The tiles of a tree of `size`, lowest level first, those left out that a tree of `after` leaves has as well."""
    level = 0
    while size >> (HEIGHT * level):
        now, before = size >> (HEIGHT * level), after >> (HEIGHT * level)
        if now > before:
            for index in range(before // WIDTH, (now - 1) // WIDTH + 1):
                yield Tile(level=level, index=index, width=min(WIDTH, now - index * WIDTH))
        level += 1


def joined(hashes: Sequence[bytes]) -> bytes:
    """The content of a tile."""
    return b"".join(hashes)


def parted(content: bytes, width: int) -> tuple[bytes, ...]:
    """The hashes of a tile. Raises `Wrong` where it is not `width` hashes long."""
    if len(content) != width * HASH:
        raise Wrong("a tile has another length than its path says")
    return tuple(content[n : n + HASH] for n in range(0, len(content), HASH))


def bundled(entries: Sequence[bytes]) -> bytes:
    """The content of a bundle. Raises ValueError for an entry that is too long."""
    if any(len(entry) > LONGEST_ENTRY for entry in entries):
        raise ValueError(f"an entry has at most {LONGEST_ENTRY} bytes")
    return b"".join(len(entry).to_bytes(2) + entry for entry in entries)


def unbundled(content: bytes, width: int) -> tuple[bytes, ...]:
    """The entries of a bundle. Raises `Wrong` where there are not exactly `width`, or bytes are left over."""
    found: list[bytes] = []
    at = 0
    for _ in range(width):
        length = int.from_bytes(content[at : at + 2])
        found.append(content[at + 2 : at + 2 + length])
        at += 2 + length
    if at != len(content):
        raise Wrong("a bundle has another length than its entries say")
    return tuple(found)


def nodes_in(size: int, read: Callable[[Tile], bytes], *, remembered: int = 64) -> Nodes:
    """The subtrees of a tree of `size`, from its tiles. Asking raises `Wrong` where a tile has another length."""

    @lru_cache(maxsize=remembered)
    def tile(level: int, index: int) -> tuple[bytes, ...]:
        width = min(WIDTH, (size >> (HEIGHT * level)) - index * WIDTH)
        return parted(read(Tile(level=level, index=index, width=width)), width)

    def node(height: int, index: int) -> bytes:
        level, above = divmod(height, HEIGHT)
        first = index << above
        place = first % WIDTH
        return subtree(tile(level, first // WIDTH)[place : place + (1 << above)])

    return node


__all__ = [
    "CHECKPOINT",
    "HEIGHT",
    "HIGHEST",
    "LONGEST_ENTRY",
    "Tile",
    "WIDTH",
    "bundled",
    "joined",
    "nodes_in",
    "parse",
    "parted",
    "tiles",
    "unbundled",
]
