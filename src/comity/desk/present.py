# SPDX-License-Identifier: Apache-2.0
"""One stream as it stands at an instant: its events, with what time alone has brought about since the last of them.

Nothing is written. A page that showed it as it stood at the last act would offer what the law refuses.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from comity.core.decider import Decider, fold
from comity.desk.handle import Desk

SHORT = 8
"""The most letters of a reference that a shelf mark shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """A stream at `at`, which is never before its last event. `version` counts the stored ones of its events."""

    decider: Decider[Any, Any, Any]
    state: Any
    events: tuple[Any, ...]
    version: int
    at: datetime


def present(desk: Desk, stream: str, at: datetime) -> Present | None:
    """The stream of that name, or None where it never began."""
    if not desk.events(stream):
        return None
    decider, kept = desk.decider(stream)
    now = at if kept.last is None else max(at, kept.last)
    passed = tuple(decider.advance(kept.state, now))
    return Present(
        decider=decider,
        state=fold(decider, passed, kept.state),
        events=(*kept.events, *passed),
        version=kept.version,
        at=now,
    )


def mark(stream: str) -> str:
    """The shelf mark of a stream, short enough for a label: `C-` for a case, `T-` for a tear."""
    kind, _colon, ref = stream.partition(":")
    return f"{kind[:1].upper()}-{ref[:SHORT]}"


__all__ = ["SHORT", "Present", "mark", "present"]
