# SPDX-License-Identifier: Apache-2.0
"""The tokens as the style sheet has them, and how well each ink is read on each ground.

Contrast is the ratio of WCAG 2.2: 4.5 for text, 3 for large text, borders of controls and pictures.
https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

SHEET = Path(__file__).resolve().parent.parent / "static" / "comity" / "tokens.css"
TEXT, SHAPE = 4.5, 3.0
"""The least ratios: for text, and for what must be seen but not read."""
GROUNDS = ("paper", "stone", "inset")
READ = ("ink", "ink-soft", "act", "time", "law", "limit")
SEEN = ("focus", "edge")
BESIDE = (
    ("on-act", "act"), ("on-act", "act-deep"), ("act-deep", "act-tint"), ("act", "act-tint"), ("on-time", "time"),
    ("time", "time-tint"), ("law", "law-tint"), ("limit", "limit-tint"), ("ink", "act-tint"), ("ink", "time-tint"),
    ("ink", "law-tint"), ("ink", "limit-tint"), ("lintel-ink", "lintel"), ("lintel-soft", "lintel"),
    ("exit-ink", "exit"), ("paper", "ink"),
)  # fmt: skip
"""Inks that stand on a ground of their own: the text, then what it stands on."""
SEEN_BESIDE = (("lintel-focus", "lintel"), ("time-mark", "paper"), ("time-mark", "inset"))
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*([^;]+);")
_HEX = re.compile(r"#[0-9a-f]{6}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """One ink on one ground: how well it is read, and how well it must be."""

    ink: str
    ground: str
    ink_value: str
    ground_value: str
    ratio: float
    least: float

    @property
    def holds(self) -> bool:
        """Whether it is read as well as it must be."""
        return self.ratio >= self.least

    @property
    def told(self) -> str:
        """The ratio with one digit, rounded down, so that none is praised."""
        return f"{int(self.ratio * 10) / 10:.1f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """One look of the pages: its tokens and its pairs."""

    name: str
    pairs: tuple[Pair, ...]


def schemes() -> tuple[Scheme, ...]:
    """By day, by night, and on paper."""
    day, night, paper = tokens()
    return (
        Scheme(name=_("By day"), pairs=pairs(day)),
        Scheme(name=_("By night"), pairs=pairs({**day, **night})),
        Scheme(name=_("On paper"), pairs=pairs({**day, **paper})),
    )


def pairs(colours: Mapping[str, str]) -> tuple[Pair, ...]:
    """Every ink on every ground that it may stand on."""
    read = [(ink, ground, TEXT) for ink in READ for ground in GROUNDS]
    seen = [(ink, ground, SHAPE) for ink in SEEN for ground in GROUNDS]
    beside = [(ink, ground, TEXT) for ink, ground in BESIDE]
    shapes = [(ink, ground, SHAPE) for ink, ground in SEEN_BESIDE]
    return tuple(
        Pair(
            ink=ink,
            ground=ground,
            ink_value=colours[ink],
            ground_value=colours[ground],
            ratio=contrast(colours[ink], colours[ground]),
            least=least,
        )
        for ink, ground, least in (*read, *seen, *beside, *shapes)
    )


@cache
def tokens() -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """The tokens of the style sheet by day, and what changes by night and on paper."""
    day, _media, rest = SHEET.read_text("utf-8").partition("@media (prefers-color-scheme: dark)")
    night, _media, rest = rest.partition("@media print")
    paper, _media, _forced = rest.partition("@media (forced-colors")
    return dict(_TOKEN.findall(day)), dict(_TOKEN.findall(night)), dict(_TOKEN.findall(paper))


def contrast(one: str, other: str) -> float:
    """The ratio of two colours, each `#rrggbb`; from 1 to 21. Raises `ValueError` for anything else."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    if not _HEX.fullmatch(colour):
        raise ValueError(f"{colour} is no colour of six hex digits")
    parts = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def sizes() -> tuple[tuple[str, str], ...]:
    """The steps of type, the smallest first."""
    return tuple((name, value) for name, value in tokens()[0].items() if re.fullmatch(r"t-\w+", name))


def spaces() -> tuple[tuple[str, int], ...]:
    """The steps of space in px."""
    found = ((name, value) for name, value in tokens()[0].items() if re.fullmatch(r"s\d", name))
    return tuple((name, int(value.removesuffix("px"))) for name, value in found)


__all__ = ["SHAPE", "TEXT", "Pair", "Scheme", "contrast", "pairs", "schemes", "sizes", "spaces", "tokens"]
