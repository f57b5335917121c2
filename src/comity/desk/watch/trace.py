# SPDX-License-Identifier: Apache-2.0
"""Which pattern a conversation fits: a short trace without a word in it, followed message by message (P20).

The trace holds the last sixteen messages, each in twelve bytes: the hash of its id, who spoke to whom as ordinals of
this conversation, how long after the one before, whether it asks, and the numbers of the phrases that it says. What
fits is a matter of the trace alone, so that a runner can stop and go on anywhere.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from comity.desk.watch import shapes
from comity.desk.watch.cues import ADDRESSING, ASKING, Phrases, words
from comity.desk.watch.message import Message
from comity.desk.watch.patterns import Cues, Pattern
from comity.desk.watch.shapes import ASKS, LAST, NEW, NOBODY, YOU, Heard, Talk

_HEAD = struct.Struct("<B4sBBHd")
_ENTRY = struct.Struct("<IBBBB4s")
_FORM = 1
_SLOTS = 4
MOST_PATTERNS = 120
"""A phrase's number is one byte: two kinds for each pattern."""
LONGEST_TRACE = _HEAD.size + LAST * _ENTRY.size
"""Bytes of a full trace."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A pattern that fits, and its step. `strength` is how much of it was seen; `shadow` means: shown to nobody."""

    pattern: str
    step: str
    strength: int
    shadow: bool = False


@dataclass(frozen=True)
class Library:
    """Patterns made ready for looking: begun once, used for every message. An empty one fits nothing."""

    patterns: tuple[Pattern, ...] = ()

    def __post_init__(self) -> None:
        if len(self.patterns) > MOST_PATTERNS:
            raise ValueError(f"at most {MOST_PATTERNS} patterns are looked for at once")

    @cached_property
    def digest(self) -> str:
        """Of everything that fitting depends on: a trace of another library is begun anew."""
        told = [(one.id, one.step, one.shadow, repr(one.cues)) for one in self.patterns]
        return sha256(repr((_FORM, told)).encode()).hexdigest()[:12]

    @cached_property
    def phrases(self) -> Phrases:
        """What is looked for in every message: for each pattern its words (odd numbers) and its answers (even)."""
        found: dict[int, Iterable[str]] = {}
        for place, one in enumerate(self.patterns):
            found[2 * place + 1] = one.cues.words
            found[2 * place + 2] = one.cues.answers
        return Phrases(found)

    @cached_property
    def openings(self) -> Phrases:
        """What is looked for in the first message of a conversation alone."""
        return Phrases({place + 1: one.cues.opens for place, one in enumerate(self.patterns)})


def follow(library: Library, trace: bytes, message: Message, *, voice: int) -> bytes:
    """The trace after one message. `voice` is the ordinal of who speaks, in order of first appearance, from nought.

    A message that stands in the trace already is read again in its place: a repetition changes nothing.
    """
    talk = _read(trace)
    said = words(message.text)
    mark = _mark(message.id)
    signs = ASKS * any(sign in message.text for sign in ASKING) + YOU * (not ADDRESSING.isdisjoint(said))
    numbers = bytes(library.phrases.said(said, _SLOTS))
    for place, one in enumerate(talk.last):
        if one.mark == mark:
            again = _ENTRY.pack(mark, one.voice, one.to, signs + (one.signs & NEW), one.gap, numbers)
            start = _HEAD.size + place * _ENTRY.size
            return trace[:start] + again + trace[start + _ENTRY.size :]
    voice = min(voice, NOBODY - 1)
    to = _to(talk.last, message.reply_to, voice, bool(signs & YOU))
    at = message.at.timestamp()
    gap = _gap(at - talk.at) if talk.many else 0
    opens, opening_asks = talk.opens, talk.opening_asks
    if not talk.many:
        opens, opening_asks = bytes(library.openings.said(said, _SLOTS)), bool(signs & ASKS)
    head = _HEAD.pack(_FORM, opens, opening_asks, max(talk.voices, voice + 1), min(talk.many + 1, 65535), at)
    kept = trace[max(_HEAD.size, len(trace) - (LAST - 1) * _ENTRY.size) :]
    return head + kept + _ENTRY.pack(mark, voice, to, signs + NEW * (voice >= talk.voices), gap, numbers)


