# SPDX-License-Identifier: Apache-2.0
"""What somebody sees when a request cannot be answered: plain words and a way on, never a traceback (P26)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlencode

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.clause import Malformed, Refusal
from comity.desk.court import Closed
from comity.desk.ports import Exhausted, Missing
from comity.edge.web import reasons
from comity.edge.web.pages import Way, closed_door, show
from comity.edge.web.session import NotSignedIn, one_way_in


class InPlainWords:
    """Middleware that turns what views raise, and bare refusals of a method, into pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        one_way_in(request, response)
        if isinstance(response, HttpResponseNotAllowed) and not response.content:
            return _not_allowed(request, response)
        return response

    def process_exception(self, request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        """The page for what a view raised; None for a fault of ours."""
        match wrong:
            case Refusal():
                return refused(request, wrong)
            case Malformed():
                return malformed(request, wrong)
            case Exhausted():
                return unavailable(request)
            case Closed() | Missing():
                return not_open(request)
            case NotSignedIn():
                return sign_in_first(request)
            case _:
                return None


def plain(request: HttpRequest, status: int, title: str, text: str, ways: tuple[Way, ...] = ()) -> HttpResponse:
    """A page that says one thing, and where to go from here."""
    ways = ways or (
        Way(text=_("Go to the front desk"), href=reverse("front")),
        Way(text=_("Read the registry"), href=reverse("registry")),
    )
    return show(request, "error.html", {"title": title, "text": text, "status": status, "ways": ways}, status=status)


def refused(request: HttpRequest, no: Refusal) -> HttpResponse:
    """A refusal that no page of its own shows."""
    status = HTTPStatus.UNPROCESSABLE_ENTITY if no.field else HTTPStatus.FORBIDDEN
    door = closed_door(no, lambda _possible: reverse("front"))
    text = _("The law of this house says no, and says why.")
    context = {"title": _("Not this way"), "text": text, "status": int(status), "refusal": door}
    return show(request, "error.html", context, status=status)


def malformed(request: HttpRequest, wrong: Malformed) -> HttpResponse:
    """What was sent cannot be read: every fault with its field and its rule."""
    context = {
        "title": _("This cannot be read"),
        "text": _("Nothing was done. Each line says what is wrong and which rule asks for it."),
        "status": int(HTTPStatus.UNPROCESSABLE_ENTITY),
        "faults": reasons.spoken(wrong.faults),
        "ways": (Way(text=_("Go to the front desk"), href=reverse("front")),),
    }
    return show(request, "error.html", context, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def unavailable(request: HttpRequest) -> HttpResponse:
    """The database had no room or no turn: nothing was written, and the browser may try again."""
    text = _(
        "There was no room or no turn for this just now, and nothing was written. Wait a minute "
        "and send it again: sending it twice does it once."
    )
    response = plain(request, HTTPStatus.SERVICE_UNAVAILABLE, _("Not now"), text)
    response.headers["Retry-After"] = "30"
    return response


def not_open(request: HttpRequest) -> HttpResponse:
    """No procedure is in force, or one that is needed cannot be found."""
    text = _(
        "No procedure is in force here, or a version that is needed cannot be found. Whoever "
        "runs this site can say more."
    )
    return plain(request, HTTPStatus.SERVICE_UNAVAILABLE, _("The council cannot act yet"), text)


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """Nobody is signed in."""
    text = _(
        "This door is for people who sit in the council, or were told of a case. Sign in, or open the link that was "
        "sent to you; those who report need neither."
    )
    sign_in = f"{reverse('account_login')}?{urlencode({'next': request.path})}"
    ways = (
        Way(text=_("Sign in"), href=sign_in),
        Way(text=_("Go to the front desk"), href=reverse("front")),
    )
    return plain(request, HTTPStatus.FORBIDDEN, _("Sign in first"), text, ways)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """429: more tries than somebody needs who has a way in."""
    text = _("There were too many tries from here. Nothing is lost: wait a minute, then try again.")
    response = plain(request, HTTPStatus.TOO_MANY_REQUESTS, _("Not so fast"), text)
    response.headers["Retry-After"] = "60"
    return response


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: also for what exists and is not for this person (P10)."""
    text = _("There is no page here, or none that is for you. The address may have been cut.")
    return plain(request, HTTPStatus.NOT_FOUND, _("Nothing to see here"), text)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request itself cannot be read."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent):
        text = _("This is more than a form can carry: two megabytes and a thousand fields. Send it in parts.")
        return plain(request, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _("Too much at once"), text)
    return plain(
        request,
        HTTPStatus.BAD_REQUEST,
        _("This request cannot be read"),
        _("The browser sent something that is no request. Open the page again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403."""
    return plain(request, HTTPStatus.FORBIDDEN, _("Not for you"), _("This page is for somebody else."))


def stranger(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form did not come from a page of ours, or cookies are off."""
    text = _(
        "This form did not come from a page of ours, or your browser keeps no cookie. Nothing "
        "was sent. Open the page again and send it from there."
    )
    return plain(request, HTTPStatus.FORBIDDEN, _("The form could not be trusted"), text)


def our_fault(request: HttpRequest) -> HttpResponse:
    """500: never to be seen; without a template's help, because that may be what failed."""
    text = _("Something broke on our side, and nothing was written. Whoever runs this site finds the place in the log.")
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=HTTPStatus.INTERNAL_SERVER_ERROR)


def _not_allowed(request: HttpRequest, bare: HttpResponseNotAllowed) -> HttpResponse:
    text = _("This address can be read or sent to in another way only: %(ways)s.") % {"ways": bare.headers["Allow"]}
    response = plain(request, HTTPStatus.METHOD_NOT_ALLOWED, _("Not in this way"), text)
    response.headers["Allow"] = bare.headers["Allow"]
    return response


__all__ = [
    "InPlainWords",
    "bad_request",
    "forbidden",
    "malformed",
    "not_found",
    "our_fault",
    "refused",
    "stranger",
    "too_many",
    "unavailable",
]
