# SPDX-License-Identifier: Apache-2.0
"""The proposed versions, and one of them: for anybody to read, with forms for those whom the version in force names."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from comity.core.procedure.diff import diff
from comity.desk.court import Law
from comity.edge.web import door, languages, markup, pages, session
from comity.edge.web.governance import acts, proposals
from comity.edge.web.governance.proposals import Version
from comity.edge.web.names import in_letters


def _law() -> Law | None:
    court = door.court()
    return court.law(court.desk.clock.now())


@require_http_methods(["GET", "HEAD", "POST"])
def front(request: HttpRequest) -> HttpResponse:
    """Every version that was proposed; those that are talked of first."""
    person, law = session.person_of(request), _law()
    attempt = None
    if request.method == "POST":
        done = acts.send(door.court(), law, person, None, request)
        if not isinstance(done, acts.Attempt):
            return _back(reverse("governance"), done)
        attempt = done
    found = proposals.versions(door.court())
    talked = [v for v in found if v.talked_of]
    title = ngettext("%(n)s version is proposed", "%(n)s versions are proposed", len(talked))
    open_to = door.court().amends(person)
    context = {
        "title": title % {"n": in_letters(len(talked))} if talked else _("No version is proposed"),
        "law": law.procedure if law else None,
        "talked": talked,
        "others": [v for v in found if not v.talked_of],
        "propose": acts.proposing(open_to, attempt),
        "unproposed": tuple(proposals.unproposed(door.court())),
        **_told(request, attempt, reverse("governance")),
    }
    return _shown(request, "governance/front.html", context, attempt, person)


@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, bits: str) -> HttpResponse:
    """One proposed version."""
    person, law = session.person_of(request), _law()
    version = proposals.find(door.court(), bits)
    if version is None:
        raise Http404
    here = reverse("proposal", args=[bits])
    attempt = None
    if request.method == "POST":
        done = acts.send(door.court(), law, person, version, request)
        if not isinstance(done, acts.Attempt):
            return _back(here, done)
        attempt = done
    open_to = door.court().amends(person)
    context = {
        "version": version,
        "action": here,
        "law": law.procedure if law else None,
        "faults": door.court().findings(version.digest),
        "changes": _changes(law, version),
        "comments": proposals.comments(door.court(), version),
        "forms": acts.offered(version, open_to, person, attempt),
        **_told(request, attempt, here),
    }
    return _shown(request, "governance/proposal.html", context, attempt, person)


def _changes(law: Law | None, version: Version) -> markup.Text | None:
    """What it changes against the version in force; None where there is none, or it is that one."""
    if law is None or version.law is None or law.procedure.digest == version.digest:
        return None
    return markup.to_html(diff(law.procedure, version.law.procedure, translate=languages.aloud))


def _told(request: HttpRequest, attempt: acts.Attempt | None, here: str) -> dict[str, object]:
    no = attempt.refusal if attempt else None
    return {"told": pages.told(request), "refusal": pages.closed_door(no, lambda p: here) if no else None}


def _back(here: str, done: str) -> HttpResponse:
    response = HttpResponseRedirect(here, status=303)
    session.tell(response, done)
    return response


def _shown(
    request: HttpRequest, template: str, context: dict[str, object], attempt: acts.Attempt | None, person: str
) -> HttpResponse:
    status = attempt.status if attempt else 200
    return pages.with_told(request, pages.show(request, template, context, status=status, private=bool(person)))


__all__ = ["front", "one"]