def forgotten(trace: bytes, id: str) -> bytes:
    """The trace where a message is gone at its platform: it said nothing."""
    mark = _mark(id)
    for place, one in enumerate(_read(trace).last):
        if one.mark == mark:
            bare = _ENTRY.pack(0, one.voice, one.to, one.signs & NEW, one.gap, b"")
            start = _HEAD.size + place * _ENTRY.size
            return trace[:start] + bare + trace[start + _ENTRY.size :]
    return trace


def fit(library: Library, trace: bytes, *, shadow: bool = False) -> Fit | None:
    """The pattern that fits best, None where none does. With `shadow` only among those that are tried unseen."""
    talk = _read(trace)
    seen: set[str] | None = None
    best: Fit | None = None
    for place, one in enumerate(library.patterns):
        if one.shadow is not shadow:
            continue
        if seen is None:
            seen = shapes.seen(talk)
        strength = _strength(talk, seen, place, one.cues)
        if strength and (best is None or strength > best.strength):
            best = Fit(pattern=one.id, step=one.step, strength=strength, shadow=shadow)
    return best


def _strength(talk: Talk, seen: set[str], place: int, cues: Cues) -> int:
    """How much of a pattern is there, nought where something that it needs is not."""
    if not set(cues.shapes) <= seen:
        return 0
    said = [one for one in talk.last if 2 * place + 1 in one.said]
    voices = {one.voice for one in said}
    if len(said) < cues.messages or len(voices) < cues.voices:
        return 0
    if cues.opens and place + 1 not in talk.opens:
        return 0
    asking = voices or {0}
    answered = [one for one in talk.last if 2 * place + 2 in one.said and asking - {one.voice}]
    if cues.answers and not answered:
        return 0
    conditions = len(cues.shapes) + bool(cues.words) + bool(cues.answers) + bool(cues.opens)
    return 4 * conditions + 2 * min(len(said) + len(answered), 4)


def _to(last: Sequence[Heard], reply_to: str, voice: int, you: bool) -> int:
    """To whom a message speaks: the voice that it replies to; else, where it says `you`, whoever was being spoken to.

    That is the one before, unless the one before spoke to somebody itself: then the same one is meant. Who was spoken
    to and answered is meant again.
    """
    if reply_to:
        mark = _mark(reply_to)
        found = next((one.voice for one in reversed(last) if one.mark == mark), NOBODY)
        if found not in (NOBODY, voice):
            return found
    if not you or not last:
        return NOBODY
    before = last[-1]
    spoken_to = any(one.to == before.voice for one in last[:-1])
    if before.voice == voice or (not spoken_to and before.to not in (NOBODY, voice)):
        return before.to if before.to != voice else NOBODY
    return before.voice


def _mark(id: str) -> int:
    return zlib.crc32(id.encode("utf-8", "surrogatepass")) or 1


def _gap(seconds: float) -> int:
    return min(255, int(8 * math.log2(1 + max(0.0, seconds))))


def _read(trace: bytes) -> Talk:
    """What stands in a trace; nothing in one of another form."""
    if not trace or trace[0] != _FORM or len(trace) > LONGEST_TRACE or (len(trace) - _HEAD.size) % _ENTRY.size:
        return Talk()
    _, opens, opening, voices, many, at = _HEAD.unpack_from(trace)
    last = tuple(map(Heard._make, _ENTRY.iter_unpack(trace[_HEAD.size :])))
    return Talk(opens, bool(opening), voices, many, at, last)


__all__ = ["Fit", "LONGEST_TRACE", "Library", "MOST_PATTERNS", "fit", "follow", "forgotten"]
