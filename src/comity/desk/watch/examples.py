# SPDX-License-Identifier: Apache-2.0
"""Invented examples of a pattern, told to a library message by message as a fold would, and whether they hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from comity.core.clause import Fault
from comity.desk.watch.message import Message
from comity.desk.watch.patterns import Example, Pattern
from comity.desk.watch.trace import Fit, Library, fit, follow

_BEGUN = datetime(2026, 5, 1, 9, tzinfo=UTC)


def told(example: Example) -> Iterator[tuple[int, Message]]:
    """Every line as a message, with the ordinal of its voice. A line to a voice replies to the last of that voice."""
    at = _BEGUN
    voices: dict[str, int] = {}
    last: dict[str, str] = {}
    for number, line in enumerate(example.lines):
        at += line.after
        voice = voices.setdefault(line.voice, len(voices))
        message = Message(
            conversation="c", id=f"m{number}", author=line.voice, at=at, text=line.text,
            reply_to=last.get(line.to, ""),
        )  # fmt: skip
        last[line.voice] = message.id
        yield voice, message


def fits(library: Library, example: Example) -> list[Fit | None]:
    """What fits after each line."""
    trace, found = b"", []
    for voice, message in told(example):
        trace = follow(library, trace, message, voice=voice)
        found.append(fit(library, trace))
    return found


def faults(one: Pattern) -> Iterator[Fault]:
    """Examples that must fit and do not, look-alikes that fit and must not."""
    alone = Library((one,))
    for place, example in enumerate(one.fits):
        if fits(alone, example)[-1] is None:
            yield Fault(field=f"fits[{place}]", rule="fits", text="does not fit: a shape or a phrase is not there")
    for place, example in enumerate(one.unlike):
        if any(fits(alone, example)):
            yield Fault(field=f"unlike[{place}]", rule="unlike", text="fits, and must not")


__all__ = ["faults", "fits", "told"]
