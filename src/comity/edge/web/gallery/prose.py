# SPDX-License-Identifier: Apache-2.0
"""From the text of a pattern to HTML: paragraphs, lists, quotes, **strong** and *stressed*. Everything is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_STRONG = re.compile(r"\*\*(.+?)\*\*")
_STRESSED = re.compile(r"\*([^*]+?)\*")


def html(text: str) -> SafeString:
    """One section of a pattern."""
    return mark_safe("".join(_blocks(text)))  # noqa: S308 - all of it escaped


def plain(text: str) -> str:
    """The text without its marks, on one line."""
    return " ".join(text.replace("**", "").replace("*", "").split())


def marked(text: str, phrases: Iterable[str]) -> SafeString:
    """A line of an example, the phrases in it marked."""
    found = sorted({phrase for phrase in phrases if phrase}, key=len, reverse=True)
    if not found:
        return escape(text)
    looked_for = re.compile("|".join(_pattern(phrase) for phrase in found), re.IGNORECASE)
    parts, last = [], 0
    for hit in looked_for.finditer(text):
        parts += [escape(text[last : hit.start()]), "<mark>", escape(hit[0]), "</mark>"]
        last = hit.end()
    return mark_safe("".join([*parts, escape(text[last:])]))  # noqa: S308 - all of it escaped


def _pattern(phrase: str) -> str:
    words = (re.escape(word).replace("'", "['\u2019]") for word in phrase.split())
    return r"(?<!\w)" + r"\W+".join(words) + r"(?!\w)"


def _blocks(text: str) -> Iterator[str]:
    for block in re.split(r"\n\s*\n", text.strip()):
        lines = block.splitlines()
        if lines[0].startswith("- "):
            yield f"<ul>{''.join(f'<li>{_inline(item)}</li>' for item in _items(lines))}</ul>"
        elif lines[0].startswith(">"):
            said = " ".join(line.lstrip("> ") for line in lines).strip('"')
            yield f"<blockquote><p>{_inline(said)}</p></blockquote>"
        else:
            yield f"<p>{_inline(' '.join(lines))}</p>"


def _items(lines: list[str]) -> Iterator[str]:
    item: list[str] = []
    for line in lines:
        if line.startswith("- ") and item:
            yield " ".join(item)
            item = []
        item.append(line.removeprefix("- ").strip())
    yield " ".join(item)


def _inline(text: str) -> str:
    return _STRESSED.sub(r"<em>\1</em>", _STRONG.sub(r"<strong>\1</strong>", escape(text)))


__all__ = ["html", "marked", "plain"]
