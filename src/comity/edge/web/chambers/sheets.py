# SPDX-License-Identifier: Apache-2.0
"""The inner pages of chambers beside the case: the whole docket, the load, the reports, the hand-over."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.edge.web import door, form_page, pages, seats, session
from comity.edge.web.addresses import Ref
from comity.edge.web.chambers import handover, listing, reporting
from comity.edge.web.chambers import several as many
from comity.edge.web.names import in_letters, plainly


def bench_only(person: str) -> None:
    """Whoever does not sit finds no such page. Raises `Http404`."""
    if not seats.sits(door.court(), person):
        raise Http404


@require_safe
@session.signed_in
def docket(request: HttpRequest, person: str) -> HttpResponse:
    """Every case that exists for this person, by what is looked for, page by page."""
    bench_only(person)
    show = request.GET.get("show", "all")
    show = show if show in listing.SHOWN else "all"
    older = request.GET.get("older", "")
    leaf = listing.leaf(door.court(), person, show, older if Ref.fits(older) else "")
    context = {
        "person": plainly(person),
        "here": "docket",
        "title": _("The docket"),
        "leaf": leaf,
        "kinds": tuple((name, text, name == show) for name, text in listing.SHOWN.items()),
    }
    return pages.show(request, "chambers/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def several(request: HttpRequest, person: str) -> HttpResponse:
    """Many reports ended by one act, each reporter answered."""
    bench_only(person)
    return form_page.answer(
        request,
        reverse("several"),
        do=lambda: many.do(door.court(), person, request),
        page=lambda attempt: _several(request, person, attempt),
    )


def _several(request: HttpRequest, person: str, attempt: many.Attempt | None) -> HttpResponse:
    context = {
        "person": plainly(person),
        "here": "several",
        "title": _("End several reports at once"),
        "action": reverse("several"),
        "sheet": many.sheet(door.court(), person, attempt),
        "most": many.MOST,
    }
    return form_page.show(request, "chambers/several.html", context, attempt, href=form_page.at(reverse("several")))


@require_safe
@session.signed_in
def load(request: HttpRequest, person: str) -> HttpResponse:
    """What every seat carries."""
    bench_only(person)
    shelves = handover.shelves(door.court(), person)
    context = {"person": plainly(person), "here": "load", "title": _("Who carries what"), "shelves": shelves}
    return pages.show(request, "chambers/load.html", context)


@require_safe
@session.signed_in
def hand_over(request: HttpRequest, person: str) -> HttpResponse:
    """What is handed over when somebody leaves or comes."""
    bench_only(person)
    sheet = handover.hand_over(door.court(), person)
    count = len(sheet.matters)
    title = ngettext("%(n)s open case to hand over", "%(n)s open cases to hand over", count) % {"n": in_letters(count)}
    context = {
        "person": plainly(person),
        "here": "hand-over",
        "title": title if count else _("Nothing is open to be handed over"),
        "sheet": sheet,
    }
    return pages.show(request, "chambers/hand-over.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def reports(request: HttpRequest, person: str) -> HttpResponse:
    """The reports that this person's posts owe; nothing to report in one click."""
    bench_only(person)
    return reports_page(request, person, _HERE)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportsDoor:
    """The door behind which a page of reports stands: its address, the door's name, the template of its other pages."""

    address: str
    name: object
    ways: str


_HERE = ReportsDoor(address="reports", name=gettext_lazy("Chambers"), ways="chambers/ways.html")


def reports_page(request: HttpRequest, person: str, behind: ReportsDoor) -> HttpResponse:
    """The page of reports, at whichever door."""
    return form_page.answer(
        request,
        reverse(behind.address),
        do=lambda: reporting.do(door.court(), person, request),
        page=lambda attempt: _reports(request, person, behind, attempt),
    )


def _reports(request: HttpRequest, person: str, behind: ReportsDoor, attempt: reporting.Attempt | None) -> HttpResponse:
    here = reverse(behind.address)
    found = reporting.with_attempt(reporting.reports(door.court(), person, counted=True), attempt)
    count = len(found.due)
    title = ngettext("%(n)s report is yours to file", "%(n)s reports are yours to file", count)
    context = {
        "person": plainly(person),
        "here": "reports",
        "door_name": behind.name,
        "ways_template": behind.ways,
        "action": here,
        "title": title % {"n": in_letters(count)} if count else _("No report waits for you"),
        "lead": _("What the procedure owes its community, in every period, whether cases came or not."),
        "reports": found,
    }
    return form_page.show(request, "chambers/reports.html", context, attempt, href=form_page.at(here))


__all__ = ["ReportsDoor", "bench_only", "docket", "hand_over", "load", "reports", "reports_page", "several"]
