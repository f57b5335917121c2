# SPDX-License-Identifier: Apache-2.0
"""The registry to take along: Atom, JSON and CSV, of all of it or of what somebody narrowed it to.

The day of a release is told nowhere (P18): a feed, which must date its entries, gives the beginning of their cycle.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from comity.desk import registry
from comity.desk.ports import Missing
from comity.edge.web import door, pages
from comity.edge.web.door import Court
from comity.edge.web.gallery.entries import entry
from comity.edge.web.gallery.shelves import asking

IN_A_FEED = 50
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""The date of what was released outside every known cycle: plainly no date at all."""
COLUMNS = ("id", "entry", "period", "procedure", "findings", "measures", "codes", "counts", "bases", "perspectives")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """The newest entries for feed readers."""
    court = door.court()
    found = registry.search(court.desk.store, asking(court, request.GET))
    base = str(settings.COMITY.public_url)
    house = pages.house()
    feed = Atom1Feed(
        title=_("The registry: %(community)s") % {"community": house.community or "Comity"},
        link=f"{base}{reverse('registry')}",
        description=_("What the council decided, mended and left alone."),
        feed_url=f"{base}{request.get_full_path()}",
        feed_guid=f"{base}{reverse('registry')}",
        language=str(getattr(request, "LANGUAGE_CODE", "en")),
    )
    for one in found.entries[:IN_A_FEED]:
        told = entry(court, one)
        link = f"{base}{reverse('entry', args=[one.id])}"
        at = begun(court, str(one.told.get("procedure", "")), str(one.told.get("period", "")))
        feed.add_item(
            title=f"{told.mark}: {told.title}",
            link=link,
            description=f"{told.sentence} ({told.period})",
            unique_id=link,
            pubdate=at,
            updateddate=at,
            author_name=house.community or "Comity",
        )
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    feed.write(response, "utf-8")
    return response


def begun(court: Court, procedure: str, period: str) -> datetime:
    """When a cycle began, by the calendar of the version under which an entry was released."""
    kind, _space, id = period.rpartition(" ")
    try:
        known = court.laws.named(procedure).calendar.periods.get(kind, ())
    except Missing:
        return UNDATED
    return next((one.starts for one in known if one.id == id), UNDATED)


@require_safe
def as_json(request: HttpRequest) -> StreamingHttpResponse:
    """The registry for machines, newest first."""
    court = door.court()
    found = registry.every(court.desk.store, asking(court, request.GET))
    return _file(_json(found), "application/json", "registry.json")


def _json(found: Iterator[registry.Entry]) -> Iterator[str]:
    yield '{"entries": ['
    for number, one in enumerate(found):
        yield (",\n" if number else "\n") + json.dumps({"id": one.id, **one.told}, ensure_ascii=False)
    yield "\n]}\n"


@require_safe
def as_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The registry for a spreadsheet, newest first. No cell is taken for a formula."""
    court = door.court()
    found = registry.every(court.desk.store, asking(court, request.GET))
    return _file(_csv(found), "text/csv; charset=utf-8", "registry.csv")


class _Line:
    """What a CSV writer writes to: each row is handed on at once."""

    def write(self, text: str) -> str:
        """As it stands."""
        return text


def _csv(found: Iterator[registry.Entry]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for one in found:
        yield writer.writerow([_cell({"id": one.id, **one.told}.get(name, "")) for name in COLUMNS])


def _cell(value: Any) -> str:
    if isinstance(value, dict):
        text = "; ".join(f"{name}={number}" for name, number in value.items())
    else:
        text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def _file(parts: Iterator[str], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


__all__ = ["as_csv", "as_json", "atom", "begun"]
