# SPDX-License-Identifier: Apache-2.0
"""A stream that an earlier version wrote folds to the same state today."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from comity.desk.codec import Codec
from comity.desk.room import Room
from tests.golden.streams import files, printed, read, state_of, write
from tests.rooms import (
    EPOCH,
    JAR,
    LEDGER,
    LEDGER_TYPES,
    Attempted,
    Begun,
    Counted,
    Dropped,
    Emptied,
    Entered,
    Lent,
    Noted,
    Opened,
    Passed,
    Posted,
    Returned,
)

HOUR = timedelta(hours=1)
LEDGER_STREAM = (
    Opened(at=EPOCH, ceiling=10),
    Entered(at=EPOCH, amount=5),
    Attempted(at=EPOCH, amount=7),
    Lent(at=EPOCH, amount=2, until=EPOCH + HOUR),
    Posted(at=EPOCH, certainty="readback"),
    Noted(at=EPOCH, text='ß "quoted" \U0001f989'),
    Returned(at=EPOCH + HOUR, amount=2),
    Passed(at=EPOCH + HOUR, amount=1, to="ledger:b"),
    Lent(at=EPOCH + HOUR, amount=3, until=EPOCH + 9 * HOUR),
)
JAR_STREAM = (
    Begun(at=EPOCH, until=EPOCH + HOUR),
    Dropped(at=EPOCH, number=1),
    Emptied(at=EPOCH, reason="recusal"),
    Dropped(at=EPOCH, number=1),
    Counted(at=EPOCH + HOUR, slips=("no:2", "yes:1")),
)


@pytest.mark.parametrize(
    ("room", "path"),
    [(room, path) for room in (LEDGER, JAR) for path in files(room)],
    ids=lambda x: getattr(x, "stem", ""),
)
def test_every_golden_stream_folds_to_its_state(room: Room, path: Path) -> None:
    """P25: today's program reads what any earlier one wrote."""
    events, state = read(room, path)
    assert printed(state_of(room, events)) == state


@pytest.mark.parametrize("room", [LEDGER, JAR], ids=lambda room: room.kind)
def test_every_event_type_stands_in_a_golden_stream(room: Room) -> None:
    """P25: no event can be changed without a golden stream noticing."""
    kept = {json.loads(line).get("kind") for path in files(room) for line in path.read_text("utf-8").splitlines()}
    events = {type(event).__name__ for event in (*LEDGER_STREAM, *JAR_STREAM)}
    assert events & set(room.codec.kinds) <= kept


def test_a_golden_file_is_never_written_over() -> None:
    """P25: the past is not edited."""
    with pytest.raises(FileExistsError):
        write(LEDGER, LEDGER_STREAM, "v1")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entered:
    at: datetime
    amount: int
    purpose: str


def test_an_event_that_grew_a_field_still_folds_with_its_upcaster() -> None:
    """P25: a new field needs a new schema and an upcaster; without it the old stream stops the reader."""
    grown = type("Entered", (_Entered,), {"__slots__": ()})
    types = [kind for kind in LEDGER_TYPES if kind is not Entered]
    old = [event for event in LEDGER_STREAM if isinstance(event, Entered)]
    codec = Codec(
        [*types, grown],
        schemas={grown: 2},
        upcasters={("Entered", 1): lambda fields: {**fields, "purpose": "unknown"}},
    )
    (path,) = files(LEDGER)
    events, _ = read(replace(LEDGER, codec=codec), path)
    assert [event.purpose for event in events if type(event).__name__ == "Entered"] == ["unknown"] * len(old)
