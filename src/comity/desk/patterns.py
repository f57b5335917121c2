# SPDX-License-Identifier: Apache-2.0
"""The pattern library of this community: what ships, and over it what the council accepted out of its closed cases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from comity.core.clause import Fault, Malformed
from comity.core.pattern import Change, PatternRules, Patterns, seen
from comity.core.suppression import told
from comity.desk.court import InForce
from comity.desk.figures import period_kind
from comity.desk.watch.examples import faults
from comity.desk.watch.patterns import Pattern, Told, parse
from comity.desk.watch.trace import Library

ROOM = "pattern"
STREAM = f"{ROOM}:here"
"""The stream of this community's long memory."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A pattern as it is read now. `language` is that of its text; `tried` says that what it looks for runs unseen;
    `changed` that the council changed it."""

    pattern: Pattern
    text: Told
    language: str
    changed: bool = False
    tried: bool = False

    @property
    def id(self) -> str:
        """Its name in addresses and signals."""
        return self.pattern.id


class PatternDesk(Protocol):
    """The pattern library of this community."""

    def state(self) -> Patterns:
        """Every coding and every change."""

    def rules(self) -> PatternRules:
        """What the version in force and the roster of now say of it."""

    def known(self, language: str) -> tuple[Shown, ...]:
        """Every pattern that is read by anybody, by title."""

    def library(self) -> Library:
        """The same, ready for a fold: changed cues run unseen until they are trusted."""

    def read(self, person: str, digest: str) -> str | None:
        """The text of a change or the ground of its end, for who reads it; None where not. Raises `Missing`."""

    def source(self, id: str) -> str:
        """The file of a pattern as it stands now; empty where there is none of that name."""

    def shipped(self, id: str) -> str:
        """The file of a pattern as it ships; empty where none does."""


def state(house: InForce) -> Patterns:
    """The whole memory."""
    found: Patterns | None = house.desk.state(STREAM).state
    return Patterns() if found is None else found


def how_often(house: InForce) -> Mapping[str, int | None]:
    """In how many coded cases each pattern was seen, up to the cycle that runs; None where that is a small number.

    A pattern that was never seen is not in it. What was coded in this cycle is counted when it is over, so that a
    number that rises tells of no single case (P18).
    """
    return {name: told(count) for name, count in seen(state(house), _until(house)).items()}


def _until(house: InForce) -> datetime | None:
    now = house.desk.clock.now()
    law = house.law(now)
    kind = period_kind(law) if law is not None else ""
    period = law.calendar.period_at(kind, now) if law is not None and kind else None
    return None if period is None else period.starts


def laid_over(shipped: Sequence[Pattern], accepted: Sequence[tuple[Change, Pattern]]) -> tuple[Pattern, ...]:
    """The patterns with what was accepted laid over them, in the order of acceptance.

    A text holds at once. What it looks for holds once it is trusted; until then the old cues hold, and the new ones
    run unseen beside them.
    """
    held = {one.id: one for one in shipped}
    tried: dict[str, Pattern] = {}
    for change, new in accepted:
        old = held.get(new.id)
        known = old is not None and _looks_for(old) == _looks_for(new)
        tried.pop(new.id, None)
        if known or change.trusted is not None:
            held[new.id] = new
            continue
        tried[new.id] = replace(new, shadow=True)
        if old is not None:
            held[new.id] = replace(new, cues=old.cues, step=old.step)
    return (*sorted(held.values(), key=lambda one: one.id), *sorted(tried.values(), key=lambda one: one.id))


def _looks_for(one: Pattern) -> tuple[object, str]:
    return one.cues, one.step


def read_change(text: str, pattern: str) -> Pattern:
    """The pattern that a change makes, its examples holding. Raises `Malformed` with every fault."""
    made = parse(text, name=pattern)
    found = list(faults(made))
    if made.id != pattern:
        found.append(Fault(field="id", rule="name", text=f"is '{pattern}'"))
    if found:
        raise Malformed(found)
    return made


__all__ = ["PatternDesk", "ROOM", "STREAM", "Shown", "how_often", "laid_over", "read_change", "state"]
