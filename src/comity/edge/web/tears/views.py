# SPDX-License-Identifier: Apache-2.0
"""The small tears that wait for a listener, one of them, and the chair of a dialogue."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from comity.core.clause import promise
from comity.core.tear import Stage
from comity.edge.web import beside, door, form_page, pages, papers, session, ways
from comity.edge.web.door import Court
from comity.edge.web.keys import lines
from comity.edge.web.names import in_letters, plainly
from comity.edge.web.taking import Attempt
from comity.edge.web.tears import dialogue, shelf, steps
from comity.edge.web.tears.tearfile import Tearfile, clause_for, place, read, roles_of
from comity.edge.web.tears.trail import trail


@require_safe
@session.signed_in
def tears(request: HttpRequest, person: str) -> HttpResponse:
    """What was told and not taken up, what this person listens to, what others do, what has ended."""
    found = shelf.tears(door.court(), person)
    if found is None:
        raise Http404
    count = len(found.new)
    title = ngettext("%(n)s small tear waits to be heard", "%(n)s small tears wait to be heard", count)
    context = {
        "person": plainly(person),
        "title": title % {"n": in_letters(count)} if count else _("No small tear waits to be heard"),
        "lead": shelf.count_said(found),
        "tears": found,
    }
    return pages.show(request, "tears/tears.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@session.signed_in
def tear(request: HttpRequest, person: str, ref: str) -> HttpResponse:
    """One tear: what was told, where it stands, what a listener may do. For others it looks like none."""
    court = door.court()
    file = read(court, ref)
    if file is None or clause_for(court, file, person) is None:
        raise Http404
    return form_page.answer(
        request,
        reverse("tear", args=[ref]),
        do=lambda: steps.do(court, file, person, request),
        page=lambda attempt: _page(request, court, file, person, attempt),
    )


def _page(request: HttpRequest, court: Court, file: Tearfile, person: str, attempt: Attempt | None) -> HttpResponse:
    here = reverse("tear", args=[file.ref])
    listening = bool(roles_of(court, file, person))
    context: dict[str, Any] = {
        "person": plainly(person),
        "action": here,
        "file": file,
        "tear": file.tear,
        "title": _title(file),
        "lead": str(shelf.STANDS.get(file.tear.stage.value, shelf.ENDINGS.get(str(file.tear.outcome or ""), ""))),
        "words": _words(court, file, person),
        "files": beside.of_tear(court, file.stream, person, file.tear.files, papers.signed_in(file.stream)),
        "steps": steps.with_attempt(steps.offered(file), attempt) if listening else (),
        "chairs": dialogue.chairs(file) if listening else (),
        "trail": trail(file, partial(place, court, file, person)),
        "where": place(court, file, person, file.tear.conversation),
        "clause": file.rules.clause,
        **lines.of_stream(court, file.stream, person),
        "ways": ways.shown(court.contact(file.stream, person, file.tear.reporter)),
        "p2": promise(2),
    }
    return form_page.show(request, "tears/tear.html", context, attempt, href=form_page.at(here))


def _title(file: Tearfile) -> str:
    if file.tear.stage is Stage.HEARD:
        return _("Somebody asks for support") if file.tear.support else _("A small tear, told and not taken up")
    if not file.tear.open:
        return _("A small tear that has ended")
    return _("Somebody listens")


def _words(court: Court, file: Tearfile, person: str) -> papers.Body:
    return papers.body(lambda: court.read_tear(file.stream, person), papers.signed_in(file.stream))


@require_http_methods(["GET", "HEAD", "POST"])
def chair(request: HttpRequest, token: str) -> HttpResponse:
    """The chair that a link leads to."""
    return dialogue.page(request, token)


__all__ = ["chair", "tear", "tears"]
