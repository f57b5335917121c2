# SPDX-License-Identifier: Apache-2.0
"""The addresses of governance."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.governance import views

urlpatterns = [
    path("governance/", views.front, name="governance"),
    path("governance/<bits:bits>", views.one, name="proposal"),
]
