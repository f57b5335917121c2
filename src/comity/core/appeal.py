# SPDX-License-Identifier: Apache-2.0
"""The ways from a decision: who may ask for another look, on which grounds, until when, and what it can change.

An appeal is a phase like any other; this room reads the ways out of the file so that a notice can say them truly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.core.procedure import model
from comity.core.procedure.model import Act, Phase, Procedure
from comity.core.procedure.words import PARTIES, PaperKind, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One way: the act that opens it, who may do it, the grounds it takes, the clocks that end it.

    `changes` says what may become of the measures and questions on this way: nothing, where the way only looks at how
    the decision was made. `suspends`: whether measures rest meanwhile.
    """

    act: str
    phases: tuple[str, ...]
    by: tuple[str, ...]
    grounds: tuple[str, ...]
    clocks: tuple[str, ...]
    changes: frozenset[str]
    suspends: bool


def routes(procedure: Procedure) -> tuple[Route, ...]:
    """Every appeal that a party has, in the order of the file."""
    return tuple(_route(procedure, act) for act in procedure.acts.values() if _opens(procedure, act))


def _opens(procedure: Procedure, act: Act) -> bool:
    party = any(procedure.roles[r].stands in PARTIES for r in act.by)
    return party and act.verb is Verb.PAPER and act.paper is PaperKind.APPEAL


def _route(procedure: Procedure, act: Act) -> Route:
    homes = [procedure.phases[p] for p in act.phases]
    reached = list(_reached(procedure, homes))
    moves = frozenset(_change(e) for p in reached for e in _effects(procedure, p)) - {""}
    return Route(
        act=act.id,
        phases=act.phases,
        by=act.by,
        grounds=act.choices,
        clocks=tuple(c for p in homes for c in p.clocks),
        changes=moves - {"stayed"},
        suspends="stayed" in moves,
    )


def _reached(procedure: Procedure, start: list[Phase]) -> Iterator[Phase]:
    """The phases of the way: those that the act's phases lead to."""
    seen: dict[str, Phase] = {}
    left = list(start)
    while left:
        phase = left.pop()
        if phase.id not in seen:
            seen[phase.id] = phase
            yield phase
            left.extend(procedure.phases[id] for way in phase.exits for id in way.then)


def _effects(procedure: Procedure, phase: Phase) -> Iterator[model.Effect]:
    yield from phase.does
    for way in phase.exits:
        yield from way.does
    for clock in phase.clocks:
        yield from procedure.clocks[clock].late


def _change(effect: model.Effect) -> str:
    match effect:
        case model.Move(moment=moment):
            return moment
        case model.Impose():
            return "imposed"
        case model.Put():
            return "put"
        case _:
            return ""


__all__ = ["Route", "routes"]
