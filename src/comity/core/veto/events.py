# SPDX-License-Identifier: Apache-2.0
"""What may be asked of a window, and what can have happened in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from comity.core.veto.terms import Choice, Infeasible, Numbers, Outcome, Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenWindow:
    """Open a window under these terms."""

    terms: Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """A delegate's first vote; `ground` is a clause or the digest of a paper, or both, and may be empty."""

    delegate: str
    choice: Choice
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recast:
    """A delegate's changed vote."""

    delegate: str
    choice: Choice
    ground: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTally:
    """The totals of a vote that is held elsewhere, as they stood at `as_of`; `source` refers to where that was read."""

    numbers: Numbers
    as_of: datetime
    source: str


Command: TypeAlias = OpenWindow | Cast | Recast | ImportTally

COMMANDS: tuple[type[Command], ...] = (OpenWindow, Cast, Recast, ImportTally)


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowOpened:
    """A window was opened; its base, what is needed and whether it names somebody are fixed."""

    at: datetime
    terms: Terms
    base: int
    needed: int
    names_somebody: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowInfeasible:
    """Nobody could veto this window, so it ended; the procedure's fallback follows."""

    at: datetime
    why: Infeasible


@dataclass(frozen=True, slots=True, kw_only=True)
class VoteCast:
    """A delegate voted, for the first time or again, with the weight of the roll."""

    at: datetime
    delegate: str
    choice: Choice
    weight: int
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TallyImported:
    """Totals came from where the vote is held; they replace the earlier ones."""

    at: datetime
    numbers: Numbers
    as_of: datetime
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersKnown:
    """The numbers as they stand; `distance` is the weight that is still needed, 0 where the share is met."""

    at: datetime
    numbers: Numbers
    distance: int
    met: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NumbersAwaited:
    """Voting ended elsewhere; the totals of the closing instant are still to be brought by a human."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowClosed:
    """The window ended with these numbers."""

    at: datetime
    outcome: Outcome
    numbers: Numbers


Event: TypeAlias = (
    WindowOpened | WindowInfeasible | VoteCast | TallyImported | NumbersKnown | NumbersAwaited | WindowClosed
)

EVENTS: tuple[type[Event], ...] = (
    WindowOpened, WindowInfeasible, VoteCast, TallyImported, NumbersKnown, NumbersAwaited, WindowClosed,
)  # fmt: skip

__all__ = [
    "COMMANDS", "EVENTS", "Cast", "Command", "Event", "ImportTally", "NumbersAwaited", "NumbersKnown", "OpenWindow",
    "Recast", "TallyImported", "VoteCast", "WindowClosed", "WindowInfeasible", "WindowOpened",
]  # fmt: skip
