# SPDX-License-Identifier: Apache-2.0
"""What the columns of a table mean: by their own names, or as a file of the community says.

    [columns]                       # field = head of the column; a field that is left out has its own name
    ref = "Case no."
    closed = "Closed on"
    [dates]
    form = "%d.%m.%Y"               # as strptime has it; without it days are ISO 8601 (2025-11-30)
    [kind]                          # what stands in the column = the code that it becomes
    "Doxxing in the forum" = "doxxing"
    [ending]
    "Warned" = "measure"
    [about]
    between = ";"                   # what stands between several names

Every fault names the row, the column and the rule.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from comity.core.clause import Fault, Malformed
from comity.edge.sheets.tables import Row

FIELDS: tuple[str, ...] = ("ref", "closed", "kind", "ending", "opened", "about", "text")
NEEDED: tuple[str, ...] = ("ref", "closed", "kind", "ending")
LARGEST = 200_000
MOST_FAULTS = 50
MOST_NAMES = 20
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Which column is which field, and what its words become."""

    columns: Mapping[str, str] = field(default_factory=lambda: {name: name for name in FIELDS})
    kind: Mapping[str, str] = field(default_factory=dict)
    ending: Mapping[str, str] = field(default_factory=dict)
    dates: str = ""
    between: str = ";"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One past case as its row tells it."""

    number: int
    ref: str
    closed: datetime
    kind: str
    ending: str
    opened: datetime | None
    about: tuple[str, ...]
    text: str


def meaning(path: Path | None) -> Meaning:
    """What the file says. Raises `Malformed` naming the table and the key."""
    if path is None:
        return Meaning()
    try:
        told = tomllib.loads(path.read_bytes()[:LARGEST].decode("utf-8"))
    except OSError as wrong:
        raise _malformed("--map", "readable", f"cannot be read: {wrong.strerror}") from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise _malformed("--map", "TOML", f"cannot be read as TOML: {wrong}") from wrong
    tables = {name: _table(told, name) for name in ("columns", "kind", "ending", "dates", "about")}
    unknown = sorted({*(set(told) - set(tables)), *(f"columns.{n}" for n in set(tables["columns"]) - set(FIELDS))})
    if unknown:
        raise _malformed(f"--map {unknown[0]}", "known", f"is none of: {', '.join((*tables, *FIELDS))}")
    return Meaning(
        columns={name: tables["columns"].get(name, name) for name in FIELDS},
        kind=tables["kind"],
        ending=tables["ending"],
        dates=tables["dates"].get("form", ""),
        between=tables["about"].get("between", ";") or ";",
    )


def _table(told: Mapping[str, Any], name: str) -> dict[str, str]:
    found = told.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise _malformed(f"--map {name}", "table", "is a table of texts")
    return {str(key).strip(): value.strip() for key, value in found.items()}


def lines(rows: tuple[Row, ...], means: Meaning) -> tuple[Line, ...]:
    """The past cases. Raises `Malformed` with every fault, at most fifty."""
    heads = set(rows[0].cells) if rows else set()
    missing = [means.columns[name] for name in NEEDED if rows and means.columns[name] not in heads]
    if not rows or missing:
        text = f"has no column {', '.join(missing)}" if rows else "has no row below its first"
        raise _malformed("FILE", "columns", text)
    faults: list[Fault] = []
    found = [_line(row, means, faults) for row in rows]
    if faults:
        raise Malformed(faults[:MOST_FAULTS])
    return tuple(line for line in found if line is not None)


def _line(row: Row, means: Meaning, faults: list[Fault]) -> Line | None:
    cells = {name: row.cells.get(column, "") for name, column in means.columns.items()}
    before = len(faults)
    for name in NEEDED:
        if not cells[name]:
            faults.append(_fault(row, means, name, "not empty", "is empty"))
    closed = _day(row, means, "closed", cells, faults)
    opened = _day(row, means, "opened", cells, faults)
    about = tuple(dict.fromkeys(_names(row, means, cells["about"], faults)))
    if len(faults) > before or closed is None:
        return None
    return Line(
        number=row.number, ref=cells["ref"], closed=closed, opened=opened, about=about, text=cells["text"],
        kind=means.kind.get(cells["kind"], cells["kind"]), ending=means.ending.get(cells["ending"], cells["ending"]),
    )  # fmt: skip


def _day(
    row: Row, means: Meaning, name: str, cells: Mapping[str, str], faults: list[Fault]
) -> datetime | None:  # fmt: skip
    text = cells[name]
    if not text:
        return None
    try:
        if means.dates and not _iso(text):
            return datetime.strptime(text, means.dates).replace(tzinfo=UTC)
        return datetime.fromisoformat(text[:10]).replace(tzinfo=UTC)
    except ValueError:
        form = means.dates or "2025-11-30"
        faults.append(_fault(row, means, name, "day", f"is no day in the form {form}"))
        return None


def _iso(text: str) -> bool:
    """Whether it is a day as a spreadsheet's own dates are told."""
    try:
        datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return False
    return True


def _names(row: Row, means: Meaning, text: str, faults: list[Fault]) -> Iterator[str]:
    names = [name.strip() for name in text.split(means.between) if name.strip()]
    if len(names) > MOST_NAMES or any(len(name) > LONGEST_NAME or not name.isprintable() for name in names):
        text = f"has at most {MOST_NAMES} names, of one line and {LONGEST_NAME} letters each"
        faults.append(_fault(row, means, "about", "names", text))
        return
    yield from names


def place(means: Meaning, number: int, name: str) -> str:
    """Where in the file something stands: the row, and the head of the column."""
    return f"row {number}, {means.columns.get(name, name)}"


def _fault(row: Row, means: Meaning, name: str, rule: str, text: str) -> Fault:
    return Fault(field=place(means, row.number, name), rule=rule, text=text)


def _malformed(field: str, rule: str, text: str) -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text)])


__all__ = ["FIELDS", "NEEDED", "Line", "Meaning", "lines", "meaning", "place"]
