# SPDX-License-Identifier: Apache-2.0
"""What a party takes along as a copy of what is theirs."""

from __future__ import annotations

from comity.core.access.opening import may_open
from comity.core.docket import Case
from comity.core.evidence import Paper
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PaperKind

_TOLD = frozenset({PaperKind.WORDS.value, PaperKind.DECISION.value})


def copied(law: Procedure, case: Case, person: str) -> tuple[Paper, ...]:
    """The papers of the copy of `person`, a party, in the order of filing: the own ones, the words, what was decided.

    Only what they may open now. What the other side or a witness wrote they read here and do not take along: it is
    theirs.
    """
    if person not in case.bench.parties:
        return ()
    theirs = (paper for paper in case.papers if paper.by == person or paper.kind in _TOLD)
    return tuple(paper for paper in theirs if may_open(law, case, person, paper) is not None)


__all__ = ["copied"]
