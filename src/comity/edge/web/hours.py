# SPDX-License-Identifier: Apache-2.0
"""The hours for which people are called in a case, a hearing's for instance, as somebody is told them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from comity.core.clause import Clause
from comity.edge.web.casefile import Casefile
from comity.edge.web.names import plainly


@dataclass(frozen=True, slots=True, kw_only=True)
class Hour:
    """One hour: what it is for, in the file's own words too, and whether it is still ahead."""

    act: str
    name: str
    text: str
    clause: Clause
    at: datetime
    ahead: bool


def hours(file: Casefile, person: str) -> tuple[Hour, ...]:
    """Every hour that holds, the earliest first."""
    found = sorted(file.called_for(person).items(), key=lambda one: (one[1], one[0]))
    return tuple(
        Hour(
            act=id,
            name=_named(file, id),
            text=file.law.acts[id].text,
            clause=file.law.cite(id),
            at=at,
            ahead=at > file.at,
        )
        for id, at in found
    )


def _named(file: Casefile, act: str) -> str:
    """What people are called to: the phase to which the act belongs, if it belongs to one."""
    phases = file.law.acts[act].phases
    return plainly(phases[0] if len(phases) == 1 else act)


def ahead(file: Casefile, person: str) -> tuple[Hour, ...]:
    """Those that are still to come."""
    return tuple(one for one in hours(file, person) if one.ahead)


__all__ = ["Hour", "ahead", "hours"]
