# SPDX-License-Identifier: Apache-2.0
"""The sample community: Fernhollow Commons, in the third week of a cycle on the day it is first opened.

Everybody and everything in it is invented. It is the scenario `scenarios/fernhollow.json`, played through the same
writer as everything else; scenario and calendar are moved by whole days, so that its present is today. The names of
its cases become those that the front desk would have made from a receipt, and the receipts are no secret.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.desk.canonical import instant, parse_instant
from comity.desk.replay.play import ScenarioRolls
from comity.desk.replay.reading import parse_scenario
from comity.desk.replay.scenario import Scenario
from comity.edge.web.tour.guide import receipt
from comity.site import sample_watch, stage
from comity.site.laws import CALENDAR, SHIPPED

SCENARIO = SHIPPED.parent / "scenarios" / "fernhollow.json"
BEGUN = "sample.json"
"""Where a home keeps the day on which its sample was first opened."""

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_REPORTER = re.compile(r'"([a-z]+)\.reporter"')
_STREAM = re.compile(r'"(case|tear):([a-z]+)"')
_WINDOW = re.compile(r'"veto:([a-z]+)/')


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What was done: whether it was there already, and the day that is the sample's today."""

    before: bool
    today: date
    unmet: tuple[str, ...] = ()


def build(home: Path, now: datetime, *, alias: str = "default") -> Built:
    """Play the sample into a database, the site's own where no other is named, once.

    Raises `Malformed` where another history lies there.
    """
    scenario = prepare(home, now)
    day = _day(home, now)
    found = stage.kept(scenario, alias)
    if found is stage.Kept.OTHER:
        text = "holds the history of another community; the sample needs an empty one"
        raise Malformed(
            [Fault(field="COMITY_HOME", rule="empty or the sample", text=text, way_out="a folder of its own")]
        )
    if found is stage.Kept.WHOLE:
        return Built(before=True, today=day)
    told = stage.live(scenario, home=home, alias=alias)
    at = datetime.combine(day, datetime.min.time(), tzinfo=UTC)
    sample_watch.play(stage.played_court(scenario, home=home, alias=alias), at)
    unmet = tuple(f"acts[{one.line.number}]" for one in told.outcomes if one.refused)
    return Built(before=False, today=day, unmet=unmet)


def prepare(home: Path, now: datetime) -> Scenario:
    """Lay the procedure, its calendar and the Assembly's roll into the home; the scenario, moved to its today."""
    by = _day(home, now) - _told_day()
    scenario = parse_scenario(renamed(moved(SCENARIO.read_text(encoding="utf-8"), by)))
    for path in sorted((SHIPPED / scenario.calendar).glob("*.toml")):
        text = path.read_text(encoding="utf-8")
        _lay(home / "procedures" / scenario.calendar / path.name, moved(text, by) if path.name == CALENDAR else text)
    for role, text in _rolls(scenario):
        _lay(home / "rolls" / f"{role}.json", text)
    return scenario


def moved(text: str, by: timedelta) -> str:
    """The text with every instant in it moved."""
    return _INSTANT.sub(lambda found: instant(parse_instant(found[0]) + by), text)


def renamed(text: str) -> str:
    """The scenario with its cases, tears and reporters called as the front desk calls those of a receipt."""
    text = _STREAM.sub(lambda found: f'"{_stream(found[1], found[2])}"', text)
    text = _WINDOW.sub(lambda found: f'"veto:{receipt(found[1]).case.removeprefix("case:")}/', text)
    return _REPORTER.sub(lambda found: f'"{receipt(found[1]).person}"', text)


def _stream(kind: str, name: str) -> str:
    found = receipt(name)
    return found.case if kind == "case" else found.tear


def _told_day() -> date:
    """The day that the scenario itself calls today: the one up to whose beginning time passes in it."""
    return parse_instant(json.loads(SCENARIO.read_text(encoding="utf-8"))["until"]).date()


def _day(home: Path, now: datetime) -> date:
    """The sample's today: the day on which it was first opened in this home."""
    kept = home / BEGUN
    if not kept.is_file():
        home.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps({"today": now.astimezone(UTC).date().isoformat()}), encoding="utf-8")
    return date.fromisoformat(json.loads(kept.read_text(encoding="utf-8"))["today"])


def _lay(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _rolls(scenario: Scenario) -> Iterator[tuple[str, str]]:
    rolls = ScenarioRolls(scenario.rolls)
    for one in scenario.rolls:
        found = rolls.roll(one.role, one.since)
        told = {"digest": found.roll.digest, "weights": dict(one.weights), "amount": found.amount}
        yield one.role, json.dumps(told, indent=2)


__all__ = ["BEGUN", "SCENARIO", "Built", "build", "moved", "prepare", "renamed"]
