# SPDX-License-Identifier: Apache-2.0
"""Which counts are told where everybody knows everybody: a small one could point at somebody, so it is not (P18)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from comity.core.clause import promise

CLAUSE = promise(18)
"""The rule on which a number is kept back; no procedure can vote it away."""
FEWEST = 3
"""A count below this, and not nought, is told as `under 3`. Nought points at nobody."""
ENOUGH = 5
"""Fewer lengths of time than this give no middle: one of them could be known from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long something took, in the unit of what it was worked out from: half within `middle`, nine in ten within."""

    middle: int
    nine_in_ten: int


def told(count: int | None) -> int | None:
    """The count, or None where it is so small that it could point at somebody, or is not known yet."""
    return None if count is None or 0 < count < FEWEST else count


def spread(lengths: Iterable[int]) -> Spread | None:
    """The middle of some lengths and what nine in ten keep within, each one of them; None where they are too few."""
    found = sorted(lengths)
    if len(found) < ENOUGH:
        return None
    last = len(found) - 1
    return Spread(middle=found[last // 2], nine_in_ten=found[last * 9 // 10])


__all__ = ["CLAUSE", "ENOUGH", "FEWEST", "Spread", "spread", "told"]
