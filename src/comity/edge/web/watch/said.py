# SPDX-License-Identifier: Apache-2.0
"""What was said, as a page shows it: voices, and the words that moved the conversation marked with how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.desk.watch.evidence import SOMEBODY, Evidence, Line, Mark
from comity.edge.web.watch.chart import Chart, band, chart, temperature

_VOICE = re.compile(r"@([A-Z]{1,2})(?![\w])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a text: `kind` is empty, `warmed`, `most` or `cooled`; `points` by how much, signed."""

    text: str
    kind: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message: its place, voice and instant, its pieces, the temperature after it, and its band."""

    place: int
    voice: str
    at: datetime
    pieces: tuple[Piece, ...]
    temperature: int
    band: int
    width: float
    gone: bool
    spoke: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """A conversation as it is shown, its picture in two widths, the warmest message, and `whole`: what its tone
    as a whole added."""

    said: tuple[Said, ...]
    wide: Chart
    narrow: Chart
    warmest: Said
    last: Said
    limit: int
    before: int
    place: str
    whole: str

    @property
    def cooling(self) -> bool:
        """Whether it has cooled since its warmest message."""
        return self.last.temperature < self.warmest.temperature


def talk(shown: Evidence) -> Talk | None:
    """What is shown, made ready for the page; None where there is nothing."""
    if not shown.lines:
        return None
    most = max((mark.tenths for line in shown.lines for mark in line.marks), default=0)
    risks = [line.risk for line in shown.lines]
    full = max(shown.limit, *risks, 1)
    said = tuple(_said(n, line, shown, most=most, full=full) for n, line in enumerate(shown.lines, 1 + shown.before))
    return Talk(
        said=said,
        wide=chart(risks, shown.limit, width=880, height=130, side=84, before=shown.before),
        narrow=chart(risks, shown.limit, width=340, height=110, side=0, before=shown.before),
        warmest=max(said, key=lambda one: one.temperature),
        last=said[-1],
        limit=temperature(shown.limit),
        before=shown.before,
        place=shown.place,
        whole=_whole(shown),
    )


def _said(place: int, line: Line, shown: Evidence, *, most: int, full: int) -> Said:
    return Said(
        place=place, voice=line.voice, at=line.at, pieces=tuple(pieces(line.text, line.marks, most)),
        temperature=temperature(line.risk), band=band(line.risk, shown.limit), width=round(60 * line.risk / full, 1),
        gone=line.gone, spoke=line.id == shown.spoke,
    )  # fmt: skip


def pieces(text: str, marks: Sequence[Mark], most: int) -> Iterator[Piece]:
    """The text cut where marked words stand, each mark once, the longest first; names of voices in words."""
    found: list[tuple[int, int, Mark]] = []
    for mark in sorted(marks, key=lambda one: len(one.words), reverse=True):
        for hit in re.finditer(rf"(?<!\w){re.escape(mark.words)}(?!\w)", text, re.I) if mark.words else ():
            if all(hit.end() <= start or end <= hit.start() for start, end, _mark in found):
                found.append((hit.start(), hit.end(), mark))
                break
    at = 0
    for start, end, mark in sorted(found, key=lambda one: one[0]):
        if at < start:
            yield Piece(text=_voices(text[at:start]))
        kind = "cooled" if mark.tenths < 0 else "most" if mark.tenths == most else "warmed"
        yield Piece(text=_voices(text[start:end]), kind=kind, points=signed(mark.tenths))
        at = end
    if at < len(text):
        yield Piece(text=_voices(text[at:]))


def signed(tenths: int) -> str:
    """By how much, with its sign."""
    return f"+{tenths}" if tenths > 0 else f"\N{MINUS SIGN}{-tenths}"


def _voices(text: str) -> str:
    said = _VOICE.sub(lambda found: _("Voice %(name)s") % {"name": found[1]}, text)
    return said.replace(SOMEBODY, _("somebody"))


def _whole(shown: Evidence) -> str:
    """What the conversation as a whole added, beside the words that are marked; empty for nothing."""
    tenths = sum(one.tenths for one in shown.whole)
    return signed(tenths) if tenths else ""


__all__ = ["Piece", "Said", "Talk", "pieces", "signed", "talk"]
