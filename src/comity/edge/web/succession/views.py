# SPDX-License-Identifier: Apache-2.0
"""How the key for successors stands and how often it was used, for anybody; for the council, what it does not open yet.

Nothing here tells which case it was, nor who holds a share.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from comity.core.access import exists_for
from comity.edge.web import door, pages, session
from comity.edge.web.casefile import CASE
from comity.edge.web.casefile import read as read_case
from comity.edge.web.door import Court
from comity.edge.web.keys import lines
from comity.edge.web.succession import shown


@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The page."""
    court, person = door.court(), session.person_of(request)
    kept = court.succession
    key, rules = kept.now(), court.keys.rules()
    sits = bool(person) and person in rules.holding
    context = {
        **shown.own(request, court, person),
        "key": key,
        "live": len(key.live) if key else 0,
        "outside": sum(share.holder in rules.fallback for share in key.live) if key else 0,
        "broken": kept.broken(),
        "sits": sits,
        "leads": sits and kept.leads(person),
        "holds": bool(person) and kept.holds(person),
        "waiting": kept.asking(court.desk.clock.now()) if sits or (person and kept.holds(person)) else None,
        "asks": sits and kept.asks(person),
        "uncovered": kept.uncovered() if sits else 0,
        "missing": _missing(court, person) if sits else [],
    }
    return pages.with_told(request, pages.show(request, "succession/front.html", context, private=False))


def _missing(court: Court, person: str) -> list[dict[str, Any]]:
    """What this person's browser can bring under that key, and to whoever else lacks a wrap, by case."""
    if court.keys.own(person) is None:
        return []
    found = []
    for stream in court.succession.cases.streams():
        file = read_case(court.desk, stream, court.desk.clock.now())
        if file is None or not exists_for(file.law, file.case, person):
            continue
        if lacking := lines.lacking(court, stream, person):
            found.append({"to": reverse("wraps", args=["case", stream.removeprefix(CASE)]), "lacking": lacking})
    return found


__all__ = ["front"]
