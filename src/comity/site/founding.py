# SPDX-License-Identifier: Apache-2.0
"""Founding a council: its procedure is adopted and its seats are filled, once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from comity.core import adoption, council
from comity.core.lint import lint
from comity.core.procedure.model import Procedure, Role
from comity.core.procedure.words import Standing
from comity.desk.canonical import canonical
from comity.desk.page import read
from comity.site.court import ADOPTION, Court
from comity.site.laws import Law
from comity.site.rooms import FOUNDER, FOUNDING, council_rules

FEWEST_SEATS = 3
"""How many sit in a body whose size the procedure leaves open, where nobody says otherwise."""
FIRST = "first"
SEASON = timedelta(days=365)


def found(court: Court, law: Law, seats: Mapping[str, int], *, at: datetime) -> tuple[str, ...]:
    """Adopt the procedure and seat its council; who sits. Raises `Refusal`, `Malformed`.

    Done again, every act is dated as the first time, and is done once.
    """
    at = _first_time(court) or at
    if court.law(at) is None:
        _adopt(court, law, at)
    stream = f"council:{FIRST}"
    acts = (
        (command, actor) for role in _posts(law.procedure) for command, actor in _seated(role, persons(role, seats))
    )
    begin = council.Constitute(season=FIRST, starts=at, ends=at + SEASON)
    for number, (command, actor) in enumerate(((begin, FOUNDER), *acts)):
        court.perform(command, act_id=f"founding/{number}", actor=actor, stream=stream, at=at)
    return tuple(person for role in _posts(law.procedure) for person in persons(role, seats))


def _first_time(court: Court) -> datetime | None:
    """When the founding was begun, where it was."""
    with court.desk.store.reading() as unit:
        first = next(iter(unit.history.load(ADOPTION)), None)
    return None if first is None else read(court.desk.rooms, first).at


def _adopt(court: Court, law: Law, at: datetime) -> None:
    """By the community itself. Errors of the linter are counted in the history, and do not keep it from beginning."""
    faults = lint(law.procedure, law.calendar)
    errors = sum(fault.severity == "error" for fault in faults)
    digest = law.procedure.digest
    linted = court.file_paper(canonical([f"{fault.field}: {fault.text}" for fault in faults]))
    propose = adoption.Propose(digest=digest, version=law.procedure.id, by=FOUNDER)
    adopt = adoption.Adopt(
        digest=digest,
        body=FOUNDER,
        since=at,
        linted=linted,
        errors=errors,
        override=FOUNDING if errors else "",
    )
    for name, command in (("proposed", propose), ("adopted", adopt)):
        court.perform(command, act_id=f"founding/{name}", actor=FOUNDER, stream=ADOPTION, at=at)


def _posts(law: Procedure) -> list[Role]:
    return [law.roles[id] for id in council_rules(law).posts]


def persons(role: Role, seats: Mapping[str, int]) -> tuple[str, ...]:
    """The pseudonyms under which a role's seats are held: `lead`, or `member-1`, `member-2` and so on."""
    usual = FEWEST_SEATS if role.stands in (Standing.JUDGE, Standing.REVIEWER) else 1
    many = seats.get(role.id, role.seats or usual)
    return (role.id,) if many == 1 else tuple(f"{role.id}-{n}" for n in range(1, many + 1))


def _seated(role: Role, people: tuple[str, ...]) -> Iterator[tuple[Any, str]]:
    """The acts by which a body fills a role."""
    body = role.filled_by[0]
    if role.elected and people:
        yield council.Elect(role=role.id, persons=people, body=body), body
        for person in people:
            yield council.TakeSeat(role=role.id, person=person), person
        return
    for person in people:
        yield council.Appoint(role=role.id, person=person, body=body), body


__all__ = ["found", "persons"]
