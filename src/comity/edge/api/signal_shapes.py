# SPDX-License-Identifier: Apache-2.0
"""The shapes of signals of the watch. Nobody who spoke is named in any: voices are letters, anew in each."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from ninja import Schema

from comity.edge.api.fields import ClauseOut, Line, Sent
from comity.edge.api.shapes import ReportIn


class SignalOptionOut(Schema):
    """One act that is open, the nearest first. `choices` are verdicts, or to whom it may be handed.

    `begin-tear` and `begin-report` are done at `/matters` below the signal, everything else at `/acts`."""

    act: str
    until: datetime | None
    choices: list[str]


class QuietWordOut(Schema):
    """A quiet word about a conversation, and never about a person: when to look again, and when it is forgotten."""

    offered: datetime
    again: datetime
    until: datetime
    had: datetime | None
    looked: datetime | None


class SignalLine(Schema):
    """One signal in a list. `waits`: nobody has done anything with it. `verdict` is empty until it was judged."""

    id: str
    mark: str
    space: str
    space_text: str
    clause: ClauseOut
    raised: datetime | None
    expires: datetime | None
    eased: datetime | None
    left: datetime | None
    waits: bool
    verdict: str
    risk: float
    holder: str
    word: QuietWordOut | None


class FiguresOut(Schema):
    """How far to trust it: of the last verdicts so many were useful, null where there are too few to tell (P18).

    `spent` of `budget` signals were shown in the last seven days. None of these measures anybody (P19)."""

    judged: int | None
    useful: int | None
    unneeded: int | None
    spent: int
    budget: int


class SignalsOut(Schema):
    """The signals that the caller reads, newest first, and the quiet words that they know of, also of past signals."""

    signals: list[SignalLine]
    quiet_words: list[SignalLine]
    figures: FiguresOut


class MarkOut(Schema):
    """Words of a message, and by how many degrees they moved the conversation: above nought they warmed it."""

    words: str
    degrees: int


class SaidOut(Schema):
    """One message as it is shown: without a name, and without its words where it is gone at its platform.

    `spoke`: here the watch spoke."""

    place: int
    voice: str
    at: datetime
    text: str
    gone: bool
    spoke: bool
    temperature: int
    marks: list[MarkOut]


class EvidenceOut(Schema):
    """What made the watch speak, in degrees from 0 to 100: it does from `speaks` on, and `whole` is what the tone of
    the whole added. `place` is where a person reads it all; `before` came earlier and is not kept."""

    said: list[SaidOut]
    before: int
    speaks: int
    whole: int
    place: str


class MatterOut(Schema):
    """Something that was begun from the signal and exists for the caller, who hears that tear or works on that case."""

    matter: str
    mark: str
    ref: str


class SignalOut(SignalLine):
    """One signal with its evidence, as long as that is kept, and what is open to the caller."""

    version: str
    pattern: str
    step: str
    evidence: EvidenceOut | None
    options: list[SignalOptionOut]
    begun: list[MatterOut]


class SignalActIn(Sent):
    """One act on a signal. `choice` is the verdict (`useful`, `noise`, `known`) or to whom it is handed over; `again`
    is when somebody looks again after a quiet word."""

    act: Literal["judge", "leave-it", "offer-word", "had-word", "looked-again", "hand-over", "aside"]
    choice: Line = ""
    again: datetime | None = None


class MatterIn(ReportIn):
    """A small tear or a report that begins with a signal: what the caller saw, or what they tell for somebody else.

    For somebody else `consented` must be true: that person agreed, and the receipt is theirs. `conversation` says where
    it was, and is the signal's own place where it is left out; it counts for a tear of one's own."""

    matter: Literal["tear", "report"]
    whose: Literal["own", "other"] = "other"
    consented: bool = False
    conversation: Line = ""


__all__ = [
    "EvidenceOut", "FiguresOut", "MarkOut", "MatterIn", "MatterOut", "QuietWordOut", "SaidOut", "SignalActIn",
    "SignalLine", "SignalOptionOut", "SignalOut", "SignalsOut",
]  # fmt: skip
