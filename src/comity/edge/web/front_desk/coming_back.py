# SPDX-License-Identifier: Apache-2.0
"""Where the words of a receipt lead. A receipt to which nothing belongs takes the same way and the same time (P3).

There is no derivation that is slow and no limit that could lock the owner out: 128 bits cannot be guessed, and a try
costs the house no more than a page. Whether something belongs to a receipt or not, three streams are looked for, and
one of them is there: where it is not the reporter's it is somebody else's, which is read and thrown away. The answer is
a redirect either way, and only the page behind it says which it was.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from comity.desk.registers import CASES
from comity.edge.web import door
from comity.edge.web.locator import Locator

UNKNOWN = "receipt"
"""The mark in the address of the front page that says: no report has this receipt."""
AMONG = 64
"""Among how many of the newest cases the stream is drawn that is read in place of the one that is not there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The address to which the browser is sent on, and whether something belongs to the receipt."""

    address: str
    known: bool


def way(found: Locator, arrived: Callable[[Locator], bool]) -> Way:
    """Where a door leads."""
    other = _another(found)
    known = arrived(found)
    door.court().desk.state(f"case:{found.bits[:12]}" if known or not other else other)
    there, nowhere = reverse("status", args=[found.bits]), f"{reverse('front')}?{UNKNOWN}=unknown#receipt"
    return Way(address=there if known else nowhere, known=known)


def _another(found: Locator) -> str:
    """A stream of somebody else's, drawn by the door; empty where there is none."""
    with door.court().desk.store.reading() as unit:
        rows = unit.rows.list(CASES, newest_first=True, limit=1, offset=int(found.bits[:8], 16) % AMONG)
        rows = rows or unit.rows.list(CASES, newest_first=True, limit=1)
    return rows[0].key if rows else ""


__all__ = ["UNKNOWN", "Way", "way"]
