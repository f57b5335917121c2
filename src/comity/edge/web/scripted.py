# SPDX-License-Identifier: Apache-2.0
"""How a script learns where a form that it sent leads to: the browser would follow by itself, and say it nowhere.

What the next page is told to say must be said there, to the eyes of whoever sent the form; so the script goes there
itself.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

ASKED, LOCATION = "Comity-Script", "Comity-Location"


class TellsWhereTo:
    """Middleware: an answer that leads elsewhere is told in a header, to a script that asks for it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if request.headers.get(ASKED) != "1" or response.status_code not in (302, 303):
            return response
        told = HttpResponse(status=204, headers={LOCATION: response.headers["Location"]})
        told.cookies = response.cookies
        return told


__all__ = ["ASKED", "LOCATION", "TellsWhereTo"]
