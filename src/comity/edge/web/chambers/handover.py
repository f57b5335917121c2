# SPDX-License-Identifier: Apache-2.0
"""What a leaving member tells a new one: the open cases, what waits in each, for whom, until when; who carries what.

Both pages are made from the cases that exist for the reader and from no others: a count of all would tell somebody who
stepped aside that there is one more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from comity.core.clause import Clause
from comity.core.council import Council, holders
from comity.core.procedure.model import Role
from comity.core.procedure.words import Standing
from comity.core.recusal import entitled
from comity.desk.registers import OPEN
from comity.desk.seen import seen
from comity.edge.web.calls import hand
from comity.edge.web.casefile import Casefile
from comity.edge.web.chambers.declaring import has_to_declare
from comity.edge.web.door import Court
from comity.edge.web.forms import waits
from comity.edge.web.names import plainly

MOST = 200
"""How many open cases are told of; the docket has the rest."""
_BENCH = (Standing.JUDGE, Standing.PRESIDES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """One thing that a case waits for: the role that does it, its words, until when."""

    role: str
    text: str
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """One open case as it is handed over."""

    ref: str
    mark: str
    phase: str
    text: str
    opened: datetime | None
    due: datetime | None
    papers: int
    waits: tuple[Waits, ...]
    declare: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post and who holds it."""

    role: str
    text: str
    people: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """The whole sheet."""

    season: str
    ends: datetime | None
    posts: tuple[Post, ...]
    matters: tuple[Matter, ...]
    more: bool
    now: datetime


def open_files(court: Court, person: str) -> Iterator[Casefile]:
    """The open cases that stand in chambers for `person`, newest first."""
    found = seen(court.desk, OPEN, person)
    return (file for file in found if file.case.closed is None and file.worked_on_by(person))


def hand_over(court: Court, person: str) -> HandOver:
    """What somebody who comes new finds, and somebody who leaves checks."""
    stream = court.council()
    state: Council | None = court.desk.state(stream).state if stream else None
    files = tuple(islice(open_files(court, person), MOST + 1))
    return HandOver(
        season=state.season if state else "",
        ends=state.ends if state else None,
        posts=_posts(court, state),
        matters=tuple(_matter(file, person) for file in files[:MOST]),
        more=len(files) > MOST,
        now=court.desk.clock.now(),
    )


def _posts(court: Court, state: Council | None) -> tuple[Post, ...]:
    law = court.law(court.desk.clock.now())
    if law is None or state is None:
        return ()
    known = law.procedure.roles
    held = holders(state)
    return tuple(
        Post(role=plainly(role), text=known[role].text, people=", ".join(plainly(p) for p in people))
        for role, people in held.items()
        if role in known
    )


def _matter(file: Casefile, person: str) -> Matter:
    stands = hand(file, person)
    span = stands.span
    return Matter(
        ref=file.ref,
        mark=file.mark,
        phase=span.name if span else "",
        text=span.text if span else "",
        opened=file.opened_for(person),
        due=stands.due,
        papers=len(file.case.papers),
        waits=_waits(file),
        declare=bool(has_to_declare(file, person)),
    )


