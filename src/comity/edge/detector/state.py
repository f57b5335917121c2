# SPDX-License-Identifier: Apache-2.0
"""What is kept of one conversation between two messages: at most `LARGEST` bytes, and no name.

Besides its course: which of the last messages were heard (so that a repetition changes nothing), who spoke, and the few
messages whose words may still have to be named. The bytes are the whole memory; reading and writing them loses nothing.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from comity.edge.detector.course import Course, Row, Turn

LARGEST = 2_000
"""Bytes that a state may have."""
LAST = 36
"""So many of the last messages are remembered as heard."""
TIES = 4
HELD = 5
"""So many messages are held with their row and words: the last two, and those that warmed most."""
WORDS, WORD_BYTES, ID_BYTES = 8, 28, 96
"""Words of one held message, bytes of one of them, bytes of a message's id."""
_FORM = 3
_HEAD = struct.Struct("<B4sIqqBBBBBBBIfff")
_LATE, _MARK = struct.Struct("<qqBH"), struct.Struct("<I")
_TURN = struct.Struct("<BBi")
_MESSAGE = struct.Struct("<IBH")


class Held:
    """A message that is held: its place in the conversation (from 1), its row, and the words that made it.

    The words stay as they were written until somebody asks for them: most steps never do.
    """

    __slots__ = ("_words", "_written", "id", "place", "row")

    def __init__(self, id: str, place: int, row: Row, words: list[Word] | None = None, *, written: bytes = b"") -> None:
        self.id, self.place, self.row = id, place, row
        self._words, self._written = words, written if words is None else _pack_words(words)

    @property
    def words(self) -> list[Word]:
        """The words, strongest first."""
        if self._words is None:
            self._words = _unpack_words(self._written, len(self.row))
        return self._words

    @words.setter
    def words(self, words: list[Word]) -> None:
        self._words, self._written = words, _pack_words(words)

    def packed(self) -> bytes:
        """Everything as bytes."""
        name, row = self.id.encode("utf-8", "surrogatepass"), self.row
        head = _MESSAGE.pack(self.place, len(name), len(self._written))
        return b"".join((head, name, _row(len(row)).pack(*row), self._written))

    def __eq__(self, other: object) -> bool:
        """The same message, saying the same."""
        return isinstance(other, Held) and self.packed() == other.packed()

    __hash__ = None  # type: ignore[assignment]


class Word(NamedTuple):
    """A word or a turn of phrase of a message, what kind it is of, and what it adds to each channel, in 1024ths."""

    code: int
    shares: tuple[int, ...]
    text: str


@dataclass(slots=True)
class Heard:
    """The last messages that were heard: digests of their ids, their instants in seconds, whose they were.

    `forgotten` is the instant of the latest that is not remembered any more, -1 where all are; `ties` are the digests
    of up to `TIES` messages of that very second which are not.
    """

    marks: array[int] = field(default_factory=lambda: array("I"))
    at: array[int] = field(default_factory=lambda: array("I"))
    speakers: bytearray = field(default_factory=bytearray)
    forgotten: int = -1
    ties: list[int] = field(default_factory=list)

    def whose(self, mark: int) -> int | None:
        """The ordinal of who said a message; None where it is not among the last."""
        return self.speakers[self.marks.index(mark)] if mark in self.marks else None

    def too_late(self, mark: int, at: int) -> bool:
        """Whether a message is older than all that are remembered, so that it may have been heard before."""
        return at < self.forgotten or (at == self.forgotten and mark in self.ties)

    def hear(self, mark: int, at: int, speaker: int) -> None:
        """Remember a message; the earliest is forgotten where there are too many."""
        self.marks.append(mark)
        self.at.append(at)
        self.speakers.append(speaker)
        if len(self.marks) > LAST:
            first = self.at.index(min(self.at))
            gone, then = self.marks.pop(first), self.at.pop(first)
            del self.speakers[first]
            if then > self.forgotten:
                self.forgotten, self.ties = then, [gone]
            elif then == self.forgotten:
                self.ties = [*self.ties[1 - TIES :], gone]


@dataclass(slots=True)
class Spoken:
    """What the policy remembers: whether the conversation counts as warm, since when, how calm it is again."""

    warm: bool = False
    calm: int = 0
    place: int = 0
    """The place of the message at which the watch last spoke; 0 where it never did."""
    at: int = 0
    """The instant of it, in seconds."""
    odds: float = 0.0
    """The log-odds at it."""
    before: float = 0.0
    """The log-odds as they usually are in this conversation: a slow average."""
    now: float = 0.0
    """The log-odds after the last message."""


@dataclass(slots=True)
class State:
    """One conversation. `first` and `last` are instants in seconds."""

    course: Course
    first: int = 0
    last: int = 0
    marks: bytes = b""
    heard: Heard = field(default_factory=Heard)
    held: list[Held] = field(default_factory=list)
    spoken: Spoken = field(default_factory=Spoken)
    followed: bytes = b""
    """Of `desk.watch.trace`: which pattern the conversation fits."""

    def rows(self) -> list[Row]:
        """The rows of the messages held, the last message last."""
        return [held.row for held in self.held]


