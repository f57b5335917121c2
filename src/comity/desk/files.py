# SPDX-License-Identifier: Apache-2.0
"""A file beside a text, as it lies inside its seal: in pieces, so that no machine needs to hold it whole (P21).

    inside = pieces, each 4 bytes length (big-endian) and so many bytes; a piece of no length; zeros up to a Padmé size

The first piece is JSON: the `name` that the file had where it came from. Neither the name nor the kind stands anywhere
outside the seal. What a file is, its first bytes say and never its name; a name is made safe before anybody saves it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from comity.core.evidence import LARGEST_CLASS
from comity.desk.sealing import Unopenable, is_age, padme

LENGTH = 4
PIECE = 64 * 1024
"""The most bytes of a piece."""
PART = 4 * 1024 * 1024
"""The bytes of a part of a sealed file that a browser sends; the last one has fewer."""
LONGEST_HEAD = 4096
"""The most bytes of the head of an age file to one reader."""
_NONCE = _TAG = 16
LARGEST_SEALED = LONGEST_HEAD + _NONCE + LARGEST_CLASS + LARGEST_CLASS // PIECE * _TAG
"""The most bytes of a sealed file."""
LONGEST_NAME = 120
NAMELESS = "file"
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}$")
_FORBIDDEN = frozenset('<>:"/\\|?*%')
_KINDS: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", 0, "png"), (b"\xff\xd8\xff", 0, "jpg"), (b"GIF8", 0, "gif"), (b"WEBP", 8, "webp"),
    (b"%PDF-", 0, "pdf"), (b"PK\x03\x04", 0, "zip"), (b"ftyp", 4, "mp4"), (b"OggS", 0, "ogg"), (b"ID3", 0, "mp3"),
    (b"\x1f\x8b", 0, "gz"),
    (b"7z\xbc\xaf\x27\x1c", 0, "7z"), (b"Rar!\x1a\x07", 0, "rar"), (b"\x1aE\xdf\xa3", 0, "webm"),
)  # fmt: skip
KINDS = tuple(kind for _mark, _place, kind in _KINDS)
"""What a file may be by its first bytes, beside plain text and what is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """What is told of an opened file before it is saved: a name that is safe to save, and its kind by its bytes.

    `kind` is one of those known here, `txt`, or empty. `first` is the piece that was read to tell it.
    """

    name: str
    kind: str
    first: bytes


class Wrapping:
    """Lays a file into pieces, one after the other."""

    def __init__(self, name: str) -> None:
        self._laid = 0
        self._name = name[:LONGEST_NAME]

    def begin(self) -> bytes:
        """The first piece: how the file was called."""
        return self.lay(json.dumps({"name": self._name}).encode())

    def lay(self, part: bytes) -> bytes:
        """A part of the file, in pieces."""
        pieces = (part[start : start + PIECE] for start in range(0, len(part), PIECE))
        laid = b"".join(len(piece).to_bytes(LENGTH, "big") + piece for piece in pieces)
        self._laid += len(laid)
        return laid

    def end(self) -> Iterator[bytes]:
        """What closes it: the piece of no length, and zeros, none of them longer than a piece."""
        whole = self._laid + LENGTH
        rest = LENGTH + padme(whole) - whole
        while rest:
            yield bytes(min(rest, PIECE))
            rest -= min(rest, PIECE)

    @property
    def size(self) -> int:
        """The bytes inside the seal, once it is closed."""
        return padme(self._laid + LENGTH)


def unwrapped(inside: Iterator[bytes]) -> Iterator[bytes]:
    """The pieces of an opened file, its name first. The padding is read to its end, so that a cut file is noticed.

    Raises `Unopenable` where what is inside is no file.
    """
    held, ended = bytearray(), False
    for part in inside:
        if ended:
            continue
        held += part
        while len(held) >= LENGTH:
            length = int.from_bytes(held[:LENGTH], "big")
            if length > PIECE:
                raise Unopenable("this is no file")
            if length == 0:
                ended = True
                break
            if len(held) < LENGTH + length:
                break
            yield bytes(held[LENGTH : LENGTH + length])
            del held[: LENGTH + length]
    if not ended:
        raise Unopenable("this file was cut")


def inside(head: bytes, size: int) -> int:
    """How many bytes lie inside a sealed file of that `size`, whose first bytes are `head`.

    Raises `Unopenable` where it is no age file, or where what is inside was not padded as every file is.
    """
    end = head.find(b"\n", head.find(b"\n--- ") + 1) + 1 if b"\n--- " in head else 0
    if not is_age(head) or not end:
        raise Unopenable("this is no age v1 file")
    sealed = size - end - _NONCE
    found = sealed - -(-sealed // (PIECE + _TAG)) * _TAG
    if not 0 < found <= LARGEST_CLASS or found != padme(found):
        raise Unopenable("what is sealed here was not padded as a file is")
    return found


def head_of(pieces: Iterator[bytes]) -> Head:
    """What the first pieces tell. Raises `Unopenable`."""
    try:
        told = json.loads(next(pieces, b"{}"))
        name = str(told["name"])
    except (ValueError, TypeError, KeyError, RecursionError) as wrong:
        raise Unopenable("this file does not say how it is called") from wrong
    first = next(pieces, b"")
    kind = kind_of(first)
    return Head(name=safe_name(name, kind), kind=kind, first=first)


def kind_of(first: bytes) -> str:
    """What a file is by its first bytes: a known kind, `txt` for text, or empty."""
    for mark, place, kind in _KINDS:
        if first[place : place + len(mark)] == mark:
            return kind
    try:
        text = first[:4096].decode("utf-8", errors="strict" if len(first) <= 4096 else "ignore")
    except UnicodeDecodeError:
        return ""
    return "txt" if text and all(c.isprintable() or c in "\r\n\t" for c in text) else ""


def safe_name(name: str, kind: str) -> str:
    """A name under which a file may be saved anywhere, ending as its bytes say and not as its name does.

    No folder, no sign that some system forbids or that turns the direction of writing, nothing that begins with a
    point. What nobody knows is called `.bin`, so that no click starts it.
    """
    plain = unicodedata.normalize("NFC", name[: 2 * LONGEST_NAME])
    kept = "".join("_" if c in _FORBIDDEN or (unicodedata.category(c)[0] in "CZ" and c != " ") else c for c in plain)
    stem = _ENDING.sub("", kept.lstrip(" ._")).strip(" ._")[: LONGEST_NAME - 10].strip(" ._") or NAMELESS
    return f"{stem.replace('.', '_')}.{kind or 'bin'}"


__all__ = [
    "KINDS",
    "LARGEST_SEALED",
    "LENGTH",
    "LONGEST_HEAD",
    "PART",
    "PIECE",
    "Head",
    "Wrapping",
    "head_of",
    "inside",
    "kind_of",
    "safe_name",
    "unwrapped",
]
