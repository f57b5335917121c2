# SPDX-License-Identifier: Apache-2.0
"""What is seen in one message (`look`), and how a conversation of messages is folded into a few numbers (`Course`)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from comity.edge.detector.heads import Heads
from comity.edge.detector.words import MENTION, clean, words_of, written

FAST, SLOW = 0.5, 0.2
"""How much of a moving average the newest message is."""
AGGREGATES = ("last", "fast", "slow", "mean", "peak")
"""How a head's values over a conversation are folded. `last - mean` is two of them."""


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


def glance(text: str, heads: Heads, named: Collection[str] = ()) -> tuple[float, ...]:
    """Every head's value for a text, and nothing else: what a fold needs of each message."""
    return heads.read(words_of(clean(text, named)))


def look(text: str, heads: Heads, named: Collection[str] = ()) -> Looked:
    """The same values with everything that made them, for people who look. Slower."""
    cleaned = clean(text, named)
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


@dataclass(frozen=True, slots=True)
class Course:
    """A conversation so far: how many messages, and of every head's values the last, two moving averages, sum and peak.

    `peaks` is the place of the message that holds each head's peak, counted from 0.
    """

    count: int = 0
    last: tuple[float, ...] = ()
    fast: tuple[float, ...] = ()
    slow: tuple[float, ...] = ()
    sum: tuple[float, ...] = ()
    peak: tuple[float, ...] = ()
    peaks: tuple[int, ...] = ()

    def after(self, values: tuple[float, ...]) -> Course:
        """The conversation with one more message."""
        if not self.count:
            return Course(1, values, values, values, values, values, (0,) * len(values))
        return Course(
            self.count + 1,
            values,
            tuple([old + FAST * (new - old) for old, new in zip(self.fast, values, strict=True)]),
            tuple([old + SLOW * (new - old) for old, new in zip(self.slow, values, strict=True)]),
            tuple([old + new for old, new in zip(self.sum, values, strict=True)]),
            tuple([max(old, new) for old, new in zip(self.peak, values, strict=True)]),
            tuple(
                [self.count if new > old else at for old, new, at in zip(self.peak, values, self.peaks, strict=True)]
            ),
        )

    def folded(self) -> tuple[float, ...]:
        """The numbers that the layer weighs: for each of `AGGREGATES`, one for every head."""
        if not self.count:
            return ()
        return (*self.last, *self.fast, *self.slow, *[one / self.count for one in self.sum], *self.peak)

    def share(self, place: int) -> tuple[float, ...]:
        """How much of each aggregate message `place` is: last, fast, slow, mean. Its peak is in `peaks`."""
        ago = self.count - 1 - place
        fast, slow = ((1 - part) ** ago * (part if place else 1.0) if self.count > 1 else 1.0 for part in (FAST, SLOW))
        return (float(ago == 0), fast, slow, 1 / self.count)


@dataclass(frozen=True, slots=True)
class Layer:
    """The linear layer: what a conversation's numbers add to the log-odds that it turns, beyond `offset`.

    `weights[a][h]` weighs aggregate `a` of head `h`.
    """

    offset: float
    weights: tuple[tuple[float, ...], ...]

    def score(self, course: Course) -> float:
        """Log-odds that the conversation turns, beyond `offset`; 0 for an empty one."""
        flat = [weight for row in self.weights for weight in row]
        return sum([weight * value for weight, value in zip(flat, course.folded(), strict=False)])

    def pull(self, course: Course, place: int) -> tuple[float, ...]:
        """What one unit of each head's value in message `place` adds to `score`: exact, given where the peaks are."""
        *shares, peak = self.weights
        weighed = zip(course.share(place), shares, strict=True)
        sums = [0.0] * len(peak)
        for share, row in weighed:
            sums = [total + share * weight for total, weight in zip(sums, row, strict=True)]
        return tuple(
            [
                total + (weight if at == place else 0.0)
                for total, weight, at in zip(sums, peak, course.peaks, strict=True)
            ]
        )


__all__ = ["AGGREGATES", "FAST", "SLOW", "Course", "Layer", "Looked", "Part", "glance", "look"]
