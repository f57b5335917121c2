# SPDX-License-Identifier: Apache-2.0
"""Nothing on a page stands outside the catalogues: read in a language that is English with other letters.

Whatever is still written in plain letters was not marked for translation. What a community voted, what people wrote and
what is a name in every language is left out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest import mock

import pytest
from django.utils.translation import _trans  # type: ignore[attr-defined]

from comity.edge.web import voted
from tests.journeys import web_stage
from tests.journeys.test_web_a_report_is_decided import decided
from tests.journeys.web_stage import Person, Stage

pytestmark = pytest.mark.django_db
OTHER = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
                      "áƀćđéƒǵħíĵķłḿńóƥǫŕśťúṽẃẋýźÁɃĆĐÉƑǴĦÍĴĶŁḾŃÓƤǪŔŚŤÚṼẂẊÝŹ")  # fmt: skip
_PLACE = re.compile(r"(%\(\w+\)[sd]|%%|\{\w+\}|<[^>]*>|&\w+;)")
_FORMAT = re.compile(r"[jlFYHiMd ,:\\]+")
_UNREAD = re.compile(
    r"<(script|style|code|kbd|title|textarea)\b.*?</\1>|<bdi (?:lang=|dir=.ltr.>§).*?</bdi>|<a class=.cite.*?</a>"
    r"|<(p|li|span) class=.(?:read|shelf)[^>]*>.*?</\2>|<nav class=.languages.*?</nav>",
    re.S,
)
_SAID = re.compile(r'>([^<>]+)<|(?:aria-label|title|placeholder|alt)="([^"]+)"')
_WORD = re.compile(r"(?<![\w/.-])[A-Za-z]{2,}(?![\w/-])")
NAMES = frozenset(
    "Sample UTC Comity px JSON CSV Atom iCal PIN Literata Atkinson Hyperlegible Next Noto Naskh Sans Arabic rem".split()
)
"""What is the same in every language, and the name of the invented season."""


@pytest.fixture
def stage(tmp_path: Path, static_files: None) -> Iterator[Stage]:
    """An invented council at work, and every page of it in other letters."""
    with web_stage.opened(tmp_path) as found:
        yield found


def other(text: str) -> str:
    """A sentence in other letters, its places and tags as they are. What tells how a date is written stays."""
    if _FORMAT.fullmatch(text):
        return text
    return "".join(part if _PLACE.fullmatch(part) else part.translate(OTHER) for part in _PLACE.split(text))


def spoken(name: str) -> Callable[..., str]:
    """One of the functions of gettext, in other letters."""
    real = getattr(_trans, name)
    return lambda *arguments, **more: other(str(real(*arguments, **more)))


@contextmanager
def in_other_letters() -> Iterator[None]:
    """Everything that is marked for translation is written in other letters."""
    names = ("gettext", "ngettext", "pgettext", "npgettext")
    with ExitStack() as patched:
        for name in names:
            patched.enter_context(mock.patch.object(_trans, name, spoken(name)))
        yield


def plain(page: str, words: voted.Words) -> list[str]:
    """What a page says in plain letters, and nobody voted."""
    read = _UNREAD.sub("", page)
    texts = (voted.marked(f">{one or other_}<", words, apart=True) for one, other_ in _SAID.findall(read))
    said = (html.unescape(_UNREAD.sub("", text)) for text in texts)
    return sorted({text.strip("<> ") for text in said if set(_WORD.findall(text)) - NAMES})


def test_no_page_says_anything_outside_the_catalogues(stage: Stage) -> None:
    """P2: a page in another language has no English left but what was voted, written or named."""
    status, case = decided(stage, choice="no")
    lead, anybody = Person("lead"), Person()
    pages: list[tuple[Person, str]] = [
        (anybody, path)
        for path in ("/", "/report/report", "/report/tear", "/report/support", status, "/registry/", "/season/",
                     "/calendar/", "/verify", "/procedure/", f"/procedure/{web_stage.PROPOSED}", "/promises", "/design")
    ] + [(lead, path) for path in ("/chambers/", case)]  # fmt: skip
    with in_other_letters():
        found = {path: plain(who.read(f"/ar{path}"), voted.known("ar")) for who, path in pages}
    assert not {path: texts for path, texts in found.items() if texts}


def test_a_sentence_that_nobody_marked_is_found() -> None:
    """P2: the gate can fail."""
    assert other("%(n)d days of <b>rest</b>, {who}") == "%(n)d đáýś óƒ <b>ŕéśť</b>, {who}"
    assert other("j F, H:i") == "j F, H:i"
    page = '<h1>Ćáśé</h1><p title="Open it">Not marked <code>made here</code></p><bdi lang="en">Voted.</bdi> 12:00 UTC'
    assert plain(page, {}) == ["Not marked", "Open it"]
