# SPDX-License-Identifier: Apache-2.0
"""One case that is walked act by act as the desk would do it: the slips wait outside, time is advanced first."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime, timedelta
from typing import Any

import pytest

from comity.core import ballot, docket
from comity.core.calendar import Calendar
from comity.core.clause import Refusal
from comity.core.decider import fold
from comity.core.docket import Case, DeclareFree, DoAct, Docket, Fact, OpenCase, Option, Reseat, SettleAsk
from comity.core.docket.commands import Command
from comity.core.party import Party
from comity.core.procedure.model import Procedure
from tests.core.laws import CALENDAR
from tests.core.walking import digest, utc

START = utc("2026-01-06T12:00")
MEMBERS = ("m1", "m2", "m3", "m4", "m5")
ROSTER: Mapping[str, tuple[str, ...]] = {
    "member": MEMBERS, "lead": ("led",), "elders": ("e1", "e2", "e3"), "bailiff": ("ba",), "assembly": ("d1", "d2"),
}  # fmt: skip
PAPER = digest("paper")
DAY = timedelta(days=1)


def party(person: str, *roles: str, **more: Any) -> Party:
    """One party."""
    return Party(person=person, roles=roles, **more)


PARTIES = (party("rep", "reporter"), party("res", "respondent"))


REACHED: set[tuple[str, str]] = set()
"""Every (kind, moment) that any sitting has seen."""
REFUSED: set[str] = set()
"""Every reason for which any sitting was refused something."""


class Sitting:
    """One case under one law."""

    def __init__(self, law: Procedure, calendar: Calendar = CALENDAR, *, at: datetime = START) -> None:
        self.law = law
        self.calendar = calendar
        self.now = at
        self.state: Case = Case()
        self.facts: list[Fact] = []
        self.waiting: dict[str, tuple[str, ...]] = {}
        self.cast = 0
        self.watched = True
        """Whether every step proves that deciding changes no state."""

    @property
    def docket(self) -> Docket:
        """The decider with the slips that wait now."""
        return Docket(law=self.law, calendar=self.calendar, waiting=self.waiting)

    def open(
        self, *parties: Party, intake: str = "report", roster: Mapping[str, tuple[str, ...]] = ROSTER, **more: Any
    ) -> Sitting:
        """Open the case."""
        self.must(
            OpenCase(intake=intake, digest=self.law.digest, parties=parties or PARTIES, roster=roster, **more)
        )  # fmt: skip
        return self

    def do(self, act: str, by: str, **more: Any) -> list[Fact]:
        """One act that is lawful here."""
        return self.must(DoAct(act=act, by=by, **more))

    def paper(self, act: str, by: str, **more: Any) -> list[Fact]:
        """One paper filed."""
        return self.do(act, by, paper=PAPER, **more)

    def vote(self, by: str, choice: str, *, act: str = "vote-occurred", about: str = "res") -> list[Fact]:
        """One ballot cast."""
        self.cast += 1
        return self.do(act, by, about=about, ballot=ballot.slip(choice, f"n{self.cast}"))

    def votes(self, *choices: str, about: str = "res") -> None:
        """The ballots of the members, in their order."""
        for member, choice in zip(MEMBERS, choices, strict=False):
            self.vote(member, choice, about=about)

    def must(self, command: Command) -> list[Fact]:
        """The facts of an act that is lawful here, those that time brought included."""
        told = self.wait(timedelta())
        before = self._copy()
        decided = list(self.docket.decide(self.state, command, self.now))
        assert before is None or self.state == before
        self._record(decided, command)
        return [*told, *decided]

    def must_not(self, command: Command, reason: str) -> Refusal:
        """An act that is refused for this reason; what must be recorded all the same is."""
        self.wait(timedelta())
        before = self._copy()
        with pytest.raises(Refusal) as caught:
            self.docket.decide(self.state, command, self.now)
        no = caught.value
        assert before is None or self.state == before
        assert reason in (no.reason, no.text), no.text
        assert no.clause.id
        self._record([f for f in no.facts if isinstance(f, Fact)], command)
        REFUSED.add(no.reason)
        return no

    def refused(self, act: str, by: str, reason: str, **more: Any) -> Refusal:
        """One act that is refused."""
        return self.must_not(DoAct(act=act, by=by, **more), reason)

    def settle(self, ask: str, by: str, answer: str = "go-on") -> list[Fact]:
        """What the law leaves open is settled."""
        return self.must(SettleAsk(ask=ask, by=by, answer=answer, ground=PAPER))

    def reseat(self, **roster: tuple[str, ...]) -> list[Fact]:
        """The council changed."""
        return self.must(Reseat(roster=roster))

    def free(self, *persons: str) -> None:
        """These persons say that they are free of conflict with everybody who is concerned."""
        for person in persons:
            self.must(DeclareFree(by=person, of=tuple(self.state.bench.parties)))

    def wait(self, length: timedelta) -> list[Fact]:
        """Let time pass; what it brought about."""
        self.now += length
        before = self._copy()
        passed = list(self.docket.advance(self.state, self.now))
        assert before is None or self.state == before
        self._record(passed, None)
        return passed

    def until(self, at: datetime) -> list[Fact]:
        """Let time pass up to `at`."""
        return self.wait(at - self.now)

    def past(self, clock: str) -> list[Fact]:
        """Let time pass up to the instant of a running clock."""
        due = self.state.clocks[clock].due
        assert due is not None
        return self.until(due)

    def options(self, person: str) -> dict[str, Option]:
        """What the person may do now."""
        return {o.act: o for o in docket.options(self.law, self.state, person, self.now)}

    def happened(self, thing: str, moment: str) -> list[Fact]:
        """The facts of that thing and moment, in order."""
        return [f for f in self.facts if (f.thing, f.moment) == (thing, moment)]

    def _copy(self) -> Case | None:
        return deepcopy(self.state) if self.watched else None

    def _record(self, facts: list[Fact], command: Command | None) -> None:
        moved = docket.slips(facts, command)
        for box, slip in moved.put:
            self.waiting[box] = (*self.waiting.get(box, ()), slip)
        for box in moved.clear:
            self.waiting.pop(box, None)
        self.facts += facts
        REACHED.update((f.kind.value, f.moment) for f in facts)
        self.state = fold(self.docket, facts, self.state)


def heard(law: Procedure, *parties: Party, **more: Any) -> Sitting:
    """A case in which the reporter agreed and the respondents were summoned, a day ago."""
    case = Sitting(law).open(*parties, **more)
    case.do("agree-words", "rep", choice="yes")
    case.wait(DAY)
    return case


def weighed(law: Procedure, *parties: Party, **more: Any) -> Sitting:
    """A case that the members weigh."""
    case = heard(law, *parties, **more)
    case.past("answer-time")
    return case


__all__ = [
    "DAY", "MEMBERS", "PAPER", "PARTIES", "REACHED", "REFUSED", "ROSTER", "START", "Sitting", "heard", "party",
    "weighed",
]  # fmt: skip
