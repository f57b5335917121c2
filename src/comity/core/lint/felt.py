# SPDX-License-Identifier: Apache-2.0
"""What can still make a difference to a case whose open phases are known: the atoms, acts and measures that count.

Two states of a case that agree on all of these have the same future. That is what makes a walk through every state of
a procedure short: facts that no reachable guard asks about are forgotten.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from comity.core.procedure.model import Act, Effect, Impose, Measure, Move, Phase, Procedure, Put, Tell
from comity.core.procedure.terms import (
    ALWAYS,
    Always,
    Anchor,
    Answered,
    Atom,
    Both,
    Guard,
    Happened,
    Not,
    OneOf,
    Tagged,
    anchors,
    atoms,
)
from comity.core.procedure.words import PARTIES, Kind, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Felt:
    """What counts from here on: the phases that may still be open, and what their terms ask about.

    `everything` are all the atoms of their terms, `atoms` those whose truth is not about to be forgotten, `fixed` those
    whose truth can change no more; `once` the acts, possible in a phase that is open now, that a person may do once.
    """

    phases: tuple[str, ...]
    guards: tuple[Guard, ...]
    atoms: tuple[Atom, ...]
    everything: tuple[Atom, ...]
    fixed: tuple[Atom, ...]
    acts: frozenset[str]
    once: frozenset[str]
    roles: tuple[str, ...]
    declined: frozenset[str]
    clocks: frozenset[str]
    questions: frozenset[str]
    measures: frozenset[str]
    notices: frozenset[str]


def ahead(law: Procedure, phases: Iterable[str]) -> tuple[str, ...]:
    """The phases that are open or can still be opened from these, in the order of the file."""
    seen: set[str] = set()
    waiting = list(phases)
    while waiting:
        id = waiting.pop()
        if id not in seen:
            seen.add(id)
            waiting.extend(then for way in law.phases[id].exits for then in way.then)
    return tuple(p for p in law.phases if p in seen)


def felt(law: Procedure, phases: Iterable[str], pending: Iterable[str] = ()) -> Felt:
    """What counts while these phases are open; `pending` are the questions of which somebody is still asked."""
    open_now = tuple(phases)
    reach = ahead(law, open_now)
    effects = tuple(e for p in reach for e in effects_of(law, law.phases[p]))
    whole = (*_guards(law, reach, effects), *(Happened(a) for a in _anchors(law, reach, effects)))
    everything = tuple(dict.fromkeys(a for g in whole for a in atoms(g)))
    named = {a.anchor.thing for a in everything if isinstance(a, Happened)}
    named |= {e.measure for e in effects if isinstance(e, Move)}
    guards = _with_acts(law, reach, dict.fromkeys(_terms(law, reach, frozenset(open_now))), named)
    found = dict.fromkeys(a for g in guards for a in atoms(g) if a not in (ALWAYS, _LATER))
    questions = frozenset(_put_ahead(law, reach, effects))
    may_change = _MayChange(law, reach, effects, questions | frozenset(pending))
    asked = {a.anchor for a in (*everything, *found) if isinstance(a, Happened)}
    things = {a.thing for a in asked}
    moved = {e.measure for e in effects if isinstance(e, Move)}
    return Felt(
        phases=reach, guards=guards, atoms=tuple(found), everything=everything,
        fixed=tuple(a for a in found if not may_change.atom(a)),
        once=frozenset(a.id for a in acts_of(law, open_now) if a.once and a.id in things),
        acts=frozenset(t for t in things if law.kind(t) is Kind.ACT),
        roles=_actors(law, reach, things, questions),
        declined=frozenset(a.thing for a in asked if a.moment == "declined"),
        clocks=frozenset(a.thing for a in asked if a.moment == "extended"),
        questions=questions,
        measures=frozenset(t for t in things if law.kind(t) is Kind.MEASURE) | moved,
        notices=frozenset(a.thing for a in asked if a.moment == "read"),
    )  # fmt: skip


def effects_of(law: Procedure, phase: Phase) -> Iterator[Effect]:
    """Every effect of a phase: at its opening, at its exits, and where one of its clocks is late."""
    yield from phase.does
    for way in phase.exits:
        yield from way.does
    for clock in phase.clocks:
        yield from law.clocks[clock].late


def _actors(law: Procedure, reach: tuple[str, ...], things: set[str], questions: frozenset[str]) -> tuple[str, ...]:
    """The roles of the bodies on whose free members something still depends."""
    found = {law.questions[q].to for q in questions} | {r for q in questions for r in law.questions[q].asks}
    found |= {r for a in acts_of(law, reach) if a.id in things or a.verb in ALWAYS_FELT for r in a.by}
    return tuple(r for r in law.roles if r in found and law.roles[r].stands not in PARTIES)


def tags_of(law: Procedure, phase: str) -> frozenset[tuple[str, str]]:
    """The marks, by role, that the terms of one phase itself ask for."""
    effects = tuple(effects_of(law, law.phases[phase]))
    found = (a for g in _guards(law, (phase,), effects) for a in atoms(g))
    return frozenset((a.role, a.tag) for a in found if isinstance(a, Tagged))


def acts_of(law: Procedure, phases: Iterable[str]) -> Iterator[Act]:
    """The acts that belong to one of the phases, and those that are possible at any time."""
    wanted = frozenset(phases)
    return (a for a in law.acts.values() if not a.phases or wanted & frozenset(a.phases))


def measures_of(law: Procedure, effects: Iterable[Effect], acts: Iterable[Act]) -> Iterator[Measure]:
    """The measures that the effects or the acts can impose."""
    ids = [e.measure for e in effects if isinstance(e, Impose)]
    ids += [a.measure for a in acts if a.verb is Verb.IMPOSE and a.measure is not None]
    return (law.measures[id] for id in dict.fromkeys(ids))


_LATER = Happened(Anchor("", "later"))
"""Stands for every atom whose truth is forgotten before anybody asks for it."""
ALWAYS_FELT = frozenset({Verb.ENTER, Verb.APPOINT, Verb.ANSWER, Verb.TALLY, Verb.VOTE})
"""Verbs that change who takes part or what is answered, whether a guard asks for the act or not."""


def _with_acts(law: Procedure, reach: tuple[str, ...], found: dict[Guard, None], named: set[str]) -> tuple[Guard, ...]:
    """The guards, and what the acts that make a difference wait for."""
    acts = tuple(acts_of(law, reach))
    size = -1
    while size < len(found):
        size = len(found)
        named |= {a.anchor.thing for g in found for a in atoms(g) if isinstance(a, Happened)}
        found.update(dict.fromkeys(a.when for a in acts if _counts(a, named)))
    return tuple(found)


def _counts(act: Act, named: set[str]) -> bool:
    """Whether doing the act changes something that is asked for: itself, its measure, its clock or its notice."""
    return act.verb in ALWAYS_FELT or bool({act.id, act.measure, act.clock, act.notice} & named)


def _terms(law: Procedure, reach: tuple[str, ...], open_now: frozenset[str]) -> Iterator[Guard]:
    """The guards ahead. What a phase owns is forgotten when it opens, so the terms of one not open forget it now."""
    for id in reach:
        effects = tuple(effects_of(law, law.phases[id]))
        own = (*_guards(law, (id,), effects), *(Happened(a) for a in _anchors(law, (id,), effects)))
        if id in open_now:
            yield from own
        else:
            owned = _owned(law, id)
            yield from (_forgetting(g, owned) for g in own)


def _owned(law: Procedure, phase: str) -> frozenset[str]:
    found = law.phases[phase]
    acts = (a.id for a in law.acts.values() if a.phases == (phase,))
    return frozenset((phase, *acts, *found.clocks, *found.puts))


def _forgetting(guard: Guard, owned: frozenset[str]) -> Guard:
    match guard:
        case Not(inner):
            return Not(_forgetting(inner, owned))
        case Both(parts):
            return Both(tuple(_forgetting(g, owned) for g in parts))
        case OneOf(parts):
            return OneOf(tuple(_forgetting(g, owned) for g in parts))
        case Happened(anchor) if anchor.thing in owned:
            return _LATER
        case Answered(question) if question in owned:
            return _LATER
        case _:
            return guard


class _MayChange:
    """Which atoms can still change while only the phases in `reach` can be open."""

    def __init__(
        self, law: Procedure, reach: tuple[str, ...], effects: tuple[Effect, ...], questions: frozenset[str]
    ) -> None:
        self.law, self.reach, self.questions = law, frozenset(reach), questions
        self.told = frozenset(e.notice for e in effects if isinstance(e, Tell))
        self.enters = any(a.verb is Verb.ENTER for a in acts_of(law, reach))

    def atom(self, atom: Atom) -> bool:
        if isinstance(atom, Answered):
            return atom.question in self.questions
        return not isinstance(atom, Happened) or self._anchor(atom.anchor)

    def _anchor(self, anchor: Anchor) -> bool:
        if anchor.by and self.enters:
            return True
        match self.law.kind(anchor.thing):
            case Kind.ACT:
                phases = self.law.acts[anchor.thing].phases
                return not phases or bool(self.reach & frozenset(phases))
            case Kind.CLOCK:
                return self.law.clocks[anchor.thing].phase in self.reach
            case Kind.PHASE:
                return anchor.thing in self.reach
            case Kind.QUESTION:
                return anchor.thing in self.questions
            case Kind.NOTICE:
                return anchor.moment != "sent" or anchor.thing in self.told
            case _:
                return True


def residue(known: Felt, fixed: tuple[bool, ...]) -> tuple[tuple[Guard | bool, ...], tuple[Atom, ...]]:
    """What is left of the guards ahead once the fixed atoms have their truth, and the atoms that are left in them."""
    truth = dict(zip(known.fixed, fixed, strict=True))
    rest = tuple(_reduced(g, truth) for g in known.guards)
    live = dict.fromkeys(a for g in rest if not isinstance(g, bool) for a in atoms(g) if a != _LATER)
    return rest, tuple(live)


def _reduced(guard: Guard, truth: Mapping[Atom, bool]) -> Guard | bool:
    match guard:
        case Always():
            return True
        case Not(inner):
            found = _reduced(inner, truth)
            return not found if isinstance(found, bool) else Not(found)
        case Both(parts):
            return _joined([_reduced(g, truth) for g in parts], neutral=True)
        case OneOf(parts):
            return _joined([_reduced(g, truth) for g in parts], neutral=False)
        case _:
            return truth.get(guard, guard)


def _joined(parts: list[Guard | bool], *, neutral: bool) -> Guard | bool:
    if (not neutral) in [p for p in parts if isinstance(p, bool)]:
        return not neutral
    left = tuple(p for p in parts if not isinstance(p, bool))
    if not left:
        return neutral
    return Both(left) if neutral else OneOf(left)


def _guards(law: Procedure, reach: tuple[str, ...], effects: tuple[Effect, ...]) -> Iterator[Guard]:
    for id in reach:
        yield from (way.when for way in law.phases[id].exits)
        yield from (law.clocks[c].stops for c in law.phases[id].clocks)
    yield from (e.given for e in effects)
    yield from (law.questions[q].given for q in _put_ahead(law, reach, effects))
    yield from (law.notices[e.notice].needs for e in effects if isinstance(e, Tell))
    yield from (m.needs for m in measures_of(law, effects, acts_of(law, reach)))


def _anchors(law: Procedure, reach: tuple[str, ...], effects: tuple[Effect, ...]) -> Iterator[Anchor]:
    for id in reach:
        for clock in law.phases[id].clocks:
            yield from anchors(law.clocks[clock].due)
    for measure in measures_of(law, effects, acts_of(law, reach)):
        yield from anchors(measure.begins) if measure.begins is not None else ()


def _put_ahead(law: Procedure, reach: tuple[str, ...], effects: tuple[Effect, ...]) -> Iterator[str]:
    yield from (q for p in reach for q in law.phases[p].puts)
    yield from (e.question for e in effects if isinstance(e, Put))


__all__ = ["ALWAYS_FELT", "Felt", "acts_of", "ahead", "effects_of", "felt", "measures_of", "residue", "tags_of"]
