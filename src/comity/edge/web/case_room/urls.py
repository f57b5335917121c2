# SPDX-License-Identifier: Apache-2.0
"""The addresses of the case room."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.case_room import views, words

urlpatterns = [
    path("case-room/", views.cases, name="case-room"),
    path("case-room/words", words.own, name="own-words"),
    path("case-room/<ref:ref>", views.case, name="case-room-case"),
    path("case-room/<ref:ref>/copy.zip", views.take_along, name="case-room-copy"),
]
