# SPDX-License-Identifier: Apache-2.0
"""The addresses of the provider room."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.provider_room import views

urlpatterns = [
    path("provider/", views.front, name="provider"),
    path("provider/referral/<ref:ref>", views.one, name="referral"),
]
