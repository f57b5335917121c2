# SPDX-License-Identifier: Apache-2.0
"""Everything that may happen next in a case: each clock passes, each person does what is open to them.

The list is made from the verbs and not from any procedure. Time is abstract here: each running clock may be the next
to pass. A vote is replaced by its outcomes: each answer, a tie, too few.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

from comity.core.ballot import slip
from comity.core.calendar import Calendar
from comity.core.clause import Refusal
from comity.core.decider import fold
from comity.core.docket import IDLE, Case, DoAct, Docket, Fact, SettleAsk, Ticking, asked
from comity.core.docket.leave import active, why_not
from comity.core.docket.motion import Motion
from comity.core.docket.options import about_whom, codes
from comity.core.docket.settle import settle
from comity.core.docket.state import Asked
from comity.core.docket.verbs import enter
from comity.core.lint.felt import ALWAYS_FELT, Felt, felt, tags_of
from comity.core.party import Party
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.terms import Happened
from comity.core.procedure.words import PARTIES, UNDEFINED, Verb
from comity.core.recusal import entitled

FAR = datetime(9000, 1, 1, tzinfo=UTC)
"""Where every running clock waits for its turn."""
BEAT = timedelta(seconds=1)
"""From one step to the next."""
_PAPER = "0" * 64
_SILENT_VERBS = frozenset({Verb.DECLARE, Verb.CHALLENGE, Verb.CONFIRM})
"""Stepping aside is walked through as a setting of its own (`worlds`), not at every step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing that may happen next: in words, whether it needs nobody, the case afterwards and what was said."""

    label: str
    silent: bool
    case: Case
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An act that is open to a person: about whom it can be, and which codes it takes."""

    act: Act
    person: str
    abouts: tuple[str, ...]
    choices: tuple[str, ...]


Offered: TypeAlias = tuple[Offer, ...]
"""Who may do what now."""


