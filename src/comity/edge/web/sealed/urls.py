# SPDX-License-Identifier: Apache-2.0
"""The addresses of sealed papers. A page names them; nobody types them."""

from __future__ import annotations

from django.urls import path

from comity.edge.web.sealed import parcels, views

urlpatterns = [
    path("sealed/parcels", parcels.begin, name="parcels"),
    path("sealed/parcels/<token:token>", parcels.parcel, name="parcel"),
    path("sealed/parcels/<token:token>/whole", parcels.whole, name="parcel-whole"),
    path("sealed/parcels/<token:token>/<int:nth>", parcels.part, name="parcel-part"),
    path("sealed/case/<ref:ref>/readers", views.case_readers, name="case-readers"),
    path("sealed/<kept:kind>/<ref:ref>/wraps", views.wraps, name="wraps"),
    path("sealed/channel/readers", views.channel_readers, name="channel-readers"),
    path("sealed/<kept:kind>/<ref:ref>/<digest:digest>", views.paper, name="sealed"),
    path("sealed/<kept:kind>/<ref:ref>/<digest:digest>/wrap", views.wrap, name="sealed-wrap"),
    path("sealed/<kept:kind>/<ref:ref>/<digest:digest>/open", views.file, name="file"),
    path("status/<bits:bits>/papers/<digest:digest>/open", views.own_file, name="status-file"),
    path("status/<bits:bits>/readers", views.own_readers, name="status-readers"),
    path("status/<bits:bits>/papers/<digest:digest>", views.own_paper, name="status-paper"),
    path("status/<bits:bits>/papers/<digest:digest>/wrap", views.own_wrap, name="status-wrap"),
]
