# SPDX-License-Identifier: Apache-2.0
"""The addresses of the HTTP interface."""

from __future__ import annotations

from django.urls import path

from comity.edge.api import document

urlpatterns = [
    path("openapi.json", document.as_json, name="openapi"),
    path("", document.api.urls),
]
