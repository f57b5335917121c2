# SPDX-License-Identifier: Apache-2.0
"""Making the fold faster moves no signal, no temperature, no reason and no byte of a state (P20, P25)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import blake2b

import pytest

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.patterns import Cues, Pattern
from comity.desk.watch.signal import Signal
from comity.desk.watch.trace import Library
from comity.edge.detector.fold import Heat, Watch
from comity.edge.detector.policy import Policy
from tests.watching import COOL, MODEL, NOON, POLICY, WORDS

PEOPLE = ("oak", "Rowan", "alder.two", "hazel_7", "birch-9", "Zoë", "İlker", "ma", *(f"member{n}" for n in range(60)))
ODD = (
    "you liar!", "", "\u202eyou\u202d liar", "\ud800nonsense", "why? you @oak and u/birch-9 always do",
    "Alder.Two, rowan.", "<@!oak|name> thanks @x:server.example.", "> you liar\nwhat?", "\uff39\uff2f\uff35 liar",
    "ẞ. @Zoë and zoë", "-oak- .rowan. " + "z" * 70, "`liar` https://example.org/liar stop", "you never listen",
    "I already said so " * 9, "oak " * 3_000,
)  # fmt: skip
"""Texts that are read by another way than most."""
GOLDEN = {
    "plain": ("1ffcd6660ca10583", "266a3049a136e8fd"),
    "quick to speak": ("f84c0dacfe8887c4", "fabed4918bfc45bc"),
    "with patterns": ("47aeea5f677eda05", "4f9adddc9fb1f8b1"),
}
"""For each watch the digests of what it said, and of the states that it left, as the first version of it made them."""
LIBRARY = Library(tuple(
    Pattern(id=id, version=1, languages=("en",), step="make-room", cues=cues, title=id, lead="", parts={})
    for id, cues in (
        ("named-a-liar", Cues(words=("liar", "you never"), messages=2, voices=2, answers=("thanks", "the tally"))),
        ("many-voices", Cues(shapes=("widening",))),
        ("by-turns", Cues(shapes=("two-by-turns", "quick"))),
        ("asked", Cues(words=("stop", "zoë"), messages=1, opens=("we keep", "thanks"))),
    )
))  # fmt: skip
WATCHES = {
    "plain": Watch(MODEL, POLICY),
    "quick to speak": Watch(MODEL, Policy(odds=(-1.2,), grounded=False, alone=9.0, rest_hours=0.0, rest_messages=1)),
    "with patterns": Watch(MODEL, POLICY, LIBRARY),
}


def talks(many: int) -> Iterator[Told]:
    """Forty conversations at once, by two or by dozens, with every disorder that a platform makes."""
    chance = random.Random(1_729)
    told: list[list[Message]] = [[] for _ in range(40)]
    at = NOON
    for n in range(many):
        place = chance.randrange(len(told))
        at += timedelta(seconds=chance.choice((-100, 0, 1, 30, 600, 7_200)) + 10**6 * (chance.random() < 0.005))
        one = _message(chance, place, n, told[place][-20:], at)
        what, before = chance.random(), told[place][-8:]
        if what > 0.15 or not before:
            told[place].append(one)
            yield one
        elif what > 0.07:
            yield Edited(message=Message(conversation=one.conversation, id=chance.choice(before).id, author=one.author,
                                         at=at, text=one.text))  # fmt: skip
        elif what > 0.03:
            yield chance.choice(before)
        else:
            gone = chance.choice(before).id if what > 0.001 else ""
            yield Removed(conversation=one.conversation, id=gone, at=at)


def _message(chance: random.Random, place: int, n: int, before: list[Message], at: datetime) -> Message:
    words = WORDS if n // 500 % 2 else (*COOL, "tally")
    text = " ".join(chance.choices(words, k=chance.randrange(1, 40)))
    if chance.random() < 0.4:
        text = chance.choice((f"{text} ", f"@{chance.choice(PEOPLE)} ", "")) + chance.choice((*ODD, *PEOPLE))
    answered = chance.choice(before).id if before and chance.random() < 0.4 else ""
    author = chance.choice(PEOPLE[: (2, 5, 99)[place % 3]])
    return Message(conversation=f"c{place}", id=f"m{n}" + "é" * 70 * (n % 11 == 0), author=author, at=at, text=text,
                   reply_to=answered)  # fmt: skip


def digests(watch: Watch) -> tuple[str, str]:
    """Of everything that a watch says of the talks, and of every state on the way."""
    said, kept, states = blake2b(digest_size=8), blake2b(digest_size=8), dict[str, bytes]()
    for one in talks(3_000):
        about = (one.message if isinstance(one, Edited) else one).conversation
        states[about], signal, heat = watch.heard(states.get(about, b""), one)
        said.update(told(signal, heat, watch, states[about]))
        kept.update(states[about])
    return said.hexdigest(), kept.hexdigest()


def told(signal: Signal | None, heat: Heat | None, watch: Watch, state: bytes) -> bytes:
    """A signal, a temperature and what moved it, to the last digit."""
    return repr((signal, heat, watch.why(state))).encode("utf-8", "backslashreplace")


@pytest.mark.parametrize("name", WATCHES)
def test_a_faster_fold_says_the_same(name: str) -> None:
    """P20: whoever changes how the fold works must leave what it says; who changes what it says changes this test."""
    assert digests(WATCHES[name]) == GOLDEN[name]
