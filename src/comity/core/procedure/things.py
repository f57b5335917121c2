# SPDX-License-Identifier: Apache-2.0
"""Each table of a procedure file, read into the thing that it describes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from comity.core.ballot import Base, Comparison, Share, Stage, parse_share
from comity.core.procedure import model
from comity.core.procedure.outcomes import effects
from comity.core.procedure.table import Table
from comity.core.procedure.terms import ALWAYS, Guard, Not
from comity.core.procedure.words import UNDEFINED, Contact, On, PaperKind, Standing, Verb

_ONCE = frozenset({Verb.CONSENT, Verb.READ, Verb.DECLARE, Verb.VOTE, Verb.ANSWER, Verb.NOTE})
_NEEDS: Mapping[Verb, str] = MappingProxyType({
    Verb.PAPER: "paper", Verb.READ: "notice", Verb.ENTER: "enters", Verb.CONTACT: "contact", Verb.APPOINT: "role",
    Verb.VOTE: "question", Verb.TALLY: "question", Verb.ANSWER: "question", Verb.IMPOSE: "measure",
    Verb.LIFT: "measure", Verb.EXTEND: "clock",
})  # fmt: skip


_CALLS = frozenset({Verb.PAPER, Verb.NOTE})
"""The verbs whose acts may name an instant."""


def named(t: Table) -> tuple[str, str, str]:
    """The id, the text and the clause label of a thing."""
    id = t.name("id")
    return id, t.text("text"), t.text("clause", id)


def tag(t: Table) -> model.Tag:
    """A `[[tag]]`."""
    found = model.Tag(id=t.name("id"), text=t.text("text"), asked=t.text("asked", ""))
    t.finish()
    return found


def role(t: Table) -> model.Role:
    """A `[[role]]`."""
    id, text, clause = named(t)
    said = t.has("stands")
    stands = t.word("stands", Standing)
    if not said:
        t.fault("stands", "required", f"the role '{id}' needs a standing", "say 'stands'")
    found = model.Role(
        id=id, text=text, clause=clause, stands=stands or Standing.PUBLIC, seats=t.number("seats", least=1),
        cap=t.number("cap", least=1),
        least=t.number("least", 1, least=1) or 1, otherwise=t.optional("else"), without=t.names("without"),
        weighted=t.flag("weighted"),
        filled_by=t.names("filled_by") or ("community",),
        elected=t.flag("elected"),
        apart=t.names("apart"),
        removal=t.names("removal"),
        removed_by=t.names("removed_by"),
    )  # fmt: skip
    if found.seats is not None and found.least > found.seats:
        t.fault("least", "number", f"'least' {found.least} is more than the {found.seats} seats")
    t.finish()
    return found


def notice(t: Table) -> model.Notice:
    """A `[[notice]]`."""
    id, text, clause = named(t)
    found = model.Notice(
        id=id, text=text, clause=clause, to=t.names("to"), needs=t.guard("needs"), summons=t.flag("summons")
    )
    t.finish()
    return found


def measure(t: Table) -> model.Measure:
    """A `[[measure]]`."""
    id, text, clause = named(t)
    found = model.Measure(
        id=id, text=text, clause=clause, kind=t.name("kind"), scope=t.text("scope"),
        on=t.word("on", On, On.PERSON) or On.PERSON, interim=t.flag("interim"),
        begins=t.deadline("begins") if t.has("begins") else None, ends=t.deadline("ends"), serves=t.names("serves"),
        conditions=t.text("conditions", ""), repair=t.text("repair", ""), needs=t.guard("needs"),
    )  # fmt: skip
    t.finish()
    return found


def question(t: Table) -> model.Question:
    """A `[[question]]` with its answers and rules."""
    id, text, clause = named(t)
    found = model.Question(
        id=id, text=text, clause=clause, answers=tuple(_answer(a) for a in t.tables("answers")), to=t.name("to"),
        per=t.optional("per"), given=t.guard("if"), stages=tuple(_stage(r) for r in t.tables("rule")),
        tied=t.name("tied", UNDEFINED), short=t.name("short", UNDEFINED), asks=t.names("asks"),
        standard=t.text("standard", UNDEFINED), burden=t.text("burden", UNDEFINED), secret=t.flag("secret"),
        finding=t.flag("finding"), public=t.flag("public"), grounds=tuple(_answer(g) for g in t.tables("grounds")),
    )  # fmt: skip
    if len({g.id for g in found.grounds}) != len(found.grounds):
        t.fault("grounds", "grounds", f"the grounds of the question '{id}' have different ids")
    if len(set(found.ids)) != len(found.ids) or len(found.ids) < 2:
        t.fault("answers", "answers", f"the question '{id}' needs at least two answers with different ids")
    t.finish()
    return found


def _answer(t: Table) -> model.Answer:
    found = model.Answer(id=t.name("id"), text=t.text("text"))
    t.finish()
    return found


def _stage(t: Table) -> Stage:
    wanted = share(t)
    passing = t.names("passing")
    base = t.word("of", Base, Base.SEATS) or Base.SEATS
    found = Stage(
        share=wanted,
        base=base,
        passing=frozenset(passing) or None,
        since=t.instant("since"),
        supply=t.name("supply", ""),
        quorum=share(t, "quorum") if t.has("quorum") else None,
    )
    if (base is Base.SUPPLIED and not found.supply) or (
        found.supply and base is not Base.SUPPLIED and not found.quorum
    ):
        t.fault("supply", "supplied base", "'supply' names the number that is the base of 'supplied', or of a quorum")
    t.finish()
    return found


def share(t: Table, key: str = "share") -> Share:
    """The share under `key`."""
    text = t.text(key)
    try:
        return parse_share(text)
    except ValueError as wrong:
        t.fault(key, "share", f"{wrong}: '{text[:60]}'")
        return Share(comparison=Comparison.AT_LEAST, numerator=1, denominator=1)


def phase(t: Table) -> tuple[model.Phase, tuple[model.Act, ...], tuple[model.Clock, ...]]:
    """A `[[phase]]` with the acts and clocks that stand in it."""
    id, text, clause = named(t)
    acts = tuple(act(a, id) for a in t.tables("act"))
    clocks = tuple(_clock(c, id) for c in t.tables("clock"))
    found = model.Phase(
        id=id, text=text, clause=clause, acts=tuple(a.id for a in acts), clocks=tuple(c.id for c in clocks),
        puts=t.names("puts"), does=effects(t, "does"), pauses=t.names("pauses"),
        exits=tuple(_exit(e) for e in t.tables("exit")), confidential=t.flag("confidential"),
    )  # fmt: skip
    t.finish()
    return found, acts, clocks


def act(t: Table, phase: str | None) -> model.Act:
    """An act: inside a phase, or at the top with `phases` or `anytime`."""
    id, text, clause = named(t)
    said = t.has("verb")
    verb = t.word("verb", Verb)
    if not said:
        t.fault("verb", "required", f"the act '{id}' needs a verb")
    found = model.Act(
        id=id, text=text, clause=clause, phases=_phases(t, phase), by=t.names("by"), verb=verb or Verb.NOTE,
        when=t.guard("when"), choices=t.names("choices"), once=t.flag("once", verb in _ONCE), alone=t.flag("alone"),
        afterwards=t.flag("afterwards"),
        paper=t.word("paper", PaperKind), withhold=t.flag("withhold"), notice=t.optional("notice"),
        enters=t.names("enters"), role=t.optional("role"), question=t.optional("question"),
        measure=t.optional("measure"), clock=t.optional("clock"), contact=t.word("contact", Contact),
        longest=t.deadline("longest") if t.has("longest") else None,
        at=t.flag("at"),
    )  # fmt: skip
    if verb is not None:
        _fits(t, found)
    t.finish()
    return found


def _phases(t: Table, phase: str | None) -> tuple[str, ...]:
    if phase is not None:
        return (phase,)
    named, anytime = t.names("phases"), t.flag("anytime")
    if bool(named) == anytime:
        t.fault("phases", "required", "an act outside a phase names its 'phases', or says 'anytime = true'")
    return named


def _fits(t: Table, found: model.Act) -> None:
    """Each verb has the key that it needs, and no key of another verb."""
    needed = _NEEDS.get(found.verb, "")
    for key in sorted(set(_NEEDS.values())):
        given = bool(getattr(found, key))
        if given != (key == needed):
            must = f"needs '{key}'" if key == needed else f"has no '{key}'"
            t.fault(key, "verb", f"an act of the verb '{found.verb}' {must}")
    if not found.by:
        t.fault("by", "required", f"the act '{found.id}' says nobody who may do it")
    if (found.longest is not None) != (found.verb is Verb.EXTEND):
        t.fault("longest", "verb", "'longest' says how far an act of the verb 'extend' may go, and is needed there")
    if found.at and (found.verb not in _CALLS or found.afterwards):
        t.fault("at", "verb", "only an act of the verb 'paper' or 'note', in an open case, names an instant with 'at'")


def _clock(t: Table, phase: str) -> model.Clock:
    id, text, clause = named(t)
    found = model.Clock(
        id=id, text=text, clause=clause, phase=phase, due=t.deadline("due"),
        stops=t.guard("stops", _never()), late=effects(t, "late"),
    )  # fmt: skip
    t.finish()
    return found


def _never() -> Guard:
    """A guard that never holds: a clock without `stops` always runs to its instant."""
    return Not(ALWAYS)


def _exit(t: Table) -> model.Exit:
    found = model.Exit(
        when=t.guard("when"), does=effects(t, "does"), then=t.names("then"), close=t.optional("close"),
        stay=t.flag("stay"),
    )  # fmt: skip
    if found.close and (found.then or found.stay):
        t.fault("close", "exit", "an exit opens phases or closes the case, not both")
    t.finish()
    return found


__all__ = ["act", "measure", "named", "notice", "phase", "question", "role", "share", "tag"]
