# SPDX-License-Identifier: Apache-2.0
"""The `[memory]` table of a procedure file: who codes closed cases, and how a pattern of the library is changed.

No table: nothing is coded and nothing changed, and the patterns stand as they were shipped.
"""

from __future__ import annotations

from comity.core.procedure.frame import Memory
from comity.core.procedure.table import Table
from comity.core.procedure.watching import length
from comity.core.suppression import FEWEST


def memory(t: Table | None) -> Memory | None:
    """The `[memory]` table."""
    if t is None:
        return None
    found = Memory(
        text=t.text("text"), clause=t.text("clause", "memory"), codes=t.names("codes"), agrees=t.names("agrees"),
        least=t.number("least", least=1, most=99) or 1, cases=t.number("cases", least=FEWEST, most=99) or FEWEST,
        shadow=t.text("shadow", "14 days"),
    )  # fmt: skip
    if length(found.shadow) is None:
        t.fault("shadow", "quantity", "'shadow' is a quantity of at most 999, for instance '14 days'")
    for key in ("codes", "agrees"):
        if not getattr(found, key):
            t.fault(key, "required", f"a memory says '{key}'", "leave the whole table out, and nothing is coded")
    t.finish()
    return found


__all__ = ["memory"]
