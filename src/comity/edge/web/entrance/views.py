# SPDX-License-Identifier: Apache-2.0
"""Coming in by a link, going to the first open door, going out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.edge.web import answers, door, pages, session
from comity.edge.web.case_room import words
from comity.edge.web.doors import open_to


def first_door(person: str) -> str:
    """Where somebody goes who came in: the first door that stands open, else how they hear of us."""
    doors = open_to(door.court(), person)
    return reverse(doors[0].address if doors else "letters")


@require_safe
@session.signed_in
def landing(request: HttpRequest, person: str) -> HttpResponse:
    """After signing in: the first open door."""
    return HttpResponseRedirect(first_door(person), status=303)


@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Come in with a link of the sample community."""
    person = session.person_of_link(token)
    if person is None:
        return answers.forbidden(request)
    return _in(request, person)


@require_http_methods(["GET", "HEAD", "POST"])
def come_in(request: HttpRequest, token: str) -> HttpResponse:
    """A link from a letter. Opening it shows a button; pressing that lets in, so that no mail scanner comes in."""
    person = door.court().post.entered(token)
    if not person:
        return pages.show(request, "entrance/over.html", {}, status=410)
    if request.method == "POST":
        door.court().post.speak(person, get_language() or "")
        return _in(request, person, reverse("own-words") if words.are_offered(door.court(), person) else "")
    here = session.person_of(request)
    context = {"another": bool(here) and here != person, "same": here == person, "go": first_door(person)}
    return pages.show(request, "entrance/come_in.html", context)


def _in(request: HttpRequest, person: str, to: str = "") -> HttpResponse:
    response = HttpResponseRedirect(to or first_door(person), status=303)
    session.come_in(request, response, person)
    return response


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    response = HttpResponseRedirect(reverse("front"), status=303)
    session.sign_out(request, response)
    return response


__all__ = ["come_in", "enter", "first_door", "landing", "leave"]
