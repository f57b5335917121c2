# SPDX-License-Identifier: Apache-2.0
"""The same small work for us and for the peer: one event, one row of a read model, one row of an outbox.

A counter opens, counts up and keeps a running total. Ours goes through `desk.handle` with everything that it always
does: act id, access rule, hash chain, deadline, effect.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from comity.desk.codec import Codec
from comity.desk.ports import Certainty, Row, Rows
from comity.desk.room import Change, Errand, Happened, Reaction, Room

START = datetime(2024, 1, 4, 19, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Count up by `amount`."""

    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """It was counted up."""

    at: datetime
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """The running total."""

    total: int = 0


@dataclass(frozen=True, slots=True)
class Counter:
    """The decider."""

    initial: Total = Total()

    def advance(self, state: Total, at: datetime) -> Sequence[Counted]:
        """Time alone does nothing here."""
        return ()

    def decide(self, state: Total, command: Count, at: datetime) -> Sequence[Counted]:
        """One event an act."""
        return (Counted(at=at, amount=command.amount),)

    def evolve(self, state: Total, event: Counted) -> Total:
        """Add up."""
        return Total(total=state.total + event.amount)

    def due(self, state: Total) -> datetime | None:
        """Nothing is ever due."""
        return None


def _row(change: Change, rows: Rows) -> None:
    rows.put("counters", Row(key=change.stream, sort="", fields={"total": change.state.total}))


def _letter(happened: Happened) -> Reaction:
    return Reaction(errands=(Errand(kind="letter", certainty=Certainty.IDEMPOTENT, payload={"to": "a"}),))


COUNTER = Room(
    kind="counter",
    codec=Codec([Count, Counted]),
    decider=lambda opening: Counter(),
    reactions=_letter,
    projectors=(_row,),
    tables=("counters",),
)

__all__ = ["COUNTER", "START", "Count", "Counted", "Counter", "Total"]
