# SPDX-License-Identifier: Apache-2.0
"""Laws about where a case comes to: every case can end, silence too leads somewhere, and a sitting comes to rest."""

from __future__ import annotations

from collections.abc import Iterator, Set

from comity.core.clause import Fault
from comity.core.docket.guards import asked_now
from comity.core.docket.settle import MOST
from comity.core.lint.found import UNDEFINED, WARNING, fault, listed
from comity.core.lint.walk import Place, Walk
from comity.core.lint.worlds import takes_over
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Kind

NOBODY = ""
"""In the place of a role that is asked while nobody holds it."""


def every_case_can_end(walk: Walk) -> Iterator[Fault]:
    """From every state some way leads to closing; with everybody who judges in conflict, `somebody_is_left` says it."""
    for place in _roots(walk, _stuck(walk)):
        if not place.world.aside:
            yield fault(
                walk.law, _where(place), rule="every case can end",
                text=f"a case can come to {_words(place)} and from there it can never be closed",
                way_out="give an open phase an exit that can be taken there",
                witness=walk.witness(place.number),
            )  # fmt: skip


def silence_leads_somewhere(walk: Walk) -> Iterator[Fault]:
    """Where nobody does anything any more, the clocks alone close the case or ask a human whom the procedure names."""
    good = {p.number for p in walk.places if _answered_for(walk, p)}
    good |= {w.end for w in walk.ways if len(w.step.facts) >= MOST}
    heard = _closure(walk, good, silent=True)
    for place in _roots(walk, frozenset(p.number for p in _walked(walk) if p.number not in heard), silent=True):
        if not place.world.aside:
            yield fault(
                walk.law, _where(place), rule="silence ends or reaches a human",
                text=f"in {_words(place)} a case waits for ever if nobody acts: no clock runs and nobody is asked",
                way_out="add a clock with an exit on its passing, or with late = [{ ask = ... }]",
                witness=walk.witness(place.number),
            )  # fmt: skip


def a_sitting_comes_to_rest(walk: Walk) -> Iterator[Fault]:
    """No act and no clock sets off a chain of exits without end."""
    seen: set[frozenset[str]] = set()
    for way in walk.ways:
        turning = frozenset(f.thing for f in way.step.facts[-20:] if f.kind is Kind.PHASE)
        if len(way.step.facts) >= MOST and turning not in seen:
            seen.add(turning)
            yield fault(
                walk.law, f"phase.{min(turning, default='')}", rule="a sitting comes to rest",
                text=f"the phases {listed(sorted(turning))} open each other without end",
                way_out="let an exit of one of them wait for an act or a clock",
                witness=walk.witness(way.end),
            )  # fmt: skip


def somebody_is_left(walk: Walk) -> Iterator[Fault]:
    """With everybody who judges in conflict, there is somebody to ask whom the text names, and the case can end."""
    stuck = {p.world.name: p for p in reversed(_roots(walk, _stuck(walk))) if p.world.aside}
    for place in stuck.values():
        yield fault(
            walk.law, _where(place), rule="somebody is left",
            text=f"{place.world.name}: then a case that came to {_words(place)} can never be closed",
            way_out="name a role in 'else' of the last role, or let a clock lead on",
            witness=walk.witness(place.number),
        )  # fmt: skip
    for name, roles in _asked_by_default(walk).items():
        if name not in stuck:
            yield _by_default(walk.law, name, frozenset(roles))


def _by_default(law: Procedure, name: str, roles: frozenset[str]) -> Fault:
    left = sorted(roles - {NOBODY})
    if left:
        text, severity = f"the text names nobody; {listed(left)} would be asked", UNDEFINED
    else:
        text, severity = "nobody at all would be left to ask", WARNING
    return fault(
        law, "role", rule="somebody is left", severity=severity, text=f"{name}: {text}",
        way_out="name the role in 'else', or in 'asks' of the questions",
    )  # fmt: skip


def _asked_by_default(walk: Walk) -> dict[str, set[str]]:
    """In settings with conflicts: roles asked about a question that does not name them."""
    found: dict[str, set[str]] = {}
    for number, fact in walk.facts():
        question = walk.law.questions.get(str(fact.value.get("thing", "")))
        place = walk.places[number]
        if not place.world.aside or fact.name != "case.asked" or question is None:
            continue
        role, people = asked_now(walk.law, place.case, fact.who)
        named = (*question.asks, question.to, *takes_over(walk.law, walk.law.roles[question.to]))
        if not people or role not in named:
            found.setdefault(place.world.name, set()).add(role if people else NOBODY)
    return found


def _answered_for(walk: Walk, place: Place) -> bool:
    """Whether the case is closed, or a person who is free to answer is asked."""
    if place.case.closed is not None:
        return True
    roles = {a.role for a in place.case.asks.values()}
    return place.human and any(asked_now(walk.law, place.case, r)[1] for r in roles)


def _stuck(walk: Walk) -> frozenset[int]:
    ends = {p.number for p in walk.places if p.case.closed is not None}
    ends |= {w.end for w in walk.ways if len(w.step.facts) >= MOST}
    reach = _closure(walk, ends, silent=False)
    return frozenset(p.number for p in _walked(walk) if p.number not in reach)


def _walked(walk: Walk) -> tuple[Place, ...]:
    """The states whose next steps are known; of the others of an unfinished walk nothing is said."""
    return walk.places[: walk.left]


def _closure(walk: Walk, ends: Set[int], *, silent: bool) -> frozenset[int]:
    """Every state from which one of `ends`, or a state that was not walked, can be reached."""
    before: dict[int, list[int]] = {}
    for way in walk.ways:
        if way.step.silent or not silent:
            before.setdefault(way.end, []).append(way.start)
    seen = set(ends) | set(range(walk.left, len(walk.places)))
    waiting = list(seen)
    while waiting:
        for start in before.get(waiting.pop(), ()):
            if start not in seen:
                seen.add(start)
                waiting.append(start)
    return frozenset(seen)


def _roots(walk: Walk, bad: frozenset[int], *, silent: bool = False) -> tuple[Place, ...]:
    """Of the bad states one for each set of open phases that does not lead on to another set."""
    ways = [w for w in walk.ways if w.start in bad and w.end in bad and (w.step.silent or not silent)]
    phases_of = [frozenset(p.case.phases) for p in walk.places]
    leads_on = {phases_of[w.start] for w in ways if phases_of[w.start] != phases_of[w.end]}
    first: dict[tuple[frozenset[str], bool], Place] = {}
    for number in sorted(bad):
        place = walk.places[number]
        phases = frozenset(place.case.phases)
        if phases not in leads_on:
            first.setdefault((phases, bool(place.world.aside)), place)
    return tuple(first.values())


def _where(place: Place) -> str:
    phases = (*place.case.phases, *place.case.held)
    return f"phase.{phases[-1]}" if phases else "phase"


def _words(place: Place) -> str:
    if not place.case.phases:
        return f"{listed(place.case.held)}, held by a pause" if place.case.held else "no phase at all"
    return f"the phase{'s' * (len(place.case.phases) > 1)} {listed(place.case.phases)}"


__all__ = ["a_sitting_comes_to_rest", "every_case_can_end", "silence_leads_somewhere", "somebody_is_left"]
