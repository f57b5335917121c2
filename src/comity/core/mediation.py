# SPDX-License-Identifier: Apache-2.0
"""Talks: the stream beside adjudication, inside the council or with an outside provider.

Which phases are talks, whether they rest the other stream or run beside it, and who leads them is data. What no
procedure can vote away: what is said there is no evidence, leaving harms nobody (P8), and a provider learns no more
than is needed to begin.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.core.party import Parties
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One phase of talks: what rests meanwhile (nothing: it is concurrent), and the roles that lead it."""

    phase: str
    pauses: tuple[str, ...]
    leads: tuple[str, ...]

    @property
    def concurrent(self) -> bool:
        """Whether the other stream goes on beside it."""
        return not self.pauses


def talks(procedure: Procedure) -> tuple[Talk, ...]:
    """Every phase in which people speak in confidence, in the order of the file."""
    return tuple(
        Talk(phase=p.id, pauses=p.pauses, leads=_leads(procedure, p.acts))
        for p in procedure.phases.values()
        if p.confidential
    )


def _leads(procedure: Procedure, acts: tuple[str, ...]) -> tuple[str, ...]:
    named = dict.fromkeys(role for act in acts for role in procedure.acts[act].by)
    return tuple(r for r in named if procedure.roles[r].stands is Standing.HELPER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral:
    """All that a provider learns at first: a reference, how many people on each side, and whether all are known.

    No name, no text, no date of the report, no clause that is said to be broken.
    """

    reference: str
    sides: Mapping[str, int]
    all_known: bool


def referral(procedure: Procedure, reference: str, parties: Parties) -> Referral:
    """The least disclosure with which talks can begin. Witnesses are not counted: they are nobody's side."""
    sides = [r.id for r in procedure.roles.values() if r.stands in (Standing.REPORTER, Standing.RESPONDENT)]
    count = {role: sum(role in p.roles for p in parties.values()) for role in sides}
    known = all(p.known for p in parties.values() if set(p.roles) & set(sides))
    return Referral(reference=reference, sides=count, all_known=known)


__all__ = ["Referral", "Talk", "referral", "talks"]
