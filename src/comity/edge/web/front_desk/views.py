# SPDX-License-Identifier: Apache-2.0
"""The three doors, the form behind each, and the way back in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core.clause import Malformed, Refusal
from comity.core.docket import Case
from comity.core.muting import Shut
from comity.core.procedure.model import Procedure
from comity.core.tear import Tear
from comity.core.tear.rules import no_door
from comity.desk.brake import TooFast
from comity.desk.court import law_in_force
from comity.desk.filing import Filing
from comity.desk.ports import Coming
from comity.edge.web import agreement, arriving, door, filing, form_page, locator, muted, pages, reasons, slips
from comity.edge.web.fields import Reader
from comity.edge.web.front_desk import coming_back, drawn, promised, reach, strangers, telling
from comity.edge.web.front_desk.drawn import Drawn
from comity.edge.web.front_desk.retyped import unread
from comity.edge.web.keys import lines
from comity.edge.web.locator import Keyed, Locator


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Three doors of the same size: something feels off, a rule was broken, I need support."""
    if coming_back.UNKNOWN in request.GET:
        text = _("No report has this receipt. One word may be another: compare them one by one.")
        return _front(request, {"words": text}, status=404)
    return _front(request, {})


def _front(request: HttpRequest, errors: Mapping[str, str], status: int = 200) -> HttpResponse:
    court = door.court()
    law = law_in_force(court).procedure
    context = {
        "promised": promised.lines(law),
        "speed": promised.speed(court),
        "errors": errors,
        "agreed": agreement.asked_first(law),
        "muted": muted.shut(court, telling.REPORT),
        **promised.signposts(),
    }
    return pages.show(request, "front_desk/front.html", context, status=status)


@arriving.takes_files
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, kind: str) -> HttpResponse:
    """The form behind one door. What was sent before leads to the receipt that it made."""
    court = door.court()
    law = law_in_force(court).procedure
    if request.method != "POST":
        return _form(request, kind, law, drawn.fresh())
    form = Reader(request)
    page = telling.page(kind, law, court.roster(), _typed(form))
    found = drawn.read(form)
    if found is None or not page.open:
        drawn.not_ours(form)
        return _form(request, kind, law, drawn.fresh(), form=form)
    if arrived(found.keyed):
        return _to_receipt(request, found)
    return _take(request, page, law, form, found)


@require_POST
def readers(request: HttpRequest, kind: str) -> HttpResponse:
    """For whom the browser seals what is told by one door; who is concerned counts already (P10)."""
    court = door.court()
    law = law_in_force(court).procedure
    form = Reader(request)
    found = drawn.read(form)
    page = telling.page(kind, law, court.roster(), _typed(form))
    if found is None or not page.open:
        raise Http404
    return filing.readers(court, telling.filing(kind, telling.read(page, law, form), found.keyed), request)


def _take(request: HttpRequest, page: telling.Page, law: Procedure, form: Reader, found: Drawn) -> HttpResponse:
    court = door.court()
    sent = telling.read(page, law, form)
    coming = arriving.came(request, form)
    if form.faults:
        return _form(request, page.door, law, found, form=form, coming=coming)
    at = court.desk.clock.now()
    try:
        if page.door == telling.REPORT:
            sent = strangers.let_in(request, court, sent, arrived)
            telling.open_case(court, sent, found.keyed, at=at, coming=coming)
        else:
            support = page.door == telling.SUPPORT
            telling.open_tear(court, sent, found.keyed, support=support, at=at, coming=coming)
    except Malformed as wrong:
        form.faults.extend(drawn.said(wrong.faults))
        found = drawn.fresh() if any(one.field == "recipient" for one in wrong.faults) else found
        return _form(request, page.door, law, found, form=form, coming=coming)
    except Refusal as no:
        if not arrived(found.keyed):
            return _form(request, page.door, law, found, form=form, refusal=no, coming=coming)
    return _to_receipt(request, found)


def _to_receipt(request: HttpRequest, found: Drawn) -> HttpResponse:
    """On to the page that shows the words once, in this browser and for this window."""
    response = HttpResponseRedirect(reverse("receipt", args=[found.keyed.bits]), status=303)
    if found.receipt is not None:
        slips.hold(request, response, found.receipt)
    return response


