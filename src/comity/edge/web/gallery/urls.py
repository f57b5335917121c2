# SPDX-License-Identifier: Apache-2.0
"""The addresses of the gallery."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.gallery import views

urlpatterns = [
    path("registry/", views.registry, name="registry"),
    path("registry.json", views.registry_json, name="registry-json"),
    path("registry/<entry:id>", views.entry, name="entry"),
    path("registry/<entry:id>.json", views.entry_json, name="entry-json"),
    path("season/", views.season, name="season"),
    path("season/<ref:ref>", views.season, name="one-season"),
    path("procedure/", views.procedures, name="procedures"),
    path("procedure/<version:id>", views.procedure, name="procedure"),
    path("promises", views.promised, name="promises"),
]
