# SPDX-License-Identifier: Apache-2.0
"""What of a case may stand in the public registry: computed once, at the release, and then never changed (P17).

No person, no name, no date (P18): people are numbered within the entry in the order in which they were entered, time
is told by the period of the calendar. Counts of so few votes that one could be told from them are left out (P11).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from comity.core import ballot
from comity.core.calendar import Calendar
from comity.core.docket.guards import respondents
from comity.core.docket.state import Box, Case, Values
from comity.core.perspective import beside_decision
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PaperKind


def entry(law: Procedure, calendar: Calendar, case: Case, at: datetime, kind: str) -> Values:
    """The values of one `case.published` fact.

    `findings` read `question/n=answer`, `measures` `measure/n=life`, where n numbers the respondent and is left out
    where the thing is about nobody; `counts` are votes or weights by `question/n/answer`, `bases` what they are a share
    of; `perspectives` the digests that stand beside the decision, with their author's seat unless withheld.
    """
    number = {p.person: str(n) for n, p in enumerate(respondents(law, case), 1)}
    return {
        "entry": kind,
        "period": period_of(law, calendar, at),
        "procedure": law.id,
        "findings": tuple(f"{_at(q, about, number)}={a}" for (q, about), a in case.answers.items() if _public(law, q)),
        "measures": tuple(f"{_at(t.measure, t.about, number)}={t.life.value}" for t in case.terms.values()),
        "codes": case.codes,
        "counts": _counts(law, case, number),
        "bases": {_at(b.question, b.about, number): b.base for b in _told(law, case)},
        "perspectives": tuple(p.digest for p in beside_decision(case.papers, kind=PaperKind.PERSPECTIVE.value)),
    }


def _public(law: Procedure, question: str) -> bool:
    """Findings, what a house said, and what the file calls public; how a report was sorted is not."""
    asked = law.questions[question]
    return asked.public or asked.finding or law.roles[asked.to].weighted


def period_of(law: Procedure, calendar: Calendar, at: datetime) -> str:
    """The period in which `at` lies, as `cycle 17`; empty where there is no calendar."""
    kinds = [d.period for d in law.duties.values()] or sorted(calendar.periods)
    for kind in kinds:
        found = calendar.period_at(kind, at)
        if found is not None:
            return f"{kind} {found.id}"
    return ""


def _at(thing: str, about: str, number: Mapping[str, str]) -> str:
    return f"{thing}/{number.get(about, '0')}" if about else thing


def _told(law: Procedure, case: Case) -> tuple[Box, ...]:
    """The counted boxes whose counts may be told: weights of a house, and votes of enough members."""
    counted = (b for b in case.boxes.values() if b.counts and _public(law, b.question))
    return tuple(b for b in counted if law.roles[b.role].weighted or not ballot.too_few_for_secrecy(len(b.issued)))


def _counts(law: Procedure, case: Case, number: Mapping[str, str]) -> dict[str, int]:
    return {
        f"{_at(b.question, b.about, number)}/{answer}": votes
        for b in _told(law, case)
        for answer, votes in b.counts.items()
    }


__all__ = ["entry", "period_of"]
