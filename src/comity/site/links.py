# SPDX-License-Identifier: Apache-2.0
"""Addresses that open something for one person and say nothing to anybody else: not who, not what about.

A link is a few sealed bytes: the purpose, the person, the instant at which it is over. Only this house can make or read
one. What must be used once or revoked is kept beside it in the vault as a digest (see `post`).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from datetime import UTC, datetime
from enum import StrEnum

from comity.edge.store.seal import Seal, Unsealable

LONGEST = 300
"""Characters of a link, as addresses allow them."""


class Purpose(StrEnum):
    """What a link is for; one made for another purpose opens nothing."""

    ENTER = "enter"
    INVITE = "invite"
    CALENDAR = "calendar"
    STOP = "stop"
    PROVE = "prove"


def make(seal: Seal, purpose: Purpose, person: str, *, until: datetime | None = None, mark: str = "") -> str:
    """A fresh link for `person`, over at `until`. `mark` is handed back by `read`."""
    told = json.dumps([person, None if until is None else int(until.timestamp()), mark]).encode()
    return base64.urlsafe_b64encode(seal.seal(told, about=_about(purpose))).decode().rstrip("=")


def read(seal: Seal, purpose: Purpose, token: str, at: datetime) -> tuple[str, str]:
    """For whom it is, and its mark; both empty where it is over, was altered, or is for something else."""
    if not token or len(token) > LONGEST:
        return "", ""
    try:
        sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        person, until, mark = json.loads(seal.open(sealed, about=_about(purpose)))
    except (Unsealable, binascii.Error, ValueError):
        return "", ""
    over = until is not None and datetime.fromtimestamp(until, UTC) <= at
    return ("", "") if over else (str(person), str(mark))


def digest(token: str) -> str:
    """What is kept of a link that can be used once or revoked."""
    return hashlib.sha256(token.encode()).hexdigest()


def _about(purpose: Purpose) -> bytes:
    return f"link:{purpose.value}".encode()


__all__ = ["LONGEST", "Purpose", "digest", "make", "read"]
