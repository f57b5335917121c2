# SPDX-License-Identifier: Apache-2.0
"""Where a report or a tear stands, and what the reporter can do: agree to the exact words, add, withdraw (P3, P4)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.edge.web import acting, agreement, copy, door, form_page, slips, ways
from comity.edge.web.arriving import takes_files
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.forms import Form, forms
from comity.edge.web.front_desk import mending
from comity.edge.web.front_desk.own import reporters_own
from comity.edge.web.front_desk.proving import proving
from comity.edge.web.locator import Locator
from comity.edge.web.names import plainly
from comity.edge.web.side_page import side_context
from comity.edge.web.taking import Attempt


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, bits: str) -> HttpResponse:
    """The page that the receipt leads to."""
    found = Locator(bits)
    court = door.court()
    file = read_case(court.desk, found.case, court.desk.clock.now())
    if file is None:
        return mending.status(request, found)
    if not file.visible_to(found.person):
        raise Http404
    offered = forms(file, found.person)
    return form_page.answer(
        request,
        reverse("status", args=[bits]),
        do=lambda: acting.do(court, file, found.person, offered, request),
        page=lambda attempt: _page(request, found, file, offered, attempt),
    )


@require_safe
def take_along(request: HttpRequest, bits: str) -> HttpResponse:
    """A copy of what is theirs, for whoever holds the receipt. Raises `Http404`."""
    found, court = Locator(bits), door.court()
    file = read_case(court.desk, found.case, court.desk.clock.now())
    if file is None or not file.visible_to(found.person):
        raise Http404
    return copy.answer(court, file, found.person, slips.secrets(request))


def _page(
    request: HttpRequest, found: Locator, file: Casefile, offered: tuple[Form, ...], attempt: Attempt | None
) -> HttpResponse:
    here = reverse("status", args=[found.bits])
    context: dict[str, Any] = {
        **side_context(file, found.person, acting.with_attempt(offered, attempt), here, reporters_own(request, found)),
        "kept": ways.own(door.court().own_contact(found.person)),
        "proving": proving(found),
        "copy_at": reverse("status-copy", args=[found.bits]),
        "ask_at": reverse("status-your-data", args=[found.bits]),
        "forget": reverse("forget", args=[found.bits]),
        "title": _title(file, offered),
        "after": found.bits,
        "nothing": _("Nothing for now. Come back when you like; this page always shows where it stands."),
        "notes": (agreement.note(file.law),),
    }
    return form_page.show(request, "front_desk/case.html", context, attempt, href=form_page.at_form(here))


def _title(file: Casefile, offered: tuple[Form, ...]) -> str:
    if file.case.closed is not None:
        return _("This case is closed: %(outcome)s") % {"outcome": plainly(file.case.outcome).lower()}
    return (
        _("Something waits for you")
        if any(f.verb in ("consent", "read") for f in offered)
        else _("Your report is being heard")
    )


__all__ = ["status", "take_along"]
