# SPDX-License-Identifier: Apache-2.0
"""The course of one conversation: what its messages add up to, in whole numbers that any resumption gives again.

A message is a row of numbers, one for each channel (how much second person, how much thanks, ...). Of each channel a
conversation keeps the sum, two moving averages and the highest value that was let go; of its speakers only who spoke
after whom, as ordinals. Everything is integer arithmetic: adding in one go, in parts or after a pause is the same.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

UNIT = 256
"""Values of a message are kept in 256ths."""
FINE = 256
"""Moving averages are kept finer than values by this much again."""
FAST, SLOW = 3, 10
"""A moving average takes in one part of so many of each new message."""
FOLDS = ("mean", "sum", "max", "fast", "slow", "last", "turn")
"""How a channel is folded: its mean, log(1 + sum), maximum, two moving averages, the last value, last less mean."""
TALK = ("talk.long", "talk.voices", "talk.duel", "talk.pile", "talk.burst", "talk.gap")
"""What is told of the conversation and of no message: how long, how many voices, two alone, many upon one, pace."""
LATELY = 8
"""So many messages are looked back at for who speaks to whom."""
NOBODY = 255
"""The ordinal of nobody in particular."""
_TOP, _LARGE = 32_767, 2_147_483_647

Row: TypeAlias = Sequence[int]
"""One message: a value in 256ths for each channel."""


def row(values: Sequence[float]) -> tuple[int, ...]:
    """Values of a message as they are kept. Not a number and beyond measure become 0 and the largest there is."""
    return tuple([_whole(value) for value in values])


def _whole(value: float) -> int:
    if not value or math.isnan(value):
        return 0
    return max(-_TOP, min(_TOP, round(max(-200.0, min(200.0, value)) * UNIT)))


@dataclass(frozen=True, slots=True)
class Turn:
    """Who spoke, to whom, and how many minutes after the one before (-1 where no instant is known)."""

    speaker: int
    to: int
    minutes: int


@dataclass(slots=True)
class Course:
    """What a conversation has come to after `many` messages."""

    many: int
    sums: array[int]
    fast: array[int]
    slow: array[int]
    floor: array[int]
    """The highest value of each channel among messages whose rows are no longer held."""
    voices: int = 0
    lately: list[Turn] = field(default_factory=list)

    @classmethod
    def new(cls, channels: int) -> Course:
        """A conversation in which nobody has spoken."""
        sums, fast, slow = (array("i", bytes(4 * channels)) for _ in range(3))
        return cls(0, sums, fast, slow, array("h", bytes(2 * channels)))

    def add(self, values: Row, turn: Turn) -> None:
        """One more message. Its maximum is not in `floor` yet: whoever holds its row calls `let_go` in the end."""
        self.many += 1
        sums, fast, slow = self.sums, self.fast, self.slow
        for c, value in enumerate(values):
            if value:
                sums[c] = _bounded(sums[c] + value)
            if value or fast[c] or slow[c]:
                fine = value * FINE
                fast[c] += (fine - fast[c]) // FAST
                slow[c] += (fine - slow[c]) // SLOW
        if turn.speaker != NOBODY:
            self.voices = max(self.voices, turn.speaker + 1)
        self.lately = [*self.lately[1 - LATELY :], turn]

    def let_go(self, values: Row) -> None:
        """The row of a message is held no more: of its values only the highest stay."""
        for c, value in enumerate(values):
            self.floor[c] = max(self.floor[c], value)

    def change(self, old: Row, new: Row, back: int) -> None:
        """A message said `back` messages ago reads otherwise now. Changing it there and back leaves nothing behind."""
        quick, lasting = part(FAST, back), part(SLOW, back)
        for c, (was, now) in enumerate(zip(old, new, strict=True)):
            if was != now:
                self.sums[c] = _bounded(self.sums[c] + now - was)
                self.fast[c] += round(quick * now * FINE) - round(quick * was * FINE)
                self.slow[c] += round(lasting * now * FINE) - round(lasting * was * FINE)

    def tops(self, held: Sequence[Row]) -> list[int]:
        """The highest value of each channel, of the messages that are `held` and of those let go; never below 0."""
        return [max(column) for column in zip(self.floor, *held, strict=True)] if held else list(self.floor)

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
        many, last, tops = self.many or 1, held[-1] if held else self.floor, self.tops(held)
        quick, lasting = _whole_weight(FAST, self.many), _whole_weight(SLOW, self.many)
        found: list[float] = []
        for c, total in enumerate(self.sums):
            mean, now = total / many / UNIT, last[c] / UNIT
            fast = self.fast[c] / quick / (UNIT * FINE)
            slow = self.slow[c] / lasting / (UNIT * FINE)
            found += (mean, logged(total), tops[c] / UNIT, fast, slow, now, now - mean)
        return [*found, *self.talk()]


def names(channels: Sequence[str]) -> tuple[str, ...]:
    """The names of `Course.vector`: `thanks.mean`, `thanks.sum`, ..., `talk.long`, ..."""
    return (*(f"{channel}.{fold}" for channel in channels for fold in FOLDS), *TALK)


def logged(total: int) -> float:
    """log(1 + sum) of a sum in 256ths, odd around nothing."""
    return math.copysign(math.log1p(abs(total) / UNIT), total)


def part(of: int, back: int) -> float:
    """What a message said `back` messages ago is worth in a moving average of one part of `of`, before evening out."""
    return (1 - 1 / of) ** back / of


def evened(of: int, many: int) -> float:
    """What a moving average after `many` messages is divided by, so that few messages do not look like calm ones."""
    return _whole_weight(of, many)


def _whole_weight(of: int, many: int) -> float:
    return 1 - (1 - 1 / of) ** (many or 1)


def _bounded(value: int) -> int:
    return max(-_LARGE, min(_LARGE, value))


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


__all__ = ["FAST", "FOLDS", "LATELY", "NOBODY", "SLOW", "TALK", "UNIT", "Course", "Row", "Turn",
           "evened", "logged", "names", "part", "row"]  # fmt: skip
