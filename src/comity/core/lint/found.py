# SPDX-License-Identifier: Apache-2.0
"""What the linter says, and how: one `Fault` for one law that is not kept, with its clause, a witness and a way out."""

from __future__ import annotations

from collections.abc import Iterable

from comity.core.clause import Fault
from comity.core.procedure.model import Procedure
from comity.core.procedure.terms import Both, Guard, OneOf

ERROR, WARNING, UNDEFINED = "error", "warning", "undefined"
"""Against a promise or the arithmetic; worth a second look; left open by the text, so that a human will be asked."""


def fault(
    law: Procedure, field: str, *, rule: str, text: str, way_out: str = "", witness: str = "", severity: str = ERROR
) -> Fault:
    """A fault at the dotted path `kind.id...`, with the clause of that thing."""
    id = field.split(".")[1] if "." in field else ""
    clause = law.cite(id).id if id else ""
    return Fault(field=field, rule=rule, text=text, severity=severity, way_out=way_out, witness=witness, clause=clause)


def listed(names: Iterable[str]) -> str:
    """Names in quotes, in a row."""
    return ", ".join(f"'{n}'" for n in names)


def ways_to_hold(guard: Guard) -> tuple[tuple[Guard, ...], ...]:
    """The guard as alternatives, each a row of parts that must all hold; what stands under a `not` stays one part."""
    if isinstance(guard, OneOf):
        return tuple(row for g in guard.guards for row in ways_to_hold(g))
    if isinstance(guard, Both):
        rows: tuple[tuple[Guard, ...], ...] = ((),)
        for part in guard.guards:
            rows = tuple((*row, *more) for row in rows for more in ways_to_hold(part))
        return rows
    return ((guard,),)


__all__ = ["ERROR", "UNDEFINED", "WARNING", "fault", "listed", "ways_to_hold"]
