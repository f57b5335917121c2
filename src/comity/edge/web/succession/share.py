# SPDX-License-Identifier: Apache-2.0
"""One's share of the key for successors: tried, saved, and given or not where somebody asked for it."""

from __future__ import annotations

import base64
import secrets
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from comity.edge.web import door, pages
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.session import signed_in
from comity.edge.web.succession import shown
from comity.edge.web.succession.asking import told

_CODES = {"drill": "share-drilled", "agree": "share-given", "decline": "share-kept"}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def share(request: HttpRequest, person: str) -> HttpResponse:
    """The page of a holder, and what they do with their share."""
    court = door.court()
    if not court.succession.holds(person):
        raise Http404
    page = partial(_page, request, court, person)
    if request.method != "POST":
        return page()
    return shown.done(request, lambda form, act_id: _done(court, person, form, act_id), page, "share")


def _done(court: Court, person: str, form: Reader, act_id: str) -> str:
    act, at = form.one_of("act", tuple(_CODES)), court.desk.clock.now()
    shown.whole(form)
    if act == "drill":
        court.succession.drilled(person, form.line("key"), act_id=act_id, at=at)
    else:
        given = (form.line("to"), shown.sealed(form.raw("share"), "share")) if act == "agree" else None
        court.succession.answer(person, form.line("asking"), given, act_id=act_id, at=at)
    return _CODES[act]


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
    key, lying = court.succession.now(), court.succession.share(person)
    waiting = court.succession.asking(court.desk.clock.now())
    context = {
        **shown.own(request, court, person),
        "key": key,
        "held": key.shares.get(person) if key else None,
        "share": base64.b64encode(lying).decode() if lying else "",
        "asking": told(court, waiting) if waiting else None,
        "answered": waiting is not None and person in waiting.answers,
        "agrees": waiting is not None and waiting.answers.get(person, False),
        "to": court.succession.recipient_of(waiting) if waiting else None,
        "act_ids": {name: secrets.token_urlsafe(18) for name in _CODES},
        "said": said or [],
        "refusal": refusal,
    }
    return pages.with_told(request, pages.show(request, "succession/share.html", context, status=status))


__all__ = ["share"]
