# SPDX-License-Identifier: Apache-2.0
"""`Idempotency-Key`: the same request sent twice is one act, and the second gets the first answer (P24)."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Annotated

from django.conf import settings
from ninja import Header

from comity.desk import answers
from comity.desk.ports import Done
from comity.edge.api.door import Court

PATTERN = "^[A-Za-z0-9_-]{16,64}$"
Key = Annotated[
    str | None,
    Header(
        None,
        alias="Idempotency-Key",
        pattern=PATTERN,
        description="16 to 64 letters, digits, hyphens: drawn anew for each act. The same key again is the same act.",
    ),
]
SecretKey = Annotated[
    str | None,
    Header(
        None,
        alias="Idempotency-Key",
        pattern="^[A-Za-z0-9_-]{22,64}$",
        description="At least 128 random bits, in 22 to 64 signs. The same key with the same body is the same report.",
    ),
]


def act_id(person: str, key: str | None) -> str:
    """The id of an act: of that person and key, so that nobody's key stands in another's way."""
    given = key or secrets.token_urlsafe(24)
    return f"api/{hashlib.sha256(f'{person} {given}'.encode()).hexdigest()[:40]}"


def receipt_bits(key: str, body: str) -> str:
    """The bits of a receipt for a key and what was told: only this house can work them out, and always the same.

    Two programs that draw the same key tell two things, and neither gets the other's receipt (P1).
    """
    secret = hashlib.sha256(f"comity receipt by key {settings.SECRET_KEY}".encode()).digest()
    return hmac.new(secret, f"{key}\n{body}".encode(), hashlib.sha256).hexdigest()[:32]


def before(court: Court, id: str) -> Done | None:
    """What became of the act when it was first sent; None where it is new. Raises the `Refusal` that it got."""
    with court.desk.store.reading() as unit:
        found = unit.acts.find(id)
    if found is not None and found.refusal:
        raise answers.refused(found.refusal)
    return found


__all__ = ["Key", "PATTERN", "SecretKey", "act_id", "before", "receipt_bits"]
