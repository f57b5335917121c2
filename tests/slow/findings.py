# SPDX-License-Identifier: Apache-2.0
"""What a storm left behind, as numbers that must be zero and numbers that tell how hard it blew."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from comity.core.clause import Refusal
from comity.desk.codec import Written
from comity.desk.handle import Desk
from comity.desk.ports import Standing
from comity.desk.rebuild import rebuild
from comity.edge.store.history import SqlActs, SqlHistory
from comity.edge.store.wire import Wire
from tests.rooms import ROOMS
from tests.slow.storm import Acknowledged, Sink

Found = dict[str, int | list[str]]


def findings(desk: Desk, sink: Sink, acks: Sequence[Acknowledged], folder: Path) -> Found:
    """Everything that is asked of the store after the storm."""
    return {
        **_acts(desk, acks),
        **_chains(),
        **_effects(desk, sink),
        **_follow_ups(desk),
        "read_models_differ": _read_models_differ(desk),
        "faults": sorted(file.read_text("utf-8") for file in folder.glob("fault-*")),
        "acknowledged": len(acks),
    }


def _acts(desk: Desk, acks: Sequence[Acknowledged]) -> Found:
    """Acknowledged acts that are lost, and those whose repetition is answered otherwise than the first time."""
    lost = different = 0
    for ack in acks:
        with desk.store.reading() as unit:
            done = unit.acts.find(ack.act_id)
            kept = {event.act_id for event in unit.history.load(ack.stream)} if done else set()
        if done is None or (not ack.refused and ack.act_id not in kept):
            lost += 1
        elif _again(desk, ack) != (0 if ack.refused else ack.version, ack.refused):
            different += 1
    return {"lost": lost, "answered_differently": different}


def _again(desk: Desk, ack: Acknowledged) -> tuple[int, bool]:
    command = ROOMS["ledger"].codec.read(Written(kind=ack.kind, schema=1, data=ack.data))
    try:
        answer = desk.handle(command, act_id=ack.act_id, actor="a", stream=ack.stream)
    except Refusal:
        return 0, True
    return (answer.version if answer.repeated else -1), False


def _chains() -> Found:
    from django.db import connection

    history = SqlHistory(Wire(connection))
    cut = SqlActs(Wire(connection)).without_events()
    return {"broken_chains": len(history.verify()), "acts_without_events": len(cut), "events": history.count()}


def _effects(desk: Desk, sink: Sink) -> Found:
    """What was doubled, what was forgotten, and what a human is asked."""
    posted = _events(desk, "Posted")
    idempotent = sink.deliveries("idempotent")
    with desk.store.reading() as unit:
        counts = {standing: unit.outbox.count(standing) for standing in Standing}
    told = [event["text"] for _, event in _events(desk, "Noted") if event["text"] != "n"]
    asked = _posted(posted, "uncertain") - len(sink.deliveries("uncertain"))
    return {
        "idempotent_doubled": max(0, sink.states("idempotent") - _posted(posted, "idempotent")),
        "idempotent_missing": max(0, _posted(posted, "idempotent") - sink.states("idempotent")),
        "idempotent_repeated_under_their_key": sum(n - 1 for n in idempotent.values()),
        "readback_twice": sum(n > 1 for n in sink.deliveries("readback").values()),
        "readback_missing": _posted(posted, "readback") - len(sink.deliveries("readback")),
        "uncertain_twice": sum(n > 1 for n in sink.deliveries("uncertain").values()),
        "uncertain_neither_done_nor_asked": max(0, asked - counts[Standing.ASKED]),
        "outcomes_told_twice": len(told) - len(set(told)),
        "left_in_the_outbox": counts[Standing.QUEUED] + counts[Standing.LEASED],
        "asked": counts[Standing.ASKED],
        "effects": len(posted),
    }


def _posted(posted: Sequence[tuple[str, Any]], certainty: str) -> int:
    return sum(event["certainty"] == certainty for _, event in posted)


def _follow_ups(desk: Desk) -> Found:
    """Every command that the clerk sent was done once: as many acts of the clerk as there were causes."""
    causes = {key for key, _ in _events(desk, "Passed")}
    done: list[str] = []
    for stream in _streams(desk):
        with desk.store.reading() as unit:
            events = unit.history.load(stream)
        done += [e.act_id.rpartition("/")[0] for e in events if e.kind in ("Entered", "Attempted") and "/" in e.act_id]
    return {"follow_ups_missing": len(causes - set(done)), "follow_ups_doubled": len(done) - len(set(done))}


def _events(desk: Desk, kind: str) -> list[tuple[str, Any]]:
    """The events of a type: `stream/version`, and their JSON."""
    found = []
    for stream in _streams(desk):
        with desk.store.reading() as unit:
            events = unit.history.load(stream)
        found += [(f"{stream}/{e.version}", json.loads(e.data)) for e in events if e.kind == kind]
    return found


def _streams(desk: Desk) -> Sequence[str]:
    with desk.store.reading() as unit:
        return unit.history.streams()


def _read_models_differ(desk: Desk) -> int:
    """Whether the read models kept up with the history all through the storm."""
    before = _models(desk)
    rebuild(desk)
    return int(_models(desk) != before)


def _models(desk: Desk) -> object:
    with desk.store.reading() as unit:
        return unit.rows.list("totals"), [unit.deadlines.find(stream) for stream in _streams(desk)]


__all__ = ["findings"]
