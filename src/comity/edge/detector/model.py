# SPDX-License-Identifier: Apache-2.0
"""What the fold asks of a model: numbers for a message, the words that made them, and a linear layer over it all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from comity.edge.detector.course import FAST, FINE, FOLDS, SLOW, TALK, UNIT, Course, Row, part
from comity.edge.detector.state import Held

_FINEST = UNIT * FINE


class Gram(NamedTuple):
    """Some words of a message as they stand there, the kind they are of, and what they add to each channel."""

    words: str
    code: str
    adds: tuple[float, ...]


@dataclass(frozen=True)
class Model:
    """A model. Log-odds = `offset` + weights times numbers of a conversation.

    `glance` gives the value of each of `channels` for one message; `look` the grams whose parts sum to those values
    (what is no word, such as the length, is in no gram); both are pure. `weights[f][c]` weighs fold `f` of channel `c`,
    `talk` weighs `TALK`. `codes` are the kinds of grams that there are. `top`, where a model has it, gives of `look` at
    most so many: those that warm most in the message that says them, then the one that cools most.
    """

    version: str
    channels: tuple[str, ...]
    codes: tuple[str, ...]
    glance: Callable[[str], Sequence[float]]
    look: Callable[[str], Sequence[Gram]]
    offset: float
    weights: tuple[tuple[float, ...], ...]
    talk: tuple[float, ...] = (0.0,) * len(TALK)
    top: Callable[[str, int], Sequence[Gram]] | None = None

    def __post_init__(self) -> None:
        """Raises `ValueError` where the layer does not fit the channels."""
        if len(self.weights) != len(FOLDS) or any(len(row) != len(self.channels) for row in self.weights):
            raise ValueError(f"weights: must have {len(FOLDS)} rows of {len(self.channels)}")
        if len(self.talk) != len(TALK) or len(self.codes) > 255 or len(self.channels) > 40:
            raise ValueError(f"talk must have {len(TALK)} weights; at most 255 codes and 40 channels")

    @cached_property
    def loud(self) -> tuple[float, ...]:
        """Roughly what one unit of each channel adds in the message that says it."""
        return loud(self.weights)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each of `codes` stands."""
        return {code: n for n, code in enumerate(self.codes)}

    def odds(self, course: Course, held: Sequence[Row]) -> float:
        """The log-odds that this conversation is turning; `held` ends with the row of the last message."""
        if not held:
            return self.offset
        last, fast, slow, mean, peak = self.weights
        odds = self.offset + _dot(last, held[-1]) / UNIT + _dot(fast, course.fast) / _FINEST
        odds += _dot(slow, course.slow) / _FINEST + _dot(mean, course.sums) / (UNIT * course.many)
        odds += _dot(peak, course.tops(held)) / UNIT
        return odds + _dot(self.talk, course.talk()) if any(self.talk) else odds

    def pulls(self, course: Course, held: Sequence[Held]) -> list[tuple[float, ...]]:
        """What one unit of each channel in each held message adds to the log-odds, as things stand."""
        tops, many = course.tops([one.row for one in held]), course.many
        last, fast, slow, mean, peak = self.weights
        taken: set[int] = set()
        found: list[tuple[float, ...]] = []
        for one in reversed(held):
            back = many - one.place
            quick, lasting, now = part(FAST, back, many), part(SLOW, back, many), float(back == 0)
            adds: list[float] = []
            for c, value in enumerate(one.row):
                each = now * last[c] + quick * fast[c] + lasting * slow[c] + mean[c] / many
                if value == tops[c] and c not in taken:
                    taken.add(c)
                    each += peak[c]
                adds.append(each)
            found.append(tuple(adds))
        return found[::-1]

    def whole(self, course: Course, held: Sequence[Row]) -> list[float]:
        """What each channel adds to the log-odds, all messages together."""
        last, fast, slow, mean, peak = self.weights
        if not held:
            return [0.0] * len(self.channels)
        tops = course.tops(held)
        return [
            last[c] * held[-1][c] / UNIT + fast[c] * course.fast[c] / _FINEST + slow[c] * course.slow[c] / _FINEST
            + mean[c] * course.sums[c] / (UNIT * course.many) + peak[c] * tops[c] / UNIT
            for c in range(len(self.channels))
        ]  # fmt: skip


def loud(weights: Sequence[Sequence[float]]) -> tuple[float, ...]:
    """Roughly what one unit of each channel adds in the message that says it, by the weights of `FOLDS`."""
    last, fast, slow, mean, peak = weights
    return tuple(a + b / 2 + c / 5 + d / 8 + e for a, b, c, d, e in zip(last, fast, slow, mean, peak, strict=True))


def _dot(weights: Sequence[float], numbers: Sequence[float]) -> float:
    return sum([weight * number for weight, number in zip(weights, numbers, strict=True)])


__all__ = ["Gram", "Model", "loud"]
