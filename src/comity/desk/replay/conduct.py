# SPDX-License-Identifier: Apache-2.0
"""One case lived through under one procedure by people who want to do certain things.

A wish says what somebody wants to do and how much of the time that the procedure gives for it they take. It comes
true as soon as that time has passed and the law allows it. Acts that a clock waits for and that nobody wished are done
by whoever may, as the temper says. Everything goes through the docket's own decider.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Protocol

from comity.core import ballot, clerk, veto
from comity.core.access import CLERK
from comity.core.calendar import Calendar
from comity.core.clause import Refusal
from comity.core.decider import fold
from comity.core.docket import (
    Command,
    DoAct,
    Docket,
    Fact,
    OpenCase,
    Question,
    SettleAsk,
    asked,
    next_due,
    options,
    slips,
)
from comity.core.docket.leave import active, why_not
from comity.core.docket.options import Option
from comity.core.docket.state import Case, Ticking
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.words import PARTIES, Verb
from comity.desk.replay.likeness import named_by, own_clocks

MOST_STEPS = 5_000
"""Instants of one case after which a procedure is said not to come to rest."""


NEARLY = Fraction(19, 20)
"""The share of a phase's time after which an act is done at the latest that has no clock of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Somebody wants to do an act.

    `share` is the part they take of the time that a clock gives for it, `delay` the time they take where none does,
    `at` the instant where the act belongs to no phase. `choice` is a code, also that of a ballot.
    """

    act: str
    by: str
    share: Fraction | None
    delay: timedelta
    at: datetime | None = None
    about: str = ""
    choice: str = ""
    withheld: bool = False
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """How a case begins."""

    stream: str
    at: datetime
    command: OpenCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Votes:
    """What a house says of the case, if it is asked: the weight for and against, and what shares are of."""

    numbers: veto.Numbers
    base: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lived:
    """A case as it was lived: its facts, the lines that came true and those that never could."""

    stream: str
    facts: tuple[Fact, ...]
    done: tuple[Wish, ...]
    never: tuple[Wish, ...]


class Temper(Protocol):
    """What people do of themselves when a clock waits for them."""

    def wishes(self, law: Procedure, act: Act, person: str, option: Option) -> Wish | None:
        """The wish of a person for an act that is open to them; None where they let it be."""

    def settles(self, question: Question) -> str:
        """What a person says who is asked because the law leaves something open; empty where they say nothing."""


class Conduct:
    """Lives one case through. Used once."""

    def __init__(
        self, law: Procedure, calendar: Calendar, wishes: Sequence[Wish], temper: Temper, votes: Votes | None
    ) -> None:
        self._law = law
        self._calendar = calendar
        self._pending = list(wishes)
        self._temper = temper
        self._votes = votes
        self._done: list[Wish] = []
        self._looked = -1
        self._settled: set[str] = set()
        self._asked: set[tuple[str, str, int]] = set()
        self._case = Case()
        self._facts: list[Fact] = []
        self._waiting: dict[str, tuple[str, ...]] = {}

    def live(self, opening: Opening, until: datetime) -> Lived:
        """The case from its opening to `until`. Raises `Refusal` where it cannot be opened under this procedure."""
        self._take(self._docket().decide(self._case, opening.command, opening.at), opening.command)
        now: datetime | None = opening.at
        for _ in range(MOST_STEPS):
            if now is None or now > until:
                break
            self._take(self._docket().advance(self._case, now), None)
            self._act_out(now)
            now = self._next(now)
        self._take(self._docket().advance(self._case, until), None)
        return Lived(
            stream=opening.stream, facts=tuple(self._facts), done=tuple(self._done), never=tuple(self._pending)
        )

    def _docket(self) -> Docket:
        return Docket(law=self._law, calendar=self._calendar, waiting=self._waiting)

    def _take(self, facts: Sequence[Fact], command: Command | None) -> None:
        moved = slips(facts, command)
        for box, slip in moved.put:
            self._waiting[box] = (*self._waiting.get(box, ()), slip)
        for box in moved.clear:
            self._waiting.pop(box, None)
        self._case = fold(self._docket(), facts, self._case)
        self._facts.extend(facts)

    def _next(self, now: datetime) -> datetime | None:
        planned = (self._when(wish) for wish in self._pending)
        later = (t for t in (next_due(self._case), *planned) if t is not None and t > now)
        return min(later, default=None)

    def _act_out(self, now: datetime) -> None:
        """Everything that somebody wants to do by now and that the law allows, until nothing more comes of it."""
        while True:
            self._of_themselves(now)
            ready = (w for w in self._pending if (when := self._when(w)) is not None and when <= now)
            if not (
                self._asked_says(now) or self._house_speaks(now) or any(self._do(wish, now) for wish in list(ready))
            ):
                return

    def _when(self, wish: Wish) -> datetime | None:
        """When the person would do it: after their share of the time given; None while its phase is not open."""
        act = self._law.acts[wish.act]
        if not act.phases:
            return wish.at
        mine = [p for p in active(self._law, self._case) if p in act.phases]
        if not mine:
            return None
        since = max(self._case.phases[p] for p in mine)
        own, last = self._dues(act, mine)
        if wish.share is not None and own is not None and own > since:
            return since + timedelta(seconds=int((own - since).total_seconds() * wish.share))
        if last is None or last <= since:
            return since + wish.delay
        return since + min(wish.delay, timedelta(seconds=int((last - since).total_seconds() * NEARLY)))

    def _dues(self, act: Act, phases: Sequence[str]) -> tuple[datetime | None, datetime | None]:
        """By when the act is wanted, where a clock waits for it, and when the last clock of its phases runs out."""
        running = {
            id: clock.due
            for p in phases
            for id in self._law.phases[p].clocks
            if (clock := self._case.clocks.get(id)) is not None and clock.state is Ticking.RUNNING and clock.due
        }
        own = [due for id, due in running.items() if id in own_clocks(self._law, act.id)]
        return min(own, default=None), max(running.values(), default=None)

    def _do(self, wish: Wish, now: datetime) -> bool:
        """Do it if it is open to the person. A wish that the law refuses all the same is given up."""
        open_to = (o for o in options(self._law, self._case, wish.by, now) if o.act == wish.act)
        option = next(open_to, None)
        if option is None or not (abouts := _abouts(wish, option)):
            return False
        self._pending.remove(wish)
        if self._performed(_command(self._law, wish, option, abouts[0], now), now):
            self._done.append(wish)
        return True

    def _performed(self, command: DoAct | SettleAsk, now: datetime) -> bool:
        try:
            facts = self._docket().decide(self._case, command, now)
        except Refusal:
            return False
        self._take(facts, command)
        return True

    def _asked_says(self, now: datetime) -> bool:
        """Somebody who is asked says what follows, once: what is asked again for the same reason stays open."""
        for person in self._people() if self._case.asks else ():
            for question in asked(self._law, self._case, person):
                answer = self._temper.settles(question)
                ground = hashlib.sha256(question.ask.encode()).hexdigest()
                settle = SettleAsk(ask=question.ask, by=person, answer=answer, ground=ground)
                if answer and question.ask not in self._settled and self._performed(settle, now):
                    self._settled.add(question.ask)
                    return True
        return False

    def _house_speaks(self, now: datetime) -> bool:
        """The clerk brings what the house says, where the case asks it whether to object."""
        for box in self._case.boxes.values():
            rule = clerk.optimistic(self._law, self._case, box.question) if self._votes and box.open else None
            if self._votes is None or rule is None or box.numbers or not self._law.roles[box.role].weighted:
                continue
            numbers = clerk.weights(rule, self._votes.numbers, self._votes.base)
            brought = clerk.tally(self._law, self._case, box.question, box.about, numbers)
            if brought is not None and self._performed(brought, now):
                return True
        return False

    def _of_themselves(self, now: datetime) -> None:
        """What is open to somebody and was not wished may become a wish, once in a round."""
        if len(self._facts) == self._looked:
            return
        self._looked = len(self._facts)
        for act, round in self._open_acts():
            for person in self._people():
                key = (act.id, person, round)
                if key not in self._asked and why_not(self._law, self._case, act, person, now) is None:
                    self._may_wish(act, person, key, now)

    def _may_wish(self, act: Act, person: str, key: tuple[str, str, int], now: datetime) -> None:
        option = next((o for o in options(self._law, self._case, person, now) if o.act == act.id), None)
        if option is not None:
            self._asked.add(key)
            wish = self._temper.wishes(self._law, act, person, option)
            self._pending.extend([] if wish is None else [wish])

    def _open_acts(self) -> Iterator[tuple[Act, int]]:
        open_phases = active(self._law, self._case)
        for act in self._law.acts.values():
            for phase in act.phases:
                if phase in open_phases:
                    yield act, self._case.rounds.get(phase, 0)

    def _people(self) -> tuple[str, ...]:
        bench = self._case.bench
        named = [p for people in (*bench.holders.values(), *bench.appointed.values()) for p in people]
        return tuple(p for p in dict.fromkeys((*bench.parties, *named)) if p != CLERK)


def _abouts(wish: Wish, option: Option) -> tuple[str, ...]:
    """About whom the wish can be done now: about whom it was wished, else about nobody, else about the first."""
    return tuple(a for a in (wish.about, "") if a in option.abouts) or option.abouts[:1]


AHEAD = timedelta(days=3)
"""How far ahead somebody calls people where there is time for it."""


def _command(law: Procedure, wish: Wish, option: Option, about: str, now: datetime) -> DoAct:
    verb, named = law.acts[wish.act].verb, now + AHEAD
    if option.until is not None:
        named = min(named, option.until)
    name = hashlib.sha256(f"{wish.act}\n{wish.by}\n{wish.line}\n{about}".encode()).hexdigest()
    first = next(iter(option.choices), "")
    choice = wish.choice if wish.choice in option.choices else first
    return DoAct(
        act=wish.act,
        by=wish.by,
        about=about,
        choice="" if verb is Verb.VOTE else choice,
        paper=name if verb is Verb.PAPER else "",
        until=named if law.acts[wish.act].at else None,
        ballot=ballot.slip(choice, name[:32]) if verb is Verb.VOTE else "",
        withheld=wish.withheld and law.acts[wish.act].withhold,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Diligent:
    """Everybody does what a clock waits for, after half of the time; only acts in `acts`, and agrees where asked.

    `needed` are acts without which a wish cannot come true: they are done as well. What a party may hand in is a right
    and no duty: nobody answers or appeals because a clock runs.
    """

    acts: frozenset[str] = field(default_factory=frozenset)
    needed: frozenset[str] = field(default_factory=frozenset)

    def wishes(self, law: Procedure, act: Act, person: str, option: Option) -> Wish | None:
        """A wish for the first act that a clock of the act's phases waits for, or for one that is needed; else None."""
        right = act.verb is Verb.PAPER and any(law.roles[r].stands in PARTIES for r in act.by)
        clocks = (law.clocks[id] for p in act.phases for id in law.phases[p].clocks)
        first = [names[0] for clock in clocks if (names := named_by(law, clock.stops))]
        known = act.id not in self.acts or act.verb in (Verb.VOTE, Verb.TALLY)
        if known or right or act.id not in {*first, *self.needed}:
            return None
        return Wish(act=act.id, by=person, share=Fraction(1, 2), delay=timedelta(days=1))

    def settles(self, question: Question) -> str:
        """Nothing: what was not decided then is not decided here."""
        return ""


__all__ = ["Conduct", "Diligent", "Lived", "Opening", "Temper", "Votes", "Wish"]
