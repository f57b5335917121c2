# SPDX-License-Identifier: Apache-2.0
"""The words that a browser without script holds until its window closes: a receipt's, or a party's own.

They travel in one signed cookie that no script can read, go to no other site, and are dropped on leaving. By them a
receipt can be shown after the form was sent, and the server opens in memory, for that one request, what is sealed to
whoever typed them. The address of a page holds the door and not the words, so it opens nothing by itself. A browser
with script keeps its words to itself and has no such cookie.
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


def secrets(request: HttpRequest) -> tuple[str, ...]:
    """The identities that this browser brought with the request; they open what was wrapped for them, and no more."""
    return tuple(one.secret for one in _held(request))


def of_recipient(request: HttpRequest, recipient: str) -> Receipt | None:
    """The words that make this recipient, where this browser holds them."""
    return next((one for one in _held(request) if one.recipient == recipient), None)


def leave(response: HttpResponse) -> None:
    """Let this browser hold what it held before, and nothing more."""
    response.cookies.pop(COOKIE, None)


def drop(response: HttpResponse) -> None:
    """Let this browser hold no receipt any more."""
    response.delete_cookie(COOKIE, samesite="Strict")


def _held(request: HttpRequest) -> tuple[Receipt, ...]:
    found = request.get_signed_cookie(COOKIE, default="", salt=COOKIE) or ""
    return tuple(Receipt.of(seed) for seed in found.split(".")) if _SEEDS.fullmatch(found) else ()


__all__ = ["COOKIE", "drop", "held", "hold", "leave", "of_recipient", "secrets"]
