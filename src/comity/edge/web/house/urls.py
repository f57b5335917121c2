# SPDX-License-Identifier: Apache-2.0
"""The addresses of the house."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.house import views

urlpatterns = [
    path("house/", views.front, name="house"),
    path("house/window/<entry:id>", views.window, name="window"),
    path("house/roundup/", views.roundups, name="roundup"),
    path("house/roundup/<ref:slug>.json", views.roundup_json, name="roundup-json"),
    path("house/roundup/<ref:slug>", views.roundups, name="one-roundup"),
    path("house/roundup.atom", views.roundup_atom, name="roundup-atom"),
]
