# SPDX-License-Identifier: Apache-2.0
"""What can have happened to a signal: codes and digests, and who of the liaisons did it. Never who spoke."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from comity.core.watch.commands import Verdict
from comity.core.watch.events import Mode
from comity.core.watch.signal.commands import Matter


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRaised:
    """A model spoke. It is forgotten at `expires`, and the evidence with it."""

    at: datetime
    conversation: str
    space: str
    version: str
    risk: int
    evidence: str
    pattern: str
    step: str
    mode: Mode
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalEased:
    """The conversation has cooled."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceCut:
    """Other evidence stands in the place of what was shown, or none."""

    at: datetime
    evidence: str
    before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalJudged:
    """Somebody said what it was worth; `was` is what was said before."""

    at: datetime
    by: str
    verdict: Verdict
    was: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalLeft:
    """It was let be."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietWordOffered:
    """A quiet word was offered in the conversation; what is known of it is forgotten at `until`."""

    at: datetime
    by: str
    again: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietWordHad:
    """It was had."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowedUp:
    """Somebody looked again."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterBegun:
    """A tear or a report began from it; `of` is the digest of its stream's name."""

    at: datetime
    by: str
    matter: Matter
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedOver:
    """Another liaison has it now."""

    at: datetime
    by: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedAside:
    """A liaison reads nothing of this conversation."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietWordForgotten:
    """The time of the quiet word was over."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalExpired:
    """Its time was over; `evidence` is what is destroyed with it."""

    at: datetime
    evidence: str


Event: TypeAlias = (
    SignalRaised
    | SignalEased
    | EvidenceCut
    | SignalJudged
    | SignalLeft
    | QuietWordOffered
    | QuietWordHad
    | FollowedUp
    | MatterBegun
    | HandedOver
    | SteppedAside
    | QuietWordForgotten
    | SignalExpired
)
EVENTS: tuple[type[Event], ...] = (
    SignalRaised, SignalEased, EvidenceCut, SignalJudged, SignalLeft, QuietWordOffered, QuietWordHad, FollowedUp,
    MatterBegun, HandedOver, SteppedAside, QuietWordForgotten, SignalExpired,
)  # fmt: skip

__all__ = [
    "EVENTS", "Event", "EvidenceCut", "FollowedUp", "HandedOver", "MatterBegun", "QuietWordForgotten",
    "QuietWordHad", "QuietWordOffered", "SignalEased", "SignalExpired", "SignalJudged", "SignalLeft", "SignalRaised",
    "SteppedAside",
]  # fmt: skip
