# SPDX-License-Identifier: Apache-2.0
"""The referrals of one person who leads talks, and one referral with what can be done in it now."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.edge.web import acting, door, form_page, pages, papers, session
from comity.edge.web.arriving import takes_files
from comity.edge.web.casefile import CASE
from comity.edge.web.casefile import read as read_case
from comity.edge.web.chambers import declaring
from comity.edge.web.names import in_letters, plainly
from comity.edge.web.provider_room import referral
from comity.edge.web.provider_room.referral import Referral
from comity.edge.web.taking import Attempt


@require_safe
@session.signed_in
def front(request: HttpRequest, person: str) -> HttpResponse:
    """The referrals that go on, the earliest deadline first; then those that are over."""
    court = door.court()
    found = tuple(referral.of_person(court, person))
    if not found and not referral.stands_open(court, person):
        raise Http404
    going = sorted((r for r in found if r.open), key=lambda r: (r.due is None, r.due or r.file.at))
    title = ngettext("%(n)s talk goes on", "%(n)s talks go on", len(going)) % {"n": in_letters(len(going))}
    context = {
        "person": plainly(person),
        "title": title if going else _("No talk goes on"),
        "going": going,
        "over": [r for r in found if not r.open],
    }
    return pages.show(request, "provider_room/front.html", context)


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def one(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """One referral."""
    found = _found(person, ref)
    return form_page.answer(
        request,
        reverse("referral", args=[ref]),
        do=lambda: declaring.free_or_else(door.court(), found.file, person, found.forms, request),
        page=lambda attempt: _page(request, _found(person, ref) if attempt else found, person, attempt),
    )


def _found(person: str, ref: str) -> Referral:
    """The referral of that reference. Raises `Http404` for one that is not, or not theirs, alike."""
    court = door.court()
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    found = None if file is None else referral.read(file, person)
    if found is None:
        raise Http404
    return found


def _page(request: HttpRequest, found: Referral, person: str, attempt: Attempt | None) -> HttpResponse:
    here = reverse("referral", args=[found.file.ref])
    shown = acting.with_attempt(found.forms, attempt)
    context: dict[str, Any] = {
        "person": plainly(person),
        "action": here,
        "readers_at": papers.signed_in(found.file.stream).readers_at,
        "one": found,
        "of": tuple(found.file.case.bench.parties),
        "free": declaring.FREE,
        "act_id": secrets.token_urlsafe(18),
        "papers": papers.shown(door.court(), found.file, person),
        "acts": tuple(f for f in shown if not f.standing),
        "standing": tuple(f for f in shown if f.standing),
    }
    return form_page.show(request, "provider_room/referral.html", context, attempt, href=form_page.at_form(here))


__all__ = ["front", "one"]
