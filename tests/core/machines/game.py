# SPDX-License-Identifier: Apache-2.0
"""A case played in any order: every lawful act, unlawful ones, time just before, at and after what is due.

The same game is played by Hypothesis (which shrinks) and by a seeded generator (which is fast): both are a `Chooser`.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Protocol, TypeVar

from comity.core import ballot, docket
from comity.core.calendar import Calendar
from comity.core.clause import Refusal
from comity.core.decider import fold
from comity.core.docket import DeclareFree, DoAct, Fact, Option, Reseat, SettleAsk
from comity.core.docket.commands import Command
from comity.core.docket.instants import Almanac
from comity.core.docket.leave import CLERK
from comity.core.docket.options import answerers, answers_to
from comity.core.docket.options import codes as codes_of
from comity.core.party import Kind as PartyKind
from comity.core.party import Party
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.words import PARTIES, Standing, Verb
from comity.core.recusal import free
from tests.core.machines.hours import hour
from tests.core.machines.oracle import Oracle
from tests.core.sitting import PAPER, Sitting

T = TypeVar("T")
MOMENT = datetime.resolution
STRANGER = "stranger"


class Chooser(Protocol):
    """What decides where the law leaves a choice."""

    def one(self, of: Sequence[T]) -> T:
        """One of these."""

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""


class Seeded:
    """Choices of a seeded generator."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)

    def one(self, of: Sequence[T]) -> T:
        return self.random.choice(of)

    def number(self, least: int, most: int) -> int:
        return self.random.randint(least, most)


class Seen:
    """What was reached, over all games."""

    def __init__(self) -> None:
        self.facts: set[tuple[str, str]] = set()
        self.reasons: set[str] = set()
        self.pairs: set[tuple[str, str]] = set()
        self.steps = 0


