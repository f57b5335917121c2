# SPDX-License-Identifier: Apache-2.0
"""Passed deadlines become events. A late tick, a doubled tick and a tick for nothing are harmless (P24).

A deadline is an instant fixed when it was set (P6); what follows from it is dated at that instant however
late the tick comes, because the room's `advance` dates its own events.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from comity.core.clause import Refusal
from comity.desk.errands import Worker
from comity.desk.handle import Desk
from comity.desk.ports import Due

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """What a tick did:

    how many streams moved, how many events that made, and the streams that could not move.
    """

    streams: int
    events: int
    stuck: tuple[str, ...]


def tick(desk: Desk, *, at: datetime) -> Ticked:
    """Let time pass up to `at` in every stream that waits for it.

    One stream that fails does not stop the others.
    """
    seen: set[str] = set()
    moved = events = 0
    while new := [due.stream for due in passed(desk, at) if due.stream not in seen]:
        for stream in new:
            made = _ticked(desk, stream, at)
            moved, events = moved + bool(made), events + made
        seen.update(new)
    return Ticked(streams=moved, events=events, stuck=tuple(due.stream for due in passed(desk, at)))


def passed(desk: Desk, at: datetime, *, limit: int = 1000) -> list[Due]:
    """The deadlines up to and including `at` that nothing has come of yet, earliest first."""
    with desk.store.reading() as unit:
        return list(unit.deadlines.passed(at, limit=limit))


def _ticked(desk: Desk, stream: str, at: datetime) -> int:
    """How many events time made in one stream; 0 where it failed, which the log tells without content."""
    try:
        return len(desk.tick(stream, at=at).events)
    except (Refusal, ValueError, LookupError, TypeError) as wrong:
        logger.error("time cannot pass in %s: %s", stream, type(wrong).__name__)
        return 0


def pass_time(desk: Desk, worker: Worker, *, until: datetime) -> int:
    """Let time pass step by step, as it would have passed live, and carry out what is due. How many steps.

    For replays: every stream moves at its own deadline, earliest first, and what follows in other streams
    happens at that instant and not later. Raises what a room raises, and RuntimeError where a stream's
    deadline does not move.
    """
    steps, last = 0, None
    while (due := _next(desk, until)) is not None:
        if due == last:
            raise RuntimeError(f"{due.stream} still waits for {due.at} after it passed")
        if due.stream:
            desk.tick(due.stream, at=due.at)
            last = due
        worker.drain(due.at)
        steps += 1
    return steps


def _next(desk: Desk, until: datetime) -> Due | None:
    """The earliest deadline or effect up to `until`; an effect has no stream here."""
    with desk.store.reading() as unit:
        due = next(iter(unit.deadlines.passed(until, limit=1)), None)
        effect = unit.outbox.earliest()
    if effect is not None and effect <= until and (due is None or effect <= due.at):
        return Due(stream="", at=effect)
    return due


__all__ = ["Ticked", "pass_time", "passed", "tick"]
