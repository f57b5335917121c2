# SPDX-License-Identifier: Apache-2.0
"""The addresses of the watch."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.watch import everybody, one, signals, spaces

urlpatterns = [
    path("watched", everybody.page, name="watched"),
    path("liaison/signals/", signals.page, name="signals"),
    path("liaison/signals/<digest:id>", one.page, name="signal"),
    path("chambers/watch/", spaces.page, name="watch-desk"),
    path("chambers/watch/<digest:id>", one.unseen, name="unseen-signal"),
]
