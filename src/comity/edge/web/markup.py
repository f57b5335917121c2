# SPDX-License-Identifier: Apache-2.0
"""From the plain-language text of a procedure to HTML. Everything is escaped; nothing but these forms is known.

# heading, ## heading, ### heading      - item, nested by two spaces      paragraph
**strong**, `code`                      a label in brackets at the end of a line: the clause's own anchor
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_HEADING = re.compile(r"(#{1,3}) (.*)")
_ITEM = re.compile(r"( *)- (.*)")
_LABEL = re.compile(r"(.*?) ?\[([A-Za-z0-9][A-Za-z0-9._-]*)\]")
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """One line of the table of contents."""

    anchor: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A text as HTML, and what stands in it."""

    html: SafeString
    contents: tuple[Heading, ...]


def to_html(markdown: str) -> Text:
    """The text as HTML. The first heading is left out: it is the title of the page."""
    page = _Page()
    for line in markdown.splitlines():
        page.take(line)
    page.close()
    return Text(html=mark_safe("\n".join(page.lines)), contents=tuple(page.contents))  # noqa: S308 - all of it escaped


@dataclass
class _Page:
    """What was written so far, and how deep the lists are nested."""

    lines: list[str] = field(default_factory=list)
    contents: list[Heading] = field(default_factory=list)
    depth: int = 0
    anchors: set[str] = field(default_factory=set)
    in_section: bool = False

    def take(self, line: str) -> None:
        """Write one line of the text."""
        if heading := _HEADING.fullmatch(line):
            self._heading(len(heading[1]), heading[2])
        elif item := _ITEM.fullmatch(line):
            self._item(len(item[1]) // 2 + 1, item[2])
        elif line.strip():
            self._nest(0)
            self.lines.append(f"<p{self._anchored(line)}</p>")

    def close(self) -> None:
        """Close what is open."""
        self._nest(0)
        if self.in_section:
            self.lines.append("</section>")

    def _heading(self, level: int, text: str) -> None:
        self._nest(0)
        if level == 1:
            return
        if level == 2:
            self._section(text)
            return
        self.lines.append(f"<h3{self._anchored(text)}</h3>")

    def _section(self, text: str) -> None:
        anchor = f"part-{len(self.contents) + 1}"
        self.contents.append(Heading(anchor=anchor, text=text))
        if self.in_section:
            self.lines.append("</section>")
        self.in_section = True
        self.lines.append(f'<section class="sheet" aria-labelledby="{anchor}"><h2 id="{anchor}">{escape(text)}</h2>')

    def _item(self, depth: int, text: str) -> None:
        self._nest(min(depth, self.depth + 1))
        self.lines.append(f"<li{self._anchored(text)}")

    def _nest(self, depth: int) -> None:
        """Go to that depth of lists. An item stays open until the next one, so that a list can stand in it."""
        if depth > self.depth:
            self.lines.append("<ul>")
        while self.depth > depth:
            self.lines.append("</li></ul>")
            self.depth -= 1
        if depth == self.depth and depth and self.lines[-1] != "<ul>":
            self.lines.append("</li>")
        self.depth = depth

    def _anchored(self, text: str) -> str:
        """The rest of a tag and its text: with an id and a link to itself where a clause's label ends the line."""
        label = _LABEL.fullmatch(text)
        if label is None:
            return f">{_inline(text)}"
        anchor = escape(label[2])
        id = "" if anchor in self.anchors else f' id="{anchor}"'
        self.anchors.add(anchor)
        return f'{id}>{_inline(label[1])} <a class="cite" href="#{anchor}"><bdi dir="ltr">§\u00a0{anchor}</bdi></a>'


def inline(text: str) -> SafeString:
    """One line of text, escaped, with its **strong** and `code` marks."""
    return mark_safe(_inline(text))  # noqa: S308 - escaped


def _inline(text: str) -> str:
    strong = _STRONG.sub(r"<strong>\1</strong>", escape(text))
    return _CODE.sub(r"<code>\1</code>", strong)


__all__ = ["Heading", "Text", "inline", "to_html"]
