# SPDX-License-Identifier: Apache-2.0
"""The ways in that are muted, as pages say it: what is closed to strangers, until when and why, and what stays open.

Which those are the law says (`core.muting`); here they only get their words and addresses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core import muting
from comity.core.clause import Clause, Possible
from comity.desk import muting as desk
from comity.desk.ports import Missing
from comity.edge.web import pages
from comity.edge.web.door import Court
from comity.edge.web.instants import in_words
from comity.edge.web.names import plainly

NAMES: Mapping[str, object] = {
    "report": gettext_lazy("The form for a report"),
    "tear": gettext_lazy("The door for a small tear"),
    "support": gettext_lazy("The door for support"),
    "api": gettext_lazy("The interface for programs"),
    "mail": gettext_lazy("Letters by mail"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One way in: its name, its muting where it is muted now, and the ground of that."""

    way: str
    name: str
    spell: muting.Spell | None = None
    ground: str = ""
    never: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A muting that is over: of which way, from when to when, and whether somebody opened the way sooner."""

    name: str
    since: datetime
    ended: datetime
    sooner: bool
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What stands in the place of a muted form: the closed door, and the ground in the council's words."""

    door: pages.ClosedDoor
    ground: str
    until: datetime
    small: bool


def called(way: str) -> str:
    """What a way in is called."""
    return str(NAMES.get(way, plainly(way)))


def ground(court: Court, digest: str) -> str:
    """The text of a ground, which anybody reads; empty where it was erased."""
    try:
        return court.read_public(digest) or ""
    except Missing:
        return ""


def ways(court: Court) -> tuple[Line, ...]:
    """Every way in, those that can be muted first, with what is muted now."""
    rules, now = desk.rules(court), desk.state(court)
    small = tuple(Line(way=one, name=called(one), never=True) for one in (muting.SUPPORT, muting.TEAR))
    return (
        *(_line(court, one, now.of(one)) for one in muting.WAYS if one in rules.ways),
        *(one for one in small if one.way in rules.small),
    )


def _line(court: Court, way: str, spell: muting.Spell | None) -> Line:
    return Line(way=way, name=called(way), spell=spell, ground=ground(court, spell.ground) if spell else "")


def past(court: Court) -> tuple[Past, ...]:
    """The mutings that are over, the newest first."""
    return tuple(
        Past(
            name=called(one.way),
            since=one.since,
            ended=one.ended,
            sooner=bool(one.reopened),
            ground=ground(court, one.ground),
        )
        for one in reversed(desk.state(court).spells)
        if one.ended is not None
    )


def shut(court: Court, way: str) -> muting.Shut | None:
    """What strangers are told who come by `way` now; None where it is open."""
    return desk.shut(court, way)


def notice(court: Court, no: muting.Shut) -> Notice:
    """A closed way in, with what stays open and the ground on which it was closed."""
    made = pages.closed_door(no, _href, title=_("Closed to new reports for now: %(way)s") % {"way": called(no.way)})
    reason = _(muting.SHUT).format(until=in_words(no.until))
    spell = desk.state(court).of(no.way)
    ways_on = tuple(
        replace(way, text=_said(one), until=None) for way, one in zip(made.possible, no.possible, strict=True)
    )
    return Notice(
        door=replace(made, reason=reason, possible=ways_on),
        ground=ground(court, spell.ground) if spell else "",
        until=no.until,
        small=muting.SUPPORT in desk.rules(court).small,
    )


def _said(one: Possible) -> str:
    if one.until:
        return _("Come back to this after %(until)s") % {"until": in_words(datetime.fromisoformat(one.until))}
    if one.act in muting.STAYS:
        return _(muting.STAYS[one.act])
    return _(muting.OTHER_MATTER).format(matter=one.text)


def _href(one: Possible) -> str:
    match one.act:
        case muting.SUPPORT | muting.TEAR:
            return reverse("report", args=[one.act])
        case muting.RECEIPT:
            return f"{reverse('front')}#receipt"
        case muting.REPORT:
            return reverse("report", args=[muting.REPORT])
        case muting.MAIL | muting.API:
            return reverse("ways-in")
        case _:
            return f"{reverse('report', args=[muting.REPORT])}#intake"


CLAUSE: Clause = muting.CLAUSE

__all__ = ["CLAUSE", "Line", "NAMES", "Notice", "Past", "called", "ground", "notice", "past", "shut", "ways"]
