# SPDX-License-Identifier: Apache-2.0
"""What a procedure version consists of, once it was read: frozen, checked, and named by its digest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comity.core.ballot import Stage
from comity.core.clause import Clause
from comity.core.procedure.effects import (
    Ask,
    Count,
    Effect,
    Impose,
    Move,
    Publish,
    Put,
    Record,
    Refer,
    Tell,
)
from comity.core.procedure.frame import (
    Adopter,
    Amendment,
    Duty,
    Intake,
    Keep,
    Memory,
    Plain,
    Reading,
    Succession,
    Tears,
    Watching,
)
from comity.core.procedure.terms import Deadline, Guard
from comity.core.procedure.words import Contact, Kind, On, PaperKind, Standing, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A thing of the procedure: its name, its text in plain words, and the label of its clause."""

    id: str
    text: str
    clause: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Named):
    """Who may act. `stands` is one of the closed standings.

    `seats` is the number of places (None: no fixed number), `cap` how many open cases each carries before others
    pass by, `least` how many must be free of conflict, `otherwise` the role that takes over where they are not,
    `without` the roles whose holders do not count here (a mediator who does not vote), `weighted` whether votes are
    weights from a roll (a house). `filled_by` are the bodies that fill its places, by election or (not `elected`)
    by appointment; `apart` the roles that nobody may hold beside it; `removal` the clauses on which one of
    `removed_by` may remove a holder.
    """

    stands: Standing
    seats: int | None = None
    cap: int | None = None
    least: int = 1
    otherwise: str | None = None
    without: tuple[str, ...] = ()
    weighted: bool = False
    filled_by: tuple[str, ...] = ("community",)
    elected: bool = False
    apart: tuple[str, ...] = ()
    removal: tuple[str, ...] = ()
    removed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One possible answer: its id and its words."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Named):
    """Something to be decided. `per` is the role of which one question is put for each person, or None.

    `given` must hold (about that person) before it is put. `tied` and `short` are an answer, or `undefined`: then the
    roles in `asks` are asked. `standard` is the standard of proof, `burden` who carries it; `secret` whether ballots
    are.

    `finding`: it decides about a person's conduct; `public`: its answer stands in the registry (a finding's does).
    `grounds`: on which of these a delegate of a house objects; none: a reason is not asked.
    """

    answers: tuple[Answer, ...]
    to: str
    per: str | None
    given: Guard
    stages: tuple[Stage, ...]
    tied: str
    short: str
    asks: tuple[str, ...]
    standard: str
    burden: str
    secret: bool
    finding: bool
    public: bool
    grounds: tuple[Answer, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its answers, in the order of the file."""
        return tuple(a.id for a in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice(Named):
    """A message to the holders of roles. `needs` must hold before it may be sent; `summons` opens the hearing."""

    to: tuple[str, ...]
    needs: Guard
    summons: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure(Named):
    """One step that limits a person, a content or a place: kind x scope x begin and end x conditions x repair.

    `serves` are the interim measures whose time in force is credited to this one.
    """

    kind: str
    scope: str
    on: On
    interim: bool
    begins: Deadline | None
    ends: Deadline
    serves: tuple[str, ...]
    conditions: str
    repair: str
    needs: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Named):
    """Something that somebody may do while one of its `phases` is open (none named: while the case is open).

    `verb` says what it does; the fields from `paper` on belong to one verb each and are empty elsewhere.
    `choices` are the codes of which the actor must give one (grounds of an appeal, reasons of an extension).
    `once`: at most once for each person and round. `alone`: it does not pass over to the role that takes over.
    `afterwards`: it stays possible when the case is closed (a measure outlives its case).
    `at`: it names an instant to which people are called, such as a hearing.
    """

    phases: tuple[str, ...]
    by: tuple[str, ...]
    verb: Verb
    when: Guard
    choices: tuple[str, ...]
    once: bool
    alone: bool
    afterwards: bool
    paper: PaperKind | None
    withhold: bool
    notice: str | None
    enters: tuple[str, ...]
    role: str | None
    question: str | None
    measure: str | None
    clock: str | None
    contact: Contact | None
    longest: Deadline | None
    at: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock(Named):
    """A deadline of a phase. It is met when `stops` holds; if its instant comes first, `late` happens."""

    phase: str
    due: Deadline
    stops: Guard
    late: tuple[Effect, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A way out of a phase: when `when` holds, do the effects, then open phases, or close the case with a code.

    `stay` opens the phases beside this one, once a round, instead of leaving.
    """

    when: Guard
    does: tuple[Effect, ...]
    then: tuple[str, ...]
    close: str | None
    stay: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Named):
    """A token that is open or not; several may be open. `confidential`: what is filed here is no evidence (P8)."""

    acts: tuple[str, ...]
    clocks: tuple[str, ...]
    puts: tuple[str, ...]
    does: tuple[Effect, ...]
    pauses: tuple[str, ...]
    exits: tuple[Exit, ...]
    confidential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A mark that a party may bear. `asked` is the question by which whoever reports is asked for it; else empty."""

    id: str
    text: str
    asked: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A whole version. `digest` is the SHA-256 of its canonical content; a case is pinned to it (P6).

    `asked` has the tags for which whoever reports is asked, each with its question.
    """

    id: str
    title: str
    community: str
    language: str
    calendar: str
    supersedes: str
    since: datetime | None
    digest: str
    text: str
    readings: tuple[Reading, ...]
    roles: Mapping[str, Role]
    tags: Mapping[str, str]
    asked: Mapping[str, str]
    intakes: Mapping[str, Intake]
    phases: Mapping[str, Phase]
    acts: Mapping[str, Act]
    clocks: Mapping[str, Clock]
    questions: Mapping[str, Question]
    notices: Mapping[str, Notice]
    measures: Mapping[str, Measure]
    duties: Mapping[str, Duty]
    memory: Memory | None
    tears: Tears | None
    watch: Watching | None
    succession: Succession | None
    keeps: Mapping[str, Keep]
    amendment: Amendment
    plain: tuple[Plain, ...]

    def cite(self, id: str) -> Clause:
        """The clause of a thing by its name; the thing's own name where the file gives no label."""
        for things in (self.acts, self.phases, self.clocks, self.questions, self.notices, self.measures, self.roles):
            found = things.get(id)
            if isinstance(found, Named):
                return Clause(document=self.id, id=found.clause)
        return Clause(document=self.id, id=id)

    def kind(self, id: str) -> Kind | None:
        """What kind of thing a name is, or None."""
        tables: tuple[tuple[Kind, Mapping[str, object]], ...] = (
            (Kind.ACT, self.acts), (Kind.PHASE, self.phases), (Kind.CLOCK, self.clocks),
            (Kind.QUESTION, self.questions), (Kind.NOTICE, self.notices), (Kind.MEASURE, self.measures),
            (Kind.ROLE, self.roles),
        )  # fmt: skip
        return Kind.CASE if id == Kind.CASE else next((kind for kind, table in tables if id in table), None)

    def stands(self, standing: Standing) -> tuple[str, ...]:
        """The names of the roles with this standing, in the order of the file."""
        return tuple(r.id for r in self.roles.values() if r.stands is standing)


__all__ = [
    "Act", "Adopter", "Amendment", "Answer", "Ask", "Clock", "Count", "Duty", "Effect", "Exit", "Impose", "Intake",
    "Keep", "Measure", "Move", "Named", "Notice", "Phase", "Plain", "Procedure", "Publish", "Put", "Question",
    "Reading", "Record", "Refer", "Role", "Tag", "Succession", "Tears", "Tell",
]  # fmt: skip
