# SPDX-License-Identifier: Apache-2.0
"""Whether whoever is at the form of a report is known here; a stranger is kept out while the form is muted.

Known is who is signed in, and who comes from the status page of what they told before: they are never kept out, because
somebody may be paying for it now.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core import muting
from comity.core.clause import Refusal
from comity.core.muting import Shut
from comity.desk import muting as desk
from comity.desk.brake import TooFast
from comity.edge.web import muted, pages, session
from comity.edge.web.door import Court
from comity.edge.web.front_desk import telling
from comity.edge.web.locator import Locator, door

AFTER = "after"
"""By which name the form's address carries the door of a receipt from whose page somebody came."""


def known(request: HttpRequest, arrived: Callable[[Locator], bool]) -> bool:
    """Whether this is somebody known; `arrived` says whether something was told under a receipt."""
    if session.person_of(request):
        return True
    bits = request.GET.get(AFTER, "")
    found = door(bits) if bits else None
    return found is not None and arrived(found)


def let_in(request: HttpRequest, court: Court, sent: telling.Sent, arrived: Callable[[Locator], bool]) -> telling.Sent:
    """What was sent, marked by the way it came. Raises `Shut`, `TooFast` where a stranger cannot come by it now."""
    way = "" if known(request, arrived) else telling.REPORT
    desk.let_in(court, way, sent.intake)
    if way:
        waits = court.brake.waits(request.META.get("REMOTE_ADDR", ""), request.headers.get("X-Forwarded-For", ""))
        if waits:
            raise TooFast(waits)
    return replace(sent, way=way)


def notice(request: HttpRequest, court: Court, kind: str, arrived: Callable[[Locator], bool]) -> muted.Notice | None:
    """What stands above the form of a report while it is muted for whoever reads it."""
    no = muted.shut(court, telling.REPORT) if kind == telling.REPORT else None
    return None if no is None or known(request, arrived) else muted.notice(court, no)


def left(page: telling.Page, court: Court) -> telling.Page:
    """The page with those kinds of matter alone that are never muted."""
    ordinary = desk.rules(court).ordinary
    return replace(page, intakes=tuple(one for one in page.intakes if one.value != ordinary), narrowed=True)


def small_doors() -> tuple[pages.Way, ...]:
    """The doors that no limit holds up."""
    ways = muting.STAYS
    return (
        pages.Way(text=_(ways[muting.SUPPORT]), href=reverse("report", args=[muting.SUPPORT])),
        pages.Way(text=_(ways[muting.RECEIPT]), href=f"{reverse('front')}#receipt"),
    )


def later(response: HttpResponse, court: Court, no: Refusal | None) -> HttpResponse:
    """The same page as the answer to a form that was not taken for now, with the seconds until it is."""
    match no:
        case Shut():
            response.status_code = 503
            seconds = max(1, math.ceil((no.until - court.desk.clock.now()).total_seconds()))
        case TooFast():
            response.status_code, seconds = 429, no.seconds
        case _:
            return response
    response.headers["Retry-After"] = str(seconds)
    return response


__all__ = ["AFTER", "known", "later", "left", "let_in", "notice", "small_doors"]
