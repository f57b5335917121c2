# SPDX-License-Identifier: Apache-2.0
"""Laws about who decides: nobody in the own cause, every rule can be met, a house can really object."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.ballot import Base, Stage
from comity.core.clause import Fault
from comity.core.lint.found import WARNING, fault, listed
from comity.core.lint.worlds import takes_over
from comity.core.procedure.model import Act, Procedure, Question, Role
from comity.core.procedure.words import PARTIES, PaperKind, Standing, Verb

_DECIDES = frozenset({Verb.VOTE, Verb.ANSWER, Verb.TALLY, Verb.CONFIRM})
_OUTSIDE = frozenset({*PARTIES, Standing.PUBLIC})


def nobody_judges_in_the_own_cause(law: Procedure) -> Iterator[Fault]:
    """A party decides nothing and rules on no challenge; who mediates a case does not vote on it."""
    for q in law.questions.values():
        if law.roles[q.to].stands in _OUTSIDE:
            yield _own_cause(law, f"question.{q.id}.to", f"'{q.id}' is decided by '{q.to}', a party or anybody at all")
    for act in law.acts.values():
        parties = [r for r in act.by if law.roles[r].stands in _OUTSIDE]
        if act.verb in _DECIDES and parties:
            yield _own_cause(law, f"act.{act.id}.by", f"'{act.id}' lets {listed(parties)} decide")
        if act.paper is PaperKind.MEDIATION:
            yield from _mediates_and_judges(law, act)


def _own_cause(law: Procedure, field: str, text: str) -> Fault:
    return fault(
        law, field, rule="nobody judges in the own cause", text=text,
        way_out="let a role of a body decide: judge, presides, reviewer or executor",
    )  # fmt: skip


def _mediates_and_judges(law: Procedure, act: Act) -> Iterator[Fault]:
    voters = {q.to for q in law.questions.values() if q.finding}
    both = [r for r in act.by if r in voters]
    if both:
        yield fault(
            law, f"act.{act.id}.by", rule="nobody judges in the own cause", severity=WARNING,
            text=f"{listed(both)} may lead the mediation and then vote on what was said there",
            way_out="appoint a role of its own for it, and name that role in 'without' of the voters",
        )  # fmt: skip


def every_rule_can_be_met(law: Procedure) -> Iterator[Fault]:
    """With as few free members as the text allows, some answer can still reach its share."""
    for q in law.questions.values():
        for n, stage in enumerate(q.stages, 1):
            yield from _within_reach(law, q, stage, f"question.{q.id}.rule[{n}]")
        if not q.stages and any(a.question == q.id and a.verb in (Verb.VOTE, Verb.TALLY) for a in law.acts.values()):
            yield fault(
                law, f"question.{q.id}.rule", rule="every rule can be met",
                text=f"'{q.id}' is voted on without any rule",
                way_out="add [[question.rule]] with a share",
            )  # fmt: skip


def _within_reach(law: Procedure, q: Question, stage: Stage, field: str) -> Iterator[Fault]:
    role = law.roles[q.to]
    if role.weighted:
        if stage.base in (Base.SEATS, Base.ENTITLED):
            yield fault(
                law, field, rule="every rule can be met",
                text=f"'{role.id}' votes with weights, and weights cannot be a share of the heads of '{role.id}'",
                way_out="of = \"cast\", or of = \"supplied\" with a supply",
            )  # fmt: skip
        return
    for body in (role, *(law.roles[r] for r in takes_over(law, role))):
        short = _out_of_reach(body, stage)
        if short:
            yield fault(
                law, field, rule="every rule can be met",
                text=f"'{q.id}' cannot be decided when only {body.least} of '{body.id}' are free: {short}",
                way_out="raise 'least' of the role, or take the share of those entitled",
            )  # fmt: skip


def _out_of_reach(role: Role, stage: Stage) -> str:
    if stage.base is not Base.SEATS or role.seats is None or role.weighted:
        return ""
    needed = stage.share.needed(role.seats)
    return f"{needed} votes of {role.seats} seats are needed" if needed > role.least else ""


def a_veto_is_possible(law: Procedure) -> Iterator[Fault]:
    """Where a house is asked, somebody can bring its numbers while the question is open, and the base is a number."""
    for q in law.questions.values():
        if not law.roles[q.to].weighted:
            continue
        phases = [p for p in law.phases.values() if q.id in p.puts]
        bring = [a for a in law.acts.values() if a.question == q.id and a.verb in (Verb.TALLY, Verb.ANSWER)]
        for phase in phases:
            if not any(not a.phases or phase.id in a.phases for a in bring):
                yield fault(
                    law, f"phase.{phase.id}.puts", rule="a veto is possible",
                    text=f"'{q.id}' is put to '{q.to}' and nobody can bring its numbers in '{phase.id}'",
                    way_out="add an act of the verb tally there",
                )  # fmt: skip
        if not any(s.passing is None or s.passing for s in q.stages):
            yield fault(
                law, f"question.{q.id}.rule", rule="a veto is possible",
                text=f"no rule of '{q.id}' lets '{q.to}' carry it",
                way_out="add [[question.rule]] with the share that is needed",
            )  # fmt: skip


__all__ = ["a_veto_is_possible", "every_rule_can_be_met", "nobody_judges_in_the_own_cause"]
