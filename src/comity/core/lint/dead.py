# SPDX-License-Identifier: Apache-2.0
"""Nothing in the text is dead: every phase can open, every exit be taken, every act be done by somebody."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comity.core.clause import Fault
from comity.core.docket import Case, Docket, Fact
from comity.core.docket.guards import holds
from comity.core.lint.felt import effects_of
from comity.core.lint.found import WARNING, fault
from comity.core.lint.walk import Walk, Way
from comity.core.procedure.model import Act, Procedure, Refer
from comity.core.procedure.terms import Happened, Tagged, atoms
from comity.core.procedure.words import Kind, Verb

_LIFE: Mapping[Kind, tuple[str, str]] = {
    Kind.PHASE: ("opened", "is never opened"),
    Kind.CLOCK: ("set", "never runs"),
    Kind.QUESTION: ("put", "is never put"),
    Kind.NOTICE: ("sent", "is never sent"),
    Kind.MEASURE: ("imposed", "is never imposed"),
}


def nothing_is_dead(walk: Walk) -> Iterator[Fault]:
    """What no way through the procedure ever uses; silent where the walk is unfinished."""
    if not walk.finished:
        return
    seen = {(f.kind, f.thing, f.moment) for _, f in walk.facts()}
    imposed = {walk.law.acts[a].measure for a in walk.offered}
    imposed |= {str(f.value.get("thing")) for _, f in walk.facts() if f.name == "case.asked"}
    for kind, table in _tables(walk.law):
        moment, says = _LIFE[kind]
        for id in table:
            if (kind, id, moment) not in seen and not (kind is Kind.MEASURE and id in imposed):
                yield _dead(walk.law, f"{kind}.{id}", f"'{id}' {says}")
    alive = _alive_acts(walk, {t for _, t, _ in seen})
    for act in walk.law.acts.values():
        if act.id not in alive:
            yield _dead(walk.law, f"act.{act.id}", f"'{act.id}' is never open to anybody")
    yield from _exits(walk)
    yield from _names(walk.law)


def _tables(law: Procedure) -> tuple[tuple[Kind, Mapping[str, object]], ...]:
    return (
        (Kind.PHASE, law.phases), (Kind.CLOCK, law.clocks), (Kind.QUESTION, law.questions), (Kind.NOTICE, law.notices),
        (Kind.MEASURE, law.measures),
    )  # fmt: skip


def _dead(law: Procedure, field: str, text: str) -> Fault:
    return fault(
        law, field, rule="nothing is dead", severity=WARNING, text=text,
        way_out="take it out, or open the way that leads to it",
    )  # fmt: skip


def _alive_acts(walk: Walk, happened: set[str]) -> set[str]:
    """Acts that were open to somebody, or wait only for things that do happen."""
    alive = set(walk.offered)
    if any(walk.law.acts[a].verb is Verb.CHALLENGE for a in alive):
        alive |= {a.id for a in walk.law.acts.values() if a.verb is Verb.CONFIRM}
    measures = {walk.law.acts[a].measure for a in alive} | happened
    before = -1
    while before < len(alive):
        before = len(alive)
        known = alive | happened | measures
        alive |= {a.id for a in walk.law.acts.values() if _waits_only_for(a, known, happened)}
    return alive


def _waits_only_for(act: Act, known: set[str | None], happened: set[str]) -> bool:
    """Its phase opens, and every fact that it waits for can come about, though no walk had to bring it about."""
    if act.phases and not set(act.phases) & happened:
        return False
    things = {a.anchor.thing for a in atoms(act.when) if isinstance(a, Happened)}
    needs = {t for t in (act.measure if act.verb is Verb.LIFT else None, act.notice) if t is not None}
    return bool(things | needs) and things | needs <= known


def _exits(walk: Walk) -> Iterator[Fault]:
    taken: set[tuple[str, int]] = set()
    docket = Docket(law=walk.law, calendar=walk.calendar)
    wanted = {(p.id, n) for p in walk.law.phases.values() for n in range(len(p.exits))}
    for way in walk.ways:
        if any(f.kind is Kind.PHASE and f.moment in ("closed", "beside") for f in way.step.facts):
            taken |= set(_taken(walk, docket, way))
        if taken == wanted:
            return
    for id, n in sorted(wanted - taken):
        yield _dead(walk.law, f"phase.{id}.exit[{n + 1}]", f"the exit {n + 1} of '{id}' is never taken")


def _taken(walk: Walk, docket: Docket, way: Way) -> Iterator[tuple[str, int]]:
    """Which exits were taken in one step: the first, at each leaving, whose guard held."""
    case = walk.before(way)
    for fact in way.step.facts:
        if fact.name == "phase.beside":
            id, _, n = str(fact.value.get("exit", "")).rpartition("/")
            yield id, int(n)
        elif fact.name == "phase.closed":
            yield fact.thing, _first(walk.law, case, fact)
        case = docket.evolve(case, fact)


def _first(law: Procedure, case: Case, left: Fact) -> int:
    ways = law.phases[left.thing].exits
    open_ways = (n for n, way in enumerate(ways) if not way.stay and holds(law, case, way.when))
    return next(open_ways, -1)


def _names(law: Procedure) -> Iterator[Fault]:
    """Roles that do nothing and get nothing, tags that nothing asks for."""
    used = {r for a in law.acts.values() for r in (*a.by, *a.enters, a.role)}
    used |= {q.to for q in law.questions.values()} | {r for q in law.questions.values() for r in (*q.asks, q.per)}
    used |= {r for n in law.notices.values() for r in n.to} | {d.by for d in law.duties.values()}
    used |= {x for r in law.roles.values() for x in (r.otherwise, *r.without)}
    used |= set(law.tears.listens) if law.tears is not None else set()
    used |= {*law.watch.reads, *law.watch.opens, *law.watch.judges} if law.watch is not None else set()
    used |= {e.to for p in law.phases.values() for e in effects_of(law, p) if isinstance(e, Refer)}
    for id in law.roles:
        if id not in used:
            yield _dead(law, f"role.{id}", f"the role '{id}' does nothing and is told nothing")
    guards = [w.when for p in law.phases.values() for w in p.exits] + [a.when for a in law.acts.values()]
    guards += [e.given for p in law.phases.values() for e in effects_of(law, p)]
    guards += [q.given for q in law.questions.values()] + [c.stops for c in law.clocks.values()]
    asked = {a.tag for g in guards for a in atoms(g) if isinstance(a, Tagged)}
    for tag in law.tags:
        if tag not in asked and tag not in law.asked:
            yield _dead(law, f"tag.{tag}", f"no guard asks for the tag '{tag}'")


__all__ = ["nothing_is_dead"]
