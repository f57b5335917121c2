# SPDX-License-Identifier: Apache-2.0
"""How a line is laid out and coloured. Without colour every line says the same: no meaning is in the ink alone."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

WIDTH = 80
"""Columns."""

_CODES = {"strong": "1", "faint": "2", "good": "32", "bad": "31", "note": "33", "link": "36"}


@dataclass(frozen=True, slots=True)
class Ink:
    """Colours, or none."""

    colours: bool = False

    def __call__(self, style: str, text: str) -> str:
        """The text in a style: strong, faint, good, bad, note, link."""
        return f"\033[{_CODES[style]}m{text}\033[0m" if self.colours and text else text


def wrapped(text: str, *, first: str = "", rest: str | None = None) -> list[str]:
    """The text in lines of at most `WIDTH` columns; `first` and `rest` are what the lines begin with."""
    hang = " " * len(first) if rest is None else rest
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False
    ) or [first.rstrip()]


def rule(title: str, ink: Ink) -> str:
    """A heading that runs over the whole width."""
    return f"{ink('strong', title)} {ink('faint', '─' * max(0, WIDTH - len(title) - 1))}"


def table(rows: Iterable[tuple[str, ...]], *, indent: int = 2, gap: int = 2) -> list[str]:
    """Rows in columns, each as wide as its widest cell; the last column is not padded."""
    kept = list(rows)
    if not kept:
        return []
    widths = [max(len(row[n]) for row in kept) for n in range(len(kept[0]))]
    lines = []
    for row in kept:
        cells = [cell.ljust(width) for cell, width in zip(row[:-1], widths, strict=False)]
        lines.append((" " * indent + (" " * gap).join((*cells, row[-1]))).rstrip())
    return lines


def day(at: datetime | None) -> str:
    """`Wed 17 Jan 2024`; a dash where there is none."""
    return "-" if at is None else f"{at:%a} {at.day:2} {at:%b %Y}"


def moment(at: datetime | None) -> str:
    """`17 Jan 19:00`; the year where it is needed stands in a heading."""
    return "-" if at is None else f"{at.day:2} {at:%b %H:%M}"


def amount(number: int, decimals: int = 0) -> str:
    """A whole number with its thousands set apart, its unit having so many decimals; cut off after two of them."""
    scale = int(10**decimals)
    whole, part = divmod(number, scale)
    shown = f"{whole:,}".replace(",", " ")
    return f"{shown}.{part * 100 // scale:02}" if decimals and part else shown


__all__ = ["WIDTH", "Ink", "amount", "day", "moment", "rule", "table", "wrapped"]
