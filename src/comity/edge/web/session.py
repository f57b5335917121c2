# SPDX-License-Identifier: Apache-2.0
"""Who sits before the page: whoever signed in with an account, else whoever came in by a link that was sent to them.

A link leaves a pseudonym and a stamp in a signed cookie; once the links of that person are ended, another stamp holds
and the cookie lets nobody in. Nothing outside this file knows how somebody came in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.contrib import auth
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.module_loading import import_string

from comity.edge.web import door

COOKIE = "comity-person"
TOLD = "comity-told"
SAID = "told"
"""Where on a page the sentence stands: parts/told.html."""
_ENTER = "comity.enter"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
HOURS_12 = 43_200
LINK_DAYS_30 = 2_592_000
_STAMPED, _READ = "/", "comity_guest"

P = ParamSpec("P")


class NotSignedIn(Exception):
    """The page is for somebody who sits in the council, and nobody is signed in."""


def enter_link(person: str) -> str:
    """The path of a link that signs `person` in; only the sample community serves it."""
    return reverse("enter", args=[signing.dumps(person, salt=_ENTER)])


def person_of_link(token: str) -> str | None:
    """Whom a link signs in; None where it was altered or is older than 30 days."""
    try:
        person = signing.loads(token, salt=_ENTER, max_age=LINK_DAYS_30)
    except signing.BadSignature:
        return None
    return person if isinstance(person, str) and _NAME.fullmatch(person) else None


def person_of(request: HttpRequest) -> str:
    """Who is signed in; empty where nobody is."""
    return account_of(request) or guest_of(request)


def account_of(request: HttpRequest) -> str:
    """Who signed in with an account; empty where nobody did."""
    return str(getattr(getattr(request, "user", None), "person", ""))


def guest_of(request: HttpRequest) -> str:
    """Who came in by a link; empty where nobody did."""
    found = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=HOURS_12) or ""
    if getattr(request, _READ, ("", ""))[0] != found:
        setattr(request, _READ, (found, _guest(found)))
    return str(getattr(request, _READ, ("", ""))[1])


def _guest(cookie: str) -> str:
    """Whom the cookie names, as long as their links were not ended since."""
    person, _, stamp = cookie.partition(_STAMPED)
    return person if _NAME.fullmatch(person) and door.court().post.stamp(person) == stamp else ""


def just_proved(request: HttpRequest) -> bool:
    """Whether this person signed in with an account and has shown within the last minutes who they are."""
    return bool(account_of(request)) and bool(import_string(settings.COMITY_PROOF)(request))


def come_in(request: HttpRequest, response: HttpResponse, person: str) -> None:
    """Remember for twelve hours who came in by a link; whoever was signed in here is so no more."""
    _leave_account(request)
    keep_in(response, person)


def keep_in(response: HttpResponse, person: str) -> None:
    """Leave the cookie of somebody who is in by a link, with the stamp that holds now."""
    stamp = door.court().post.stamp(person)
    _set(response, COOKIE, f"{person}{_STAMPED}{stamp}" if stamp else person, HOURS_12)


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    """Forget who this is, and end the session on the server."""
    _leave_account(request)
    response.delete_cookie(COOKIE, samesite="Strict")


def one_way_in(request: HttpRequest, response: HttpResponseBase) -> None:
    """Who signed in with an account is nobody else any more, also after that session has ended."""
    if COOKIE in request.COOKIES and account_of(request):
        response.delete_cookie(COOKIE, samesite="Strict")


def _leave_account(request: HttpRequest) -> None:
    if account_of(request):
        auth.logout(request)


def tell(response: HttpResponse, text: str) -> None:
    """Say one sentence on the next page, to this browser alone; the page opens where it is said."""
    if "#" not in response.get("Location", "#"):
        response["Location"] += f"#{SAID}"
    _set(response, TOLD, text, 120)


def told(request: HttpRequest) -> str:
    """The sentence that the last page left."""
    return request.get_signed_cookie(TOLD, default="", salt=TOLD, max_age=120) or ""


def forget_told(response: HttpResponse) -> None:
    """Say it once only."""
    response.delete_cookie(TOLD, samesite="Strict")


def _set(response: HttpResponse, name: str, value: str, seconds: int) -> None:
    response.set_signed_cookie(
        name, value, salt=name, max_age=seconds, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )


def signed_in(
    view: Callable[Concatenate[HttpRequest, str, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """A view that is handed who is signed in. Raises `NotSignedIn`."""

    def wrapped(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = person_of(request)
        if not person:
            raise NotSignedIn
        return view(request, person, *args, **kwargs)

    update_wrapper(wrapped, view)
    return wrapped


__all__ = [
    "NotSignedIn", "account_of", "come_in", "enter_link", "forget_told", "guest_of", "just_proved", "keep_in",
    "one_way_in", "person_of", "person_of_link", "sign_out", "signed_in", "tell", "told",
]  # fmt: skip
