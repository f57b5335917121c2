# SPDX-License-Identifier: Apache-2.0
"""What is kept of one case as it stands at an instant, and every hold there ever was on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from comity.core import keeping
from comity.desk.handle import Desk
from comity.desk.present import present

ROOM = "keeping"
CASE = "case:"


def stream_of(case: str) -> str:
    """The stream in which the keeping of a case is decided."""
    return f"{ROOM}:{case.removeprefix(CASE)}"


def case_of(stream: str) -> str:
    """The case whose keeping a stream decides."""
    return f"{CASE}{stream.partition(':')[2]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A hold: who set it when, on which ground, until when; when it ended, and who lifted it before that on which."""

    by: str
    ground: str
    at: datetime
    until: datetime
    ended: datetime | None = None
    lifted_by: str = ""
    lifted_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is kept of a case, the holds on it, oldest first, and the last instant of which its history tells."""

    state: keeping.Keeping
    holds: tuple[Hold, ...] = ()
    last: datetime | None = None


def read(desk: Desk, case: str, at: datetime) -> Kept:
    """What is kept of the case of that name, with what time alone has brought about by `at`."""
    now = present(desk, stream_of(case), at)
    if now is None:
        return Kept(state=keeping.Keeping())
    return Kept(state=now.state, holds=_holds(now.events), last=now.events[-1].at)


def _holds(events: Iterable[keeping.Event]) -> tuple[Hold, ...]:
    found: list[Hold] = []
    open_: dict[str, int] = {}
    for event in events:
        match event:
            case keeping.HoldSet(at=at, by=by, ground=ground, until=until):
                if ground in open_:  # set anew on the same ground: the later instant stands
                    found[open_[ground]] = replace(found[open_[ground]], ended=at)
                open_[ground] = len(found)
                found.append(Hold(by=by, ground=ground, at=at, until=until))
            case keeping.HoldLifted(at=at, by=by, held=held, ground=ground):
                place = open_.pop(held)
                found[place] = replace(found[place], ended=at, lifted_by=by, lifted_on=ground)
            case keeping.HoldEnded(at=at, held=held):
                place = open_.pop(held)
                found[place] = replace(found[place], ended=at)
            case _:
                pass
    return tuple(found)


__all__ = ["CASE", "ROOM", "Hold", "Kept", "case_of", "read", "stream_of"]
