# SPDX-License-Identifier: Apache-2.0
"""What platforms send as HTML or Markdown, as the plain words that its author wrote.

Left out: what is quoted from others (who is quoted would be taken for the one who speaks), code, previews of linked
pages, scripts. Kept: mentions, the text of links, the words of an emoji. Time and depth are bounded whatever comes.
"""

from __future__ import annotations

import re
from functools import cache

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.token import Token

LONGEST = 1_000_000
"""Letters of one message; what is longer is cut here."""
LONGEST_MARKDOWN = 65_536
"""Letters of one message in Markdown: GitHub's own limit."""
_SILENT = frozenset(
    "blockquote pre code script style head title template iframe object svg math form textarea select".split()
)
_SILENT_CLASSES = frozenset("quote onebox onebox-body elided meta cooked-selection-barrier signup-cta".split())
_LINES = frozenset("p div br li tr h1 h2 h3 h4 h5 h6 ul ol dl dt dd table hr details summary section article".split())
_VOID = frozenset("br hr img input meta link wbr area base col embed source track".split())
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r" ?\n\s*")


def clean(text: str) -> str:
    """Plain text in one shape: no control characters or lone surrogates, single spaces, no empty lines, bounded.

    Marks of direction stay: they are part of how somebody writes Arabic or Hebrew.
    """
    told = _CONTROL.sub(" ", text[:LONGEST].replace("\r\n", "\n").replace("\r", "\n"))
    return _EMPTY_LINES.sub("\n", _SPACES.sub(" ", told)).strip()


def from_html(text: str) -> str:
    """The words of a message in HTML."""
    known = _CONTROL.sub(" ", text[: 4 * LONGEST]).strip()
    if not known:
        return ""
    heard = _Heard()
    parser = etree.HTMLParser(target=heard, recover=True, no_network=True)
    try:
        parser.feed(known)
        parser.close()
    except etree.XMLSyntaxError:  # nothing in it that could be read
        return clean(heard.text())
    return clean(heard.text())


def from_markdown(text: str) -> str:
    """The words of a message in Markdown (CommonMark with tables, as GitHub writes it)."""
    said: list[str] = []
    quoted = 0
    for token in _markdown().parse(_CONTROL.sub(" ", text[:LONGEST_MARKDOWN].replace("\r\n", "\n"))):
        quoted += {"blockquote_open": 1, "blockquote_close": -1}.get(token.type, 0)
        if quoted:
            continue
        if token.type == "inline":
            said.append(_inline(token.children or []))
        elif token.type == "html_block":
            said.append(from_html(token.content))
    return clean("\n".join(said))


def _inline(tokens: list[Token]) -> str:
    """One paragraph; its tags, pictures and code left out."""
    said = {"softbreak": "\n", "hardbreak": "\n", "code_inline": " ", "image": " "}
    return "".join(token.content if token.type == "text" else said.get(token.type, "") for token in tokens)


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"maxNesting": 20}).enable(["table", "strikethrough"])


class _Heard:
    """What the parser tells, with everything silent left out."""

    def __init__(self) -> None:
        self._said: list[str] = []
        self._open: list[bool] = []
        """For each element that stands open whether it silences."""
        self._silent = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        if tag in _VOID:
            if not self._silent:
                self._said.append("\n" if tag in _LINES else _emoji(tag, attributes))
            return
        silences = tag in _SILENT or not _SILENT_CLASSES.isdisjoint(attributes.get("class", "").split())
        self._open.append(silences)
        self._silent += silences
        self._said.append("\n" if tag in _LINES else " " if silences else "")

    def end(self, tag: str) -> None:
        """An element ends."""
        if tag in _VOID or not self._open:
            return
        self._silent -= self._open.pop()
        if tag in _LINES:
            self._said.append("\n")

    def data(self, text: str) -> None:
        """Text between two tags."""
        if not self._silent:
            self._said.append(text)

    def comment(self, text: str) -> None:
        """Nobody reads it."""

    def pi(self, target: str, data: str | None = None) -> None:
        """Nor this."""

    def close(self) -> None:
        """The end of the message."""

    def text(self) -> str:
        """What was heard."""
        return "".join(self._said)


def _emoji(tag: str, attributes: dict[str, str]) -> str:
    told = attributes.get("alt", "") if tag == "img" and "emoji" in attributes.get("class", "").split() else ""
    return f" {told} " if told else " "


__all__ = ["LONGEST", "LONGEST_MARKDOWN", "clean", "from_html", "from_markdown"]
