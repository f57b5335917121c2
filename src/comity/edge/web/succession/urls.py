# SPDX-License-Identifier: Apache-2.0
"""The addresses of the key for successors."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.succession import asking, ceremony, share, views

urlpatterns = [
    path("for-successors/", views.front, name="succession"),
    path("for-successors/ceremony", ceremony.ceremony, name="ceremony"),
    path("for-successors/share", share.share, name="share"),
    path("for-successors/asking", asking.asking, name="asking"),
    path("for-successors/asking/papers", asking.papers, name="asking-papers"),
]
