# SPDX-License-Identifier: Apache-2.0
"""The addresses of chambers."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.chambers import authorities, changes, keeping, linked, past, patterns, requests, sheets, views

urlpatterns = [
    path("chambers/", views.docket, name="chambers"),
    path("chambers/docket", sheets.docket, name="docket"),
    path("chambers/several", sheets.several, name="several"),
    path("chambers/load", sheets.load, name="load"),
    path("chambers/reports", sheets.reports, name="reports"),
    path("chambers/hand-over", sheets.hand_over, name="hand-over"),
    path("chambers/past", past.page, name="past"),
    path("chambers/patterns", patterns.page, name="memory"),
    path("chambers/patterns/case/<ref:ref>", patterns.code, name="memory-code"),
    path("chambers/patterns/propose/<pattern:id>", changes.propose, name="memory-propose"),
    path("chambers/patterns/change/<ref:ref>", changes.change, name="memory-change"),
    path("chambers/requests", requests.page, name="requests"),
    path("chambers/requests/<ref:ref>", requests.one, name="request"),
    path("chambers/requests/<ref:ref>/readers", requests.readers, name="request-readers"),
    path("chambers/authorities/enter", authorities.enter, name="authority-enter"),
    path("chambers/authorities/readers", authorities.readers, name="authority-readers"),
    path("chambers/authorities/at/<ref:ref>", authorities.one, name="authority"),
    path("chambers/case/<ref:ref>", views.case, name="case"),
    path("chambers/case/<ref:ref>/linked", linked.page, name="linked"),
    path("chambers/case/<ref:ref>/kept", keeping.page, name="kept"),
    path("chambers/case/<ref:ref>/kept/readers", keeping.readers, name="kept-readers"),
]
