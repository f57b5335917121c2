# SPDX-License-Identifier: Apache-2.0
"""Many reports ended by one act: a flood, or the same matter told again and again. Each reporter gets the answer.

Nothing is opened for it. What the reports have in common is shown by what they tell outside the seal; which answers end
a report the law says for each of them (`docket.endings`), and each is ended whole or not at all.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice

from django.http import HttpRequest
from django.utils.translation import gettext as _

from comity.core.clause import Clause, Refusal, promise
from comity.core.docket import DoAct, Docket, Ending, LinkCase, ending_as, endings, outside_the_seal, repeats
from comity.desk.filing import ForAct
from comity.desk.registers import OPEN
from comity.desk.seen import seen
from comity.edge.web import reasons, taking
from comity.edge.web.casefile import CASE, Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.chambers import linked
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.forms import Choice
from comity.edge.web.names import plainly

MOST = 100
"""How many reports stand on the page, newest first, and can be ended by one act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One report that this person can end, as it looks from outside the seal."""

    ref: str
    mark: str
    intake: str
    opened: datetime | None
    named: str
    through: str
    alike: str
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One report that was not ended, and why not."""

    mark: str
    ref: str
    reason: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What can be ended now and how; after an attempt what was ended, what was not, and what was typed."""

    lines: tuple[Line, ...]
    outcomes: tuple[Choice, ...]
    others: tuple[linked.Other, ...] = ()
    same: str = ""
    ended: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    outcome: str = ""
    paper: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A form that was not taken whole."""

    cases: tuple[str, ...]
    outcome: str
    paper: str
    same: str = ""
    ended: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()
    errors: dict[str, str] = field(default_factory=dict)
    refusal: Refusal | None = None
    status: int = 422


def sheet(court: Court, person: str, attempt: Attempt | None = None) -> Sheet:
    """The reports that `person` could end by an answer now, those that look alike told beside each other."""
    found = dict(islice(_endable(court, person), MOST))
    told = {ref: outside_the_seal(file.law, file.case) for ref, (file, _ends) in found.items()}
    alike = repeats(told)
    marks = {ref: file.mark for ref, (file, _ends) in found.items()}
    lines = tuple(
        Line(
            ref=ref,
            mark=file.mark,
            intake=plainly(file.case.intake),
            opened=file.opened_for(person),
            named=", ".join(plainly(p) for p in sorted(told[ref].named)),
            through=plainly(told[ref].through),
            alike=", ".join(marks[other] for other in alike[ref]),
            chosen=attempt is not None and ref in attempt.cases,
        )
        for ref, (file, _ends) in found.items()
    )
    outcomes = {e.outcome: e.text for _file, ends in found.values() for e in ends}
    offered = tuple(Choice(value=o, label=text) for o, text in outcomes.items())
    empty = Sheet(lines=lines, outcomes=offered, others=linked.others_for(court, person) if found else ())
    if attempt is None:
        return empty
    done, refused = attempt.ended, attempt.refused
    typed = replace(empty, outcome=attempt.outcome, paper=attempt.paper, same=attempt.same, errors=attempt.errors)
    return replace(typed, ended=done, refused=refused)


def _endable(court: Court, person: str) -> Iterator[tuple[str, tuple[Casefile, tuple[Ending, ...]]]]:
    for file in seen(court.desk, OPEN, person):
        ends = endings(_docket(file), file.case, person, file.at) if file.worked_on_by(person) else ()
        if ends:
            yield file.ref, (file, ends)


def _docket(file: Casefile) -> Docket:
    return Docket(law=file.law, calendar=file.calendar)


def do(court: Court, person: str, request: HttpRequest) -> str | Attempt:
    """End the chosen reports: the code of what the next page says, or what was not taken. Raises `Exhausted`."""
    read = Reader(request)
    act_id, cases = read.act_id(), read.many("case")[:MOST]
    files = [_file(court, person, ref) for ref in cases]
    if not cases or None in files:
        read.fault("case", _("one or more of the reports"), _("Choose one or more of these reports."), promise(26))
    outcome = read.line("outcome", needed=True)
    words = read.text("paper")
    same = read.one_of("same", ("", *(one.ref for one in linked.others_for(court, person))))
    if read.faults:
        errors = reasons.fault_table(read.faults)
        return Attempt(cases=cases, outcome=outcome, paper=read.raw("paper"), same=same, errors=errors)
    wish = _Wish(by=person, outcome=outcome, words=words, same=same, act_id=act_id)
    ended: list[str] = []
    refused: list[Refused] = []
    for file in filter(None, files):
        no = _end(court, file, wish)
        if no is None:
            ended.append(file.mark)
        else:
            refused.append(Refused(mark=file.mark, ref=file.ref, reason=reasons.said(no), clause=no.clause))
    if not refused:
        return taking.DONE
    left = tuple(one.ref for one in refused)
    return Attempt(
        cases=left, outcome=outcome, paper=words, same=same, ended=tuple(ended), refused=tuple(refused),
        status=200 if ended else 403,
    )  # fmt: skip


def _file(court: Court, person: str, ref: str) -> Casefile | None:
    """The case of that name where it stands in chambers for `person`; what is another's looks like none (P10)."""
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    return file if file is not None and file.worked_on_by(person) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What one sending asks for: by whom, as what, in which words, as repeats of which case, under which number."""

    by: str
    outcome: str
    words: str
    same: str
    act_id: str


def _end(court: Court, file: Casefile, wish: _Wish) -> Refusal | None:
    """End one report, with a reply of its own; why not, where the law says no. Sent twice it is done once (P24)."""
    act_id = f"{wish.act_id}/{file.ref}"
    if taking.known(court, act_id) and not file.case.open:
        return None
    try:
        ending = ending_as(_docket(file), file.case, wish.by, file.at, wish.outcome)
        _link(court, file, wish)
        reply = court.file_paper(wish.words, ForAct(stream=file.stream, act=ending.act, by=wish.by))
        act = DoAct(act=ending.act, by=wish.by, choice=ending.choice, paper=reply)
        court.perform(act, act_id=act_id, actor=wish.by, stream=file.stream, at=file.at)
    except Refusal as no:
        return no
    return None


def _link(court: Court, file: Casefile, wish: _Wish) -> None:
    """Link the report with the one that it repeats. Raises `Refusal`: then nothing of it is ended."""
    if wish.same and wish.same != file.ref:
        said = LinkCase(by=wish.by, other=f"{CASE}{wish.same}")
        court.perform(said, act_id=f"{wish.act_id}/{file.ref}/link", actor=wish.by, stream=file.stream, at=file.at)


__all__ = ["MOST", "Attempt", "Line", "Refused", "Sheet", "do", "sheet"]
