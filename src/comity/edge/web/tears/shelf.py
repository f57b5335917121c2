# SPDX-License-Identifier: Apache-2.0
"""The small tears that one listener sees, from the read model: what is new, what is theirs, what rests, what ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from comity.core.clause import Clause
from comity.core.tear import Outcome, Stage
from comity.desk.canonical import parse_instant
from comity.desk.ports import Row
from comity.desk.present import mark
from comity.desk.registers import OPEN_TEARS, TEARS, every
from comity.edge.web.door import Court
from comity.edge.web.names import plainly
from comity.edge.web.seats import listens
from comity.edge.web.tears.tearfile import TEAR

STANDS: Mapping[str, object] = {
    Stage.HEARD.value: gettext_lazy("Nobody has taken it up yet."),
    Stage.LISTENED.value: gettext_lazy("Somebody listens. What follows is a quiet word, a dialogue or nothing."),
    Stage.OFFERED.value: gettext_lazy("A dialogue is offered, and nobody has to take part."),
    Stage.DIALOGUE.value: gettext_lazy("A dialogue is going on; nothing of it is on record."),
}
ENDINGS: Mapping[str, object] = {
    Outcome.MENDED.value: gettext_lazy("Mended in a dialogue."),
    Outcome.RESTED.value: gettext_lazy("Left at that."),
    Outcome.REPORTED.value: gettext_lazy("Its reporter made it a report."),
    Outcome.WITHDRAWN.value: gettext_lazy("Its reporter took it back."),
    Outcome.EXPIRED.value: gettext_lazy("Its time was over."),
}
LAST = 50
"""How many tears that have ended are listed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One tear in a list."""

    ref: str
    mark: str
    stage: str
    text: str
    support: bool
    through: str
    listener: str
    heard: datetime
    due: datetime
    ended: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tears:
    """What one listener finds: what nobody has taken up, what they themselves listen to, what others do, what ended."""

    clause: Clause
    new: tuple[Line, ...]
    mine: tuple[Line, ...]
    others: tuple[Line, ...]
    ended: tuple[Line, ...]


def tears(court: Court, person: str) -> Tears | None:
    """The tears that `person` may listen to; None for whoever does not listen."""
    law = court.law(court.desk.clock.now())
    if law is None or law.procedure.tears is None or not listens(court, person):
        return None
    now = court.desk.clock.now()
    with court.desk.store.reading() as unit:
        rows = tuple(every(unit.rows, OPEN_TEARS))
        past = [r for r in unit.rows.list(TEARS, newest_first=True, limit=LAST * 2) if r.fields["ended"]]
    open_ones = [line for line in map(_line, rows) if line.due > now]
    over = [line for line in map(_line, rows) if line.due <= now]
    heard = [one for one in open_ones if one.stage == Stage.HEARD.value]
    taken = [one for one in open_ones if one.stage != Stage.HEARD.value]
    return Tears(
        clause=Clause(document=law.procedure.id, id=law.procedure.tears.clause),
        new=tuple(heard),
        mine=tuple(one for one in taken if one.listener == person),
        others=tuple(one for one in taken if one.listener != person),
        ended=(*over, *map(_line, past[:LAST])),
    )


def _line(row: Row) -> Line:
    told = row.fields
    stage = str(told["stage"])
    ended = parse_instant(told["ended"]) if told["ended"] else None
    return Line(
        ref=row.key.removeprefix(TEAR),
        mark=mark(row.key),
        stage=stage,
        text=str(STANDS.get(stage, ENDINGS.get(str(told["outcome"]), ""))),
        support=bool(told["support"]),
        through=plainly(told["through"]),
        listener=str(told["listener"]),
        heard=parse_instant(told["heard"]),
        due=parse_instant(told["expires"]),
        ended=ended,
    )


def count_said(found: Tears) -> str:
    """What waits, in a sentence."""
    if found.new:
        return _("Whoever told it waits to hear that somebody listens.")
    return _("Nothing new was told.")


__all__ = ["ENDINGS", "STANDS", "Line", "Tears", "count_said", "tears"]
