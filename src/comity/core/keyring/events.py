# SPDX-License-Identifier: Apache-2.0
"""What can be asked of the ring of keys, and what can have happened to it. No secret is ever part of either."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from comity.core.keyring import succession

_RECIPIENT = re.compile(r"age1[02-9ac-hj-np-z]{58}")
"""The public half of an X25519 identity of age v1, in Bech32."""


def is_recipient(text: str) -> bool:
    """Whether `text` has the form of a recipient: `age1` and 58 signs of Bech32."""
    return _RECIPIENT.fullmatch(text) is not None


def key_id(recipient: str) -> str:
    """By what a key is known: the first 16 hex digits of the SHA-256 of its recipient."""
    return hashlib.sha256(recipient.encode()).hexdigest()[:16]


class Why(StrEnum):
    """Why a key ended."""

    ROTATED = "rotated"
    """Its owner made another one."""
    LOST = "lost"
    """Its owner cannot open with it any more, or somebody else might."""
    LEFT = "left"
    """Its owner holds no post any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EnrolKey:
    """Make a key known. `replaces` is the id of the key of `by` that it takes the place of, or empty for the first."""

    by: str
    recipient: str
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetireKey:
    """End the key of that id, of `person`: lost, or its owner left."""

    by: str
    person: str
    key: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class DrillRecovery:
    """Its owner has just shown that the printed words still open this key."""

    by: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseHouseKey:
    """From now on the house keeps no key for those who decide. `ground` is the digest of a paper."""

    by: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenHouseKey:
    """The house keeps a key again for those who have none. `ground` is the digest of a paper."""

    by: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEnrolled:
    """A person has a key; `key` is its id and follows from the recipient."""

    at: datetime
    person: str
    key: str
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyRetired:
    """A key ended; nothing is wrapped for it any more."""

    at: datetime
    person: str
    key: str
    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveryDrilled:
    """The printed words still opened a key."""

    at: datetime
    person: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseKeyClosed:
    """The house keeps no key for those who decide any more; `having` of `deciding` had one of their own then."""

    at: datetime
    by: str
    ground: str
    having: int
    deciding: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseKeyReopened:
    """The house keeps a key again for those who have none."""

    at: datetime
    by: str
    ground: str


Command: TypeAlias = EnrolKey | RetireKey | DrillRecovery | CloseHouseKey | ReopenHouseKey | succession.Command
Event: TypeAlias = KeyEnrolled | KeyRetired | RecoveryDrilled | HouseKeyClosed | HouseKeyReopened | succession.Event
COMMANDS: tuple[type, ...] = (
    EnrolKey, RetireKey, DrillRecovery, CloseHouseKey, ReopenHouseKey, *succession.COMMANDS,
)  # fmt: skip
EVENTS: tuple[type, ...] = (
    KeyEnrolled, KeyRetired, RecoveryDrilled, HouseKeyClosed, HouseKeyReopened, *succession.EVENTS,
)  # fmt: skip

__all__ = [
    "COMMANDS", "EVENTS",
    "CloseHouseKey", "Command", "DrillRecovery", "EnrolKey", "Event", "HouseKeyClosed", "HouseKeyReopened",
    "KeyEnrolled", "KeyRetired", "RecoveryDrilled", "ReopenHouseKey", "RetireKey", "Why", "is_recipient", "key_id",
]  # fmt: skip
