# SPDX-License-Identifier: Apache-2.0
"""Who sits before the page: whoever signed in with an account, else whoever came in by a link that was sent to them.

A link leaves a pseudonym in a signed cookie. Nothing outside this file knows how somebody came in.
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

COOKIE = "comity-person"
TOLD = "comity-told"
_ENTER = "comity.enter"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")
HOURS_12 = 43_200
LINK_DAYS_30 = 2_592_000

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
    found = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=HOURS_12)
    return found if found and _NAME.fullmatch(found) else ""


def come_in(request: HttpRequest, response: HttpResponse, person: str) -> None:
    """Remember for twelve hours who came in by a link; whoever was signed in here is so no more."""
    _leave_account(request)
    _set(response, COOKIE, person, HOURS_12)


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
    """Say one sentence on the next page, to this browser alone."""
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
    "NotSignedIn", "account_of", "come_in", "enter_link", "forget_told", "guest_of", "one_way_in", "person_of",
    "person_of_link", "sign_out", "signed_in", "tell", "told",
]  # fmt: skip
