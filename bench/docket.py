# SPDX-License-Identifier: Apache-2.0
"""A long docket in little time: the cases of the sample community, copied event by event into as many as are wanted.

A copy has the whole history of its original, with another name, other parties and a chain of hashes of its own; its
read models are those that a rebuild would write. Closed cases lie up to ten years back, cycle by cycle; the open ones
are of today. The registry goes back further than the docket: entries beyond those of the copied cases stand in it
without a history behind them, made by the same function from the entries that the sample released.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import islice
from typing import Any

from django.db import connection, transaction

from comity.core.docket import Case, Fact
from comity.desk import registers
from comity.desk.canonical import canonical, instant, parse_instant
from comity.desk.handle import Desk
from comity.desk.page import read
from comity.desk.ports import Record, Row, Stored
from comity.edge.store.chain import linked
from comity.edge.store.history import INSERT_EVENT
from comity.edge.store.rows import MARK, NOTE
from comity.edge.web.locator import Locator

OPEN = 120
"""How many cases are open at once: a thousand a year, each open for six weeks."""
CYCLES = 170
"""How many cycles of three weeks the closed ones lie back: ten years."""
CYCLE = timedelta(days=21)
AT_ONCE = 500
MOVING = r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z|"period":"[a-z]+ \d+"'
TABLES = (registers.CASES, registers.OPEN, registers.ANSWERED)
INSERT_DEADLINE = "INSERT INTO deadline (stream, at, what) VALUES (%s, %s, %s)"

Say = Callable[[str], None]
Turn = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """One case of the sample with all that hangs on it. `names`: its own and those of its parties."""

    names: tuple[str, ...]
    reporter: str
    """Who holds its receipt; empty where nobody does."""
    events: Mapping[str, tuple[Stored, ...]]
    rows: tuple[tuple[str, Row], ...]
    deadlines: tuple[tuple[str, Any, str], ...]
    closed: bool
    windows: tuple[str, ...]
    """The streams of those windows of the house that are open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """What was laid down, by the names under which pages are asked for."""

    receipts: tuple[str, ...]
    """Of open cases."""
    receipts_of_closed: tuple[str, ...]
    entries: tuple[str, ...]
    windows: tuple[str, ...]
    """Those in which a house can vote now."""


