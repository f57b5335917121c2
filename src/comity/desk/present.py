# SPDX-License-Identifier: Apache-2.0
"""One stream as it stands at an instant: its events, with what time alone has brought about since the last of them.

Nothing is written. A page that showed it as it stood at the last act would offer what the law refuses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.core.decider import Decider, fold
from comity.desk.handle import Desk, Folded

SHORT = 8
"""The most letters of a reference that a shelf mark shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A stream at `at`, which is never before its last event. `version` counts the stored ones of its events.

    `hash` is that of the last event, and empty where time brought about something that is not stored yet.
    """

    decider: Decider[Any, Any, Any]
    state: Any
    events: tuple[Any, ...]
    version: int
    at: datetime
    hash: str


def present(desk: Desk, stream: str, at: datetime) -> Present | None:
    """The stream of that name, or None where it never began."""
    return present_each(desk, (stream,), at).get(stream)


def present_each(desk: Desk, streams: Sequence[str], at: datetime) -> dict[str, Present]:
    """Many streams, read together; those that never began are left out."""
    return {stream: _present(decider, kept, at) for stream, (decider, kept) in desk.deciders(streams).items()}


def _present(decider: Decider[Any, Any, Any], kept: Folded, at: datetime) -> Present:
    now = at if kept.last is None else max(at, kept.last)
    passed = tuple(decider.advance(kept.state, now))
    return Present(
        decider=decider,
        state=fold(decider, passed, kept.state) if passed else kept.state,
        events=(*kept.events, *passed) if passed else kept.events,
        version=kept.version,
        at=now,
        hash="" if passed else kept.hash,
    )


def mark(stream: str) -> str:
    """The shelf mark of a stream, short enough for a label: `C-` for a case, `T-` for a tear."""
    kind, _colon, ref = stream.partition(":")
    return f"{kind[:1].upper()}-{ref[:SHORT]}"


__all__ = ["SHORT", "Present", "mark", "present", "present_each"]
