# SPDX-License-Identifier: Apache-2.0
"""Whether a delivery comes from the platform that holds our secret, and whether it is of now."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from comity.desk.watch.ports import Refused

SHORTEST_SECRET = 16
AHEAD = timedelta(minutes=10)
"""How far a platform's clock may be ahead of ours."""
_SIGNED = re.compile(r"sha256=[0-9a-f]{64}")
_ID = re.compile(r"[A-Za-z0-9-]{1,80}")


def check(headers: Mapping[str, str], header: str, *, secret: str, body: bytes) -> None:
    """Raise `Refused` unless `header` holds `sha256=` and the hex HMAC-SHA256 of the raw body."""
    told = headers.get(header, "")
    if not _SIGNED.fullmatch(told):
        raise Refused(header, "sha256= and the HMAC-SHA256 of the body in 64 hex digits")
    meant = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(told, f"sha256={meant}"):
        raise Refused(header, "made of this very body with the secret that both sides hold")


def delivery_id(headers: Mapping[str, str], header: str, event: str, body: bytes) -> str:
    """What a repetition of a delivery has again and nothing else.

    Headers stand outside the signature: joined with the digest of event and body, a delivery that somebody sends
    under another id, or another delivery under its id, is never taken for it.
    """
    told = headers.get(header, "")
    if not _ID.fullmatch(told):
        raise Refused(header, "the platform's own id of a delivery: letters, digits and hyphens")
    return f"{told}.{hashlib.sha256(event.encode() + b' ' + body).hexdigest()[:24]}"


def in_json(headers: Mapping[str, str]) -> None:
    """Raise `Refused` unless the body is said to be JSON."""
    if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Refused("content-type", "application/json (the hook's settings at the platform offer it)")


def fresh(field: str, at: datetime, *, now: datetime, oldest: timedelta) -> None:
    """Raise `Refused` unless something happened just now, by a clock that may differ a little from ours."""
    if at > now + AHEAD:
        raise Refused(field, f"not more than {AHEAD.seconds // 60} minutes ahead of this server's clock")
    if at < now - oldest:
        hours = int(oldest.total_seconds()) // 3600
        raise Refused(field, f"at most {hours} hours old: no platform still repeats what is older")


__all__ = ["AHEAD", "SHORTEST_SECRET", "check", "delivery_id", "fresh", "in_json"]
