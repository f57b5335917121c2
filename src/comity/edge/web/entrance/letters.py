# SPDX-License-Identifier: Apache-2.0
"""How one person hears of what waits: how often, in which language, where the calendar is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from comity.desk import tokens
from comity.desk.wishes import Cadence
from comity.edge.web import door, form_page, pages, session
from comity.edge.web.fields import Reader
from comity.edge.web.forms import Choice

_HINTS = {
    Cadence.AT_ONCE: (
        gettext_lazy("At once"),
        gettext_lazy(
            "A letter for each notice that the procedure sends you. What waits without a notice, you find here."
        ),
    ),
    Cadence.DAILY: (
        gettext_lazy("Once a day"),
        gettext_lazy("One letter that says how many things wait and until when; none on a quiet day."),
    ),
    Cadence.WEEKLY: (
        gettext_lazy("Once a week"),
        gettext_lazy("A short clock may pass before it comes."),
    ),
    Cadence.NEVER: (
        gettext_lazy("Never"),
        gettext_lazy("Not even when a clock of yours begins: then look here by yourself."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What the page shows beside the forms."""

    calendar: str = ""
    told: str = ""
    error: str = ""
    status: int = 200


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def letters(request: HttpRequest, person: str) -> HttpResponse:
    """How often, and in which language."""
    if request.method != "POST":
        return _show(request, person, _Page(told=str(_SAID.get(session.told(request), ""))))
    read = Reader(request)
    cadence = read.one_of("cadence", tuple(Cadence))
    language = read.one_of("language", ("", *(code for code, _name in settings.LANGUAGES)), needed=False)
    if read.faults:
        return _show(request, person, _Page(error=read.faults[0].text, status=422))
    door.court().post.wish(person, cadence=Cadence(cadence), language=language)
    return _again(KEPT)


@require_POST
@session.signed_in
def calendar(request: HttpRequest, person: str) -> HttpResponse:
    """Make the address of the calendar, or end it. It is shown on this page and never again."""
    post = door.court().post
    if Reader(request).raw("end"):
        post.end_calendar(person)
        return _again(ENDED)
    address = request.build_absolute_uri(reverse("calendar", args=[post.calendar(person)]))
    return _show(request, person, _Page(calendar=address))


@require_POST
@session.signed_in
def end_links(request: HttpRequest, person: str) -> HttpResponse:
    """End every link that was sent, every other browser that came in by one, and every token. This browser stays in."""
    court = door.court()
    court.post.end_links(person)
    tokens.end_all(court.tokens, person, court.desk.clock.now())
    response = _again(LINKS)
    if not session.account_of(request):
        session.keep_in(response, person)
    return response


@csrf_exempt  # a mail program sends this on a press of its own button (RFC 8058); the link can end letters and no more
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End letters without coming in."""
    post = door.court().post
    person = post.stopped(token)
    if not person:
        return pages.show(request, "entrance/over.html", {}, status=410)
    if request.method == "POST":
        post.wish(person, cadence=Cadence.NEVER)
    return pages.show(request, "entrance/stop.html", {"stopped": request.method == "POST"})


KEPT, ENDED, LINKS = "kept", "calendar-ended", "links-ended"
_SAID = {
    KEPT: gettext_lazy("Kept. It holds from the next letter on."),
    ENDED: gettext_lazy("The address of your calendar is ended: it answers nobody any more."),
    LINKS: gettext_lazy(
        "Every link that was sent to you is ended, with every other browser that came in by one and every token of "
        "yours. The next letter brings a new link."
    ),
}


def _again(said: str) -> HttpResponse:
    return form_page.moved(reverse("letters"), said)


def _show(request: HttpRequest, person: str, page: _Page) -> HttpResponse:
    post = door.court().post
    wishes = post.wishes(person)
    context: dict[str, Any] = {
        "page": page,
        "chosen": wishes.cadence.value,
        "language": wishes.language,
        "address": wishes.address,
        "cadences": tuple(Choice(value=c.value, label=str(a), hint=str(b)) for c, (a, b) in _HINTS.items()),
        "languages": settings.LANGUAGES if len(settings.LANGUAGES) > 1 else (),
        "has_calendar": post.has_calendar(person),
        "guest": not session.account_of(request),
        "untold": _("No address is known, so no letter can come."),
    }
    response = pages.show(request, "entrance/letters.html", context, status=page.status)
    return pages.with_told(request, response)


__all__ = ["calendar", "end_links", "letters", "stop"]
