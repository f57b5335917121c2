# SPDX-License-Identifier: Apache-2.0
"""How far `comity watch` came: a small file from which a killed run goes on and says, in all, the very same.

The file is SQLite: states, records, what was said, and how far the source was read become durable in one transaction.
What was said is kept too, so that whoever starts again after a kill gets the whole output again, or, where the output
is a file that was begun, only the rest of it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from comity.core.clause import Fault, Malformed
from comity.site.watch_told import Counts, Record

_FORM = 1
_TABLES = """
create table if not exists meta (name text primary key, value text not null);
create table if not exists conversation (mark text primary key, place integer not null, state blob not null,
    record text not null, numbers text not null);
create table if not exists said (place integer primary key, line text not null);
"""


class Kept:
    """A file of progress. Raises `Malformed` where it is none, or belongs to another source or way of asking."""

    def __init__(self, path: Path, asked: Mapping[str, Any]) -> None:
        self.path = path
        with self._sound():
            self._base = sqlite3.connect(path, isolation_level=None)
            self._base.execute("pragma journal_mode=wal")
            self._base.execute("pragma synchronous=full")
            self._base.executescript(_TABLES)
            self.meta = dict(self._base.execute("select name, value from meta"))
        wanted = _wanted(asked)
        if self.meta.get("asked", wanted) != wanted:
            raise _other(path, "was begun with another source, policy, model or other options")
        self.meta["asked"] = wanted

    @contextmanager
    def _sound(self) -> Iterator[None]:
        """A full disk and a broken file are said."""
        try:
            yield
        except sqlite3.Error as wrong:
            text = f"{self.path}: {wrong}"
            raise Malformed([Fault(field="--state", rule="file", text=text)]) from wrong

    @property
    def begun(self) -> bool:
        """Whether there is anything to go on from."""
        return "offset" in self.meta

    def counts(self) -> Counts:
        """Of what was read."""
        return Counts(**json.loads(self.meta.get("counts", "{}")))

    def load(self) -> Iterator[tuple[str, bytes, Record, str]]:
        """Every conversation in the order in which they were first heard: mark, state, record, numbers of its posts."""
        asked = "select mark, state, record, numbers from conversation order by place"
        with self._sound():
            for mark, state, record, numbers in self._base.execute(asked):
                yield json.loads(mark), state, Record(**json.loads(record)), numbers

    def said(self) -> Iterator[str]:
        """Every line that was said."""
        with self._sound():
            for (line,) in self._base.execute("select line from said order by place"):
                yield json.loads(line)

    def save(
        self, changed: Iterable[tuple[str, bytes, Record, str]], said: Iterable[str], meta: Mapping[str, str]
    ) -> None:
        """Make everything durable together. `changed`: as in `load`."""
        self.meta.update(meta)
        rows = [
            (json.dumps(mark), record.place, state, json.dumps(asdict(record)), numbers)
            for mark, state, record, numbers in changed
        ]
        with self._sound():
            self._base.execute("begin immediate")
            self._base.executemany("insert or replace into conversation values (?, ?, ?, ?, ?)", rows)
            self._base.executemany("insert into said (line) values (?)", [(json.dumps(line),) for line in said])
            self._base.executemany("insert or replace into meta values (?, ?)", list(self.meta.items()))
            self._base.execute("commit")

    def close(self, *, remove: bool) -> None:
        """The run is over."""
        self._base.close()
        if remove:
            for path in (self.path, Path(f"{self.path}-wal"), Path(f"{self.path}-shm")):
                path.unlink(missing_ok=True)


def _other(path: Path, why: str) -> Malformed:
    return Malformed([Fault(field="--state", rule="same", text=f"{path} {why}",
                            way_out="another file, or remove this one")])  # fmt: skip


def _wanted(asked: Mapping[str, Any]) -> str:
    return json.dumps({"form": _FORM, **asked}, sort_keys=True)


def belongs(path: Path, asked: Mapping[str, Any]) -> bool:
    """Whether a file is one of progress, begun in this very way."""
    return _peek(path, "asked") == _wanted(asked)


def fitted(path: Path, budget: str | None) -> str:
    """The policy that a run before this one fitted to this budget, as `--save-policy` writes it; empty where none is.

    A source that grew is read on by it: fitted anew, every threshold would be another one.
    """
    try:
        found = json.loads(_peek(path, "policy") or "{}")
    except ValueError:
        return ""
    return str(found["policy"]) if found.keys() == {"budget", "policy"} and found["budget"] == budget else ""


def fit(policy: str, budget: str | None) -> dict[str, str]:
    """What `fitted` finds again."""
    return {"policy": json.dumps({"budget": budget, "policy": policy})}


def _peek(path: Path, name: str) -> str | None:
    """One fact of a file of progress; None where it is none."""
    if not path.is_file():
        return None
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as base:
            found = base.execute("select value from meta where name = ?", (name,)).fetchone()
    except sqlite3.Error:
        return None
    return str(found[0]) if found else None


def changed_source(path: Path) -> Malformed:
    """The source no longer begins as it did."""
    return _other(path, "was begun with a source that began differently")


__all__ = ["Kept", "belongs", "changed_source", "fit", "fitted"]
