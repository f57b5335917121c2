# SPDX-License-Identifier: Apache-2.0
"""The addresses of the liaison desk."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.liaison_desk import raising, views

urlpatterns = [
    path("liaison/", views.desk, name="liaison-desk"),
    path("liaison/raise/<door:kind>", raising.raise_it, name="raise"),
    path("liaison/raise/<door:kind>/readers", raising.readers, name="raise-readers"),
    path("liaison/raised/<bits:bits>", raising.raised, name="raised"),
    path("liaison/reports", views.reports, name="liaison-reports"),
    path("liaison/hand-over", views.hand_over, name="liaison-hand-over"),
    path("about-the-council", views.channel, name="about-council"),
]
