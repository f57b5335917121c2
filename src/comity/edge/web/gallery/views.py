# SPDX-License-Identifier: Apache-2.0
"""The registry, the season, the procedures and the promises: for anybody, without signing in."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.core.procedure.render import render
from comity.desk.ports import Missing
from comity.edge.web import door, languages, markup, pages
from comity.edge.web.gallery import entries, promises, seasons


@require_safe
def registry(request: HttpRequest) -> HttpResponse:
    """Every published entry, by cycle."""
    found = entries.entries(door.court())
    context = {"periods": entries.by_period(found), "count": len(found)}
    return pages.show(request, "gallery/registry.html", context, private=False)


@require_safe
def entry(request: HttpRequest, id: str) -> HttpResponse:
    """One entry."""
    found = entries.find(door.court(), id)
    if found is None:
        raise Http404
    return pages.show(request, "gallery/entry.html", {"entry": found}, private=False)


@require_safe
def entry_json(request: HttpRequest, id: str) -> HttpResponse:
    """One entry for machines: what the event of the release tells, without case and instant."""
    found = entries.find(door.court(), id)
    if found is None:
        raise Http404
    response = JsonResponse({"id": found.id, **found.told}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = f'attachment; filename="entry-{found.id}.json"'
    return response


@require_safe
def registry_json(request: HttpRequest) -> HttpResponse:
    """The whole registry for machines, newest first."""
    found = [{"id": one.id, **one.told} for one in entries.entries(door.court())]
    response = JsonResponse({"entries": found}, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response.headers["Content-Disposition"] = 'attachment; filename="registry.json"'
    return response


@require_safe
def season(request: HttpRequest, ref: str = "") -> HttpResponse:
    """One season, or the newest that has cycles, as a strip of cycles with each cycle's report."""
    court = door.court()
    known = seasons.known(court)
    if ref and ref not in dict(known):
        raise Http404
    strips = (seasons.strip(court, f"{seasons.COUNCIL}{one}") for one in ([ref] if ref else dict(known)))
    context = {"strip": next((one for one in strips if one and one.cycles), None), "known": known}
    return pages.show(request, "gallery/season.html", context, private=False)


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """Every version that is known here; the one in force first."""
    court = door.court()
    here = court.law(court.desk.clock.now())
    now = here.procedure if here else None
    others = [law.procedure for law in court.laws.ids.values() if now is None or law.procedure.id != now.id]
    context = {"now": now, "others": others}
    return pages.show(request, "gallery/procedures.html", context, private=False)


@require_safe
def procedure(request: HttpRequest, id: str) -> HttpResponse:
    """One version in plain words, rendered from the very file that the engine runs."""
    try:
        law = door.court().laws.named(id)
    except Missing as wrong:
        raise Http404 from wrong
    text = markup.to_html(render(law.procedure, translate=languages.aloud))
    context = {"law": law.procedure, "text": text, "title": law.procedure.title or _("Procedure")}
    return pages.show(request, "gallery/procedure.html", context, private=False)


@require_safe
def promised(request: HttpRequest) -> HttpResponse:
    """What holds under every procedure."""
    return pages.show(request, "gallery/promises.html", {"promises": promises.PROMISES.items()}, private=False)


__all__ = ["entry", "entry_json", "procedure", "procedures", "promised", "registry", "registry_json", "season"]
