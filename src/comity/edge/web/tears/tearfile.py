# SPDX-License-Identifier: Apache-2.0
"""One tear as it stands at this instant, see `desk.present`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.core.access import listens_as, may_hear
from comity.core.clause import Clause
from comity.core.evidence import is_digest
from comity.core.tear import COMMANDS, Tear, TearDecider, TearRules, options
from comity.desk.ports import Missing
from comity.desk.present import mark, present
from comity.edge.web.door import Court

TEAR = "tear:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tearfile:
    """A tear, its rules, its events, and the instant at which it is looked at. `version` counts the stored events."""

    stream: str
    rules: TearRules
    tear: Tear
    events: tuple[Any, ...]
    version: int
    at: datetime

    @property
    def ref(self) -> str:
        """The part of the stream's name that stands in addresses."""
        return self.stream.removeprefix(TEAR)

    @property
    def mark(self) -> str:
        """The shelf mark, short enough for a label."""
        return mark(self.stream)

    @property
    def possible(self) -> tuple[type, ...]:
        """What may be asked of the tear now, whoever asks."""
        return tuple(kind for kind in options(self.tear) if kind in COMMANDS)


def read(court: Court, ref: str) -> Tearfile | None:
    """The tear of that name, or None where none was told."""
    stream = f"{TEAR}{ref}"
    now = present(court.desk, stream, court.desk.clock.now())
    if now is None:
        return None
    assert isinstance(now.decider, TearDecider)
    rules = now.decider.rules
    return Tearfile(stream=stream, rules=rules, tear=now.state, events=now.events, version=now.version, at=now.at)


def roles_of(court: Court, file: Tearfile, person: str) -> tuple[str, ...]:
    """The roles under which `person` listens to this tear; none for whoever does not."""
    return listens_as(file.rules.listens, court.roster(), person)


def clause_for(court: Court, file: Tearfile, person: str) -> Clause | None:
    """The clause under which `person` may open what was told, or None."""
    return may_hear(file.tear, file.rules, court.roster(), person)


def place(court: Court, file: Tearfile, person: str, reference: str) -> str:
    """Where something was, in words: what the paper says, or the reference; empty where it was erased."""
    if not is_digest(reference):
        return reference
    try:
        found = court.read_tear(file.stream, person, reference)
    except Missing:
        return ""
    return found if isinstance(found, str) else ""


__all__ = ["TEAR", "Tearfile", "clause_for", "place", "read", "roles_of"]