def _waits(file: Casefile) -> tuple[Waits, ...]:
    """What the case waits for, by role: each thing once, whoever of the role may do it."""
    found: dict[tuple[str, str], Waits] = {}
    for role in file.law.roles:
        for one in file.case.bench.of(role):
            for form in waits(file, one):
                told = Waits(role=plainly(role), text=form.text, until=form.until)
                found.setdefault((role, form.act), told)
    return tuple(sorted(found.values(), key=lambda w: (w.until is None, str(w.until), w.role)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """One open case on a shelf: its mark and where it is drawn."""

    ref: str
    mark: str
    x: int
    height: int

    @property
    def y(self) -> int:
        """Where the top of the spine is."""
        return FLOOR - self.height

    @property
    def middle(self) -> int:
        """The middle of the spine, along which its mark is written."""
        return self.x + WIDTH // 2


WIDTH = 40
GAP = 10
ON_A_BOARD = 6
"""How many books stand on one board, so that their marks stay legible."""
FLOOR = 118
_HEIGHTS = (96, 108, 90, 102, 99)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """One board of a shelf."""

    books: tuple[Book, ...]
    free: tuple[int, ...] = ()

    @property
    def width(self) -> int:
        """The width of the drawing."""
        return ON_A_BOARD * (WIDTH + GAP) + 20

    @property
    def end(self) -> int:
        """Where the board ends."""
        return self.width - 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The open cases that one seat carries."""

    person: str
    role: str
    you: bool
    boards: tuple[Board, ...]
    cap: int | None
    clause: Clause

    @property
    def count(self) -> int:
        """How many there are."""
        return sum(len(board.books) for board in self.boards)

    @property
    def full(self) -> bool:
        """Whether new cases pass by."""
        return self.cap is not None and self.count >= self.cap


def shelves(court: Court, person: str) -> tuple[Shelf, ...]:
    """What each seat of those who judge or preside carries, as far as the cases exist for the reader; the own first."""
    files = tuple(islice(open_files(court, person), MOST))
    found = [_shelf(files, seat, person) for seat in _seats(court)]
    return tuple(sorted(found, key=lambda s: not s.you))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seat:
    """One seat of those who judge or preside: the role, its clause, who holds it."""

    role: Role
    clause: Clause
    person: str


def _seats(court: Court) -> tuple[_Seat, ...]:
    law = court.law(court.desk.clock.now())
    if law is None:
        return ()
    roster, known = court.roster(), law.procedure
    bench = (role for role in known.roles.values() if role.stands in _BENCH and not role.weighted)
    return tuple(
        _Seat(role=role, clause=known.cite(role.id), person=one) for role in bench for one in roster.get(role.id, ())
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """Where the community's time stands: the period, which day of how many, when it ends."""

    name: str
    day: int
    days: int
    ends: datetime


def cycle_now(court: Court) -> Cycle | None:
    """The period that the council's reports count by, now; None where no calendar knows it."""
    now = court.desk.clock.now()
    law = court.law(now)
    if law is None:
        return None
    kinds = [duty.period for duty in law.procedure.duties.values()] or sorted(law.calendar.periods)
    for kind in kinds:
        period = law.calendar.period_at(kind, now)
        if period is not None:
            day, days = (now - period.starts).days + 1, max((period.ends - period.starts).days, 1)
            return Cycle(name=f"{plainly(kind)} {period.id}", day=day, days=days, ends=period.ends)
    return None


def own_shelf(court: Court, person: str, files: Sequence[Casefile]) -> Shelf | None:
    """The reader's own shelf, of their open cases; None for who has no seat."""
    return next((_shelf(files, seat, person) for seat in _seats(court) if seat.person == person), None)


def _shelf(files: Sequence[Casefile], seat: _Seat, reader: str) -> Shelf:
    role, one = seat.role, seat.person
    carried = [f for f in files if _carries(f, role.id, one)]
    books = tuple(
        Book(ref=f.ref, mark=f.mark, x=10 + n % ON_A_BOARD * (WIDTH + GAP), height=_HEIGHTS[n % len(_HEIGHTS)])
        for n, f in enumerate(carried)
    )
    places = max(len(books), role.cap or 0, 1)
    capped = role.cap is not None
    boards = tuple(
        _board(books[n : n + ON_A_BOARD], min(places - n, ON_A_BOARD) if capped else 0)
        for n in range(0, places, ON_A_BOARD)
    )
    return Shelf(
        person=plainly(one), role=plainly(role.id), you=one == reader, boards=boards, cap=role.cap, clause=seat.clause
    )


def _carries(file: Casefile, role: str, one: str) -> bool:
    if role not in file.law.roles:
        return False
    persons = file.once(f"entitled {role}", "", lambda: entitled(file.law.roles, file.case.bench, role).persons)
    return one in persons


def _board(books: tuple[Book, ...], places: int) -> Board:
    """A board with its books, and the places that are still free on it where the procedure sets a cap."""
    return Board(books=books, free=tuple(10 + n * (WIDTH + GAP) for n in range(len(books), places)))


__all__ = [
    "HandOver",
    "Matter",
    "Post",
    "Cycle",
    "Shelf",
    "Waits",
    "cycle_now",
    "hand_over",
    "open_files",
    "own_shelf",
    "shelves",
]
