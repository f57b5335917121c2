# SPDX-License-Identifier: Apache-2.0
"""The states of live conversations: loaded and written many at a time, the live ones remembered in between.

Memory is bounded: of the remembered ones the longest silent goes first, and is read again when it speaks.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from django.db import connections

from comity.edge.stream.marks import mark
from comity.edge.stream.sending import instant, listed, send

MOST = 20_000
"""So many conversations are remembered between two batches: about 40 MB with states of 2 kB."""
TOGETHER = 500
_LOAD = "SELECT key, last, state FROM watch_state WHERE fold = %s AND key IN ({})"
_WRITE = (
    "INSERT INTO watch_state (key, space, fold, last, state) {} ON CONFLICT (key) DO UPDATE SET "
    "space = excluded.space, fold = excluded.fold, last = excluded.last, state = excluded.state"
)
_KINDS = ("text", "text", "text", "timestamptz", "bytea")
_PAGE = "SELECT key, space, fold, last, state FROM watch_state WHERE key > %s ORDER BY key LIMIT 500"

Live = tuple[str, datetime, bytes]
"""Space, last instant and state of one conversation."""


def key(source: str, conversation: str) -> str:
    """A hash of a conversation: no name, of the same length whatever the platform calls it."""
    return mark(source, conversation)


class States:
    """The states in one database, for one version of a fold."""

    def __init__(self, alias: str, fold: str, *, most: int = MOST) -> None:
        self._alias, self._fold, self._most = alias, fold, most
        self._remembered: OrderedDict[str, tuple[datetime, bytes]] = OrderedDict()

    def of_version(self, fold: str) -> None:
        """From now on those of another version of the fold: what is kept of an earlier one counts as none."""
        self._fold = fold
        self.clear()

    def __len__(self) -> int:
        """How many conversations are remembered."""
        return len(self._remembered)

    def of(self, keys: Collection[str]) -> dict[str, tuple[datetime, bytes]]:
        """Last instant and state of each; one of which nothing is known is left out."""
        found = {one: self._remembered[one] for one in keys if one in self._remembered}
        unknown = [one for one in keys if one not in found]
        for start in range(0, len(unknown), TOGETHER):
            found.update(self._loaded(unknown[start : start + TOGETHER]))
        return found

    def write(self, changed: Mapping[str, Live]) -> None:
        """Write these, in the transaction that is open. One that became empty is destroyed."""
        rows = [(one, space, self._fold, last, state) for one, (space, last, state) in sorted(changed.items()) if state]
        self.destroy([one for one, (_, _, state) in changed.items() if not state])
        send(self._alias, _WRITE, rows, _KINDS)

    def remember(self, changed: Mapping[str, Live]) -> None:
        """These are durable now."""
        for one, (_, last, state) in changed.items():
            if state:
                self._remembered[one] = (last, state)
                self._remembered.move_to_end(one)
            else:
                self._remembered.pop(one, None)
        while len(self._remembered) > self._most:
            self._remembered.popitem(last=False)

    def clear(self) -> None:
        """Remember nothing: somebody else may have written."""
        self._remembered.clear()

    def pages(self) -> Iterator[list[tuple[str, str, str, datetime, bytes]]]:
        """Everything that is kept, in pages: key, space, version of the fold, last instant, state."""
        connection, after = connections[self._alias], ""
        while True:
            with connection.cursor() as cursor:
                cursor.execute(_PAGE, [after])
                page = [(a, b, c, instant(d), bytes(e)) for a, b, c, d, e in cursor.fetchall()]
            if not page:
                return
            yield page
            after = page[-1][0]

    def destroy(self, keys: Sequence[str]) -> int:
        """Destroy these. How many there were."""
        there = 0
        for start in range(0, len(keys), TOGETHER):
            some = keys[start : start + TOGETHER]
            with connections[self._alias].cursor() as cursor:
                cursor.execute(f"DELETE FROM watch_state WHERE key IN ({listed(some)})", some)  # noqa: S608
                there += cursor.rowcount
        for one in keys:
            self._remembered.pop(one, None)
        return there

    def _loaded(self, keys: Sequence[str]) -> dict[str, tuple[datetime, bytes]]:
        connection = connections[self._alias]
        with connection.cursor() as cursor:
            cursor.execute(_LOAD.format(listed(keys)), [self._fold, *keys])
            return {one: (instant(last), bytes(state)) for one, last, state in cursor.fetchall()}


def count(alias: str = "default") -> int:
    """How many conversations are live."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM watch_state")
        return int(cursor.fetchone()[0])


__all__ = ["MOST", "Live", "States", "count", "key"]
