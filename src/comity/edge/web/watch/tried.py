# SPDX-License-Identifier: Apache-2.0
"""Changed patterns on trial, as pages show them: beside which signals each would have been named, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import get_language

from comity.core.watch import Mode
from comity.desk.watch import spaces
from comity.desk.watch.shelf import mark_of
from comity.desk.watch.spaces import signal_stream
from comity.desk.watch.tried import key, named
from comity.edge.web.door import Court


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A signal, and its page where `person` reads it as a would-be one; else its mark alone."""

    mark: str
    at: datetime
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OnTrial:
    """A changed pattern whose cues run unseen."""

    id: str
    title: str
    version: int
    beside: tuple[Beside, ...]


def beside(court: Court, person: str, pattern: str) -> tuple[Beside, ...]:
    """Beside which signals a version of a pattern (`name/version`) would have been named, the newest first."""
    found = named(spaces.state(court), pattern)
    read = court.watching.read_each(tuple(signal_stream(one.id) for one in found), person)
    unseen = {stream for stream, state in read.items() if state.mode is Mode.SHADOW}
    return tuple(
        Beside(
            mark=mark_of(one.id), at=one.at,
            href=reverse("unseen-signal", args=[one.id]) if signal_stream(one.id) in unseen else "",
        )
        for one in found
    )  # fmt: skip


def on_trial(court: Court, person: str) -> Iterator[OnTrial]:
    """Every changed pattern whose cues nobody trusts yet."""
    titles = {one.id: one.text.title for one in court.patterns.known(get_language() or "en")}
    for one in court.patterns.library().patterns:
        if one.shadow:
            told = beside(court, person, key(one))
            yield OnTrial(id=one.id, title=titles.get(one.id, one.title), version=one.version, beside=told)


__all__ = ["Beside", "OnTrial", "beside", "on_trial"]
