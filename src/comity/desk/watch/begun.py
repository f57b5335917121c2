# SPDX-License-Identifier: Apache-2.0
"""What was begun from a signal, as it exists for whoever looks: who hears that tear, who works on that case.

A signal knows what was begun by a digest alone. It is compared with the names of the matters that exist for whoever
looks. For everybody else nothing was begun: a liaison whom a report concerns must not learn of it from a signal (P10).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from comity.core.access import may_hear
from comity.core.clause import Refusal
from comity.core.tear import TearDecider
from comity.core.watch.signal import BeginMatter, Begun, Matter, Signal
from comity.desk import casefile
from comity.desk.court import Court
from comity.desk.handle import Desk
from comity.desk.registers import CASES, TEARS, every
from comity.desk.rows import Sought
from comity.desk.watch.spaces import Seated, digest, signal_stream

STEP = 200
"""Rows of a register that are looked through at a time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One matter that was begun, with the name of its stream."""

    of: Begun
    stream: str


def begun(court: Seated, person: str, state: Signal) -> tuple[Known, ...]:
    """What was begun from a signal and exists for `person`, in its order."""
    found: dict[str, str] = {}
    for kind, names in ((Matter.TEAR, _tears), (Matter.REPORT, _cases)):
        wanted = {one.of for one in state.begun if one.matter is kind}
        found.update(_named(names(court, person, wanted)) if wanted else {})
    return tuple(Known(of=one, stream=found[one.of]) for one in state.begun if one.of in found)


def for_whom(court: Seated, person: str, state: Signal) -> Signal:
    """The signal as it exists for `person`: what was begun from it only where that does."""
    return replace(state, begun=tuple(one.of for one in begun(court, person, state))) if state.begun else state


def _named(streams: Iterator[str]) -> dict[str, str]:
    return {digest(stream): stream for stream in streams}


def _tears(court: Seated, person: str, wanted: set[str]) -> Iterator[str]:
    """The tears among those wanted that `person` may hear."""
    with court.desk.store.reading() as unit:
        streams = tuple(row.key for row in every(unit.rows, TEARS) if digest(row.key) in wanted)
    for stream, (decider, folded) in court.desk.deciders(streams).items():
        hears = isinstance(decider, TearDecider) and may_hear(folded.state, decider.rules, court.roster(), person)
        if hears:
            yield stream


def _cases(court: Seated, person: str, wanted: set[str]) -> Iterator[str]:
    """The cases among those wanted on which `person` works, as one who tells or helps too."""
    streams = tuple(dict.fromkeys(key for key in _borne(court.desk, person) if digest(key) in wanted))
    files = casefile.read_each(court.desk, streams, court.desk.clock.now())
    return (file.stream for file in files if file.worked_on_by(person))


def _borne(desk: Desk, person: str) -> Iterator[str]:
    """The cases that bear the mark of `person`, or came through them: in these alone one may exist for them."""
    for name in ("person", "through"):
        yield from _marked(desk, Sought(marks={name: (person,)}))


def _marked(desk: Desk, sought: Sought) -> Iterator[str]:
    past: tuple[str, str] | None = None
    while True:
        with desk.store.reading() as unit:
            rows = unit.rows.list(CASES, sought=sought, newest_first=True, limit=STEP, past=past)
        yield from (row.key for row in rows)
        if len(rows) < STEP:
            return
        past = (rows[-1].sort, rows[-1].key)


def begin(court: Court, person: str, id: str, stream: str, *, matter: Matter, act_id: str) -> None:
    """Note beside the signal what was begun. What was told stands, also where the signal was over in this moment."""
    if not id:
        return
    command: Any = BeginMatter(by=person, matter=matter, of=digest(stream), consented=True)
    at = court.desk.clock.now()
    try:
        court.perform(command, act_id=f"{act_id}/signal", actor=person, stream=signal_stream(id), at=at)
    except Refusal:
        return


__all__ = ["Known", "begin", "begun", "for_whom"]
