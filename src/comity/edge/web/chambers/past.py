# SPDX-License-Identifier: Apache-2.0
"""Past cases that were taken over: a list for those who judge or preside, and how many fell into each cycle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.core.past import PastCase
from comity.desk.past import PAST, past, spans
from comity.edge.web import door, pages, papers, session
from comity.edge.web.addresses import Ref
from comity.edge.web.chambers.sheets import bench_only
from comity.edge.web.door import Court
from comity.edge.web.keys.lines import of_stream
from comity.edge.web.names import plainly
from comity.edge.web.papers import signed_in

PAGE = 25
ENDINGS = {
    "measure": gettext_lazy("with a measure"),
    "settled": gettext_lazy("settled between the two"),
    "no-finding": gettext_lazy("without a finding"),
    "withdrawn": gettext_lazy("taken back"),
    "not-ours": gettext_lazy("no matter of theirs"),
    "unknown": gettext_lazy("not known"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One past case. `again` is how many others here are about somebody whom it is about."""

    id: str
    kind: str
    ending: str
    closed: datetime
    about: str
    again: int
    body: papers.Body | None


@require_safe
@session.signed_in
def page(request: HttpRequest, person: str) -> HttpResponse:
    """The past cases, those that were closed last first. Raises `Http404` for whoever does not sit."""
    court = door.court()
    bench_only(person)
    found = sorted(past(court).taken.values(), key=lambda one: (one.closed, one.id), reverse=True)
    older = request.GET.get("older", "")
    names = [one.id for one in found]
    first = names.index(older) + 1 if Ref.fits(older) and older in names else 0
    shown = found[first : first + PAGE]
    context = {
        **of_stream(court, PAST, person),
        "person": plainly(person),
        "here": "docket",
        "title": _("Past cases"),
        "lines": tuple(_line(court, person, one, found) for one in shown),
        "older": shown[-1].id if len(found) > first + PAGE else "",
        "spans": tuple((one.name, one.cases, _endings(one.endings)) for one in spans(court)),
    }
    return pages.show(request, "chambers/past.html", context)


def _endings(counts: object) -> str:
    assert isinstance(counts, dict)
    return ", ".join(f"{ENDINGS.get(code, code)} {count}" for code, count in sorted(counts.items()))


def _line(court: Court, person: str, one: PastCase, found: list[PastCase]) -> Line:
    about = set(one.about)
    return Line(
        id=one.id,
        kind=plainly(one.kind),
        ending=str(ENDINGS.get(one.ending, one.ending)),
        closed=one.closed,
        about=", ".join(court.known_as(who) or plainly(who) for who in one.about),
        again=sum(1 for other in found if other.id != one.id and about & set(other.about)),
        body=papers.body(lambda: court.past.read(person, one.words), signed_in(PAST)) if one.words else None,
    )


__all__ = ["page"]
