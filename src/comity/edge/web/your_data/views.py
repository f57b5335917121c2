# SPDX-License-Identifier: Apache-2.0
"""Your data: with a seat or a link what is kept of you and what you asked; without, a way to show an address is yours.

The same page stands behind a receipt. Whatever address is typed, the page says the same and the same letter is sent.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.core.clause import Malformed
from comity.desk.filing import ForPetition
from comity.desk.petitions import PETITIONS
from comity.desk.registers import told_of
from comity.edge.web import door, filing, form_page, pages, session, slips
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.front_desk.own import reporters_own
from comity.edge.web.keys import twelve
from comity.edge.web.locator import Locator
from comity.edge.web.papers import Where, signed_in
from comity.edge.web.taking import Attempt
from comity.edge.web.your_data import asking

LONGEST_ADDRESS = 120


@require_http_methods(["GET", "HEAD", "POST"])
def your_data(request: HttpRequest) -> HttpResponse:
    """What is kept of whoever is signed in; for everybody else the form that proves an address."""
    person = session.person_of(request)
    if not person:
        return _address(request)
    court = door.court()
    files = asking.cases_of(court, person)
    here = reverse("your-data")
    context = {"others": _others(court, person)}
    return _page(
        request,
        person,
        files,
        signed_in(PETITIONS, slips.secrets(request)),
        here=here,
        readers_at=reverse("your-data-readers"),
        context=context,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def by_receipt(request: HttpRequest, bits: str) -> HttpResponse:
    """The same for whoever told, by their receipt. Raises `Http404`."""
    found, court = Locator(bits), door.court()
    _arrived(court, found)
    files = asking.cases_of(court, found.person, [found.case])
    here = reverse("status-your-data", args=[bits])
    readers_at = reverse("status-your-data-readers", args=[bits])
    context = {"status": reverse("status", args=[bits]), "copy_at": reverse("status-copy", args=[bits])}
    where = reporters_own(request, found)
    return _page(request, found.person, files, where, here=here, readers_at=readers_at, context=context)


def _arrived(court: Court, found: Locator) -> None:
    """Whether something was told under that receipt. Raises `Http404`."""
    case, told = court.desk.state(found.case).state, court.desk.state(found.tear).state
    known = (case is not None and found.person in case.bench.parties) or (
        told is not None and told.reporter == found.person
    )
    if not known:
        raise Http404


def _page(
    request: HttpRequest, person: str, files: tuple[Casefile, ...], where: Where, *, here: str, readers_at: str,
    context: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    court = door.court()
    where, lock = twelve.read_by(court, person, where)

    def page(attempt: Attempt | None) -> HttpResponse:
        sent, errors = asking.with_attempt(attempt)
        own = court.keys.own(person)
        told = {
            "title": _("What is kept of you"),
            "action": here,
            "readers_at": readers_at,
            "sheet": asking.sheet(court, person, files, where),
            "sent": sent,
            "errors": errors,
            "lock": lock,
            "own_key": own,
            "own_ways": court.keys.ways(own),
            **context,
        }
        return form_page.show(request, "your_data/own.html", told, attempt, href=form_page.at(here))

    return form_page.answer(request, here, do=lambda: asking.do(court, person, files, Reader(request)), page=page)


def _others(court: Court, person: str) -> tuple[str, ...]:
    """Links by which whoever proved an address comes in where letters to that address would let them in too."""
    with court.desk.store.reading() as unit:
        known = [one for one in court.addresses.alike(person) if told_of(unit.rows, one)]
    there = [one for one in known if asking.cases_of(court, one)]
    return tuple(reverse("come-in", args=[court.post.enter(one)]) for one in there)


def _address(request: HttpRequest) -> HttpResponse:
    """The form for an address, and what follows from it: always the same."""
    here, errors, read = reverse("your-data"), {}, Reader(request)
    if request.method == "POST":
        address = read.raw("address").strip()
        errors = _wrong(read, address) or _asked_for(address)
        if not errors:
            return form_page.moved(here, pages.LINK_SENT)
    context = {
        "title": _("What is kept of you"),
        "action": here,
        "sent": {"address": read.raw("address")},
        "errors": errors,
        "told": pages.told(request),
    }
    response = pages.show(request, "your_data/address.html", context, status=422 if errors else 200)
    return pages.with_told(request, response)


def _wrong(read: Reader, address: str) -> dict[str, str]:
    try:
        validate_email(address)
    except ValidationError:
        return {"address": asking.refused_untyped(read)}
    if len(address) > LONGEST_ADDRESS:
        return {"address": _("An address here has at most %(most)d signs.") % {"most": LONGEST_ADDRESS}}
    return {}


def _asked_for(address: str) -> dict[str, str]:
    try:
        door.court().addresses.prove(address, get_language() or "")
    except Malformed:
        return {"address": _("So many letters are asked for just now that none is sent. Ask again in a minute.")}
    return {}


@require_http_methods(["GET", "HEAD", "POST"])
def proved(request: HttpRequest, token: str) -> HttpResponse:
    """The link of that letter. Opening it shows a button; pressing that lets in, so that no mail scanner comes in."""
    court = door.court()
    if not court.addresses.holds(token):
        return pages.show(request, "entrance/over.html", {}, status=410)
    if request.method != "POST":
        return pages.show(request, "your_data/proved.html", {"another": bool(session.person_of(request))})
    person = court.addresses.proved(token)
    court.post.speak(person, get_language() or "")
    response = HttpResponseRedirect(reverse("your-data"), status=303)
    session.come_in(request, response, person)
    return response


@require_POST
@session.signed_in
def readers(request: HttpRequest, person: str) -> JsonResponse:
    """For whom a request is sealed in the browser."""
    return _readers(request, person, asking.cases_of(door.court(), person))


@require_POST
def readers_by_receipt(request: HttpRequest, bits: str) -> JsonResponse:
    """The same for whoever told, by their receipt. Raises `Http404`."""
    found, court = Locator(bits), door.court()
    _arrived(court, found)
    return _readers(request, found.person, asking.cases_of(court, found.person, [found.case]))


def _readers(request: HttpRequest, person: str, files: tuple[Casefile, ...]) -> JsonResponse:
    wanted = request.POST.get("case", "")
    case = wanted if wanted in {file.stream for file in files} else ""
    return filing.readers(door.court(), ForPetition(asker=person, case=case), request)


__all__ = ["by_receipt", "proved", "readers", "readers_by_receipt", "your_data"]
