# SPDX-License-Identifier: Apache-2.0
"""By which addresses whoever told reads what is sealed to them."""

from __future__ import annotations

from django.urls import reverse

from comity.edge.web.locator import Locator
from comity.edge.web.papers import Where


def reporters_own(found: Locator) -> Where:
    """The addresses below their status page."""
    return Where(
        at=lambda digest: reverse("status-paper", args=[found.bits, digest]),
        readers_at=reverse("status-readers", args=[found.bits]),
    )


__all__ = ["reporters_own"]
