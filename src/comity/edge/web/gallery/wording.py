# SPDX-License-Identifier: Apache-2.0
"""A procedure version as people read it: section by section, every clause under its own anchor."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from comity.core.ballot import Stage
from comity.core.procedure.model import Act, Clock, Measure, Named, Notice, Phase, Procedure, Question, Role
from comity.core.procedure.words import UNDEFINED
from comity.edge.web.names import plainly


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause: its label, the anchors that citations use, its words, and short lines under them."""

    id: str
    anchors: tuple[str, ...]
    title: str
    text: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Clauses that belong together."""

    anchor: str
    title: str
    text: str
    clauses: tuple[Clause, ...]


def of(law: Procedure) -> tuple[Section, ...]:
    """The whole version. A clause stands once: where two things share a label, the first carries the anchor."""
    found = [
        _section("who", _("Who"), "", (_role(r) for r in law.roles.values())),
        _section("ways-in", _("Ways in"), "", (_intake(law, n) for n in law.intakes.values())),
        *(_phase(law, p) for p in law.phases.values()),
        _section("any-time", _("At any time"), "", (_act(law, a) for a in law.acts.values() if not a.phases)),
        _section("questions", _("What is decided, and how"), "", (_question(q) for q in law.questions.values())),
        _section("messages", _("Messages"), "", (_notice(n) for n in law.notices.values())),
        _section("measures", _("Measures"), "", (_measure(m) for m in law.measures.values())),
        _section("duties", _("What is owed in every period"), "", (_plain(d) for d in law.duties.values())),
        _section("plain", _("Further clauses"), "", (_further(law))),
        _section("readings", _("Readings: what the text leaves open, and how it is read"), "", _readings(law)),
    ]
    return _once(s for s in found if s.clauses or s.text)


def _section(anchor: str, title: str, text: str, clauses: Iterable[Clause]) -> Section:
    return Section(anchor=f"s-{anchor}", title=title, text=text, clauses=tuple(clauses))


def _once(sections: Iterable[Section]) -> tuple[Section, ...]:
    """Every anchor stands on the page once."""
    seen: set[str] = set()
    found = []
    for section in sections:
        clauses = []
        for one in section.clauses:
            fresh = tuple(a for a in dict.fromkeys(one.anchors) if a not in seen)
            seen.update(fresh)
            clauses.append(Clause(id=one.id, anchors=fresh, title=one.title, text=one.text, lines=one.lines))
        found.append(Section(anchor=section.anchor, title=section.title, text=section.text, clauses=tuple(clauses)))
    return tuple(found)


def _named(thing: Named, *lines: str, title: str = "") -> Clause:
    return Clause(
        id=thing.clause,
        anchors=(thing.clause, thing.id),
        title=title or plainly(thing.id),
        text=thing.text,
        lines=tuple(line for line in lines if line),
    )


def _role(role: Role) -> Clause:
    return _named(
        role,
        _("Stands as: %(standing)s.") % {"standing": role.stands.value},
        _("Seats: %(n)d.") % {"n": role.seats} if role.seats else "",
        _("At least %(n)d must be free of conflict; otherwise: %(role)s.")
        % {"n": role.least, "role": plainly(role.otherwise)}
        if role.otherwise
        else "",
    )


def _intake(law: Procedure, intake: object) -> Clause:
    one = law.intakes[str(getattr(intake, "id", ""))]
    begins = ", ".join(plainly(p) for p in one.starts) or _("a small tear, and no case")
    lines = (_("Begins: %(phases)s.") % {"phases": begins},)
    return Clause(id=one.clause, anchors=(one.clause, one.id), title=plainly(one.id), text=one.text, lines=lines)


def _phase(law: Procedure, phase: Phase) -> Section:
    acts = [a for a in law.acts.values() if phase.id in a.phases]
    clocks = [law.clocks[c] for c in phase.clocks]
    ways = ", ".join(dict.fromkeys(plainly(p) for e in phase.exits for p in e.then))
    ends = ", ".join(dict.fromkeys(plainly(e.close) for e in phase.exits if e.close))
    lines = (
        _("Leads to: %(phases)s.") % {"phases": ways} if ways else "",
        _("May close the case as: %(codes)s.") % {"codes": ends} if ends else "",
        _("Meanwhile these rest: %(things)s.") % {"things": ", ".join(plainly(p) for p in phase.pauses)}
        if phase.pauses
        else "",
        _("What is filed here is no evidence.") if phase.confidential else "",
    )
    head = _named(phase, *lines, title=_("This phase"))
    clauses = (head, *(_act(law, a) for a in acts), *(_clock(c) for c in clocks))
    return _section(f"phase-{phase.id}", plainly(phase.id), "", clauses)


def _act(law: Procedure, act: Act) -> Clause:
    who = ", ".join(plainly(r).lower() for r in act.by)
    return _named(act, _("By: %(who)s.") % {"who": who}, _("After the case is closed, too.") if act.afterwards else "")


def _clock(clock: Clock) -> Clause:
    late = _("When it passes, something follows by itself.") if clock.late else ""
    return _named(clock, late, title=_("Deadline: %(name)s") % {"name": plainly(clock.id).lower()})


def _question(question: Question) -> Clause:
    answers = "; ".join(a.text for a in question.answers)
    tie = _("a human is asked") if question.tied == UNDEFINED else plainly(question.tied).lower()
    short = _("a human is asked") if question.short == UNDEFINED else plainly(question.short).lower()
    standard = _("The text names none.") if question.standard == UNDEFINED else question.standard
    return _named(
        question,
        _("Asked of: %(role)s. Answers: %(answers)s.") % {"role": plainly(question.to).lower(), "answers": answers},
        " ".join(_stage(s) for s in question.stages),
        _("A tie: %(tie)s. No answer carried: %(short)s.") % {"tie": tie, "short": short} if question.stages else "",
        _("Standard of proof: %(standard)s") % {"standard": standard} if question.finding else "",
        _("The ballots are secret.") if question.secret else "",
    )


def _stage(stage: Stage) -> str:
    base = plainly(stage.supply or stage.base.value).lower()
    text = _("Needs %(share)s of: %(base)s.") % {"share": str(stage.share), "base": base}
    return f"{text} {_('From %(day)s.') % {'day': stage.since.date().isoformat()}}" if stage.since else text


def _notice(notice: Notice) -> Clause:
    who = ", ".join(plainly(r).lower() for r in notice.to)
    summons = _("This is the summons: from it on, there is a chance to answer.") if notice.summons else ""
    return _named(notice, _("To: %(who)s.") % {"who": who}, summons)


def _measure(measure: Measure) -> Clause:
    what = {"kind": measure.kind, "scope": measure.scope, "on": measure.on.value}
    return _named(
        measure,
        _("%(kind)s, on a %(on)s: %(scope)s.") % {**what, "kind": plainly(measure.kind)},
        _("Interim: it counts as time served.") if measure.interim else "",
        measure.conditions,
        measure.repair,
    )


def _plain(thing: object) -> Clause:
    id, text, clause = (str(getattr(thing, name)) for name in ("id", "text", "clause"))
    return Clause(id=clause, anchors=(clause, id), title=plainly(id), text=text)


def _further(law: Procedure) -> Iterable[Clause]:
    if law.tears is not None:
        text = _("It ends by itself after %(time)s.") % {"time": law.tears.expires}
        yield Clause(id=law.tears.clause, anchors=(law.tears.clause,), title=_("Small tears"), text=law.tears.text, lines=(text,))
    yield from (_plain(p) for p in law.plain)


def _readings(law: Procedure) -> Iterable[Clause]:
    for number, reading in enumerate(law.readings, 1):
        by = _("Read so by: %(who)s.") % {"who": reading.by}
        yield Clause(id=reading.clause, anchors=(f"reading-{number}",), title=plainly(reading.clause), text=reading.says, lines=(by,))


__all__ = ["Clause", "Section", "of"]
