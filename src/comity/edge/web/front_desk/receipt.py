# SPDX-License-Identifier: Apache-2.0
"""The receipt: twelve words, what happens next, and typing them once again before the page is left (P3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core.clause import Clause
from comity.core.tear import Tear
from comity.desk.present import mark
from comity.edge.web import door, pages, slips
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.fields import Reader
from comity.edge.web.front_desk.proving import proving
from comity.edge.web.front_desk.retyped import Retyped, retyped
from comity.edge.web.front_desk.views import arrived
from comity.edge.web.locator import Locator, Receipt
from comity.edge.web.track import track

LONGEST = 400
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
    """The receipt, and what was typed beside it. Raises `Http404` where nothing was told under it.

    The words are shown to the browser that sent the form, until its window closes; to any other the page says so.
    """
    found, held = Locator(bits), slips.held(request, bits)
    sent = Reader(request).raw("words")[:LONGEST] if request.method == "POST" else ""
    typed = retyped(held, sent) if held and request.method == "POST" else None
    context = {
        "bits": bits,
        "words": _words(held, typed),
        "status": reverse("status", args=[bits]),
        "note": reverse("receipt-note", args=[bits]),
        "proving": proving(found),
        "typed": typed,
        "sent": sent,
        "errors": {"words": typed.said} if typed and not typed.matches else {},
        **_next(found),
    }
    status = 422 if typed and not typed.matches else 200
    return pages.show(request, "front_desk/receipt.html", context, status=status)


def _words(held: Receipt | None, typed: Retyped | None) -> tuple[tuple[str, bool], ...]:
    """Each word, and whether it was typed wrongly; none where this browser does not hold them."""
    wrong = {place for place, _text in typed.wrong} if typed else set()
    return tuple((word, place in wrong) for place, word in enumerate(held.words if held else (), 1))


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
    """The words as a plain file whose name says nothing."""
    held = slips.held(request, bits)
    if held is None or not arrived(held):
        raise Http404
    text = f"{' '.join(held.words)}\n{request.build_absolute_uri(reverse('front'))}\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="note.txt"'
    add_never_cache_headers(response)
    return response


@csrf_exempt
@require_POST
def let_go(request: HttpRequest) -> HttpResponse:
    """This browser holds no receipt any more. A stranger who sends this for somebody could only make them type."""
    response = HttpResponse(status=204)
    slips.drop(response)
    return response


__all__ = ["let_go", "note", "receipt"]
