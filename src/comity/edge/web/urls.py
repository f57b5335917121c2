# SPDX-License-Identifier: Apache-2.0
"""The addresses of the front doors, one `include` per door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
