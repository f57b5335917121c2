# SPDX-License-Identifier: Apache-2.0
"""What an error of the database means to the desk: somebody was first, no room or no turn, or our fault."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, InterfaceError, transaction

from comity.desk.ports import Conflict, Exhausted

FIRST_WAS_ANOTHER = ("23505", "40001", "40P01")
"""PostgreSQL: unique violation, serialization failure, deadlock."""

NO_ROOM_OR_TURN = ("53", "55P03", "57", "58", "08")
"""PostgreSQL: no resources, lock not available, shutting down, system error, connection lost."""


@contextmanager
def written(alias: str) -> Iterator[None]:
    """Within this everything is written or nothing. Raises `Conflict`, `Exhausted`."""
    try:
        with transaction.atomic(using=alias):
            yield
    except (DatabaseError, InterfaceError) as wrong:
        raise meaning(wrong) from wrong


def meaning(wrong: DatabaseError | InterfaceError) -> Exception:
    """What a database's error means to the desk; the error itself where it means a fault of ours."""
    state = getattr(wrong.__cause__, "sqlstate", None)
    text = str(wrong)
    if state in FIRST_WAS_ANOTHER or text.startswith("UNIQUE constraint failed"):
        return Conflict(text)
    full = "disk is full" in text or "database is locked" in text or "unable to open database file" in text
    lost = state is None and isinstance(wrong, InterfaceError)
    if full or lost or (state or "").startswith(NO_ROOM_OR_TURN):
        return Exhausted(text)
    return wrong


__all__ = ["meaning", "written"]
