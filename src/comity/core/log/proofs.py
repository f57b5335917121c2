# SPDX-License-Identifier: Apache-2.0
"""The C2SP tlog-proof file: that one entry stands in a log, to be kept and checked without asking anybody.

What the format calls extra data is here the entry itself, so that the file is whole; it is worth nothing before its
hash leads to the signed root.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass

from comity.core.log.notes import Check, Checkpoint, Key, checkpoint, lines_of, plain
from comity.core.log.tree import HASH, Wrong, check_inclusion, leaf_hash

FIRST_LINE = "c2sp.org/tlog-proof@v1"
LONGEST = 262_144
_HIGHEST_TREE = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """One proof: the entry, its index, the hashes from its sibling up, and the signed checkpoint as it was read."""

    entry: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: bytes

    @property
    def file(self) -> bytes:
        """The bytes of the file."""
        extra = base64.b64encode(self.entry).decode()
        head = f"{FIRST_LINE}\nextra {extra}\nindex {self.index}\n{lines_of(self.path)}\n"
        return head.encode() + self.checkpoint


def parse(content: bytes) -> Proof:
    """Read a proof file. Raises `Wrong` where it is none, or where it does not carry its entry."""
    head, gap, below = content[:LONGEST].partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as wrong:
        raise Wrong("this is no proof of inclusion") from wrong
    if not gap or len(content) > LONGEST or len(lines) < 3 or lines[0] != FIRST_LINE:
        raise Wrong("this is no proof of inclusion")
    entry = plain(lines[1].removeprefix("extra "))
    number = lines[2].removeprefix("index ")
    path = [plain(line) for line in lines[3:]]
    if entry is None or lines[1] == lines[1].removeprefix("extra "):
        raise Wrong("the proof does not carry its entry")
    if lines[2] != f"index {number}" or not number.isdecimal() or str(int(number)) != number or len(number) > 19:
        raise Wrong("the index of the proof cannot be read")
    if len(path) > _HIGHEST_TREE or any(one is None or len(one) != HASH for one in path):
        raise Wrong("a hash of the proof cannot be read")
    return Proof(entry=entry, index=int(number), path=tuple(one for one in path if one), checkpoint=below)


def check(proof: Proof, key: Key, by: Check) -> Checkpoint:
    """The checkpoint under which the entry is proved to stand in the log of that key. Raises `Wrong`."""
    found = checkpoint(proof.checkpoint, key, by)
    check_inclusion(proof.index, found.size, leaf_hash(proof.entry), proof.path, found.root)
    return found


__all__ = ["FIRST_LINE", "LONGEST", "Proof", "check", "parse"]