def grow(desk: Desk, law_of: Any, *, cases: int, entries: int, say: Say) -> Docket:
    """Fill the sample up to so many cases and entries; what is there already counts. In one transaction."""
    found = originals(desk)
    open_ones, closed = [o for o in found if not o.closed], [o for o in found if o.closed]
    wanted = max(0, cases - len(found))
    still_open = min(max(0, OPEN - len(open_ones)), wanted // 2)
    laid = _Laid(law_of, desk)
    laid.remember()
    with transaction.atomic():
        for number in range(wanted):
            one, back = (
                (open_ones[number % len(open_ones)], 0)
                if number < still_open
                else (closed[number % len(closed)], 1 + number * CYCLES // wanted)
            )
            laid.copy(one, number, back)
            if number % 1000 == 999:
                say(f"{number + 1} of {wanted} cases")
        laid.archive(entries, say)
        laid.write()
    return laid.told()


def originals(desk: Desk) -> list[Original]:
    """Every case of the sample with its parties and windows, its read models and its next deadlines."""
    with desk.store.reading() as unit:
        return [_original(desk, unit, row.key) for row in registers.every(unit.rows, registers.CASES)]


def _original(desk: Desk, unit: Any, stream: str) -> Original:
    case: Case = desk.state(stream).state
    ref = stream.partition(":")[2]
    streams = [stream, *(one for one in unit.history.streams(kind="veto") if ref in one)]
    parties = sorted(case.bench.parties, key=len, reverse=True)
    rows = [(table, found) for table in TABLES if (found := _with_marks(unit.rows.find(table, stream), table))]
    windows = [_with_marks(found, registers.WINDOWS) for one in streams if (found := unit.rows.find("windows", one))]
    told = [(registers.TOLD, found) for one in parties if (found := unit.rows.find(registers.TOLD, one))]
    dues = [(due.stream, due.at, due.what) for one in streams if (due := unit.deadlines.find(one))]
    return Original(
        names=(ref, *parties),
        reporter=next((p for p in parties if p.startswith("reporter-")), ""),
        events={one: tuple(unit.history.load(one)) for one in streams},
        rows=(*rows, *((registers.WINDOWS, w) for w in windows if w), *told),
        deadlines=tuple(dues),
        closed=case.closed is not None,
        windows=tuple(w.key for w in windows if w and not w.fields["closed"]),
    )


def _with_marks(row: Row | None, table: str) -> Row | None:
    """A row with the marks that its table keeps beside it."""
    if row is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark, value FROM read_mark WHERE model = %s AND key = %s", (table, row.key))
        return replace(row, marks=tuple((str(mark), str(value)) for mark, value in cursor.fetchall()))


class _Laid:
    """What is laid down, written some hundred rows at a time."""

    def __init__(self, law_of: Any, desk: Desk) -> None:
        self._law_of, self._desk = law_of, desk
        self._statements: dict[str, list[Sequence[Any]]] = {}
        self._receipts: dict[bool, list[str]] = {True: [], False: []}
        self._entries: list[str] = []
        self._windows: list[str] = []
        self._released: list[tuple[Any, Fact]] = []

    def remember(self) -> None:
        """Read the entries that the sample released: the archive is made from them."""
        with self._desk.store.reading() as unit:
            for row in registers.every(unit.rows, registers.ENTRIES):
                stream, _, version = row.key.rpartition("/")
                stored = unit.history.load(stream, after=int(version) - 1)[0]
                case: Case = self._desk.state(stream).state
                self._released.append((self._law_of(case.digest), read(self._desk.rooms, stored)))

    def copy(self, one: Original, number: int, back: int) -> None:
        """One more case after `one`, `back` cycles before it."""
        receipt = Locator(_hex(f"case {number}")[:32])
        turn = _turn(one, receipt, number, back)
        for name, events in one.events.items():
            self._history(turn(name), events, turn)
        for table, row in one.rows:
            self._row(table, _turned(table, row, turn))
        for name, at, what in one.deadlines:
            self._later(INSERT_DEADLINE, (turn(name), connection.ops.adapt_datetimefield_value(at), what))
        if one.reporter:
            self._receipts[one.closed].append(receipt.bits)
        self._windows += [registers.window_id(turn(name)) for name in one.windows]

    def archive(self, entries: int, say: Say) -> None:
        """Fill the registry up with entries of cases before those of the docket."""
        there = len(self._released) + len(self._entries)
        for number in range(there, entries):
            law, fact = self._released[number % len(self._released)]
            back = 1 + (number - there) * CYCLES // (entries - there)
            moved = replace(
                fact, at=fact.at - back * CYCLE, value={**fact.value, "period": _earlier(fact.value["period"], back)}
            )
            self._entry(law, f"case:{_hex(f'archive {number}')[:12]}", 1, moved)
            if number % 20_000 == 19_999:
                say(f"{number + 1} of {entries} entries")

    def _history(self, stream: str, events: Sequence[Stored], turn: Turn) -> None:
        records = [Record(kind=e.kind, schema=e.schema, data=turn(e.data), at=turn(e.at)) for e in events]
        for event in linked(records, stream=stream, act_id=f"copied/{stream}", after=0):
            self._later(INSERT_EVENT, (
                event.stream, event.version, event.kind, event.schema, event.data, event.at, event.act_id,
                event.prev, event.hash,
            ))  # fmt: skip
            if event.kind == "case.published":
                fact = read(self._desk.rooms, event)
                law = self._law_of(self._digest(events[0]))
                self._entry(law, stream, event.version, fact)

    def _digest(self, first: Stored) -> str:
        return str(read(self._desk.rooms, first).value["digest"])

    def _entry(self, law: Any, stream: str, version: int, fact: Fact) -> None:
        row = registers.entry_row(law, stream, version, fact)
        self._row(registers.ENTRIES, row)
        self._entries.append(registers.entry_id(row.key))

    def _row(self, table: str, row: Row) -> None:
        self._later(NOTE, (table, row.key, row.sort, canonical(row.fields), row.words))
        for mark, value in row.marks:
            self._later(MARK.format("(%s, %s, %s, %s)"), (table, row.key, mark, value))

    def _later(self, statement: str, values: Sequence[Any]) -> None:
        waiting = self._statements.setdefault(statement, [])
        waiting.append(values)
        if len(waiting) >= AT_ONCE:
            self._send(statement)

    def _send(self, statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(statement, self._statements.pop(statement))

    def write(self) -> None:
        """Write what is left."""
        for statement in tuple(self._statements):
            self._send(statement)

    def told(self) -> Docket:
        """By which names to ask for what was laid."""
        return Docket(
            receipts=tuple(self._receipts[False]),
            receipts_of_closed=tuple(self._receipts[True]),
            entries=tuple(self._entries),
            windows=tuple(self._windows),
        )


def _turn(one: Original, receipt: Locator, number: int, back: int) -> Turn:
    """What makes a text of the original one of the copy: names, instants and periods in it, nothing else."""
    names = {name: f"{name}.{number}" for name in one.names}
    names[one.names[0]] = receipt.case.partition(":")[2]
    names[one.reporter] = receipt.person

    def other(found: re.Match[str]) -> str:
        text = found[0]
        if text in names:
            return names[text]
        if text.startswith('"'):
            return f'"period":"{_earlier(text[10:-1], back)}"'
        return _moved(text, back)

    pattern = _pattern(one.names)
    return lambda text: pattern.sub(other, text)


@cache
def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join((*map(re.escape, names), MOVING)))


def _turned(table: str, row: Row, turn: Turn) -> Row:
    """A row of the copy. The id of a window is worked out from its stream."""
    key = turn(row.key)
    marks = (("id", registers.window_id(key)),) if table == registers.WINDOWS else row.marks
    return Row(
        key=key,
        sort=turn(row.sort),
        fields=json.loads(turn(canonical(row.fields))),
        marks=tuple((mark, turn(value)) for mark, value in marks),
    )


@cache
def _moved(text: str, back: int) -> str:
    return instant(parse_instant(text) - back * CYCLE)


@cache
def _earlier(period: str, back: int) -> str:
    """The period so many before; those before the first are told from the end."""
    kind, _, number = period.rpartition(" ")
    left = int(number) - back
    return f"{kind} {left}" if left > 0 else f"{kind} before-{1 - left}"


def _hex(text: str) -> str:
    return hashlib.sha256(f"comity bench {text}".encode()).hexdigest()


def some(names: Sequence[str], count: int) -> Iterator[str]:
    """So many of them, spread evenly."""
    return islice(names[:: max(1, len(names) // count)], count)


__all__ = ["Docket", "Original", "grow", "originals", "some"]
