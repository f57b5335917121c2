# SPDX-License-Identifier: Apache-2.0
"""One conversation as a drawing: its temperature in bands, and the words that moved it. Bands and inks are the house's.

Nothing is loaded from anywhere; light and dark; what is drawn is said in `title` and `desc` too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from comity.desk.watch.signal import Kind
from comity.desk.watch.temperature import CUTS, HOTTEST, SPEAKS
from comity.site.watch_text import BANDS, band, excerpt, letter, lettered, safe, signed, spans

if TYPE_CHECKING:
    from comity.site.watch_drawn import Shown

WIDTH = 880
LEFT, PLOT, TOP, HIGH = 40, 680, 132, 130
BEFORE, AFTER = 5, 2
"""So many messages before and after the one at which the watch first spoke are shown with their words."""
_TEXT_LEFT, _LINE, _SIZE = 190, 27, 17
_STYLE = """
:root{--paper:#fcfdfb;--ink:#1a2527;--soft:#47565a;--line:#c5cec9;--temp:#84411b;--law:#34507c;
--b0:#cfdfe9;--b1:#dfe3d6;--b2:#f0dcae;--b3:#ebb983}
@media(prefers-color-scheme:dark){:root{--paper:#192326;--ink:#e7ece8;--soft:#abb8b5;--line:#36464a;--temp:#f0b48d;
--law:#afc5ee;--b0:#2b4250;--b1:#3b4a42;--b2:#5c4c26;--b3:#7b5128}}
svg{background:var(--paper)}
text{font-family:"Atkinson Hyperlegible Next","Noto Sans Arabic",system-ui,sans-serif;font-size:14px;fill:var(--ink)}
.h{font-family:Literata,Georgia,serif;font-size:25px;font-weight:520}
.r{font-family:Literata,Georgia,serif;font-size:17px}.m{font-weight:700}.s{fill:var(--soft)}.n{font-weight:700;font-size:12px}
.paper{fill:var(--paper)}.b0{fill:var(--b0)}.b1{fill:var(--b1)}.b2{fill:var(--b2)}.b3{fill:var(--b3)}
.c{fill:none;stroke:var(--ink);stroke-width:2}.d{fill:var(--ink)}.hair{stroke:var(--line)}
.speak{stroke:var(--ink);stroke-dasharray:5 4}.warmed{stroke:var(--temp);stroke-width:2}
.cooled{stroke:var(--law);stroke-width:2;stroke-dasharray:5 3}
"""


def drawn(conversation: str, course: Sequence[Shown]) -> str:
    """The whole file."""
    rows, high = _rows(course)
    height = 395 + high
    name = safe(conversation, 60)
    body = "\n".join((*_plot(course), *rows))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'role="img" aria-labelledby="t d">\n'
        f'<title id="t">{_x(f"The temperature of conversation {name}")}</title>\n'
        f'<desc id="d">{_x(told(course))}</desc>\n'
        f"<style>{_STYLE}</style>\n"
        f'<rect class="paper" width="{WIDTH}" height="{height}"/>\n'
        f'<text class="h" x="{LEFT}" y="56">Its temperature</text>\n'
        f'<text class="s" x="{LEFT}" y="84">Conversation {_x(name)}. {_x(_when(course))}</text>\n{body}\n</svg>\n'
    )  # fmt: skip


def told(course: Sequence[Shown]) -> str:
    """The drawing in sentences."""
    top = max(course, key=lambda one: one.temperature)
    said = [
        f"{len(course)} messages. It was warmest at message {course.index(top) + 1}, with {top.temperature} of 100 "
        f"({band(top.temperature)}), and is now at {course[-1].temperature} ({band(course[-1].temperature)})."
    ]
    what = {Kind.WARMING: "it warmed and the watch spoke", Kind.EASED: "it had eased"}
    said += [f"At message {n} {what[one.spoke]}." for n, one in enumerate(course, 1) if one.spoke]
    return " ".join(said[:12])


def _when(course: Sequence[Shown]) -> str:
    first, last = course[0].at, course[-1].at
    form = "%d %b %Y, %H:%M"
    return f"{first.strftime(form)} to {last.strftime(form)} UTC" if len(course) > 1 else f"{first.strftime(form)} UTC"


def _y(temperature: float) -> float:
    return TOP + HIGH * (1 - temperature / 100)


def _plot(course: Sequence[Shown]) -> Iterator[str]:
    edges = (0, *CUTS, HOTTEST)
    for n, name in enumerate(BANDS):
        low, high = edges[n], edges[n + 1]
        yield f'<rect class="b{n}" x="{LEFT}" y="{_y(high):.1f}" width="{PLOT}" height="{_y(low) - _y(high):.1f}"/>'
        yield f'<text class="s" x="{LEFT + PLOT + 10}" y="{_y((low + high) / 2) + 5:.1f}">{name}</text>'
    yield f'<path class="speak" d="M{LEFT} {_y(SPEAKS):.1f}h{PLOT}"/>'
    yield f'<text class="n" x="{LEFT + 6}" y="{_y(SPEAKS) - 6:.1f}">the watch speaks here</text>'
    step = (PLOT - 16) / max(1, len(course) - 1)
    points = [(LEFT + 8 + n * step, _y(one.temperature)) for n, one in enumerate(course)]
    yield f'<path class="c" d="M{" L".join(f"{x:.1f} {y:.1f}" for x, y in points)}"/>'
    for (x, y), one in zip(points, course, strict=True):
        if one.spoke or len(course) <= 60:
            yield f'<circle class="d" cx="{x:.1f}" cy="{y:.1f}" r="{5 if one.spoke else 3}"/>'
    yield from _numbers(course, points)
    yield f'<text class="s" x="{LEFT}" y="{TOP + HIGH + 40}">A temperature belongs to the conversation, message by message. No person has one.</text>'  # noqa: E501


def _numbers(course: Sequence[Shown], points: Sequence[tuple[float, float]]) -> Iterator[str]:
    """The highest and the last temperature, and the first and last message."""
    top = max(range(len(course)), key=lambda n: course[n].temperature)
    for n in sorted({top, len(course) - 1}):
        x, y = points[n]
        falls = n > 0 and n != top and course[n].temperature < course[n - 1].temperature
        y = y + 20 if y < TOP + 26 or (falls and y < TOP + HIGH - 24) else y - 11
        yield f'<text class="m" x="{min(x - 2, LEFT + PLOT - 14):.1f}" y="{y:.1f}" text-anchor="end">{course[n].temperature}</text>'  # noqa: E501
    yield f'<text class="s" x="{LEFT}" y="{TOP + HIGH + 19}">message 1</text>'
    if len(course) > 1:
        yield f'<text class="s" x="{LEFT + PLOT}" y="{TOP + HIGH + 19}" text-anchor="end">{len(course)}</text>'


def _rows(course: Sequence[Shown]) -> tuple[list[str], int]:
    """The messages around the first at which the watch spoke (or the warmest), with the words that moved it."""
    found = next((n for n, one in enumerate(course) if one.spoke is Kind.WARMING), None)
    centre = max(range(len(course)), key=lambda n: course[n].temperature) if found is None else found
    first = max(0, centre - BEFORE)
    y = TOP + HIGH + 92
    out = [f'<text class="h" x="{LEFT}" y="{y}">The words that moved it</text>']
    y += 22
    key = "in bold and underlined: warmed it; dashed: cooled it; the small number says by how much"
    out.append(f'<text class="s" x="{LEFT}" y="{y}">{key}</text>')
    y += 18
    start = y
    for one in course[first : centre + AFTER + 1]:
        lines = list(_lines(one))
        tall = 46 + _LINE * len(lines)
        out += _edge(one.temperature, y, tall)
        at = one.at.strftime("%d %b, %H:%M")
        out.append(f'<text class="s" x="{_TEXT_LEFT}" y="{y + 26}">Voice {letter(one.voice)}, {at}</text>')
        for n, line in enumerate(lines):
            out += _segments(line, y + 52 + n * _LINE)
        y += tall
        out.append(f'<path class="hair" d="M{_TEXT_LEFT} {y}H{WIDTH - LEFT}"/>')
    return out, y - start


def _edge(temperature: int, y: int, tall: int) -> list[str]:
    """The stepped contour beside a message: as wide as it is warm, in the colour of its band."""
    wide = 12 + temperature * 0.62
    place = BANDS.index(band(temperature))
    return [
        f'<rect class="b{place}" x="{LEFT}" y="{y}" width="{wide:.1f}" height="{tall}"/>',
        f'<path class="c" d="M{LEFT + wide:.1f} {y}v{tall}"/>',
        f'<text class="n" x="{LEFT + wide + 9:.1f}" y="{y + 26}">{temperature}</text>',
    ]


def _lines(one: Shown) -> Iterator[list[Piece]]:
    """The text in lines of pieces."""
    text = excerpt(lettered(safe(one.text, 8000)), one.words, 420)
    line: list[Piece] = []
    wide = 0.0
    for piece in _pieces(text, spans(text, one.words)):
        if line and wide + piece.wide > WIDTH - LEFT - _TEXT_LEFT:
            yield line
            line, wide = [], 0.0
        line.append(piece)
        wide += piece.wide + (_SPACE if piece.apart else 0)
    if line:
        yield line


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words, what they moved (0 for most), and whether a space follows."""

    words: str
    degrees: float
    apart: bool

    @property
    def glyphs(self) -> float:
        """About how wide the words are in the serif, in pixels."""
        size = sum(0.3 if one in _NARROW else 0.86 if one in "mwMW@—" else 0.66 if one.isupper() else
                   1.0 if ord(one) > 0x2E80 else 0.52 for one in self.words)  # fmt: skip
        return max(1.0, size * _SIZE * (1.08 if self.degrees else 1))

    @property
    def wide(self) -> float:
        """The whole piece, with its number where it has one."""
        return self.glyphs + (12 + 7 * len(signed(self.degrees)) if self.degrees else 0)


_NARROW = "iljtf.,;:'!|()[]“”I/\N{RIGHT SINGLE QUOTATION MARK}"
_SPACE = _SIZE * 0.27


def _pieces(text: str, marks: Sequence[tuple[int, int, float]]) -> Iterator[Piece]:
    at = 0
    for start, end, degrees in (*marks, (len(text), len(text), 0.0)):
        plain = text[at:start]
        words = plain.split()
        for n, word in enumerate(words):
            yield Piece(word, 0.0, n + 1 < len(words) or plain[-1:].isspace())
        if start < end:
            yield Piece(text[start:end], degrees, text[end : end + 1].isspace())
        at = end


def _segments(line: Sequence[Piece], y: int) -> Iterator[str]:
    x = float(_TEXT_LEFT)
    for piece in line:
        wide, full = piece.glyphs, piece.wide
        fixed = f'textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"'
        if piece.degrees:
            warmest = piece.degrees >= 10
            kind, ground = ("warmed", "b3" if warmest else "b2") if piece.degrees > 0 else ("cooled", "b0")
            yield f'<rect class="{ground}" x="{x:.1f}" y="{y - 18}" width="{full:.1f}" height="22"/>'
            yield f'<path class="{kind}" d="M{x:.1f} {y + 5}h{full:.1f}"/>'
            yield f'<text class="r m" x="{x + 3:.1f}" y="{y}" {fixed}>{_x(piece.words)}</text>'
            yield f'<text class="n" x="{x + wide + 6:.1f}" y="{y - 5}">{signed(piece.degrees)}</text>'
        else:
            yield f'<text class="r" x="{x:.1f}" y="{y}" {fixed}>{_x(piece.words)}</text>'
        x += full + (_SPACE if piece.apart else 0)


def _x(text: str) -> str:
    return escape("".join(one for one in text if one not in "\ufffe\uffff"))


__all__ = ["drawn", "told"]
