# SPDX-License-Identifier: Apache-2.0
"""The receipts that a browser holds until its window closes, so that they can be shown after the form was sent.

They travel in one signed cookie that no script can read, go to no other site, and are dropped on leaving. The address
of the page holds the door and not the words.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from comity.edge.web.locator import Receipt

COOKIE = "comity-receipt"
MOST = 3
_SEEDS = re.compile(r"[0-9a-f]{32}(\.[0-9a-f]{32})*")


def hold(request: HttpRequest, response: HttpResponse, receipt: Receipt) -> None:
    """Let this browser hold a receipt, beside the last ones that it holds."""
    seeds = (receipt.seed, *(one.seed for one in _held(request) if one.seed != receipt.seed))[:MOST]
    response.set_signed_cookie(
        COOKIE, ".".join(seeds), salt=COOKIE, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Strict"
    )


def held(request: HttpRequest, bits: str) -> Receipt | None:
    """The receipt of a door, where this browser holds it."""
    return next((one for one in _held(request) if one.bits == bits), None)


def drop(response: HttpResponse) -> None:
    """Let this browser hold no receipt any more."""
    response.delete_cookie(COOKIE, samesite="Strict")


def _held(request: HttpRequest) -> tuple[Receipt, ...]:
    found = request.get_signed_cookie(COOKIE, default="", salt=COOKIE) or ""
    return tuple(Receipt.of(seed) for seed in found.split(".")) if _SEEDS.fullmatch(found) else ()


__all__ = ["COOKIE", "drop", "held", "hold"]
