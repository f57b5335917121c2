# SPDX-License-Identifier: Apache-2.0
"""Every port of the desk in memory.

Each passes the same contract tests as the real store (`tests/desk/contract`).
"""

from __future__ import annotations

import copy
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from comity.core.log.batches import USUAL, promised
from comity.desk.canonical import canonical, instant, parse_instant
from comity.desk.leaves import Batch
from comity.desk.ports import (
    EVERY,
    Certainty,
    Conflict,
    Done,
    Due,
    Effect,
    Leased,
    Missing,
    Placed,
    Promise,
    Record,
    Row,
    Slot,
    Sought,
    Standing,
    Stored,
    Taken,
)
from comity.edge.store.chain import BEGINNING, linked

WAITING = (Standing.QUEUED, Standing.LEASED)


@dataclass
class MemoryHistory:
    kept: dict[str, list[Stored]] = field(default_factory=dict)

    def load(self, stream: str, *, after: int = 0) -> Sequence[Stored]:
        return [event for event in self.kept.get(stream, []) if event.version > after]

    def load_each(self, after: Mapping[str, int]) -> Mapping[str, Sequence[Stored]]:
        found = {stream: self.load(stream, after=version) for stream, version in after.items()}
        return {stream: events for stream, events in found.items() if events}

    def append(self, stream: str, records: Sequence[Record], *, expected: int, act_id: str) -> Sequence[Stored]:
        before = self.kept.get(stream, [])
        if len(before) != expected:
            raise Conflict(stream)
        prev = before[-1].hash if before else BEGINNING
        events = linked(records, stream=stream, act_id=act_id, after=len(before), prev=prev)
        if events:
            self.kept[stream] = [*before, *events]
        return events

    def streams(self, *, kind: str = "") -> Sequence[str]:
        return [name for name in self.kept if not kind or name.partition(":")[0] == kind]


@dataclass
class MemoryActs:
    kept: dict[str, Done] = field(default_factory=dict)

    def find(self, act_id: str) -> Done | None:
        return self.kept.get(act_id)

    def keep(self, done: Done) -> None:
        if done.act_id in self.kept:
            raise Conflict(done.act_id)
        self.kept[done.act_id] = done


@dataclass(frozen=True)
class Place:
    """One effect and where it stands."""

    effect: Effect
    standing: Standing = Standing.QUEUED
    attempts: int = 0
    by: str = ""
    until: datetime | None = None
    error: str = ""


@dataclass
class MemoryOutbox:
    kept: dict[str, Place] = field(default_factory=dict)

    def put(self, effects: Iterable[Effect]) -> None:
        for effect in effects:
            if effect.key in self.kept:
                raise Conflict(effect.key)
            self.kept[effect.key] = Place(effect)

    def recover(self, at: datetime) -> int:
        late = [p for p in self.kept.values() if p.standing is Standing.LEASED and p.until and p.until < at]
        for place in late:
            uncertain = place.effect.certainty is Certainty.UNCERTAIN
            effect = place.effect if uncertain else replace(place.effect, not_before=at)
            standing = Standing.ASKED if uncertain else Standing.QUEUED
            error = "the worker did not come back"
            self.kept[effect.key] = replace(place, effect=effect, standing=standing, error=error)
        return len(late)

    def claim(self, at: datetime, *, by: str, length: timedelta, limit: int = 1) -> Sequence[Leased]:
        free = [p for p in self.kept.values() if self._free(p, at)][:limit]
        leases = []
        for place in free:
            taken = replace(place, standing=Standing.LEASED, attempts=place.attempts + 1, by=by, until=at + length)
            self.kept[place.effect.key] = taken
            leases.append(Leased(effect=place.effect, by=by, until=at + length, attempts=taken.attempts))
        return leases

    def _free(self, place: Place, at: datetime) -> bool:
        if place.standing is not Standing.QUEUED or place.effect.not_before > at:
            return False
        if not place.effect.lane:
            return True
        lane = [p for p in self.kept.values() if p.effect.lane == place.effect.lane and p.standing in WAITING]
        return lane[0] is place

    def settle(self, lease: Leased, standing: Standing, *, error: str = "", retry_at: datetime | None = None) -> bool:
        place = self.kept[lease.effect.key]
        if (place.by, place.attempts) != (lease.by, lease.attempts):
            return False
        effect = replace(place.effect, not_before=retry_at) if retry_at else place.effect
        self.kept[effect.key] = replace(place, effect=effect, standing=standing, until=None, error=error)
        return True

    def answer(self, key: str, *, carried_out: bool, at: datetime) -> bool:
        place = self.kept.get(key)
        if place is None or place.standing is not Standing.ASKED:
            return False
        if carried_out:
            self.kept[key] = replace(place, standing=Standing.DONE)
        else:
            effect = replace(place.effect, not_before=at)
            self.kept[key] = replace(place, effect=effect, standing=Standing.QUEUED, by="", until=None)
        return True

    def standing(self, standing: Standing, *, limit: int = 100) -> Sequence[Slot]:
        there = [p for p in self.kept.values() if p.standing is standing][:limit]
        return [Slot(effect=p.effect, standing=standing, attempts=p.attempts, last_error=p.error) for p in there]

    def count(self, standing: Standing) -> int:
        return len(self.standing(standing, limit=len(self.kept)))

    def earliest(self) -> datetime | None:
        return min((p.effect.not_before for p in self.kept.values() if p.standing is Standing.QUEUED), default=None)


