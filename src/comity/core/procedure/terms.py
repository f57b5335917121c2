# SPDX-License-Identifier: Apache-2.0
"""The terms that a clause is made of: deadlines and guards, as trees.

A guard holds no duration; only clocks carry time. A deadline is turned into an instant once, when its clock is set.
The strings they are read from, and their grammar, are in `grammar`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Anchor:
    """`thing.moment`, the first time it happened in the live round.

    With `by` (`every`, `any` or a number as text) and `role` it needs that many holders of the role: `every` is the
    instant at which the last of them did it.
    """

    thing: str
    moment: str
    by: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Quantity:
    """So many of a unit. The unit is in the plural-free form of the calendar (`days`, `working days`, `cycle`)."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class CalendarPoint:
    """The `nth` such point of a calendar strictly after `after` (or after the instant at which it is asked).

    `least` chooses a point at least so far after the anchor.
    """

    period: str
    point: str
    nth: int = 1
    after: Anchor | None = None
    least: Quantity | None = None


@dataclass(frozen=True, slots=True)
class PeriodPoint:
    """That point of the `nth` period after the one that contains the anchor. Points are not periods."""

    period: str
    point: str
    nth: int
    after: Anchor


Point: TypeAlias = Anchor | CalendarPoint | PeriodPoint


@dataclass(frozen=True, slots=True)
class Never:
    """No end of its own: it ends when somebody lifts it."""


@dataclass(frozen=True, slots=True)
class Until:
    """Open until the anchor happens: no instant is known."""

    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Offset:
    """A quantity after or before a point; no quantity means the point itself."""

    point: Point
    quantity: Quantity | None = None
    backward: bool = False


@dataclass(frozen=True, slots=True)
class Either:
    """The earlier or the later of two deadlines."""

    earlier: bool
    left: Deadline
    right: Deadline


Deadline: TypeAlias = Never | Until | Offset | Either


@dataclass(frozen=True, slots=True)
class Always:
    """True."""


@dataclass(frozen=True, slots=True)
class Happened:
    """The anchor has happened in the live round."""

    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Answered:
    """The question has this answer. `each` is empty (the one question, or about the person in view), `any`, `every`."""

    question: str
    answer: str
    each: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """The number of persons entitled to a role, compared with a number."""

    role: str
    comparison: str
    number: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """Any or every party of a role bears the tag."""

    each: str
    role: str
    tag: str


@dataclass(frozen=True, slots=True)
class Not:
    """The contrary."""

    guard: Guard


@dataclass(frozen=True, slots=True)
class Both:
    """All of them."""

    guards: tuple[Guard, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """At least one of them."""

    guards: tuple[Guard, ...]


Guard: TypeAlias = Always | Happened | Answered | Counted | Tagged | Not | Both | OneOf
Atom: TypeAlias = Always | Happened | Answered | Counted | Tagged

ALWAYS = Always()


def atoms(guard: Guard) -> tuple[Atom, ...]:
    """Every atom of a guard, left to right."""
    if isinstance(guard, Not):
        return atoms(guard.guard)
    if isinstance(guard, Both | OneOf):
        return tuple(a for g in guard.guards for a in atoms(g))
    return (guard,)


def anchors(deadline: Deadline) -> tuple[Anchor, ...]:
    """Every anchor that a deadline waits for."""
    match deadline:
        case Never():
            return ()
        case Until(anchor):
            return (anchor,)
        case Either(_, left, right):
            return (*anchors(left), *anchors(right))
        case Offset(point):
            after = point if isinstance(point, Anchor) else point.after
            return () if after is None else (after,)


def aims_at_calendar(deadline: Deadline) -> bool:
    """Whether the deadline re-aims at the calendar after a pause, instead of shifting by the pause."""
    match deadline:
        case Offset(point):
            return not isinstance(point, Anchor)
        case Either(_, left, right):
            return aims_at_calendar(left) or aims_at_calendar(right)
        case _:
            return False


__all__ = [
    "ALWAYS",
    "Always",
    "Anchor",
    "Answered",
    "Atom",
    "Both",
    "CalendarPoint",
    "Counted",
    "Deadline",
    "Either",
    "Guard",
    "Happened",
    "Never",
    "Not",
    "Offset",
    "OneOf",
    "PeriodPoint",
    "Point",
    "Quantity",
    "Tagged",
    "Until",
    "aims_at_calendar",
    "anchors",
    "atoms",
]
