# SPDX-License-Identifier: Apache-2.0
"""A tear or a report that begins with a signal: its form is filled in so far, and the signal keeps a link by digest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from comity.core.clause import Refusal
from comity.core.procedure.watching import CHANNEL
from comity.core.watch import Mode
from comity.core.watch.signal import BeginMatter, Matter, Signal
from comity.desk.present import mark
from comity.desk.registers import CASES, TEARS
from comity.desk.rows import Sought
from comity.desk.watch.spaces import digest, signal_stream
from comity.edge.web.door import Court
from comity.edge.web.watch import shelf

_HEX = frozenset("0123456789abcdef")
_PAGES = {"tear": "tear", "report": "case"}


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


def begin(court: Court, person: str, id: str, stream: str, *, kind: str, act_id: str) -> None:
    """Note beside the signal what was begun. What was told stands, also where the signal was over in this moment."""
    if not id:
        return
    command = BeginMatter(by=person, matter=Matter(kind), of=digest(stream), consented=True)
    at = court.desk.clock.now()
    try:
        court.perform(command, act_id=f"{act_id}/signal", actor=person, stream=signal_stream(id), at=at)
    except Refusal:
        return


def begun(court: Court, person: str, state: Signal) -> tuple[tuple[str, str, str], ...]:
    """What `person` began from a signal: tear or report, its mark, and where it is; nothing of what others began."""
    sought = Sought(marks={"through": (person,)})
    with court.desk.store.reading() as unit:
        rows = [*unit.rows.list(TEARS, newest_first=True), *unit.rows.list(CASES, sought=sought)]
    known = {digest(row.key): row.key for row in rows}
    own = [(one.matter.value, known.get(one.of, "")) for one in state.begun if one.by == person]
    return tuple((kind, mark(key), reverse(_PAGES[kind], args=[key.partition(":")[2]])) for kind, key in own if key)


__all__ = ["begin", "begun", "filled", "read"]
