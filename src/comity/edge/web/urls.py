# SPDX-License-Identifier: Apache-2.0
"""The addresses of the front doors. What stands in an address is checked here, so that no view sees a strange one."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, path, register_converter

from comity.edge.web.chambers import views as chambers
from comity.edge.web.front_desk import status
from comity.edge.web.front_desk import views as front_desk
from comity.edge.web.gallery import views as gallery


class _Text:
    """What a part of an address may look like."""

    regex = ""

    def to_python(self, value: str) -> str:
        """As it stands."""
        return value

    def to_url(self, value: str) -> str:
        """As it stands."""
        return value


class Bits(_Text):
    """A locator: 32 hex digits."""

    regex = "[0-9a-f]{32}"


class Ref(_Text):
    """A case."""

    regex = "[A-Za-z0-9][A-Za-z0-9._-]{0,79}"


class EntryId(_Text):
    """An entry."""

    regex = "[0-9a-f]{8}"


class Version(_Text):
    """A procedure version: community and name."""

    regex = "[a-z0-9][a-z0-9.-]{0,60}(?:/[a-z0-9][a-z0-9.-]{0,60})?"


class Token(_Text):
    """A signed link."""

    regex = "[A-Za-z0-9:_-]{10,300}"


class Kind(_Text):
    """One of the three doors."""

    regex = "tear|report|support"


for _name, _kind in (
    ("bits", Bits), ("ref", Ref), ("entry", EntryId), ("version", Version), ("token", Token), ("door", Kind),
):  # fmt: skip
    register_converter(_kind, _name)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front_desk.front, name="front"),
    path("report", front_desk.report, {"kind": "report"}),
    path("report/<door:kind>", front_desk.report, name="report"),
    path("receipt/<bits:bits>", front_desk.receipt, name="receipt"),
    path("status/", front_desk.back, name="back"),
    path("status/<bits:bits>", status.status, name="status"),
    path("chambers/", chambers.docket, name="chambers"),
    path("chambers/leave", chambers.leave, name="leave"),
    path("chambers/case/<ref:ref>", chambers.case, name="case"),
    path("registry/", gallery.registry, name="registry"),
    path("registry.json", gallery.registry_json, name="registry-json"),
    path("registry/<entry:id>", gallery.entry, name="entry"),
    path("registry/<entry:id>.json", gallery.entry_json, name="entry-json"),
    path("season/", gallery.season, name="season"),
    path("season/<ref:ref>", gallery.season, name="one-season"),
    path("procedure/", gallery.procedures, name="procedures"),
    path("procedure/<version:id>", gallery.procedure, name="procedure"),
    path("promises", gallery.promised, name="promises"),
]
if settings.COMITY_SAMPLE:
    urlpatterns.append(path("enter/<token:token>", chambers.enter, name="enter"))
