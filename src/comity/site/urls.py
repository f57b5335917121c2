# SPDX-License-Identifier: Apache-2.0
"""Which address leads to which door."""

from __future__ import annotations

from django.urls import include, path

from comity.site.health import health

urlpatterns = [
    path("healthz", health, name="health"),
    path("", include("comity.edge.web.urls")),
]
