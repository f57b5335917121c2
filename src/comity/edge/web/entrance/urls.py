# SPDX-License-Identifier: Apache-2.0
"""The addresses of the entrance. How somebody signs in with an account is `comity.edge.accounts`' own."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from comity.edge.web.entrance import calendar, caught, letters, views

urlpatterns = [
    path("in", views.landing, name="landing"),
    path("leave", views.leave, name="leave"),
    path("come-in/<token:token>", views.come_in, name="come-in"),
    path("letters/", letters.letters, name="letters"),
    path("letters/links", letters.end_links, name="end-links"),
    path("letters/calendar", letters.calendar, name="letters-calendar"),
    path("letters/stop/<token:token>", letters.stop, name="stop"),
    path("calendar/<token:token>.ics", calendar.feed, name="calendar"),
    path("sample/letters", caught.letters, name="caught"),
]
if settings.COMITY_SAMPLE:
    urlpatterns.append(path("enter/<token:token>", views.enter, name="enter"))
