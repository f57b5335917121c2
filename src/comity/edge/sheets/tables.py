# SPDX-License-Identifier: Apache-2.0
"""The rows of a file, each with its cells by the names of the first row. Everything is text here; a day is ISO 8601.

A spreadsheet is a ZIP archive: what it would grow to is looked at before it is opened, formulas give the value that was
last seen, and no link in it is followed.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from comity.core.clause import Fault, Malformed

LARGEST = 20_000_000
"""Bytes of a file."""
GROWN = 200_000_000
"""Bytes that an archive may grow to."""
MOST_ROWS = 5000
MOST_COLUMNS = 200
LONGEST_CELL = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its number in the file, as a program shows it, and its cells by the heads of their columns."""

    number: int
    cells: Mapping[str, str]


def read(path: Path) -> tuple[Row, ...]:
    """The rows that are not empty. Raises `Malformed` naming what cannot be read."""
    try:
        raw = _bytes(path)
    except OSError as wrong:
        raise _malformed("FILE", "readable", f"cannot be read: {wrong.strerror}") from wrong
    match path.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            return _rows(_lines(raw))
        case ".xlsx":
            return _rows(_sheet(raw))
        case other:
            raise _malformed("FILE", "known", f"is .csv or .xlsx, not {other or 'without an ending'}")


def _bytes(path: Path) -> bytes:
    with path.open("rb") as file:
        raw = file.read(LARGEST + 1)
    if len(raw) > LARGEST:
        raise _malformed("FILE", "size", f"has more than {LARGEST} bytes")
    return raw


def _lines(raw: bytes) -> Iterator[tuple[str, ...]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _malformed("FILE", "UTF-8", f"is not UTF-8 at byte {wrong.start}; save it as UTF-8") from wrong
    head = text.partition("\n")[0]
    between = max(",;\t", key=head.count)
    csv.field_size_limit(LARGEST)
    try:
        for line in csv.reader(io.StringIO(text, newline=""), delimiter=between, strict=True):
            yield tuple(line)
    except csv.Error as wrong:
        raise _malformed("FILE", "table", f"is no table of commas: {wrong}") from wrong


def _sheet(raw: bytes) -> Iterator[tuple[str, ...]]:
    """The first sheet of a spreadsheet."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            grown = sum(one.file_size for one in archive.infolist())
        if grown > GROWN:
            raise _malformed("FILE", "size", f"would grow to {grown} bytes, and {GROWN} are possible")
        book = load_workbook(io.BytesIO(raw), read_only=True, data_only=True, keep_links=False)
        for line in book.worksheets[0].iter_rows(max_col=MOST_COLUMNS, values_only=True):
            yield tuple(_text(cell) for cell in line)
    except Malformed:
        raise
    except (zipfile.BadZipFile, InvalidFileException) as wrong:
        raise _malformed("FILE", "spreadsheet", "is no spreadsheet (.xlsx)") from wrong
    except Exception as wrong:  # a file that was made to break its reader breaks it in ways that nobody lists
        raise _malformed("FILE", "spreadsheet", f"cannot be read as a spreadsheet: {type(wrong).__name__}") from wrong


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _rows(lines: Iterable[tuple[str, ...]]) -> tuple[Row, ...]:
    numbered = enumerate(lines, 1)
    heads = next((line for _number, line in numbered if any(line)), ())
    names = [head.strip() for head in heads]
    if not any(names):
        raise _malformed("FILE", "heads", "has no first row that names the columns")
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise _malformed("FILE", "heads", f"names a column twice: {', '.join(twice)}")
    found: list[Row] = []
    for number, line in numbered:
        cells = {name: cell.strip() for name, cell in zip(names, line, strict=False) if name}
        if not any(cells.values()):
            continue
        long = [name for name, cell in cells.items() if len(cell) > LONGEST_CELL]
        if long:
            raise _malformed(f"row {number}, {long[0]}", "length", f"has more than {LONGEST_CELL} characters")
        found.append(Row(number=number, cells=cells))
        if len(found) > MOST_ROWS:
            raise _malformed("FILE", "many", f"has more than {MOST_ROWS} rows; take it over in parts")
    return tuple(found)


def _malformed(field: str, rule: str, text: str) -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text)])


__all__ = ["GROWN", "LARGEST", "LONGEST_CELL", "MOST_ROWS", "Row", "read"]
