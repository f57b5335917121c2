# SPDX-License-Identifier: Apache-2.0
"""The twelve words of whoever holds no post: of who told, by their receipt, and of a party, by words of their own.

Whoever keeps a key under *Your key* is none of them: that one opens what is sealed to them as a party too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.urls import reverse

from comity.edge.web.door import Court
from comity.edge.web.papers import Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """What is sealed to twelve words, as a page says it: to which key, whether this browser brought them, where they
    are typed, and where a party ends those that are lost (empty for whoever told: theirs cannot be replaced)."""

    key: str
    held: bool
    at: str
    lost: str = ""


def read_by(court: Court, person: str, where: Where) -> tuple[Where, Lock | None]:
    """How somebody reads: the addresses, and the lock where it is by twelve words."""
    found = lock(court, person, where)
    return replace(where, by_words=found is not None), found


def lock(court: Court, person: str, where: Where) -> Lock | None:
    """The lock of whoever reads by twelve words; None for everybody else."""
    own = court.papers.custody.own(person)
    if own is None or court.keys.own(person) is not None:
        return None
    held = court.papers.custody.opens(person, where.secrets)
    lost = reverse("own-words")
    return Lock(key=own.id, held=held, at=where.words_at, lost=lost if where.words_at == lost else "")


__all__ = ["Lock", "lock", "read_by"]
