# SPDX-License-Identifier: Apache-2.0
"""What happens in one room becomes a command in another, or an errand outside.

The clerk decides nothing. A summons becomes a message to send, a measure a thing to carry out, a question to a house a
window to open, the numbers of a window a tally, a tear that its reporter turns into a report a case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from comity.core import sanction
from comity.core.access import CLERK, tally_acts
from comity.core.ballot import ABSTAIN, Base, Stage, in_force
from comity.core.clause import Refusal
from comity.core.decider import fold
from comity.core.docket import Case, DoAct, Docket, Fact
from comity.core.docket.guards import holds
from comity.core.docket.state import Box, Ticking
from comity.core.procedure import model
from comity.core.procedure.model import Procedure
from comity.core.procedure.terms import Guard, Happened, atoms
from comity.core.procedure.words import Kind
from comity.core.sanction import Life
from comity.core.veto import Numbers, Window

MAIL = "mail"
CARRY_OUT = "carry-out"
UNDO = "undo"
OPEN_WINDOW = "open-window"
REFER = "refer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Something to be done outside. The payload holds names of things, never a text of a case."""

    kind: str
    payload: Mapping[str, str] = field(default_factory=dict)


def of_case(law: Procedure, case: Case, stream: str, fact: Fact) -> tuple[Errand, ...]:
    """The errands that one fact of a case brings about."""
    handler = _ERRANDS.get((fact.kind, fact.moment))
    return () if handler is None else handler(law, case, stream, fact)


def _mail(law: Procedure, case: Case, stream: str, fact: Fact) -> tuple[Errand, ...]:
    return (Errand(kind=MAIL, payload={"case": stream, "notice": fact.thing, "to": fact.who}),)


def _in_force(law: Procedure, case: Case, stream: str, fact: Fact) -> tuple[Errand, ...]:
    """To be carried out, unless it only waits again: what rested before it began was never in force."""
    term = case.terms[sanction.key(fact.thing, fact.about)]
    return (_measured(CARRY_OUT, law, stream, fact),) if term.life is Life.IN_FORCE else ()


def _out_of_force(law: Procedure, case: Case, stream: str, fact: Fact) -> tuple[Errand, ...]:
    """To be undone, if it ever was in force; that it rested or ended before is no harm."""
    term = case.terms[sanction.key(fact.thing, fact.about)]
    return (_measured(UNDO, law, stream, fact),) if term.spans else ()


def _measured(kind: str, law: Procedure, stream: str, fact: Fact) -> Errand:
    measure = law.measures[fact.thing]
    payload = {"case": stream, "measure": fact.thing, "about": fact.about}
    return Errand(kind=kind, payload={**payload, "kind": measure.kind, "scope": measure.scope})


def _refer(law: Procedure, case: Case, stream: str, fact: Fact) -> tuple[Errand, ...]:
    return (Errand(kind=REFER, payload={"case": stream, "to": str(fact.value.get("to", ""))}),)


def _window(law: Procedure, case: Case, stream: str, fact: Fact) -> tuple[Errand, ...]:
    """A house gets its window once both are there: the question, and the instant at which it is counted.

    No window is opened for a question that a house answers in another way; its numbers are brought by an act.
    """
    made: list[Errand] = []
    for box in case.boxes.values():
        clock = window_clock(law, box.question)
        if box.open and fact.thing in (box.question, clock) and _to_a_house(law, case, box.question):
            made.extend(_opened(case, stream, box, clock))
    return tuple(made)


def _to_a_house(law: Procedure, case: Case, question: str) -> bool:
    return law.roles[law.questions[question].to].weighted and optimistic(law, case, question) is not None


def _opened(case: Case, stream: str, box: Box, clock: str) -> tuple[Errand, ...]:
    running = case.clocks.get(clock)
    if running is None or running.state is not Ticking.RUNNING or running.due is None:
        return ()
    payload = {"case": stream, "question": box.question, "about": box.about, "box": box.id}
    return (Errand(kind=OPEN_WINDOW, payload={**payload, "closes": running.due.isoformat()}),)


def window_clock(law: Procedure, question: str) -> str:
    """The clock at whose end the house has voted; empty where the file counts it otherwise.

    It is the first clock of the guard under which the question is counted, else the clock that counts it itself: a file
    may give some time after the close in which totals are brought.
    """
    for phase in law.phases.values():
        for way in phase.exits:
            if any(_counts(e, question) for e in way.does) and (waited := _waited(law, way.when)):
                return waited
    return next((c.id for c in law.clocks.values() if any(_counts(e, question) for e in c.late)), "")


