# SPDX-License-Identifier: Apache-2.0
"""The registry, an entry, the season, how to verify, and the promises: for anybody, without signing in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from comity.core.suppression import FEWEST
from comity.desk import registry as shelf
from comity.edge.web import door, pages
from comity.edge.web.gallery import entries, promises, seasons, signed
from comity.edge.web.gallery.shelves import shelves


@require_safe
def registry(request: HttpRequest) -> HttpResponse:
    """Published entries, newest first, as somebody looks for them."""
    court = door.court()
    found = shelves(court, request)
    shown = [entries.entry(court, one) for one in found.found.entries]
    context = {"shelves": found, "entries": shown, "fewest": FEWEST}
    return pages.show(request, "gallery/registry.html", context, private=False)


@require_safe
def entry(request: HttpRequest, id: str) -> HttpResponse:
    """One entry, and the others on the same matter."""
    court = door.court()
    found = entries.find(court, id)
    if found is None:
        raise Http404
    beside = entries.beside(court, id)
    context = {"entry": found, "beside": beside, "law_known": found.procedure in court.laws.ids}
    return pages.show(request, "gallery/entry.html", context, private=False)


@require_safe
def entry_json(request: HttpRequest, id: str) -> HttpResponse:
    """One entry for machines: what the event of the release tells, without case and instant."""
    found = shelf.find(door.court().desk.store, id)
    if found is None:
        raise Http404
    response = JsonResponse({"id": found.id, **found.told}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = f'attachment; filename="entry-{found.id}.json"'
    return response


@require_safe
def season(request: HttpRequest, ref: str = "") -> HttpResponse:
    """One season, or the one that runs now, as a strip of cycles with each cycle's report."""
    court = door.court()
    known = seasons.known(court)
    if ref and ref not in dict(known):
        raise Http404
    asked = [ref] if ref else _newest_first(court.council().removeprefix("council:"), [one for one, _name in known])
    found = [strip for one in asked if (strip := seasons.strip(court, one)) is not None]
    strip = next((one for one in found if one.cycles), found[0] if found else None)
    context = {"strip": strip, "known": known, "promises": dict(promises.PROMISES), "fewest": FEWEST}
    return pages.show(request, "gallery/season.html", context, private=False)


def _newest_first(now: str, known: list[str]) -> list[str]:
    """The season that runs, then two more: the newest that has cycles is shown."""
    return sorted(known, key=lambda ref: ref != now)[:3]


@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """How anybody can check what is published, and what cannot be checked yet."""
    context = {"log": signed.log(door.court())}
    return pages.show(request, "gallery/verify.html", context, private=False)


@require_safe
def promised(request: HttpRequest) -> HttpResponse:
    """What holds under every procedure."""
    return pages.show(request, "gallery/promises.html", {"promises": promises.PROMISES.items()}, private=False)


__all__ = ["entry", "entry_json", "promised", "registry", "season", "verify"]
