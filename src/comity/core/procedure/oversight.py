# SPDX-License-Identifier: Apache-2.0
"""Which oversight a procedure has, named from its shape; no file says it, and none can claim what it has not.

Oversight is no thing of the format: it is a phase, a question to another body, what silence answers, and what each
answer does to the measures.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from comity.core.procedure.model import Effect, Exit, Impose, Move, Phase, Procedure, Question
from comity.core.procedure.terms import Answered, Both, Guard, Happened, Not, OneOf, atoms
from comity.core.procedure.words import PaperKind, Standing


class Model(StrEnum):
    """How another body holds a council to account."""

    VETO = "optimistic veto"
    APPROVAL = "active approval"
    OVERTURN = "overturn"
    AUDIT = "process audit"
    CONSENT = "executor consent"
    DEADLOCK = "board on deadlock"
    APPEAL = "appeal"
    NONE = "none"


MEANS: Mapping[Model, str] = {
    Model.VETO: "the decision stands unless the other body objects",
    Model.APPROVAL: "nothing takes effect until the other body approves",
    Model.OVERTURN: "the decision is in effect, and the other body may undo it",
    Model.AUDIT: "the other body looks at how it was decided and cannot change what was decided",
    Model.CONSENT: "whoever carries it out must agree",
    Model.DEADLOCK: "the other body decides where the council cannot",
    Model.APPEAL: "a party may ask another body to look again",
    Model.NONE: "no other body has a say",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    """One say of another body: the model, where it stands, and which answer silence gives (empty: none)."""

    model: Model
    phase: str = ""
    question: str = ""
    body: str = ""
    silence: str = ""


def describe(law: Procedure) -> tuple[Oversight, ...]:
    """Every oversight that the shape of the procedure has; one of the model `none` where it has none."""
    found = tuple(dict.fromkeys(_found(law)))
    return found or (Oversight(model=Model.NONE),)


def _found(law: Procedure) -> Iterator[Oversight]:
    judges = {q.to for q in law.questions.values() if q.finding}
    for phase in law.phases.values():
        for id in phase.puts:
            q = law.questions[id]
            role = law.roles[q.to]
            outside = q.to not in judges and role.stands in (Standing.REVIEWER, Standing.EXECUTOR)
            if outside or role.weighted:
                model = _model(law, phase, q)
                yield Oversight(model=model, phase=phase.id, question=id, body=q.to, silence=silence(law, phase, q))
    for q in law.questions.values():
        for body in q.asks:
            if law.roles[body].stands is Standing.REVIEWER and body != q.to:
                yield Oversight(model=Model.DEADLOCK, question=q.id, body=body)


def silence(law: Procedure, phase: Phase, q: Question) -> str:
    """The answer that stands when nobody answers: what too few give, where a clock of the phase counts."""
    return q.short if q.short in q.ids else ""


def _model(law: Procedure, phase: Phase, q: Question) -> Model:
    if law.roles[q.to].stands is Standing.EXECUTOR:
        return Model.CONSENT
    reached = [way.when for p in law.phases.values() for way in p.exits if phase.id in way.then]
    if any(_asks_appeal(law, g) for g in reached):
        return Model.APPEAL
    if any(_deadlocked(law, g) for g in reached):
        return Model.DEADLOCK
    return _by_effect(law, phase, q)


def _asks_appeal(law: Procedure, guard: Guard) -> bool:
    acts = (law.acts[a.anchor.thing] for a in atoms(guard) if isinstance(a, Happened) and a.anchor.thing in law.acts)
    return any(a.paper is PaperKind.APPEAL for a in acts)


def _deadlocked(law: Procedure, guard: Guard) -> bool:
    return any(isinstance(a, Happened) and a.anchor.moment in ("tied", "short") for a in atoms(guard))


def _by_effect(law: Procedure, phase: Phase, q: Question) -> Model:
    quiet = silence(law, phase, q)
    starts = {a for way, e in _effects(law, phase) if _lets_begin(e) for a in _answers(law, q, way, e)}
    undoes = {a for way, e in _effects(law, phase) if _undoes(e) for a in _answers(law, q, way, e)}
    if undoes and not starts:
        return Model.OVERTURN
    if quiet in starts:
        return Model.VETO
    if starts:
        return Model.APPROVAL
    moves_on = {then for way in phase.exits for then in way.then}
    return Model.VETO if quiet and moves_on and _decides_beyond(law, moves_on) else Model.AUDIT


def _effects(law: Procedure, phase: Phase) -> Iterator[tuple[Exit, Effect]]:
    for way in phase.exits:
        yield from ((way, e) for e in way.does)
        for then in way.then:
            yield from ((way, e) for e in law.phases[then].does)


def _lets_begin(effect: Effect) -> bool:
    return isinstance(effect, Impose) or (isinstance(effect, Move) and effect.moment == "released")


def _undoes(effect: Effect) -> bool:
    return isinstance(effect, Move) and effect.moment in ("voided", "ended")


def _answers(law: Procedure, q: Question, way: Exit, effect: Effect) -> Iterator[str]:
    """The answers under which an effect of an exit can come about."""
    for answer in q.ids:
        if _allows(way.when, q.id, answer) and _allows(effect.given, q.id, answer):
            yield answer


def _allows(guard: Guard, question: str, answer: str) -> bool:
    """Whether a guard can hold when the question has this answer; what is not about the question may hold."""
    match guard:
        case Both(parts):
            return all(_allows(g, question, answer) for g in parts)
        case OneOf(parts):
            return any(_allows(g, question, answer) for g in parts)
        case Not(Answered(asked, given)) if asked == question:
            return given != answer
        case Answered(asked, given) if asked == question:
            return given == answer
        case _:
            return True


def _decides_beyond(law: Procedure, phases: set[str]) -> bool:
    return any(_lets_begin(e) or _undoes(e) for p in phases for _, e in _effects(law, law.phases[p]))


__all__ = ["MEANS", "Model", "Oversight", "describe", "silence"]
