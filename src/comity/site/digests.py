# SPDX-License-Identifier: Apache-2.0
"""The digests that are due: one letter a day or a week for whoever wished so, and none while nothing waits.

Asking twice, late or from two workers queues one: the vault keeps the instant of the last, the key names the day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from comity.desk.canonical import canonical
from comity.desk.ports import Certainty, Conflict, Effect
from comity.desk.wishes import DIGEST, PERIODS
from comity.edge.web.waits import Waits, waits
from comity.site import letters

if TYPE_CHECKING:
    from comity.site.court import Court

EARLY = timedelta(hours=1)
"""A ticker that is a little early does not push a daily letter to the next day."""


def queue(court: Court, at: datetime) -> int:
    """Queue every digest that is due `at`. How many."""
    return sum(_queued(court, person, at) for person in sorted(set(_people(court))))


def _people(court: Court) -> Iterator[str]:
    """Everybody for whom something could wait: who holds a post, and who is a part of an open case."""
    for held in court.roster().values():
        yield from held
    for stream in court.open_cases():
        yield from court.case(stream)[1].bench.parties


def _queued(court: Court, person: str, at: datetime) -> bool:
    period = PERIODS.get(court.post.wishes(person).cadence)
    last = court.outside.vault.get(person).get(DIGEST, "")
    if period is None or (last and at - datetime.fromisoformat(last) < period - EARLY):
        return False
    found = waits(court, person)
    return bool(found.many) and _put(court, person, found, at)


def _put(court: Court, person: str, found: Waits, at: datetime) -> bool:
    day = at.astimezone(UTC).date().isoformat()
    key = f"{letters.DIGEST}/{hashlib.sha256(f'{person} {day}'.encode()).hexdigest()}"
    until = found.first.isoformat() if found.first else ""
    payload = canonical({"to": person, "many": found.many, "until": until})
    effect = Effect(
        key=key, kind=letters.DIGEST, certainty=Certainty.UNCERTAIN, payload=payload, source="account", not_before=at
    )
    try:
        with court.desk.store.transaction() as unit:
            unit.outbox.put([effect])
            court.outside.vault.put(person, DIGEST, at.isoformat())
    except Conflict:  # another worker was first
        return False
    return True


__all__ = ["queue"]
