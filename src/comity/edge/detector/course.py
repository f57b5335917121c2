# SPDX-License-Identifier: Apache-2.0
"""The course of one conversation: what its messages add up to, in whole numbers that any resumption gives again.

A message is a row of numbers, one for each channel (how much second person, how much thanks, ...). Of each channel a
conversation keeps the sum, two moving averages and the highest value that was let go; of its speakers only who spoke
after whom, as ordinals. Everything is integer arithmetic: adding in one go, in parts or after a pause is the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

UNIT = 1024
"""Values of a message are kept in 1024ths."""
FINE = 64
"""Moving averages are kept finer than values by this much again."""
FAST, SLOW = 2, 5
"""A moving average takes in one part of so many of each new message."""
FOLDS = ("last", "fast", "slow", "mean", "peak")
"""How a channel is folded: the last value, two moving averages, the mean, the highest value."""
TALK = ("talk.long", "talk.voices", "talk.duel", "talk.pile", "talk.burst", "talk.gap")
"""What is told of the conversation and of no message: how long, how many voices, two alone, many upon one, pace."""
LATELY = 8
"""So many messages are looked back at for who speaks to whom."""
NOBODY = 255
"""The ordinal of nobody in particular."""
_TOP, _LARGE = 32_767, 2_147_483_647
_NONE = -32_768
_FINEST = UNIT * FINE

Row: TypeAlias = Sequence[int]
"""One message: a value in 1024ths for each channel."""


def row(values: Sequence[float]) -> tuple[int, ...]:
    """Values of a message as they are kept. Not a number and beyond measure become 0 and the largest there is."""
    return tuple([_whole(value) for value in values])


def _whole(value: float) -> int:
    if not value or math.isnan(value):
        return 0
    return max(-_TOP, min(_TOP, round(max(-32.0, min(32.0, value)) * UNIT)))


class Turn(NamedTuple):
    """Who spoke, to whom, and how many minutes after the one before (-1 where no instant is known)."""

    speaker: int
    to: int
    minutes: int


@dataclass(slots=True)
class Course:
    """What a conversation has come to after `many` messages."""

    many: int
    sums: list[int]
    fast: list[int]
    slow: list[int]
    floor: list[int]
    """The highest value of each channel among messages whose rows are no longer held; lowest where there are none."""
    voices: int = 0
    lately: list[Turn] = field(default_factory=list)

    @classmethod
    def new(cls, channels: int) -> Course:
        """A conversation in which nobody has spoken."""
        sums, fast, slow = ([0] * channels for _ in range(3))
        return cls(0, sums, fast, slow, [_NONE] * channels)

    def add(self, values: Row, turn: Turn) -> None:
        """One more message. Its maximum is not in `floor` yet: whoever holds its row calls `let_go` in the end."""
        self.many += 1
        fine = [value * FINE for value in values]
        self.sums = [_bounded(total + value) for total, value in zip(self.sums, values, strict=True)]
        if self.many == 1:
            self.fast, self.slow = fine, fine[:]
        else:
            self.fast = [was + (now - was) // FAST for was, now in zip(self.fast, fine, strict=True)]
            self.slow = [was + (now - was) // SLOW for was, now in zip(self.slow, fine, strict=True)]
        if turn.speaker != NOBODY:
            self.voices = max(self.voices, turn.speaker + 1)
        self.lately = [*self.lately[1 - LATELY :], turn]

    def let_go(self, values: Row) -> None:
        """The row of a message is held no more: of its values only the highest stay."""
        self.floor = [*map(max, self.floor, values)]

    def change(self, old: Row, new: Row, back: int) -> None:
        """A message said `back` messages ago reads otherwise now. Changing it there and back leaves nothing behind."""
        quick, lasting = part(FAST, back, self.many), part(SLOW, back, self.many)
        for c, (was, now) in enumerate(zip(old, new, strict=True)):
            if was != now:
                self.sums[c] = _bounded(self.sums[c] + now - was)
                self.fast[c] = _bounded(self.fast[c] + round(quick * now * FINE) - round(quick * was * FINE))
                self.slow[c] = _bounded(self.slow[c] + round(lasting * now * FINE) - round(lasting * was * FINE))

    def tops(self, held: Sequence[Row]) -> list[int]:
        """The highest value of each channel, of the messages that are `held` and of those let go."""
        return [*map(max, self.floor, *held)] if held else self.floor[:]

    def talk(self) -> tuple[float, ...]:
        """What `TALK` names."""
        turns = self.lately
        known = [turn.minutes for turn in turns if turn.minutes >= 0]
        return (
            math.log1p(self.many),
            math.log1p(self.voices),
            _duel(turns),
            _pile(turns) / 4,
            sum(minutes <= 10 for minutes in known) / LATELY,
            math.log1p(known[-1]) / 8 if known else 0.0,
        )

    def vector(self, held: Sequence[Row]) -> list[float]:
        """Every number that a linear layer may weigh, in the order of `names`. `held` ends with the last message."""
        if not self.many or not held:
            return [0.0] * (len(self.sums) * len(FOLDS) + len(TALK))
        folded: list[float] = []
        for last, fast, slow, total, top in zip(
            held[-1], self.fast, self.slow, self.sums, self.tops(held), strict=True
        ):
            folded += (last / UNIT, fast / _FINEST, slow / _FINEST, total / self.many / UNIT, top / UNIT)
        return [*folded, *self.talk()]


def names(channels: Sequence[str]) -> tuple[str, ...]:
    """The names of `Course.vector`: `thanks.last`, `thanks.fast`, ..., `talk.long`, ..."""
    return (*(f"{channel}.{fold}" for channel in channels for fold in FOLDS), *TALK)


def part(of: int, back: int, many: int) -> float:
    """What a message said `back` messages ago, of `many`, is in a moving average of one part of `of`."""
    first = back == many - 1
    return (1 - 1 / of) ** back * (1.0 if first else 1 / of)


def _bounded(value: int) -> int:
    return value if -_LARGE <= value <= _LARGE else max(-_LARGE, min(_LARGE, value))


def _duel(turns: Sequence[Turn]) -> float:
    """The share of the last messages with which the same two speak in turn."""
    if len(turns) < 4:
        return 0.0
    run, speakers = 0, [turn.speaker for turn in turns]
    for n in range(len(speakers) - 1, 1, -1):
        if speakers[n] == NOBODY or speakers[n] != speakers[n - 2] or speakers[n] == speakers[n - 1]:
            break
        run += 1
    return run / LATELY


def _pile(turns: Sequence[Turn]) -> int:
    """How many more than one speak to the same person in the last messages."""
    upon: dict[int, set[int]] = {}
    for turn in turns:
        if turn.to not in (NOBODY, turn.speaker):
            upon.setdefault(turn.to, set()).add(turn.speaker)
    return max((len(who) for who in upon.values()), default=1) - 1


__all__ = [
    "FAST", "FINE", "FOLDS", "LATELY", "NOBODY", "SLOW", "TALK", "UNIT", "Course", "Row", "Turn", "names", "part",
    "row",
]  # fmt: skip
