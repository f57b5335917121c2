# SPDX-License-Identifier: Apache-2.0
"""Whoever is sent away is heard out: a body that nobody read is read and forgotten before the answer goes.

A server that answers while a body is still on its way closes the connection, and the sender sees a broken line in place
of the answer: not why, and not when to come again (P26).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase

MOST = 4_000_000
"""Bytes of a body that are heard out; of a longer one the connection is closed."""
AT_ONCE = 65_536


class HearsOut:
    """Middleware: reads what is left of a body, and keeps nothing of it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if _length(request) <= MOST:
            with suppress(UnreadablePostError, OSError, ValueError):
                while request.read(AT_ONCE):
                    pass
        return response


def _length(request: HttpRequest) -> int:
    told = request.META.get("CONTENT_LENGTH") or "0"
    return int(told) if told.isascii() and told.isdigit() else 0


__all__ = ["HearsOut", "MOST"]
