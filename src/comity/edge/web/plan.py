# SPDX-License-Identifier: Apache-2.0
"""Where the lines of the track are drawn: boxes to scale where there is room, long waits with a break mark.

Lengths are px in a drawing of `WIDTH`. Time is not linear: a wait of weeks would leave a day no width at all, so each
stretch between two instants gets a width by the square root of its length, and the axis carries the dates.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from comity.edge.web.instants import day, in_short
from comity.edge.web.track import Span, Track

WIDTH = 1030
RAIL_Y = 74
RAIL_H = 46
NEXT_RAIL = 66
UNDER_AXIS = 34
FLAG = 20
LETTER = 7.4
LEAST = 6.0
SIDE = 2.0
REST = "rested"
GAP = 14
PLATE = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One phase (or a rest within one): its rectangle, its ink, its words; `number` is its row in the table."""

    x: float
    y: float
    width: float
    ink: str
    number: int
    name: str = ""
    under: str = ""
    title: str = ""
    aside: float = 8

    @property
    def text_x(self) -> float:
        """Where its words begin."""
        return self.x + self.aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A flag at a deadline, or a tick of the axis."""

    x: float
    y: float
    label: str
    ink: str = ""
    anchor: str = "start"
    text_x: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The whole drawing."""

    top: float
    height: float
    boxes: tuple[Box, ...]
    rests: tuple[Box, ...]
    flags: tuple[Mark, ...]
    ticks: tuple[Mark, ...]
    now_x: float
    plate_x: float
    plate: float
    today: str
    axis_y: float
    closed: bool
    width: float = WIDTH

    @property
    def plate_middle(self) -> float:
        """Where the words of this instant stand on their plate."""
        return self.plate / 2


def plan(track: Track) -> Plan:
    """The drawing of a track."""
    end = _end(track)
    scale = _scale(track, end)
    ys = _ys(track.spans, _rails(track.spans, end))
    now_x = scale[min(track.now, end)]
    boxes = tuple(_beside(_box(n, s, ys[n], scale, end), now_x) for n, s in enumerate(track.spans))
    flags = _flags(track, ys, scale)
    top = 0 if track.closed is None else RAIL_Y - 2
    today = _("now, %(day)s") % {"day": day(track.now)}
    plate = max(PLATE, len(today) * LETTER + 24)
    return Plan(
        top=top,
        height=max(ys, default=RAIL_Y) + RAIL_H + 40 - top,
        boxes=boxes,
        rests=_rests(track, ys, scale, end),
        flags=flags,
        ticks=_ticks(scale),
        now_x=now_x,
        plate_x=min(max(now_x - plate / 2, 0), WIDTH - plate),
        plate=plate,
        today=today,
        axis_y=RAIL_Y + RAIL_H,
        closed=track.closed is not None,
    )


def _end(track: Track) -> datetime:
    """The right edge: the closing, or the last running deadline."""
    if track.closed is not None:
        return track.closed
    dues = [d.due for s in track.open_spans for d in s.deadlines if d.state == "running" and d.due is not None]
    return max([track.now, *dues])


def _scale(track: Track, end: datetime) -> Mapping[datetime, float]:
    """The x of every instant that is drawn."""
    marks = {track.opened, end, min(track.now, end)}
    for span in track.spans:
        marks |= {min(span.began, end), min(span.ended or end, end)}
        for deadline in span.deadlines:
            if deadline.state == "running" and deadline.due is not None:
                marks.add(deadline.due)
            marks |= {min(i or end, end) for rest in deadline.rests for i in rest}
    instants = sorted(marks)
    widths = _widths([(b - a).total_seconds() / 3600 for a, b in pairwise(instants)])
    xs, x = [SIDE], SIDE
    for width in widths:
        x += width
        xs.append(x)
    return dict(zip(instants, xs, strict=True))


def _widths(hours: Sequence[float]) -> list[float]:
    room = WIDTH - 2 * SIDE - LEAST * len(hours)
    roots = [h**0.5 for h in hours]
    whole = sum(roots) or 1.0
    return [LEAST + room * root / whole for root in roots]


def _rails(spans: Sequence[Span], end: datetime) -> tuple[int, ...]:
    """On which rail each span runs, side by side only where they overlap: first what somebody must act in by a date."""
    found = [0] * len(spans)
    taken: list[list[tuple[datetime, datetime]]] = []
    order = sorted(range(len(spans)), key=lambda n: (spans[n].idle, not _due(spans[n]), spans[n].began, n))
    for number in order:
        here = (spans[number].began, spans[number].ended or end)
        rail = next((r for r, used in enumerate(taken) if not any(_meet(here, u) for u in used)), len(taken))
        if rail == len(taken):
            taken.append([])
        taken[rail].append(here)
        found[number] = rail
    return tuple(found)


