# SPDX-License-Identifier: Apache-2.0
"""Deadlines and guards read like sentences and parse strictly: one grammar each.

    deadline = "never" | "until" anchor | ( "earlier" | "later" ) "of" deadline "and" deadline
             | [ quantity ( "after" | "before" ) ] point
    quantity = integer ( "hours" | "days" | "working days" | "weeks" | "months" | period ), singular allowed
    point    = anchor
             | [ "next" | "second" | "third" ] period "." point [ "at least" quantity ] [ "after" anchor ]
             | period "." point "of" ( "next" | "second" | "third" ) period "after" anchor
    anchor   = thing "." moment [ "by" ( "every" | "any" | integer ) role ]
    guard    = conj { "or" conj }          conj = atom { "and" atom }
    atom     = "always" | "not" atom | "(" guard ")" | anchor | [ "any" | "every" ] question "=" answer
             | "count" role ( "<" | "<=" | ">" | ">=" ) integer | ( "any" | "every" ) role "is" tag

A guard holds no duration. Whether a name exists is the parser's question (`parse`), not the grammar's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from comity.core.procedure.terms import (
    Always,
    Anchor,
    Answered,
    Both,
    CalendarPoint,
    Counted,
    Deadline,
    Either,
    Guard,
    Happened,
    Never,
    Not,
    Offset,
    OneOf,
    PeriodPoint,
    Point,
    Quantity,
    Tagged,
    Until,
)

NAME = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_TOKEN = re.compile(r"\s*(?:([a-z0-9]+(?:-[a-z0-9]+)*)|(<=|>=|[.=()<>]))")
_ORDINALS: Mapping[str, int] = MappingProxyType({"next": 1, "second": 2, "third": 3})
_UNITS = ("hours", "days", "weeks", "months")
_EACH = ("any", "every")
DEEPEST = 20
"""How deep parentheses and `earlier of` may nest: a clause that people vote on stays readable."""
LONGEST = 1000
"""The largest count in a deadline or a guard."""


class Unreadable(ValueError):
    """The text is not a sentence of the grammar. `column` (from 0) is where reading stopped."""

    def __init__(self, text: str, column: int) -> None:
        self.column = column
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    column: int


def _words(text: str) -> tuple[_Word, ...]:
    found: list[_Word] = []
    column = 0
    stripped = text.rstrip()
    while column < len(stripped):
        match = _TOKEN.match(stripped, column)
        if match is None:
            rest = stripped[column:].lstrip()
            raise Unreadable(f"cannot read {rest[:12]!r}", len(stripped) - len(rest))
        found.append(_Word(match[1] or match[2], match.start(1) if match[1] else match.start(2)))
        column = match.end()
    return tuple(found)


class _Reader:
    """A cursor over the words of one sentence; the only thing in core that changes while it works."""

    def __init__(self, text: str, periods: Collection[str]) -> None:
        self.words = _words(text)
        self.periods = frozenset(periods)
        self.place = 0
        self.depth = 0
        self.end = len(text)

    def peek(self, ahead: int = 0) -> str:
        place = self.place + ahead
        return self.words[place].text if place < len(self.words) else ""

    def fail(self, expected: str) -> Unreadable:
        column = self.words[self.place].column if self.place < len(self.words) else self.end
        return Unreadable(f"expected {expected}, found {self.peek() or 'the end'!r}", column)

    def take(self, *allowed: str) -> str:
        word = self.peek()
        if not word or (allowed and word not in allowed):
            raise self.fail(" or ".join(repr(a) for a in allowed) or "a word")
        self.place += 1
        return word

    def took(self, *words: str) -> bool:
        """Take all of these words if they come next, none otherwise."""
        if any(self.peek(n) != word for n, word in enumerate(words)):
            return False
        self.place += len(words)
        return True

    def name(self, what: str) -> str:
        if not NAME.fullmatch(self.peek()):
            raise self.fail(what)
        return self.take()

    def number(self) -> int:
        word = self.peek()
        if not word.isdecimal() or not word.isascii() or len(word) > len(str(LONGEST)) or int(word) > LONGEST:
            raise self.fail(f"a whole number up to {LONGEST}")
        self.place += 1
        return int(word)

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self.fail(f"a sentence no deeper than {DEEPEST}")

    def shallower(self) -> None:
        self.depth -= 1

    def finish(self) -> None:
        if self.place < len(self.words):
            raise self.fail("the end")


def parse_deadline(text: str, periods: Collection[str] = ()) -> Deadline:
    """Read a deadline; `periods` are the period names of the calendar. Raises `Unreadable`."""
    reader = _Reader(text, periods)
    found = _deadline(reader)
    reader.finish()
    return found


def parse_guard(text: str, periods: Collection[str] = ()) -> Guard:
    """Read a guard. Raises `Unreadable`."""
    reader = _Reader(text, periods)
    found = _guard(reader)
    reader.finish()
    return found


def parse_anchor(text: str) -> Anchor:
    """Read a single anchor. Raises `Unreadable`."""
    reader = _Reader(text, ())
    found = _anchor(reader)
    reader.finish()
    return found


def _deadline(r: _Reader) -> Deadline:
    r.deeper()
    if r.took("never"):
        return Never()
    if r.took("until"):
        return Until(_anchor(r))
    if r.peek() in ("earlier", "later") and r.peek(1) == "of":
        return _either(r)
    if r.peek().isdecimal():
        quantity = _quantity(r)
        backward = r.take("after", "before") == "before"
        return Offset(_point(r), quantity, backward)
    return Offset(_point(r))


def _either(r: _Reader) -> Either:
    earlier = r.take() == "earlier"
    r.take("of")
    left = _deadline(r)
    r.take("and")
    return Either(earlier, left, _deadline(r))


def _quantity(r: _Reader) -> Quantity:
    count = r.number()
    if r.took("working", "days") or r.took("working", "day"):
        return Quantity(count, "working days")
    word = r.peek()
    known = {u: u for u in _UNITS} | {u.removesuffix("s"): u for u in _UNITS}
    known |= {p: p for p in r.periods} | {p + "s": p for p in r.periods}
    if word in known:
        r.take()
        return Quantity(count, known[word])
    raise r.fail("a unit (hours, days, working days, weeks, months or a period of the calendar)")


def _point(r: _Reader) -> Point:
    nth = _ORDINALS[r.take()] if r.peek() in _ORDINALS else 0
    if r.peek() in r.periods and r.peek(1) == ".":
        return _calendar_point(r, nth)
    if nth:
        raise r.fail("a period of the calendar")
    return _anchor(r)


def _calendar_point(r: _Reader, nth: int) -> Point:
    period = r.take()
    r.take(".")
    point = r.name("a point of the period")
    if not nth and r.took("of"):
        nth = _ORDINALS[r.take(*_ORDINALS)]
        r.take(period)
        r.take("after")
        return PeriodPoint(period, point, nth, _anchor(r))
    least = _quantity(r) if r.took("at", "least") else None
    after = _anchor(r) if r.took("after") else None
    return CalendarPoint(period, point, nth or 1, after, least)


def _anchor(r: _Reader) -> Anchor:
    thing = r.name("the name of a thing")
    r.take(".")
    moment = r.name("a moment")
    if not r.took("by"):
        return Anchor(thing, moment)
    if r.peek() == "0":
        raise r.fail("'every', 'any' or a number of persons")
    by = r.take() if r.peek() in _EACH else str(r.number())
    return Anchor(thing, moment, by, r.name("a role"))


def _guard(r: _Reader) -> Guard:
    r.deeper()
    found = [_all_of(r)]
    while r.took("or"):
        found.append(_all_of(r))
    r.shallower()
    return found[0] if len(found) == 1 else OneOf(tuple(found))


def _all_of(r: _Reader) -> Guard:
    found = [_atom(r)]
    while r.took("and"):
        found.append(_atom(r))
    return found[0] if len(found) == 1 else Both(tuple(found))


def _atom(r: _Reader) -> Guard:
    if r.took("not"):
        r.deeper()
        inside = _atom(r)
        r.shallower()
        return Not(inside)
    if r.took("("):
        inside = _guard(r)
        r.take(")")
        return inside
    if r.took("always"):
        return Always()
    if r.peek() == "count" and r.peek(1) not in (".", "="):
        return _counted(r)
    if r.peek() in _EACH and r.peek(1) not in (".", "="):
        return _each(r)
    if r.peek(1) == "=":
        return _answered(r, "")
    return Happened(_anchor(r))


def _counted(r: _Reader) -> Counted:
    r.take("count")
    role = r.name("a role")
    comparison = r.take("<", "<=", ">", ">=")
    return Counted(role, comparison, r.number())


def _each(r: _Reader) -> Guard:
    each = r.take()
    if r.peek(1) == "is":
        role = r.name("a role")
        r.take("is")
        return Tagged(each, role, r.name("a tag"))
    return _answered(r, each)


def _answered(r: _Reader, each: str) -> Answered:
    question = r.name("a question")
    r.take("=")
    return Answered(question, r.name("an answer"), each)


__all__ = ["DEEPEST", "LONGEST", "NAME", "Unreadable", "parse_anchor", "parse_deadline", "parse_guard"]
