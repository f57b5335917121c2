# SPDX-License-Identifier: Apache-2.0
"""The calendar of the council: seasons, cycles and their points, the reports that are owed; as a page and as iCal.

It says when, and never what: no case, no party and no deadline of a case stands in it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar as ICalendar
from icalendar import Event

from comity.core.clause import Clause
from comity.core.council import Council, duties
from comity.desk import figures
from comity.desk.court import Law
from comity.edge.web import door, pages
from comity.edge.web.door import Court
from comity.edge.web.gallery.shelves import season_name
from comity.edge.web.names import plainly

MOST = 400
BACK = timedelta(days=400)
ENDS = ("start", "end")
SHOWN = 4
"""Stretches ahead that are shown at once; the rest are folded away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing in the calendar. `uid` stays the same for as long as the thing does; an instant has no length."""

    uid: str
    text: str
    about: str
    starts: datetime
    ends: datetime | None
    clause: Clause | None = None
    season: str = ""


def marks(court: Court) -> tuple[Mark, ...]:
    """Everything of the last year and what is ahead, in order of its beginning."""
    now = court.desk.clock.now()
    found = [*_seasons(court), *_of_law(court, court.law(now))]
    kept = (one for one in found if (one.ends or one.starts) >= now - BACK)
    return tuple(sorted(kept, key=lambda one: (one.starts, one.uid)))[:MOST]


def _uid(*parts: str) -> str:
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:24]
    return f"{digest}@{urlsplit(str(settings.COMITY.public_url)).hostname}"


def _seasons(court: Court) -> Iterator[Mark]:
    for ref, name in figures.known(court):
        council: Council = court.desk.state(f"{figures.COUNCIL}{ref}").state
        span = figures.span(court, ref)
        if span is None:
            continue
        title = season_name(name)
        yield Mark(
            uid=_uid("season", ref), text=title, about=_("A season of the council"), starts=span[0], ends=span[1]
        )
        law = court.law(span[0]) or court.law(span[1])
        for owed, _kept in duties(council):
            duty = law.procedure.duties.get(owed.duty) if law else None
            yield Mark(
                uid=_uid("duty", ref, owed.duty, owed.period),
                text=_("Due: %(what)s, %(period)s") % {"what": plainly(owed.duty).lower(), "period": owed.period},
                about=duty.text if duty else "",
                starts=owed.due,
                ends=None,
                clause=Clause(document=law.procedure.id, id=owed.clause) if law else None,
                season=ref,
            )


def _of_law(court: Court, law: Law | None) -> Iterator[Mark]:
    """The periods of the calendar by which the version in force counts, and the points inside them."""
    if law is None:
        return
    calendar = law.calendar
    for kind, periods in calendar.periods.items():
        for one in periods:
            name = f"{plainly(kind)} {one.id}"
            uid = (calendar.id, kind, one.id)
            yield Mark(uid=_uid(*uid), text=name, about="", starts=one.starts, ends=one.ends)
            for point, at in one.points.items():
                if point not in ENDS and one.starts < at < one.ends:
                    text = f"{name}: {plainly(point).lower()}"
                    yield Mark(uid=_uid(*uid, point), text=text, about="", starts=at, ends=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """One period with what lies in it, for the page."""

    mark: Mark
    inside: tuple[Mark, ...]
    now: bool
    past: bool


def stretches(court: Court) -> tuple[Stretch, ...]:
    """The shortest periods in order, each with the instants inside it; what lies in none follows on its own."""
    now = court.desk.clock.now()
    found = marks(court)
    lengths = [m for m in found if m.ends is not None]
    points = [m for m in found if m.ends is None]
    inner = [m for m in lengths if not any(_inside(other, m) for other in lengths if other is not m)]
    laid = []
    for one in inner:
        inside = tuple(p for p in points if one.ends is not None and one.starts <= p.starts <= one.ends)
        points = [p for p in points if p not in inside]
        laid.append(_stretch(one, inside, now))
    laid.extend(_stretch(p, (), now) for p in points)
    return tuple(sorted(laid, key=lambda s: s.mark.starts))


def _inside(one: Mark, other: Mark) -> bool:
    """Whether `one` lies inside `other` and is shorter."""
    assert one.ends is not None
    assert other.ends is not None
    shorter = one.ends - one.starts < other.ends - other.starts
    return shorter and other.starts <= one.starts and one.ends <= other.ends


def _stretch(mark: Mark, inside: tuple[Mark, ...], now: datetime) -> Stretch:
    ends = mark.ends or mark.starts
    return Stretch(mark=mark, inside=inside, now=mark.starts <= now < ends, past=ends <= now)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The calendar to read."""
    court = door.court()
    laid = stretches(court)
    coming = [s for s in laid if not s.past]
    ahead, later = coming[:SHOWN], coming[SHOWN:]
    points = sorted((m for m in marks(court) if m.ends is None), key=lambda m: m.starts)
    now = court.desk.clock.now()
    context = {
        "ahead": ahead,
        "later": later,
        "past": [s for s in reversed(laid) if s.past],
        "next": next((m for m in points if m.starts >= now), None),
        "current": next((s.mark for s in laid if s.now), None),
        "feed": f"{settings.COMITY.public_url}{reverse('calendar-feed')}",
    }
    return pages.show(request, "gallery/calendar.html", context, private=False)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same for a calendar program (RFC 5545)."""
    court = door.court()
    house = pages.house()
    made = ICalendar()
    made.add("prodid", "-//Comity//Calendar of a council//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", _("The council of %(community)s") % {"community": house.community or "Comity"})
    for one in marks(court):
        made.add_component(_event(one))
    return HttpResponse(made.to_ical(), content_type="text/calendar; charset=utf-8")


def _event(mark: Mark) -> Event:
    """`dtstamp` is the thing's own beginning: the feed is the same, byte for byte, until something in it changes."""
    event = Event()
    event.add("uid", mark.uid)
    event.add("summary", mark.text)
    event.add("dtstamp", mark.starts.astimezone(UTC))
    event.add("dtstart", mark.starts.astimezone(UTC))
    if mark.ends is not None:
        event.add("dtend", mark.ends.astimezone(UTC))
    event.add("transp", "TRANSPARENT")
    if mark.about or mark.clause:
        event.add("description", " ".join(filter(None, (mark.about, f"({mark.clause})" if mark.clause else ""))))
    event.add("url", f"{settings.COMITY.public_url}{reverse('calendar')}")
    return event


__all__ = ["Mark", "Stretch", "feed", "marks", "page", "stretches"]
