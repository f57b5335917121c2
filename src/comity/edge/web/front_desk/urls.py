# SPDX-License-Identifier: Apache-2.0
"""The addresses of the front desk."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.front_desk import proving, receipt, status, views, ways_in

urlpatterns = [
    path("", views.front, name="front"),
    path("report", views.report, {"kind": "report"}),
    path("report/<door:kind>", views.report, name="report"),
    path("report/<door:kind>/readers", views.readers, name="report-readers"),
    path("receipt/let-go", receipt.let_go, name="let-go"),
    path("receipt/<bits:bits>", receipt.receipt, name="receipt"),
    path("receipt/<bits:bits>/note.txt", receipt.note, name="receipt-note"),
    path("receipt/<bits:bits>/note-2.txt", proving.promise, name="receipt-promise"),
    path("receipt/<bits:bits>/note-3.txt", proving.proof, name="receipt-proof"),
    path("ways-in", ways_in.page, name="ways-in"),
    path("status/", views.back, name="back"),
    path("status/<bits:bits>", status.status, name="status"),
    path("status/<bits:bits>/copy.zip", status.take_along, name="status-copy"),
    path("status/<bits:bits>/forget", views.forget, name="forget"),
]
