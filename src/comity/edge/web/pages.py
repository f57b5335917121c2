# SPDX-License-Identifier: Apache-2.0
"""What every page has: whose house it is, notes in the margin, and refusals as closed doors with the open ones."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.clause import Clause, Possible, Refusal
from comity.edge.web import door, session
from comity.edge.web.names import plainly
from comity.edge.web.reasons import said
from comity.edge.web.taking import BALLOT, BEFORE, DONE

FORGOTTEN = "forgotten"
"""What the next page is told to say when a contact was destroyed."""

LINK_SENT = "link-sent"
"""What the next page is told to say when somebody asked for a link to an address."""

KEYS = {
    "key-made": gettext_lazy("The key is yours. From now on papers are sealed to it."),
    "key-way": gettext_lazy("This device opens your key from now on."),
    "key-words": gettext_lazy("The new words open your key from now on, and the old ones no more."),
    "key-way-ended": gettext_lazy("That passkey opens your key no more."),
    "key-drilled": gettext_lazy("The words still open your key. It is written down that they do."),
    "key-lost": gettext_lazy("That key has ended. Make a new one as soon as you can."),
    "key-closed": gettext_lazy("For those who decide the server keeps no key any more."),
    "words-kept": gettext_lazy("The words are yours. From now on what is sealed to you opens by them alone."),
    "words-open": gettext_lazy("What is sealed to you is open until this window closes."),
    "words-declined": gettext_lazy("The server keeps a key of what you read. You may take words at any time."),
    "words-lost": gettext_lazy("Those words open nothing any more. Take others."),
    "key-reopened": gettext_lazy("The server keeps a key again for those who have none."),
    "succession-made": gettext_lazy("The key is split and the shares are dealt. Ask each holder to try theirs."),
    "share-drilled": gettext_lazy("Your share still opens. It is written down that it does."),
    "share-given": gettext_lazy("Your share was given to whoever asked."),
    "share-kept": gettext_lazy("You did not agree. Your share stays with you."),
    "succession-asked": gettext_lazy("The holders are asked. Tell them so, by voice."),
    "succession-opened": gettext_lazy(
        "The papers are open to those who sit now. Make another key for successors soon."
    ),
    "succession-withdrawn": gettext_lazy("It was taken back. The shares that were given are destroyed."),
}
"""What is said after something was done with keys."""

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Whose pages these are; empty where nothing can be known. A `sample` is invented, a record is `replayed`."""

    community: str = ""
    procedure: str = ""
    sample: bool = False
    replayed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note in the margin: a title, a sentence or two, the clause on which they rest."""

    title: str
    text: str
    clause: Clause | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """Something that can be done instead: its words, where it is done, and until when."""

    text: str
    href: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedDoor:
    """A refusal as a page shows it (P7)."""

    title: str
    reason: str
    clause: Clause
    possible: tuple[Way, ...] = ()


def house() -> House:
    """Whose pages these are. Never fails: an error page needs it too."""
    try:
        court = door.court()
        law = court.law(court.desk.clock.now())
    except Exception as wrong:  # an error page that fails in its header would show nothing at all
        logger.error("the house is not known: %s", type(wrong).__name__)
        law = None
    return House(
        community=law.procedure.community if law else "",
        procedure=law.procedure.id if law else "",
        sample=settings.COMITY_SAMPLE,
        replayed=settings.COMITY_REPLAYED,
    )


def show(
    request: HttpRequest, template: str, context: Mapping[str, Any], *, status: int = 200, private: bool = True
) -> HttpResponse:
    """A page. A private one is kept by no cache on the way, nor is one that says who reads it."""
    response = render(request, template, {**context}, status=status)
    if private or session.person_of(request):
        add_never_cache_headers(response)
    return response


def closed_door(no: Refusal, href: Callable[[Possible], str], *, title: str = "") -> ClosedDoor:
    """A refusal with its clause and its open doors; `href` says where each of them is."""
    ways = tuple(Way(text=_way(p), href=href(p), until=_instant(p.until)) for p in no.possible)
    return ClosedDoor(title=title or _("This door is closed for now"), reason=said(no), clause=no.clause, possible=ways)


def _way(possible: Possible) -> str:
    return possible.text or plainly(possible.act)


def _instant(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def told(request: HttpRequest) -> str:
    """What the last page left to be said, in words."""
    code = session.told(request)
    if code == DONE:
        return _("It was done, and it is on the record.")
    if code == BEFORE:
        return _("This form was sent before. What you sent the first time stands.")
    if code == FORGOTTEN:
        return _("It is forgotten. Nobody here can reach you any more, and you come back with your receipt.")
    if code == LINK_SENT:
        return _("A letter with a link is on its way to that address. It holds for a day.")
    if code in KEYS:
        return str(KEYS[code])
    if code.startswith(BALLOT):
        text = _(
            "Your ballot lies in the box. Keep its mark to find it in the count; nobody can show it "
            "to you again: %(mark)s"
        )
        return text % {"mark": code.removeprefix(BALLOT)}
    return ""


def with_told(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Say it once only."""
    if session.told(request):
        session.forget_told(response)
    return response


__all__ = [
    "FORGOTTEN", "LINK_SENT", "ClosedDoor", "House", "Note", "Way", "closed_door", "house", "show", "told",
    "with_told",
]  # fmt: skip
