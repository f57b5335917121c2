# SPDX-License-Identifier: Apache-2.0
"""Asking for the shares: by who sits in open cases that nobody of the council opens any more, and for who sits there.

Once enough holders have given theirs, the browser of whoever asked joins them and opens the papers to the successors.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.core.keyring import LASTS, Asking
from comity.desk.ports import Missing, Wrap
from comity.edge.web import door, pages
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.names import plainly
from comity.edge.web.session import signed_in
from comity.edge.web.succession import shown

_CODES = {"ask": "succession-asked", "open": "succession-opened", "withdraw": "succession-withdrawn"}


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def asking(request: HttpRequest, person: str) -> HttpResponse:
    """The form by which the shares are asked for; or what was asked, and how far it is."""
    court = door.court()
    if not court.succession.asks(person) or court.succession.now() is None:
        raise Http404
    page = partial(_page, request, court, person)
    if request.method != "POST":
        return page()
    return shown.done(request, lambda form, act_id: _done(request, court, person, form, act_id), page, "asking")


@require_safe
@signed_in
def papers(request: HttpRequest, person: str) -> HttpResponse:
    """What the asker's browser joins and opens, once enough have agreed."""
    court = door.court()
    found = court.succession.to_join(person, court.desk.clock.now())
    if found is None:
        raise Http404
    response = JsonResponse(found)
    add_never_cache_headers(response)
    return response


def _done(request: HttpRequest, court: Court, person: str, form: Reader, act_id: str) -> str:
    act, at = form.one_of("act", tuple(_CODES)), court.desk.clock.now()
    shown.whole(form)
    if act == "ask":
        _ask(court, person, form, act_id)
    elif act == "withdraw":
        court.succession.withdraw(person, form.line("asking"), act_id=act_id, at=at)
    else:
        names = ("digest", "person", "key", "wrap")
        wraps = [
            Wrap(digest=o["digest"], person=o["person"], key=o["key"], wrap=shown.sealed(o["wrap"], "wraps"))
            for o in shown.records(request, "wraps", names)
        ]
        court.succession.open(person, form.line("asking"), wraps, act_id=act_id, at=at)
    return _CODES[act]


def _ask(court: Court, person: str, form: Reader, act_id: str) -> None:
    ground = form.text("ground")
    offered = {file.ref: file.stream for file in _cases(court, person)}
    chosen = [offered[ref] for ref in form.many("case") if ref in offered]
    if not chosen:
        form.fault("case", _("one of the choices"), _("Choose at least one case."))
    shown.whole(form)
    court.succession.ask(person, court.file_paper(ground), chosen, act_id=act_id, at=court.desk.clock.now())


def _cases(court: Court, person: str) -> Iterator[Casefile]:
    """The open cases in which this person sits now."""
    for stream in court.succession.cases.streams():
        if person in court.succession.cases.successors(stream):
            file = read_case(court.desk, stream, court.desk.clock.now())
            if file is not None:
                yield file


def told(court: Court, one: Asking) -> dict[str, Any]:
    """What was asked, for those who hold a share and for the council: no word of a case but the ground."""
    try:
        ground = court.succession.ground(one)
    except Missing:
        ground = _("This text was erased. That it was there, its digest proves.")
    return {
        "one": one,
        "by": plainly(one.by),
        "ground": ground,
        "cases": len(one.cases),
        "successors": [plainly(person) for person in one.successors],
        "agreed": len(one.agreed),
        "declined": len(one.answers) - len(one.agreed),
    }


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
    key, waiting = court.succession.now(), court.succession.asking(court.desk.clock.now())
    context = {
        **shown.own(request, court, person),
        "key": key,
        "asking": told(court, waiting) if waiting else None,
        "mine": waiting is not None and waiting.by == person,
        "enough": waiting is not None and key is not None and len(waiting.agreed) >= key.least,
        "cases": [] if waiting else [(file.ref, file.mark) for file in _cases(court, person)],
        "chosen": form.many("case") if form else None,
        "sent": form.raw("ground") if form else "",
        "days": LASTS.days,
        "act_ids": {name: secrets.token_urlsafe(18) for name in _CODES},
        "errors": errors or {},
        "said": said or [],
        "refusal": refusal,
    }
    return pages.with_told(request, pages.show(request, "succession/asking.html", context, status=status))


__all__ = ["asking", "papers", "told"]
