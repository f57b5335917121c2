# SPDX-License-Identifier: Apache-2.0
"""By which addresses whoever told reads what is sealed to them."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse

from comity.edge.web import slips
from comity.edge.web.locator import Locator
from comity.edge.web.papers import Where


def reporters_own(request: HttpRequest, found: Locator) -> Where:
    """The addresses below their status page, and the identities that this browser brought."""
    return Where(
        at=lambda digest: reverse("status-paper", args=[found.bits, digest]),
        readers_at=reverse("status-readers", args=[found.bits]),
        secrets=slips.secrets(request),
        words_at=reverse("back"),
    )


__all__ = ["reporters_own"]
