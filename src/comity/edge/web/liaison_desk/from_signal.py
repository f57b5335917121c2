# SPDX-License-Identifier: Apache-2.0
"""A tear or a report that begins with a signal: its form is filled in so far, and the signal keeps a link by digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from comity.core.procedure.watching import CHANNEL
from comity.core.watch import Mode
from comity.core.watch.signal import Matter
from comity.desk.present import mark
from comity.desk.watch.begun import Known
from comity.desk.watch.spaces import signal_stream
from comity.edge.web.door import Court
from comity.edge.web.watch import shelf

_HEX = frozenset("0123456789abcdef")
_PAGES: Mapping[Matter, str] = {Matter.TEAR: "tear", Matter.REPORT: "case"}


def read(court: Court, person: str, request: HttpRequest) -> str:
    """The signal that the page names, if `person` reads it now; else empty, as if none were named."""
    id = (request.POST if request.method == "POST" else request.GET).get("signal", "")
    if len(id) != 64 or not set(id) <= _HEX:
        return ""
    state = court.watching.read(signal_stream(id), person)
    return id if state is not None and state.mode is Mode.LIVE else ""


def filled(court: Court, person: str, id: str, channels: Sequence[str]) -> dict[str, Any]:
    """What the form says already: the conversation, and by what it came. Never a word of what was said."""
    state = court.watching.read(signal_stream(id), person) if id else None
    if state is None:
        return {}
    shown = court.watching.shown(signal_stream(id), person)
    place = shown.place if shown is not None else ""
    where = place or shelf.space_said(shelf.rules(court), state.space)
    return {"conversation": where[:200], "channel": CHANNEL if CHANNEL in channels else ""}


def begun(court: Court, person: str, id: str) -> tuple[tuple[str, str, str], ...]:
    """What was begun from a signal and exists for `person`: tear or report, its mark, and where it is."""
    found = court.watching.begun(signal_stream(id), person)
    return tuple((one.of.matter.value, mark(one.stream), _place(one)) for one in found)


def _place(one: Known) -> str:
    return reverse(_PAGES[one.of.matter], args=[one.stream.partition(":")[2]])


__all__ = ["begun", "filled", "read"]
