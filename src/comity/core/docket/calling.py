# SPDX-License-Identifier: Apache-2.0
"""Acts that name an instant, such as the one by which a hearing is called: which they may name, and who is told.

The instant holds until the act is done again, its phase ends or begins anew, or the case is closed.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from comity.core.docket.apart import apart_from, facts_for
from comity.core.docket.leave import until
from comity.core.docket.state import Case, Fact
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.words import Kind

FURTHEST = timedelta(days=366)
"""How far ahead an act may call people where no clock ends the time of the act."""


def latest(law: Procedure, case: Case, act: Act, at: datetime) -> datetime:
    """The last instant that the act may name: the end of the time in which it can be done, or a year from `at`."""
    return until(law, case, act) or _later(at)


def _later(at: datetime) -> datetime:
    end = datetime.max.replace(tzinfo=UTC)
    return at + FURTHEST if end - at > FURTHEST else end


def called_in(law: Procedure, case: Case, phase: str, then: tuple[str, ...]) -> tuple[str, ...]:
    """The acts whose instant holds no longer once the phase gives way to `then`: none of their phases is open then."""
    left = (frozenset(case.phases) - {phase}).union(then)
    return tuple(id for id in case.called if phase in law.acts[id].phases and left.isdisjoint(law.acts[id].phases))


def called_for(law: Procedure, case: Case, facts: Iterable[Fact], person: str) -> dict[str, datetime]:
    """The instants that hold, by act, as far as this person is told: a party those named since their own notice, in
    phases that exist for them (P4)."""
    if not case.called:
        return {}
    told = tuple(facts)
    hidden = apart_from(law, case, told, person)
    seen = {f.thing for f in facts_for(law, case, told, person) if f.kind is Kind.ACT and f.until is not None}
    shown = {id for id in seen if not law.acts[id].phases or not hidden.issuperset(law.acts[id].phases)}
    return {id: named for id, named in case.called.items() if id in shown}


__all__ = ["FURTHEST", "called_for", "called_in", "latest"]
