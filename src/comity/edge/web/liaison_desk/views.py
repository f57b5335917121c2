# SPDX-License-Identifier: Apache-2.0
"""What waits for a liaison, their reports, their hand-over, and what they say about the council."""

from __future__ import annotations

import secrets

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.core.channel import liaison_roles
from comity.desk.court import law_in_force
from comity.edge.web import door, form_page, pages, seats, session
from comity.edge.web.chambers import reporting
from comity.edge.web.chambers.sheets import ReportsDoor, reports_page
from comity.edge.web.keys.reminder import reminder
from comity.edge.web.liaison_desk import follow, notes
from comity.edge.web.liaison_desk.raising import liaisons_only
from comity.edge.web.names import in_letters, plainly
from comity.edge.web.taking import Attempt
from comity.edge.web.tears import shelf
from comity.edge.web.watch import shelf as watch_shelf

REPORTS = ReportsDoor(address="liaison-reports", name=gettext_lazy("Liaison desk"), ways="liaison_desk/ways.html")


@require_safe
@session.signed_in
def desk(request: HttpRequest, person: str) -> HttpResponse:
    """What waits, until when, what can be done; then what this liaison raised and listens to."""
    court = door.court()
    liaisons_only(court, person)
    tears, reports = shelf.tears(court, person), reporting.reports(court, person)
    signals = watch_shelf.live(court, person).waiting
    count = len(tears.new if tears else ()) + len(reports.due) + len(signals)
    title = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", count) % {"n": in_letters(count)}
    context = {
        "person": plainly(person),
        "here": "liaison-desk",
        "title": title if count else _("Nothing waits for you"),
        "tears": tears,
        "reports": reports,
        "signals": signals,
        "raised": follow.raised_by(court, person),
        "now": court.desk.clock.now(),
        "key_reminder": reminder(court, person),
    }
    return pages.show(request, "liaison_desk/desk.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def reports(request: HttpRequest, person: str) -> HttpResponse:
    """The reports that the liaisons owe."""
    liaisons_only(door.court(), person)
    return reports_page(request, person, REPORTS)


@require_safe
@session.signed_in
def hand_over(request: HttpRequest, person: str) -> HttpResponse:
    """What a leaving liaison tells a new one."""
    court = door.court()
    liaisons_only(court, person)
    law = law_in_force(court).procedure
    roster = court.roster()
    found = notes.notes(court, person)
    context = {
        "person": plainly(person),
        "here": "liaison-hand-over",
        "title": _("What is handed over"),
        "now": court.desk.clock.now(),
        "posts": tuple(
            (plainly(role), law.roles[role].text, ", ".join(plainly(p) for p in roster.get(role, ())))
            for role in liaison_roles(law)
        ),
        "tears": shelf.tears(court, person),
        "watch": watch_shelf.live(court, person),
        "raised": follow.raised_by(court, person),
        "reports": reporting.reports(court, person),
        "notes": len(found.notes) if found else 0,
    }
    return pages.show(request, "liaison_desk/hand-over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def channel(request: HttpRequest, person: str) -> HttpResponse:
    """What liaisons say about the council: for them and for who oversees it. For others there is no such page."""
    court = door.court()
    found = notes.notes(court, person)
    if found is None:
        raise Http404
    return form_page.answer(
        request,
        reverse("about-council"),
        do=lambda: notes.do(court, person, found, request),
        page=lambda attempt: _channel(request, person, found, attempt),
    )


def _channel(request: HttpRequest, person: str, found: notes.Notes, attempt: Attempt | None) -> HttpResponse:
    here = reverse("about-council")
    context = {
        "person": plainly(person),
        "here": "about-council",
        "liaison": seats.is_liaison(door.court(), person),
        "title": _("About the council"),
        "channel": found,
        "sent": attempt.sent if attempt else {},
        "errors": attempt.errors if attempt else {},
        "action": here,
        "act_id": secrets.token_urlsafe(18),
    }
    return form_page.show(request, "liaison_desk/channel.html", context, attempt, href=form_page.at(here))


__all__ = ["channel", "desk", "hand_over", "reports"]
