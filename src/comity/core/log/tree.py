# SPDX-License-Identifier: Apache-2.0
"""The Merkle tree of RFC 6962: hashes, roots, and the two proofs, made and checked (section 2.1; RFC 9162 says how).

A tree of any size is made of whole subtrees; `Nodes` gives the hash of one: `nodes(height, index)` covers the leaves
from `index << height`, `1 << height` of them. Sizes and indexes count leaves from 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import reduce
from typing import TypeAlias

HASH = 32
"""Bytes of one hash."""
EMPTY = hashlib.sha256(b"").digest()
"""The root of the tree that has no leaf."""

Nodes: TypeAlias = Callable[[int, int], bytes]


class Wrong(ValueError):
    """Something that a log shows is not what it must be. The text says what, and never repeats what was read."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees side by side."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def subtree(hashes: Sequence[bytes]) -> bytes:
    """The hash of a whole subtree from those of its equal parts. Raises ValueError for a count not 1, 2, 4, ..."""
    if not hashes or len(hashes) & (len(hashes) - 1):
        raise ValueError("a whole subtree has a power of two of parts")
    row = list(hashes)
    while len(row) > 1:
        row = [node_hash(row[n], row[n + 1]) for n in range(0, len(row), 2)]
    return row[0]


def covering(start: int, end: int) -> tuple[tuple[int, int], ...]:
    """The whole subtrees, as (height, index), of the leaves from `start` up to and without `end`, left to right.

    `start` is a multiple of the largest power of two that is not above `end - start`.
    """
    found: list[tuple[int, int]] = []
    while start < end:
        height = (end - start).bit_length() - 1
        found.append((height, start >> height))
        start += 1 << height
    return tuple(found)


def root(size: int, nodes: Nodes) -> bytes:
    """The root of the tree of `size` leaves."""
    return EMPTY if size == 0 else _range(0, size, nodes)


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of the tree with these leaf hashes, worked out from nothing else."""
    return root(len(hashes), lambda height, index: subtree(hashes[index << height : (index + 1) << height]))


def inclusion(index: int, size: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The proof that leaf `index` is in the tree of `size`, from its sibling up. Raises ValueError for no such leaf."""
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    found: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            found.append(_range(middle, end, nodes))
            end = middle
        else:
            found.append(_range(start, middle, nodes))
            start = middle
    return tuple(reversed(found))


def consistency(old: int, new: int, nodes: Nodes) -> tuple[bytes, ...]:
    """The proof that the tree of `old` leaves is the beginning of that of `new`. Raises ValueError: 0 < old <= new."""
    if not 0 < old <= new:
        raise ValueError("an older tree has at least one leaf, and no more than the newer")
    found: list[bytes] = []
    start, end, known = 0, new, True
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            found.append(_range(middle, end, nodes))
            end = middle
        else:
            found.append(_range(start, middle, nodes))
            start, known = middle, False
    if not known:
        found.append(_range(start, end, nodes))
    return tuple(reversed(found))


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Raises `Wrong` unless the proof shows that `leaf` (a leaf hash) stands at `index` in the tree of that root."""
    if not 0 <= index < size:
        raise Wrong("the index is outside of the tree")
    _hashes(leaf, *proof, root)
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != inner + border:
        raise Wrong(f"the proof has {len(proof)} hashes and needs {inner + border}")
    if _along(_up(leaf, proof[:inner], index), proof[inner:]) != root:
        raise Wrong("the proof does not lead to the root")


def check_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> None:
    """Raises `Wrong` unless the proof shows that the older tree is the beginning of the newer one.

    An empty older tree proves nothing and is wrong here; a witness treats it apart.
    """
    if not 0 < old <= new:
        raise Wrong("the older tree has no leaf, or more than the newer")
    if old == new:
        if proof or old_root != new_root:
            raise Wrong("two trees of one size have two roots, or a proof that is not needed")
        return
    _hashes(*proof, old_root, new_root)
    inner = ((old - 1) ^ (new - 1)).bit_length()
    border = ((old - 1) >> inner).bit_count()
    shift = (old & -old).bit_length() - 1
    inner -= shift
    path = (old_root, *proof) if old == 1 << shift else tuple(proof)
    if len(path) != 1 + inner + border:
        raise Wrong("the proof has another length than these sizes need")
    start, rest = path[0], path[1:]
    mask = (old - 1) >> shift
    if _along(_up_left(start, rest[:inner], mask), rest[inner:]) != old_root:
        raise Wrong("the proof does not lead to the older root")
    if _along(_up(start, rest[:inner], mask), rest[inner:]) != new_root:
        raise Wrong("the proof does not lead to the newer root")


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << ((count - 1).bit_length() - 1)


def _range(start: int, end: int, nodes: Nodes) -> bytes:
    parts = [nodes(height, index) for height, index in covering(start, end)]
    return reduce(lambda right, left: node_hash(left, right), reversed(parts[:-1]), parts[-1])


def _up(seed: bytes, proof: Sequence[bytes], index: int) -> bytes:
    """Up the inner part of a path: at each height the bit of the index says on which side the sibling stands."""
    for height, other in enumerate(proof):
        seed = node_hash(other, seed) if index >> height & 1 else node_hash(seed, other)
    return seed


def _up_left(seed: bytes, proof: Sequence[bytes], index: int) -> bytes:
    """The same for the older tree, in which nothing stands on the right yet."""
    for height, other in enumerate(proof):
        if index >> height & 1:
            seed = node_hash(other, seed)
    return seed


def _along(seed: bytes, proof: Sequence[bytes]) -> bytes:
    """Along the right border of the tree: every sibling stands on the left."""
    return reduce(lambda below, other: node_hash(other, below), proof, seed)


def _hashes(*found: bytes) -> None:
    if any(len(one) != HASH for one in found):
        raise Wrong(f"a hash has {HASH} bytes")


__all__ = [
    "EMPTY",
    "HASH",
    "Nodes",
    "Wrong",
    "check_consistency",
    "check_inclusion",
    "consistency",
    "covering",
    "inclusion",
    "leaf_hash",
    "node_hash",
    "root",
    "root_of",
    "subtree",
]
