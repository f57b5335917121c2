# SPDX-License-Identifier: Apache-2.0
"""A small log in a folder, written by the shortest program that can: what the verifier is tried on."""

from __future__ import annotations

from pathlib import Path

from comity.core.log import notes, tiles, tree
from tests.core.log_vectors import signer

KEY, PRIVATE = signer("council.example.org/log", "a key of tests alone")


def write(folder: Path, entries: list[bytes], sizes: tuple[int, ...] = ()) -> None:
    """The log of these entries, with the partial tiles of the earlier sizes too, and the key beside it."""
    for size in (*sizes, len(entries)):
        rows = [[tree.leaf_hash(one) for one in entries[:size]]]
        while len(rows[-1]) >= tiles.WIDTH:
            row = rows[-1]
            rows.append([tree.subtree(row[n : n + 256]) for n in range(0, len(row) // 256 * 256, 256)])
        for tile in tiles.tiles(size):
            put(folder / tile.path, tiles.joined(rows[tile.level][tile.first : tile.first + tile.width]))
            if tile.level == 0:
                put(folder / tile.bundle.path, tiles.bundled(entries[tile.first : tile.first + tile.width]))
        put(folder / "checkpoint", checkpoint(entries[:size]))
    put(folder / "key", f"{KEY.vkey}\n".encode())


def checkpoint(entries: list[bytes]) -> bytes:
    """The signed checkpoint of a log of these entries."""
    root = tree.root_of([tree.leaf_hash(one) for one in entries])
    return notes.signed(notes.Checkpoint(KEY.name, len(entries), root).text, KEY, PRIVATE.sign)


def put(path: Path, content: bytes) -> None:
    """One file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def numbered(count: int) -> list[bytes]:
    """Entries that differ."""
    return [f"entry {n}".encode() for n in range(count)]
