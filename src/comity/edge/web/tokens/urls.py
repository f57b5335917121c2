# SPDX-License-Identifier: Apache-2.0
"""The address of the tokens."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.tokens import views

urlpatterns = [path("tokens/", views.tokens, name="tokens")]
