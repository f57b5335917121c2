# SPDX-License-Identifier: Apache-2.0
"""The receipt: eight groups, what happens next, and typing them once again before the page is left (P3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.core.clause import Clause
from comity.core.tear import Tear
from comity.desk.present import mark
from comity.edge.web import door, pages
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.fields import Reader
from comity.edge.web.front_desk.proving import proving
from comity.edge.web.front_desk.retyped import Retyped, retyped
from comity.edge.web.front_desk.views import arrived
from comity.edge.web.locator import Locator
from comity.edge.web.track import track

NEXT = 3
"""How many of the coming deadlines stand beside the receipt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What comes next, by when, under which clause."""

    text: str
    due: datetime | None
    clause: Clause | None


@require_http_methods(["GET", "HEAD", "POST"])
def receipt(request: HttpRequest, bits: str) -> HttpResponse:
    """The receipt, and what was typed beside it. Raises `Http404` where nothing was told under it."""
    found = Locator(bits)
    typed = retyped(found, Reader(request).raw("words")) if request.method == "POST" else None
    context = {
        "groups": _groups(found, typed),
        "status": reverse("status", args=[bits]),
        "note": reverse("receipt-note", args=[bits]),
        "proving": proving(found),
        "typed": typed,
        "sent": Reader(request).raw("words")[:200],
        "errors": {"words": typed.said} if typed and not typed.matches else {},
        **_next(found),
    }
    status = 422 if typed and not typed.matches else 200
    return pages.show(request, "front_desk/receipt.html", context, status=status)


def _groups(found: Locator, typed: Retyped | None) -> tuple[tuple[str, bool], ...]:
    """Each group, and whether it was typed wrongly."""
    wrong = {place for place, _text in typed.wrong} if typed else set()
    return tuple((group, place in wrong) for place, group in enumerate(found.groups, 1))


def _next(found: Locator) -> dict[str, Any]:
    court = door.court()
    file = read_case(court.desk, found.case, court.desk.clock.now())
    if file is not None and file.visible_to(found.person):
        return _of_case(file, found.person)
    tear: Tear | None = court.desk.state(found.tear).state
    if tear is None or tear.reporter != found.person:
        raise Http404
    return {
        "title": _("Somebody will listen") if tear.support else _("What you noticed has arrived"),
        "mark": mark(found.tear),
        "opened": tear.heard,
        "steps": (Step(text=_("It ends by itself"), due=tear.expires, clause=None),),
        "lost": _("Without it nobody, you included, can ever find what you told. It then ends by itself."),
    }


def _of_case(file: Casefile, person: str) -> dict[str, Any]:
    drawn = track(file, person)
    steps = tuple(Step(text=span.text, due=span.due, clause=span.clause) for span in drawn.open_spans)
    return {
        "title": _("Your report has arrived"),
        "mark": file.mark,
        "opened": drawn.opened,
        "steps": steps[:NEXT],
        "lost": _(
            "Without it you cannot read what is answered, agree to any words, or take the report back. Nobody can "
            "look it up for you: the house does not know it. You would have to report anew."
        ),
    }


@require_safe
def note(request: HttpRequest, bits: str) -> HttpResponse:
    """The groups as a plain file whose name says nothing."""
    found = Locator(bits)
    if not arrived(found):
        raise Http404
    text = f"{' '.join(found.groups)}\n{request.build_absolute_uri(reverse('front'))}\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="note.txt"'
    add_never_cache_headers(response)
    return response


__all__ = ["note", "receipt"]
