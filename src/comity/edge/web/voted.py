# SPDX-License-Identifier: Apache-2.0
"""What a community voted stays in its own words. On a page of another language they are marked with theirs.

A procedure's texts stand on nearly every page. They are marked where a page is finished, and not in each template, so
that none is forgotten: a screen reader then says them in their own language, and a full stop stays at their end where
the page is read from right to left.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.html import escape
from django.utils.translation import get_language, get_language_bidi

from comity.core.calendar import Calendar
from comity.desk.court import Law
from comity.edge.web import door
from comity.edge.web.names import plainly

logger = logging.getLogger(__name__)

_NODE = re.compile(
    r'<(title|option|textarea|svg|code|script|style)\b.*?</\1>|<ol class="words".*?</ol>'
    r"|(?<=>)([^<]*[^\W\d_][^<]*)(?=<)",
    re.S,
)
"""What holds no markup, or the words of a receipt, which say their language, and is passed over; or a text between two
tags."""
_BEGINS = re.compile(r"(?<![\w&;])(?=[^\W_])")
_ID = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_SEAT = re.compile(r" \d+\b")
"""The number of a seat belongs to its name."""
_OURS = re.compile(r"[^\W\d_A-Za-z]")
"""A letter of the page's own script, where that is not Latin."""
_TWICE = re.compile("\u2068(<bdi [^>]*>[^<]*</bdi>)\u2069")
"""A text that the sentence around it sets apart already."""
_DIGEST = re.compile(r"[0-9a-f]{32,}")
_FIRST = 2
"""So many letters of a text are its key; nothing shorter is marked."""

Words = Mapping[str, tuple[tuple[str, str], ...]]
"""The known texts by their first letters, the longest first, each with its language."""
_WORDS: dict[frozenset[str], Words] = {}
"""By the digests of the laws: laws change seldom, and pages are many."""


class MarksTheLaw:
    """Middleware that marks the texts of every known procedure in the pages of another language."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        html = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        words = known(get_language() or "") if html else {}
        if words:
            page = getattr(response, "content", b"").decode(response.charset or "utf-8")
            response.content = marked(page, words, apart=get_language_bidi())  # type: ignore[attr-defined]
            if "Content-Length" in response.headers:
                del response.headers["Content-Length"]
        return response


def known(language: str) -> Words:
    """The texts of every known procedure that is written in another language. Never fails: error pages ask too."""
    try:
        laws = tuple(door.court().laws.ids.values())
    except Exception as wrong:
        logger.error("the laws are not known: %s", type(wrong).__name__)
        return {}
    others = {law.procedure.digest: law for law in laws if law.procedure.language != language}
    if frozenset(others) not in _WORDS:
        _WORDS.clear()  # the laws changed
        _WORDS[frozenset(others)] = indexed(others.values())
    return _WORDS[frozenset(others)]


def indexed(laws: Iterable[Law]) -> Words:
    """The texts of these procedures, and what their calendars call things."""
    found: dict[str, dict[str, str]] = {}
    for law in laws:
        for text in (*_texts(law.procedure), *_texts(_names(law.calendar))):
            if len(text) >= _FIRST and not _DIGEST.fullmatch(text):
                found.setdefault(escape(text)[:_FIRST], {}).setdefault(escape(text), law.procedure.language)
    return {first: tuple(sorted(texts.items(), key=lambda one: -len(one[0]))) for first, texts in found.items()}


def _names(calendar: Calendar) -> tuple[str, ...]:
    """The kinds of a calendar's periods and of their points."""
    points = {point for periods in calendar.periods.values() for one in periods[:1] for point in one.points}
    return (*calendar.periods, *sorted(points))


def _texts(part: object) -> Iterator[str]:
    """Every text of a procedure, and its names of things as pages write them."""
    match part:
        case Enum() | datetime() | bool() | None:
            return
        case str() as text:
            yield from (text.strip(), " ".join(text.split()), text.strip()[:1].lower() + text.strip()[1:])
            if _ID.fullmatch(text):
                yield from (plainly(text), plainly(text).lower())
        case Mapping():
            for inner in (*part.keys(), *part.values()):
                yield from _texts(inner)
        case tuple() | frozenset():
            for inner in part:
                yield from _texts(inner)
        case _ if is_dataclass(part):
            for field in fields(part):
                yield from _texts(getattr(part, field.name))
        case _:
            pass


def marked(page: str, words: Words, *, apart: bool) -> str:
    """The page with every known text marked. `apart` says that its script differs, so that single words are too."""
    return _NODE.sub(lambda node: _text(node[2], words, apart) if node[2] else node[0], page)


def _text(text: str, words: Words, apart: bool) -> str:
    if text.startswith("§"):  # a citation is a name in every language
        return f'<bdi dir="ltr">{text}</bdi>' if apart else text
    done, pieces, language = 0, [], ""
    for place in _BEGINS.finditer(text):
        at = place.start()
        found = _at(text, at, words, apart) if at >= done else None
        if found:
            said, language = found
            pieces += [text[done:at], f'<bdi lang="{language}">{said}</bdi>']
            done = at + len(said)
    if apart and language and not _OURS.search(text):
        core = text.strip("\u2068\u2069 \n—,")  # a row of such texts is read in their direction as a whole
        return text.replace(core, f'<bdi lang="{language}">{core}</bdi>', 1)
    return _TWICE.sub(r"\1", "".join((*pieces, text[done:])))


def _at(text: str, at: int, words: Words, apart: bool) -> tuple[str, str] | None:
    """The longest known text that stands there whole."""
    for said, language in words.get(text[at : at + _FIRST], ()):
        end = at + len(said)
        alone = apart or " " in said or said == text.strip()
        if alone and text.startswith(said, at) and not text[end : end + 1].isalnum():
            seat = _SEAT.match(text, end)
            return text[at : seat.end() if seat else end], language
    return None


__all__ = ["MarksTheLaw", "indexed", "known", "marked"]
