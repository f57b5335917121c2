# SPDX-License-Identifier: Apache-2.0
"""What is known of everybody's keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from comity.core.keyring import shares, succession
from comity.core.keyring.events import (
    Event,
    HouseKeyClosed,
    HouseKeyReopened,
    KeyEnrolled,
    KeyRetired,
    RecoveryDrilled,
    Why,
)
from comity.core.keyring.shares import Askings, End, Succession
from comity.core.keyring.succession import (
    ShareDrilled,
    SuccessionAnswered,
    SuccessionAsked,
    SuccessionMade,
    SuccessionOpened,
    SuccessionRefused,
    SuccessionWithdrawn,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: whose it is, its public half, since when, when its words were last tried, when and why it ended."""

    person: str
    id: str
    recipient: str
    since: datetime
    drilled: datetime | None = None
    retired: datetime | None = None
    why: Why | None = None

    @property
    def live(self) -> bool:
        """Whether it can still be wrapped for."""
        return self.retired is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyring:
    """All keys that ever were, by id, and whether the house's own is closed to those who decide.

    `succession` is the key that is kept for successors, `askings` all that was ever asked of such keys.
    """

    keys: Mapping[str, Key] = field(default_factory=dict)
    closed: HouseKeyClosed | None = None
    reopened: HouseKeyReopened | None = None
    succession: Succession | None = None
    askings: Askings = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """What anybody may know: how many have a key of how many, and when words were last tried. Never who."""

    having: int
    of: int
    drilled: datetime | None = None


def of_person(ring: Keyring, person: str) -> Key | None:
    """The live key of a person; None where they have none."""
    return next((key for key in ring.keys.values() if key.live and key.person == person), None)


def live(ring: Keyring) -> Mapping[str, Key]:
    """Every live key by the person whose it is."""
    return {key.person: key for key in ring.keys.values() if key.live}


def count(ring: Keyring, persons: Collection[str]) -> Count:
    """How many of these persons have a key, and when one of those keys was last tried."""
    found = [key for person, key in live(ring).items() if person in persons]
    drilled = max((key.drilled for key in found if key.drilled is not None), default=None)
    return Count(having=len(found), of=len(set(persons)), drilled=drilled)


def evolve(ring: Keyring, event: Event) -> Keyring:
    """The ring after `event`."""
    match event:
        case KeyEnrolled(at=at, person=person, key=id, recipient=recipient):
            return _with(ring, Key(person=person, id=id, recipient=recipient, since=at))
        case KeyRetired():
            return _retired(ring, event)
        case RecoveryDrilled(at=at, key=id):
            return _with(ring, replace(ring.keys[id], drilled=at))
        case HouseKeyClosed():
            return replace(ring, closed=event, reopened=None)
        case HouseKeyReopened():
            return replace(ring, closed=None, reopened=event)
        case _:
            return _succeeded(ring, event)


def _succeeded(ring: Keyring, event: succession.Event) -> Keyring:
    """The ring after something happened to the key for successors."""
    match event:
        case SuccessionMade(at=at):
            return replace(ring, succession=shares.made(event), askings=shares.replaced(ring.askings, at))
        case ShareDrilled():
            return replace(ring, succession=shares.tried(ring.succession, event))
        case SuccessionAsked():
            return replace(ring, askings=shares.asked(ring.askings, event))
        case SuccessionAnswered():
            return replace(ring, askings=shares.answered(ring.askings, event))
        case SuccessionOpened() | SuccessionRefused() | SuccessionWithdrawn():
            return _ended(ring, event)
        case _:
            assert_never(event)


def _with(ring: Keyring, key: Key) -> Keyring:
    return replace(ring, keys={**ring.keys, key.id: key})


def _retired(ring: Keyring, event: KeyRetired) -> Keyring:
    """A share moves along to the key that takes the place of another; with one that was lost or left it is lost."""
    after = _with(ring, replace(ring.keys[event.key], retired=event.at, why=event.why))
    if event.why is Why.ROTATED:
        return after
    return replace(after, succession=shares.lost(ring.succession, event.person, event.at))


_ENDS: Mapping[type, End] = {
    SuccessionOpened: End.OPENED, SuccessionRefused: End.REFUSED, SuccessionWithdrawn: End.WITHDRAWN,
}  # fmt: skip


def _ended(ring: Keyring, event: SuccessionOpened | SuccessionRefused | SuccessionWithdrawn) -> Keyring:
    key = ring.succession
    if isinstance(event, SuccessionOpened) and key is not None:
        key = replace(key, joined=event.at)
    return replace(ring, succession=key, askings=shares.ended(ring.askings, event.asking, _ENDS[type(event)], event.at))


__all__ = ["Count", "Key", "Keyring", "count", "evolve", "live", "of_person"]
