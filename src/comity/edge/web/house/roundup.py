# SPDX-License-Identifier: Apache-2.0
"""The voting roundup: every window of a cycle on one page, with the results of those that are closed.

It is for anybody, because a public house is asked in public. Only windows whose roll anybody can read stand in it, and
of each only what the house is asked, by which share and with which numbers: no case, no text, no delegate.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from comity.core.docket.entry import period_of
from comity.core.veto import Outcome, Stage
from comity.edge.web.door import Court
from comity.edge.web.house import windows
from comity.edge.web.house.windows import Seen
from comity.edge.web.names import plainly

_NO_NAME = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """One cycle: its name, its instants where a calendar knows it, the windows that opened in it."""

    slug: str
    name: str
    starts: datetime | None
    ends: datetime | None
    windows: tuple[Seen, ...]

    @property
    def open(self) -> int:
        """How many of them are not closed."""
        return sum(seen.window.stage is not Stage.CLOSED for seen in self.windows)


def cycles(court: Court) -> tuple[Cycle, ...]:
    """Every cycle in which a public window opened, newest first."""
    found: dict[str, list[Seen]] = {}
    for seen in windows.all_of(court):
        if seen.terms.roll.public:
            found.setdefault(_period(seen), []).append(seen)
    return tuple(_cycle(period, some) for period, some in found.items())


def find(court: Court, slug: str) -> Cycle | None:
    """The cycle of that name in addresses, or None."""
    return next((cycle for cycle in cycles(court) if cycle.slug == slug), None)


def _period(seen: Seen) -> str:
    return period_of(seen.file.law, seen.file.calendar, seen.terms.opens)


def _cycle(period: str, some: Iterable[Seen]) -> Cycle:
    found = tuple(sorted(some, key=lambda seen: (seen.terms.closes, seen.id)))
    first = found[0]
    kind = period.partition(" ")[0]
    here = first.file.calendar.period_at(kind, first.terms.opens) if period else None
    return Cycle(
        slug=_NO_NAME.sub("-", period.lower()).strip("-") or "outside",
        name=plainly(period) if period else _("Outside every cycle"),
        starts=None if here is None else here.starts,
        ends=None if here is None else here.ends,
        windows=found,
    )


def outcome(seen: Seen) -> str:
    """How the window stands, in words."""
    match seen.window.outcome:
        case Outcome.VETOED:
            return _("vetoed")
        case Outcome.STANDS:
            return _("stands")
        case Outcome.INFEASIBLE:
            return _("could not be vetoed")
        case None:
            return _("totals awaited") if seen.awaits else _("open")


def document(cycle: Cycle) -> dict[str, Any]:
    """A cycle for machines. Weights are text: they may be larger than what JSON reads exactly."""
    return {"cycle": cycle.name, "windows": [_told(seen) for seen in cycle.windows]}


def _told(seen: Seen) -> dict[str, Any]:
    numbers = seen.window.numbers
    weights = {"veto": numbers.veto, "stand": numbers.stand, "abstain": numbers.abstain}
    return {
        "id": seen.id,
        "question": seen.question.text,
        "procedure": seen.file.law.id,
        "clause": seen.clause.id,
        "share": str(seen.terms.share),
        "base": str(seen.window.base),
        "needed": str(seen.window.needed),
        "distance": str(seen.distance),
        "roll": seen.terms.roll.digest,
        "closes": seen.terms.closes.astimezone(UTC).isoformat(),
        "state": _STATES[seen.window.stage],
        "outcome": "" if seen.window.outcome is None else seen.window.outcome.value,
        "weights": {name: str(weight) for name, weight in weights.items()},
    }


_STATES = {Stage.NONE: "none", Stage.OPENED: "open", Stage.AWAITING: "awaiting totals", Stage.CLOSED: "closed"}


def feed(found: Iterable[Cycle], *, title: str, address: str, link: str) -> str:
    """The roundup as Atom: one entry a window, changed when it closes."""
    atom = Atom1Feed(title=title, link=link, description="", feed_url=address, feed_guid=address)
    for cycle in found:
        for seen in cycle.windows:
            at = seen.terms.closes if seen.window.outcome is not None else seen.terms.opens
            atom.add_item(
                title=f"{seen.mark}: {outcome(seen)}",
                link=f"{link}#{seen.mark}",
                description=f"{seen.question.text} ({cycle.name})",
                unique_id=f"{address}#{seen.mark}",
                pubdate=at.astimezone(UTC),
                updateddate=at.astimezone(UTC),
            )
    return str(atom.writeString("utf-8"))


__all__ = ["Cycle", "cycles", "document", "feed", "find", "outcome"]
