# SPDX-License-Identifier: Apache-2.0
"""The pictures of `comity watch --svg`: a file for each conversation that it spoke of, else for the warmest."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from heapq import nsmallest
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.desk.watch.message import Message
from comity.desk.watch.signal import Kind
from comity.edge.detector.fold import Watch
from comity.site import watch_svg
from comity.site.watch_source import Reading, Wrong, open_lines
from comity.site.watch_text import in_degrees
from comity.site.watch_told import Record

MOST = 60
"""So many conversations are drawn."""
WARMEST = 3
"""So many where the watch spoke of none."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")


@dataclass(frozen=True, slots=True)
class Shown:
    """One message as it is drawn. `words` of it moved so many degrees; `spoke` where the watch spoke after it."""

    id: str
    at: datetime
    voice: int
    text: str
    temperature: int
    words: Mapping[str, float]
    spoke: Kind | None


def draw(folder: Path, watch: Watch, source: str, records: Iterable[Record]) -> list[Path]:
    """Write the pictures; the files. Raises `Malformed` where the folder cannot be written."""
    spoken = nsmallest(MOST, (record for record in records if record.warmed), key=_warmest)
    chosen = {record.conversation for record in spoken or nsmallest(WARMEST, records, key=_warmest)}
    courses = _courses(watch, source, chosen)
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for conversation, course in courses.items():
            path = folder / f"{_file(conversation)}.svg"
            path.write_text(watch_svg.drawn(conversation, course), encoding="utf-8")
            written.append(path)
    except OSError as wrong:
        text = f"{folder}: {wrong.strerror or 'cannot be written'}"
        raise Malformed([Fault(field="--svg", rule="folder", text=text)]) from wrong
    sys.stderr.write(f"comity watch: {len(written)} picture{'' if len(written) == 1 else 's'} in {folder}\n")
    return written


def _warmest(record: Record) -> tuple[float, str]:
    return -record.max_risk, record.conversation


def _courses(watch: Watch, source: str, chosen: Iterable[str]) -> dict[str, list[Shown]]:
    """The chosen conversations once more, message by message."""
    states: dict[str, bytes] = dict.fromkeys(chosen, b"")
    courses: dict[str, list[Shown]] = {}
    lines, reading = open_lines(source), Reading()
    with lines.stream:
        for number, line in lines:
            told = reading.read(number, line)
            if told is None or isinstance(told, Wrong) or not isinstance(told, Message):
                continue
            if told.conversation not in states:
                continue
            after, signal, heat = watch.heard(states[told.conversation], told)
            if heat is None:
                continue
            states[told.conversation] = after
            voice, text = watch.voiced(after, told)
            here = in_degrees([one for one in watch.moved(after, told) if one.message == told.id], heat.degrees)
            one = Shown(told.id, told.at, voice, text, heat.temperature, here, signal.kind if signal else None)
            courses.setdefault(told.conversation, []).append(one)
    return courses


def _file(conversation: str) -> str:
    """A name of a file for a conversation, whatever it is called."""
    if _NAME.fullmatch(conversation):
        return conversation
    plain = re.sub(r"[^A-Za-z0-9]+", "-", conversation)[:40].strip("-")
    return (
        f"{plain or 'conversation'}-{blake2b(conversation.encode('utf-8', 'surrogatepass'), digest_size=4).hexdigest()}"
    )


__all__ = ["MOST", "Shown", "draw"]
