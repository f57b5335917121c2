# SPDX-License-Identifier: Apache-2.0
"""The addresses of the small tears."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.tears import views

urlpatterns = [
    path("tears/", views.tears, name="tears"),
    path("tears/<ref:ref>", views.tear, name="tear"),
    path("dialogue/<token:token>", views.chair, name="chair"),
]
