# SPDX-License-Identifier: Apache-2.0
"""What is known of one case at one instant, and the one shape of everything that happens in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from comity.core.evidence import Paper
from comity.core.procedure.words import Kind
from comity.core.recusal import Bench
from comity.core.sanction import Terms

Value: TypeAlias = "str | int | bool | tuple[str, ...] | Mapping[str, int]"
Values: TypeAlias = Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that happened in a case: which thing, which moment of it, when, by whom, about whom.

    `until` is an instant that the fact fixes (a deadline, a beginning, an end); `value` its codes and numbers, never a
    text of a person; `clause` the clause on which it rests, empty where the procedure as a whole does.
    """

    kind: Kind
    thing: str
    moment: str
    at: datetime
    who: str = ""
    about: str = ""
    until: datetime | None = None
    clause: str = ""
    value: Values = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The event's type as the store and the documents call it, for instance `clock.passed`."""
        return f"{self.kind}.{self.moment}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """That something happened: the trace a fact leaves for anchors and guards."""

    at: datetime
    who: str
    about: str


class Ticking(StrEnum):
    """Where a clock stands."""

    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    PASSED = "passed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """One clock of the live round. `due` is None where it runs until something happens."""

    state: Ticking
    set: datetime
    due: datetime | None
    paused: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One ballot box: which question, about whom, its round, who answers it, and who has cast (never what)."""

    id: str
    question: str
    about: str
    role: str
    open: bool = True
    issued: frozenset[str] = frozenset()
    numbers: Mapping[str, int] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    base: int = 0

    @property
    def name(self) -> str:
        """The name of its question within the case, the person it is about included."""
        return box_key(self.question, self.about)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Something that the law leaves open: which role is asked, which thing it is about, and since when."""

    id: str
    role: str
    thing: str
    about: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One notice to one person."""

    sent: datetime
    read: datetime | None = None


Trace: TypeAlias = Mapping[tuple[str, str], tuple[Mark, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case. `digest` is the pinned procedure version and never changes (P6); `now` the latest instant known.

    `called` has the instants that acts named while their phases are open, a hearing's for instance; `linked` the cases
    of which somebody said that they are about the same.
    """

    procedure: str = ""
    digest: str = ""
    intake: str = ""
    opened: datetime | None = None
    now: datetime | None = None
    earlier: str = ""
    inherited: str = ""
    through: str = ""
    channel: str = ""
    bench: Bench = field(default_factory=Bench)
    phases: Mapping[str, datetime] = field(default_factory=dict)
    rounds: Mapping[str, int] = field(default_factory=dict)
    held: tuple[str, ...] = ()
    stayed: frozenset[str] = frozenset()
    trace: Trace = field(default_factory=dict)
    clocks: Mapping[str, Running] = field(default_factory=dict)
    boxes: Mapping[str, Box] = field(default_factory=dict)
    puts: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    asks: Mapping[str, Asked] = field(default_factory=dict)
    notices: Mapping[tuple[str, str], Sent] = field(default_factory=dict)
    heard: Mapping[str, datetime] = field(default_factory=dict)
    terms: Terms = field(default_factory=dict)
    papers: tuple[Paper, ...] = ()
    files: tuple[Paper, ...] = ()
    contacts: Mapping[tuple[str, str], int] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    referred: tuple[str, ...] = ()
    called: Mapping[str, datetime] = field(default_factory=dict)
    entries: tuple[str, ...] = ()
    waits: frozenset[str] = frozenset()
    outcome: str = ""
    closed: datetime | None = None
    linked: tuple[str, ...] = ()

    @property
    def sealed(self) -> tuple[Paper, ...]:
        """Everything that is sealed: the texts, and then the files beside them."""
        return (*self.papers, *self.files)

    @property
    def open(self) -> bool:
        """Whether the case was opened and not closed."""
        return self.opened is not None and self.closed is None


def box_key(question: str, about: str) -> str:
    """The name of a question's box within its case."""
    return f"{question}/{about}" if about else question


__all__ = [
    "Asked",
    "Box",
    "Case",
    "Fact",
    "Mark",
    "Running",
    "Sent",
    "Ticking",
    "Trace",
    "Value",
    "Values",
    "box_key",
]
