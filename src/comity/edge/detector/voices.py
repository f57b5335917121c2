# SPDX-License-Identifier: Apache-2.0
"""Names taken out: speakers and whoever is mentioned become ordinals that start anew in each conversation (P20).

A mention (`@name`, `<@1234>`, `u/name`, `@name:server`) becomes `@1`, `@2`, ... in the order in which this conversation
first heard of them, and so does the bare name of somebody who spoke, where it is a word of four letters or more. Two
conversations that differ in nothing but names give the same text.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator
from itertools import repeat
from zlib import crc32

from comity.edge.detector.course import NOBODY

MOST = 48
"""So many people of one conversation are told apart; all who come later share the ordinal of nobody."""
LONGEST = 8_000
"""Characters of a message that are read; what follows is not."""

_MENTION = re.compile(
    r"<@[!&]?([\w.-]{1,64})(?:\|[^>\n]{0,64})?>|(?<![\w@/.])@([\w][\w.-]{0,63}(?::[\w.-]{1,80})?)"
    r"|(?<![\w/])/?u/([\w-]{2,40})"
)
_NAME = re.compile(r"[\w][\w.-]{2,62}[\w]")
_LONGEST_NAME = 64
_CHUNKS = bytes([byte if chr(byte).isalnum() or byte in b"_.-" else 32 for byte in bytes(range(128)).lower()]).ljust(
    256
)
"""Letters made small, and a space for whatever is in no name."""
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_TORN = re.compile("[\ud800-\udfff]")


def plain(text: str) -> str:
    """A text as a reader sees it: no control or direction marks, no half characters, at most `LONGEST` long."""
    text = text[:LONGEST]
    if text.isprintable():
        return text
    text = _UNSEEN.sub("", text)
    return text if text.isascii() else _TORN.sub("\ufffd", text)


class Voices:
    """Who was heard of in one conversation, by a short digest each: the names themselves are not kept."""

    __slots__ = ("_known", "marks")

    def __init__(self, marks: bytes = b"") -> None:
        self.marks = array("I", marks)
        self._known = {mark: n for n, mark in enumerate(self.marks)}

    def of(self, name: str) -> int:
        """The ordinal of a name, a new one where it was never heard; `NOBODY` where it is empty or one too many."""
        if not name:
            return NOBODY
        mark = _mark(name)
        found = self._known.get(mark)
        if found is None:
            if len(self.marks) >= MOST:
                return NOBODY
            found = self._known[mark] = len(self.marks)
            self.marks.append(mark)
        return found

    def hear(self, text: str) -> tuple[str, int]:
        """A text with ordinals for names, and the first whom it mentions (`NOBODY` where it mentions none)."""
        first = [NOBODY]
        if "@" in text or "u/" in text:
            text = _MENTION.sub(lambda found: self._mentioned(found, first), text)
        if self._known and not self._known.keys().isdisjoint(_marks(text)):
            text = "".join(self._named(text))
        return text, first[0]

    def _mentioned(self, found: re.Match[str], first: list[int]) -> str:
        name = (found[1] or found[2] or found[3]).rstrip(".-")
        spoken = self.of(name)
        if first[0] == NOBODY:
            first[0] = spoken
        tail = "." if found[2] and found[2].endswith(".") else ""
        return f"{shown(spoken)}{tail}"

    def _named(self, text: str) -> Iterator[str]:
        """The text in pieces, with the bare names of those who were heard of replaced."""
        at, known = 0, self._known
        for found in _NAME.finditer(text):
            ordinal = known.get(_mark(found[0]))
            if ordinal is not None:
                yield text[at : found.start()]
                yield shown(ordinal)
                at = found.end()
        yield text[at:]


def shown(ordinal: int) -> str:
    """How an ordinal stands in a text: `@1` for the first voice; `@0` for one of very many."""
    return "@0" if ordinal == NOBODY else f"@{ordinal + 1}"


def _marks(text: str) -> Iterator[int]:
    """The marks of all that could be a name, and perhaps of some more. In plain letters it goes faster by bytes."""
    if text.isascii():
        chunks = text.encode().translate(_CHUNKS).split()
        if max(map(len, chunks), default=0) <= _LONGEST_NAME:
            return map(crc32, map(bytes.strip, chunks, repeat(b".-")))
    return map(crc32, map(str.encode, _NAME.findall(text.casefold())))


def _mark(name: str) -> int:
    return crc32(_bytes(name.casefold().lstrip("@")))


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


__all__ = ["LONGEST", "MOST", "Voices", "plain", "shown"]