def _meet(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _due(span: Span) -> bool:
    """Whether a clock runs in it now, so that it carries a flag."""
    return span.ended is None and span.due is not None


def _ys(spans: Sequence[Span], rails: Sequence[int]) -> tuple[float, ...]:
    """The top of each span; the second rail leaves room for its flags under the dates of the axis."""
    flagged = any(rail == 1 and _due(span) for span, rail in zip(spans, rails, strict=True))
    second = RAIL_Y + RAIL_H + UNDER_AXIS + (FLAG if flagged else 0)
    return tuple(RAIL_Y if rail == 0 else second + (rail - 1) * NEXT_RAIL for rail in rails)


def _box(number: int, span: Span, y: float, scale: Mapping[datetime, float], end: datetime) -> Box:
    x, right = scale[min(span.began, end)], scale[min(span.ended or end, end)]
    width = max(right - x, 3)
    fits = width >= len(span.name) * LETTER + 16
    under = day(span.began) if span.ended is not None else ""
    return Box(
        x=x,
        y=y,
        width=width,
        ink="now" if span.ended is None else "past",
        number=number + 1,
        name=span.name if fits else (str(number + 1) if width >= 20 else ""),
        under=under if fits and width >= len(under) * LETTER + 16 else "",
        title=f"{span.name}: {in_short(span.began)}" + (f", {in_short(span.ended)}" if span.ended else ""),
    )


def _beside(box: Box, now_x: float) -> Box:
    """No words under the pole of this instant, where there is room beside it."""
    wide = max(len(box.name), len(box.under)) * LETTER
    crossed = box.ink == "now" and box.x + 2 < now_x < box.x + 8 + wide
    fits = now_x + 8 + wide < box.x + box.width
    return replace(box, aside=now_x - box.x + 8) if crossed and fits else box


def _rests(track: Track, ys: Sequence[float], scale: Mapping[datetime, float], end: datetime) -> tuple[Box, ...]:
    found = {}
    for number, span in enumerate(track.spans):
        for began, ended in (rest for d in span.deadlines for rest in d.rests):
            x, right = scale[min(began, end)], scale[min(ended or end, end)]
            found[(x, ys[number])] = Box(
                x=x,
                y=ys[number],
                width=max(right - x, 3),
                ink="paused",
                number=number + 1,
                name=REST if right - x > len(REST) * LETTER + 16 else "",
            )
    return tuple(found.values())


def _flags(track: Track, ys: Sequence[float], scale: Mapping[datetime, float]) -> tuple[Mark, ...]:
    """The running deadlines; the earliest of each instant carries its date."""
    found: dict[float, Mark] = {}
    for number, span in enumerate(track.spans):
        for deadline in span.deadlines:
            if deadline.state == "running" and deadline.due is not None and span.ended is None:
                x, label = scale[deadline.due], in_short(deadline.due)
                ends = x + 22 + len(label) * LETTER > WIDTH
                found[x] = Mark(
                    x=x, y=ys[number], label=label, ink="flag", anchor="end" if ends else "start",
                    text_x=x - 6 if ends else x + 20,
                )  # fmt: skip
    return _apart(found)


def _apart(flags: Mapping[float, Mark]) -> tuple[Mark, ...]:
    """No date is written over another."""
    kept: list[Mark] = []
    for x in sorted(flags):
        flag = flags[x]
        crowded = any(k.y == flag.y and abs(k.x - x) < PLATE for k in kept)
        kept.append(
            Mark(
                x=flag.x,
                y=flag.y,
                label="" if crowded else flag.label,
                ink=flag.ink,
                anchor=flag.anchor,
                text_x=flag.text_x,
            )
        )
    return tuple(kept)


def _ticks(scale: Mapping[datetime, float]) -> tuple[Mark, ...]:
    found: list[Mark] = []
    for at, x in sorted(scale.items()):
        label = day(at)
        if found and (x - found[-1].x < _room(found[-1].label) or label == found[-1].label):
            continue
        last = x > WIDTH - _room(label)
        while last and found and x - found[-1].x < _room(found[-1].label) + _room(label):
            found.pop()  # the last date is written to the left of its tick
        found.append(Mark(x=x, y=0, label=label, anchor="end" if last else "start"))
    return tuple(found)


def _room(label: str) -> float:
    """What a date takes on the axis, with air after it."""
    return len(label) * LETTER + GAP


__all__ = ["Box", "Mark", "Plan", "plan"]
