# SPDX-License-Identifier: Apache-2.0
"""The docket of one person who sits in the council, and one case as that person may see it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.core.access import may_release, sees_keeping
from comity.edge.web import acting, agreement, door, form_page, pages, papers, session
from comity.edge.web.arriving import takes_files
from comity.edge.web.calls import at_hand, in_order
from comity.edge.web.casefile import CASE, Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.chambers import bench, declaring, handover, letters, linked, reporting, waiting, ways_in
from comity.edge.web.chambers.handover import cycle_now
from comity.edge.web.chambers.requests import beside_case
from comity.edge.web.chambers.waiting import SOON
from comity.edge.web.door import Court
from comity.edge.web.forms import Form, forms
from comity.edge.web.hours import hours
from comity.edge.web.keys import lines
from comity.edge.web.keys.reminder import reminder
from comity.edge.web.names import in_letters, plainly
from comity.edge.web.plan import plan
from comity.edge.web.preview import preview
from comity.edge.web.taking import Attempt
from comity.edge.web.track import track


@require_safe
@session.signed_in
def docket(request: HttpRequest, person: str) -> HttpResponse:
    """What waits for this person, until when; then what rests, and what is closed."""
    court = door.court()
    shelf = waiting.shelf(court, person)
    count = len(shelf.due)
    title = ngettext("%(n)s thing waits for you", "%(n)s things wait for you", count) % {"n": in_letters(count)}
    context = {
        "person": plainly(person),
        "here": "chambers",
        "title": title if count else _("Nothing waits for you"),
        "shelf": shelf,
        "leaf": shelf.page(_number(request.GET.get("page", ""))),
        "books": handover.own_shelf(court, person, shelf.books),
        "cycle": cycle_now(court),
        "ahead": _ahead(court, person),
        "ways_in": ways_in.ways_in(court),
        "key_reminder": reminder(court, person),
    }
    return pages.show(request, "chambers/docket.html", context)


def _number(text: str) -> int:
    """The number of a page; the first where it is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _ahead(court: Court, person: str) -> tuple[reporting.Due, ...]:
    """The reports that are due later than soon, the nearest first; three are enough for a margin."""
    found = reporting.reports(court, person)
    later = court.desk.clock.now() + SOON
    return tuple(one for one in (*found.due, *found.ahead) if one.due > later)[:3]


@takes_files
@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def case(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """One case: where it stands, who is in it, what was filed, what this person may do."""
    court = door.court()
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    if file is None or not file.worked_on_by(person):
        raise Http404
    offered = letters.with_letters(court, file, forms(file, person), request.GET.get("letter", ""))
    return form_page.answer(
        request,
        reverse("case", args=[ref]),
        do=lambda: declaring.free_or_else(court, file, person, offered, request),
        page=lambda attempt: _page(request, file, person, offered, attempt),
    )


def _page(
    request: HttpRequest, file: Casefile, person: str, offered: tuple[Form, ...], attempt: Attempt | None
) -> HttpResponse:
    here = reverse("case", args=[file.ref])
    drawn = track(file, person)
    shown = acting.with_attempt(offered, attempt)
    context: dict[str, Any] = {
        "person": plainly(person),
        "action": here,
        **lines.of_case(door.court(), file, person, shown),
        "readers_at": papers.signed_in(file.stream).readers_at,
        "file": file,
        "case": file.case,
        "title": _title(file, person),
        "lead": _lead(file, person),
        "due": drawn.due,
        "called": hours(file, person),
        "track": drawn,
        "plan": plan(drawn),
        "steps": drawn.spans,
        "parties": bench.parties(door.court(), file, person),
        "papers": papers.shown(door.court(), file, person),
        "sealed": bench.sealed(file, person),
        "put_right": beside_case(door.court(), file.stream, person),
        "declaration": declaring.declaration(door.court(), file, person, offered),
        "preview": preview(file, "") if may_release(file.law, file.case, person) else None,
        "tallies": bench.tallies(file, person),
        "measures": bench.measures(file, person),
        "contacts": bench.contacts(file, person),
        "seats": bench.seats(file, person),
        "waited": tuple(f for f in shown if f.waited),
        "calls": in_order(file, tuple(f for f in shown if f.waited)),
        "possible": tuple(f for f in shown if not f.waited and not f.standing),
        "standing": tuple(f for f in shown if not f.waited and f.standing),
        "agreed": agreement.asked_first(file.law),
        "aside": file.case.bench.aside(person),
        "links": linked.links(door.court(), file, person),
        "keeps": sees_keeping(file.law, file.case, person),
    }
    return form_page.show(request, "chambers/case.html", context, attempt, href=form_page.at_form(here))


def _title(file: Casefile, person: str) -> str:
    if file.case.closed is not None:
        return _("Closed: %(outcome)s") % {"outcome": plainly(file.case.outcome).lower()}
    span = at_hand(file, person)
    return span.name if span is not None else _("Open")


def _lead(file: Casefile, person: str) -> str:
    span = at_hand(file, person)
    return span.text if span is not None else _("Nothing is open any more.")


__all__ = ["case", "docket"]
