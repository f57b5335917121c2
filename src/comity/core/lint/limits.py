# SPDX-License-Identifier: Apache-2.0
"""Laws about measures: what came at once ends by itself, and what has no end can be lifted."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.clause import Fault
from comity.core.lint.felt import felt
from comity.core.lint.found import ERROR, WARNING, fault
from comity.core.lint.walk import Walk
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


def what_has_no_end_can_be_lifted(walk: Walk) -> Iterator[Fault]:
    """A measure without end needs somebody who can lift it: also in a closed case, if it can be closed before."""
    law = walk.law
    for m in law.measures.values():
        if isinstance(m.ends, Never) and not _liftable(walk, m):
            yield fault(
                law, f"measure.{m.id}.ends", rule="what has no end can be lifted",
                severity=ERROR if m.on is On.PERSON else WARNING,
                text=f"'{m.id}' never ends, and nobody can lift it when the case is closed",
                way_out=f"add an act with verb = \"lift\", measure = \"{m.id}\" and afterwards = true",
            )  # fmt: skip


def _liftable(walk: Walk, measure: Measure) -> bool:
    lifts = [a for a in walk.law.acts.values() if a.verb is Verb.LIFT and a.measure == measure.id]
    return any(a.afterwards for a in lifts) or (bool(lifts) and not _outlives(walk, measure))


def _outlives(walk: Walk, measure: Measure) -> bool:
    """Whether a case can be closed while the measure holds; where nothing waits for its end, it can."""
    if not walk.finished or measure.id not in felt(walk.law, walk.law.phases).measures:
        return True
    closed = (p.case for p in walk.places if p.case.closed is not None)
    return any(t.measure == measure.id and t.live for case in closed for t in case.terms.values())


def _open_ended(deadline: Deadline) -> bool:
    """Whether no instant need ever come. The later of two is open where one is; the earlier where both are."""
    if isinstance(deadline, Either):
        sides = (_open_ended(deadline.left), _open_ended(deadline.right))
        return all(sides) if deadline.earlier else any(sides)
    return isinstance(deadline, Never | Until)


__all__ = ["interim_measures_end_by_themselves", "what_has_no_end_can_be_lifted"]
