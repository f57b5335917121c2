# SPDX-License-Identifier: Apache-2.0
"""The key that is kept for successors: what can be asked of it and what can have happened (P13).

Its public half gets a wrap of every paper of an open case; its secret half is split, and each share is sealed to one
holder. Nobody reads by it: it is joined only when those who could open the open cases are gone, and by `least` of its
holders, never by one. Shares, secrets and texts are no part of any of this; a `mark` is the SHA-256 of a share.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias

FEWEST, MOST = 2, 9
"""Never one alone; and no more than can be brought together in a week."""
LASTS = timedelta(days=14)
"""How long an asking waits for its answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One share: who holds it, the id of the key that it is sealed to, and its mark."""

    holder: str
    key: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MakeSuccession:
    """A ceremony: this key is kept for successors from now on, and joined by `least` of these shares."""

    by: str
    recipient: str
    least: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillShare:
    """A holder has just opened their share of that key and found it whole. Nothing was joined."""

    by: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSuccession:
    """Ask that these open cases (streams) be opened to these successors, on a ground that is a paper."""

    by: str
    ground: str
    cases: tuple[str, ...]
    successors: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSuccession:
    """A holder agrees, and has given their share to whoever asked; or does not."""

    by: str
    asking: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawSuccession:
    """Whoever asked takes it back."""

    by: str
    asking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSuccession:
    """Whoever asked has joined the shares and opened the cases; `told` are the parties who hear of it, by case."""

    by: str
    asking: str
    told: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionMade:
    """A key is kept for successors, in place of the one before; what was asked of that one is over."""

    at: datetime
    by: str
    key: str
    recipient: str
    least: int
    shares: tuple[Share, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareDrilled:
    """A holder's share still opens, and is the one that was given."""

    at: datetime
    person: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionAsked:
    """Somebody asked, until an instant; `asking` is its number."""

    at: datetime
    by: str
    asking: str
    ground: str
    cases: tuple[str, ...]
    successors: tuple[str, ...]
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionAnswered:
    """A holder agreed, or did not."""

    at: datetime
    person: str
    asking: str
    agrees: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionRefused:
    """So many did not agree that those who are left are too few."""

    at: datetime
    asking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionWithdrawn:
    """Whoever asked took it back."""

    at: datetime
    by: str
    asking: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SuccessionOpened:
    """The shares were joined and the cases opened; the parties who are told of it, by case."""

    at: datetime
    by: str
    asking: str
    told: Mapping[str, tuple[str, ...]]


Command: TypeAlias = (
    MakeSuccession | DrillShare | AskSuccession | AnswerSuccession | WithdrawSuccession | OpenSuccession
)
Event: TypeAlias = (
    SuccessionMade
    | ShareDrilled
    | SuccessionAsked
    | SuccessionAnswered
    | SuccessionRefused
    | SuccessionWithdrawn
    | SuccessionOpened
)
COMMANDS: tuple[type, ...] = (
    MakeSuccession, DrillShare, AskSuccession, AnswerSuccession, WithdrawSuccession, OpenSuccession,
)  # fmt: skip
EVENTS: tuple[type, ...] = (
    SuccessionMade, ShareDrilled, SuccessionAsked, SuccessionAnswered, SuccessionRefused, SuccessionWithdrawn,
    SuccessionOpened,
)  # fmt: skip

__all__ = [
    "COMMANDS", "EVENTS", "FEWEST", "LASTS", "MOST",
    "AnswerSuccession", "AskSuccession", "Command", "DrillShare", "Event", "MakeSuccession", "OpenSuccession", "Share",
    "ShareDrilled", "SuccessionAnswered", "SuccessionAsked", "SuccessionMade", "SuccessionOpened", "SuccessionRefused",
    "SuccessionWithdrawn", "WithdrawSuccession",
]  # fmt: skip
