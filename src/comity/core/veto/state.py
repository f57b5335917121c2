# SPDX-License-Identifier: Apache-2.0
"""What is known of a window, and how it stands for a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from comity.core.clause import Clause
from comity.core.veto.events import (
    Event,
    NumbersAwaited,
    NumbersKnown,
    TallyImported,
    VoteCast,
    WindowClosed,
    WindowInfeasible,
    WindowOpened,
)
from comity.core.veto.terms import Choice, Numbers, Outcome, Terms


class Stage(StrEnum):
    """Where a window stands. Opened is not yet open: votes count from the instant in its terms."""

    NONE = "none"
    OPENED = "opened"
    AWAITING = "awaiting"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class VetoRules:
    """The procedure's part: its clause, whether a vote may be changed, whether a veto must name a ground.

    `among` are the grounds that it knows; none: any ground will do.
    """

    clause: Clause
    recast: bool = True
    grounds: bool = False
    among: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """One delegate's vote."""

    choice: Choice
    weight: int
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """One window. `as_of` is the instant of the last imported totals."""

    stage: Stage = Stage.NONE
    terms: Terms | None = None
    base: int = 0
    needed: int = 0
    names_somebody: bool = False
    votes: Mapping[str, Vote] = field(default_factory=dict)
    numbers: Numbers = field(default_factory=Numbers)
    as_of: datetime | None = None
    source: str = ""
    outcome: Outcome | None = None
    why: str = ""
    closed: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a window stands: the numbers, what they are measured by, and between which instants."""

    numbers: Numbers
    base: int
    needed: int
    distance: int
    met: bool
    measure: str
    opens: datetime
    closes: datetime
    names_somebody: bool
    outcome: Outcome | None


def standing(window: Window) -> Standing | None:
    """How the window stands; None before it was opened. `measure` reads like `more than 12/100 of the seats ...`."""
    if window.terms is None:
        return None
    terms = window.terms
    return Standing(
        numbers=window.numbers,
        base=window.base,
        needed=window.needed,
        distance=max(0, window.needed - window.numbers.veto),
        met=terms.share.met(window.numbers.veto, window.base),
        measure=f"{terms.share} of {terms.kind.value}",
        opens=terms.opens,
        closes=terms.closes,
        names_somebody=window.names_somebody,
        outcome=window.outcome,
    )


def evolve(window: Window, event: Event) -> Window:
    """The window after `event`."""
    match event:
        case WindowOpened():
            return Window(
                stage=Stage.OPENED,
                terms=event.terms,
                base=event.base,
                needed=event.needed,
                names_somebody=event.names_somebody,
            )
        case VoteCast(delegate=delegate):
            vote = Vote(choice=event.choice, weight=event.weight, ground=event.ground)
            return replace(window, votes={**window.votes, delegate: vote})
        case TallyImported(as_of=as_of, source=source):
            return replace(window, as_of=as_of, source=source)
        case NumbersKnown(numbers=numbers):
            return replace(window, numbers=numbers)
        case NumbersAwaited():
            return replace(window, stage=Stage.AWAITING)
        case WindowInfeasible(at=at, why=why):
            return replace(window, stage=Stage.CLOSED, outcome=Outcome.INFEASIBLE, why=why.value, closed=at)
        case WindowClosed(at=at, outcome=outcome):
            return replace(window, stage=Stage.CLOSED, outcome=outcome, closed=at)
        case _:
            assert_never(event)


__all__ = ["Stage", "Standing", "VetoRules", "Vote", "Window", "evolve", "standing"]
