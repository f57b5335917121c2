# SPDX-License-Identifier: Apache-2.0
"""The addresses of the tour. Outside the sample there is nothing behind them."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.tour import views

urlpatterns = [
    path("tour/", views.tour, name="tour"),
    path("tour/go", views.go, name="tour-go"),
    path("tour/<ref:id>", views.stop, name="tour-stop"),
]
