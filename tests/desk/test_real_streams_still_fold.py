# SPDX-License-Identifier: Apache-2.0
"""What the rooms of the law once wrote folds to the same state today, whatever can happen in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from comity.core import (
    adoption,
    authority,
    channel,
    council,
    docket,
    keeping,
    keyring,
    muting,
    past,
    pattern,
    petition,
    tear,
    veto,
    watch,
)
from comity.core.procedure.words import MOMENTS
from comity.core.watch import signal
from tests.golden import asked, made, watching
from tests.golden.rooms import real
from tests.golden.streams import files, printed, read, state_of

ROOMS = real()
EVENTS: Mapping[str, tuple[type, ...]] = {
    "case": docket.EVENTS,
    "tear": tear.EVENTS,
    "council": council.EVENTS,
    "channel": channel.EVENTS,
    "keys": keyring.EVENTS,
    "keeping": keeping.EVENTS,
    "petition": petition.EVENTS,
    "authority": authority.EVENTS,
    "past": past.EVENTS,
    "pattern": pattern.EVENTS,
    "muting": muting.EVENTS,
    "watch": watch.EVENTS,
    "signal": signal.EVENTS,
    "veto": veto.EVENTS,
    "procedure": adoption.EVENTS,
}
FILES = [(kind, path) for kind, room in ROOMS.items() for path in files(room)]


@pytest.mark.parametrize(("kind", "path"), FILES, ids=[f"{kind}/{path.stem}" for kind, path in FILES])
def test_a_stream_that_was_written_once_folds_to_the_state_that_it_had(kind: str, path: Path) -> None:
    """P25: today's program reads what any earlier one wrote, to the last field."""
    events, state = read(ROOMS[kind], path)
    assert printed(state_of(ROOMS[kind], events)) == state


def _filed(kind: str) -> set[str]:
    lines = [json.loads(line) for path in files(ROOMS[kind]) for line in path.read_text("utf-8").splitlines()]
    return {line["kind"] for line in lines if "kind" in line}


@pytest.mark.parametrize("kind", [kind for kind in EVENTS if kind != "case"])
def test_every_event_of_a_room_stands_in_a_golden_stream(kind: str) -> None:
    """P25: no event can be changed without a stream noticing."""
    assert _filed(kind) == {event.__name__ for event in EVENTS[kind]}


def test_every_moment_of_a_case_stands_in_a_golden_stream() -> None:
    """P25: whatever can happen in a case has been written once, and is read for ever."""
    assert _filed("case") == {f"{kind}.{moment}" for kind, moments in MOMENTS.items() for moment in moments}


@pytest.mark.parametrize("kind", ROOMS)
def test_a_golden_stream_is_written_as_it_was_read(kind: str) -> None:
    """P25: what is read from a file and written again is the same text, so no chain of hashes breaks."""
    room = ROOMS[kind]
    for path in files(room):
        kept = [json.loads(line)["data"] for line in path.read_text("utf-8").splitlines()[:-1]]
        assert [room.codec.write(event).data for event in read(room, path)[0]] == kept


PLAYED: Mapping[str, Any] = {
    "case": made.cases, "tear": made.tears, "council": made.councils, "channel": made.channels,
    "petition": asked.petitions, "authority": asked.registers, "past": asked.past_cases,
    "keeping": made.keepings, "muting": made.mutings, "pattern": asked.memories, "watch": watching.watches,
    "signal": watching.signals, "keys": made.rings, "veto": made.windows,
    "procedure": made.procedures,
}  # fmt: skip


@pytest.mark.parametrize("kind", ROOMS)
def test_what_is_played_today_knows_every_event_too(kind: str) -> None:
    """P25: the streams of the next schema can be made on the day on which it comes."""
    names = {getattr(e, "name", None) or type(e).__name__ for events in PLAYED[kind]().values() for e in events}
    assert names == _filed(kind)


def test_a_state_is_printed_alike_under_every_hash_seed() -> None:
    """P25: sets and mappings have no order of their own; without one the files could not be compared."""
    program = "from tests.golden.streams import printed\nprint(printed(frozenset(map(str, range(40)))))"
    told = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(told) == 1
    assert printed(frozenset({"b", "a"})) == "frozenset({'a', 'b'})"
    assert printed({"b": (1,), "a": ()}) == "{'a': (), 'b': (1,)}"
