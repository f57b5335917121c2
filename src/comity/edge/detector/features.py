# SPDX-License-Identifier: Apache-2.0
"""What is seen in one message: numbers alone (`glance`), the words that matter most (`top`), or every word (`look`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import NamedTuple

from comity.edge.detector.heads import Heads, warms
from comity.edge.detector.model import Gram
from comity.edge.detector.words import MARKS, MENTION, START, clean, words_of, written

_SHOWN = {MENTION: MENTION, **MARKS}

_START = f"{START} "


class Part(NamedTuple):
    """A gram of a message: the words as they stand there, and what they add to every head."""

    gram: str
    words: tuple[str, ...]
    adds: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Looked:
    """One message as the detector sees it.

    `values`: every head's value, the exact sum of `parts`. `cues`: by lexicon group, the words of the text that are
    cues of it. `known` of `words` words are in the vocabulary: where few are, the language is none of the detector's.
    """

    values: tuple[float, ...]
    words: int
    known: int
    parts: tuple[Part, ...]
    cues: dict[str, tuple[str, ...]]


def glance(text: str, heads: Heads) -> tuple[float, ...]:
    """Every head's value for a text, and nothing else: what a fold needs of each message."""
    return heads.read(heads.seen(words_of(clean(text))))


def look(text: str, heads: Heads) -> Looked:
    """The same values with everything that made them, for people who look. Slower."""
    cleaned = clean(text)
    words = words_of(cleaned)
    seen = heads.seen(words)
    known_grams = sorted(heads.known(seen), key=lambda gram: (_place(words, gram), gram))
    parts = _parts(known_grams, heads, words, cleaned)
    cues: dict[str, list[str]] = {}
    for part in parts:
        for group in heads.lexicon.groups.get(part.gram, ()):
            cues.setdefault(heads.lexicon.names[group], []).append(" ".join(part.words))
    known = sum(word in heads.entries for word in words)
    return Looked(heads.read(seen), len(words), known, parts, {group: tuple(found) for group, found in cues.items()})


def _parts(known: Sequence[str], heads: Heads, words: list[str], cleaned: str, many: int = 0) -> tuple[Part, ...]:
    """Parts for known grams, in their order; `many` is how many are known, if not only these."""
    stands = written(cleaned, len(words))
    if not _SHOWN.keys().isdisjoint(words):
        stands = [_SHOWN.get(word, stand) for word, stand in zip(words, stands, strict=True)]
    many, found = many or len(known), []
    for gram in known:
        at = _place(words, gram)
        found.append(Part(gram, tuple(stands[at : at + _size(gram)]), heads.adds(gram, many)))
    return tuple(found)


def _size(gram: str) -> int:
    return gram.count(" ") + (not gram.startswith(_START))


def _place(words: list[str], gram: str) -> int:
    """Where a gram first stands. The words before it are skipped by looking for its first one."""
    if gram.startswith(START):
        return 0
    if " " not in gram:
        return words.index(gram)
    first, *more = gram.split()
    at = words.index(first)
    while more and words[at + 1 : at + 1 + len(more)] != more:
        at = words.index(first, at + 1)
    return at


class _Glanced(NamedTuple):
    """A text that was read, its grams, and the entry of each; none where a gram is not known."""

    text: str
    cleaned: str
    words: list[str]
    seen: set[str]
    entries: list[int | None]


class Reader:
    """Heads as the fold's model asks for them. What was glanced at last is remembered, for who wants its words then."""

    def __init__(self, heads: Heads, otherwise: str) -> None:
        """`otherwise` is the code of a gram that is in no group of the lexicon."""
        self._heads, self._otherwise = heads, otherwise
        self._last = _Glanced("", "", [], set(), [])

    def glance(self, text: str) -> tuple[float, ...]:
        """Every head's value."""
        return self._heads.summed(self._read(text).entries)

    def _read(self, text: str) -> _Glanced:
        if self._last.text != text:
            cleaned = clean(text)
            words = words_of(cleaned)
            seen = self._heads.seen(words)
            self._last = _Glanced(text, cleaned, words, seen, [*map(self._heads.entries.get, seen)])
        return self._last

    def look(self, text: str) -> list[Gram]:
        """Every known gram."""
        return [self._gram(part) for part in look(text, self._heads).parts]

    def top(self, text: str, many: int) -> list[Gram]:
        """At most `many` grams: those that warm most, then the one that cools most."""
        _, cleaned, words, seen, entries = self._read(text)
        known = [(by, gram) for by, gram in zip(entries, seen, strict=True) if by]
        if not known:
            return []
        coolest = min(known)
        cool = [coolest[1]] if warms(coolest[0]) < 0 else []
        warm = [gram for by, gram in nlargest(many - len(cool), known) if warms(by) > 0]
        return [self._gram(part) for part in _parts([*warm, *cool], self._heads, words, cleaned, len(known))]

    def _gram(self, part: Part) -> Gram:
        groups, names = self._heads.lexicon.groups, self._heads.lexicon.names
        code = names[groups[part.gram][0]] if part.gram in groups else self._otherwise
        return Gram(" ".join(part.words), code, part.adds)


__all__ = ["Looked", "Part", "Reader", "glance", "look"]
