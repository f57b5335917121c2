# SPDX-License-Identifier: Apache-2.0
"""What one version of a procedure and one roster say about the watch; a version that says nothing has none (P20)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

from comity.core.clause import Clause, promise
from comity.core.procedure.frame import Space
from comity.core.procedure.model import Procedure
from comity.core.procedure.watching import length
from comity.core.procedure.words import Standing

Roster: TypeAlias = Mapping[str, tuple[str, ...]]
_SITS = (Standing.JUDGE, Standing.PRESIDES, Standing.REVIEWER)
NEVER = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRules:
    """The clause and its limits. `spaces` are those that may be watched, by their marks; none: nothing may be.

    `readers` read signals, and sit nowhere where cases are decided; `openers` open, pause and close spaces; `judges`
    judge would-be signals and read no live ones. `budget` is for seven days.
    """

    clause: Clause
    spaces: Mapping[str, Space] = field(default_factory=dict)
    sign: str = ""
    readers: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    judges: frozenset[str] = frozenset()
    budget: int = 0
    shadow: timedelta = NEVER
    judged: int = 0
    states: timedelta = NEVER
    signals: timedelta = NEVER
    quiet: timedelta = NEVER

    def cite(self, space: str = "") -> Clause:
        """The clause of a space, or of the watch as a whole."""
        found = self.spaces.get(space)
        return self.clause if found is None else Clause(document=self.clause.document, id=found.clause)


def rules_of(law: Procedure | None, roster: Roster) -> WatchRules:
    """The rules under one version and one roster; the rules of no watch where it has no such clause."""
    if law is None or law.watch is None:
        return WatchRules(clause=promise(20))
    w = law.watch
    sits = _holders(roster, (role for one in _SITS for role in law.stands(one)))
    readers = _holders(roster, w.reads) - sits
    return WatchRules(
        clause=Clause(document=law.id, id=w.clause),
        spaces={one.mark: one for one in w.spaces},
        sign=" ".join(w.sign.split()),
        readers=readers,
        openers=_holders(roster, w.opens),
        judges=_holders(roster, w.judges) - readers,
        budget=w.budget,
        shadow=length(w.shadow) or NEVER,
        judged=w.judged,
        states=length(w.states) or NEVER,
        signals=length(w.signals) or NEVER,
        quiet=length(w.quiet) or NEVER,
    )


def _holders(roster: Roster, roles: Iterable[str]) -> frozenset[str]:
    return frozenset(person for role in roles for person in roster.get(role, ()))


__all__ = ["Roster", "WatchRules", "rules_of"]
