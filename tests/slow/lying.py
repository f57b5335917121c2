# SPDX-License-Identifier: Apache-2.0
"""Everything that an installation left behind: its files byte by byte, and every cell of its database.

The files are searched as they lie, so that free pages, write-ahead logs, temporary files and logs are among them; the
cells because a database breaks a long text over pages, or packs it.
"""

from __future__ import annotations

import re
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from tests.slow.marks import Find, Marks

BETWEEN = b"\0\n\0"
_EMPTY = re.compile(rb"\0{256,}")
_EMPTY_ENOUGH = bytes(256)
"""Most of a database server's folder is room not written yet, which takes long to search and holds nothing."""


def finds(marks: Marks, *folders: Path, database: str) -> list[Find]:
    """Every mark that lies in these folders or in the database of that address."""
    known = frozenset(where for folder in folders for where in _static(folder))
    there = ((where, data) for where, data in pieces(folders, database) if where not in known)
    return sorted({find for where, data in there for find in marks.found(data, where)}, key=str)


def pieces(folders: tuple[Path, ...], database: str) -> Iterator[tuple[str, bytes]]:
    """Where something lies, and what. The files come first, before anything opens the database."""
    for folder in folders:
        yield from files(folder)
    yield from ((where, BETWEEN.join(rows)) for where, rows in tables(database))


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below, its name first: a name may tell as much."""
    for path in sorted(folder.rglob("*")):
        yield f"the name of {path.relative_to(folder)}", path.name.encode("utf-8", "surrogateescape")
        if path.is_file() and not path.is_symlink():
            yield str(path.relative_to(folder)), _EMPTY.sub(_EMPTY_ENOUGH, path.read_bytes())


def _static(folder: Path) -> Iterator[str]:
    """The site's own files, which are copied from the package and packed: they are many, and the same everywhere."""
    return (str(path.relative_to(folder)) for path in (folder / "home" / "static").rglob("*"))


def cells(database: str) -> Iterator[bytes]:
    """Every cell of every table, one by one."""
    return (cell for _where, rows in tables(database) for cell in rows)


def tables(database: str) -> Iterator[tuple[str, list[bytes]]]:
    """The cells of each table."""
    name = database.removeprefix("sqlite:///")
    return _postgresql(database) if name == database else _sqlite(Path(name))


def _sqlite(path: Path) -> Iterator[tuple[str, list[bytes]]]:
    with tempfile.TemporaryDirectory() as name:
        for part in (path, path.with_name(f"{path.name}-wal")):
            if part.exists():
                shutil.copy(part, name)
        with closing(sqlite3.connect(Path(name) / path.name)) as line:
            asked = "SELECT name FROM sqlite_master WHERE type = 'table'"
            for (table,) in line.execute(asked).fetchall():
                yield f"table {table}", _cells(line.execute(f'SELECT * FROM "{table}"'))


def _postgresql(address: str) -> Iterator[tuple[str, list[bytes]]]:
    with psycopg.connect(address, autocommit=True) as line:
        line.execute("CHECKPOINT")
        asked = "SELECT table_schema, table_name FROM information_schema.tables WHERE table_schema = 'public'"
        for schema, table in line.execute(asked).fetchall():
            rows = line.execute(sql.SQL("SELECT * FROM {}.{}").format(sql.Identifier(schema), sql.Identifier(table)))
            yield f"table {table}", _cells(rows)


def _cells(rows: Any) -> list[bytes]:
    return [_bytes(cell) for row in rows for cell in row]


def _bytes(cell: Any) -> bytes:
    return bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode("utf-8", "surrogateescape")


__all__ = ["cells", "files", "finds", "pieces"]
