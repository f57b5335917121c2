# SPDX-License-Identifier: Apache-2.0
"""One case told under each procedure file: from a report to its closing, in acts and in silences."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from comity.core import ballot
from comity.core.calendar import Calendar, parse_calendar
from comity.core.decider import act, fold
from comity.core.docket import Case, Command, DoAct, Docket, Fact, OpenCase, next_due, slips
from comity.core.party import Party
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import calendar_id, parse_procedure
from comity.core.procedure.words import PARTIES, Verb
from comity.core.sanction import Life

ROOT = Path(__file__).parents[2] / "procedures"
FILES = sorted(p.relative_to(ROOT).with_suffix("").as_posix() for p in ROOT.rglob("*.toml") if p.stem != "calendar")
PAPER = hashlib.sha256(b"a paper").hexdigest()
PLAIN = Calendar(id="plain", zone="UTC", holidays=frozenset(), periods={})
PATIENCE = 60


@cache
def read(id: str) -> tuple[Procedure, Calendar]:
    text = (ROOT / f"{id}.toml").read_text()
    named = calendar_id(text)
    calendar = parse_calendar((ROOT / named / "calendar.toml").read_text()) if named else PLAIN
    return parse_procedure(text, calendar if named else None), calendar


def roster(law: Procedure) -> dict[str, tuple[str, ...]]:
    bodies = [r for r in law.roles.values() if r.stands not in PARTIES]
    return {r.id: tuple(f"{r.id}-{n}" for n in range(1, (r.seats or max(r.least, 3)) + 1)) for r in bodies}


class Story:
    """One case as it is told: acts, and times in which nobody does anything."""

    def __init__(self, id: str, at: datetime) -> None:
        self.law, self.calendar = read(id)
        self.at = at
        self.boxes: dict[str, tuple[str, ...]] = {}
        self.case: Case = Docket(law=self.law, calendar=self.calendar).initial
        self.moments: list[tuple[str, Case, datetime, dict[str, tuple[str, ...]]]] = []
        self.facts: list[Fact] = []
        self.slips = 0

    def docket(self) -> Docket:
        return Docket(law=self.law, calendar=self.calendar, waiting=self.boxes)

    def send(self, command: Command) -> tuple[Fact, ...]:
        self.case, facts = act(self.docket(), self.case, command, self.at)
        self.facts += facts
        found = slips(facts, command)
        for box in found.clear:
            self.boxes.pop(box, None)
        for box, slip in found.put:
            self.boxes[box] = (*self.boxes.get(box, ()), slip)
        self.moments.append((str(command)[:80], self.case, self.at, dict(self.boxes)))
        return facts

    def file(self, intake: str, *parties: Party) -> Story:
        both = (Party(person="anna", roles=("reporter",)), Party(person="ben", roles=("respondent",)))
        self.send(
            OpenCase(
                intake=intake, digest=self.law.digest, parties=parties or both, roster=roster(self.law), report=PAPER
            )
        )
        return self

    def do(self, name: str, by: str, **fields: object) -> None:
        known = self.law.acts[name]
        given = {Verb.PAPER: {"paper": PAPER}, Verb.CONSENT: {"choice": "yes"}}.get(known.verb, {})
        self.send(DoAct(act=name, by=by, **{**given, **fields}))  # type: ignore[arg-type]

    def vote(self, name: str, choice: str, *voters: str) -> None:
        known = self.law.acts[name]
        chosen = voters or roster(self.law)[known.by[0]]
        about = "ben" if self.law.questions[known.question or ""].per else ""
        for voter in chosen:
            self.slips += 1
            self.do(name, voter, about=about, ballot=ballot.slip(choice, str(self.slips)))

    def tally(self, name: str, by: str, **numbers: int) -> None:
        self.do(name, by, about="ben", numbers={k.replace("_", "-"): n for k, n in numbers.items()})

    def wait(self, **length: int) -> None:
        self.pass_to(self.at + timedelta(**length))

    def pass_to(self, at: datetime) -> None:
        self.at = at
        facts = self.docket().advance(self.case, at)
        self.facts += facts
        for box in slips(facts, None).clear:
            self.boxes.pop(box, None)
        self.case = fold(self.docket(), facts, self.case)

    def until(self, phase: str) -> None:
        """Nobody does anything until that phase opens."""
        for _ in range(PATIENCE):
            due = next_due(self.case)
            if phase in self.case.phases or due is None:
                break
            self.pass_to(max(due, self.at))
        assert phase in self.case.phases, f"{phase} never opened: {dict(self.case.phases)}, {self.case.asks}"

    def silence(self) -> None:
        """Nobody does anything any more, until the case is closed or a human is asked."""
        for _ in range(PATIENCE):
            due = next_due(self.case)
            if self.case.closed is not None or self.case.asks or due is None:
                return
            self.pass_to(max(due, self.at))

    def closes(self) -> Story:
        self.silence()
        assert self.case.outcome, f"still open: {dict(self.case.phases)}, {dict(self.case.asks)}"
        return self


def lives(story: Story) -> dict[str, Life]:
    return {key: term.life for key, term in story.case.terms.items()}


def filed(month: int, day: int, hour: int = 12, year: int = 2024) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


# -- the stories: one case for each file, from the report to its closing ------------------------------------------


def season_5(id: str, at: datetime, vetoes: int = 0) -> Story:
    s = Story(id, at).file("delegate-report")
    s.wait(hours=20)
    s.do("screen", "lead-1", choice="in-scope")
    s.do("read-summons", "ben")
    s.wait(hours=1)
    s.do("answer", "ben")
    s.until("evaluation")
    s.do("write-evaluation", "member-1", withheld=True)
    s.vote("vote-occurred", "yes", "member-1", "member-2", "member-3")
    s.vote("vote-occurred", "no", "member-4", "member-5")
    s.vote("vote-level", "severe")
    s.do("decide", "lead-1")
    s.until("window")
    s.tally("bring-objections", "lead-1", vetoed=vetoes, votable_supply=100)
    return s


def charter(hearing: bool = True) -> Story:
    s = Story("optimism/charter-season-5", filed(1, 5)).file("inherited")
    s.do("screen", "lead-1", choice="in-scope")
    if hearing:
        s.do("call-hearing", "lead-1")
        s.wait(days=2)
        s.do("answer", "ben")
    s.wait(days=1)
    s.vote("vote-occurred", "yes")
    s.vote("vote-level", "temporary")
    s.do("decide", "lead-1")
    return s


def manual(at: datetime, intake: str, **numbers: int) -> Story:
    s = Story("optimism/operating-manual", at).file(intake)
    s.do("screen", "enforcing-party-1", choice="in-scope")
    s.do("find", "enforcing-party-1", about="ben", choice="yes")
    s.do("outline", "enforcing-party-1")
    s.until("window")
    s.do("reply", "ben")
    s.tally("bring-objections", "enforcing-party-1", **numbers)
    return s.closes()


def season_6() -> Story:
    s = Story("optimism/season-6", filed(6, 28)).file("report")
    s.do("acknowledge", "liaison-1")
    s.do("suspend-at-once", "liaison-1", about="ben", choice="harassment")
    s.do("screen", "lead-1", choice="in-scope")
    s.wait(days=2)
    s.wait(hours=1)
    s.do("answer", "ben")
    s.wait(days=2)
    s.vote("vote-occurred", "severe")
    s.do("decide", "lead-1")
    return s


def token_house() -> Story:
    s = Story("optimism/tokenhouse-2023", filed(4, 3, year=2023)).file("report")
    s.do("screen", "foundation-1", choice="in-scope")
    s.do("propose", "foundation-1")
    s.until("voting")
    s.do("reply", "ben")
    s.tally("bring-votes", "foundation-1", yes=51, no=49, abstain=200, votable_supply=1000)
    return s


def proposed(id: str, at: datetime, supply: str) -> Story:
    s = Story(id, at).file("report")
    s.do("acknowledge", "liaison-1")
    s.do("screen", "lead-1", choice="in-scope")
    s.wait(days=1)
    s.do("propose-words", "lead-1")
    s.do("agree-words", "anna")
    s.do("off-ramp-it", "lead-1")
    s.do("agree-to-mediation", "anna")
    s.do("agree-to-mediation", "ben")
    s.do("name-guide", "lead-1", about="member-5")
    s.wait(hours=1)
    s.do("answer", "ben")
    s.wait(days=1)
    s.do("tell-of-retaliation", "anna")
    s.do("take-up-retaliation", "lead-1")
    s.vote("vote-occurred", "yes", "member-1", "member-2", "member-3", "member-4")
    s.vote("vote-level", "rest", "member-1", "member-2", "member-3", "member-4")
    s.do("decide", "lead-1")
    s.until("window")
    s.tally("bring-objections", "lead-1", **{"vetoed": 12, supply: 100})
    s.until("appealable")
    s.do("appeal", "ben", choice="proportion")
    s.vote("vote-upheld", "upheld")
    return s


def django() -> Story:
    s = Story("django/2026", filed(5, 4, year=2026)).file("report")
    s.do("hold-at-once", "member-1", about="ben")
    s.do("screen", "chair-1", choice="in-scope")
    s.wait(hours=1)
    s.do("answer", "ben")
    s.wait(days=1)
    s.vote("vote-occurred", "yes")
    s.vote("vote-consequence", "short-suspension")
    s.do("comment", "anna")
    s.do("decide", "chair-1")
    s.wait(days=31)
    s.do("ask-to-return", "ben")
    s.do("end-short", "chair-1", about="ben")
    return s


def psf() -> Story:
    s = Story("psf/2026", filed(5, 4, year=2026)).file("report")
    s.do("acknowledge", "chair-1")
    s.do("screen", "chair-1", choice="in-scope")
    s.do("call-reported", "chair-1")
    s.wait(hours=1)
    s.do("answer", "ben")
    s.wait(days=1)
    s.vote("vote-plan", "none")
    s.vote("vote-consequence", "temporary-removal")
    s.do("approve", "administrator-1", choice="yes")
    s.do("decide", "chair-1")
    return s


def rust() -> Story:
    s = Story("rust/rfc-3392", filed(5, 4, year=2026)).file("report")
    s.do("screen", "moderator-1", choice="in-scope")
    s.do("call-respondent", "moderator-1")
    s.wait(days=1)
    s.vote("vote-sanction", "exclusion")
    s.do("decide", "moderator-1")
    s.do("ask-for-audit", "ben")
    s.do("audit-answer", "contingent-1", choice="flawed")
    s.vote("vote-keep", "change")
    return s


def near() -> Story:
    s = Story("near/hsp-013", filed(5, 4, year=2026)).file("complaint")
    s.do("screen", "moderator-1", choice="in-scope")
    s.wait(hours=1)
    s.do("answer", "ben")
    s.wait(hours=1)
    s.do("decide-case", "moderator-1", about="ben", choice="suspension")
    s.do("decide", "moderator-1")
    s.do("appeal", "ben")
    s.do("call-panel", "head-of-governance-1", about="an-outsider")
    s.do("panel-decides", "an-outsider", choice="undone")
    return s


def carpentries() -> Story:
    s = Story("carpentries/2026", filed(5, 4, year=2026)).file("report")
    s.do("acknowledge", "timekeeper-1")
    s.do("meet", "group-lead-1")
    s.do("screen", "group-lead-1", choice="in-scope")
    s.wait(hours=1)
    s.do("answer", "ben")
    s.wait(days=1)
    s.vote("vote-occurred", "yes")
    s.vote("vote-consequence", "termed-suspension")
    s.do("speak-with-reported", "group-lead-1")
    s.do("decide", "group-lead-1")
    s.do("accept-term", "ben")
    return s


def template(id: str) -> Story:
    speaker = "speaker-1" if id.endswith("small") else "chair-1"
    s = Story(id, filed(5, 4, year=2026)).file("report")
    s.do("screen", speaker, choice="for-us")
    s.do("propose-words", speaker)
    s.do("agree-words", "anna")
    s.wait(hours=1)
    s.do("answer", "ben")
    s.wait(days=1)
    s.vote("vote", "rest" if id.endswith("small") else "yes")
    if not id.endswith("small"):
        s.vote("vote-level", "rest")
    s.do("decide", speaker)
    return s


STORIES: dict[str, tuple[Callable[[], Story], str, str]] = {
    "optimism/season-5-v1": (lambda: season_5("optimism/season-5-v1", filed(1, 5)), "decided", "severe-suspension"),
    "optimism/season-5-amended": (
        lambda: season_5("optimism/season-5-amended", filed(2, 16)), "decided", "severe-suspension",
    ),
    "optimism/charter-season-5": (charter, "decided", "temporary-suspension"),
    "optimism/operating-manual": (
        lambda: manual(filed(3, 1), "outline", vetoed=1, votable_supply=99), "enforced", "enforcement",
    ),
    "optimism/season-6": (season_6, "decided", "severe-suspension"),
    "optimism/tokenhouse-2023": (token_house, "suspended", "suspension"),
    "optimism/proposed": (
        lambda: proposed("optimism/proposed", filed(1, 5), "votable_supply"), "decided", "rest",
    ),
    "fernhollow/2026": (
        lambda: proposed("fernhollow/2026", filed(4, 19, year=2026), "all_voices"), "decided", "rest",
    ),
    "django/2026": (django, "served", "short-suspension"),
    "psf/2026": (psf, "resolved", "temporary-removal"),
    "rust/rfc-3392": (rust, "audited", "visible-exclusion"),
    "near/hsp-013": (near, "decided-on-appeal", "suspension"),
    "carpentries/2026": (carpentries, "resolved", "termed-suspension"),
    "templates/small": (lambda: template("templates/small"), "decided", "rest"),
    "templates/foundation": (lambda: template("templates/foundation"), "decided", "rest"),
    "templates/house": (lambda: template("templates/house"), "decided", "rest"),
}  # fmt: skip
