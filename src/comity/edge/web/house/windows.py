# SPDX-License-Identifier: Apache-2.0
"""The windows of the houses, each as it stands at this instant with the case that it is about.

A window's public name is worked out from its stream and tells nothing of it: the stream's own name holds the case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from comity.core import clerk, veto
from comity.core.access import hears, may_tally
from comity.core.clause import Clause, Malformed
from comity.core.docket import Case, Docket
from comity.core.procedure.model import Question
from comity.core.veto import Numbers, Stage, Window
from comity.desk import house
from comity.desk.handle import Folded
from comity.desk.present import present_each
from comity.desk.registers import WINDOWS, window_id
from comity.desk.rows import Sought
from comity.edge.web.casefile import Casefile, read_each
from comity.edge.web.door import Court
from comity.edge.web.ruler import Arithmetic, arithmetic


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One window: its stream, where it stands, its terms, the question and the case behind it."""

    stream: str
    window: Window
    terms: veto.Terms
    file: Casefile

    @property
    def id(self) -> str:
        """The name in addresses."""
        return window_id(self.stream)

    @property
    def mark(self) -> str:
        """The shelf mark."""
        return f"D-{self.id[:8]}"

    @property
    def question(self) -> Question:
        """What the house is asked."""
        return self.file.law.questions[house.asked(self.terms)[0]]

    @property
    def about(self) -> str:
        """About which party it is asked; empty for nobody."""
        return house.asked(self.terms)[1]

    @property
    def clause(self) -> Clause:
        """The clause on which the window rests."""
        return self.file.law.cite(self.question.id)

    @property
    def running(self) -> bool:
        """Whether votes count now."""
        return self.window.stage is Stage.OPENED and self.terms.opens <= self.file.at < self.terms.closes

    @property
    def awaits(self) -> bool:
        """Whether the totals of the close are still to be brought."""
        return self.window.stage is Stage.AWAITING

    @property
    def votes_here(self) -> bool:
        """Whether delegates vote here and not elsewhere."""
        return self.terms.roll.listed

    @property
    def sum(self) -> Arithmetic | None:
        """The arithmetic of the objections as they stand."""
        return self.sum_of(self.window.numbers)

    @property
    def distance(self) -> int:
        """The weight that is still needed."""
        return max(0, self.window.needed - self.window.numbers.veto)

    @property
    def met(self) -> bool:
        """Whether enough weight objects."""
        return self.terms.share.met(self.window.numbers.veto, self.window.base)

    def sum_of(self, numbers: Numbers) -> Arithmetic | None:
        """The arithmetic with other numbers."""
        rule = clerk.optimistic(self.file.law, self.file.case, self.question.id)
        if rule is None:
            return None
        counts = clerk.weights(rule, numbers, self.window.base)
        return arithmetic(self.question, rule.stage, counts, self.window.base)

    def weight(self, person: str) -> int:
        """The weight of `person` on this window's roll; nought for who is not on it."""
        return self.terms.roll.weights.get(person, 0)

    def without(self, person: str) -> Numbers:
        """The numbers without the vote of `person`."""
        vote = self.window.votes.get(person)
        return self.window.numbers if vote is None else self.window.numbers.moved(vote.choice, -vote.weight)

    def brings(self, person: str) -> bool:
        """Whether `person` brings the totals of a house that votes elsewhere."""
        return not self.votes_here and may_tally(self.file.law, self.file.case, person, self.question.id)

    def visible_to(self, person: str) -> bool:
        """Whether the window exists for `person`."""
        return hears(self.file.law, self.file.case, self.window, person)

    def after(self, objected: bool) -> Case:
        """The case as it would be if the house objected, or let it stand."""
        numbers = Numbers(veto=self.window.base) if objected else Numbers()
        docket = Docket(law=self.file.law, calendar=self.file.calendar)
        return clerk.outlook(docket, self.file.case, self.window, numbers)


def read(court: Court, stream: str, at: datetime) -> Seen | None:
    """The window of that stream as it stands `at`; None where there is none, or its case is not to be found."""
    return next(_read_each(court, (stream,), at), None)


def _read_each(court: Court, streams: Sequence[str], at: datetime) -> Iterator[Seen]:
    """The windows of those streams in their order, read together; those without a case are left out."""
    found = present_each(court.desk, streams, at)
    windows: dict[str, Window] = {stream: now.state for stream, now in found.items()}
    cases = {stream: window.terms.case for stream, window in windows.items() if window.terms is not None}
    now = max((one.at for one in found.values()), default=at)
    files = {file.stream: file for file in read_each(court.desk, tuple(dict.fromkeys(cases.values())), now)}
    for stream in streams:
        window, file = windows.get(stream), files.get(cases.get(stream, ""))
        if window is not None and window.terms is not None and file is not None:
            yield Seen(stream=stream, window=window, terms=window.terms, file=file)


def find(court: Court, id: str) -> Seen | None:
    """The window of that public id, or None."""
    with court.desk.store.reading() as unit:
        row = next(iter(unit.rows.list(WINDOWS, sought=Sought(marks={"id": (id,)}), limit=1)), None)
    return None if row is None else read(court, row.key, court.desk.clock.now())


MOST = 200
"""How many windows are looked through, newest first."""


def all_of(court: Court) -> Iterator[Seen]:
    """The newest windows, newest first."""
    with court.desk.store.reading() as unit:
        rows = unit.rows.list(WINDOWS, newest_first=True, limit=MOST)
    return _read_each(court, tuple(row.key for row in rows), court.desk.clock.now())


def of_house(court: Court, person: str) -> bool:
    """Whether `person` belongs to a house: stands in its roll now, or in that of a window, or brings numbers."""
    law = court.law(court.desk.clock.now())
    houses = [] if law is None else [r.id for r in law.procedure.roles.values() if r.weighted]
    if any(person in _weights(court, role) for role in houses):
        return True
    return any(_hears(file, told, person) for file, told in _as_told(court))


def _hears(file: Casefile, told: Folded, person: str) -> bool:
    """Whether the window exists for `person`: it hangs on its own history and on that of its case."""
    return file.once(f"hears {told.hash}", person, lambda: hears(file.law, file.case, told.state, person))


def _as_told(court: Court) -> Iterator[tuple[Casefile, Folded]]:
    """The newest windows that are not closed in the history, as their events say, each with its case.

    Time alone changes neither a roll nor who brings the numbers.
    """
    with court.desk.store.reading() as unit:
        rows = unit.rows.list(WINDOWS, newest_first=True, limit=MOST)
    streams = tuple(row.key for row in rows if not row.fields["closed"])
    windows = [now for now in court.desk.states(streams).values() if now.state.terms is not None]
    cases = tuple(dict.fromkeys(now.state.terms.case for now in windows))
    files = {file.stream: file for file in read_each(court.desk, cases, court.desk.clock.now())}
    yield from ((files[now.state.terms.case], now) for now in windows if now.state.terms.case in files)


def _weights(court: Court, role: str) -> Mapping[str, int]:
    """The roll of a house; nobody where it cannot be read: the doctor says so, and no other door closes for it."""
    try:
        return court.roll(role).roll.weights
    except Malformed:
        return {}


__all__ = ["MOST", "Seen", "all_of", "find", "of_house", "read"]
