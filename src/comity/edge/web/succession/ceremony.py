# SPDX-License-Identifier: Apache-2.0
"""The ceremony, for who leads it: who holds a share, how many join the key. The key itself is made in the browser."""

from __future__ import annotations

import secrets
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from comity.core.keyring import FEWEST, MOST
from comity.desk.succession import Dealt
from comity.edge.web import door, pages
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.names import plainly
from comity.edge.web.session import signed_in
from comity.edge.web.succession import shown


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def ceremony(request: HttpRequest, person: str) -> HttpResponse:
    """The page, and what the browser made on it."""
    court = door.court()
    if not court.succession.leads(person):
        raise Http404
    page = partial(_page, request, court, person)
    if request.method != "POST":
        return page()
    return shown.done(request, lambda form, act_id: _made(request, court, person, form, act_id), page, "succession")


def _made(request: HttpRequest, court: Court, person: str, form: Reader, act_id: str) -> str:
    least = form.number("least")
    shown.whole(form)
    shares = [
        Dealt(holder=o["holder"], key=o["key"], mark=o["mark"], sealed=shown.sealed(o["sealed"], "shares"))
        for o in shown.records(request, "shares", ("holder", "key", "mark", "sealed"))
    ]
    at = court.desk.clock.now()
    court.succession.make(person, form.raw("recipient").strip(), least, shares, act_id=act_id, at=at)
    return "succession-made"


def _page(
    request: HttpRequest,
    court: Court,
    person: str,
    *,
    said: list[str] | None = None,
    refusal: pages.ClosedDoor | None = None,
    errors: dict[str, str] | None = None,
    form: Reader | None = None,
    status: int = 200,
) -> HttpResponse:
    rules = court.keys.rules()
    found = court.succession.candidates()
    context = {
        **shown.own(request, court, person),
        "key": court.succession.now(),
        "hanging": court.succession.hanging(),
        "inside": [(one, plainly(one.person)) for one in found if not one.outside],
        "outside": [(one, plainly(one.person)) for one in found if one.outside],
        "without": len(rules.holding) - len(found),
        "fewest": rules.shares or FEWEST,
        "most": rules.shares or MOST,
        "rules": rules,
        "picked": form.many("holder") if form else (),
        "least": str(rules.needed) if rules.needed else form.raw("least")[:2] if form else str(FEWEST),
        "act_id": secrets.token_urlsafe(18),
        "said": said or [],
        "refusal": refusal,
    }
    return pages.with_told(request, pages.show(request, "succession/ceremony.html", context, status=status))


__all__ = ["ceremony"]
