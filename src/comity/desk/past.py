# SPDX-License-Identifier: Apache-2.0
"""The past cases that were taken over, and how many of them fell into each cycle."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from comity.core.past import Past, PastCase
from comity.desk.court import InForce
from comity.desk.custody import SealedPaper
from comity.desk.figures import period_kind

PAST = "past:here"
"""The stream of all past cases."""


class PastDesk(Protocol):
    """The past cases of this community, for those who judge or preside."""

    def read(self, person: str, digest: str) -> str | SealedPaper | None:
        """The text of one, for who reads it; None where not. Raises `desk.ports.Missing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One cycle, or one year before the calendar knew any: how many past cases were closed in it, by their ending."""

    name: str
    cases: int
    endings: Mapping[str, int]


def past(house: InForce) -> Past:
    """All past cases."""
    found: Past | None = house.desk.state(PAST).state
    return Past() if found is None else found


def spans(house: InForce) -> tuple[Span, ...]:
    """The past cases by cycle, the latest first. No figure of a season counts them."""
    found: dict[str, list[PastCase]] = {}
    for case in sorted(past(house).taken.values(), key=lambda one: one.closed, reverse=True):
        found.setdefault(_span(house, case), []).append(case)
    counted = {name: Counter(case.ending for case in cases) for name, cases in found.items()}
    return tuple(Span(name=name, cases=sum(endings.values()), endings=endings) for name, endings in counted.items())


def _span(house: InForce, case: PastCase) -> str:
    law = house.law(house.desk.clock.now())
    kind = period_kind(law) if law is not None else ""
    periods = law.calendar.periods.get(kind, ()) if law is not None else ()
    within = next((period for period in periods if period.starts <= case.closed < period.ends), None)
    return f"{kind} {within.id}" if within is not None else f"{case.closed.year}"


__all__ = ["PAST", "PastDesk", "Span", "past", "spans"]
