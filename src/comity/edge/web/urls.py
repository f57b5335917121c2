# SPDX-License-Identifier: Apache-2.0
"""The front doors, each with its own addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from comity.edge.web import addresses

addresses.register()

DOORS = (
    "front_desk", "entrance", "case_room", "chambers", "tears", "liaison_desk", "watch", "house", "provider_room",
    "governance", "gallery", "your_data", "keys", "succession", "tokens", "sealed", "tour", "design",
)  # fmt: skip

urlpatterns: list[URLPattern | URLResolver] = [path("", include(f"comity.edge.web.{door}.urls")) for door in DOORS]
