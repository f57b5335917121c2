# SPDX-License-Identifier: Apache-2.0
"""An invented conversation of a pattern, drawn like a plan: a lane for each voice, a stroke to whom it speaks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.desk.watch.patterns import USUAL, Cues, Example
from comity.edge.web.gallery.prose import marked

STEP, LANE, EDGE = 56, 34, 44
"""Pixels from one message to the next, from one lane to the next, and before the first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message: its voice, to whom, how much later than the one before, its text with the phrases marked."""

    voice: str
    to: str
    later: str
    text: SafeString
    spoke: bool
    x: int
    y: int
    to_y: int | None
    pause: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The line of one voice."""

    voice: str
    y: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """An example as a picture and as lines."""

    lines: tuple[Said, ...]
    lanes: tuple[Lane, ...]
    width: int
    height: int
    why: str

    @property
    def course(self) -> str:
        """The way of the talk from voice to voice, as a path."""
        points = [f"{line.x} {line.y}" for line in self.lines]
        return f"M{'L'.join(points)}"

    @property
    def half(self) -> tuple[int, int]:
        """The size at which it stands in a list."""
        return self.width * 6 // 10, self.height * 6 // 10

    @property
    def right(self) -> int:
        """Where the lanes end."""
        return self.width - 12


def drawn(example: Example, cues: Cues) -> Drawn:
    """One example. Voices are letters in the order in which they are heard."""
    voices = list(dict.fromkeys(line.voice for line in example.lines))
    phrases = (*cues.words, *cues.answers)
    lines = []
    for place, line in enumerate(example.lines):
        text = marked(line.text, (*phrases, *(cues.opens if not place else ())))
        lines.append(
            Said(
                voice=line.voice.upper(),
                to=line.to.upper(),
                later=_later(line.after) if place else "",
                text=text,
                spoke="<mark>" in text,
                x=EDGE + 16 + place * STEP,
                y=_y(voices, line.voice),
                to_y=_y(voices, line.to) if line.to in voices else None,
                pause=bool(place) and line.after >= timedelta(days=1),
            )
        )
    return Drawn(
        lines=tuple(lines),
        lanes=tuple(Lane(voice=voice.upper(), y=_y(voices, voice)) for voice in voices),
        width=EDGE + 44 + (len(lines) - 1) * STEP,
        height=len(voices) * LANE + 12,
        why=example.why,
    )


def _y(voices: list[str], voice: str) -> int:
    return 22 + voices.index(voice) * LANE if voice in voices else 0


def _later(after: timedelta) -> str:
    if after == USUAL:
        return ""
    minutes = int(after.total_seconds() // 60)
    if minutes >= 24 * 60:
        days = minutes // (24 * 60)
        return ngettext("%(n)s day later", "%(n)s days later", days) % {"n": days}
    if minutes >= 60:
        hours = minutes // 60
        return ngettext("%(n)s hour later", "%(n)s hours later", hours) % {"n": hours}
    return ngettext("%(n)s minute later", "%(n)s minutes later", minutes) % {"n": minutes}


def in_words(found: Drawn) -> str:
    """What the picture shows, in a sentence."""
    voices = len(found.lanes)
    told = ngettext("%(n)s voice", "%(n)s voices", voices) % {"n": voices}
    said = ngettext("%(n)s message", "%(n)s messages", len(found.lines)) % {"n": len(found.lines)}
    text = _("The course of an invented conversation: %(voices)s, %(messages)s. The same is told in the lines below.")
    return text % {"voices": told, "messages": said}


__all__ = ["Drawn", "drawn", "in_words"]
