# SPDX-License-Identifier: Apache-2.0
"""Which front doors stand open to the person before the page. Each door says so itself; here they are put in a row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy

from comity.desk.petitions import petitions
from comity.desk.registers import told_of
from comity.edge.web.case_room import own
from comity.edge.web.chambers import reporting, waiting
from comity.edge.web.door import Court
from comity.edge.web.house import shelf
from comity.edge.web.house.windows import of_house
from comity.edge.web.provider_room.referral import of_person
from comity.edge.web.provider_room.referral import stands_open as leads_talks
from comity.edge.web.seats import is_liaison, listens, oversees, sits
from comity.edge.web.tears.shelf import tears
from comity.edge.web.watch import shelf as signals


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontDoor:
    """One door: its name, the name of its address, and to whom it stands open.

    `behind` says in one sentence what waits behind it. `waits` gives, for each thing that waits there for somebody, the
    instant by which it is due, or None where it has no clock, and each hour for which the person is called; letters and
    calendars say how many and when, never what.
    """

    name: object
    address: str
    open_to: Callable[[Court, str], bool]
    behind: object = ""
    waits: Callable[[Court, str], Sequence[datetime | None]] = lambda _court, _person: ()


def _in_chambers(court: Court, person: str) -> Sequence[datetime | None]:
    found = waiting.shelf(court, person)
    return (*(due.due for due in found.due), *(one.hour.at for one in found.called))


def _at_the_liaison_desk(court: Court, person: str) -> Sequence[datetime | None]:
    watched = signals.live(court, person)
    again = (row.due for row in watched.words if row.due is not None)
    return (*(due.due for due in reporting.reports(court, person).due), *(None for _row in watched.waiting), *again)


def _to_be_heard(court: Court, person: str) -> Sequence[datetime | None]:
    found = tears(court, person)
    return tuple(line.due for line in (*found.new, *found.mine)) if found else ()


def _has_a_case(court: Court, who: str) -> bool:
    with court.desk.store.reading() as unit:
        return bool(told_of(unit.rows, who))


def _has_asked(court: Court, person: str) -> bool:
    return bool(petitions(court.desk, court.desk.clock.now()).of(person))


def _in_the_case_room(court: Court, person: str) -> Sequence[datetime | None]:
    found = own.cases(court, person)
    return (*(one.due for one in found if one.waits), *(hour.at for one in found for hour in one.called))


def _to_be_led(court: Court, person: str) -> Sequence[datetime | None]:
    return tuple(one.due for one in of_person(court, person) if one.open)


def _to_be_voted(court: Court, person: str) -> Sequence[datetime | None]:
    return tuple(row.due for row in shelf.shelf(court, person).open if row.votes and not row.said)


DOORS: tuple[FrontDoor, ...] = (
    FrontDoor(
        name=gettext_lazy("Case room"),
        address="case-room",
        open_to=_has_a_case,
        behind=gettext_lazy("Cases in which you were told that you have a part: read, answer, agree or not, appeal."),
        waits=_in_the_case_room,
    ),
    FrontDoor(
        name=gettext_lazy("Chambers"),
        address="chambers",
        open_to=sits,
        behind=gettext_lazy("Cases that wait for those who sit in the council: to screen, to weigh, to vote on."),
        waits=_in_chambers,
    ),
    FrontDoor(
        name=gettext_lazy("Liaison desk"),
        address="liaison-desk",
        open_to=is_liaison,
        behind=gettext_lazy("For those who stand between the council and the community: raise, follow up, report."),
        waits=_at_the_liaison_desk,
    ),
    FrontDoor(
        name=gettext_lazy("Small tears"),
        address="tears",
        open_to=listens,
        behind=gettext_lazy("What somebody noticed and told in trust, for those who listen."),
        waits=_to_be_heard,
    ),
    FrontDoor(
        name=gettext_lazy("House"),
        address="house",
        open_to=of_house,
        behind=gettext_lazy("Decisions that stand unless the delegates of the house object."),
        waits=_to_be_voted,
    ),
    FrontDoor(
        name=gettext_lazy("About the council"),
        address="about-council",
        open_to=oversees,
        behind=gettext_lazy("What liaisons say about the council, for those who oversee it."),
    ),
    FrontDoor(
        name=gettext_lazy("Your data"),
        address="your-data",
        open_to=_has_asked,
        behind=gettext_lazy("What you asked about your own data, and the answers."),
    ),
    FrontDoor(
        name=gettext_lazy("Provider room"),
        address="provider",
        open_to=leads_talks,
        behind=gettext_lazy("Talks between two sides, for those who lead them."),
        waits=_to_be_led,
    ),
)
"""Every door that somebody may be let in by, in the order of the beam. The front desk and the gallery need no door."""


def open_to(court: Court, person: str) -> tuple[FrontDoor, ...]:
    """The doors that stand open to `person`; none for somebody unknown."""
    return tuple(door for door in DOORS if door.open_to(court, person)) if person else ()


__all__ = ["DOORS", "FrontDoor", "open_to"]
