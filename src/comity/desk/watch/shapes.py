# SPDX-License-Identifier: Apache-2.0
"""What a conversation looks like from outside its words: who speaks to whom, how fast, after how long (P20)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise
from math import log2
from statistics import median_low
from typing import NamedTuple

LAST = 16
"""Messages that a trace holds."""
ASKS, YOU, NEW = 1, 2, 4
"""What is known of a message beside its phrases: it asks; it says `you`; its voice is heard for the first time."""
NOBODY = 255
"""The ordinal of nobody."""
_MINUTE, _DAY = 60, 86_400
_RECENT = 10


class Heard(NamedTuple):
    """One message, without its words: `mark` is the hash of its id, `gap` eight times the logarithm of the seconds
    since the one before, `signs` what else is known of it, `said` numbers of phrases, filled up with nought."""

    mark: int
    voice: int
    to: int
    signs: int
    gap: int
    said: bytes

    @property
    def asks(self) -> bool:
        """Whether it asks something."""
        return bool(self.signs & ASKS)

    @property
    def new(self) -> bool:
        """Whether its voice was heard for the first time."""
        return bool(self.signs & NEW)


class Talk(NamedTuple):
    """A trace that was read: what the opening was, how many messages and voices there were, and the last of them."""

    opens: bytes = b""
    opening_asks: bool = False
    voices: int = 0
    many: int = 0
    at: float = 0.0
    last: tuple[Heard, ...] = ()


def seen(talk: Talk) -> set[str]:
    """Every shape that the talk has now."""
    found = {
        "several-on-one": _several_on_one(talk.last[-_RECENT:]),
        "two-by-turns": _two_by_turns(talk.last[-6:]),
        "quick": _quick(talk.last[-6:]),
        "opening-asks": talk.opening_asks,
        "old-return": _old_return(talk),
        "widening": _widening(talk),
        "one-keeps-asking": _one_keeps_asking(talk.last),
        "left-hanging": _left_hanging(talk),
        "bumped": _bumped(talk.last),
    }
    return {name for name, there in found.items() if there}


def _several_on_one(last: Sequence[Heard]) -> bool:
    """Three or more voices speak to the same one."""
    speak_to: dict[int, set[int]] = defaultdict(set)
    for one in last:
        if one.to != NOBODY:
            speak_to[one.to].add(one.voice)
    return any(len(voices) >= 3 for voices in speak_to.values())


def _two_by_turns(last: Sequence[Heard]) -> bool:
    """The last six messages are of two voices who take turns."""
    turns = sum(one.voice != other.voice for one, other in pairwise(last))
    return len(last) == 6 and len({one.voice for one in last}) == 2 and turns == 5


def _quick(last: Sequence[Heard]) -> bool:
    """The usual gap between the last messages is under a quarter of an hour."""
    return len(last) >= 4 and median_low([one.gap for one in last[1:]]) <= _gap(15 * _MINUTE)


def _old_return(talk: Talk) -> bool:
    """After two weeks or more without a word, at least two messages came."""
    last = talk.last
    older = talk.many - len(last)
    return any(
        one.gap >= _gap(14 * _DAY) and older + place >= 2 and len(last) - place >= 2 for place, one in enumerate(last)
    )


def _widening(talk: Talk) -> bool:
    """Three or more voices joined after the fourth message."""
    older = talk.many - len(talk.last)
    return sum(one.new and older + place >= 4 for place, one in enumerate(talk.last)) >= 3


def _one_keeps_asking(last: Sequence[Heard]) -> bool:
    """One voice asked the same other one four times or more, who answered twice or more."""
    asked = Counter((one.voice, one.to) for one in last if one.asks and one.to != NOBODY)
    spoke = Counter(one.voice for one in last)
    return any(many >= 4 and spoke[to] >= 2 for (_, to), many in asked.items())


def _left_hanging(talk: Talk) -> bool:
    """For two days or more nobody spoke, in a talk that had gone on faster."""
    last, older = talk.last, talk.many - len(talk.last)
    for place, one in enumerate(last):
        before = [other.gap for other in last[1:place]]
        if one.gap >= _gap(2 * _DAY) and older + place >= 3 and before and median_low(before) <= _gap(_DAY / 2):
            return True
    return False


def _bumped(last: Sequence[Heard]) -> bool:
    """Somebody spoke again after a day or more in which nobody else had."""
    pairs = pairwise(last)
    return any(one.voice == other.voice and other.gap >= _gap(_DAY) for one, other in pairs)


def _gap(seconds: float) -> int:
    return int(8 * log2(1 + seconds))


__all__ = ["ASKS", "Heard", "LAST", "NEW", "NOBODY", "Talk", "YOU", "seen"]
