# SPDX-License-Identifier: Apache-2.0
"""The addresses of the public log."""

from __future__ import annotations

from django.urls import path

from comity.edge.tlog import views

urlpatterns = [
    path("checkpoint", views.checkpoint, name="log-checkpoint"),
    path("key", views.key, name="log-key"),
    path("tile/<path:path>", views.tile, name="log-tile"),
]
