# SPDX-License-Identifier: Apache-2.0
"""The public registry as anybody may read it: searched by words, narrowed by what entries tell, read page by page.

No question to it costs more the more entries there are than one look at an index does. Case and instant, which the read
model keeps beside each entry, never leave this file (P18).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Lock
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

from comity.core.clause import Malformed, fault, promise
from comity.desk.ports import EVERY, Row, Sought, Store
from comity.desk.registers import ENTRIES, PAGE, entry_id, matter
from comity.desk.words import sought as words_of

FACETS = ("outcome", "measure", "clause", "kind", "cycle", "procedure")
"""What entries can be narrowed by, and what is counted of all of them."""
KEPT_BACK = frozenset({"case", "at"})
"""Fields of the read model that would tell which case it was, or when (P18)."""
COUNTED = 1000
"""A search that finds more is told as more than this; counting on would cost and tell nobody anything."""
MOST_VALUES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What somebody looks for. `older` is the id of the entry after which a page begins."""

    text: str = ""
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    since: str = ""
    until: str = ""
    older: str = ""
    limit: int = 25

    @property
    def sought(self) -> Sought:
        """The same, as read models are asked."""
        marks = {kind: values[:MOST_VALUES] for kind, values in self.marks.items() if values}
        return Sought(marks=marks, words=words_of(self.text), since=self.since, until=self.until)

    @property
    def narrowed(self) -> bool:
        """Whether anything is left out."""
        return self.sought != EVERY


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One published entry: its id, and what the event of the release tells."""

    id: str
    told: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One page, newest first. `count` is exact up to `COUNTED`; `more`: older ones follow the last of this page."""

    entries: tuple[Entry, ...]
    count: int
    all: int
    more: bool

    @property
    def next(self) -> str:
        """The id after which the next page begins; empty at the end."""
        return self.entries[-1].id if self.more else ""

    @property
    def counted(self) -> bool:
        """Whether the count is exact."""
        return self.count <= COUNTED


def search(store: Store, asking: Asking) -> Found:
    """One page of what is sought. Raises `Malformed` where `older` is the id of no entry."""
    sought = asking.sought
    with store.reading() as unit:
        past = _place(_row(store, asking.older)) if asking.older else None
        rows = unit.rows.list(ENTRIES, newest_first=True, limit=asking.limit + 1, sought=sought, past=past)
        everything = _all(store)
        count = unit.rows.count(ENTRIES, sought=sought, most=COUNTED + 1) if asking.narrowed else everything
    shown = tuple(_entry(row) for row in rows[: asking.limit])
    return Found(entries=shown, count=count, all=everything, more=len(rows) > asking.limit)


def every(store: Store, asking: Asking) -> Iterator[Entry]:
    """All that is sought, newest first, read a page at a time: for downloads."""
    past: tuple[str, str] | None = None
    while True:
        with store.reading() as unit:
            rows = unit.rows.list(ENTRIES, newest_first=True, limit=PAGE, sought=asking.sought, past=past)
        yield from (_entry(row) for row in rows)
        if len(rows) < PAGE:
            return
        past = _place(rows[-1])


def find(store: Store, id: str) -> Entry | None:
    """The entry of that id, or None."""
    found = _find(store, id)
    return None if found is None else _entry(found)


def same_matter(store: Store, id: str) -> tuple[Entry, ...]:
    """Every entry on the matter of that one, oldest first: an entry is corrected by a later one (P17)."""
    found = _find(store, id)
    if found is None:
        return ()
    with store.reading() as unit:
        rows = unit.rows.list(ENTRIES, sought=Sought(marks={"matter": (_matter(found),)}), limit=MOST_VALUES)
    return tuple(_entry(row) for row in rows)


def last(store: Store) -> str:
    """The instant of the newest entry, in RFC 3339; empty where there is none. Told by cycle only (P18)."""
    with store.reading() as unit:
        rows = unit.rows.list(ENTRIES, newest_first=True, limit=1)
    return rows[0].sort if rows else ""


@dataclass(slots=True)
class _Counted:
    """The counts of a whole registry, good for as long as no entry comes in: none is ever changed (P17)."""

    state: int = -1
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    all: int = 0
    lock: Lock = field(default_factory=Lock)


_COUNTED: WeakKeyDictionary[Store, _Counted] = WeakKeyDictionary()


def facets(store: Store) -> Mapping[str, Mapping[str, int]]:
    """How many entries of the whole registry have each value of each facet. Not yet suppressed."""
    return _counted(store).facets


def _all(store: Store) -> int:
    return _counted(store).all


def _counted(store: Store) -> _Counted:
    kept = _COUNTED.setdefault(store, _Counted())
    with store.reading() as unit, kept.lock:
        state = unit.rows.state(ENTRIES)
        if state != kept.state:
            kept.facets = MappingProxyType({facet: unit.rows.tally(ENTRIES, facet) for facet in FACETS})
            kept.all, kept.state = unit.rows.count(ENTRIES), state
    return kept


def _find(store: Store, id: str) -> Row | None:
    with store.reading() as unit:
        return next(iter(unit.rows.list(ENTRIES, sought=Sought(marks={"id": (id,)}), limit=1)), None)


def _row(store: Store, id: str) -> Row:
    found = _find(store, id)
    if found is None:
        unknown = fault(
            "there is no entry {id} after which a page could begin",
            field="older", rule="id of an entry", clause=str(promise(26)), about={"id": id[:40]},
        )  # fmt: skip
        raise Malformed([unknown])
    return found


def _place(row: Row) -> tuple[str, str]:
    return row.sort, row.key


def _matter(row: Row) -> str:
    return matter(str(row.fields["case"]))


def _entry(row: Row) -> Entry:
    told = {name: value for name, value in row.fields.items() if name not in KEPT_BACK}
    return Entry(id=entry_id(row.key), told=told)


__all__ = [
    "Asking", "COUNTED", "Entry", "FACETS", "Found", "every", "facets", "find", "last", "same_matter",
    "search",
]  # fmt: skip
