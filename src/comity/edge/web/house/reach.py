# SPDX-License-Identifier: Apache-2.0
"""The ruler of a window: how far an objection reaches, where it would be met, what one's own weight would add (P15).

Whole units and fractions only; a coordinate is rounded at the very end, and no decision rests on one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from comity.edge.web.ruler import Arithmetic

WIDE, NARROW = 1000, 330
"""The lengths of the two drawings in their own units."""
_STEPS = tuple(Fraction(n, 100) for n in (1, 2, 5, 10, 20, 25, 50))
MOST_TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """One mark of the scale."""

    x: float
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where everything stands on one drawing: the bar, the own addition, the post, the ticks."""

    length: int
    bar: float
    would: float
    post: float
    ticks: tuple[Tick, ...]

    @property
    def adds(self) -> float:
        """The width of what the own vote would add."""
        return self.would - self.bar

    @property
    def middle(self) -> float:
        """The middle of the way that is left."""
        return (self.would + self.post) / 2

    @property
    def left(self) -> float:
        """The length of the way that is left on the drawing."""
        return self.post - self.would

    @property
    def after_label(self) -> float:
        """Where the arrow goes on behind its label."""
        return self.middle + 95

    @property
    def before_label(self) -> float:
        """Where the arrow stops before its label."""
        return self.middle - 95

    @property
    def adds_anchor(self) -> str:
        """On which side of its mark the words about the own vote stand."""
        return "end" if self.would > self.length * 0.6 else "start"


def reach(sum_: Arithmetic, would: Arithmetic | None, length: int) -> Reach:
    """The drawing of a sum, on a scale that holds the threshold, the bar and what would be added."""
    post = Fraction(sum_.needed, sum_.base)
    bar = Fraction(sum_.part, sum_.base)
    more = bar if would is None else max(bar, Fraction(would.part, would.base))
    whole = min(max(Fraction(1), bar), max(post * Fraction(5, 4), more))

    def at(part: Fraction) -> float:
        return float(round(min(part / whole, Fraction(1)) * length, 1))

    return Reach(length=length, bar=at(bar), would=at(more), post=at(post), ticks=_ticks(whole, at))


def _ticks(whole: Fraction, at: Callable[[Fraction], float]) -> tuple[Tick, ...]:
    step = next((s for s in _STEPS if whole / s <= MOST_TICKS), Fraction(1, 2))
    count = int(whole / step)
    return tuple(Tick(x=at(step * n), label=f"{int(step * n * 100)}\u202f%") for n in range(count + 1))


__all__ = ["NARROW", "WIDE", "Reach", "Tick", "reach"]
