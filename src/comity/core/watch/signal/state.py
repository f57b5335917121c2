# SPDX-License-Identifier: Apache-2.0
"""What is known of one signal, and until when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from comity.core.watch.commands import Verdict
from comity.core.watch.events import Mode
from comity.core.watch.signal.commands import Matter
from comity.core.watch.signal.events import (
    Event,
    EvidenceCut,
    FollowedUp,
    HandedOver,
    MatterBegun,
    QuietWordForgotten,
    QuietWordHad,
    QuietWordOffered,
    SignalEased,
    SignalExpired,
    SignalJudged,
    SignalLeft,
    SignalRaised,
    SteppedAside,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietWord:
    """A quiet word about the conversation: offered when, had when, when to look again, and when it is forgotten."""

    by: str
    offered: datetime
    again: datetime
    until: datetime
    had: datetime | None = None
    looked: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A tear or a report that began from it, by whom; `of` is the digest of its stream's name."""

    by: str
    matter: Matter
    of: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One signal. `holder` is the liaison who was given it; empty: any liaison's."""

    conversation: str = ""
    space: str = ""
    version: str = ""
    risk: int = 0
    evidence: str = ""
    pattern: str = ""
    step: str = ""
    mode: Mode = Mode.SHADOW
    raised: datetime | None = None
    expires: datetime | None = None
    expired: datetime | None = None
    eased: datetime | None = None
    left: datetime | None = None
    verdict: Verdict | None = None
    judged_by: str = ""
    judged: datetime | None = None
    word: QuietWord | None = None
    begun: tuple[Begun, ...] = ()
    holder: str = ""
    aside: frozenset[str] = frozenset()

    @property
    def open(self) -> bool:
        """Whether it was raised and has not expired."""
        return self.raised is not None and self.expired is None

    @property
    def waits(self) -> bool:
        """Whether nobody has done anything with it yet."""
        done = self.verdict is not None or self.left is not None or self.word is not None or bool(self.begun)
        return self.open and not done


def evolve(signal: Signal, event: Event) -> Signal:
    """The signal after `event`."""
    match event:
        case SignalRaised() | SignalEased() | EvidenceCut() | SignalExpired():
            return _told(signal, event)
        case SignalJudged(at=at, by=by, verdict=verdict):
            return replace(signal, verdict=verdict, judged_by=by, judged=at)
        case SignalLeft(at=at):
            return replace(signal, left=at)
        case MatterBegun(at=at, by=by, matter=matter, of=of):
            return replace(signal, begun=(*signal.begun, Begun(by=by, matter=matter, of=of, at=at)))
        case HandedOver(to=to):
            return replace(signal, holder=to)
        case SteppedAside(by=by):
            return replace(signal, aside=signal.aside | {by}, holder="" if signal.holder == by else signal.holder)
        case QuietWordOffered() | QuietWordHad() | FollowedUp() | QuietWordForgotten():
            return replace(signal, word=_word(signal.word, event))
        case _:
            assert_never(event)


def _told(signal: Signal, event: SignalRaised | SignalEased | EvidenceCut | SignalExpired) -> Signal:
    match event:
        case SignalRaised():
            return _raised(event)
        case SignalEased(at=at):
            return replace(signal, eased=at)
        case EvidenceCut(evidence=evidence):
            return replace(signal, evidence=evidence)
        case SignalExpired(at=at):
            return replace(signal, expired=at, evidence="")
        case _:
            assert_never(event)


def _raised(event: SignalRaised) -> Signal:
    return Signal(
        conversation=event.conversation, space=event.space, version=event.version, risk=event.risk,
        evidence=event.evidence, pattern=event.pattern, step=event.step, mode=event.mode, raised=event.at,
        expires=event.expires,
    )  # fmt: skip


def _word(
    word: QuietWord | None, event: QuietWordOffered | QuietWordHad | FollowedUp | QuietWordForgotten
) -> QuietWord | None:
    match event:
        case QuietWordOffered(at=at, by=by, again=again, until=until):
            return QuietWord(by=by, offered=at, again=again, until=until)
        case QuietWordForgotten():
            return None
        case QuietWordHad(at=at):
            return None if word is None else replace(word, had=at)
        case FollowedUp(at=at):
            return None if word is None else replace(word, looked=at)
        case _:
            assert_never(event)


__all__ = ["Begun", "QuietWord", "Signal", "evolve"]
