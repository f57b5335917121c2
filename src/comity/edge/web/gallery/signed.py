# SPDX-License-Identifier: Apache-2.0
"""The public log as a page shows it: how long it is, its root, its key, and when it grows next."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from comity.desk.publication import Broken
from comity.edge.web.door import Court


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """The newest checkpoint. `size` is 0 before the first; `stuck`: nothing is signed until a human has looked."""

    address: str
    vkey: str
    size: int
    root: str
    hours: int
    next: datetime
    stuck: bool = False


def log(court: Court) -> Signed | None:
    """The log of this house; None where there is none."""
    address, hours = f"{settings.COMITY.public_url}/log", int(court.log.every.total_seconds()) // 3600
    coming = court.log.next_instant(court.desk.clock.now())
    try:
        key, now = court.log.key, court.log.signed()
    except Broken:
        return Signed(address=address, vkey="", size=0, root="", hours=hours, next=coming, stuck=True)
    if key is None:
        return None
    root = base64.b64encode(now.root).decode() if now else ""
    return Signed(address=address, vkey=key.vkey, size=now.size if now else 0, root=root, hours=hours, next=coming)


__all__ = ["Signed", "log"]
