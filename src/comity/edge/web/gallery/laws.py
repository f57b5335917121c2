# SPDX-License-Identifier: Apache-2.0
"""The procedures: each version in plain words, which of them held when, and what one changes against another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.core.clause import Fault, Malformed, promise
from comity.core.procedure.diff import diff
from comity.core.procedure.model import Procedure
from comity.core.procedure.render import render
from comity.desk.ports import Missing
from comity.edge.web import door, languages, markup, pages
from comity.edge.web.door import Court


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One version while it held: from when, until when, and the one that held before it."""

    law: Procedure
    since: datetime
    until: datetime | None
    intakes: tuple[str, ...]
    before: Procedure | None


def history(court: Court) -> tuple[Held, ...]:
    """What the community adopted, the newest first. What was repealed before it could hold is left out."""
    adoptions = sorted((a for a in court.versions().adoptions if not a.stillborn), key=lambda a: a.since)
    found: list[Held] = []
    for one in adoptions:
        law = _by_digest(court, one.digest)
        if law is not None:
            before = next((h.law for h in reversed(found) if not h.intakes), None)
            found.append(Held(law=law, since=one.since, until=one.until, intakes=one.intakes, before=before))
    return tuple(reversed(found))


def _by_digest(court: Court, digest: str) -> Procedure | None:
    try:
        return court.laws.law(digest).procedure
    except Missing:
        return None


def relatives(court: Court, law: Procedure) -> tuple[Procedure, ...]:
    """The other versions with which this one can be compared: those of its community, and those that held here."""
    here = {h.law.id for h in history(court)}
    known = (one.procedure for one in court.laws.ids.values())
    return tuple(
        p for p in known if p.id != law.id and (p.community == law.community or (p.id in here and law.id in here))
    )


@require_safe
def procedures(request: HttpRequest) -> HttpResponse:
    """The one in force, those that held before, and every version that is known here."""
    court = door.court()
    here = court.law(court.desk.clock.now())
    now = here.procedure if here else None
    held = history(court)
    told = {h.law.id for h in held} | ({now.id} if now else set())
    others = [law.procedure for law in court.laws.ids.values() if law.procedure.id not in told]
    context = {"now": now, "history": held, "others": others}
    return pages.show(request, "gallery/procedures.html", context, private=False)


@require_safe
def procedure(request: HttpRequest, id: str) -> HttpResponse:
    """One version in plain words, rendered from the very file that the engine runs."""
    court = door.court()
    law = _named(court, id)
    if law is None:
        raise Http404
    text = markup.to_html(render(law, translate=languages.aloud))
    here = court.law(court.desk.clock.now())
    context = {
        "law": law,
        "text": text,
        "title": law.title or _("Procedure"),
        "in_force": here is not None and here.procedure.digest == law.digest,
        "now": here.procedure if here else None,
        "held": [h for h in history(court) if h.law.id == law.id],
        "relatives": relatives(court, law),
    }
    return pages.show(request, "gallery/procedure.html", context, private=False)


def _named(court: Court, id: str) -> Procedure | None:
    try:
        return court.laws.named(id).procedure
    except Missing:
        return None


@require_safe
def compared(request: HttpRequest) -> HttpResponse:
    """What one version changes against another, gathered by whom it concerns. Raises `Malformed`."""
    court = door.court()
    names = ("from", "to")
    chosen = {name: _named(court, request.GET.get(name, "")[:200]) for name in names}
    faults = [_unknown(name) for name in names if chosen[name] is None]
    old, new = chosen["from"], chosen["to"]
    if old is None or new is None:
        raise Malformed(faults)
    text = markup.to_html(diff(old, new, translate=languages.aloud))
    return pages.show(request, "gallery/compared.html", {"old": old, "new": new, "text": text}, private=False)


def _unknown(name: str) -> Fault:
    text = _("There is no version of that name here.")
    return Fault(field=name, rule=_("one of the versions"), text=text, clause=str(promise(26)))


__all__ = ["Held", "compared", "history", "procedure", "procedures", "relatives"]
