# SPDX-License-Identifier: Apache-2.0
"""What can have happened to the watch of a community. Nothing here names who spoke, or what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from comity.core.watch.commands import Verdict


class Mode(StrEnum):
    """To whom a signal is shown: to liaisons; to whoever judges would-be signals; to nobody, the week's being spent."""

    LIVE = "live"
    SHADOW = "shadow"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceOpened:
    """A space was opted in under a clause."""

    at: datetime
    by: str
    space: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignPutUp:
    """Its sign stands; what is said from now on may be read."""

    at: datetime
    by: str
    space: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignMissed:
    """Its sign does not stand; nothing is read."""

    at: datetime
    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpacePaused:
    """Its watch rests."""

    at: datetime
    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceResumed:
    """Its watch goes on; what was said meanwhile is not read."""

    at: datetime
    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceClosed:
    """Its watch ended."""

    at: datetime
    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedAsideFrom:
    """A liaison reads no signals of that space."""

    at: datetime
    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedTo:
    """A liaison reads its signals again."""

    at: datetime
    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SteppedAsideIn:
    """A liaison reads nothing of that conversation, whichever signal speaks of it."""

    at: datetime
    by: str
    conversation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalAdmitted:
    """A model would speak, and it was decided to whom."""

    at: datetime
    id: str
    space: str
    version: str
    pattern: str
    mode: Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class PatternTried:
    """A changed pattern would have been named beside a signal, and was not: its cues run unseen."""

    at: datetime
    id: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCounted:
    """A signal was judged. `was` is the verdict before."""

    at: datetime
    id: str
    version: str
    verdict: Verdict
    shadow: bool
    pattern: str
    was: Verdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WentLive:
    """What ran unseen is shown to liaisons from now on: a version, or a pattern, and the patterns judged with it."""

    at: datetime
    by: str
    of: str
    beside: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WentUnseen:
    """It is shown to nobody, and its trial begins anew."""

    at: datetime
    by: str
    of: str


Event: TypeAlias = (
    SpaceOpened
    | SignPutUp
    | SignMissed
    | SpacePaused
    | SpaceResumed
    | SpaceClosed
    | SteppedAsideFrom
    | ReturnedTo
    | SteppedAsideIn
    | SignalAdmitted
    | PatternTried
    | VerdictCounted
    | WentLive
    | WentUnseen
)
EVENTS: tuple[type[Event], ...] = (
    SpaceOpened, SignPutUp, SignMissed, SpacePaused, SpaceResumed, SpaceClosed, SteppedAsideFrom, ReturnedTo,
    SteppedAsideIn, SignalAdmitted, PatternTried, VerdictCounted, WentLive, WentUnseen,
)  # fmt: skip

__all__ = [
    "EVENTS", "Event", "Mode", "PatternTried", "ReturnedTo", "SignMissed", "SignPutUp", "SignalAdmitted",
    "SpaceClosed", "SpaceOpened", "SpacePaused", "SpaceResumed", "SteppedAsideFrom", "SteppedAsideIn",
    "VerdictCounted", "WentLive", "WentUnseen",
]  # fmt: skip
