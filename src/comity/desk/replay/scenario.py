# SPDX-License-Identifier: Apache-2.0
"""What a scenario file says, once it was read. `docs/scenario.md` describes the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

FORMAT = "comity-scenario/1"
"""What the first key of a scenario file says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """A procedure version and the instant from which cases are opened under it."""

    id: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """A house's roll from an instant on: weight by delegate, or only totals of a vote that is held elsewhere.

    `supply` is what shares are of, in whole units (token units with all decimals); None where nobody knows it.
    """

    role: str
    since: datetime
    supply: int | None
    weights: Mapping[str, int]
    public: bool
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Expect:
    """What a line of the scenario claims about its own act; None and empty claim nothing."""

    refused: bool | None = None
    clause: str = ""
    events: tuple[str, ...] = ()
    phases: tuple[str, ...] | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One act: when, in which stream, by whom, what.

    `number` counts from 1 in the file. `do` is a command of the law by its name, or an act of the case's procedure.
    `fields` are the act's own, as in the file. `assumed` says why something is assumed that no record tells, `source`
    what the record says.
    """

    number: int
    at: datetime
    stream: str
    by: str
    do: str
    fields: Mapping[str, Any]
    assumed: str = ""
    source: str = ""
    expect: Expect | None = None

    @property
    def kind(self) -> str:
        """The kind of the stream: which room the act belongs to."""
        return self.stream.partition(":")[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole scenario.

    `bench` says who holds roles that no council stream tells. `sample`: everything in it is invented. `until`: time
    passes up to here after the last act. `unit` is what the house's weights are counted in, and how many decimals of
    it they carry.
    """

    title: str
    about: str
    community: str
    calendar: str
    sample: bool
    procedures: tuple[InForce, ...]
    people: Mapping[str, str]
    bench: Mapping[str, tuple[str, ...]]
    rolls: tuple[Roll, ...]
    lines: tuple[Line, ...]
    until: datetime | None = None
    unit: tuple[str, int] = ("", 0)
    notes: tuple[str, ...] = field(default=())


__all__ = ["FORMAT", "Expect", "InForce", "Line", "Roll", "Scenario"]
