# SPDX-License-Identifier: Apache-2.0
"""What is not open to a party now, and why: the other half of `options`, by the same checks (P7).

Pages show it so that nobody has to try a door in order to learn that it is closed, and until when.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.core.clause import Refusal, promise
from comity.core.docket.leave import knows_nothing, refuse, why_not
from comity.core.docket.options import options
from comity.core.docket.state import Case
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.words import PARTIES, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """One act that is meant for the party, or moves the party's clock, and the refusal that meets it now."""

    act: str
    verb: Verb
    text: str
    refusal: Refusal


def shut(law: Procedure, case: Case, person: str, at: datetime) -> tuple[Shut, ...]:
    """Everything that the file gives to a party of this standing and that is not possible now, in the file's order.

    Empty for whoever is no party, and for a party to whom the case does not exist yet (P4).
    """
    roles = _roles(law, case, person)
    found = []
    for act in law.acts.values():
        if roles & set(act.by) or _moves_a_clock_of(law, case, act, roles):
            no = why_not(law, case, act, person, at)
            if no is not None:
                found.append(Shut(act=act.id, verb=act.verb, text=act.text, refusal=refuse(no)))
    return tuple(found)


def more_time(law: Procedure, case: Case, person: str, at: datetime) -> Refusal | None:
    """Why a party with a deadline cannot move it; None where there is no deadline, or where the party can."""
    now = options(law, case, person, at)
    if all(o.until is None for o in now) or any(o.verb is Verb.EXTEND for o in now):
        return None
    if not _roles(law, case, person):
        return None
    others = next((law.acts[one.act] for one in shut(law, case, person, at) if one.verb is Verb.EXTEND), None)
    if others is None:
        return Refusal("under {procedure} no act moves this deadline", clause=promise(6), about={"procedure": law.id})
    return Refusal(
        "only {roles} can move this deadline", clause=law.cite(others.id), about={"roles": ", ".join(others.by)}
    )


def _roles(law: Procedure, case: Case, person: str) -> frozenset[str]:
    party = case.bench.parties.get(person)
    if party is None or knows_nothing(law, case, person):
        return frozenset()
    return frozenset(r for r in party.roles if law.roles[r].stands in PARTIES)


def _moves_a_clock_of(law: Procedure, case: Case, act: Act, roles: frozenset[str]) -> bool:
    """Whether the act moves a clock of an open phase in which these roles have something to do."""
    if act.verb is not Verb.EXTEND or not roles:
        return False
    phase = law.clocks[act.clock or ""].phase
    return phase in case.phases and any(roles & set(a.by) for a in law.acts.values() if phase in a.phases)


__all__ = ["Shut", "more_time", "shut"]
