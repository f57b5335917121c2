# SPDX-License-Identifier: Apache-2.0
"""The first page of the house: open windows by their close, those that await totals, and those that are closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from comity.core.clause import Malformed
from comity.core.veto import Stage
from comity.edge.web.door import Court
from comity.edge.web.house import decision, voting, windows
from comity.edge.web.house.windows import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One window in a list: what is decided, how far an objection stands, how this delegate voted."""

    seen: Seen
    title: str
    said: str
    votes: bool
    brings: bool
    due: datetime
    due_today: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The windows that exist for one person."""

    open: tuple[Row, ...]
    awaiting: tuple[Row, ...]
    closed: tuple[Row, ...]

    @property
    def empty(self) -> bool:
        """Whether there is no window at all."""
        return not (self.open or self.awaiting or self.closed)

    @property
    def first(self) -> Row | None:
        """The one that closes first."""
        return self.open[0] if self.open else None

    @property
    def unvoted(self) -> int:
        """In how many this person could vote and has not."""
        return sum(row.votes and not row.said for row in self.open)


def shelf(court: Court, person: str) -> Shelf:
    """Open ones by their close, the others newest first."""
    found = [_row(seen, person) for seen in windows.all_of(court) if seen.visible_to(person)]
    running = sorted((r for r in found if r.seen.window.stage is Stage.OPENED), key=lambda r: r.due)
    return Shelf(
        open=tuple(running),
        awaiting=tuple(r for r in found if r.seen.awaits),
        closed=tuple(r for r in found if r.seen.window.stage is Stage.CLOSED),
    )


def _row(seen: Seen, person: str) -> Row:
    running = seen.window.stage is Stage.OPENED
    today = seen.terms.closes.astimezone(UTC).date() == seen.file.at.astimezone(UTC).date()
    return Row(
        seen=seen,
        title=decision.title(seen, seen.after(objected=False) if running else seen.file.case),
        said=voting.said(seen, person),
        votes=bool(seen.running and seen.weight(person)),
        brings=seen.brings(person),
        due=seen.terms.closes,
        due_today=running and today,
    )


def weight(court: Court, person: str) -> int:
    """The weight of `person` on the roll of today, of the house where it has the most; nought for who has none."""
    law = court.law(court.desk.clock.now())
    houses = [] if law is None else [r.id for r in law.procedure.roles.values() if r.weighted]
    found = [_of_roll(court, role, person) for role in houses]
    return max(found, default=0)


def _of_roll(court: Court, role: str, person: str) -> int:
    try:
        return court.roll(role).roll.weights.get(person, 0)
    except Malformed:
        return 0


__all__ = ["Row", "Shelf", "shelf", "weight"]
