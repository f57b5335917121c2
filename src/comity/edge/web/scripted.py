# SPDX-License-Identifier: Apache-2.0
"""How a script learns where a form that it sent leads to: the browser would follow by itself, and say it nowhere.

What the next page is told to say must be said there, to the eyes of whoever sent the form; so the script goes there
itself. It also learns that who reads a paper changed between its sealing and its coming, and seals it anew.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

ASKED, LOCATION, AGAIN = "Comity-Script", "Comity-Location", "Comity-Seal-Again"
_CHANGED: ContextVar[bool] = ContextVar("who reads it changed", default=False)


def readers_changed() -> None:
    """Note that what came was not sealed to whoever reads it now: a script mends that, and nobody else needs to."""
    _CHANGED.set(True)


class TellsWhereTo:
    """Middleware: an answer that leads elsewhere is told in a header, to a script that asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        _CHANGED.set(False)
        response = self._get_response(request)
        if request.headers.get(ASKED) == "1" and response.status_code == 422 and _CHANGED.get():
            response.headers[AGAIN] = "1"
        if request.headers.get(ASKED) != "1" or response.status_code not in (302, 303):
            return response
        told = HttpResponse(status=204, headers={LOCATION: response.headers["Location"]})
        told.cookies = response.cookies
        return told


__all__ = ["AGAIN", "ASKED", "LOCATION", "TellsWhereTo", "readers_changed"]
