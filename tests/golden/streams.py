# SPDX-License-Identifier: Apache-2.0
"""Golden streams: written once, folded for ever (see `README.md` beside this file)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from comity.core.decider import fold
from comity.desk.canonical import canonical
from comity.desk.codec import Written
from comity.desk.consequences import record
from comity.desk.room import Opening, Room
from tests.rooms import EPOCH

HERE = Path(__file__).parent
LATER: Mapping[str, frozenset[str]] = {
    "Bench": frozenset({"brought", "cleared"}),
    "Case": frozenset({"called", "channel", "files", "linked", "through"}),
    "Keyring": frozenset({"askings", "succession"}),
    "Paper": frozenset({"beside", "size"}),
    "Tear": frozenset({"answer", "files", "handed", "places"}),
    "Watch": frozenset({"concerned", "put_back", "tried"}),
}
"""What a state came to know after streams of it were kept: told only where there is something to tell."""


def write(room: Room, events: Sequence[Any], name: str) -> Path:
    """Keep a stream of events with the state it folds to.

    Raises FileExistsError: a golden file is never changed.
    """
    lines = []
    for event in events:
        kept = record(room.codec, event, EPOCH)
        lines.append(canonical({"at": kept.at, "data": kept.data, "kind": kept.kind, "schema": kept.schema}))
    path = HERE / room.kind / f"{name}.jsonl"
    path.parent.mkdir(exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write("\n".join([*lines, canonical({"state": printed(state_of(room, events))}), ""]))
    return path


def read(room: Room, path: Path) -> tuple[list[Any], str]:
    """The events of a golden file through today's codec, and the state that it must fold to."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    events = [room.codec.read(Written(kind=x["kind"], schema=x["schema"], data=x["data"])) for x in lines[:-1]]
    return events, lines[-1]["state"]


def state_of(room: Room, events: Sequence[Any]) -> Any:
    """The state that the events fold to in a stream of that room."""
    opening = Opening(stream=f"{room.kind}:golden", first=events[0], slips={}, peek=lambda stream: None)
    return fold(room.decider(opening), events)


def printed(value: Any) -> str:
    """A state as text that is the same under every hash seed: as `repr`, sets and mappings in the order of their text.

    Members of an enumeration are printed by their type and name, so that no change of Python's own printing shows.
    """
    if is_dataclass(value) and not isinstance(value, type):
        told = ((f.name, getattr(value, f.name)) for f in fields(value))
        shown = (
            f"{name}={printed(one)}" for name, one in told if one or name not in LATER.get(type(value).__name__, ())
        )
        return f"{type(value).__name__}({', '.join(shown)})"
    match value:
        case Enum():
            return f"{type(value).__name__}.{value.name}"
        case Mapping():
            return "{" + ", ".join(sorted(f"{printed(k)}: {printed(v)}" for k, v in value.items())) + "}"
        case frozenset():
            return "frozenset({" + ", ".join(sorted(map(printed, value))) + "})"
        case tuple():
            return "(" + ", ".join(map(printed, value)) + ("," if len(value) == 1 else "") + ")"
        case _:
            return repr(value)


def files(room: Room) -> list[Path]:
    """The golden files of a room."""
    return sorted((HERE / room.kind).glob("*.jsonl"))
