# SPDX-License-Identifier: Apache-2.0
"""What is being said in one sitting: facts are told one by one, and the case moves with each.

A `Motion` lives for one decision only. It is the one place that turns effects and boxes into facts; when it comes to
rest is the business of `settle`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from comity.core import ballot, sanction
from comity.core.ballot import Base, Outcome
from comity.core.calendar import Calendar
from comity.core.docket.entry import entry
from comity.core.docket.evolve import evolve
from comity.core.docket.guards import asked_now, holders, holds, may_limit, named_human, respondents
from comity.core.docket.state import Box, Case, Fact, Values, box_key
from comity.core.party import of_role
from comity.core.procedure import model
from comity.core.procedure.askings import asking
from comity.core.procedure.model import Procedure
from comity.core.procedure.terms import Guard
from comity.core.procedure.words import PARTIES, UNDEFINED, Kind, On
from comity.core.recusal import entitled
from comity.core.sanction import Life

_OF_PEOPLE = frozenset({Kind.CASE, Kind.PARTY, Kind.CONFLICT, Kind.LINK})
"""Kinds whose things are no things of the procedure: the case itself, persons, and other cases."""
_FROM: Mapping[str, frozenset[Life]] = {
    "stayed": frozenset({Life.WAITING, Life.IN_FORCE}),
    "released": frozenset({Life.STAYED}),
    "ended": sanction.LIVE,
    "voided": frozenset({*sanction.LIVE, Life.ENDED}),
}


class Motion:
    """A case in motion at `at`, under its pinned law. `waiting` are the slips of its open boxes."""

    __slots__ = ("at", "calendar", "case", "facts", "law", "waiting")

    def __init__(
        self, law: Procedure, calendar: Calendar, case: Case, at: datetime, waiting: Mapping[str, tuple[str, ...]]
    ) -> None:
        self.law, self.calendar, self.case, self.at = law, calendar, case, at
        self.waiting = dict(waiting)
        self.facts: list[Fact] = []

    def turn_to(self, at: datetime) -> None:
        """What is told from now on is dated `at`."""
        self.at = at

    def say(
        self,
        kind: Kind,
        thing: str,
        moment: str,
        *,
        who: str = "",
        about: str = "",
        until: datetime | None = None,
        value: Values | None = None,
    ) -> None:
        """Tell one fact, dated now, with the clause of the thing it is about."""
        clause = "" if kind in _OF_PEOPLE or self.law.kind(thing) is None else self.law.cite(thing).id
        fact = Fact(
            kind=kind, thing=thing, moment=moment, at=self.at, who=who, about=about, until=until, clause=clause,
            value=value or {},
        )  # fmt: skip
        self.case = evolve(self.case, fact)
        self.facts.append(fact)

    def holds(self, guard: Guard, about: str = "") -> bool:
        return holds(self.law, self.case, guard, about)

    def ask(self, role: str, thing: str, about: str = "") -> None:
        """Ask a named role what follows; once, while it is open. Where nobody holds it, the next in line is named."""
        id = f"{thing}/{about}" if about else thing
        if id not in self.case.asks:
            who, _ = asked_now(self.law, self.case, role)
            self.say(Kind.CASE, "case", "asked", who=who, about=about, value={"ask": id, "thing": thing})

    def ask_about(self, question: model.Question, about: str) -> None:
        """Ask those whom the procedure names for this question, what its answer is."""
        held = (role for role in question.asks if holders(self.law, self.case, role))
        self.ask(next(held, self.named_human()), question.id, about)

    def named_human(self) -> str:
        """The role that is asked where the procedure names nobody."""
        return named_human(self.law, self.case)

    def in_confidence(self, act: model.Act) -> bool:
        """Whether what this act files now is no evidence (P8)."""
        return any(self.law.phases[p].confidential for p in act.phases if p in self.case.phases)

    # -- effects ------------------------------------------------------------------------------------------------

    def do(self, effects: tuple[model.Effect, ...]) -> None:
        """Carry the effects out, in the order of the file."""
        for effect in effects:
            self._effect(effect)

    def _effect(self, effect: model.Effect) -> None:
        if isinstance(effect, model.Impose):
            self._impose_each(effect)
        elif isinstance(effect, model.Move):
            self._move_each(effect)
        elif self.holds(effect.given):
            self._plain(effect)

    def _plain(self, effect: model.Effect) -> None:
        match effect:
            case model.Tell(notice=id):
                self.tell(id)
            case model.Put(question=id):
                self._put_again(id)
            case model.Count(question=id):
                for box in [b for b in self.case.boxes.values() if b.question == id and b.open]:
                    self.count(box)
            case model.Ask(role=role):
                self.ask(role, asking(self.law, effect).id)
            case model.Refer(to=to):
                self.say(Kind.CASE, "case", "referred", value={"to": to})
            case model.Record(code=code):
                self.say(Kind.CASE, "case", "recorded", value={"code": code})
            case model.Publish(entry=kind):
                self.say(Kind.CASE, "case", "published", value=entry(self.law, self.calendar, self.case, self.at, kind))
            case _:
                pass

    def tell(self, id: str) -> None:
        """Send a notice to everybody it goes to, if what it needs holds; otherwise a human is asked (P4)."""
        notice = self.law.notices[id]
        if not self.holds(notice.needs):
            self.ask(self.named_human(), id)
            return
        told = dict.fromkeys(p for role in notice.to for p in self._reachable(role))
        for person in told:
            self.say(Kind.NOTICE, id, "sent", who=person)
        parties = [p for role in notice.to for p in of_role(self.case.bench.parties, role)]
        if not told or not all(p.known for p in parties):
            self.say(Kind.NOTICE, id, "owed")

    def _reachable(self, role: str) -> tuple[str, ...]:
        if self.law.roles[role].stands in PARTIES:
            return tuple(p.person for p in of_role(self.case.bench.parties, role) if p.known)
        return holders(self.law, self.case, role)

    # -- measures -----------------------------------------------------------------------------------------------

    def _impose_each(self, effect: model.Impose) -> None:
        measure = self.law.measures[effect.measure]
        abouts = [p.person for p in respondents(self.law, self.case)] if measure.on is On.PERSON else [""]
        for about in abouts:
            if self.holds(effect.given, about):
                self.impose(measure, about)

    def impose(self, measure: model.Measure, about: str, who: str = "") -> None:
        """Impose one measure, unless it is live already, or the person was not heard (P5): then a human is asked."""
        live = self.case.terms.get(sanction.key(measure.id, about))
        if live is not None and live.live:
            return
        if not self.holds(measure.needs, about) or not may_limit(self.case, measure, about, self.at):
            self.ask(self.named_human(), measure.id, about)
            return
        self.say(
            Kind.MEASURE,
            measure.id,
            "imposed",
            who=who,
            about=about,
            value={
                "kind": measure.kind,
                "scope": measure.scope,
                "interim": measure.interim,
                "on-person": measure.on is On.PERSON,
            },
        )

    def _move_each(self, effect: model.Move) -> None:
        for term in list(self.case.terms.values()):
            if term.measure == effect.measure and self.holds(effect.given, term.about):
                self.move(term, effect.moment)

    def move(self, term: sanction.Term, moment: str, who: str = "") -> None:
        """Stay, release, end or void one term, where its life allows it."""
        if term.life not in _FROM[moment]:
            return
        until = sanction.after_rest(term, self.at) if moment == "released" and term.spans else None
        self.say(Kind.MEASURE, term.measure, moment, who=who, about=term.about, until=until)

    # -- questions ----------------------------------------------------------------------------------------------

    def put(self, id: str, about: str) -> None:
        """Put a question (about a person, where one is put for each): a new box, a new round."""
        question = self.law.questions[id]
        found = entitled(self.law.roles, self.case.bench, question.to)
        if found.role != question.to:
            self.say(Kind.ROLE, question.to, "fell", value={"to": found.role})
        key = box_key(id, about)
        number = self.case.puts.get(key, 0) + 1
        self.say(Kind.QUESTION, id, "put", about=about, value={"role": found.role, "box": f"{key}#{number}"})
        if not found.persons and not self.law.roles[question.to].weighted:
            self.ask_about(question, about)

    def _put_again(self, id: str) -> None:
        for about in self.abouts(self.law.questions[id]):
            open_box = self.case.boxes.get(box_key(id, about))
            if open_box is None or not open_box.open:
                self.put(id, about)

    def abouts(self, question: model.Question) -> tuple[str, ...]:
        """The persons about whom a question is put; one empty name where it is put once."""
        if question.per is None:
            return ("",)
        return tuple(p.person for p in of_role(self.case.bench.parties, question.per))

    def void(self, box: Box) -> None:
        """Void a whole box and put its question again: an unlinkable ballot cannot be taken out of it."""
        self.say(Kind.QUESTION, box.question, "voided", about=box.about, value={"box": box.id})
        self.put(box.question, box.about)

    def count(self, box: Box) -> None:
        """Count a box as it is, and say what follows: an answer, a tie, or too few."""
        question = self.law.questions[box.question]
        weighted = self.law.roles[question.to].weighted
        slips = () if weighted else ballot.shuffled(self.waiting.pop(box.id, ()))
        counts = dict(box.numbers) if weighted else ballot.count(slips, question.ids)
        votes = {a: counts.get(a, 0) for a in (*question.ids, ballot.ABSTAIN)}
        opened = self.case.opened or self.at
        result = ballot.tally(
            votes, ballot.in_force(question.stages, opened), bases=self._bases(question, box, votes), supplies=counts
        )
        self.say(
            Kind.QUESTION,
            box.question,
            "counted",
            about=box.about,
            value={
                "box": box.id,
                "slips": slips,
                "counts": votes,
                "measure": {"base": result.base, "stage": result.stage},
                "outcome": result.outcome.value,
            },
        )
        self._follow(question, box.about, result)

    def _bases(self, question: model.Question, box: Box, votes: Mapping[str, int]) -> dict[Base, int]:
        now = entitled(self.law.roles, self.case.bench, question.to)
        seats = self.law.roles[now.role].seats
        voters = frozenset(now.persons) | box.issued
        cast = sum(votes.values())
        return {
            Base.SEATS: seats or len(voters),
            Base.ENTITLED: len(voters),
            Base.CAST: cast,
            Base.DECIDED: cast - votes.get(ballot.ABSTAIN, 0),
        }

    def _follow(self, question: model.Question, about: str, result: ballot.Tally) -> None:
        if result.outcome is Outcome.ANSWERED and result.answer is not None:
            self.answer(question.id, about, result.answer)
            return
        self.say(Kind.QUESTION, question.id, result.outcome.value, about=about)
        fallback = question.tied if result.outcome is Outcome.TIED else question.short
        if fallback == UNDEFINED:
            self.ask_about(question, about)
        else:
            self.answer(question.id, about, fallback)

    def answer(self, question: str, about: str, answer: str, who: str = "") -> None:
        """Give a question its answer. Ballots that were not counted by then are voided: none lies on."""
        box = self.case.boxes.get(box_key(question, about))
        if box is not None and box.open and box.issued:
            self.say(Kind.QUESTION, question, "voided", about=about, value={"box": box.id})
        self.say(Kind.QUESTION, question, "answered", who=who, about=about, value={"answer": answer})


__all__ = ["Motion"]
