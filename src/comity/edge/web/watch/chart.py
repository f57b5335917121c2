# SPDX-License-Identifier: Apache-2.0
"""A conversation's temperature, drawn on the server: bands, a stepped line, and where the watch speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from comity.desk.watch.temperature import CUTS, HOTTEST, SPEAKS

BANDS = (
    gettext_lazy("at ease"), gettext_lazy("brisk"), gettext_lazy("warm"), gettext_lazy("heated"),
)  # fmt: skip


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


def chart(course: Sequence[int], *, width: int, height: int, side: int, before: int = 0) -> Chart:
    """The picture of the temperatures after some messages; `before` came earlier and are not in it. `side` is for the
    names."""
    plot = width - side

    def y(degrees: float) -> float:
        return round(height * (1 - degrees / HOTTEST), 1)

    edges = (0, *CUTS, HOTTEST)
    bands = tuple(
        Band(number=n, name=name, y=y(edges[n + 1]), height=round(y(edges[n]) - y(edges[n + 1]), 1),
             middle=round((y(edges[n]) + y(edges[n + 1])) / 2 + 5, 1))
        for n, name in enumerate(BANDS)
    )  # fmt: skip
    points, last = tuple(_points(course, y, plot)), len(course) - 1
    steps = {0, last, *(n for n in range(last) if (n + 1 + before) % 10 == 0)}
    ticks = tuple(
        (points[n].x, n + 1 + before, "start" if n == 0 else "end" if n == last else "middle")
        for n in sorted(steps)
        if course and (n in (0, last) or min(n, last - n) > len(course) / 8)
    )
    return Chart(
        width=width, height=height, plot=plot, bands=bands, points=points,
        line="M" + " L".join(f"{p.x:g} {p.y:g}" for p in points) if points else "",
        speaks=y(SPEAKS), speaks_label=y(SPEAKS) - 6, ticks=ticks, named=side > 0,
    )  # fmt: skip


def _points(course: Sequence[int], y: Callable[[float], float], plot: int) -> Iterator[Point]:
    """The highest point and the last one have their temperature beside them."""
    last = len(course) - 1
    high = max(range(len(course)), key=lambda n: course[n]) if course else 0
    for n, degrees in enumerate(course):
        x = round(8 + (plot - 16) * (n / last if last else 0.5), 1)
        told = n in (high, last)
        anchor = "middle" if n == high else "end"
        yield Point(
            x=x, y=y(degrees), label=str(degrees) if told else "", anchor=anchor, highest=n == high,
            label_x=min(max(x, 12), plot - 12) if n == high else x,
            label_y=_label(y(degrees), above=n == high),
        )  # fmt: skip


def _label(y: float, *, above: bool) -> float:
    """Above the highest point where there is room, else below; the last one stands below its point."""
    return y - 12 if above and y > 26 else y + 22


__all__ = ["BANDS", "Band", "Chart", "Point", "chart"]
