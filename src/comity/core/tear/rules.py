# SPDX-License-Identifier: Apache-2.0
"""What one version of a procedure says about small tears; one that says nothing has no door for them."""

from __future__ import annotations

from comity.core.calendar import Calendar
from comity.core.clause import Clause, Refusal, promise
from comity.core.procedure.model import Procedure
from comity.core.tear.state import TearRules


def rules_of(law: Procedure, calendar: Calendar) -> TearRules:
    """The rules of a tear that is told under this version. Raises `Refusal` where it knows none."""
    if law.tears is None:
        raise no_door(law)
    count, _, unit = law.tears.expires.partition(" ")
    return TearRules(
        clause=Clause(document=law.id, id=law.tears.clause),
        calendar=calendar,
        count=int(count),
        unit=unit if unit.endswith("s") else f"{unit}s",
        listens=frozenset(law.tears.listens),
    )


def no_door(law: Procedure) -> Refusal:
    """Why a small tear cannot be told under this version."""
    about = {"procedure": law.id}
    return Refusal("under {procedure} there is no door for a small tear", clause=promise(2), about=about)


__all__ = ["no_door", "rules_of"]
