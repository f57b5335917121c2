# SPDX-License-Identifier: Apache-2.0
"""What was decided on whom, and how often each side was talked to, as one reader sees it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comity.core.clause import Clause
from comity.core.procedure.words import Contact
from comity.core.sanction import Term
from comity.desk.casefile import Casefile
from comity.edge.web import spoken
from comity.edge.web.names import called, plainly


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One measure: on whom, where it stands, from when to when."""

    text: str
    about: str
    life: str
    begins: datetime | None
    ends: datetime | None
    interim: bool
    clause: Clause


def measured(file: Casefile, person: str, terms: Iterable[Term]) -> tuple[Measured, ...]:
    """Those of the case's measures that the law shows to `person`."""
    return tuple(
        Measured(
            text=file.law.measures[t.measure].text or plainly(t.measure),
            about=called(file, t.about, to=person),
            life=spoken.life(t.life),
            begins=t.begins,
            ends=t.ends,
            interim=t.interim,
            clause=file.law.cite(t.measure),
        )
        for t in terms
    )


def substantive(file: Casefile, person: str) -> tuple[tuple[str, int], ...]:
    """How often each side talked about the matter with those who decide (P8)."""
    counts = file.case.contacts.items()
    return tuple((called(file, about, to=person), n) for (kind, about), n in counts if kind == Contact.SUBSTANTIVE)


__all__ = ["Measured", "measured", "substantive"]
