# SPDX-License-Identifier: Apache-2.0
"""The sample's present day: after the replayed season an invented council sits, so that a visitor can try every door.

Everything here is invented and serves the sample only. The present council works under the sample procedure of a
foundation, adopted by the body that the last version of the season names.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from comity.core import adoption, council
from comity.core.lint import lint
from comity.core.procedure.model import Procedure, Role
from comity.core.procedure.words import Standing
from comity.desk.canonical import canonical
from comity.site.court import ADOPTION, Court
from comity.site.rooms import council_rules

PROCEDURE = "templates/foundation"
COUNCIL = "council:sample"
SEASON = "sample"
MOST_SEATS = 5
YEAR = timedelta(days=365)


def begin(court: Court, at: datetime) -> None:
    """Adopt the sample procedure and seat its council; nothing happens where that was done before."""
    if court.desk.state(COUNCIL).version:
        return
    law = court.laws.named(PROCEDURE)
    found = lint(law.procedure, law.calendar)
    before = court.law(at)
    body = before.procedure.amendment.adopters[0].id if before is not None else "community"
    digest, errors = law.procedure.digest, sum(f.severity == "error" for f in found)
    linted = court.file_paper(canonical([f"{f.field}: {f.text}" for f in found]))
    _do(court, ADOPTION, adoption.Propose(digest=digest, version=PROCEDURE, by=body), body, at)
    adopted = adoption.Adopt(digest=digest, body=body, since=at, linted=linted, errors=errors)
    _do(court, ADOPTION, adopted, body, at)
    _seat(court, law.procedure, at)


def _seat(court: Court, law: Procedure, at: datetime) -> None:
    _do(court, COUNCIL, council.Constitute(season=SEASON, starts=at, ends=at + YEAR), "sample", at)
    posts = council_rules(law).posts
    for role in (law.roles[id] for id in posts):
        for person in persons(role):
            body = role.filled_by[0]
            if role.elected:
                _do(court, COUNCIL, council.Elect(role=role.id, persons=(person,), body=body), body, at)
                _do(court, COUNCIL, council.TakeSeat(role=role.id, person=person), person, at)
            else:
                _do(court, COUNCIL, council.Appoint(role=role.id, person=person, body=body), body, at)


def persons(role: Role) -> tuple[str, ...]:
    """The invented holders of a role: `chair`, or `member-1` to `member-5`."""
    seats = min(role.seats or 1, MOST_SEATS)
    return (role.id,) if seats == 1 else tuple(f"{role.id}-{n}" for n in range(1, seats + 1))


def _do(court: Court, stream: str, command: Any, actor: str, at: datetime) -> None:
    act_id = (
        f"sample/{stream}/{type(command).__name__}/{getattr(command, 'person', '')}{getattr(command, 'persons', '')}"
    )
    court.perform(command, act_id=act_id.replace(" ", ""), actor=actor, stream=stream, at=at)


def sitters(court: Court) -> dict[str, tuple[str, ...]]:
    """Who sits now, by role, the judging ones first: for whom sign-in links are shown."""
    law = court.law(court.outside.clock.now())
    order = [Standing.JUDGE, Standing.PRESIDES]
    roster = court.roster()
    if law is None:
        return dict(roster)
    known = law.procedure.roles
    return dict(sorted(roster.items(), key=lambda item: item[0] not in known or known[item[0]].stands not in order))


__all__ = ["COUNCIL", "PROCEDURE", "begin", "persons", "sitters"]
