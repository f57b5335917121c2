# SPDX-License-Identifier: Apache-2.0
"""What somebody may do now, and until when. Pages, the API and refusals render from this and from nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from comity.core import sanction
from comity.core.clause import Clause, Possible
from comity.core.docket.guards import asked_now, holds, may_limit
from comity.core.docket.leave import knows_nothing, until, why_not
from comity.core.docket.state import Asked, Case, Ticking
from comity.core.party import of_roles
from comity.core.procedure.askings import text_of
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.words import Kind, On, Standing, Verb
from comity.core.recusal import Conflict

GO_ON = "go-on"
"""The answer to an ask that is about no question: the matter was looked at, and the case goes on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One act that is open to a person: its clause, until when, about whom it can be, and which codes it takes."""

    act: str
    verb: Verb
    text: str
    clause: Clause
    until: datetime | None
    abouts: tuple[str, ...]
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that the person is asked, because the law leaves it open. `text` is the file's, if any."""

    ask: str
    text: str
    thing: str
    about: str
    answers: tuple[str, ...]
    clause: Clause


def options(law: Procedure, case: Case, person: str, at: datetime) -> tuple[Option, ...]:
    """Every act that `person` may do at `at`, in the order of the file."""
    found = []
    for act in law.acts.values():
        if why_not(law, case, act, person, at) is None and (abouts := _now(law, case, act, person, at)):
            found.append(_option(law, case, act, abouts))
    return tuple(found)


def steady(law: Procedure, case: Case, person: str, acts: Iterable[Act]) -> tuple[Option, ...]:
    """Those of these acts that `person` may do now and until something else happens: no instant is weighed.

    Imposing a measure is never among them: it becomes lawful a moment after somebody was heard (P5).
    """
    at = case.now or case.opened
    if at is None:
        return ()
    able = (a for a in acts if a.verb is not Verb.IMPOSE and why_not(law, case, a, person, at) is None)
    found = ((act, about_whom(law, case, act, person)) for act in able)
    return tuple(_option(law, case, act, abouts) for act, abouts in found if abouts)


def _now(law: Procedure, case: Case, act: Act, person: str, at: datetime) -> tuple[str, ...]:
    """About whom the act can be now; nobody is offered as somebody to limit before it is lawful (P5)."""
    abouts = about_whom(law, case, act, person)
    if act.verb is not Verb.IMPOSE:
        return abouts
    measure = law.measures[act.measure or ""]
    return tuple(a for a in abouts if holds(law, case, measure.needs, a) and may_limit(case, measure, a, at))


def _option(law: Procedure, case: Case, act: Act, abouts: tuple[str, ...]) -> Option:
    return Option(
        act=act.id, verb=act.verb, text=act.text, clause=law.cite(act.id), until=until(law, case, act),
        abouts=abouts, choices=codes(law, act),
    )  # fmt: skip


def codes(law: Procedure, act: Act) -> tuple[str, ...]:
    """The codes of which the actor gives one: answers, ballots, yes and no, or the act's own choices."""
    if act.question is not None and act.verb is Verb.ANSWER:
        return law.questions[act.question].ids
    if act.question is not None and act.verb is Verb.VOTE:
        return (*law.questions[act.question].ids, "abstain")
    if act.verb is Verb.CONSENT:
        return ("yes", "no")
    return ("upheld", "dismissed") if act.verb is Verb.CONFIRM else act.choices


def about_whom(law: Procedure, case: Case, act: Act, person: str) -> tuple[str, ...]:
    """About whom the act can be; one empty name where it is about nobody; nothing where there is nothing to do."""
    match act.verb:
        case Verb.VOTE | Verb.ANSWER | Verb.TALLY:
            return _open_questions(law, case, act, person)
        case Verb.READ:
            sent = case.notices.get((act.notice or "", person))
            return ("",) if sent is not None and sent.read is None else ()
        case Verb.CHALLENGE:
            return _sitting(law, case, person)
        case Verb.CONFIRM:
            return _to_rule_upon(law, case, person)
        case Verb.CONTACT:
            return tuple(case.bench.parties)
        case Verb.APPOINT:
            return _appointable(law, case, act)
        case Verb.IMPOSE:
            return _limitable(law, case, act)
        case Verb.LIFT:
            return tuple(t.about for t in case.terms.values() if t.measure == act.measure and t.live)
        case Verb.EXTEND:
            running = case.clocks.get(act.clock or "")
            return ("",) if running is not None and running.state is Ticking.RUNNING and running.due else ()
        case _:
            return ("",)