def pack(state: State, version: bytes) -> bytes:
    """A state as bytes. Where they would be too many, the message that is held longest is let go."""
    written = _pack(state, version)
    while len(written) > LARGEST and len(state.held) > 1:
        state.course.let_go(state.held.pop(0).row)
        written = _pack(state, version)
    return written


def _pack(state: State, version: bytes) -> bytes:
    course, spoken, heard = state.course, state.spoken, state.heard
    head = _HEAD.pack(
        _FORM, version, course.many, state.first, state.last, course.voices, len(course.sums),
        len(course.lately), len(state.marks) // 4, len(heard.marks), len(state.held),
        spoken.warm << 7 | min(spoken.calm, 127), spoken.place, spoken.odds, spoken.before, spoken.now,
    )  # fmt: skip
    parts = [head, _LATE.pack(heard.forgotten, spoken.at, len(heard.ties), len(state.followed)), state.followed]
    parts += map(_MARK.pack, heard.ties)
    numbers = (*course.sums, *course.fast, *course.slow, *course.floor)
    parts += (_numbers(len(course.sums)).pack(*numbers), state.marks)
    parts += [_TURN.pack(*turn) for turn in course.lately]
    parts += (heard.marks.tobytes(), heard.at.tobytes(), bytes(heard.speakers))
    parts += [held.packed() for held in state.held]
    return b"".join(parts)


def _pack_words(words: Sequence[Word]) -> bytes:
    parts: list[bytes] = []
    for code, shares, text in words:
        said = text.encode("utf-8", "replace")
        parts += (_word(len(shares)).pack(code, len(said), *shares), said)
    return b"".join(parts)


@cache
def _numbers(channels: int) -> struct.Struct:
    """The numbers of a course: sums, two moving averages, and the highest values."""
    return struct.Struct(f"<{3 * channels}i{channels}h")


@cache
def _row(channels: int) -> struct.Struct:
    return struct.Struct(f"<{channels}h")


@cache
def _word(channels: int) -> struct.Struct:
    return struct.Struct(f"<BB{channels}h")


def unpack(written: bytes, version: bytes, channels: int) -> State | None:
    """The state that was packed; None where the bytes are of another version, of another form, or of nothing."""
    if len(written) < _HEAD.size or written[0] != _FORM or written[1:5] != version or written[26] != channels:
        return None
    try:
        return _unpack(written)
    except (struct.error, ValueError, IndexError):
        return None


def _unpack(written: bytes) -> State:
    head = _HEAD.unpack_from(written)
    _, _, many, first, last, voices, channels, turns, marks, heard, held, warm, place, odds, before, now = head
    at = _HEAD.size
    forgotten, spoken_at, tied, traced = _LATE.unpack_from(written, at)
    at += _LATE.size + traced
    followed = written[at - traced : at]
    ties = [_MARK.unpack_from(written, at + n * 4)[0] for n in range(tied)]
    at += 4 * tied
    numbers = _numbers(channels).unpack_from(written, at)
    sums, fast, slow, floor = [[*numbers[n * channels : (n + 1) * channels]] for n in range(4)]
    at += 14 * channels
    names = written[at : at + 4 * marks]
    at += 4 * marks
    lately = [*map(Turn._make, _TURN.iter_unpack(written[at : at + turns * _TURN.size]))]
    at += turns * _TURN.size
    remembered = Heard(forgotten=forgotten, ties=ties)
    remembered.marks.frombytes(written[at : at + 4 * heard])
    remembered.at.frombytes(written[at + 4 * heard : at + 8 * heard])
    remembered.speakers += written[at + 8 * heard : at + 9 * heard]
    at += 9 * heard
    course = Course(many, sums, fast, slow, floor, voices, lately)
    spoken = Spoken(bool(warm & 128), warm & 127, place, spoken_at, odds, before, now)
    messages = _unpack_held(written[at:], held, channels)
    if any(not 0 < one.place <= many for one in messages):
        raise ValueError("a message is held that was not said yet")
    return State(course, first, last, names, remembered, messages, spoken, followed)


def _unpack_held(written: bytes, many: int, channels: int) -> list[Held]:
    found: list[Held] = []
    at, row = 0, _row(channels)
    for _ in range(many):
        place, name, size = _MESSAGE.unpack_from(written, at)
        at += _MESSAGE.size
        id = written[at : at + name].decode("utf-8", "surrogatepass")
        at += name + row.size
        found.append(Held(id, place, row.unpack_from(written, at - row.size), written=written[at : at + size]))
        at += size
    return found


def _unpack_words(written: bytes, channels: int) -> list[Word]:
    """Words that were packed; those that a damaged state cut off are left out."""
    found: list[Word] = []
    at, head = 0, _word(channels)
    while at + head.size <= len(written):
        code, size, *shares = head.unpack_from(written, at)
        at += head.size + size
        found.append(Word(code, tuple(shares), written[at - size : at].decode("utf-8", "replace")))
    return found


__all__ = ["HELD", "ID_BYTES", "LARGEST", "LAST", "WORDS", "WORD_BYTES", "Heard", "Held", "Spoken", "State",
           "Word", "pack", "unpack"]  # fmt: skip
