# SPDX-License-Identifier: Apache-2.0
"""What is known of the key for successors: its shares, what was asked of it, and how often it was joined (P13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from comity.core.keyring.succession import (
    ShareDrilled,
    SuccessionAnswered,
    SuccessionAsked,
    SuccessionMade,
)


class End(StrEnum):
    """How an asking ended."""

    OPENED = "opened"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"
    """Another key was made meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One share as it stands: its mark, when it was last tried, and when it was lost with its holder's key."""

    holder: str
    mark: str
    drilled: datetime | None = None
    lost: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """The key of now: its id and public half, how many shares join it, and when it was last joined."""

    key: str
    recipient: str
    least: int
    since: datetime
    shares: Mapping[str, Held]
    joined: datetime | None = None

    @property
    def live(self) -> tuple[Held, ...]:
        """The shares that can still be given."""
        return tuple(share for share in self.shares.values() if share.lost is None)

    @property
    def can_be_joined(self) -> bool:
        """Whether enough shares are left."""
        return len(self.live) >= self.least

    @property
    def drilled(self) -> datetime | None:
        """Since when every share that is left has been known to open; None where one was never tried."""
        tried = [share.drilled for share in self.live]
        return min((at for at in tried if at is not None), default=None) if tried and None not in tried else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One asking: of whom, why, for which cases, and who said what."""

    id: str
    by: str
    ground: str
    cases: tuple[str, ...]
    successors: tuple[str, ...]
    at: datetime
    until: datetime
    answers: Mapping[str, bool] = field(default_factory=dict)
    ended: datetime | None = None
    end: End | None = None

    @property
    def agreed(self) -> tuple[str, ...]:
        """The holders who gave their shares."""
        return tuple(person for person, agrees in self.answers.items() if agrees)

    def waits(self, at: datetime) -> bool:
        """Whether it can still be answered, taken back or carried out."""
        return self.end is None and at < self.until


Askings = Mapping[str, Asking]


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """What anybody may know of the key for successors: how often it was asked for, opened and refused."""

    asked: int = 0
    opened: int = 0
    refused: int = 0


def broken(askings: Iterable[Asking], *, since: datetime | None = None, until: datetime | None = None) -> Broken:
    """How often, of all time or within `since` and `until`. An asking that nobody answered in time counts as asked."""

    def within(at: datetime | None) -> bool:
        return at is not None and (since is None or at >= since) and (until is None or at < until)

    every = list(askings)
    ended = [one for one in every if within(one.ended)]
    return Broken(
        asked=sum(within(one.at) for one in every),
        opened=sum(one.end is End.OPENED for one in ended),
        refused=sum(one.end is End.REFUSED for one in ended),
    )


def made(event: SuccessionMade) -> Succession:
    """The key that a ceremony made."""
    shares = {share.holder: Held(holder=share.holder, mark=share.mark) for share in event.shares}
    return Succession(key=event.key, recipient=event.recipient, least=event.least, since=event.at, shares=shares)


def tried(key: Succession | None, event: ShareDrilled) -> Succession | None:
    """The key after one of its shares was tried."""
    if key is None or key.key != event.key or event.person not in key.shares:
        return key
    share = replace(key.shares[event.person], drilled=event.at)
    return replace(key, shares={**key.shares, event.person: share})


def lost(key: Succession | None, person: str, at: datetime) -> Succession | None:
    """The key after a holder's own key ended: their share opens no more."""
    if key is None or person not in key.shares or key.shares[person].lost is not None:
        return key
    return replace(key, shares={**key.shares, person: replace(key.shares[person], lost=at)})


def asked(askings: Askings, event: SuccessionAsked) -> Askings:
    """With a new asking."""
    one = Asking(
        id=event.asking, by=event.by, ground=event.ground, cases=event.cases, successors=event.successors,
        at=event.at, until=event.until,
    )  # fmt: skip
    return {**askings, one.id: one}


def answered(askings: Askings, event: SuccessionAnswered) -> Askings:
    """With an answer more."""
    one = askings[event.asking]
    return {**askings, one.id: replace(one, answers={**one.answers, event.person: event.agrees})}


def ended(askings: Askings, id: str, end: End, at: datetime) -> Askings:
    """With one of them over."""
    return {**askings, id: replace(askings[id], ended=at, end=end)}


def replaced(askings: Askings, at: datetime) -> Askings:
    """With everything over that was asked of the former key."""
    return {id: one if one.end is not None else replace(one, ended=at, end=End.REPLACED) for id, one in askings.items()}


__all__ = [
    "Asking", "Askings", "Broken", "End", "Held", "Succession", "answered", "asked", "broken", "ended", "lost", "made",
    "replaced", "tried",
]  # fmt: skip
