# SPDX-License-Identifier: Apache-2.0
"""The papers of a case as one person may read them: the text where a clause opens it, and never a word more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core.clause import Clause
from comity.core.evidence import Paper
from comity.core.procedure.words import PaperKind
from comity.desk.ports import Missing
from comity.edge.web import spoken
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.names import called

_VEILED = frozenset({PaperKind.REPORT, PaperKind.EVIDENCE})
"""Opened by a click: what came in unseen may distress (P14)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One paper: what it is, its text or why there is none, who filed it, when, under which clause it is open."""

    kind: str
    title: str
    text: str
    gone: str
    veiled: bool
    by: str
    person: str
    at: datetime
    clause: Clause | None


def shown(court: Court, file: Casefile, person: str) -> tuple[Shown, ...]:
    """Every paper that `person` may open, oldest first."""
    return tuple(_shown(court, file, person, p, clause) for p, clause in file.papers_for(person))


def _shown(court: Court, file: Casefile, person: str, paper: Paper, clause: Clause) -> Shown:
    text, gone = _text(court, file, person, paper)
    kind = PaperKind(paper.kind)
    return Shown(
        kind=kind.value,
        title=spoken.paper(kind),
        text=text,
        gone=gone,
        veiled=kind in _VEILED and paper.by != person,
        by=_author(file, paper, person),
        person="" if paper.withheld else paper.by,
        at=file.at_for(person, paper.at),
        clause=clause,
    )


def _author(file: Casefile, paper: Paper, person: str) -> str:
    if paper.withheld and paper.by != person:
        return _("its author withheld")
    return called(file, paper.by, to=person) or _("filed with the report")


def _text(court: Court, file: Casefile, person: str, paper: Paper) -> tuple[str, str]:
    try:
        text = court.read_paper(file.stream, person, paper.digest)
    except Missing:
        return "", _("This text was erased. That it was there, its digest proves.")
    return text or "", _("This text is not here to be opened.")


__all__ = ["Shown", "shown"]
