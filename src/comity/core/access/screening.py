# SPDX-License-Identifier: Apache-2.0
"""Who reads what came in before the parties are entered: two of those who decide, whom nobody picks (P10).

Who might be in conflict cannot know it before the parties are named; so until then two read, and they enter them.
"""

from __future__ import annotations

from comity.core.access.standing import standings
from comity.core.docket import Case
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PaperKind, Standing, Verb

DECIDES = frozenset({Standing.JUDGE, Standing.PRESIDES})
"""The standings that read what the council reads."""
TWO = 2


def screens(law: Procedure, case: Case) -> bool:
    """Whether the case still waits for its parties.

    It does not where a respondent is known, where somebody was entered by an act, or once those who judge were asked a
    question; nor under a procedure that enters nobody.
    """
    entering = [act.id for act in law.acts.values() if act.verb is Verb.ENTER]
    responds = set(law.stands(Standing.RESPONDENT))
    if not entering or any(responds & set(party.roles) for party in case.bench.parties.values()):
        return False
    judging = {r.id for r in law.roles.values() if r.stands is Standing.JUDGE and not r.weighted}
    asked = any(box.role in judging for box in case.boxes.values())
    return not asked and not any((act, "done") in case.trace for act in entering)


def screeners(law: Procedure, case: Case) -> tuple[str, ...]:
    """Who screens: one who presides and one who judges, or two who judge where nobody presides.

    Only those count who are free of conflict and no party. Whose turn it is follows from the digest of the report;
    where one of them steps aside it is the next one's. Fewer than two where there are no more.
    """
    preside = _in_turn(law, case, Standing.PRESIDES)[:1]
    judge = [person for person in _in_turn(law, case, Standing.JUDGE) if person not in preside]
    return (*preside, *judge[: TWO - len(preside)])


def _in_turn(law: Procedure, case: Case, stands: Standing) -> list[str]:
    """Those who stand so, beginning with the one whose turn it is."""
    people = {p for role in law.roles.values() if not role.weighted for p in case.bench.of(role.id)}
    free = sorted(p for p in people - set(case.bench.parties) if stands in standings(law, case, p))
    first = _turn(case) % len(free) if free else 0
    return free[first:] + free[:first]


def _turn(case: Case) -> int:
    digest = next((paper.digest for paper in case.papers if paper.kind == PaperKind.REPORT), "0")
    return int(digest[:12], 16)


__all__ = ["DECIDES", "screeners", "screens"]
