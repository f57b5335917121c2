# SPDX-License-Identifier: Apache-2.0
"""What is left to destroy after a request was granted: a human does it, thing by thing, and nothing is forgotten.

Nothing is destroyed by the answer itself: a hold may be in force, an open case needs its papers, and the ground is said
for each thing (P17). The page of the request names what is left until nothing is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.core.access import keeping_seen, may_keep
from comity.core.petition import Petition
from comity.core.procedure.words import CONTACTS
from comity.desk.registers import CASES
from comity.desk.rows import Sought
from comity.edge.web import kept
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.door import Court

ERASURE = "erasure"
MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What one case still keeps of somebody; `open`: nothing of it is destroyed yet; `can`: this reader destroys it."""

    ref: str
    mark: str
    open: bool
    held: bool
    can: bool
    lines: tuple[kept.Line, ...]


def cases_of(court: Court, person: str, asker: str) -> Iterator[Casefile]:
    """Where something is kept of whoever asked, as far as `person` works on it: under their own name, or address."""
    at = court.desk.clock.now()
    people = people_of(court, asker)
    with court.desk.store.reading() as unit:
        listed = unit.rows.list(CASES, sought=Sought(marks={"person": people}), newest_first=True, limit=MOST)
    for row in listed:
        file = read_case(court.desk, row.key, at)
        if file is not None and file.worked_on_by(person) and set(people) & set(file.case.bench.parties):
            yield file


def people_of(court: Court, asker: str) -> tuple[str, ...]:
    """The names under which whoever asked is known here."""
    return (asker, *court.addresses.alike(asker))


def granted(found: Petition) -> bool:
    """Whether something is to be destroyed because of it."""
    return found.kind == ERASURE and found.outcome in ("granted", "partly")


def left(court: Court, person: str, found: Petition) -> tuple[Left, ...]:
    """What is still kept of whoever asked, where their request was granted, in whole or in part."""
    if not granted(found):
        return ()
    told = (_left(court, file, person, people_of(court, found.by)) for file in cases_of(court, person, found.by))
    return tuple(one for one in told if one.open or one.lines)


def _left(court: Court, file: Casefile, person: str, people: tuple[str, ...]) -> Left:
    own = {paper.digest for one in people for paper in keeping_seen(file.law, file.case, one)} | {CONTACTS}
    told = kept.terms(court, file, person)
    return Left(
        ref=file.ref, mark=file.mark, open=not told.closed, can=may_keep(file.law, file.case, person) is not None,
        held=any(one.ended is None for one in told.kept.holds),
        lines=tuple(line for line in told.lines if line.what in own and line.gone is None),
    )  # fmt: skip


__all__ = ["ERASURE", "Left", "cases_of", "granted", "left", "people_of"]
