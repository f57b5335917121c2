# SPDX-License-Identifier: Apache-2.0
"""The addresses of the gallery."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.gallery import almanac, feeds, interface, laws, patterns, views

urlpatterns = [
    path("registry/", views.registry, name="registry"),
    path("registry.json", feeds.as_json, name="registry-json"),
    path("registry.csv", feeds.as_csv, name="registry-csv"),
    path("registry.atom", feeds.atom, name="registry-atom"),
    path("registry/<entry:id>", views.entry, name="entry"),
    path("registry/<entry:id>.json", views.entry_json, name="entry-json"),
    path("season/", views.season, name="season"),
    path("season/<ref:ref>", views.season, name="one-season"),
    path("calendar/", almanac.page, name="calendar"),
    path("calendar.ics", almanac.feed, name="calendar-feed"),
    path("procedure/", laws.procedures, name="procedures"),
    path("procedure-changes", laws.compared, name="procedure-changes"),
    path("procedure/<version:id>", laws.procedure, name="procedure"),
    path("patterns/", patterns.page, name="patterns"),
    path("patterns/<pattern:id>", patterns.one, name="pattern"),
    path("api/", interface.page, name="interface"),
    path("promises", views.promised, name="promises"),
    path("verify", views.verify, name="verify"),
]
