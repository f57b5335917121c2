# SPDX-License-Identifier: Apache-2.0
"""Reading a TOML table strictly: every fault is collected with its dotted path, and no unknown key passes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TypeVar

from comity.core.clause import Fault
from comity.core.procedure.grammar import NAME, Unreadable, parse_deadline, parse_guard
from comity.core.procedure.terms import ALWAYS, Deadline, Guard, Never

Word = TypeVar("Word", bound=StrEnum)
Term = TypeVar("Term")

LONGEST_TEXT = 20_000
"""Characters in one text of a procedure."""


class Faults:
    """What was found wrong so far, and the period names that the deadlines may use."""

    def __init__(self, periods: Collection[str]) -> None:
        self.found: list[Fault] = []
        self.periods = frozenset(periods)

    def add(self, field: str, rule: str, text: str, way_out: str = "") -> None:
        self.found.append(Fault(field=field, rule=rule, text=text, way_out=way_out))


class Table:
    """One table of the file. Every key is taken once; `finish` reports those that nobody asked for."""

    def __init__(self, values: Mapping[str, object], path: str, faults: Faults) -> None:
        self.values = dict(values)
        self.path = path
        self.faults = faults

    def fault(self, key: str, rule: str, text: str, way_out: str = "") -> None:
        self.faults.add(".".join(part for part in (self.path, key) if part), rule, text, way_out)

    def has(self, key: str) -> bool:
        return key in self.values

    def text(self, key: str, default: str | None = None) -> str:
        """A text. Missing without a default, of another type, or too long: a fault."""
        value = self.values.pop(key, default)
        if value is None:
            self.fault(key, "required", f"'{key}' is missing")
            return ""
        if not isinstance(value, str) or len(value) > LONGEST_TEXT:
            self.fault(key, "text", f"'{key}' must be a text of at most {LONGEST_TEXT} characters")
            return default or ""
        return value

    def name(self, key: str, default: str | None = None) -> str:
        """A name: lower case letters, digits and hyphens."""
        value = self.text(key, default)
        if value and not NAME.fullmatch(value):
            self.fault(key, "name", f"'{value[:40]}' is no name: use lower case letters, digits and single hyphens")
        return value

    def optional(self, key: str) -> str | None:
        return self.name(key) if self.has(key) else None

    def names(self, key: str) -> tuple[str, ...]:
        """A list of names, without doubles."""
        value = self.values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self.fault(key, "names", f"'{key}' must be a list of names")
            return ()
        if len(set(value)) != len(value):
            self.fault(key, "names", f"'{key}' names something twice")
        return tuple(dict.fromkeys(value))

    def flag(self, key: str, default: bool = False) -> bool:
        value = self.values.pop(key, default)
        if not isinstance(value, bool):
            self.fault(key, "flag", f"'{key}' must be true or false")
            return default
        return value

    def number(self, key: str, default: int | None = None, *, least: int = 0, most: int = 1000) -> int | None:
        value = self.values.pop(key, default)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            self.fault(key, "number", f"'{key}' must be a whole number from {least} to {most}")
            return default
        return value

    def word(self, key: str, words: type[Word], default: Word | None = None) -> Word | None:
        """One of a closed set of words."""
        value = self.values.pop(key, default)
        if value is None:
            return None
        if isinstance(value, str) and value in {w.value for w in words}:
            return words(value)
        allowed = ", ".join(w.value for w in words)
        self.fault(key, "closed word", f"'{key}' must be one of: {allowed}")
        return default

    def instant(self, key: str) -> datetime | None:
        value = self.values.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            self.fault(key, "instant", f"'{key}' must be an instant with its zone, for instance 2024-01-04T19:00:00Z")
            return None
        return value.astimezone(UTC)

    def guard(self, key: str, default: Guard = ALWAYS) -> Guard:
        return self._term(key, default, parse_guard)

    def deadline(self, key: str) -> Deadline:
        if not self.has(key):
            self.fault(key, "required", f"'{key}' is missing")
            return Never()
        never: Deadline = Never()
        return self._term(key, never, parse_deadline)

    def _term(self, key: str, default: Term, parse: Callable[[str, Collection[str]], Term]) -> Term:
        if not self.has(key):
            return default
        text = self.text(key)
        try:
            return parse(text, self.faults.periods)
        except Unreadable as wrong:
            self.fault(key, "grammar", f"{wrong} at column {wrong.column + 1} of '{text[:120]}'")
            return default

    def tables(self, key: str) -> list[Table]:
        """A list of tables."""
        value = self.values.pop(key, [])
        if not isinstance(value, list) or not all(isinstance(v, dict) for v in value):
            self.fault(key, "tables", f"'{key}' must be a list of tables")
            return []
        path = f"{self.path}.{key}" if self.path else key
        return [Table(v, f"{path}[{n}]", self.faults) for n, v in enumerate(value, 1)]

    def table(self, key: str) -> Table | None:
        value = self.values.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, dict):
            self.fault(key, "table", f"'{key}' must be a table")
            return None
        return Table(value, f"{self.path}.{key}" if self.path else key, self.faults)

    def finish(self) -> None:
        """Report every key that nobody asked for."""
        for key in self.values:
            self.fault(key, "unknown key", f"'{key}' is not a key of this table")


__all__ = ["Faults", "LONGEST_TEXT", "Table"]
