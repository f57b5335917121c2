# SPDX-License-Identifier: Apache-2.0
"""One case as it stands at this instant, see `desk.present`, and what exists of it for whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import TypeVar

from comity.core import veto
from comity.core.access import Beside, Under, beside, exists_for, may_open, named_beside, only_leads
from comity.core.calendar import Calendar
from comity.core.clause import Clause
from comity.core.clerk import come_by_themselves
from comity.core.docket import (
    Case,
    Docket,
    Fact,
    Running,
    apart_from,
    at_for,
    called_for,
    clocks_for,
    facts_for,
    opened_for,
)
from comity.core.evidence import Paper, text_beside
from comity.core.procedure.model import Procedure
from comity.desk.handle import Desk
from comity.desk.house import window_stream
from comity.desk.present import Present, mark, present_each
from comity.desk.worked import Worked

CASE = "case:"
_FEW = 200
"""Answers that are kept of a case beside which time has brought about something: they end with the casefile."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Casefile:
    """A case, its pinned law and calendar, its facts, and the instant at which it is looked at.

    `windows` are those in which a house is asked something that is open in the case, by the id of the box. `hash` names
    the history of which the case is the state; it is empty where time has brought about something since.
    """

    stream: str
    law: Procedure
    calendar: Calendar
    case: Case
    facts: tuple[Fact, ...]
    at: datetime
    windows: Mapping[str, veto.Window] = field(default_factory=dict)
    hash: str = ""
    worked: Worked = field(default_factory=lambda: Worked(most=_FEW), compare=False, repr=False)

    def once(self, question: str, person: str, work: Callable[[], T]) -> T:
        """What `work` says of the law, the case and its facts for this person, worked out once for one history.

        `work` must ask nothing else: no clock, no language, no window, nothing of today.
        """
        return self.worked.of(self.stream, self.hash, question, person, work)

    @property
    def ref(self) -> str:
        """The part of the stream's name that stands in addresses."""
        return self.stream.removeprefix(CASE)

    @property
    def mark(self) -> str:
        """The shelf mark, short enough for a label."""
        return mark(self.stream)

    def visible_to(self, person: str) -> bool:
        """Whether the case exists for this person; if not it must look like one that never was (P10).

        Who is in it for a talk alone sees the referral, and nothing else of the case (P8).
        """
        return self.once("exists", person, lambda: self._exists_for(person))

    def _exists_for(self, person: str) -> bool:
        exists = bool(person) and exists_for(self.law, self.case, person)
        return exists and not only_leads(self.law, self.case, person)

    def worked_on_by(self, person: str) -> bool:
        """Whether the case stands in chambers for this person. A party reads what is open to their side elsewhere."""
        return self.visible_to(person) and person not in self.case.bench.parties

    def facts_for(self, person: str) -> tuple[Fact, ...]:
        """The facts by which this person sees where the case stands (P4)."""
        return facts_for(self.law, self.case, self.facts, person)

    def brings_itself(self, question: str) -> bool:
        """Whether the numbers of a question come by themselves, because its house votes here."""
        return come_by_themselves(self.case, question, self.windows)

    def clocks_for(self, person: str) -> dict[str, Running]:
        """The clocks of the live rounds that exist for this person (P4)."""
        return {id: self.case.clocks[id] for id in clocks_for(self.law, self.case, self.facts, person)}

    @property
    def under(self) -> Under:
        """The case and its law, as the law of links asks for them."""
        return self.law, self.case

    @property
    def named_beside(self) -> tuple[str, ...]:
        """The streams of the cases that this one names; of which somebody may know, `beside` says."""
        return named_beside(self.case, self.facts)

    def beside(self, person: str, others: Mapping[str, Casefile]) -> tuple[Beside, ...]:
        """The cases that are linked with this one, or taken up, as far as this person may know of them (P10)."""
        return beside(self.stream, self.under, self.facts, person, {name: one.under for name, one in others.items()})

    def called_for(self, person: str) -> dict[str, datetime]:
        """The instants that acts named and that hold, such as a hearing's, by act, as this person is told them (P4)."""
        return called_for(self.law, self.case, self.facts, person)

    def papers_for(self, person: str) -> tuple[tuple[Paper, Clause], ...]:
        """Every paper that this person may open, in the order of filing, each with its clause."""
        return self.once("papers", person, lambda: self._papers_for(person))

    def _papers_for(self, person: str) -> tuple[tuple[Paper, Clause], ...]:
        found = ((paper, may_open(self.law, self.case, person, paper)) for paper in self.case.papers)
        return tuple((paper, clause) for paper, clause in found if clause is not None)

    def files_beside(self, paper: Paper) -> tuple[Paper, ...]:
        """The files beside a paper; whoever may open the paper may open them."""
        return tuple(one for one in self.case.files if text_beside((paper,), one) is not None)

    def opened_for(self, person: str) -> datetime | None:
        """Since when the case is open as far as this person is told (P4)."""
        return opened_for(self.law, self.case, person)

    def at_for(self, person: str, at: datetime) -> datetime:
        """An instant of the case as this person is told it (P4)."""
        return at_for(self.law, self.case, person, at)

    def phases_for(self, person: str) -> tuple[str, ...]:
        """The phases that are open as far as this person sees (P4)."""
        hidden = apart_from(self.law, self.case, self.facts, person)
        return tuple(phase for phase in self.case.phases if phase not in hidden)


def read(desk: Desk, stream: str, at: datetime) -> Casefile | None:
    """The case of that name, or None where it was never opened."""
    return next(iter(read_each(desk, (stream,), at)), None)


def read_each(desk: Desk, streams: Sequence[str], at: datetime) -> tuple[Casefile, ...]:
    """Many cases in their order, read together; those that were never opened are left out."""
    found = present_each(desk, streams, at)
    windows = _windows(desk, found)
    return tuple(_casefile(desk, one, found[one], windows) for one in streams if one in found)


def _casefile(desk: Desk, stream: str, now: Present, windows: Mapping[str, veto.Window]) -> Casefile:
    docket = _docket(now)
    return Casefile(
        stream=stream,
        law=docket.law,
        calendar=docket.calendar,
        case=now.state,
        facts=now.events,
        at=now.at,
        windows={box: windows[asked] for box, asked in _asked(stream, now).items() if asked in windows},
        hash=now.hash,
        **({"worked": desk.worked} if now.hash else {}),
    )


def _docket(now: Present) -> Docket:
    assert isinstance(now.decider, Docket)
    return now.decider


def _asked(stream: str, now: Present) -> dict[str, str]:
    """The streams of the windows of the questions that are open before a house, each by the id of its box."""
    law, case = _docket(now).law, now.state
    open_ones = (box for box in case.boxes.values() if box.open)
    weighted = (box.id for box in open_ones if law.roles[law.questions[box.question].to].weighted)
    return {box: window_stream(stream, box) for box in weighted}


def _windows(desk: Desk, found: Mapping[str, Present]) -> dict[str, veto.Window]:
    """Those windows as their events say. A window is never opened twice for a box."""
    asked = tuple(chain.from_iterable(_asked(stream, now).values() for stream, now in found.items()))
    return {stream: now.state for stream, now in desk.states(asked).items()} if asked else {}


__all__ = ["CASE", "Casefile", "read", "read_each"]
