# SPDX-License-Identifier: Apache-2.0
"""The address of the design system."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.design import views

urlpatterns = [path("design", views.design, name="design")]
