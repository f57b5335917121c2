# SPDX-License-Identifier: Apache-2.0
"""The open windows of a house, one decision on one page with its vote, and the roundup of each cycle."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.core.veto import Infeasible, Outcome
from comity.edge.web import door, form_page, pages, session
from comity.edge.web.house import decision, roundup, shelf, voting, windows
from comity.edge.web.house.reach import NARROW, WIDE, reach
from comity.edge.web.house.windows import Seen
from comity.edge.web.names import in_letters, plainly
from comity.edge.web.taking import Attempt


@require_safe
@session.signed_in
def front(request: HttpRequest, person: str) -> HttpResponse:
    """What can be voted on, until when, how far an objection stands; then what is closed."""
    court = door.court()
    found = shelf.shelf(court, person)
    if found.empty and not windows.of_house(court, person):
        raise Http404
    count = len(found.open)
    title = ngettext("%(n)s window is open", "%(n)s windows are open", count) % {"n": in_letters(count)}
    context = {
        "person": plainly(person),
        "title": title if count else _("No window is open"),
        "shelf": found,
        "weight": shelf.weight(court, person),
    }
    return pages.show(request, "house/front.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def window(request: HttpRequest, person: str, id: str) -> HttpResponse:
    """One decision, and the vote on it."""
    court = door.court()
    seen = windows.find(court, id)
    if seen is None or not seen.visible_to(person):
        raise Http404
    return form_page.answer(
        request,
        reverse("window", args=[id]),
        do=lambda: voting.send(court, seen, person, request),
        page=lambda attempt: _page(request, seen, person, attempt),
    )


def _page(request: HttpRequest, seen: Seen, person: str, attempt: Attempt | None) -> HttpResponse:
    here = reverse("window", args=[seen.id])
    context: dict[str, Any] = {
        "person": plainly(person),
        "action": here,
        "seen": seen,
        "said": voting.said(seen, person),
        **_decision(seen, person),
        **_vote(seen, person, attempt),
    }
    return form_page.show(request, "house/window.html", context, attempt, href=lambda _possible: f"{here}#vote")


def _decision(seen: Seen, person: str) -> dict[str, Any]:
    court = door.court()
    stands, falls = seen.after(objected=False), seen.after(objected=True)
    return {
        "title": decision.title(seen, stands),
        "findings": decision.findings(seen),
        "sides": decision.sides(seen),
        "decided": decision.decided(court, seen, person),
        "perspectives": decision.perspectives(court, seen, person),
        "course": decision.course(seen, stands),
        "if_stands": decision.follows(seen, stands),
        "if_falls": decision.follows(seen, falls),
        "undone": decision.undone(seen, falls),
        "closed_door": _cannot(seen, stands=decision.follows(seen, stands)),
    }


def _vote(seen: Seen, person: str, attempt: Attempt | None) -> dict[str, Any]:
    ballot = voting.ballot(seen, person, attempt)
    sum_ = seen.sum
    would = ballot.would if ballot and not voting.said(seen, person).startswith(_("Veto")) else None
    drawn = sum_ is not None and sum_.base > 0
    return {
        "ballot": ballot,
        "totals": voting.totals(seen, person, attempt),
        "sum": sum_,
        "would": would,
        "wide": reach(sum_, would, WIDE) if sum_ and drawn else None,
        "narrow": reach(sum_, would, NARROW) if sum_ and drawn else None,
        "grounds": voting.grounds(seen),
        "reasons": voting.reasons(door.court(), seen, person),
    }


def _cannot(seen: Seen, *, stands: tuple[Any, ...]) -> pages.ClosedDoor | None:
    """A window that nobody can veto is a closed door; the procedure's fallback stands beside it."""
    if seen.window.outcome is not Outcome.INFEASIBLE:
        return None
    ways = tuple(pages.Way(text=text, href="#after") for text, _clause in stands)
    return pages.ClosedDoor(
        title=_("This window cannot be vetoed"),
        reason=str(_WHY[Infeasible(seen.window.why)]),
        clause=seen.clause,
        possible=ways,
    )


_WHY = {
    Infeasible.BASE_UNKNOWN: gettext_lazy(
        "Nobody could say how much weight this house has, so no share of it can be reached."
    ),
    Infeasible.OUT_OF_REACH: gettext_lazy(
        "All the weight that may vote does not reach the share that an objection needs."
    ),
    Infeasible.NO_TIME: gettext_lazy("The window closed before anybody could vote in it."),
}


@require_safe
def roundups(request: HttpRequest, slug: str = "") -> HttpResponse:
    """One cycle, or the newest: every window that opened in it."""
    known = roundup.cycles(door.court())
    cycle = next((one for one in known if slug in ("", one.slug)), None)
    if slug and cycle is None:
        raise Http404
    rows = [(seen, roundup.outcome(seen)) for seen in cycle.windows] if cycle else []
    context = {"cycle": cycle, "known": known, "rows": rows}
    return pages.show(request, "house/roundup.html", context, private=False)


@require_safe
def roundup_json(request: HttpRequest, slug: str) -> HttpResponse:
    """One cycle for machines."""
    cycle = roundup.find(door.court(), slug)
    if cycle is None:
        raise Http404
    return JsonResponse(roundup.document(cycle), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_safe
def roundup_atom(request: HttpRequest) -> HttpResponse:
    """Every window as a feed."""
    here, page = (request.build_absolute_uri(reverse(name)) for name in ("roundup-atom", "roundup"))
    title = _("Voting roundup of %(community)s") % {"community": pages.house().community}
    text = roundup.feed(roundup.cycles(door.court()), title=title, address=here, link=page)
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


__all__ = ["front", "roundup_atom", "roundup_json", "roundups", "window"]
