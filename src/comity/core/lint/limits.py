# SPDX-License-Identifier: Apache-2.0
"""Laws about measures: what came at once ends by itself, and what has no end can be lifted."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.clause import Fault
from comity.core.lint.found import WARNING, fault
from comity.core.procedure.model import Measure, Procedure
from comity.core.procedure.terms import Deadline, Either, Never, Until
from comity.core.procedure.words import On, Verb


def interim_measures_end_by_themselves(law: Procedure) -> Iterator[Fault]:
    """P5: an interim measure on a person has an end that nobody needs to remember."""
    for m in law.measures.values():
        if m.interim and m.on is On.PERSON and _open_ended(m.ends):
            yield fault(
                law, f"measure.{m.id}.ends", rule="interim measures end by themselves",
                text=f"'{m.id}' comes before any finding and has no end of its own",
                way_out=f"ends = \"14 days after {m.id}.begun\"",
            )  # fmt: skip


def what_has_no_end_can_be_lifted(law: Procedure) -> Iterator[Fault]:
    """A measure without end needs somebody who can lift it, also when the case is closed."""
    for m in law.measures.values():
        if isinstance(m.ends, Never) and not any(_lifts(law, a.id, m) for a in law.acts.values()):
            yield fault(
                law, f"measure.{m.id}.ends", rule="what has no end can be lifted",
                severity="error" if m.on is On.PERSON else WARNING,
                text=f"'{m.id}' never ends, and nobody can lift it when the case is closed",
                way_out=f"add an act with verb = \"lift\", measure = \"{m.id}\" and afterwards = true",
            )  # fmt: skip


def _lifts(law: Procedure, act: str, measure: Measure) -> bool:
    found = law.acts[act]
    return found.verb is Verb.LIFT and found.measure == measure.id and found.afterwards


def _open_ended(deadline: Deadline) -> bool:
    """Whether no instant need ever come. The later of two is open where one is; the earlier where both are."""
    if isinstance(deadline, Either):
        sides = (_open_ended(deadline.left), _open_ended(deadline.right))
        return all(sides) if deadline.earlier else any(sides)
    return isinstance(deadline, Never | Until)


__all__ = ["interim_measures_end_by_themselves", "what_has_no_end_can_be_lifted"]
