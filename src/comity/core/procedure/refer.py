# SPDX-License-Identifier: Apache-2.0
"""Every name against the things that exist, and every moment against its kind.

A guard over a thing that does not exist would be silently false for ever; so it is a fault of the file.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.calendar import Calendar
from comity.core.procedure import model
from comity.core.procedure.model import Procedure
from comity.core.procedure.table import Faults
from comity.core.procedure.terms import (
    Anchor,
    Answered,
    Atom,
    CalendarPoint,
    Counted,
    Deadline,
    Either,
    Guard,
    Happened,
    Offset,
    PeriodPoint,
    Tagged,
    anchors,
    atoms,
)
from comity.core.procedure.words import ANCHORABLE, CONTACTS, MOMENTS, UNDEFINED, Kind, PaperKind, Verb

TEAR = "tear"
_BY_NOBODY = frozenset({Kind.CASE, Kind.PHASE, Kind.CLOCK})
"""Kinds whose moments come about without a person; `by every` of them would never happen."""


class _Check:
    def __init__(self, procedure: Procedure, calendar: Calendar | None, faults: Faults) -> None:
        self.p = procedure
        self.calendar = calendar
        self.faults = faults

    def name(self, path: str, table: str, id: str) -> None:
        """`id` must be in the table of that plural name."""
        if id not in getattr(self.p, table):
            self.faults.add(path, "reference", f"there is no {table.removesuffix('s')} '{id}'", self._near(table, id))

    def _near(self, table: str, id: str) -> str:
        known = sorted(k for k in getattr(self.p, table) if k[:3] == id[:3])
        return f"did you mean '{known[0]}'?" if known else ""

    def names(self, path: str, table: str, ids: tuple[str, ...]) -> None:
        for id in ids:
            self.name(path, table, id)

    def optional(self, path: str, table: str, id: str | None) -> None:
        if id is not None:
            self.name(path, table, id)

    def anchor(self, path: str, anchor: Anchor) -> None:
        kind = self.p.kind(anchor.thing)
        if kind is None or kind not in ANCHORABLE:
            text = f"'{anchor.thing}' is {'a ' + kind if kind else 'not a thing of this procedure'}"
            self.faults.add(path, "reference", f"{text}; '{anchor.thing}.{anchor.moment}' would never happen")
        elif anchor.moment not in MOMENTS[kind]:
            allowed = ", ".join(MOMENTS[kind])
            self.faults.add(path, "moment", f"a {kind} has no moment '{anchor.moment}'; it has: {allowed}")
        if anchor.role:
            self.name(path, "roles", anchor.role)
            if kind in _BY_NOBODY:
                self.faults.add(path, "reference", f"nobody does a {kind}; '{anchor.thing}' takes no 'by'")

    def guard(self, path: str, guard: Guard) -> None:
        for atom in atoms(guard):
            self.atom(path, atom)

    def atom(self, path: str, atom: Atom) -> None:
        match atom:
            case Happened(anchor):
                self.anchor(path, anchor)
            case Answered(question, answer):
                self.answer(path, question, answer)
            case Counted(role):
                self.name(path, "roles", role)
            case Tagged(_, role, tag):
                self.name(path, "roles", role)
                self.name(path, "tags", tag)
            case _:
                pass

    def answer(self, path: str, question: str, answer: str) -> None:
        found = self.p.questions.get(question)
        if found is None:
            self.name(path, "questions", question)
        elif answer not in found.ids:
            text = f"'{answer}' is no answer of '{question}'; its answers are: {', '.join(found.ids)}"
            self.faults.add(path, "reference", text)

    def deadline(self, path: str, deadline: Deadline) -> None:
        for anchor in anchors(deadline):
            self.anchor(path, anchor)
        match deadline:
            case Either(_, left, right):
                self.deadline(path, left)
                self.deadline(path, right)
            case Offset(CalendarPoint() | PeriodPoint() as point):
                self.point(path, point.period, point.point)
            case _:
                pass

    def point(self, path: str, period: str, point: str) -> None:
        if self.calendar is not None and not self.calendar.has_point(period, point):
            self.faults.add(path, "calendar", f"the calendar '{self.calendar.id}' has no point '{period}.{point}'")

    def effects(self, path: str, effects: tuple[model.Effect, ...]) -> None:
        for n, effect in enumerate(effects, 1):
            self.guard(f"{path}[{n}].if", effect.given)
            self.effect(f"{path}[{n}]", effect)

    def effect(self, path: str, effect: model.Effect) -> None:
        match effect:
            case model.Tell(notice=id):
                self.name(path, "notices", id)
            case model.Impose(measure=id) | model.Move(measure=id):
                self.name(path, "measures", id)
            case model.Put(question=id) | model.Count(question=id):
                self.name(path, "questions", id)
            case model.Ask(role=id):
                self.name(path, "roles", id)
            case model.Refer(to=id):
                if id != TEAR:
                    self.name(path, "roles", id)
            case _:
                pass


def check(procedure: Procedure, calendar: Calendar | None, faults: Faults) -> None:
    """Add a fault for every name that does not exist and every moment that its kind does not have."""
    c = _Check(procedure, calendar, faults)
    if procedure.calendar and calendar is None:
        faults.add("procedure.calendar", "calendar", f"the calendar '{procedure.calendar}' was not given")
    for part in (_roles, _intakes, _phases, _acts, _clocks, _questions, _notices, _measures, _keeps, _duties, _around):
        part(c)


def _roles(c: _Check) -> None:
    for role in c.p.roles.values():
        c.optional(f"role.{role.id}.else", "roles", role.otherwise)
        c.names(f"role.{role.id}.without", "roles", role.without)
        c.names(f"role.{role.id}.apart", "roles", role.apart)
        if bool(role.removal) != bool(role.removed_by):
            text = "'removal' names the clauses and 'removed_by' the bodies: one needs the other"
            c.faults.add(f"role.{role.id}.removal", "removal", text)
        if role.id in _chain(c.p, role.otherwise):
            c.faults.add(f"role.{role.id}.else", "fallback", f"'{role.id}' would take over from itself")


def _chain(p: Procedure, first: str | None) -> Iterator[str]:
    seen: set[str] = set()
    while first is not None and first not in seen and first in p.roles:
        seen.add(first)
        yield first
        first = p.roles[first].otherwise


def _intakes(c: _Check) -> None:
    if not any(i.starts for i in c.p.intakes.values()):
        c.faults.add("intake", "required", "no way in opens a phase: no case could ever begin")
    for intake in c.p.intakes.values():
        c.names(f"intake.{intake.id}.starts", "phases", intake.starts)
    if c.p.tears is not None:
        c.names("tear.listens", "roles", c.p.tears.listens)


def _around(c: _Check) -> None:
    for path, part, keys in (
        ("memory", c.p.memory, ("codes", "agrees")), ("watch", c.p.watch, ("reads", "opens", "judges")),
    ):  # fmt: skip
        for key in keys if part is not None else ():
            c.names(f"{path}.{key}", "roles", getattr(part, key))


def _phases(c: _Check) -> None:
    for phase in c.p.phases.values():
        path = f"phase.{phase.id}"
        c.names(f"{path}.puts", "questions", phase.puts)
        c.effects(f"{path}.does", phase.does)
        for id in phase.pauses:
            if id not in c.p.phases and id not in c.p.clocks:
                c.faults.add(f"{path}.pauses", "reference", f"there is no phase and no clock '{id}'")
        for n, way in enumerate(phase.exits, 1):
            c.guard(f"{path}.exit[{n}].when", way.when)
            c.effects(f"{path}.exit[{n}].does", way.does)
            c.names(f"{path}.exit[{n}].then", "phases", way.then)


_FIELDS: tuple[tuple[str, str], ...] = (
    ("notice", "notices"), ("role", "roles"), ("question", "questions"), ("measure", "measures"), ("clock", "clocks"),
)  # fmt: skip


def _acts(c: _Check) -> None:
    for act in c.p.acts.values():
        path = f"act.{act.id}"
        c.names(f"{path}.phases", "phases", act.phases)
        c.names(f"{path}.by", "roles", act.by)
        c.names(f"{path}.enters", "roles", act.enters)
        c.guard(f"{path}.when", act.when)
        for field, table in _FIELDS:
            c.optional(f"{path}.{field}", table, getattr(act, field))
        _fits_the_question(c, path, act)
        if act.longest is not None:
            c.deadline(f"{path}.longest", act.longest)


def _fits_the_question(c: _Check, path: str, act: model.Act) -> None:
    """Ballots are cast by those who are counted; a house counts the numbers that are brought, and no ballots."""
    question = c.p.questions.get(act.question or "")
    role = None if question is None else c.p.roles.get(question.to)
    if question is None or role is None:
        return
    if act.verb is Verb.VOTE and (role.weighted or any(r != role.id for r in act.by)):
        text = f"ballots on '{question.id}' are cast by '{role.id}' and by nobody else"
        c.faults.add(f"{path}.by", "vote", text if not role.weighted else f"'{role.id}' votes by weight: use 'tally'")
    if act.verb is Verb.TALLY and not role.weighted:
        c.faults.add(f"{path}.verb", "vote", f"'{role.id}' votes by ballots, so numbers that are brought never count")


def _clocks(c: _Check) -> None:
    for clock in c.p.clocks.values():
        c.deadline(f"clock.{clock.id}.due", clock.due)
        c.guard(f"clock.{clock.id}.stops", clock.stops)
        c.effects(f"clock.{clock.id}.late", clock.late)


def _questions(c: _Check) -> None:
    for q in c.p.questions.values():
        path = f"question.{q.id}"
        c.name(f"{path}.to", "roles", q.to)
        c.optional(f"{path}.per", "roles", q.per)
        c.names(f"{path}.asks", "roles", q.asks)
        c.guard(f"{path}.if", q.given)
        for field, answer in (("tied", q.tied), ("short", q.short)):
            if answer != UNDEFINED:
                c.answer(f"{path}.{field}", q.id, answer)
        house = q.to in c.p.roles and c.p.roles[q.to].weighted
        if q.grounds and not house:
            c.faults.add(f"{path}.grounds", "grounds", "only who votes by weight names a ground", "a house as 'to'")
        for stage in q.stages:
            if house and stage.quorum is not None and not stage.supply:
                c.faults.add(f"{path}.rule", "quorum", "a house's quorum is a share of a supply", "name it by 'supply'")
            for answer in sorted(stage.passing or ()):
                c.answer(f"{path}.rule", q.id, answer)


def _notices(c: _Check) -> None:
    for notice in c.p.notices.values():
        c.names(f"notice.{notice.id}.to", "roles", notice.to)
        if not notice.to:
            c.faults.add(f"notice.{notice.id}.to", "required", "a notice goes to at least one role")
        c.guard(f"notice.{notice.id}.needs", notice.needs)


def _measures(c: _Check) -> None:
    for measure in c.p.measures.values():
        path = f"measure.{measure.id}"
        c.deadline(f"{path}.ends", measure.ends)
        if measure.begins is not None:
            c.deadline(f"{path}.begins", measure.begins)
        c.names(f"{path}.serves", "measures", measure.serves)
        c.guard(f"{path}.needs", measure.needs)


def _keeps(c: _Check) -> None:
    """What is kept is something that a case has, and each of it is kept once for each ending."""
    kinds = {CONTACTS, *(kind.value for kind in PaperKind)}
    codes = {way.close for phase in c.p.phases.values() for way in phase.exits if way.close is not None}
    seen: set[tuple[str, str]] = set()
    for keep in c.p.keeps.values():
        path = f"retention.{keep.id}"
        for what in keep.what:
            if what not in kinds:
                c.faults.add(f"{path}.what", "closed word", f"'{what}' is none of: {', '.join(sorted(kinds))}")
        for code in keep.endings:
            if code not in codes:
                c.faults.add(f"{path}.endings", "reference", f"no case is closed as '{code}'")
        pairs = {(what, code) for what in keep.what for code in keep.endings or ("",)}
        for what, code in sorted(pairs & seen):
            c.faults.add(path, "once", f"how long {what} are kept{code and f' after {code}'} is said twice")
        seen |= pairs


def _duties(c: _Check) -> None:
    for duty in c.p.duties.values():
        c.name(f"duty.{duty.id}.by", "roles", duty.by)
        c.point(f"duty.{duty.id}.point", duty.period, duty.point)


__all__ = ["TEAR", "check"]
