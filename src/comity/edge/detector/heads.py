# SPDX-License-Identifier: Apache-2.0
"""Linear heads over words, pairs of words and turns of phrase, in whole numbers: a sum is the same in any order.

A head's value for a text is `scale * damped(number of known grams) * sum of their weights`, each gram once. A gram's
weight holds what its lexicon groups add, so a value decomposes over grams exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from struct import Struct
from typing import TypeAlias

from comity.edge.detector.lexicon import Lexicon
from comity.edge.detector.words import START

HEADS = ("toxicity", "incivility", "offence", "politeness", "draw")
"""What each head estimates of one message. `draw`: how heated the answer to it will be. Only `politeness` cools."""
NUMBER_OF_WORDS = 1_200
"""How many words of a message are looked at, at most."""
UNSAID = 40
"""So many grams without weight are added to every message before its mean is taken."""
_ZERO = 1 << 15
_HOTTEST = (1 << 19) - 1
_LANES = Struct(f"<{len(HEADS) + 1}I")

Weights: TypeAlias = tuple[int, ...]


def damped(many: int) -> float:
    """What a sum over so many known grams is multiplied with: a mean, as if `UNSAID` more had been said calmly.

    So a short message says little, however sharp its few words are, and a long one no more than its mean.
    """
    return 13.0 / (many + UNSAID)


def packed(weights: Weights, heat: int = 0) -> int:
    """A gram's weights as one number: a lane of 32 bits for each head, so that adding numbers adds every head.

    `heat`, which tells the gram that matters more from one that matters less, is in the highest lane.
    """
    held = max(-_HOTTEST, min(_HOTTEST, heat)) + _HOTTEST
    return int.from_bytes(_LANES.pack(*[weight + _ZERO for weight in weights], held), "little")


def unpacked(entry: int) -> Weights:
    """A gram's weights, by head."""
    *lanes, _ = _LANES.unpack(entry.to_bytes(_LANES.size, "little"))
    return tuple([lane - _ZERO for lane in lanes])


def warms(entry: int) -> int:
    """A gram's heat."""
    return (entry >> (32 * len(HEADS))) - _HOTTEST


@dataclass(frozen=True)
class Heads:
    """Trained heads. `entries`: a gram's weights, `packed`; `scale`: one for each head."""

    entries: dict[str, int]
    scale: tuple[float, ...]
    lexicon: Lexicon
    _none: tuple[float, ...] = field(default=(0.0,) * len(HEADS), init=False)

    def read(self, seen: set[str]) -> tuple[float, ...]:
        """Every head's value for a message's `grams`."""
        return self.summed(map(self.entries.get, seen))

    def summed(self, entries: Iterable[int | None]) -> tuple[float, ...]:
        """Every head's value for the entries of a message's grams; those that have none are not known."""
        known = list(filter(None, entries))
        many = len(known)
        if not many:
            return self._none
        root = damped(many)
        *sums, _ = _LANES.unpack(sum(known).to_bytes(_LANES.size, "little"))
        zero = many * _ZERO
        return tuple([scale * (lane - zero) * root for scale, lane in zip(self.scale, sums)])  # noqa: B905 - in the way

    def known(self, seen: set[str]) -> list[str]:
        """Those grams that are in the vocabulary."""
        return [gram for gram in seen if gram in self.entries]

    def adds(self, gram: str, many: int) -> tuple[float, ...]:
        """What a known gram adds to every head in a message of `many` known grams."""
        root = damped(many)
        *lanes, _ = _LANES.unpack(self.entries[gram].to_bytes(_LANES.size, "little"))
        return tuple([scale * (lane - _ZERO) * root for scale, lane in zip(self.scale, lanes, strict=True)])

    @cached_property
    def _after(self) -> dict[str, set[str]]:
        """By the first word of a pair that matters the words that may follow: weighed, or begun by a longer phrase."""
        found: dict[str, set[str]] = {}
        for gram in (*self.entries, *self.lexicon.starts):
            first, *more = gram.split(" ")
            if len(more) == 1:
                found.setdefault(first, set()).add(more[0])
        return found

    def seen(self, words: list[str]) -> set[str]:
        """Of a message's `grams` its words, and those of its pairs and phrases that matter."""
        words = words[:NUMBER_OF_WORDS]
        firsts = [START, *words]
        pairs = zip(firsts, words, map(self._after.get, firsts), strict=False)
        seen = {f"{one} {other}" for one, other, after in pairs if after and other in after}
        seen.update(_longer(seen, words, self.lexicon))
        seen.update(words)
        return seen

    def heated(self, loud: Sequence[float]) -> Heads:
        """The same heads; a gram's heat is what it adds where a unit of each head adds `loud`."""
        by = [one * scale * 10_000 for one, scale in zip(loud, self.scale, strict=True)]
        entries = {}
        for gram, entry in self.entries.items():
            weights = unpacked(entry)
            heat = sum([one * weight for one, weight in zip(by, weights, strict=True)])
            entries[gram] = packed(weights, round(heat))
        return Heads(entries, self.scale, self.lexicon)


def grams(words: list[str], lexicon: Lexicon) -> set[str]:
    """What a message is read as: its words, its pairs of neighbours, and the lexicon's longer phrases, each once."""
    words = words[:NUMBER_OF_WORDS]
    seen = {f"{one} {other}" for one, other in pairwise([START, *words])}
    seen.update(_longer(seen, words, lexicon))
    seen.update(words)
    return seen


def _longer(pairs: set[str], words: list[str], lexicon: Lexicon) -> list[str]:
    """The lexicon's longer phrases that begin with one of the pairs of a message."""
    starts = lexicon.starts & pairs
    if not starts:
        return []
    whole = f" {START} {' '.join(words)} "
    return [cue for start in starts for cue in lexicon.phrases[start] if f" {cue} " in whole]
