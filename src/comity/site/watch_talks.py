# SPDX-License-Identifier: Apache-2.0
"""The conversations of one run: those that were heard lately in memory, all others in a file without a name.

So memory does not grow with how many conversations a source has. The file is gone when the run is, however it ends.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from comity.core.clause import Fault, Malformed
from comity.site.watch_told import Record

NEAR = 4_096
"""So many conversations are in memory; of one too many, the eighth part that was silent longest is put away."""
_TABLE = "create table talk (name text primary key, place integer not null, state blob not null, record text not null)"
_PLACE = "create index place on talk (place)"


@dataclass(slots=True)
class Talk:
    """One conversation: the fold's state, and what there is to say of it."""

    record: Record
    state: bytes = b""


class Talks:
    """Conversations by name. Iterating gives the record of each, in the order in which they were first heard."""

    def __init__(self, near: int = NEAR) -> None:
        self._near: dict[str, Talk] = {}
        self._most, self._many = near, 0
        self._base = sqlite3.connect("", isolation_level=None)
        self._base.execute(_TABLE)
        self._base.execute(_PLACE)

    def __len__(self) -> int:
        return self._many

    def __iter__(self) -> Iterator[Record]:
        self._put_away(len(self._near))
        for (record,) in self._base.execute("select record from talk order by place"):
            yield Record(**json.loads(record))

    def of(self, name: str) -> Talk | None:
        """A conversation that was heard before; none where it never was. It counts as heard now."""
        found = self._near.pop(name, None) or self._put_back(name)
        if found:
            self._near[name] = found
        return found

    def begin(self, name: str) -> Talk:
        """A conversation that is heard for the first time."""
        talk = Talk(Record(name, place=self._many))
        self.add(talk)
        return talk

    def add(self, talk: Talk) -> None:
        """One that an earlier run heard. Raises `Malformed` where there is no room on the disk."""
        self._near[talk.record.conversation] = talk
        self._many += 1
        if len(self._near) > self._most:
            self._put_away(max(1, self._most // 8))

    def _put_away(self, many: int) -> None:
        names = [name for name, _ in zip(self._near, range(many), strict=False)]
        rows = []
        for name in names:
            talk = self._near.pop(name)
            rows.append((json.dumps(name), talk.record.place, talk.state, json.dumps(asdict(talk.record))))
        try:
            self._base.execute("begin")
            self._base.executemany("insert or replace into talk values (?, ?, ?, ?)", rows)
            self._base.execute("commit")
        except sqlite3.Error as wrong:
            text = f"conversations cannot be put away: {wrong}"
            raise Malformed([Fault(field="SOURCE", rule="room", text=text)]) from wrong

    def _put_back(self, name: str) -> Talk | None:
        if self._many == len(self._near):
            return None
        found = self._base.execute("select record, state from talk where name = ?", (json.dumps(name),)).fetchone()
        return Talk(Record(**json.loads(found[0])), found[1]) if found else None


__all__ = ["NEAR", "Talk", "Talks"]
