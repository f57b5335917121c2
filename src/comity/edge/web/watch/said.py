# SPDX-License-Identifier: Apache-2.0
"""What was said, as a page shows it: voices, and the words that moved the conversation marked with how much."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.desk.watch.evidence import SOMEBODY, Evidence, Line, Mark
from comity.desk.watch.temperature import HOTTEST, SPEAKS, Kept, band
from comity.edge.web.watch.chart import Chart, chart

LONG, BEGINNING = 320, 200
"""Letters from which a message without a mark is long, and how many of it are shown at first."""
_VOICE = re.compile(r"@([A-Z]{1,2})(?![\w])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a text: `kind` is empty, `warmed`, `most` or `cooled`; `points` by how much, signed."""

    text: str
    kind: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message: its place, voice and instant, its pieces, the temperature after it, and its band.

    `rest` is what follows the pieces in a long message of which nothing is marked.
    """

    place: int
    voice: str
    at: datetime
    pieces: tuple[Piece, ...]
    temperature: int
    band: int
    width: float
    gone: bool
    spoke: bool
    rest: str = ""


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
    said = tuple(_said(n, line, shown, most=most) for n, line in enumerate(shown.lines, 1 + shown.before))
    course = [one.temperature for one in said]
    return Talk(
        said=said,
        wide=chart(course, width=880, height=130, side=84, before=shown.before),
        narrow=chart(course, width=340, height=110, side=0, before=shown.before),
        warmest=max(said, key=lambda one: one.temperature),
        last=said[-1],
        limit=SPEAKS,
        before=shown.before,
        place=shown.place,
        whole=_whole(shown),
    )


def warmth(shown: Evidence | None) -> int:
    """The temperature at which the watch spoke; where its words are gone, that from which it does."""
    spoke = next((line for line in shown.lines if line.id == shown.spoke), None) if shown else None
    return Kept(shown.limit, shown.calm).temperature(spoke.risk) if shown and spoke else SPEAKS


def _said(place: int, line: Line, shown: Evidence, *, most: int) -> Said:
    scale, spoke = Kept(shown.limit, shown.calm), line.id == shown.spoke
    degrees, (text, rest) = scale.temperature(line.risk), (line.text, "") if line.marks or spoke else _cut(line.text)

    def moved(tenths: int) -> int:
        return scale.moved(tenths, line.risk)

    return Said(
        place=place, voice=line.voice, at=line.at, pieces=tuple(pieces(text, line.marks, most, moved)),
        temperature=degrees, band=band(degrees), width=round(60 * degrees / HOTTEST, 1),
        gone=line.gone, spoke=spoke, rest=_voices(rest),
    )  # fmt: skip


def _cut(text: str) -> tuple[str, str]:
    """A long text in two, between words."""
    if len(text) <= LONG:
        return text, ""
    at = text.rfind(" ", BEGINNING // 2, BEGINNING)
    return (text[:at], text[at + 1 :]) if at > 0 else (text[:BEGINNING], text[BEGINNING:])


def pieces(text: str, marks: Sequence[Mark], most: int, moved: Callable[[int], int]) -> Iterator[Piece]:
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
        yield Piece(text=_voices(text[start:end]), kind=kind, points=signed(moved(mark.tenths)))
        at = end
    if at < len(text):
        yield Piece(text=_voices(text[at:]))


def signed(degrees: int) -> str:
    """By how much, with its sign."""
    return f"+{degrees}" if degrees > 0 else f"\N{MINUS SIGN}{-degrees}"


def _voices(text: str) -> str:
    said = _VOICE.sub(lambda found: _("Voice %(name)s") % {"name": found[1]}, text)
    return said.replace(SOMEBODY, _("somebody"))


def _whole(shown: Evidence) -> str:
    """What the conversation as a whole added, beside the words that are marked; empty for nothing."""
    tenths = sum(one.tenths for one in shown.whole)
    spoke = next((line for line in shown.lines if line.id == shown.spoke), shown.lines[-1])
    return signed(Kept(shown.limit, shown.calm).moved(tenths, spoke.risk)) if tenths else ""


__all__ = ["Piece", "Said", "Talk", "pieces", "signed", "talk", "warmth"]
