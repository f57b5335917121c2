# SPDX-License-Identifier: Apache-2.0
"""What is seen in one message: numbers alone (`glance`), or with every word that made them (`look`)."""

from __future__ import annotations

from dataclasses import dataclass

from comity.edge.detector.heads import Heads
from comity.edge.detector.model import Gram
from comity.edge.detector.words import MENTION, clean, words_of, written


@dataclass(frozen=True, slots=True)
class Part:
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
    return heads.read(words_of(clean(text)))


def look(text: str, heads: Heads) -> Looked:
    """The same values with everything that made them, for people who look. Slower."""
    cleaned = clean(text)
    words = words_of(cleaned)
    stands = written(cleaned, len(words))
    shown: dict[str, tuple[str, ...]] = {}
    whole = _places(words)
    parts = []
    for gram, adds in heads.parts(words).items():
        at, size = whole.get(gram.removeprefix("^ "), -1), len(gram.removeprefix("^ ").split())
        if at < 0:
            at = _find(words, gram.split())
        shown[gram] = tuple("@" if words[i] == MENTION else stands[i] for i in range(at, at + size))
        parts.append(Part(gram, shown[gram], adds))
    cues: dict[str, list[str]] = {}
    for gram, found in shown.items():
        for group in heads.lexicon.groups.get(gram, ()):
            cues.setdefault(heads.lexicon.names[group], []).append(" ".join(found))
    known = sum(word in heads.entries for word in words)
    values = heads.read(words)
    return Looked(values, len(words), known, tuple(parts), {group: tuple(found) for group, found in cues.items()})


def _places(words: list[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for at, word in enumerate(words):
        places.setdefault(word, at)
        if at:
            places.setdefault(f"{words[at - 1]} {word}", at - 1)
    return places


def _find(words: list[str], cue: list[str]) -> int:
    if cue[0] == "^":
        return 0
    return next(at for at in range(len(words)) if words[at : at + len(cue)] == cue)


def grams_of(looked: Looked, heads: Heads, otherwise: str) -> list[Gram]:
    """The parts of a message as the fold asks for them; `otherwise` is the code of what is in no group."""
    groups, names = heads.lexicon.groups, heads.lexicon.names
    return [
        Gram(" ".join(part.words), names[groups[part.gram][0]] if part.gram in groups else otherwise, part.adds)
        for part in looked.parts
    ]


__all__ = ["Looked", "Part", "glance", "grams_of", "look"]
