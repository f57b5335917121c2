# SPDX-License-Identifier: Apache-2.0
"""What an act brings about beyond its own stream, written in the same transaction as its events.

Every effect and follow-up command has a key that is worked out from its cause: `stream/version/number`. The
same history therefore always asks for the same things under the same keys (P24, P25).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from comity.desk.canonical import canonical, instant
from comity.desk.codec import Codec, Written
from comity.desk.ports import Certainty, Due, Effect, Record, Unit
from comity.desk.room import Change, Errand, FollowUp, Happened, Reaction, Room

ACT = "act"
"""The kind of an effect that is a command to another stream."""

Rooms: TypeAlias = Mapping[str, Room]


def record(codec: Codec, event: Any, at: datetime) -> Record:
    """An event as the history takes it: at its own instant where it has one, else at the act's."""
    written = codec.write(event)
    return Record(kind=written.kind, schema=written.schema, data=written.data, at=instant(dated(event, at)))


def dated(event: Any, at: datetime) -> datetime:
    """The instant of an event: its field `at` where it has one, else the act's."""
    own = getattr(event, "at", None)
    return own if isinstance(own, datetime) else at


def in_order(events: Iterable[Any], *, since: datetime | None, at: datetime) -> None:
    """Check that the events lie between the stream's last instant and the act's, none before another.

    Raises ValueError: that would be a fault of the room, and a history that goes back in time is never
    written.
    """
    last = since
    for event in events:
        own = dated(event, at)
        if own > at or (last is not None and own < last):
            name = type(event).__name__
            raise ValueError(f"{name} is dated {instant(own)}, outside of what can be up to {instant(at)}")
        last = own


def react(unit: Unit, rooms: Rooms, room: Room, happened: Sequence[Happened], *, at: datetime) -> None:
    """Queue what the clerk makes of each event, and promise its leaves, as of `at`, a place in the log."""
    for one in happened:
        reaction = room.reactions(one)
        unit.outbox.put(effects(rooms, one, reaction))
        for leaf in reaction.leaves:
            unit.log.append(leaf, at=at)


def effects(rooms: Rooms, cause: Happened, reaction: Reaction) -> list[Effect]:
    """The reaction as effects: the follow-up commands first, then the errands, numbered from 1."""
    commands = [_follow_up(rooms, cause, command) for command in reaction.commands]
    errands = [_errand(cause, errand) for errand in reaction.errands]
    return [made(f"{cause.stream}/{cause.version}/{n}") for n, made in enumerate((*commands, *errands), start=1)]


def _follow_up(rooms: Rooms, cause: Happened, follow_up: FollowUp) -> Callable[[str], Effect]:
    codec = rooms[follow_up.stream.partition(":")[0]].codec
    written = codec.write(follow_up.command)
    payload = {
        "actor": follow_up.actor,
        "data": written.data,
        "kind": written.kind,
        "schema": written.schema,
        "stream": follow_up.stream,
    }
    return lambda key: Effect(
        key=key,
        kind=ACT,
        certainty=Certainty.IDEMPOTENT,
        payload=canonical(payload),
        source=cause.stream,
        not_before=follow_up.not_before or cause.at,
        lane=f"{ACT} {follow_up.stream}",
    )


def _errand(cause: Happened, errand: Errand) -> Callable[[str], Effect]:
    return lambda key: Effect(
        key=key,
        kind=errand.kind,
        certainty=errand.certainty,
        payload=canonical(errand.payload),
        source=cause.stream,
        not_before=errand.not_before or cause.at,
        lane=errand.lane,
    )


def command_of(rooms: Rooms, payload: dict[str, Any]) -> Any:
    """The command that a follow-up carries. Raises Malformed where today's program does not know it."""
    codec = rooms[payload["stream"].partition(":")[0]].codec
    return codec.read(Written(kind=payload["kind"], schema=payload["schema"], data=payload["data"]))


def project(unit: Unit, room: Room, change: Change, *, before: Due | None) -> None:
    """Bring the room's read models and the stream's deadline, which was `before`, up to date."""
    due = deadline(room, change.stream, change.state, change.due)
    if due is None and before is not None:
        unit.deadlines.drop(change.stream)
    elif due is not None and due != before:
        unit.deadlines.put(due)
    for projector in room.projectors:
        projector(change, unit.rows)


def deadline(room: Room, stream: str, state: Any, at: datetime | None) -> Due | None:
    """A stream's next deadline as it is kept; None where it waits for nothing."""
    return None if at is None else Due(stream=stream, at=at, what=room.waits_for(state))


__all__ = ["ACT", "Rooms", "command_of", "deadline", "dated", "effects", "in_order", "project", "react", "record"]
