# SPDX-License-Identifier: Apache-2.0
"""A conversation's temperature, drawn on the server: bands, a stepped line, and where the watch speaks.

The temperature belongs to the conversation. It is the risk that the model sees, in hundredths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

BANDS = (
    gettext_lazy("at ease"), gettext_lazy("brisk"), gettext_lazy("warm"), gettext_lazy("heated"),
)  # fmt: skip
_CUTS = (0.45, 0.72, 1.0)
"""Where a band ends, as parts of the risk from which the watch speaks."""
USUAL = 600
"""That risk, in thousandths, where it is not known."""
ROOM = 1.25
"""How much more than the highest point or limit the picture shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One band of the picture: its number, its name, where it lies, and where its name stands."""

    number: int
    name: object
    y: float
    height: float
    middle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One message in the picture. `label` is its temperature where that is written beside it."""

    x: float
    y: float
    label: str
    anchor: str
    highest: bool
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The picture of one width: its plot, bands, points and line."""

    width: int
    height: int
    plot: int
    bands: tuple[Band, ...]
    points: tuple[Point, ...]
    line: str
    speaks: float
    speaks_label: float
    ticks: tuple[tuple[float, int, str], ...]
    named: bool


def temperature(risk: int) -> int:
    """Hundredths of a risk in thousandths."""
    return round(risk / 10)


def band(risk: int, limit: int) -> int:
    """In which band a risk lies, from 0."""
    return sum(risk >= cut * (limit or USUAL) for cut in _CUTS)


def chart(risks: Sequence[int], limit: int, *, width: int, height: int, side: int, before: int = 0) -> Chart:
    """The picture of the risks of some messages; `before` came earlier and are not in it. `side` is for the names."""
    limit = limit or USUAL
    top = min(1000.0, max(limit, *risks) * ROOM) if risks else 1000.0
    plot = width - side

    def y(risk: float) -> float:
        return round(height * (1 - min(risk, top) / top), 1)

    edges = (0.0, *(cut * limit for cut in _CUTS), top)
    bands = tuple(
        Band(number=n, name=name, y=y(edges[n + 1]), height=round(y(edges[n]) - y(edges[n + 1]), 1),
             middle=round((y(edges[n]) + y(edges[n + 1])) / 2 + 5, 1))
        for n, name in enumerate(BANDS)
    )  # fmt: skip
    points = tuple(_points(risks, y, plot))
    steps = {0, len(risks) - 1, *(n for n in range(len(risks)) if (n + 1 + before) % 10 == 0)}
    ticks = tuple(
        (points[n].x, n + 1 + before, "start" if n == 0 else "end" if n == len(risks) - 1 else "middle")
        for n in sorted(steps)
        if risks and (n in (0, len(risks) - 1) or min(n, len(risks) - 1 - n) > len(risks) / 8)
    )
    return Chart(
        width=width, height=height, plot=plot, bands=bands, points=points,
        line="M" + " L".join(f"{p.x:g} {p.y:g}" for p in points) if points else "",
        speaks=y(limit), speaks_label=y(limit) - 6, ticks=ticks, named=side > 0,
    )  # fmt: skip


def _points(risks: Sequence[int], y: Callable[[float], float], plot: int) -> Iterator[Point]:
    """The highest point and the last one have their temperature beside them."""
    last = len(risks) - 1
    high = max(range(len(risks)), key=lambda n: risks[n]) if risks else 0
    for n, risk in enumerate(risks):
        x = round(8 + (plot - 16) * (n / last if last else 0.5), 1)
        told = n in (high, last)
        anchor = "middle" if n == high else "end"
        yield Point(
            x=x, y=y(risk), label=str(temperature(risk)) if told else "", anchor=anchor, highest=n == high,
            label_x=min(max(x, 12), plot - 12) if n == high else x,
            label_y=_label(y(risk), above=n == high),
        )  # fmt: skip


def _label(y: float, *, above: bool) -> float:
    """Above the highest point where there is room, else below; the last one stands below its point."""
    return y - 12 if above and y > 26 else y + 22


__all__ = ["BANDS", "Band", "Chart", "Point", "band", "chart", "temperature"]
