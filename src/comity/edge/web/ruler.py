# SPDX-License-Identifier: Apache-2.0
"""How far a count is from its threshold: integers only, and the ruler that shows them (P15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from comity.core.ballot import Base, Stage
from comity.core.procedure.model import Question
from comity.edge.web import spoken

RULER = 730
"""The ruler's length in the units of its drawing."""
WORDS = 126
"""The room that the words of the distance need, and those of the threshold."""
LETTER = 7.4
"""What a letter takes at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arithmetic:
    """One answer against one share: numerator, base, comparison in words, what was needed, the distance left."""

    answer: str
    part: int
    base: int
    base_name: str
    share: str
    needed: int
    distance: int
    met: bool
    left: int
    right: int
    numerator: int
    denominator: int
    strict: bool
    against: bool

    @property
    def bar(self) -> float:
        """Where the bar ends on the ruler."""
        return self._at(Fraction(self.part, self.base))

    @property
    def post(self) -> float:
        """Where the threshold stands on the ruler."""
        return self._at(Fraction(self.needed, self.base))

    @property
    def crowded(self) -> bool:
        """Whether the answer's own words would run into those of the threshold."""
        return len(self.answer) * LETTER + WORDS > self.post

    @property
    def label_x(self) -> float:
        """Where the bar's own words begin."""
        beside, behind = self.bar + 8, self.post + 10
        if beside + WORDS <= self.post or behind + WORDS > RULER:
            return min(beside, RULER - WORDS)
        return behind

    def _at(self, part: Fraction) -> float:
        """The whole base where the threshold lies far in it, else a quarter more than the threshold or the bar."""
        post, bar = Fraction(self.needed, self.base), Fraction(self.part, self.base)
        whole = Fraction(1) if post >= Fraction(2, 5) else max(post * Fraction(5, 4), bar)
        return float(round(part / whole * RULER, 1))


def arithmetic(question: Question, stage: Stage, counts: Mapping[str, int], base: int) -> Arithmetic | None:
    """The sum of a counted question under one stage; of the answer that it can carry, or of the leading one."""
    allowed = [a for a in question.ids if stage.passing is None or a in stage.passing]
    if base <= 0 or not allowed:
        return None
    answer = max(allowed, key=lambda a: counts.get(a, 0))
    part = counts.get(answer, 0)
    share = stage.share
    return Arithmetic(
        answer={a.id: a.text for a in question.answers}[answer],
        part=part,
        base=base,
        base_name=spoken.base(stage.supply if stage.base is Base.SUPPLIED else stage.base.value),
        share=spoken.share(share),
        needed=share.needed(base),
        distance=share.distance(part, base),
        met=share.met(part, base),
        left=part * share.denominator,
        right=base * share.numerator,
        numerator=share.numerator,
        denominator=share.denominator,
        strict=share.comparison.value == "more than",
        against=stage.base is Base.SUPPLIED and stage.passing is not None,
    )


__all__ = ["RULER", "Arithmetic", "arithmetic"]
