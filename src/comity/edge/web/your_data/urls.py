# SPDX-License-Identifier: Apache-2.0
"""The addresses at which somebody asks about their own data."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.your_data import views

urlpatterns = [
    path("your-data/", views.your_data, name="your-data"),
    path("your-data/readers", views.readers, name="your-data-readers"),
    path("your-data/address/<token:token>", views.proved, name="your-data-proved"),
    path("status/<bits:bits>/your-data", views.by_receipt, name="status-your-data"),
    path("status/<bits:bits>/your-data/readers", views.readers_by_receipt, name="status-your-data-readers"),
]