class Game:
    """One case under one law."""

    def __init__(self, law: Procedure, calendar: Calendar, chooser: Chooser, seen: Seen, *, at: datetime) -> None:
        self.law, self.chooser, self.seen = law, chooser, seen
        self.case = Sitting(law, calendar, at=at)
        self.oracle = Oracle(law)
        self.told = 0
        self.steps = 0
        self.forks = 0
        self.open()

    def fork(self, chooser: Chooser) -> Game:
        """The same case from here on under other choices; this one stays where it is."""
        kept = {id(shared): shared for shared in (self.law, self.case.calendar, self.seen)}
        other = deepcopy(self, kept)
        other.chooser = chooser
        other.forks += 1
        return other

    # -- who is there -----------------------------------------------------------------------------------------------

    def open(self) -> None:
        """Open the case through one of its intakes, with parties of every kind."""
        intake = self.chooser.one([i.id for i in self.law.intakes.values() if i.starts])
        self.case.open(*self._parties(), intake=intake, roster=self._roster(), report=PAPER)
        self.check()

    def _parties(self) -> tuple[Party, ...]:
        roles = {s: self.law.stands(s) for s in PARTIES}
        found = [Party(person="rep", roles=roles[Standing.REPORTER][:1])]
        for n in range(self.chooser.number(1, 2)):
            kind = self.chooser.one([PartyKind.PERSON, PartyKind.PERSON, PartyKind.ORGANISATION, PartyKind.UNKNOWN])
            person = self.chooser.one([f"res{n}", f"res{n}", f"res{n}", "judge0"])
            found.append(Party(person=person, roles=roles[Standing.RESPONDENT][:1], kind=kind, tags=self._tags()))
        if roles[Standing.AFFECTED] and self.chooser.number(0, 2) == 0:
            found.append(Party(person="aff", roles=roles[Standing.AFFECTED][:1]))
        return tuple(found)

    def _tags(self) -> frozenset[str]:
        tags = sorted(self.law.tags)
        return frozenset([self.chooser.one(tags)] if tags and self.chooser.number(0, 3) == 0 else [])

    def bodies(self) -> list[str]:
        """The roles that are held by a seat."""
        return [r.id for r in self.law.roles.values() if r.stands not in PARTIES and r.stands is not Standing.PUBLIC]

    def _holders(self, role: str) -> tuple[str, ...]:
        known = self.law.roles[role]
        if known.stands is Standing.JUDGE:
            return tuple(f"judge{n}" for n in range(known.seats or 3))
        return tuple(f"{role}-{n}" for n in range(min(known.seats or 2, 3)))

    def _roster(self) -> dict[str, tuple[str, ...]]:
        seated = [role for role in self.bodies() if self.law.roles[role].stands is not Standing.HELPER]
        return {role: self._holders(role) for role in seated}

    def people(self) -> list[str]:
        """Everybody who could try something."""
        bench = self.case.state.bench
        sitting = [p for role in self.bodies() for p in bench.of(role)]
        return list(dict.fromkeys((*bench.parties, *sitting, STRANGER, CLERK)))

    def some_people(self) -> list[str]:
        """A few of them: a party and some who sit."""
        people = self.people()
        return list(dict.fromkeys([self.chooser.one(people[:3]), *(self.chooser.one(people) for _ in range(4))]))

    # -- moves ------------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One move of any kind, and everything that must then hold."""
        move = self.chooser.one(
            [self.lawful] * 16
            + [self.unlawful] * 4
            + [self.settle] * 2
            + [self.to_the_due, self.leap, self.council, self.declare]
        )
        move()
        self.steps += 1
        self.seen.steps += 1

    def lawful(self) -> None:
        """Something that somebody may do: it must be accepted."""
        self.case.wait(timedelta())
        some = self.some_people()
        ways = [(p, o) for p in some for o in docket.options(self.law, self.case.state, p, self.case.now)]
        if not ways:
            return self.to_the_due()
        act = self.chooser.one(self._likely(sorted({o.act for _, o in ways})))
        person, option = self.chooser.one([(p, o) for p, o in ways if o.act == act])
        command = self.command(self.law.acts[act], person, option)
        if command is None:
            return None
        refusal = self.offer(command)
        assert refusal is None, f"an option is refused: {command}: {refusal}"
        return None

    def _likely(self, acts: list[str]) -> list[str]:
        """Mostly what moves the case on; acts that are always possible would drown it."""
        moving = [a for a in acts if self.law.acts[a].phases and self.law.acts[a].verb is not Verb.ENTER]
        votes = [a for a in moving if self.law.acts[a].verb in (Verb.VOTE, Verb.TALLY, Verb.ANSWER)]
        return self.chooser.one([x for x in (votes, moving, moving, acts) if x])

    @property
    def over(self) -> bool:
        """Whether nothing more can come of this case."""
        state = self.case.state
        return state.closed is not None and self.case.docket.due(state) is None

    def unlawful(self) -> None:
        """Anything by anybody: accepted exactly where the options say so (P7)."""
        self.case.wait(timedelta())
        person = self.chooser.one(self.people())
        act = self.law.acts[self.chooser.one(sorted(self.law.acts))]
        self.exactly_the_options(person, act)

    def exactly_the_options(self, person: str, act: Act, *, keep: bool = True) -> None:
        """Offer one act with every field right: it is accepted if and only if it is among the options."""
        found = {o.act: o for o in docket.options(self.law, self.case.state, person, self.case.now)}
        self.steady(person, tuple(o for o in found.values() if o.verb is not Verb.IMPOSE))
        option = found.get(act.id)
        about = self.chooser.one(["", *self.people()])
        command = self.command(act, person, option) if option else self._filled(act, person, about)
        if command is None:
            return
        refusal = self.offer(command) if keep else self._tried(command)
        assert (refusal is None) == (option is not None), f"{command}: {refusal}"

    def steady(self, person: str, found: tuple[Option, ...]) -> None:
        """All options but those to impose stay the same until something happens, a moment later and much later."""
        law, case = self.law, self.case.state
        assert docket.steady(law, case, person, law.acts.values()) == found
        for later in (MOMENT, timedelta(days=400)):
            options = docket.options(law, case, person, self.case.now + later)
            assert tuple(o for o in options if o.verb is not Verb.IMPOSE) == found

    def _tried(self, command: DoAct) -> Refusal | None:
        try:
            self.case.docket.decide(self.case.state, command, self.case.now)
        except Refusal as no:
            return no
        return None

    def to_the_due(self) -> None:
        """Up to just before, exactly at, or just after the next instant at which something is due."""
        due = self.case.docket.due(self.case.state)
        if due is None:
            return self.leap()
        target = due + self.chooser.one([-MOMENT, timedelta(), timedelta(), MOMENT])
        self.pass_to(max(target, self.case.now))
        return None

    def leap(self) -> None:
        """Some hours or weeks, whatever is due meanwhile."""
        self.pass_to(self.case.now + timedelta(hours=self.chooser.number(1, self.chooser.one([5, 50, 500]))))

    def pass_to(self, at: datetime) -> None:
        """A late tick says the same as many early ones would."""
        self.case.watched = self.steps % 10 == 0
        self.case.until(at)
        self.check()

    def settle(self) -> None:
        """Somebody who is asked says what follows."""
        self.case.wait(timedelta())
        asks = list(self.case.state.asks.values())
        if not asks:
            return self.lawful()
        ask = self.chooser.one(asks)
        answers = answers_to(self.law, self.case.state, ask.thing, ask.about)
        by = self.chooser.one([*answerers(self.law, self.case.state, ask), STRANGER])
        answer = self.chooser.one([*answers, "nonsense"])
        ground = self.chooser.one([PAPER, PAPER, "because"])
        lawful = by != STRANGER and answer != "nonsense" and ground == PAPER
        refusal = self.offer(SettleAsk(ask=ask.id, by=by, answer=answer, ground=ground))
        assert (refusal is None) == lawful, refusal
        return None

    def council(self) -> None:
        """Members come, go and come back."""
        role = self.chooser.one(self.bodies())
        people = [*self._holders(role), f"new-{role}"]
        keep = [p for p in people if self.chooser.number(0, 4)]
        most = self.law.roles[role].seats or len(keep)
        refusal = self.offer(Reseat(roster={role: tuple(keep[:most])}))
        assert refusal is None

    def declare(self) -> None:
        """Somebody says to be free of conflict with everybody who is concerned, or leaves one of them out."""
        self.case.wait(timedelta())
        person, of = self.chooser.one(self.people()), tuple(self.case.state.bench.parties)
        said = of if self.chooser.number(0, 3) else of[1:]
        lawful = said == of and bool(docket.to_declare(self.law, self.case.state, person))
        refusal = self.offer(DeclareFree(by=person, of=said))
        assert (refusal is None) == lawful, refusal

    # -- commands -----------------------------------------------------------------------------------------------------

    def command(self, act: Act, person: str, option: Option) -> DoAct | None:
        """The option as a command, its fields chosen; None where no field could be right."""
        about = self.chooser.one(option.abouts)
        if act.verb is Verb.APPOINT and not about:
            about = "outsider"
        return self._filled(act, person, about)

    def _filled(self, act: Act, person: str, about: str) -> DoAct | None:
        choice = ""
        codes = codes_of(self.law, act)
        if codes and act.verb is not Verb.VOTE:
            choice = self.chooser.one([*codes, codes[0], codes[0]])
        command = DoAct(act=act.id, by=person, about=about, choice=choice, until=hour(self.case, act, self.chooser))
        match act.verb:
            case Verb.PAPER:
                return _with(command, paper=PAPER, withheld=act.withhold and bool(self.chooser.number(0, 1)))
            case Verb.VOTE:
                self.case.cast += 1
                return _with(command, ballot=ballot.slip(self.chooser.one(codes), f"n{self.case.cast}"))
            case Verb.ENTER:
                return _with(command, about="", party=self._newcomer(act))
            case Verb.TALLY:
                return _with(command, numbers=self._numbers(act))
            case Verb.EXTEND:
                return self._extension(act, command)
            case _:
                return command

    def _newcomer(self, act: Act) -> Party:
        known = [p for p in self.case.state.bench.parties.values() if not p.known and set(p.roles) <= set(act.enters)]
        if known and self.chooser.number(0, 1):
            return Party(person=known[0].person, roles=known[0].roles)
        person = self.chooser.one(["late1", "late2", "judge1"])
        kind = self.chooser.one([PartyKind.PERSON, PartyKind.UNKNOWN])
        return Party(person=person, roles=(self.chooser.one(act.enters),), kind=kind, tags=self._tags())

    def _numbers(self, act: Act) -> dict[str, int]:
        question = self.law.questions[act.question or ""]
        supplies = [s.supply for s in question.stages if s.supply]
        return {name: self.chooser.one([0, 11, 12, 13, 100]) for name in (*question.ids, *supplies)}

    def _extension(self, act: Act, command: DoAct) -> DoAct | None:
        clock = self.case.state.clocks.get(act.clock or "")
        due = self.case.now if clock is None or clock.due is None else clock.due
        until = due + timedelta(hours=1)
        assert act.longest is not None
        latest = Almanac(self.law, self.case.calendar, self.case.state, now=self.case.now).fix(act.longest)
        if isinstance(latest, datetime) and until > latest:
            return None
        return _with(command, until=until)

    # -- offering and checking ----------------------------------------------------------------------------------------

    def offer(self, command: Command) -> Refusal | None:
        """One command now: None where it was accepted, else the refusal, with what every refusal must carry."""
        self.case.watched = self.steps % 10 == 0
        try:
            self.case.must(command)
        except Refusal as no:
            self._refused(no, command)
            self.check()
            return no
        self.check()
        return None

    def _refused(self, no: Refusal, command: Command) -> None:
        self.seen.reasons.add(no.reason)
        assert no.clause.id, "P7: a refusal cites its clause"
        assert no.clause.document
        assert "{" not in no.text, no.text
        if isinstance(command, DoAct | SettleAsk):
            found = docket.options(self.law, self.case.state, command.by, self.case.now)
            asks = docket.asked(self.law, self.case.state, command.by)
            assert bool(no.possible) or not (found or asks), "P7: what is possible instead is said"
        extra = [f for f in no.facts if isinstance(f, Fact)]
        self.case.facts += extra
        self.case.state = fold(self.case.docket, extra, self.case.state)

    def check(self) -> None:
        """Everything that must hold after every step."""
        new = self.case.facts[self.told :]
        self.told = len(self.case.facts)
        self.oracle.see(new)
        self.seen.facts.update((f.kind.value, f.moment) for f in new)
        self.seen.pairs |= self.oracle.pairs
        state = self.case.state
        assert state.digest == self.law.digest == self.oracle.digest, "P6: a case keeps its version"
        self._clocks_as_told()
        self._somebody_or_something_is_next()
        self._nobody_learns_too_early()

    def _clocks_as_told(self) -> None:
        running = {id: c.due for id, c in self.case.state.clocks.items() if c.state in ("running", "paused")}
        told = {id: due for id, due in self.oracle.due.items() if id in running}
        assert running == told, "P6: a deadline is what was told"

    def _somebody_or_something_is_next(self) -> None:
        state = self.case.state
        if not state.open:
            return
        assert state.asks or self.case.docket.due(state) is not None, "an open case has nothing ahead"
        if any(state.bench.of(r) and free(self.law.roles[r], state.bench) for r in self.bodies()):
            for ask in state.asks.values():
                assert answerers(self.law, state, ask), f"nobody is left to settle {ask}"

    def _nobody_learns_too_early(self) -> None:
        public = set(self.law.stands(Standing.PUBLIC))
        for person in self.oracle.untold():
            for option in docket.options(self.law, self.case.state, person, self.case.now):
                assert set(self.law.acts[option.act].by) & public, f"P4: {person} is offered {option.act}"
            assert not docket.asked(self.law, self.case.state, person)

    def sweep(self) -> None:
        """Every act by everybody, tried: accepted exactly where the options say so. Nothing of it is kept."""
        self.case.wait(timedelta())
        for person in self.people():
            for act in self.law.acts.values():
                self.exactly_the_options(person, act, keep=False)

    def end(self) -> None:
        """P25: the whole history folds to the same state."""
        assert fold(self.case.docket, self.case.facts) == self.case.state


def _with(command: DoAct, **fields: object) -> DoAct:
    return replace(command, **fields)  # type: ignore[arg-type]


__all__ = ["Chooser", "Game", "Seeded", "Seen"]