@dataclass
class MemoryDeadlines:
    kept: dict[str, Due] = field(default_factory=dict)

    def put(self, due: Due) -> None:
        self.kept[due.stream] = due

    def drop(self, stream: str) -> None:
        self.kept.pop(stream, None)

    def passed(self, at: datetime, *, limit: int = 1000) -> Sequence[Due]:
        due = sorted((d for d in self.kept.values() if d.at <= at), key=lambda d: (d.at, d.stream))
        return due[:limit]

    def find(self, stream: str) -> Due | None:
        return self.kept.get(stream)

    def clear(self) -> None:
        self.kept.clear()


@dataclass
class MemoryBoxes:
    kept: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)

    def put(self, stream: str, box: str, slip: str) -> None:
        lying = self.kept.get((stream, box), ())
        if slip in lying:
            raise Taken(box)
        slips = sorted((*lying, slip), key=lambda text: hashlib.sha256(text.encode()).hexdigest())
        self.kept[(stream, box)] = tuple(slips)

    def slips(self, stream: str) -> Mapping[str, tuple[str, ...]]:
        return {box: slips for (name, box), slips in self.kept.items() if name == stream}

    def slips_each(self, streams: Sequence[str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        found = {stream: self.slips(stream) for stream in streams}
        return {stream: boxes for stream, boxes in found.items() if boxes}

    def clear(self, stream: str, box: str) -> None:
        self.kept.pop((stream, box), None)


@dataclass
class MemoryRows:
    kept: dict[str, dict[str, Row]] = field(default_factory=dict)
    came: dict[str, int] = field(default_factory=dict)

    def put(self, table: str, row: Row) -> None:
        canonical(row.fields)
        rows = self.kept.setdefault(table, {})
        before = rows.get(row.key)
        self.came[table] = self.came.get(table, 0) + (before is None)
        marks = (*(before.marks if before else ()), *row.marks)
        rows[row.key] = replace(row, marks=tuple(dict.fromkeys(marks)))

    def note(self, table: str, row: Row) -> None:
        if self.find(table, row.key) is None:
            self.put(table, row)

    def drop(self, table: str, key: str) -> None:
        self.kept.get(table, {}).pop(key, None)

    def find(self, table: str, key: str) -> Row | None:
        found = self.kept.get(table, {}).get(key)
        return None if found is None else replace(found, marks=(), words="")

    def list(
        self,
        table: str,
        *,
        newest_first: bool = False,
        limit: int = 1000,
        offset: int = 0,
        sought: Sought = EVERY,
        past: tuple[str, str] | None = None,
    ) -> Sequence[Row]:
        rows: Sequence[Row] = sorted(
            self._sought(table, sought), key=lambda row: (row.sort, row.key), reverse=newest_first
        )
        if past is not None:
            rows = [r for r in rows if ((r.sort, r.key) < past if newest_first else (r.sort, r.key) > past)]
        return [replace(row, marks=(), words="") for row in rows[offset : offset + limit]]

    def count(self, table: str, *, sought: Sought = EVERY, most: int | None = None) -> int:
        found = len(self._sought(table, sought))
        return found if most is None else min(found, most)

    def tally(self, table: str, mark: str) -> Mapping[str, int]:
        values = [v for row in self.kept.get(table, {}).values() for kind, v in row.marks if kind == mark]
        return {value: values.count(value) for value in sorted(set(values))}

    def state(self, table: str) -> int:
        return self.came.get(table, 0)

    def clear(self, table: str) -> None:
        self.kept.pop(table, None)

    def _sought(self, table: str, sought: Sought) -> Sequence[Row]:
        return [
            row
            for row in self.kept.get(table, {}).values()
            if all(any((mark, v) in row.marks for v in values) for mark, values in sought.marks.items())
            and all(any(w.startswith(word) for w in row.words.split()) for word in sought.words)
            and sought.since <= row.sort
            and (not sought.until or row.sort < sought.until)
        ]


@dataclass
class MemoryLog:
    kept: list[tuple[bytes, str, str]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    taken: list[Batch] = field(default_factory=list)

    def append(self, leaf: bytes, *, at: datetime, tag: str = "") -> Promise:
        places = [n for n, one in enumerate(self.kept, 1) if tag and one[2] == tag]
        if not places:
            self.kept.append((leaf, instant(promised(at, USUAL)), tag))
        leaf, until, _ = self.kept[(places or [len(self.kept)])[0] - 1]
        digest = hashlib.sha256(leaf).hexdigest()
        return Promise(place=(places or [len(self.kept)])[0], leaf=digest, until=parse_instant(until))

    def find(self, tag: str) -> Placed | None:
        return next((self._placed(n) for n, one in enumerate(self.kept) if tag and one[2] == tag), None)

    def placed(self, promise: Promise) -> Placed:
        leaves = [one[0] for one in self.kept[promise.place - 1 : promise.place]]
        if [hashlib.sha256(leaf).hexdigest() for leaf in leaves] != [promise.leaf]:
            raise Missing(promise.leaf)
        return self._placed(promise.place - 1)

    def _placed(self, n: int) -> Placed:
        leaf, until, _ = self.kept[n]
        number = self.numbers.index(n) if n in self.numbers else None
        return Placed(leaf=leaf, until=parse_instant(until) if until else None, number=number)

    def waiting(self) -> Sequence[tuple[int, bytes]]:
        return [(n + 1, one[0]) for n, one in enumerate(self.kept) if n not in self.numbers]

    def overdue(self, at: datetime) -> int:
        return len([n for n, _ in self.waiting() if self.kept[n - 1][1] and self.kept[n - 1][1] < instant(at)])

    def size(self) -> int:
        return len(self.numbers)

    def last(self) -> Batch | None:
        return self.taken[-1] if self.taken else None

    def batches(self) -> Sequence[Batch]:
        return list(self.taken)

    def take(self, due: datetime, leaves: Sequence[tuple[int | None, bytes]]) -> int:
        for place, leaf in leaves:
            if place is None:
                self.kept.append((leaf, "", ""))
            self.numbers.append((place or len(self.kept)) - 1)
        self.taken.append(Batch(due=due, size=self.size(), note=b""))
        return self.size()

    def adopt(self, due: datetime, leaves: Sequence[bytes]) -> int:
        found: list[tuple[int | None, bytes]] = []
        for leaf in leaves:
            used = {place for place, _ in found}
            found.append((next((p for p, one in self.waiting() if one == leaf and p not in used), None), leaf))
        return self.take(due, found)

    def keep(self, note: bytes, size: int) -> None:
        if self.taken and self.taken[-1].size == size and not self.taken[-1].note:
            self.taken[-1] = replace(self.taken[-1], note=note)

    def numbered(self, start: int, end: int) -> Sequence[bytes]:
        return [self.kept[n][0] for n in self.numbers[start:end]]


@dataclass
class MemoryUnit:
    history: MemoryHistory = field(default_factory=MemoryHistory)
    acts: MemoryActs = field(default_factory=MemoryActs)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    deadlines: MemoryDeadlines = field(default_factory=MemoryDeadlines)
    boxes: MemoryBoxes = field(default_factory=MemoryBoxes)
    rows: MemoryRows = field(default_factory=MemoryRows)
    log: MemoryLog = field(default_factory=MemoryLog)

    def hold(self, stream: str) -> None:
        """One thread only: nobody else can be writing."""


class MemoryStore:
    """A store that forgets everything when it goes. What a transaction wrote is undone when it raises."""

    def __init__(self) -> None:
        self.unit = MemoryUnit()

    @contextmanager
    def transaction(self) -> Iterator[MemoryUnit]:
        before = copy.deepcopy(self.unit.__dict__)
        try:
            yield self.unit
        except BaseException:
            self.unit.__dict__.update(before)
            raise

    @contextmanager
    def reading(self) -> Iterator[MemoryUnit]:
        yield self.unit
