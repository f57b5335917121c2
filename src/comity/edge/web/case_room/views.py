# SPDX-License-Identifier: Apache-2.0
"""The cases of whoever was told of one, and one case as they see it. Before the notice there is none (P4)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.core.clause import promise
from comity.edge.web import acting, copy, door, form_page, pages, session, slips
from comity.edge.web.arriving import takes_files
from comity.edge.web.case_room import own, words
from comity.edge.web.casefile import CASE, Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.forms import Form, forms
from comity.edge.web.names import in_letters
from comity.edge.web.papers import signed_in
from comity.edge.web.side_page import side_context
from comity.edge.web.taking import Attempt


@require_safe
@session.signed_in
def cases(request: HttpRequest, person: str) -> HttpResponse:
    """Every case in which this person was told that they have a part."""
    found = own.cases(door.court(), person)
    waiting = [one for one in found if one.waits]
    count = len(waiting)
    title = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", count) % {"n": in_letters(count)}
    context: dict[str, Any] = {
        "title": title if count else _("Nothing waits for you"),
        "cases": found,
        "first": next((one.due for one in waiting if one.due is not None), None),
    }
    context["told"] = pages.told(request)
    return pages.with_told(request, pages.show(request, "case_room/cases.html", context))


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def case(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """One case: the notice, what is said, what can be answered, what was decided. Raises `Http404`."""
    court = door.court()
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    if file is None or not own.is_party(file, person):
        raise Http404
    offered = forms(file, person)
    return form_page.answer(
        request,
        reverse("case-room-case", args=[ref]),
        do=lambda: acting.do(court, file, person, offered, request),
        page=lambda attempt: _page(request, file, person, offered, attempt),
    )


@require_safe
@session.signed_in
def take_along(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """A copy of what is theirs. Raises `Http404`."""
    court = door.court()
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    if file is None or not own.is_party(file, person):
        raise Http404
    return copy.answer(court, file, person, slips.secrets(request))


def _page(
    request: HttpRequest, file: Casefile, person: str, offered: tuple[Form, ...], attempt: Attempt | None
) -> HttpResponse:
    here = reverse("case-room-case", args=[file.ref])
    where = signed_in(file.stream, slips.secrets(request))
    context: dict[str, Any] = {
        **side_context(file, person, acting.with_attempt(offered, attempt), here, where),
        "unkeyed": words.without_key(door.court(), person),
        "title": _title(file, offered),
        "nothing": _("Nothing for now. This page always shows where it stands."),
    }
    context["ask_at"] = reverse("your-data")
    context["copy_at"] = reverse("case-room-copy", args=[file.ref])
    context["notes"] = () if context["side"].decisions or file.case.closed is not None else (_not_yet(),)
    return form_page.show(request, "case_room/case.html", context, attempt, href=form_page.at_form(here))


def _title(file: Casefile, offered: tuple[Form, ...]) -> str:
    waiting = [f for f in offered if f.waited]
    if file.case.closed is not None or not waiting:
        return own.stands(file)
    return _("Something waits for you")


def _not_yet() -> pages.Note:
    text = _("Nobody is limited before they were told and had a real chance to answer.")
    return pages.Note(title=_("Nothing is decided yet"), text=text, clause=promise(5))


__all__ = ["case", "cases", "take_along"]