def _open_questions(law: Procedure, case: Case, act: Act, person: str) -> tuple[str, ...]:
    boxes = [b for b in case.boxes.values() if b.question == act.question and b.open]
    return tuple(b.about for b in boxes if act.verb is not Verb.VOTE or person not in b.issued)


def _sitting(law: Procedure, case: Case, person: str) -> tuple[str, ...]:
    judging = (Standing.JUDGE, Standing.PRESIDES, Standing.REVIEWER, Standing.EXECUTOR, Standing.HELPER)
    roles = [r for r in law.roles.values() if r.stands in judging and not r.weighted]
    seen = dict.fromkeys(p for r in roles for p in case.bench.of(r.id))
    settled = (Conflict.DECLARED, Conflict.CONFIRMED, Conflict.CHALLENGED, Conflict.DISMISSED)
    return tuple(p for p in seen if p != person and case.bench.conflicts.get(p) not in settled)


def _to_rule_upon(law: Procedure, case: Case, person: str) -> tuple[str, ...]:
    """The challenges that are open: nobody rules on one against oneself, nor on one of one's own (P10)."""
    made = (case.trace.get((a.id, "done"), ()) for a in law.acts.values() if a.verb is Verb.CHALLENGE)
    own = {mark.about for marks in made for mark in marks if mark.who == person}
    open_ones = (p for p, c in case.bench.conflicts.items() if c is Conflict.CHALLENGED)
    return tuple(p for p in open_ones if p != person and p not in own)


def _appointable(law: Procedure, case: Case, act: Act) -> tuple[str, ...]:
    """Those who sit, are no party, are free of conflict and do not hold the role yet; outsiders are named freely."""
    role = act.role or ""
    sitting = dict.fromkeys(p for people in case.bench.holders.values() for p in people)
    taken = case.bench.of(role)
    found = (p for p in sitting if p not in taken and p not in case.bench.parties and not case.bench.aside(p))
    return tuple(found) or ("",)


def _limitable(law: Procedure, case: Case, act: Act) -> tuple[str, ...]:
    measure = law.measures[act.measure or ""]
    abouts = [""]
    if measure.on is On.PERSON:
        abouts = [p.person for p in of_roles(case.bench.parties, law.stands(Standing.RESPONDENT)) if p.known]
    live = {k for k, t in case.terms.items() if t.live}
    return tuple(a for a in abouts if sanction.key(measure.id, a) not in live)


def asked(law: Procedure, case: Case, person: str) -> tuple[Question, ...]:
    """What the law leaves open and this person is asked."""
    return tuple(_question(law, case, a) for a in case.asks.values() if person in answerers(law, case, a))


def answerers(law: Procedure, case: Case, ask: Asked) -> tuple[str, ...]:
    """Who may settle an ask: those who answer for the role that is asked, as it is held now."""
    _, found = asked_now(law, case, ask.role)
    return tuple(p for p in found if not knows_nothing(law, case, p))


def _question(law: Procedure, case: Case, ask: Asked) -> Question:
    answers = answers_to(law, case, ask.thing, ask.about)
    return Question(
        ask=ask.id, text=text_of(law, ask.thing), thing=ask.thing, about=ask.about, answers=answers,
        clause=cited(law, ask),
    )  # fmt: skip


def cited(law: Procedure, ask: Asked) -> Clause:
    """The clause on which somebody is asked: that of the thing, or of the role whom the file has a question for."""
    return law.cite(ask.role if text_of(law, ask.thing) else ask.thing)


def answers_to(law: Procedure, case: Case, thing: str, about: str) -> tuple[str, ...]:
    """What may be answered to an ask: the answers of an unanswered question, else only that the case goes on."""
    unanswered = law.kind(thing) is Kind.QUESTION and (thing, about) not in case.answers
    return law.questions[thing].ids if unanswered else (GO_ON,)


def possible(law: Procedure, case: Case, person: str, at: datetime) -> tuple[Possible, ...]:
    """The options in the form that a refusal carries, and what the person is asked."""
    acts = tuple(
        Possible(act=o.act, text=o.text, until=o.until.isoformat() if o.until else "")
        for o in options(law, case, person, at)
    )
    return (*acts, *(Possible(act=q.ask, text=", ".join(q.answers)) for q in asked(law, case, person)))


def waiting(case: Case) -> tuple[str, ...]:
    """The roles that are asked something now: the named humans of the case."""
    return tuple(dict.fromkeys(a.role for a in case.asks.values()))


__all__ = [
    "GO_ON",
    "Option",
    "Question",
    "about_whom",
    "answerers",
    "answers_to",
    "asked",
    "cited",
    "codes",
    "options",
    "possible",
    "steady",
    "waiting",
]