class Stage:
    """A law and a calendar on which cases are moved; `law` has bodies of no fixed size."""

    __slots__ = ("calendar", "docket", "felt_by", "law", "tags")

    def __init__(self, law: Procedure, calendar: Calendar) -> None:
        self.law, self.calendar = law, calendar
        self.docket = Docket(law=law, calendar=calendar)
        asked = felt(law, law.phases).atoms
        self.felt_by = frozenset(a.anchor.thing for a in asked if isinstance(a, Happened) and a.anchor.by)
        self.tags = {p: tags_of(law, p) for p in law.phases}

    def steps(self, case: Case, known: Felt, offered: Offered) -> Iterator[Step]:
        """Everything that may happen next."""
        at = (case.now or FAR) + BEAT
        yield from self._clocks(case, at)
        yield from self._terms(case, known, at)
        yield from self._counts(case, offered, at)
        yield from self._asks(case, at)
        yield from self._marks(case, at)
        yield from self._acts(case, known, offered, at)

    def offered(self, case: Case) -> Offered:
        """Every act that is open now, with one person for each role that may do it (with all, where a guard counts)."""
        at = (case.now or FAR) + BEAT
        open_now = {*active(self.law, case)} if case.open else None
        return tuple(o for a in self.law.acts.values() if _may_be(a, open_now) for o in self._offers(case, a, at))

    def _offers(self, case: Case, act: Act, at: datetime) -> Iterator[Offer]:
        for person in self._candidates(case, act):
            if why_not(self.law, case, act, person, at) is None:
                abouts = about_whom(self.law, case, act, person)
                if abouts:
                    yield Offer(act=act, person=person, abouts=abouts, choices=codes(self.law, act))

    def _candidates(self, case: Case, act: Act) -> dict[str, None]:
        found: list[str] = []
        for role in act.by:
            party = self.law.roles[role].stands in PARTIES
            people = case.bench.of(role) if party else entitled(self.law.roles, case.bench, role).persons
            found += people if act.id in self.felt_by else people[:1]
        return dict.fromkeys(found)

    # -- time -----------------------------------------------------------------------------------------------------

    def _clocks(self, case: Case, at: datetime) -> Iterator[Step]:
        for id, clock in case.clocks.items():
            if clock.state is Ticking.RUNNING and clock.due is not None:
                due = replace(case, clocks={**case.clocks, id: replace(clock, due=at)})
                yield self._passed(due, f"the clock '{id}' passes", at)

    def _terms(self, case: Case, known: Felt, at: datetime) -> Iterator[Step]:
        for key, term in case.terms.items():
            if term.due() is not None and term.measure in known.measures:
                soon = replace(term, begins=at) if term.since is None else replace(term, ends=at)
                due = replace(case, terms={**case.terms, key: soon})
                yield self._passed(due, f"the time of the measure '{term.measure}' comes", at)

    def _passed(self, case: Case, label: str, at: datetime) -> Step:
        facts = tuple(self.docket.advance(case, at))
        return Step(label=label, silent=True, case=at_rest(fold(self.docket, facts, case)), facts=facts)

    # -- people ---------------------------------------------------------------------------------------------------

    def _counts(self, case: Case, offered: Offered, at: datetime) -> Iterator[Step]:
        """Each outcome of each vote that somebody may cast."""
        questions = {o.act.question for o in offered if o.act.verb is Verb.VOTE}
        for key, box in case.boxes.items():
            if not box.open or box.question not in questions:
                continue
            voters = len(entitled(self.law.roles, case.bench, self.law.questions[box.question].to).persons)
            for outcome, choices in self._outcomes(box.question, max(1, voters)):
                slips = tuple(slip(c, str(n)) for n, c in enumerate(choices))
                m = Motion(self.law, self.calendar, case, at, {box.id: slips})
                m.count(m.case.boxes[key])
                settle(m)
                label = f"the vote on '{box.question}' gives: {outcome}"
                yield Step(label=label, silent=False, case=at_rest(m.case), facts=tuple(m.facts))

    def _outcomes(self, question: str, voters: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        found = self.law.questions[question]
        for answer in found.ids:
            yield answer, (answer,) * voters
        if found.tied == UNDEFINED:
            yield "a tie", (*(found.ids[0],) * voters, *(found.ids[1],) * voters)
        if found.short == UNDEFINED:
            yield "too few for any answer", ("abstain",) * voters

    def _asks(self, case: Case, at: datetime) -> Iterator[Step]:
        seen: set[tuple[str, str]] = set()
        for person in _everybody(case):
            for ask in (a for a in asked(self.law, case, person) if a.ask in case.boxes):
                for answer in ask.answers:
                    if (ask.ask, answer) not in seen:
                        seen.add((ask.ask, answer))
                        command = SettleAsk(ask=ask.ask, by=person, answer=answer, ground=_PAPER)
                        yield from self._done(case, command, f"who is asked about '{ask.thing}' says: {answer}", at)

    def _marks(self, case: Case, at: datetime) -> Iterator[Step]:
        """It turns out that a party bears a tag, where a phase that is open or comes next asks for it."""
        near = {*case.phases, *(t for p in case.phases for w in self.law.phases[p].exits for t in w.then)}
        for role, tag in sorted({rt for p in near for rt in self.tags[p]}):
            party = case.bench.parties.get(role)
            if party is not None and tag not in party.tags:
                marked = replace(party, tags=party.tags | {tag})
                m = Motion(self.law, self.calendar, case, at, {})
                enter(m, marked)
                settle(m)
                yield Step(
                    label=f"it turns out that a '{role}' is marked '{tag}'", silent=False,
                    case=at_rest(m.case), facts=tuple(m.facts),
                )  # fmt: skip

    def _acts(self, case: Case, known: Felt, offered: Offered, at: datetime) -> Iterator[Step]:
        seen: set[tuple[str, str, str, str]] = set()
        for offer in (o for o in offered if self._counts_for_something(o.act, known)):
            for command, label in self._commands(case, offer, known, at):
                who = offer.person if offer.act.id in self.felt_by else ""
                key = (offer.act.id, command.about, command.choice or label, who)
                if key not in seen:
                    seen.add(key)
                    yield from self._done(case, command, label, at)

    def _counts_for_something(self, act: Act, known: Felt) -> bool:
        if act.verb in _SILENT_VERBS or act.verb is Verb.VOTE:
            return False
        if act.id in known.acts or act.verb in ALWAYS_FELT:
            return True
        if act.verb is Verb.EXTEND:
            return act.clock in known.clocks
        if act.verb is Verb.READ:
            return act.notice in known.notices
        return act.measure is not None and act.measure in known.measures

    def _commands(self, case: Case, offer: Offer, known: Felt, at: datetime) -> Iterator[tuple[DoAct, str]]:
        """Each way in which somebody may do what is open to them."""
        act = offer.act
        plain = DoAct(act=act.id, by=offer.person)
        words = f"'{act.id}' by {offer.person}"
        match act.verb:
            case Verb.ENTER:
                for role in act.enters:
                    if role not in case.bench.parties or act.id in known.acts:
                        yield replace(plain, party=Party(person=role, roles=(role,))), f"{words}: {role}"
            case Verb.APPOINT:
                if not case.bench.of(act.role or ""):
                    yield replace(plain, about=offer.abouts[0] or f"{act.role} 1"), words
            case Verb.TALLY:
                for answer, numbers in self._numbers(act.question or ""):
                    for about in offer.abouts:
                        yield replace(plain, about=about, numbers=numbers), f"{words}: {answer}"
            case _:
                yield from _chosen(offer, known, plain, at)

    def _numbers(self, question: str) -> Iterator[tuple[str, Mapping[str, int]]]:
        """For each answer the numbers of a house that gives it all its weight."""
        found = self.law.questions[question]
        supplies = {s.supply: 1 for s in found.stages if s.supply}
        for answer in found.ids:
            yield answer, {**supplies, answer: 1}

    def _done(self, case: Case, command: DoAct | SettleAsk, label: str, at: datetime) -> Iterator[Step]:
        start = _extendable(self.law, case, command, at)
        try:
            facts = tuple(self.docket.decide(start, command, at))
        except Refusal:
            return
        yield Step(label=label, silent=False, case=at_rest(fold(self.docket, facts, start)), facts=facts)


def _chosen(offer: Offer, known: Felt, plain: DoAct, at: datetime) -> Iterator[tuple[DoAct, str]]:
    paper = _PAPER if offer.act.verb is Verb.PAPER else ""
    soon = at + timedelta(minutes=1) if offer.act.verb is Verb.EXTEND or offer.act.at else None
    for choice in _choices(offer, known):
        for about in offer.abouts:
            words = f"'{plain.act}' by {plain.by}{choice and ': '}{choice}"
            yield replace(plain, about=about, choice=choice, paper=paper, until=soon), words


def _choices(offer: Offer, known: Felt) -> tuple[str, ...]:
    """A choice that nothing asks about is made once; a consent that is only not given is silence."""
    verb = offer.act.verb
    if verb is Verb.ANSWER or (verb is Verb.CONSENT and offer.act.id in known.declined):
        return offer.choices
    return offer.choices[:1] or ("",)


def _may_be(act: Act, open_now: set[str] | None) -> bool:
    """A first look: one of its phases is open, or the case is closed and the act possible afterwards."""
    if open_now is None:
        return act.afterwards
    return not act.phases or bool(open_now & set(act.phases))


def at_rest(case: Case) -> Case:
    """The case with every clock and every measure waiting for its turn, and of its asks only what matters: those that
    may give a question its answer, and whether any other was put in a phase that is still open."""
    clocks = {k: c if c.due is None else replace(c, due=FAR) for k, c in case.clocks.items()}
    terms = {
        k: replace(t, begins=t.begins and FAR, ends=t.ends and FAR) if t.live else t for k, t in case.terms.items()
    }
    return replace(case, clocks=clocks, terms=terms, asks=_asks_left(case), called={})


NAMED = "somebody"
"""The place under which any number of asks that only say `go-on` are remembered as one."""


def _asks_left(case: Case) -> dict[str, Asked]:
    """Who was asked stays asked while one of the phases is open that were open then."""
    left = {k: a for k, a in case.asks.items() if (a.thing, a.about) not in case.answers and k in case.boxes}
    new = [a for k, a in case.asks.items() if k not in left and a.thing != IDLE and k != NAMED]
    if new:
        return {**left, NAMED: replace(new[-1], about=" ".join(case.phases))}
    before = case.asks.get(NAMED)
    if before is None or not set(before.about.split()) & set(case.phases):
        return left
    return {**left, NAMED: before}


def _extendable(law: Procedure, case: Case, command: DoAct | SettleAsk, at: datetime) -> Case:
    """An extension starts from a clock that is nearly due."""
    id = law.acts[command.act].clock if isinstance(command, DoAct) else None
    if id is None or id not in case.clocks:
        return case
    return replace(case, clocks={**case.clocks, id: replace(case.clocks[id], due=at + BEAT)})


def _everybody(case: Case) -> tuple[str, ...]:
    sitting = (p for people in (*case.bench.holders.values(), *case.bench.appointed.values()) for p in people)
    return tuple(dict.fromkeys((*case.bench.parties, *sitting)))


__all__ = ["BEAT", "FAR", "NAMED", "Stage", "Step", "at_rest"]
