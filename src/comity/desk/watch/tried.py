# SPDX-License-Identifier: Apache-2.0
"""Changed patterns on trial: which one would have been named beside a signal, had its cues been trusted (P20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from comity.core import watch
from comity.desk.watch.message import Message
from comity.desk.watch.patterns import Pattern
from comity.desk.watch.trace import Library, fit, follow


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A signal beside which a changed pattern would have been named, and when."""

    at: datetime
    id: str


def key(one: Pattern) -> str:
    """A version of a pattern, as the watch counts it."""
    return f"{one.id}/{one.version}"


def would_name(library: Library, messages: Sequence[Message]) -> str:
    """The changed pattern that fits best after the last of some messages; empty where none does."""
    if not any(one.shadow for one in library.patterns):
        return ""
    voices: dict[str, int] = {}
    trace = b""
    for message in messages:
        trace = follow(library, trace, message, voice=voices.setdefault(message.author, len(voices)))
    found = fit(library, trace, shadow=True)
    return "" if found is None else next(key(one) for one in library.patterns if one.shadow and one.id == found.pattern)


def named(state: watch.Watch, pattern: str) -> tuple[Named, ...]:
    """Beside which signals it would have been named, the newest first."""
    return tuple(Named(at=at, id=id) for at, id in reversed(state.tried.get(pattern, ())))


__all__ = ["Named", "key", "named", "would_name"]
