# SPDX-License-Identifier: Apache-2.0
"""Linear heads over words, pairs of words and turns of phrase, in whole numbers: a sum is the same in any order.

A head's value for a text is `scale * (sum of its known grams' weights) / sqrt(number of known grams)`, each gram once.
A gram's weight holds what its lexicon groups add, so a value decomposes over grams exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TypeAlias

from comity.edge.detector.lexicon import Lexicon
from comity.edge.detector.words import START

HEADS = ("toxicity", "incivility", "offence", "hate", "politeness", "draw")
"""What each head estimates of one message. `draw`: how heated the answer to it will be. Only `politeness` cools."""
NUMBER_OF_WORDS = 1_200
"""How many words of a message are looked at, at most."""

Weights: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heads:
    """Trained heads. `entries`: a gram's weight for every head, in the order of `HEADS`; `scale`: one for each head."""

    entries: dict[str, Weights]
    scale: tuple[float, ...]
    lexicon: Lexicon

    def read(self, words: Sequence[str]) -> tuple[float, ...]:
        """Every head's value for a message's words."""
        known = list(filter(None, map(self.entries.get, grams(words, self.lexicon))))
        if not known:
            return (0.0,) * len(self.scale)
        root = sqrt(len(known))
        return tuple(
            [scale * total / root for scale, total in zip(self.scale, map(sum, zip(*known, strict=True)), strict=True)]
        )

    def parts(self, words: Sequence[str]) -> dict[str, tuple[float, ...]]:
        """What every known gram adds to every head; the sums are `read`. In the order in which they first stand."""
        known = {gram: self.entries[gram] for gram in _ordered(words, self.lexicon) if gram in self.entries}
        root = sqrt(len(known)) if known else 1.0
        return {
            gram: tuple([scale * one / root for scale, one in zip(self.scale, weights, strict=True)])
            for gram, weights in known.items()
        }


def grams(words: Sequence[str], lexicon: Lexicon) -> set[str]:
    """What a message is read as: its words, its pairs of neighbours, and the lexicon's longer phrases, each once."""
    words = words[:NUMBER_OF_WORDS]
    seen = {f"{one} {other}" for one, other in zip([START, *words], words)}  # noqa: B905 - the last has no neighbour
    starts = lexicon.phrases.keys() & seen
    if starts:
        whole = f" {START} {' '.join(words)} "
        seen.update([cue for start in starts for cue in lexicon.phrases[start] if f" {cue} " in whole])
    seen.update(words)
    return seen


def _ordered(words: Sequence[str], lexicon: Lexicon) -> list[str]:
    words = words[:NUMBER_OF_WORDS]
    whole = f" {START} {' '.join(words)} "
    return sorted(grams(words, lexicon), key=lambda gram: (whole.find(f" {gram} "), -len(gram)))
