# SPDX-License-Identifier: Apache-2.0
"""The languages of a page. The address carries the choice, so that nobody needs a cookie to be understood.

English has no prefix; `/es/report` is the same page in Spanish. What a browser asks for is only offered, never forced:
an address means the same page for everybody who is handed it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix
from django.utils.translation import get_language, get_language_info, ngettext, override
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import (
    get_language_from_path,
    get_supported_language_variant,
    parse_accept_lang_header,
)

_LENGTH = re.compile(r"(\d{1,6}) (minute|hour|day|week|month|year|working day)s?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """One language: its code, its name in itself, the way it is written, and this page in it."""

    code: str
    name: str
    direction: str
    href: str
    current: bool


def menu(path: str) -> tuple[Tongue, ...]:
    """The page of that path, query and all, in every language of the site."""
    return tuple(_tongue(code, path) for code, _name in settings.LANGUAGES)


def offered(request: HttpRequest) -> tuple[Tongue, str] | None:
    """The language that this browser would rather read, and a sentence in it; None where there is nothing to offer.

    Whoever came by an address with a language in it has chosen already.
    """
    if request.method != "GET" or get_language_from_path(request.path_info):
        return None
    code = _wished(request.headers.get("Accept-Language", ""))
    if code is None or code == get_language():
        return None
    with override(code):
        return _tongue(code, request.get_full_path()), _("This page is also in English.")


def _wished(header: str) -> str | None:
    """The first language of the browser's list that the site has."""
    for wished, _weight in parse_accept_lang_header(header[:200]):
        if wished != "*":
            try:
                return get_supported_language_variant(wished)
            except LookupError:
                continue
    return None


def _tongue(code: str, path: str) -> Tongue:
    return Tongue(
        code=code,
        name=dict(settings.LANGUAGES)[code],
        direction="rtl" if get_language_info(code)["bidi"] else "ltr",
        href=_in(code, path),
        current=code == get_language(),
    )


def _in(code: str, path: str) -> str:
    """The address of that page in a language."""
    script = get_script_prefix()
    rest = path.removeprefix(script)
    here = get_language_from_path(f"/{rest}")
    bare = rest.removeprefix(here).removeprefix("/") if here else rest
    return f"{script}{bare}" if code == settings.LANGUAGE_CODE else f"{script}{code}/{bare}"


def aloud(text: str) -> str:
    """A template of a procedure's sentences in the reader's language; a number with its unit in the right form."""
    length = _LENGTH.fullmatch(text)
    return _length(int(length[1]), length[2]) if length else _(text) if text else ""


def _length(n: int, unit: str) -> str:
    match unit:
        case "minute":
            said = ngettext("%(n)d minute", "%(n)d minutes", n)
        case "hour":
            said = ngettext("%(n)d hour", "%(n)d hours", n)
        case "day":
            said = ngettext("%(n)d day", "%(n)d days", n)
        case "week":
            said = ngettext("%(n)d week", "%(n)d weeks", n)
        case "month":
            said = ngettext("%(n)d month", "%(n)d months", n)
        case "year":
            said = ngettext("%(n)d year", "%(n)d years", n)
        case _:
            said = ngettext("%(n)d working day", "%(n)d working days", n)
    return said % {"n": n}


__all__ = ["Tongue", "aloud", "menu", "offered"]