def come_by_themselves(case: Case, question: str, windows: Mapping[str, Window]) -> bool:
    """Whether nobody has to bring the numbers of `question`: in each of its open boxes a house votes in a window here.

    `windows` are those of the case, by the id of their box. The clerk brings their numbers with each vote, and what was
    voted at the close. A house that votes elsewhere, or whose window never opened, waits for somebody to bring them.
    """
    boxes = [box for box in case.boxes.values() if box.question == question and box.open]
    terms = [windows[box.id].terms if box.id in windows else None for box in boxes]
    return bool(boxes) and all(one is not None and one.roll.listed for one in terms)


def _counts(effect: model.Effect, question: str) -> bool:
    return isinstance(effect, model.Count) and effect.question == question


def _waited(law: Procedure, guard: Guard) -> str:
    things = (a.anchor.thing for a in atoms(guard) if isinstance(a, Happened))
    return next((t for t in things if t in law.clocks), "")


def tally(law: Procedure, case: Case, question: str, about: str, numbers: Mapping[str, int]) -> DoAct | None:
    """The act by which the clerk brings a window's numbers to its case; None where the file has no such act.

    Of several the last whose guard holds: a file may know one for the totals of the close.
    """
    acts = tally_acts(law, question)
    possible = [a for a in acts if holds(law, case, a.when)] or list(acts[:1])
    return DoAct(act=possible[-1].id, by=CLERK, about=about, numbers=numbers) if possible else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimistic:
    """A question that a window can put to a house: one share, one answer that only weight can carry."""

    stage: Stage
    against: str
    stands: str


def optimistic(law: Procedure, case: Case, question: str) -> Optimistic | None:
    """The one rule of a question that stands unless the house says no; None where it is another kind of question."""
    asked = law.questions[question]
    stages = in_force(asked.stages, case.opened) if case.opened is not None else ()
    if len(stages) != 1 or stages[0].base is not Base.SUPPLIED or stages[0].quorum is not None:
        return None
    if len(stages[0].passing or ()) != 1:
        return None
    (against,) = stages[0].passing or ("",)
    others = [a for a in asked.ids if a != against]
    return Optimistic(stage=stages[0], against=against, stands=others[0]) if len(others) == 1 else None


def outlook(docket: Docket, case: Case, window: Window, numbers: Numbers) -> Case:
    """What the case would be once its house was heard, if its window ended with these numbers.

    Nothing is written. The same law is asked that will decide: the numbers are brought, time passes, and where the file
    gives some time after the close to bring them, they are brought once more.
    """
    box = next((b for b in case.boxes.values() if window.terms and b.id == window.terms.question), None)
    if box is None or window.terms is None or (rule := optimistic(docket.law, case, box.question)) is None:
        return case
    given = weights(rule, numbers, window.base)
    for at in (case.now, window.terms.closes, None):
        instant = at or docket.due(case)
        if instant is None or not case.boxes[box.name].open:
            break
        case = fold(docket, docket.advance(case, instant), case)
        case = _brought(docket, case, box, given, instant)
    return case


def _brought(docket: Docket, case: Case, box: Box, given: Mapping[str, int], at: datetime) -> Case:
    """The case with these numbers, where it takes numbers at that instant."""
    command = tally(docket.law, case, box.question, box.about, given)
    if command is None or not case.boxes[box.name].open:
        return case
    try:
        facts = docket.decide(case, command, at)
    except Refusal:
        return case
    return fold(docket, facts, case)


def weights(rule: Optimistic, numbers: Numbers, base: int) -> dict[str, int]:
    """A window's numbers as a tally brings them: weight for each answer, and the supply they are a share of."""
    votes = {rule.against: numbers.veto, rule.stands: numbers.stand, ABSTAIN: numbers.abstain}
    return {**votes, rule.stage.supply: base}


_Handler = Callable[[Procedure, Case, str, Fact], tuple[Errand, ...]]
_ERRANDS: Mapping[tuple[Kind, str], _Handler] = MappingProxyType(
    {
        (Kind.NOTICE, "sent"): _mail,
        (Kind.MEASURE, "begun"): _in_force,
        (Kind.MEASURE, "released"): _in_force,
        (Kind.MEASURE, "stayed"): _out_of_force,
        (Kind.MEASURE, "ended"): _out_of_force,
        (Kind.MEASURE, "voided"): _out_of_force,
        (Kind.CASE, "referred"): _refer,
        (Kind.QUESTION, "put"): _window,
        (Kind.CLOCK, "set"): _window,
    }
)

__all__ = [
    "CARRY_OUT",
    "Errand",
    "MAIL",
    "OPEN_WINDOW",
    "Optimistic",
    "REFER",
    "UNDO",
    "come_by_themselves",
    "of_case",
    "optimistic",
    "outlook",
    "tally",
    "weights",
    "window_clock",
]
