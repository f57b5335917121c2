# SPDX-License-Identifier: Apache-2.0
"""A million invented messages in fifty thousand conversations, the same for every seed, each known by its number alone.

A few conversations are very long and most are short (Zipf). The texts are drawn from a pool that a small grammar made;
one in eight is heated. Nothing in them was ever said.
"""

from __future__ import annotations

import random
from array import array
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from itertools import accumulate

from comity.desk.watch.message import Message
from comity.desk.watch.ports import Batch

SPACE, SOURCE = "hall/square", "hall"
START = datetime(2026, 1, 5, 9, tzinfo=UTC)
CONVERSATIONS, POOL, SPEAKERS = 50_000, 4_000, 6
TOGETHER = 500
WHO = "I we the council you they our team somebody the author a delegate my group".split()
DO = "read moved counted sent posted asked wrote proposed checked changed delayed signed linked fixed quoted".split()
WHAT = "the draft the tally the budget that thread the vote a report your numbers the minutes this link".split(" the ")
CALM = "thanks for that, I agree with the second part. Could somebody look again? Maybe I missed it.".split(". ")
HOT = (
    "You are wrong again and you know it",
    "Stop twisting what I wrote",
    "This is a lie and you never answer",
    "Nobody asked you, this is ridiculous",
    "You people always do this",
)
JOINTS = ("and", "because", "but", "after", "so", "while", "although")


def spaces() -> Mapping[str, datetime]:
    """The one space, watched from the beginning."""
    return {SPACE: START}


class Crowd:
    """So many messages. Messages of one seed are the same in every process."""

    def __init__(self, many: int, seed: int = 7, conversations: int = CONVERSATIONS) -> None:
        self.many = many
        chance = random.Random(seed)
        self._pool = [_text(chance) for _ in range(POOL)]
        weights = list(accumulate(1 / rank for rank in range(1, conversations + 1)))
        self._talks = array("I", chance.choices(range(conversations), cum_weights=weights, k=many))

    def message(self, number: int) -> Message:
        """The message of that number, from nought."""
        talk = self._talks[number]
        return Message(
            conversation=f"{SOURCE}/{talk}", id=str(number), author=f"p{(number * 7919 + talk) % SPEAKERS}",
            at=START + timedelta(milliseconds=500 * number), space=SPACE,
            text=self._pool[number * 2_654_435_761 % POOL],
        )  # fmt: skip

    @property
    def source(self) -> str:
        """The name of the connection."""
        return SOURCE

    def read(self, cursor: str) -> Iterator[Batch]:
        """From that number on, as a reader tells it."""
        for start in range(int(cursor or 0), self.many, TOGETHER):
            end = min(start + TOGETHER, self.many)
            yield Batch(told=tuple(self.message(n) for n in range(start, end)), cursor=str(end))


def _text(chance: random.Random) -> str:
    """About 83 words."""
    heated, parts, words = chance.random() < 1 / 8, list[str](), 0
    length = chance.randrange(40, 127)
    while words < length:
        clause = f"{chance.choice(WHO)} {chance.choice(DO)} {chance.choice(WHAT)}"
        draw = chance.random()
        if heated and draw < 0.3:
            clause = f"{clause}. {chance.choice(HOT)}!"
        elif draw < 0.15:
            clause = f"{clause}. {chance.choice(CALM)}."
        else:
            clause = f"{clause} {chance.choice(JOINTS)}"
        parts.append(clause)
        words += len(clause.split())
    return " ".join(parts)


__all__ = ["SOURCE", "SPACE", "START", "Crowd", "spaces"]
