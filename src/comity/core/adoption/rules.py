# SPDX-License-Identifier: Apache-2.0
"""The charter's part: which bodies adopt a procedure, by what numbers, and how long a proposal is open before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comity.core.ballot import Share
from comity.core.calendar import Calendar
from comity.core.clause import Clause, Fault, Malformed


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptingBody:
    """One body that may adopt and repeal.

    `share` of the votes for and against (abstentions left out) must be in favour; None: the body decides as it does,
    and no numbers are asked. `quorum` is the share of the supply that must have voted, abstentions included.
    `approvals` is how many persons must have approved a proposal before this body may vote on it.
    """

    id: str
    clause: str
    share: Share | None = None
    quorum: Share | None = None
    approvals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionRules:
    """The clauses about amendment, of the document `document`.

    A proposal is open for comments for `count` of `unit` (a unit of the calendar other than a period; 0: not at all)
    before it may be adopted. `override` is the clause under which a version is adopted although the linter found
    errors; empty where the charter has none. Raises `Malformed`.
    """

    document: str
    clause: str
    bodies: Mapping[str, AdoptingBody]
    calendar: Calendar
    count: int = 0
    unit: str = "days"
    override: str = ""

    def __post_init__(self) -> None:
        if self.unit in self.calendar.periods or self.unit not in self.calendar.units() or not 0 <= self.count <= 1_000:
            text = "a proposal is open for 0 to 1000 hours, days, working days, weeks or months"
            raise Malformed([Fault(field="adoption.open", rule="adoption.open", text=text, clause=self.clause)])

    def cite(self, id: str = "") -> Clause:
        """A clause of the charter: that of amendment, unless another is named."""
        return Clause(document=self.document, id=id or self.clause)

    def open_until(self, at: datetime) -> datetime:
        """The instant before which a version that is proposed at `at` cannot be adopted."""
        return self.calendar.shift(at, self.count, self.unit) or at


__all__ = ["AdoptingBody", "AdoptionRules"]
