# SPDX-License-Identifier: Apache-2.0
"""The proposed versions, and one of them: for anybody to read, with forms for those whom the version in force names."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from comity.core.procedure.diff import diff
from comity.desk.court import Law
from comity.edge.web import door, form_page, languages, markup, session
from comity.edge.web.gallery import seasons
from comity.edge.web.governance import acts, proposals
from comity.edge.web.governance.proposals import Version
from comity.edge.web.names import in_letters
from comity.edge.web.taking import Attempt


def _law() -> Law | None:
    court = door.court()
    return court.law(court.desk.clock.now())


@require_http_methods(["GET", "HEAD", "POST"])
def front(request: HttpRequest) -> HttpResponse:
    """Every version that was proposed; those that are talked of first."""
    person, law = session.person_of(request), _law()
    return form_page.answer(
        request,
        reverse("governance"),
        do=lambda: acts.send(door.court(), person, None, request),
        page=lambda attempt: _front(request, law, person, attempt),
    )


def _front(request: HttpRequest, law: Law | None, person: str, attempt: Attempt | None) -> HttpResponse:
    found = proposals.versions(door.court())
    talked = [v for v in found if v.talked_of]
    title = ngettext("%(n)s version is proposed", "%(n)s versions are proposed", len(talked))
    open_to = door.court().amends(person)
    context = {
        "title": title % {"n": in_letters(len(talked))} if talked else _("No version is proposed"),
        "law": law.procedure if law else None,
        "sealing": door.court().keys.count(),
        "broken": seasons.succession(door.court().succession.broken()),
        "talked": talked,
        "others": [v for v in found if not v.talked_of],
        "propose": acts.proposing(open_to, attempt),
        "unproposed": tuple(proposals.unproposed(door.court())),
    }
    return _shown(request, "governance/front.html", context, attempt, person)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, bits: str) -> HttpResponse:
    """One proposed version."""
    person, law = session.person_of(request), _law()
    version = proposals.find(door.court(), bits)
    if version is None:
        raise Http404
    return form_page.answer(
        request,
        reverse("proposal", args=[bits]),
        do=lambda: acts.send(door.court(), person, version, request),
        page=lambda attempt: _one(request, law, person, version, attempt),
    )


def _one(request: HttpRequest, law: Law | None, person: str, version: Version, attempt: Attempt | None) -> HttpResponse:
    open_to = door.court().amends(person)
    context = {
        "version": version,
        "action": request.path,
        "law": law.procedure if law else None,
        "faults": door.court().findings(version.digest),
        "changes": _changes(law, version),
        "comments": proposals.comments(door.court(), version),
        "forms": acts.offered(version, open_to, person, attempt),
    }
    return _shown(request, "governance/proposal.html", context, attempt, person)


def _changes(law: Law | None, version: Version) -> markup.Text | None:
    """What it changes against the version in force; None where there is none, or it is that one."""
    if law is None or version.law is None or law.procedure.digest == version.digest:
        return None
    return markup.to_html(diff(law.procedure, version.law.procedure, translate=languages.aloud))


def _shown(
    request: HttpRequest, template: str, context: Mapping[str, object], attempt: Attempt | None, person: str
) -> HttpResponse:
    href = form_page.at(request.path)
    return form_page.show(request, template, context, attempt, href=href, private=bool(person))


__all__ = ["front", "one"]
