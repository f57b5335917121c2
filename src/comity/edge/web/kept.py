# SPDX-License-Identifier: Apache-2.0
"""Until when each thing of a case is kept, as one person may read it: all of it, or what is theirs (P17, P21).

No line opens a paper. What the law destroys it says itself (`core.keeping`); who reads of what, `access.keeping_seen`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core.access import keeping_seen
from comity.core.clause import Clause
from comity.core.evidence import Paper
from comity.core.keeping import Keeping
from comity.core.procedure.frame import Keep
from comity.core.procedure.words import CONTACTS, PaperKind
from comity.desk.keeping import Kept
from comity.desk.keeping import read as read_kept
from comity.edge.web import spoken
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.names import called
from comity.edge.web.papers import author


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One thing: its name, who filed it when, when it is destroyed as it stands, or when it was and on which ground.

    `ends` None and `gone` None: it is kept as long as the community is, or nothing says yet.
    """

    what: str
    title: str
    by: str
    at: datetime | None
    ends: datetime | None
    held: bool
    gone: datetime | None
    ground: str
    clause: Clause | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What the procedure says about some things: its words and its clause."""

    text: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is kept for `person`: the lines once the case is closed, and the terms that hold then."""

    kept: Kept
    closed: bool
    lines: tuple[Line, ...]
    terms: tuple[Term, ...]


def terms(court: Court, file: Casefile, person: str) -> Terms:
    """What `person` reads of what is kept of the case."""
    kept = read_kept(court.desk, file.stream, file.at)
    papers = keeping_seen(file.law, file.case, person)
    kinds = {paper.kind for paper in papers} | {CONTACTS}
    return Terms(
        kept=kept,
        closed=kept.state.closed is not None,
        lines=lines(file, person, kept.state, papers),
        terms=tuple(_term(file, one) for one in _meant(file, kinds, file.case.bench.parties, person)),
    )


def _meant(file: Casefile, kinds: set[str], parties: Mapping[str, object], person: str) -> tuple[Keep, ...]:
    """Every term for whoever decides; of a party those for kinds of what is theirs."""
    found = tuple(file.law.keeps.values())
    return tuple(one for one in found if kinds & set(one.what)) if person in parties else found


def _term(file: Casefile, one: Keep) -> Term:
    return Term(text=one.text, clause=file.law.cite(one.id))


def lines(file: Casefile, person: str, state: Keeping, papers: tuple[Paper, ...]) -> tuple[Line, ...]:
    """The papers in the order of filing, then the ways to reach people; nothing before the case is closed."""
    opened = {paper.digest for paper, _clause in file.papers_for(person)}
    once = {paper.digest: paper for paper in reversed(papers) if paper.digest in state.things}
    found = [_of_paper(file, person, state, paper, paper.digest in opened) for paper in reversed(once.values())]
    if CONTACTS in state.things:
        own = person in file.case.bench.parties
        title = _("How you can be reached") if own else _("How its people can be reached")
        found.append(_line(file, state, CONTACTS, _Name(title=title)))
    return tuple(found)


def _of_paper(file: Casefile, person: str, state: Keeping, paper: Paper, opened: bool) -> Line:
    by = author(file, paper, person) if opened else ""
    at = file.at_for(person, paper.at)
    name = _Name(title=spoken.paper(PaperKind(paper.kind)), by=by, at=at)
    return _line(file, state, paper.digest, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Name:
    """By what a reader knows a thing from the others."""

    title: str
    by: str = ""
    at: datetime | None = None


def _line(file: Casefile, state: Keeping, what: str, name: _Name) -> Line:
    one = state.things[what]
    ends = state.ends(what)
    return Line(
        what=what,
        title=name.title,
        by=name.by,
        at=name.at,
        ends=ends,
        held=ends is not None and ends != one.until,
        gone=one.gone,
        ground=one.ground,
        clause=file.law.cite(one.clause) if one.clause else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldLine:
    """One hold: who set it when, until when, how it ended; the digests of its grounds."""

    by: str
    at: datetime
    until: datetime
    ground: str
    ended: datetime | None
    lifted_by: str
    lifted_on: str


def holds(file: Casefile, kept: Kept, person: str) -> tuple[HoldLine, ...]:
    """Every hold on the case, those in force first, then the latest first."""
    latest = kept.holds[::-1]
    found = sorted(latest, key=lambda one: one.ended is not None)
    return tuple(
        HoldLine(
            by=called(file, one.by, to=person),
            at=one.at,
            until=one.until,
            ground=one.ground,
            ended=one.ended,
            lifted_by=called(file, one.lifted_by, to=person),
            lifted_on=one.lifted_on,
        )
        for one in found
    )


__all__ = ["HoldLine", "Line", "Term", "Terms", "holds", "lines", "terms"]
