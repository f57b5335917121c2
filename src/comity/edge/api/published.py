# SPDX-License-Identifier: Apache-2.0
"""The shapes of what anybody may read. Instants are RFC 3339 in UTC; a number that could point at somebody is null."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import Field

from comity.edge.api.fields import ClauseOut, Line, Sent


class EntryOut(Schema):
    """One published entry, as the event of its release tells it: codes of its procedure, and no person, text or day."""

    id: str
    entry: str = ""
    period: str = ""
    procedure: str = ""
    findings: list[str] = Field(default_factory=list)
    measures: list[str] = Field(default_factory=list)
    codes: list[str] = Field(default_factory=list)
    counts: dict[str, Any] = Field(default_factory=dict)
    bases: dict[str, Any] = Field(default_factory=dict)
    perspectives: list[str] = Field(default_factory=list)


Values = Annotated[list[Line], Field(max_length=50)]


class RegistryIn(Sent):
    """What is looked for. Values of one field are alternatives, fields narrow each other; every word must stand in an
    entry, or begin one of its words."""

    words: Line = ""
    outcome: Values = Field(default_factory=list)
    measure: Values = Field(default_factory=list)
    clause: Values = Field(default_factory=list)
    kind: Values = Field(default_factory=list)
    cycle: Values = Field(default_factory=list)
    procedure: Values = Field(default_factory=list)
    season: Line = ""
    older: Annotated[str, Field(pattern="^([0-9a-f]{12})?$")] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 25


class RegistryOut(Schema):
    """One page, newest first. `count` is null where there are more than a thousand; `next` begins the next page."""

    entries: list[EntryOut]
    count: int | None
    all: int
    next: str


class FacetOut(Schema):
    """One value by which the registry can be narrowed; `entries` is null under three."""

    value: str
    entries: int | None


class FacetsOut(Schema):
    """What the registry can be narrowed by, over all of its entries."""

    outcome: list[FacetOut]
    measure: list[FacetOut]
    clause: list[FacetOut]
    kind: list[FacetOut]
    cycle: list[FacetOut]
    procedure: list[FacetOut]


class ProcedureOut(Schema):
    """One version. `text` is the whole of it in plain words (Markdown), made from the file that the engine runs."""

    id: str
    title: str
    community: str
    digest: str
    in_force: bool
    href: str
    text: str | None = None


class ReportOut(Schema):
    """One report that was owed for a cycle; a small figure is null."""

    duty: str
    clause: ClauseOut
    due: datetime
    filed: datetime | None
    nil: bool
    late: bool
    missed: bool
    figures: dict[str, int | None]


class CycleOut(Schema):
    """One cycle of a season."""

    name: str
    starts: datetime
    ends: datetime
    received: int | None
    released: int
    reports: list[ReportOut]


class AnswersOut(Schema):
    """Minutes until somebody of the council took a matter up; null where too few were."""

    answered: int | None
    middle_minutes: int | None
    nine_in_ten_minutes: int | None


class DataOut(Schema):
    """What was asked about data: by persons (small numbers are null), and by authorities, by what became of it."""

    petitions: int | None
    answered: int | None
    late: int | None
    authorities: dict[str, int]


class SeasonOut(Schema):
    """The figures of one season. None of them is a goal."""

    ref: str
    name: str
    starts: datetime
    ends: datetime
    procedure: str
    received: int | None
    answers: AnswersOut
    data: DataOut
    cycles: list[CycleOut]


class SeasonRef(Schema):
    """One season that there is."""

    ref: str
    name: str
