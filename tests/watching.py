# SPDX-License-Identifier: Apache-2.0
"""A small model and conversations for tests of the fold: invented words, linear, and easy to add up by hand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from comity.desk.watch.message import Message, Told
from comity.desk.watch.ports import Fold
from comity.desk.watch.signal import Signal
from comity.edge.detector.fold import Watch
from comity.edge.detector.model import Gram, Model
from comity.edge.detector.policy import Policy

WARM = {"you": 0.2, "never": 0.5, "liar": 2.0, "stop": 0.6, "twisting": 1.2, "always": 0.5, "nonsense": 1.5}
COOL = {"thanks": 1.0, "sorry": 1.2, "maybe": 0.5, "agree": 0.8}
WORDS = (*WARM, *COOL, "the", "tally", "harvest", "sheet", "we", "keep", "look")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def look(text: str) -> Sequence[Gram]:
    """Every warm or cool word of a text, once for each time that it stands there."""
    found = []
    for word in re.findall(r"[\w@]+", text):
        warm, cool = WARM.get(word.lower(), 0.0), COOL.get(word.lower(), 0.0)
        if warm or cool:
            found.append(Gram(word, "accusation" if warm else "repair", (warm, cool)))
    return found


def glance(text: str) -> Sequence[float]:
    """The same, summed."""
    grams = look(text)
    return (sum(gram.adds[0] for gram in grams), sum(gram.adds[1] for gram in grams))


MODEL = Model(
    version="stand-in-1", channels=("heat", "repair.all"), codes=("accusation", "repair"), glance=glance, look=look,
    offset=-2.0, weights=((0.5, -0.4), (0.6, -0.3), (0.2, -0.2), (0.1, -0.1), (0.4, 0.0)),
    talk=(0.01, 0.02, 0.1, 0.1, 0.05, 0.0),
)  # fmt: skip
POLICY = Policy(odds=(0.3, 0.4), places=(1, 6), rest_hours=0.0, rest_messages=3)
WATCH = Watch(MODEL, POLICY)


def said(*texts: str, conversation: str = "c1", voices: str = "AB", minutes: int = 5) -> list[Message]:
    """A conversation in which voices take turns."""
    return [
        Message(conversation=conversation, id=f"{conversation}-{n}", author=f"member-{voices[n % len(voices)]}",
                at=NOON + timedelta(minutes=minutes * n), text=text)
        for n, text in enumerate(texts)
    ]  # fmt: skip


def folded(told: Iterable[Told], watch: Fold = WATCH, state: bytes = b"") -> tuple[bytes, list[Signal]]:
    """Step after step: the last state, and every signal."""
    signals = []
    for one in told:
        state, signal = watch.step(state, one)
        signals += [signal] if signal else []
    return state, signals


QUARREL = said(
    "I moved the harvest tally to the new sheet", "thanks, maybe we look at it", "stop, you never look at the tally",
    "stop twisting, you liar", "nonsense, you always keep twisting the tally", "the sheet", "we keep the sheet",
    "sorry, I agree, thanks", "sorry, thanks", "thanks, agree", "agree, sorry", "the harvest tally",
)  # fmt: skip
