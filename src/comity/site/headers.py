# SPDX-License-Identifier: Apache-2.0
"""What every answer tells the browser beyond Django's own headers: load from here alone, run nothing inline.

A script of ours can seal a report in the browser (P21) only where no other script can stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SAVED = "default-src 'none'; sandbox"
"""For what is saved and not shown: should a browser show it all the same, it is nobody's page and runs nothing."""
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class ContentPolicy:
    """Middleware that sets both headers on every answer, files and errors included."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        response.headers["Content-Security-Policy"] = SAVED if "Content-Disposition" in response else POLICY
        response.headers["Permissions-Policy"] = PERMISSIONS
        return response


__all__ = ["PERMISSIONS", "POLICY", "ContentPolicy"]
