# SPDX-License-Identifier: Apache-2.0
"""The letters of a mailbox become reports, one by one. What was taken is deleted there; what was not is left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from comity.core.clause import Malformed, Refusal
from comity.edge.mailbox import Mailbox, opened
from comity.site import incoming

if TYPE_CHECKING:
    from comity.site.court import Court


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How many letters became reports, were written by a machine and thrown away, or were left for a human."""

    taken: int = 0
    automatic: int = 0
    left: int = 0


def fetch(court: Court, box: Mailbox, at: datetime) -> Fetched:
    """Fetch the new letters. Raises `Unreachable`, `Exhausted`, `NotCarried`: what was not deleted comes again."""
    taken = automatic = left = 0
    with opened(box) as letters:
        for number, raw in letters.new(incoming.LARGEST):
            try:
                done = None if raw is None else incoming.take(court, raw, at)
            except (Malformed, Refusal):
                done = None
            if done is None:
                left += 1
                letters.left(number)
                continue
            taken, automatic = taken + bool(done.case), automatic + (not done.case)
            letters.taken(number)
    return Fetched(taken=taken, automatic=automatic, left=left)


__all__ = ["Fetched", "fetch"]
