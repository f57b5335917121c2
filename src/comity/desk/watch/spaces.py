# SPDX-License-Identifier: Apache-2.0
"""Which spaces may be read now, asked by every reader and runner; and what the watch of this community knows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from comity.core import watch
from comity.desk.court import InForce
from comity.desk.handle import Answer

ROOM, SIGNAL = "watch", "signal"
STREAM = f"{ROOM}:here"
"""The stream of this community's watch."""
CLERK = "clerk"


class Seated(InForce, Protocol):
    """A desk with the law in force, and who sits."""

    def roster(self) -> Mapping[str, tuple[str, ...]]:
        """Who holds each role of the bodies now."""


def rules(court: Seated) -> watch.WatchRules:
    """What the version in force and the roster of now say of it; the rules of no watch where none is in force."""
    law = court.law(court.desk.clock.now())
    return watch.rules_of(None if law is None else law.procedure, court.roster())


def state(court: InForce) -> watch.Watch:
    """The watch as its events say."""
    found: watch.Watch | None = court.desk.state(STREAM).state
    return watch.Watch() if found is None else found


def watched(court: Seated) -> Mapping[str, datetime]:
    """The spaces that may be read now, by their marks, each from when: nothing said before that is read (P20)."""
    return watch.watched(state(court), rules(court))


def is_watched(court: Seated, space: str) -> bool:
    """Whether a space may be read now."""
    return space in watched(court)


def sign_seen(court: InForce, space: str, *, stands: bool, mark: str = "", at: datetime) -> Answer | None:
    """What whoever checks the signs found. A sign that is gone ends the reading at once; None: nothing is new.

    Raises `Refusal` where the space is not opened, `Malformed` for a mark that is none.
    """
    one = state(court).spaces.get(space)
    if one is not None and one.closed is None and (one.sign == mark if stands else not one.sign):
        return None
    command: Any = watch.MissSign(by=CLERK, space=space)
    if stands:
        command = watch.PutUpSign(by=CLERK, space=space, mark=mark)
    act_id = f"sign/{digest(space)}/{digest(mark)}/{at.isoformat()}"
    return court.desk.handle(command, act_id=act_id, actor=CLERK, stream=STREAM, at=None)


def digest(text: str) -> str:
    """A name under which something of a platform may stand in an event: its digest."""
    return hashlib.sha256(text.encode()).hexdigest()


def signal_stream(id: str) -> str:
    """The stream of a signal."""
    return f"{SIGNAL}:{id}"


__all__ = [
    "CLERK", "ROOM", "SIGNAL", "STREAM", "Seated", "digest", "is_watched", "rules", "sign_seen", "signal_stream",
    "state", "watched",
]  # fmt: skip
