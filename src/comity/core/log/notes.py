# SPDX-License-Identifier: Apache-2.0
"""C2SP signed notes, and the checkpoint that a log signs. Who signs and who checks is given in as a function.

checkpoint = origin, size, root in base64, a line each; then an empty line and the signatures
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from comity.core.log.tree import HASH, Wrong

ED25519 = b"\x01"
"""The type of a log's own signature."""
LONGEST_NOTE = 65_536
"""Bytes of the longest note that is read."""
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,255}")

Check: TypeAlias = Callable[[bytes, bytes, bytes], bool]
"""Whether `check(public key, message, signature)` holds, by Ed25519."""


@dataclass(frozen=True, slots=True)
class Key:
    """What a log signs with, as everybody may know it: its name (the origin) and the 32 bytes of its public half."""

    name: str
    public: bytes

    def id(self, kind: bytes = ED25519) -> bytes:
        """The four bytes by which a signature of that kind says whose it is."""
        return hashlib.sha256(self.name.encode() + b"\n" + kind + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key in one line, as other programs take it."""
        return f"{self.name}+{self.id().hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


def parse_key(vkey: str) -> Key:
    """The key in a line `name+id+key`. Raises `Wrong` where it is none."""
    name, id, text = ([*vkey.strip().split("+", 2), "", ""])[:3]
    public = plain(text)
    if public is None or len(public) != 1 + HASH or public[:1] != ED25519 or not _NAME.fullmatch(name):
        raise Wrong("the key is not one line of name, id and Ed25519 key")
    key = Key(name, public[1:])
    if key.id().hex() != id:
        raise Wrong("the id of the key does not fit to its name and bytes")
    return key


@dataclass(frozen=True, slots=True)
class Signature:
    """One line under a note: whose it says to be, and what was signed with it."""

    name: str
    id: bytes
    bytes: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A text with signatures, not checked yet. The text ends with a new line."""

    text: str
    signatures: tuple[Signature, ...]


def parse(content: bytes) -> Note:
    """Read a signed note. Raises `Wrong` for any other bytes: they are one note, or none."""
    if len(content) > LONGEST_NOTE:
        raise Wrong("the note is too long")
    try:
        whole = content.decode("utf-8", "strict")
    except UnicodeDecodeError as wrong:
        raise Wrong("the note is not UTF-8") from wrong
    text, gap, below = whole.rpartition("\n\n")
    if not gap or not below.endswith("\n") or any(ord(sign) < 0x20 and sign != "\n" for sign in whole):
        raise Wrong("this is no signed note")
    return Note(f"{text}\n", tuple(_signature(line) for line in below.removesuffix("\n").split("\n")))


def _signature(line: str) -> Signature:
    dash, name, text = ([*line.split(" "), "", "", ""])[:3]
    found = plain(text)
    if dash != "—" or not _NAME.fullmatch(name) or line != f"— {name} {text}" or found is None or len(found) < 5:
        raise Wrong("a signature of the note cannot be read")
    return Signature(name, found[:4], found[4:])


def signed(
    text: str, key: Key, sign: Callable[[bytes], bytes], *, kind: bytes = ED25519, context: bytes = b""
) -> bytes:
    """The text as a note with one signature. `context` is signed before the text and not written."""
    line = base64.b64encode(key.id(kind) + sign(context + text.encode())).decode()
    return f"{text}\n— {key.name} {line}\n".encode()


def verified(content: bytes, key: Key, check: Check, *, kind: bytes = ED25519, context: bytes = b"") -> str:
    """The text of a note that `key` has signed. Raises `Wrong` where it did not, or where a signature of it is bad."""
    note = parse(content)
    own = [one for one in note.signatures if (one.name, one.id) == (key.name, key.id(kind))]
    if not own:
        raise Wrong("the note is not signed by this key")
    if not all(check(key.public, context + note.text.encode(), one.bytes) for one in own):
        raise Wrong("the signature of the note is bad")
    return note.text


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says of itself: its origin, how many leaves it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        """The lines that are signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a note's text says. Raises `Wrong`. Lines below the root are another's and are skipped."""
    lines = text.removesuffix("\n").split("\n")
    root = plain(lines[2]) if len(lines) > 2 else None
    if root is None or len(root) != HASH or not _NAME.fullmatch(lines[0]) or not _NUMBER.fullmatch(lines[1]):
        raise Wrong("the note is no checkpoint")
    if not all(lines):
        raise Wrong("a line of the checkpoint is empty")
    return Checkpoint(lines[0], int(lines[1]), root)


def checkpoint(content: bytes, key: Key, check: Check) -> Checkpoint:
    """The checkpoint in a note that `key` has signed, of the log of that name. Raises `Wrong`."""
    found = parse_checkpoint(verified(content, key, check))
    if found.origin != key.name:
        raise Wrong("the checkpoint is of another log than the key")
    return found


def plain(text: str) -> bytes | None:
    """What standard base64 says; None for any other text, also for a second way to write the same bytes."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return found if base64.b64encode(found).decode() == text else None


def lines_of(hashes: Sequence[bytes]) -> str:
    """Hashes in base64, a line each."""
    return "".join(f"{base64.b64encode(one).decode()}\n" for one in hashes)


__all__ = [
    "Check",
    "Checkpoint",
    "ED25519",
    "Key",
    "LONGEST_NOTE",
    "Note",
    "Signature",
    "checkpoint",
    "lines_of",
    "parse",
    "parse_checkpoint",
    "parse_key",
    "plain",
    "signed",
    "verified",
]
