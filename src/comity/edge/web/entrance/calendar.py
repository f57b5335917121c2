# SPDX-License-Identifier: Apache-2.0
"""The calendar of one person (RFC 5545): when something is due, and never what.

Whoever has the address can read it: a calendar program brings no other key. It can be ended at any time.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Alarm, Calendar, Event

from comity.edge.web import door
from comity.edge.web.waits import waits

TYPE = "text/calendar; charset=utf-8"
WARNED = timedelta(days=1)
REFRESH = timedelta(hours=1)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar. An address that was ended, or never was, looks like any page that is not there."""
    court = door.court()
    person = court.post.calendar_of(token)
    if not person:
        raise Http404
    with translation.override(court.post.wishes(person).language or None):
        text = written(waits(court, person).instants, about=token, at=court.desk.clock.now())
    response = HttpResponse(text, content_type=TYPE)
    response.headers["Content-Disposition"] = 'inline; filename="council.ics"'
    add_never_cache_headers(response)
    return response


def written(instants: tuple[datetime, ...], *, about: str, at: datetime) -> bytes:
    """One event for each instant by which something is due; several at one instant are one."""
    calendar = Calendar()
    calendar.add("prodid", "-//Comity//Council//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", _("Council"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for due in sorted(set(instants)):
        calendar.add_component(_event(due, about, at))
    return bytes(calendar.to_ical())


def _event(due: datetime, about: str, at: datetime) -> Event:
    """An event without a length, which takes no time of anybody's, with a reminder the day before."""
    event = Event()
    event.add("uid", f"{hashlib.sha256(f'{about} {due.isoformat()}'.encode()).hexdigest()[:32]}@comity")
    event.add("dtstamp", at)
    event.add("dtstart", due)
    event.add("summary", _("Council: something is due"))
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _("Council: something is due"))
    alarm.add("trigger", -WARNED)
    event.add_component(alarm)
    return event


__all__ = ["feed", "written"]
