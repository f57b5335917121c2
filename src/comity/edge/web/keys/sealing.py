# SPDX-License-Identifier: Apache-2.0
"""How this house seals, for anybody to read: three classes, how many have a key, and the server's own key.

Those who preside close the server's key here and open it again, each time on a ground that everybody reads.
"""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from comity.core.clause import Malformed, Refusal
from comity.desk.ports import Missing
from comity.edge.web import door, pages, reasons, session
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.keys.views import proved


@require_http_methods(["GET", "HEAD", "POST"])
def sealing(request: HttpRequest) -> HttpResponse:
    """The page, and the act of those who preside."""
    person = session.person_of(request)
    court = door.court()
    if request.method != "POST":
        return _page(request, court, person)
    if not person:
        raise session.NotSignedIn
    if not court.keys.closes(person) or not proved(request):
        return _page(request, court, person, status=403)
    return _turned(request, court, person)


def _turned(request: HttpRequest, court: Court, person: str) -> HttpResponse:
    form = Reader(request)
    act_id, ground = form.act_id(), form.text("ground")
    if form.faults:
        return _page(
            request, court, person, errors=reasons.fault_table(form.faults), sent=form.raw("ground"), status=422
        )
    closing = form.raw("act") == "close"
    try:
        turn = court.keys.close if closing else court.keys.reopen
        turn(person, court.file_paper(ground), act_id=act_id, at=court.desk.clock.now())
    except Malformed as wrong:
        errors = reasons.fault_table(wrong.faults)
        return _page(request, court, person, errors=errors, sent=form.raw("ground"), status=422)
    except Refusal as no:
        return _page(request, court, person, no=no, sent=form.raw("ground"), status=403)
    response = HttpResponseRedirect(reverse("sealing"), status=303)
    session.tell(response, "key-closed" if closing else "key-reopened")
    return response


def _page(
    request: HttpRequest,
    court: Court,
    person: str,
    *,
    errors: dict[str, str] | None = None,
    no: Refusal | None = None,
    sent: str = "",
    status: int = 200,
) -> HttpResponse:
    ring = court.keys.ring()
    last = ring.closed or ring.reopened
    context = {
        "count": court.keys.count(),
        "closed": ring.closed,
        "last": last,
        "ground": _ground(court, last.ground) if last else "",
        "keeps": bool(person) and court.keys.keeps(person),
        "own": court.keys.own(person) if person else None,
        "closes": court.keys.closes(person),
        "proved": bool(person) and proved(request),
        "account": session.account_of(request),
        "act_id": secrets.token_urlsafe(18),
        "errors": errors or {},
        "sent": sent,
        "refusal": pages.closed_door(no, lambda _possible: reverse("your-key")) if no else None,
        "told": pages.told(request),
    }
    return pages.with_told(request, pages.show(request, "keys/sealing.html", context, status=status, private=False))


def _ground(court: Court, digest: str) -> str:
    try:
        return court.keys.ground(digest) or ""
    except Missing:
        return ""


__all__ = ["sealing"]
