# SPDX-License-Identifier: Apache-2.0
"""What the law says to each wish about one's own data, and what time brings about."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import assert_never

from comity.core.calendar import Calendar
from comity.core.clause import Fault, Malformed, Refusal, promise
from comity.core.evidence import is_digest
from comity.core.petition.events import (
    KINDS,
    OUTCOMES,
    AnswerMissed,
    AnswerPetition,
    Command,
    Event,
    Petition,
    PetitionAnswered,
    Petitioned,
    PetitionProlonged,
    Petitions,
    PetitionWithdrawn,
    ProlongPetition,
    SubmitPetition,
    WithdrawPetition,
)
from comity.core.procedure.model import Procedure

WITHIN, LONGER = 1, 3
"""Months from the request within which it is answered, and within which where the council said once that it takes
longer. Source: Regulation (EU) 2016/679, Article 12(3)."""
STATUTES: tuple[str, ...] = (
    "gdpr-15",
    "gdpr-15-4",
    "gdpr-16",
    "gdpr-17",
    "gdpr-17-3",
    "gdpr-12-5",
    "gdpr-23",
)
"""The articles of the law of the land on which an answer may rest beside a clause of the version in force."""
STATUTE = "gdpr"
"""The document that an answer under one of those names."""
MOST_OPEN = 5
"""Open requests of one person; another can be made as soon as one of them is answered."""
NO_SUCH = "There is no such request that is still open."
KNOWN_BEFORE = "A request of that name was made before."
TOO_MANY = "{most} of your requests are open; wait for an answer, or take one back."
PROLONGED_BEFORE = "It was said before that the answer takes longer; that can be said once."
OVER = "The time for the answer is over; it is owed now, and cannot be put off."
REASONS: tuple[str, ...] = (NO_SUCH, KNOWN_BEFORE, TOO_MANY, PROLONGED_BEFORE, OVER)
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionRules:
    """The version in force: its name, its calendar, and the clauses of it on which an answer may rest."""

    document: str
    calendar: Calendar
    clauses: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionDecider:
    """The law of requests about one's own data."""

    rules: PetitionRules

    @property
    def initial(self) -> Petitions:
        """Nobody has asked."""
        return Petitions()

    def due(self, state: Petitions) -> datetime | None:
        """When the next answer is due that was not missed yet."""
        return min((one.until for one in state.open.values() if not one.missed), default=None)

    def advance(self, state: Petitions, at: datetime) -> tuple[Event, ...]:
        """Every answer whose time passed was missed, each at its own instant."""
        late = [(one.until, id) for id, one in state.open.items() if not one.missed and one.until <= at]
        return tuple(AnswerMissed(at=until, id=id) for until, id in sorted(late))

    def decide(self, state: Petitions, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, `Malformed`."""
        match command:
            case SubmitPetition():
                return self._submitted(state, command, at)
            case ProlongPetition(by=by, id=id, ground=ground):
                _whole(ground=ground)
                return (self._prolonged(_open(state, id), by, id, ground, at),)
            case AnswerPetition():
                return self._answered(state, command, at)
            case WithdrawPetition(by=by, id=id):
                if _open(state, id).by != by:
                    raise Refusal(NO_SUCH, clause=promise(17), field="id")
                return (PetitionWithdrawn(at=at, by=by, id=id),)
            case _:
                assert_never(command)

    def _submitted(self, state: Petitions, command: SubmitPetition, at: datetime) -> tuple[Event, ...]:
        _whole(words=command.words)
        _one_of("kind", command.kind, KINDS)
        if not _ID.fullmatch(command.id):
            raise Malformed([Fault(field="id", rule="name", text="letters, digits, points and hyphens")])
        if command.id in state.all:
            raise Refusal(KNOWN_BEFORE, clause=promise(17), field="id")
        if len([one for one in state.of(command.by).values() if one.ended is None]) >= MOST_OPEN:
            raise Refusal(TOO_MANY, clause=promise(17), field="kind", about={"most": str(MOST_OPEN)})
        until = self._months(WITHIN, at)
        asked = {"by": command.by, "id": command.id, "kind": command.kind, "words": command.words}
        return (Petitioned(at=at, case=command.case, until=until, **asked),)

    def _prolonged(self, one: Petition, by: str, id: str, ground: str, at: datetime) -> Event:
        if one.ground:
            raise Refusal(PROLONGED_BEFORE, clause=promise(17), field="id")
        if one.missed:
            raise Refusal(OVER, clause=promise(17), field="id")
        return PetitionProlonged(at=at, by=by, id=id, ground=ground, until=self._months(LONGER, one.at))

    def _months(self, count: int, since: datetime) -> datetime:
        until = self.rules.calendar.shift(since, count, "months")
        assert until is not None, "a calendar reaches some months on"
        return until

    def _answered(self, state: Petitions, command: AnswerPetition, at: datetime) -> tuple[Event, ...]:
        _open(state, command.id)
        _whole(words=command.words)
        _one_of("outcome", command.outcome, OUTCOMES)
        if command.clause not in self.rules.clauses and command.clause not in STATUTES:
            text = "is a clause of the version in force, or an article of the law of the land"
            raise Malformed([Fault(field="clause", rule="known", text=text)])
        document = STATUTE if command.clause in STATUTES else self.rules.document
        said = {"by": command.by, "id": command.id, "outcome": command.outcome, "words": command.words}
        return (PetitionAnswered(at=at, document=document, clause=command.clause, **said),)

    def evolve(self, state: Petitions, event: Event) -> Petitions:
        """The state after `event`."""
        match event:
            case Petitioned(at=at, by=by, kind=kind, words=words, case=case, until=until):
                one = Petition(by=by, kind=kind, words=words, case=case, at=at, until=until)
            case PetitionProlonged(ground=ground, until=until):
                one = replace(state.all[event.id], ground=ground, until=until)
            case AnswerMissed():
                one = replace(state.all[event.id], missed=True)
            case PetitionAnswered(at=at, outcome=outcome, document=document, clause=clause, words=words):
                one = replace(state.all[event.id], ended=at, outcome=outcome, document=document)
                one = replace(one, clause=clause, answer=words)
            case PetitionWithdrawn(at=at):
                one = replace(state.all[event.id], ended=at)
            case _:
                assert_never(event)
        return replace(state, all={**state.all, event.id: one})


def _open(state: Petitions, id: str) -> Petition:
    found = state.open.get(id)
    if found is None:
        raise Refusal(NO_SUCH, clause=promise(17), field="id")
    return found


def _whole(**named: str) -> None:
    """Raises `Malformed` for whatever is no digest of a paper."""
    text = "a paper is named by its SHA-256 in hex"
    wrong = (name for name, value in named.items() if not is_digest(value))
    faults = [Fault(field=name, rule="paper.digest", text=text) for name in wrong]
    if faults:
        raise Malformed(faults)


def _one_of(field: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise Malformed([Fault(field=field, rule="known", text=f"is one of {', '.join(known)}")])


def rules_of(law: Procedure, calendar: Calendar) -> PetitionRules:
    """The rules under one version: an answer may rest on every clause that it has."""
    named = (law.acts, law.phases, law.clocks, law.questions, law.notices, law.measures, law.roles, law.keeps)
    clauses = {one.clause for things in named for one in things.values() if one.clause}
    return PetitionRules(document=law.id, calendar=calendar, clauses=frozenset(clauses))


__all__ = [
    "LONGER", "MOST_OPEN", "REASONS", "STATUTE", "STATUTES", "WITHIN", "PetitionDecider", "PetitionRules", "rules_of",
]  # fmt: skip