def _form(
    request: HttpRequest,
    kind: str,
    law: Procedure,
    found: Drawn,
    *,
    form: Reader | None = None,
    refusal: Refusal | None = None,
    coming: tuple[Coming, ...] = (),
) -> HttpResponse:
    court, sent = door.court(), _typed(form) if form else {}
    page = telling.page(kind, law, court.roster(), sent)
    no = refusal or (None if page.open else no_door(law))
    faults = form.faults if form else []
    closed = strangers.notice(request, court, kind, arrived)
    if closed is not None and form is None:
        page = strangers.left(page, court)
    context = {
        "page": page,
        "muted": closed,
        "drawn": found,
        "receipt": locator.for_form(found.receipt) if found.receipt is not None else "",
        "sent": sent,
        "faults": faults,
        "errors": arriving.again(reasons.fault_table(faults), coming),
        "refusal": _door(no) if no and not isinstance(no, Shut) else None,
        "sealing": lines.line(court, _filing(request, kind, law, page, found.keyed)) if page.open else "",
    }
    status = 422 if faults or refusal else 200
    response = pages.show(request, "front_desk/report.html", context, status=status)
    return strangers.later(response, court, no)


def _filing(request: HttpRequest, kind: str, law: Procedure, page: telling.Page, found: Keyed) -> Filing:
    """Who would read what is told here, as far as the form is filled in."""
    return telling.filing(kind, telling.as_it_stands(page, law, Reader(request)), found)


def _door(no: Refusal) -> pages.ClosedDoor:
    closed = pages.closed_door(no, lambda _possible: reverse("front"))
    if closed.possible:
        return closed
    if isinstance(no, TooFast):
        title = _("Too many reports at once")
        return pages.ClosedDoor(
            title=title, reason=closed.reason, clause=closed.clause, possible=strangers.small_doors()
        )
    ways = (
        pages.Way(
            text=_(
                "Report it; the council may still find that it is a small tear, or that support is what is asked for"
            ),
            href=reverse("report", args=["report"]),
        ),
        pages.Way(text=_("Go back to the three doors"), href=reverse("front")),
    )
    return pages.ClosedDoor(title=closed.title, reason=closed.reason, clause=closed.clause, possible=ways)


def _typed(form: Reader) -> dict[str, Any]:
    """Everything that was typed or ticked, for the page to show again."""
    chosen = {name: form.raw(name) for name in form.names if name.startswith(("seat-", "asked-"))}
    plain = {name: form.raw(name) for name in ("words", "intake", "part", *reach.FIELDS)}
    return {**chosen, **plain, "concerned": form.many("concerned")}


def arrived(found: Locator) -> bool:
    """Whether a report or a tear of this receipt is here. A stream has a short name: its reporter must fit too."""
    desk, person = door.court().desk, found.person
    case: Case | None = desk.state(found.case).state
    tear: Tear | None = desk.state(found.tear).state
    return (case is not None and person in case.bench.parties) or (tear is not None and tear.reporter == person)


@require_POST
def back(request: HttpRequest) -> HttpResponse:
    """From the words of a receipt to where things stand; or from its door, where a browser keeps the words to itself.

    Without script this browser holds the words from then on, so that the server can open what is sealed to them.
    """
    form = Reader(request)
    if form.raw("door"):
        by_door = locator.door(form.raw("door"))
        if by_door is None:
            return _front(request, {"words": unread("")}, status=422)
        return HttpResponseRedirect(coming_back.way(by_door, arrived).address, status=303)
    found = locator.typed(form.raw("words"))
    if found is None:
        return _front(request, {"words": unread(form.raw("words"))}, status=422)
    way = coming_back.way(found, arrived)
    response = HttpResponseRedirect(way.address, status=303)
    slips.hold(request, response, found)  # whether it is known or not, so that both take the same time
    if not way.known:
        slips.leave(response)
    return response


@require_POST
def forget(request: HttpRequest, bits: str) -> HttpResponse:
    """Destroy what the vault keeps of whoever told. Raises `Http404` where nothing was told under it."""
    found = Locator(bits)
    if not arrived(found):
        raise Http404
    door.court().forget_contact(found.person)
    return form_page.moved(reverse("status", args=[bits]), pages.FORGOTTEN)


__all__ = ["arrived", "back", "forget", "front", "readers", "report"]
