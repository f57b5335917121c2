# SPDX-License-Identifier: Apache-2.0
"""The public log's word for what was told, and its proof, as small files whose names say nothing (P1)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from comity.desk.ports import Missing
from comity.desk.publication import Broken
from comity.edge.web import door
from comity.edge.web.front_desk.views import arrived
from comity.edge.web.locator import Locator

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proving:
    """What a page offers: until when the proof will be there, and where the files are; `proof` is empty before."""

    until: datetime
    promise: str
    proof: str


def proving(found: Locator) -> Proving | None:
    """What can be offered to the holder of a receipt; None for what was told before there was a log."""
    standing = door.court().log.standing(found.tag)
    if standing is None:
        return None
    proof = reverse("receipt-proof", args=[found.bits]) if standing.published else ""
    return Proving(until=standing.until, promise=reverse("receipt-promise", args=[found.bits]), proof=proof)


@require_safe
def promise(request: HttpRequest, bits: str) -> HttpResponse:
    """The signed promise."""
    return _file(Locator(bits), door.court().log.promise, "note-2.txt")


@require_safe
def proof(request: HttpRequest, bits: str) -> HttpResponse:
    """The proof, under the newest checkpoint."""
    return _file(Locator(bits), door.court().log.proof, "note-3.txt")


def _file(found: Locator, made: Callable[[str], bytes], name: str) -> HttpResponse:
    """Raises `Http404` where there is no such file, or where nothing was told under the receipt."""
    if not arrived(found):
        raise Http404
    try:
        content = made(found.tag)
    except Missing as none:
        raise Http404 from none
    except Broken as wrong:
        logger.error("the public log is stuck: comity doctor says more")
        raise Http404 from wrong
    response = HttpResponse(content, content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    add_never_cache_headers(response)
    return response


__all__ = ["Proving", "promise", "proof", "proving"]
