# SPDX-License-Identifier: Apache-2.0
"""Two small invented rooms for the tests of desk and store: a *ledger* and a *jar* of ballots.

They stand for the real rooms in everything that the desk cares about: commands and events, deadlines,
refusals that leave a fact behind, follow-up commands to another stream, effects, leaves, and slips in boxes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, TypeAlias

from comity.core.clause import Clause, Possible, Refusal
from comity.desk.codec import Codec
from comity.desk.ports import Certainty, Row, Rows
from comity.desk.room import Asking, Change, Errand, FollowUp, Happened, Opening, Reaction, Room, Slips

CEILING = Clause(document="ledger", id="ceiling")
DOOR = Clause(document="ledger", id="door")
EPOCH = datetime(2024, 1, 4, 19, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    ceiling: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter:
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lend:
    amount: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    amount: int
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    at: datetime
    ceiling: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    at: datetime
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    at: datetime
    amount: int
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    at: datetime
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    at: datetime
    amount: int
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempted:
    at: datetime
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    at: datetime
    certainty: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    at: datetime
    text: str


LedgerCommand: TypeAlias = Open | Enter | Lend | Pass | Post | Note
LedgerEvent: TypeAlias = Opened | Entered | Lent | Returned | Passed | Attempted | Posted | Noted


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    ceiling: int = 0
    total: int = 0
    loans: tuple[tuple[datetime, int], ...] = ()
    attempts: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """The total never passes the ceiling; a loan comes back by itself at its instant."""

    initial: Sheet = Sheet()

    def advance(self, state: Sheet, at: datetime) -> Sequence[LedgerEvent]:
        return [Returned(at=until, amount=amount) for until, amount in sorted(state.loans) if until <= at]

    def decide(self, state: Sheet, command: LedgerCommand, at: datetime) -> Sequence[LedgerEvent]:
        match command:
            case Open(ceiling=ceiling):
                return [Opened(at=at, ceiling=ceiling)]
            case Enter(amount=amount):
                return self._enter(state, amount, at)
            case Lend(amount=amount, until=until):
                return self._lend(amount, until, at)
            case Pass(amount=amount, to=to):
                return [Passed(at=at, amount=amount, to=to)]
            case Post(certainty=certainty):
                return [Posted(at=at, certainty=certainty)]
            case Note(text=text):
                return [Noted(at=at, text=text)]

    def _lend(self, amount: int, until: datetime, at: datetime) -> Sequence[LedgerEvent]:
        if until <= at:
            raise Refusal("A loan comes back later than it is given.", clause=CEILING, field="until")
        return [Lent(at=at, amount=amount, until=until)]

    def _enter(self, state: Sheet, amount: int, at: datetime) -> Sequence[LedgerEvent]:
        if state.total + amount > state.ceiling:
            raise Refusal(
                "The ceiling is {ceiling}.",
                clause=CEILING,
                about={"ceiling": str(state.ceiling)},
                field="amount",
                possible=[Possible(act="Enter", text="a smaller amount")],
                facts=[Attempted(at=at, amount=amount)],
            )
        return [Entered(at=at, amount=amount)]

    def evolve(self, state: Sheet, event: LedgerEvent) -> Sheet:
        match event:
            case Opened(ceiling=ceiling):
                return replace(state, ceiling=ceiling)
            case Entered(amount=amount):
                return replace(state, total=state.total + amount)
            case Lent(amount=amount, until=until):
                return replace(state, total=state.total - amount, loans=(*state.loans, (until, amount)))
            case Returned(at=at, amount=amount):
                loans = list(state.loans)
                loans.remove((at, amount))
                return replace(state, total=state.total + amount, loans=tuple(loans))
            case Passed(amount=amount):
                return replace(state, total=state.total - amount)
            case Attempted():
                return replace(state, attempts=state.attempts + 1)
            case Posted():
                return state
            case Noted(text=text):
                return replace(state, notes=(*state.notes, text))

    def due(self, state: Sheet) -> datetime | None:
        return min((until for until, _ in state.loans), default=None)


def _permits(asking: Asking) -> None:
    if asking.actor == "stranger":
        raise Refusal("Strangers write nothing here.", clause=DOOR)


def _reactions(happened: Happened) -> Reaction:
    match happened.event:
        case Passed(amount=amount, to=to):
            return Reaction(commands=(FollowUp(stream=to, command=Enter(amount=amount)),), leaves=(b"passed",))
        case Posted(certainty=certainty):
            return Reaction(errands=(Errand(kind="letter", certainty=Certainty(certainty), payload={"to": "a"}),))
        case _:
            return Reaction()


def _totals(change: Change, rows: Rows) -> None:
    fields = {"attempts": change.state.attempts, "total": change.state.total, "version": change.version}
    rows.put("totals", Row(key=change.stream, sort=f"{change.state.total:012d}", fields=fields))


LEDGER_TYPES = (
    Open, Enter, Lend, Pass, Post, Note, Opened, Entered, Lent, Returned, Passed, Attempted, Posted, Noted,
)  # fmt: skip
LEDGER = Room(
    kind="ledger",
    codec=Codec(LEDGER_TYPES),
    decider=lambda opening: Ledger(),
    permits=_permits,
    reactions=_reactions,
    waits_for=lambda state: "loan",
    projectors=(_totals,),
    tables=("totals",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begin:
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    ballot: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    at: datetime
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    at: datetime
    slips: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptied:
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lid:
    until: datetime | None = None
    number: int = 0
    counted: tuple[str, ...] | None = None


BOX = "question"


@dataclass(frozen=True, slots=True, kw_only=True)
class Jar:
    """Slips wait in the box `question` and are counted at the instant that was set when the jar began."""

    waiting: Mapping[str, tuple[str, ...]]
    initial: Lid = Lid()

    def advance(self, state: Lid, at: datetime) -> Sequence[Any]:
        if state.until is None or state.counted is not None or at < state.until:
            return []
        return [Counted(at=state.until, slips=self.waiting.get(BOX, ()))]

    def decide(self, state: Lid, command: Begin | Drop | Empty, at: datetime) -> Sequence[Any]:
        match command:
            case Begin(until=until):
                return [Begun(at=at, until=until)]
            case Drop():
                if state.counted is not None:
                    raise Refusal("The slips were counted.", clause=CEILING)
                return [Dropped(at=at, number=state.number + 1)]
            case Empty(reason=reason):
                return [Emptied(at=at, reason=reason)]

    def evolve(self, state: Lid, event: Begun | Dropped | Counted | Emptied) -> Lid:
        match event:
            case Begun(until=until):
                return replace(state, until=until)
            case Dropped(number=number):
                return replace(state, number=number)
            case Counted(slips=slips):
                return replace(state, counted=slips)
            case Emptied():
                return replace(state, number=0)

    def due(self, state: Lid) -> datetime | None:
        return state.until if state.counted is None else None


def _slips(events: Sequence[Any], command: Any) -> Slips:
    dropped = any(isinstance(event, Dropped) for event in events)
    put = ((BOX, command.ballot),) if dropped and isinstance(command, Drop) else ()
    gone = any(isinstance(event, Counted | Emptied) for event in events)
    return Slips(put=put, clear=(BOX,) if gone else ())


def _jar(opening: Opening) -> Jar:
    return Jar(waiting=opening.slips)


JAR = Room(
    kind="jar",
    codec=Codec((Begin, Drop, Empty, Begun, Dropped, Counted, Emptied)),
    decider=_jar,
    slips=_slips,
)

ROOMS: Mapping[str, Room] = {"ledger": LEDGER, "jar": JAR}


def ballot(choice: str, nonce: int) -> str:
    """A slip with a nonce worked out from a number, so that a test can name it."""
    return f"{choice}:{hashlib.sha256(str(nonce).encode()).hexdigest()}"
