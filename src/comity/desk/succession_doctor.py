# SPDX-License-Identifier: Apache-2.0
"""What would keep the open cases closed to the next council. `comity doctor` says it (P13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from comity.desk.succession import SuccessionDesk

OLD = timedelta(days=180)
"""A drill that is older than this says little of whether the shares open today."""


def worries(kept: SuccessionDesk, having: int, at: datetime) -> Iterator[tuple[str, str]]:
    """What would keep open cases closed to the next council: a code and an English sentence each; nothing of a case.

    `having` is how many of those who decide have a key of their own: where nobody has, the server opens for everybody.
    """
    key = kept.now()
    if key is None:
        if having:
            text = "those who decide have keys, and none is kept for successors: hold the ceremony"
            yield "no-succession", text
        return
    if not key.can_be_joined:
        yield "few-shares", f"{len(key.live)} shares are left and {key.least} join the key: hold another ceremony"
        return
    outside = sum(share.holder in kept.rules().fallback for share in key.live)
    if outside < key.least:
        text = f"were the whole council gone, {outside} shares would be left, and {key.least} join the key"
        yield "few-outside", text
    if key.joined is not None:
        yield "joined", f"the key for successors was joined on {key.joined:%Y-%m-%d}: hold another ceremony"
    if (key.drilled or key.since) < at - OLD:
        yield "old-drill", f"not all shares were tried since {(key.drilled or key.since):%Y-%m-%d}: ask the holders to"
    if many := kept.uncovered():
        yield "uncovered", f"{many} papers of open cases do not open by the key for successors yet"


__all__ = ["OLD", "worries"]
