# SPDX-License-Identifier: Apache-2.0
"""Which address leads to which door."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from comity.edge.api.hooks import hook
from comity.site.health import health

urlpatterns = [
    path("healthz", health, name="health"),
    path("health", health),
    path("api/v1/", include("comity.edge.api.urls")),
    path("hooks/<slug:platform>/<slug:source>", hook, name="hook"),
    path("log/", include("comity.edge.tlog.urls")),
    *i18n_patterns(
        path("", include("comity.edge.web.urls")),
        path("", include("comity.edge.accounts.urls")),
        prefix_default_language=False,
    ),
]
handler400 = "comity.edge.web.answers.bad_request"
handler403 = "comity.edge.web.answers.forbidden"
handler404 = "comity.edge.web.answers.not_found"
handler429 = "comity.edge.web.answers.too_many"  # allauth's rate limits ask for it
handler500 = "comity.edge.web.answers.our_fault"
