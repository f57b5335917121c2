# SPDX-License-Identifier: Apache-2.0
"""A whole court in a test: its rooms on a store, its worker, and a clock that is set by hand.

The community, its people and its reports are invented.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from comity.core import adoption, ballot, council, veto
from comity.core.clause import Refusal
from comity.core.docket import Case, DeclareFree, DoAct
from comity.core.party import Party
from comity.desk.clock import SetClock
from comity.desk.deadlines import pass_time
from comity.desk.filing import ForAct, ForReport
from comity.desk.handle import Answer
from comity.desk.house import Roll, window_stream
from comity.desk.intake import Told
from comity.desk.ports import Keys, Papers, Store, Vault, Wraps
from comity.edge.age import Rage
from comity.edge.store.seal import Seal
from comity.edge.store.tombs import Tombs
from comity.site.court import ADOPTION, Court, Outside
from comity.site.laws import SHIPPED, Folders
from tests.papers import MemoryKeys, MemoryWraps

START = datetime(2026, 5, 4, 12, tzinfo=UTC)
LAW = "templates/house"
SEASON = "council:one"
CASE = "case:one"
MEMBERS = tuple(f"member-{n}" for n in range(1, 8))
SEATS: Mapping[str, tuple[str, ...]] = {
    "member": MEMBERS, "deputy": ("deputy-1", "deputy-2", "deputy-3"), "chair": ("chair",),
    "panel": ("panel-1", "panel-2", "panel-3"), "administrator": ("admin",),
}  # fmt: skip
WEIGHTS = {"delegate-1": 10, "delegate-2": 5, "delegate-3": 1}
SUPPLY = 100
PASSED = hashlib.sha256(b"the linter's result").hexdigest()
ANNA = "anna"
BEN = "ben"


class Rolls:
    """One roll of every house; `roll` may be replaced before a window opens."""

    def __init__(self) -> None:
        digest = hashlib.sha256(b"a roll").hexdigest()
        self.told = Roll(roll=veto.Roll(digest=digest, weights=dict(WEIGHTS)), amount=SUPPLY)

    def roll(self, house_role: str, at: datetime) -> Roll:
        """The same for every role."""
        return self.told


class House:
    """A court with people who act in it. Every act has an id of its own; the clock stands where it was set."""

    def __init__(
        self,
        *,
        store: Store,
        papers: Papers,
        vault: Vault,
        home: Path,
        laws: Folders | None = None,
        keys: Keys | None = None,
        wraps: Wraps | None = None,
    ) -> None:
        self.clock = SetClock(START)
        self.rolls = Rolls()
        self.home = home
        self.outside = Outside(
            store=store,
            laws=laws or Folders((SHIPPED / "templates",), adopted=home / "adopted"),
            papers=papers,
            vault=vault,
            seal=Seal(b"k" * 32),
            house=Rage().fresh(),
            keys=keys or MemoryKeys(),
            wraps=wraps or MemoryWraps(),
            clock=self.clock,
            rolls=self.rolls,
            public_url="https://council.example",
            tombs=Tombs(home),
        )
        self.court = Court(self.outside)
        self.acts = 0
        self.slips: list[str] = []

    # -- acts -------------------------------------------------------------------------------------------------------

    def perform(self, command: Any, actor: str, stream: str, *, act_id: str = "") -> Answer:
        """One act through the front of the court, now."""
        self.acts += 1
        given = act_id or f"act-{self.acts}"
        return self.court.perform(command, act_id=given, actor=actor, stream=stream, at=self.clock.at)

    def refused(self, command: Any, actor: str, stream: str) -> Refusal:
        """The refusal of an act."""
        try:
            self.perform(command, actor, stream)
        except Refusal as no:
            return no
        raise AssertionError(f"{type(command).__name__} by {actor} was done")

    def do(self, act: str, by: str, *, stream: str = CASE, **more: Any) -> Answer:
        """One act of the procedure on the case."""
        return self.perform(DoAct(act=act, by=by, **more), by, stream)

    def free(self, *persons: str, stream: str = CASE) -> None:
        """These persons say that they are free of conflict with everybody who is concerned."""
        for person in persons:
            self.perform(DeclareFree(by=person, of=tuple(self.case(stream).bench.parties)), person, stream)

    def paper(self, act: str, by: str, text: str, *, stream: str = CASE, **more: Any) -> str:
        """File a paper; its digest."""
        filing = ForAct(stream=stream, act=act, by=by, about=more.get("about", ""))
        digest = self.court.file_paper(text, filing)
        self.do(act, by, stream=stream, paper=digest, **more)
        return digest

    def vote(self, act: str, by: str, choice: str, *, about: str = BEN, stream: str = CASE) -> str:
        """Cast a ballot; the slip."""
        slip = ballot.slip(choice, hashlib.sha256(f"{act} {by} {len(self.slips)}".encode()).hexdigest()[:32])
        self.slips.append(slip)
        self.do(act, by, stream=stream, about=about, ballot=slip)
        return slip

    # -- time -------------------------------------------------------------------------------------------------------

    def work(self) -> None:
        """The worker carries out everything that may be carried out now."""
        self.court.worker.drain(self.clock.at)

    def wait(self, **length: int) -> None:
        """Let time pass, step by step, as it would live."""
        self.until(self.clock.at + timedelta(**length))

    def until(self, at: datetime) -> None:
        """Let time pass up to `at`."""
        self.clock.at = at
        pass_time(self.court.desk, self.court.worker, until=at)

    # -- what it takes to have a council ------------------------------------------------------------------------------

    def adopt(self, id: str = LAW, *, body: str = "community", **more: Any) -> str:
        """Propose a version and adopt it at once; its digest."""
        digest = self.court.laws.named(id).procedure.digest
        self.perform(adoption.Propose(digest=digest, version=id, by="community"), "community", ADOPTION)
        given = {"since": self.clock.at, "linted": PASSED, "errors": 0, **more}
        self.perform(adoption.Adopt(digest=digest, body=body, **given), "community", ADOPTION)
        return digest

    def constitute(self, stream: str = SEASON, *, starts: datetime = START, days: int = 365) -> None:
        """Begin a season."""
        ends = starts + timedelta(days=days)
        self.perform(council.Constitute(season=stream, starts=starts, ends=ends), "community", stream)

    def seat(self, seats: Mapping[str, tuple[str, ...]] = SEATS, *, stream: str = SEASON) -> None:
        """Everybody takes the own place: elected, or appointed by whoever fills it."""
        roles = self.court.law(self.clock.at)
        assert roles is not None
        for role, people in seats.items():
            known = roles.procedure.roles[role]
            body = known.filled_by[0]
            if known.elected:
                self.perform(council.Elect(role=role, persons=people, body=body), body, stream)
                for person in people:
                    self.perform(council.TakeSeat(role=role, person=person), person, stream)
                continue
            for person in people:
                self.perform(council.Appoint(role=role, person=person, body=body), body, stream)

    def sitting(self) -> House:
        """A procedure in force and a whole council."""
        self.adopt()
        self.constitute()
        self.seat()
        self.work()
        return self

    # -- a case -----------------------------------------------------------------------------------------------------

    def report(self, words: str = "What happened in the long thread.", *, case: str = CASE, **more: Any) -> Answer:
        """Anna reports Ben."""
        self.acts += 1
        given: dict[str, Any] = {
            "intake": "report",
            "reporter": ANNA,
            "words": "",
            **more,
        }
        told = Told(**{"concerned": (Party(person=BEN, roles=("respondent",)),), **given})
        if words and not told.words:
            told = replace(told, words=self.court.file_paper(words, ForReport(told=told)))
        return self.court.open_case(told, case=case, act_id=f"act-{self.acts}", at=self.clock.at)

    def to_the_vote(self, case: str = CASE) -> None:
        """Screened, worded, agreed, summoned, answered: the members may vote."""
        self.do("screen", "chair", stream=case, choice="for-us")
        self.paper("propose-words", "chair", "The exact words.", stream=case)
        self.do("agree-words", ANNA, stream=case, choice="yes")
        self.wait(hours=1)
        self.paper("answer", BEN, "How it looks to Ben.", stream=case)

    def to_the_window(self) -> str:
        """Found and written: the house may object. The stream of its window."""
        self.to_the_vote()
        self.wait(hours=1)
        for member in MEMBERS:
            self.vote("vote", member, "yes")
        for member in MEMBERS:
            self.vote("vote-level", member, "rest")
        self.paper("decide", "chair", "What was decided, and why.")
        self.work()
        return window_stream(CASE, f"veto/{BEN}#1")

    def case(self, stream: str = CASE) -> Case:
        """The case as its events say."""
        folded: Case = self.court.desk.state(stream).state
        return folded


__all__ = ["ANNA", "BEN", "CASE", "LAW", "MEMBERS", "PASSED", "SEASON", "SEATS", "START", "SUPPLY", "WEIGHTS", "House"]
