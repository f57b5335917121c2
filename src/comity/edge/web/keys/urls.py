# SPDX-License-Identifier: Apache-2.0
"""The addresses of keys."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.keys import sealing, views

urlpatterns = [
    path("your-key/", views.own, name="your-key"),
    path("your-key/papers", views.held, name="your-key-papers"),
    path("how-we-seal", sealing.sealing, name="sealing"),
]
