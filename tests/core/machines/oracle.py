# SPDX-License-Identifier: Apache-2.0
"""What must be true of the facts of any case, read from the facts alone: no state and no guard of the engine is used.

The oracle keeps its own small books. It knows the law's tables (which act files a paper, which notice summons), and
nothing of how the engine decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from comity.core.docket import Fact
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.terms import Happened, atoms
from comity.core.procedure.words import MOMENTS, PARTIES, Kind, On, PaperKind, Standing, Verb

SILENT = frozenset({PaperKind.MEDIATION, PaperKind.APPEAL})
LIVE = frozenset({"imposed", "timed", "begun", "stayed", "released"})


class Oracle:
    """The books of one case. `see` raises AssertionError at the first fact that must not be."""

    def __init__(self, law: Procedure) -> None:
        self.law = law
        self.last: datetime | None = None
        self.pairs: set[tuple[str, str]] = set()
        self.digest = ""
        self.closed = False
        self.roles: dict[str, set[str]] = {}
        self.unknown: set[str] = set()
        self.aside: set[str] = set()
        self.appointed: dict[str, set[str]] = {}
        self.phases: dict[str, datetime] = {}
        self.left = ""
        self.summoned: dict[str, datetime] = {}
        self.told: set[str] = set()
        self.chance: set[str] = set()
        self.measures: dict[tuple[str, str], str] = {}
        self.boxes: dict[str, list[str]] = {}
        self.answers: set[tuple[str, str]] = set()
        self.due: dict[str, datetime | None] = {}
        self.touched: dict[str, datetime] = {}
        self.resting: set[str] = set()
        self.happened: set[tuple[str, str]] = set()
        self.sent: set[tuple[str, str]] = set()
        self.just_sent: set[tuple[str, str]] = set()

    def see(self, facts: Iterable[Fact]) -> None:
        """Take in new facts, in order."""
        for fact in facts:
            if self.last is not None and fact.at > self.last:
                self._note_chances()
            self._common(fact)
            books = getattr(self, f"_{fact.kind.value}", None)
            if books is not None:
                books(fact)
            self.happened.add((fact.thing, fact.moment))

    def _common(self, f: Fact) -> None:
        assert f.moment in MOMENTS[f.kind], f
        assert self.last is None or f.at >= self.last, "P25: facts are told in the order of time"
        self.last = f.at
        if f.kind is not Kind.NOTICE:
            self.just_sent = set()
        if self.closed:
            assert f.kind not in (Kind.PHASE, Kind.CLOCK, Kind.QUESTION), f"a closed case moved: {f}"

    # -- people ---------------------------------------------------------------------------------------------------

    def _case(self, f: Fact) -> None:
        if f.moment == "opened":
            assert not self.digest, "a case opens once"
            self.digest = str(f.value["digest"])
        if f.moment == "closed":
            assert not self.closed, "a case closes once"
            self.closed = True
            assert not any(self.boxes.values()), f"P11: ballots lie on in {self.boxes}"
            self.phases, self.due = {}, {}

    def _party(self, f: Fact) -> None:
        if f.moment == "heard":
            assert f.about in self.summoned, "P5: nobody is heard before a summons"
            return
        roles = f.value["roles"]
        assert isinstance(roles, tuple)
        if f.value["kind"] != "unknown":
            self.unknown.discard(f.about)
        elif f.about not in self.roles:
            self.unknown.add(f.about)
        self.roles.setdefault(f.about, set()).update(roles)

    def _conflict(self, f: Fact) -> None:
        if f.moment in ("declared", "confirmed"):
            self.aside.add(f.about)

    def _role(self, f: Fact) -> None:
        if f.moment == "appointed":
            assert f.about not in self.roles, "P10: no party is appointed"
            assert f.about not in self.aside, "P10: nobody who stepped aside is appointed"
            self.appointed.setdefault(f.thing, set()).add(f.about)

    def respondents(self) -> set[str]:
        """Who stands as a respondent, by the facts."""
        standing = set(self.law.stands(Standing.RESPONDENT))
        return {p for p, roles in self.roles.items() if roles & standing}

    def untold(self) -> set[str]:
        """Parties other than reporters to whom nothing was sent yet (P4)."""
        telling = set(self.law.stands(Standing.REPORTER))
        return {p for p, roles in self.roles.items() if not roles & telling and p not in self.told}

    def _forget(self, things: object) -> None:
        """Clocks of a phase that is left, or that opens again, run no more."""
        assert isinstance(things, tuple)
        for id in things:
            self.due.pop(id, None)
            self.resting.discard(id)
            for key in [k for k in self.answers if k[0] == id]:
                self.answers.discard(key)

    # -- phases and the chance to answer --------------------------------------------------------------------------

    def _phase(self, f: Fact) -> None:
        if f.moment == "opened":
            assert f.thing not in self.phases, "a phase is open once"
            self.phases[f.thing] = f.at
            self._forget(f.value["clears"])
            self.pairs.add((self.left, f.thing))
        if f.moment == "closed":
            assert f.thing in self.phases
            del self.phases[f.thing]
            self._forget(f.value["clocks"])
            self.left = f.thing
        if f.moment == "beside":
            self.left = f.thing

    def _note_chances(self) -> None:
        """Time is about to pass: whoever was summoned and may file an answer has a chance that lasts."""
        paused = {p for id in self.phases for p in self.law.phases[id].pauses}
        live = {id for id in self.phases if id not in paused}
        for person in self.summoned.keys() - self.chance:
            if any(self._answers_in(a, person, live) for a in self.law.acts.values()):
                self.chance.add(person)

    def _answers_in(self, act: Act, person: str, live: set[str]) -> bool:
        if act.verb is not Verb.PAPER or act.paper in SILENT or not set(act.by) & self.roles.get(person, set()):
            return False
        if not act.phases:
            return bool(self.phases)
        return any(p in live and not self.law.phases[p].confidential for p in act.phases)

    def _notice(self, f: Fact) -> None:
        notice = self.law.notices[f.thing]
        if f.moment == "owed":
            return
        if f.moment == "read":
            assert (f.thing, f.who) in self.sent, "only what was sent is read"
            return
        assert f.who not in self.unknown, "nothing is sent to somebody unknown"
        assert (f.thing, f.who) not in self.just_sent, f"{f.thing} was sent to {f.who} twice in one telling"
        self.sent.add((f.thing, f.who))
        self.just_sent.add((f.thing, f.who))
        if f.who in self.roles:
            parties = {r for r in notice.to if self.law.roles[r].stands in PARTIES}
            assert self.roles[f.who] & set(notice.to) or not parties, f"{f.thing} went astray to {f.who}"
        wanted = [a.anchor for a in atoms(notice.needs) if isinstance(a, Happened)]
        if wanted:
            assert any((a.thing, a.moment) in self.happened for a in wanted), "P4: nothing is sent before what it needs"
        self.told.add(f.who)
        if notice.summons:
            self.summoned.setdefault(f.who, f.at)

    # -- measures -------------------------------------------------------------------------------------------------

    def _measure(self, f: Fact) -> None:
        key = (f.thing, f.about)
        measure = self.law.measures[f.thing]
        old = self.measures.get(key, "")
        if f.moment == "imposed":
            assert old not in LIVE, f"two live measures {key}"
            if measure.on is On.PERSON:
                self._may_be_limited(f, interim=measure.interim)
        else:
            assert old, f"{f.name} of a measure that was never imposed"
        if f.moment == "begun":
            assert old in ("imposed", "timed", "released"), (old, f)
        if f.moment in ("ended", "voided"):
            assert old in LIVE or (old, f.moment) == ("ended", "voided"), (old, f)
        self.measures[key] = f.moment

    def _may_be_limited(self, f: Fact, *, interim: bool) -> None:
        assert f.about in self.respondents(), "only a respondent is limited"
        assert f.about not in self.unknown, "nobody unknown is limited"
        if interim:
            return
        assert f.about in self.summoned, "P5: no sanction before a summons"
        assert f.about in self.chance, "P5: no sanction before a chance to answer"

    # -- questions ------------------------------------------------------------------------------------------------

    def _question(self, f: Fact) -> None:
        box = str(f.value.get("box", ""))
        key = (f.thing, f.about)
        match f.moment:
            case "put":
                assert not self.boxes.get(box)
                self.boxes[box] = []
                self.answers.discard(key)
            case "issued":
                assert f.who not in self.boxes[box], "P11: one ballot each"
                assert not self._conflicted(f.thing, f.who), "P10: somebody in conflict votes"
                self.boxes[box].append(f.who)
            case "voided":
                self.boxes[box] = []
            case "counted":
                self._counted(f, box)
            case "answered":
                assert key not in self.answers, f"two live decisions of {key}"
                assert f.value["answer"] in self.law.questions[f.thing].ids
                self.answers.add(key)
            case _:
                pass

    def _conflicted(self, question: str, person: str) -> bool:
        role = self.law.roles[self.law.questions[question].to]
        busy = {p for other in role.without for p in self.appointed.get(other, set())}
        return person in self.aside or person in self.roles or person in busy

    def _counted(self, f: Fact, box: str) -> None:
        question = self.law.questions[f.thing]
        role = self.law.roles[question.to]
        assert not f.who, "P11: a count names nobody"
        slips, counts = f.value["slips"], f.value["counts"]
        assert isinstance(slips, tuple)
        assert isinstance(counts, dict)
        if not role.weighted:
            wrong = [p for p in self.boxes[box] if self._conflicted(f.thing, p)]
            assert not wrong, f"P10: the ballots of {wrong} are counted"
            assert len(slips) == len(self.boxes[box]) == sum(counts.values()), "P11: as many slips as were issued"
        assert set(counts) <= {*question.ids, "abstain"}
        self.boxes[box] = []

    # -- clocks ---------------------------------------------------------------------------------------------------

    def _clock(self, f: Fact) -> None:
        id = f.thing
        match f.moment:
            case "set":
                assert self.due.get(id) is None or id not in self.due, f"P6: {id} is fixed already"
                self.due[id], self.touched[id] = f.until, f.at
            case "resumed":
                assert id in self.resting
                assert self.due[id] is None or f.until is not None
                assert self.due[id] is None or f.until is None or f.until >= self.due[id]  # type: ignore[operator]
                self.resting.discard(id)
                self.due[id], self.touched[id] = f.until, f.at
            case "extended":
                assert f.until is not None
                assert self.due[id] is not None
                assert f.until > self.due[id], "an extension gives more time"  # type: ignore[operator]
                self.due[id], self.touched[id] = f.until, f.at
            case "paused":
                assert id not in self.resting
                self.resting.add(id)
            case _:
                self._stopped(f)

    def _stopped(self, f: Fact) -> None:
        id = f.thing
        assert id not in self.resting, f"{id} was paused and {f.moment}"
        due = self.due.pop(id)
        if f.moment == "passed" and due is not None and f.until is not None:
            assert f.at == max(due, self.touched[id]), f"{id} passed at {f.at}, due {due}"
        if f.moment == "met" and due is not None:
            assert f.at <= max(due, self.touched[id]), f"{id} was met after its instant"


__all__ = ["Oracle"]
