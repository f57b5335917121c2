# SPDX-License-Identifier: Apache-2.0
"""The docket as a machine of Hypothesis, and as a seeded game that is fast: the same moves, the same oracle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

import comity.core.docket
from comity.core.calendar import Calendar, parse_calendar
from comity.core.docket.guards import holds
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import parse_procedure
from comity.core.procedure.terms import atoms
from tests.core.laws import CALENDAR, SHORT_CALENDAR, full, minimal
from tests.core.machines.game import Game, Seeded, Seen
from tests.core.sitting import START

T = TypeVar("T")
ROOT = Path(__file__).parents[3]
HOLDS = ('pauses = ["weighing", "answer-time"]', 'pauses = ["weighing"]')
KEPT = 12
"""How many cases a hunt remembers for each phase."""
GENERATIONS = 8
"""How often a case is gone on from: what cannot come nearer would be kept for ever."""
Ground = tuple[Procedure, Calendar, datetime]
Kept = dict[tuple[str, str], list[tuple[int, Game]]]


@cache
def grounds() -> dict[str, Ground]:
    """Every law that is played: the small ones, and every file under `procedures`."""
    found: dict[str, Ground] = {
        "minimal": (minimal(), CALENDAR, START),
        "full": (full(), CALENDAR, START),
        "full without a calendar": (full(), SHORT_CALENDAR, START),
        "full with a talk that holds": (full(HOLDS), CALENDAR, START),
    }
    for path in sorted((ROOT / "procedures").glob("*/*.toml")):
        if path.name != "calendar.toml":
            law, calendar = _read(path)
            found[f"{path.parent.name}/{path.stem}"] = (law, calendar or CALENDAR, _start(calendar))
    return found


def _read(path: Path) -> tuple[Procedure, Calendar | None]:
    beside = path.parent / "calendar.toml"
    calendar = parse_calendar(beside.read_text("utf-8")) if beside.exists() else None
    return parse_procedure(path.read_text("utf-8"), calendar), calendar


def _start(calendar: Calendar | None) -> datetime:
    known = [] if calendar is None else [found[0].starts for found in calendar.periods.values() if found]
    return min(known, default=START)


def play(name: str, *, seed: int, steps: int, seen: Seen) -> int:
    """One seeded game of at most so many steps; how many it took."""
    law, calendar, at = grounds()[name]
    chooser = Seeded(seed)
    game = Game(law, calendar, chooser, seen, at=at + timedelta(hours=chooser.number(0, 600)))
    for _ in range(steps):
        game.step()
        if game.over:
            break
    if seed % 10 == 0:
        game.sweep()
    game.end()
    return game.steps


def hunt(name: str, seen: Seen, *, steps: int, longest: int = 40) -> None:
    """Walk the ways between phases that random games left out: go on from the cases that have come nearest to them.

    A few cases are kept for every phase, and for every missing way those in which most of what it waits for holds,
    wherever they stand. Games begin anew, or go on from one of them.
    """
    until, seed = seen.steps + steps, 0
    kept: Kept = {}
    while seen.steps < until and (missing := sorted(phase_pairs(grounds()[name][0]) - seen.pairs)):
        seed += 1
        game = _go_on(name, seed, seen, kept)
        for _ in range(longest):
            game.step()
            if game.over:
                break
            if game.forks < GENERATIONS and game.chooser.number(0, 2) == 0:
                _keep_all(kept, game, missing)
        for gone in kept.keys() - set(missing):
            if gone[1]:
                del kept[gone]
        game.end()


def _keep_all(kept: Kept, game: Game, missing: Sequence[tuple[str, str]]) -> None:
    for phase in game.case.state.phases:
        _keep(kept, (phase, ""), 0, game)
    for way in missing:
        _keep(kept, way, _nearness(game, way), game)


def _go_on(name: str, seed: int, seen: Seen, kept: Kept) -> Game:
    chooser = Seeded(seed)
    if not kept or chooser.number(0, 2) == 0:
        law, calendar, at = grounds()[name]
        return Game(law, calendar, chooser, seen, at=at + timedelta(hours=chooser.number(0, 600)))
    ways = [key for key in sorted(kept) if key[1]]
    key = chooser.one(ways if ways and chooser.number(0, 2) else sorted(kept))
    return chooser.one(kept[key])[1].fork(chooser)


def _keep(kept: Kept, key: tuple[str, str], near: int, game: Game) -> None:
    """Remember the case under this key if it is as near as those that are remembered there; the newest come first."""
    here = kept.setdefault(key, [])
    if len(here) < KEPT or (near >= here[-1][0] and game.chooser.number(0, 3) == 0):
        here.insert(0, (near, game.fork(game.chooser)))
        here.sort(key=lambda one: -one[0])
        del here[KEPT:]


def _nearness(game: Game, way: tuple[str, str]) -> int:
    """How much holds of what the way waits for, the phase itself counted as two; the nearest of its exits counts."""
    start, end = way
    exits = [e for e in game.law.phases[start].exits if end in e.then] if start else []
    held = (sum(holds(game.law, game.case.state, atom) for atom in atoms(e.when)) for e in exits)
    return max(held, default=0) + 2 * (start in game.case.state.phases)


class Drawn:
    """Choices that Hypothesis draws, and shrinks."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data

    def one(self, of: Sequence[T]) -> T:
        return self.data.draw(st.sampled_from(of))

    def number(self, least: int, most: int) -> int:
        return self.data.draw(st.integers(least, most))


def machine(name: str, seen: Seen) -> type[RuleBasedStateMachine]:
    """The machine of one law."""
    law, calendar, at = grounds()[name]

    class DocketMachine(RuleBasedStateMachine):
        game: Game | None = None

        @initialize(data=st.data())
        def begin(self, data: st.DataObject) -> None:
            self.game = Game(law, calendar, Drawn(data), seen, at=at)

        @rule(data=st.data())
        def step(self, data: st.DataObject) -> None:
            assert self.game is not None
            self.game.chooser = Drawn(data)
            if not self.game.over:
                self.game.step()

        def teardown(self) -> None:
            if self.game is not None:
                self.game.end()

    DocketMachine.__name__ = f"Docket[{name}]"
    return DocketMachine


# What there is to reach


def reasons() -> set[str]:
    """Every reason for a refusal that stands in the docket, found in its source."""
    folder = Path(comity.core.docket.__file__).parent
    return {r for path in sorted(folder.glob("*.py")) for r in _reasons(ast.parse(path.read_text("utf-8")))}


_PLACE = {"Refusal": 0, "no": 3, "_no": 2}


def _reasons(tree: ast.Module) -> Iterator[str]:
    for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)):
        assert isinstance(call.func, ast.Name)
        place = _PLACE.get(call.func.id)
        given = call.args[place : place + 1] if place is not None else []
        named = [k.value for k in call.keywords if call.func.id == "No" and k.arg == "reason"]
        for value in (*given, *named):
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield value.value


def phase_pairs(law: Procedure) -> set[tuple[str, str]]:
    """Every way from one phase into another that the file has, the ways in included."""
    found = {("", start) for intake in law.intakes.values() for start in intake.starts}
    return found | {(p.id, then) for p in law.phases.values() for way in p.exits for then in way.then}


__all__ = ["Drawn", "grounds", "hunt", "machine", "phase_pairs", "play", "reasons"]
