# SPDX-License-Identifier: Apache-2.0
"""Who may see and do what, when, and under which clause (P4, P8, P10).

Three questions: may this actor send this command; does this case exist for this person; may this person open this
paper. What somebody may do inside a case is `docket.options`; this room does not repeat it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from comity.core.clause import Clause, Refusal, promise
from comity.core.docket import Case, Command, DoAct, OpenCase, Reseat, SettleAsk
from comity.core.docket.leave import CLERK, was_told
from comity.core.evidence import Paper
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PARTIES, PaperKind, Standing
from comity.core.recusal import in_conflict

_BENCH = frozenset({Standing.JUDGE, Standing.PRESIDES})
_SIDES: Mapping[PaperKind, frozenset[Standing]] = MappingProxyType(
    {
        PaperKind.REPORT: _BENCH,
        PaperKind.WORDS: _BENCH | PARTIES,
        PaperKind.ANSWER: _BENCH | {Standing.REPORTER, Standing.RESPONDENT, Standing.REVIEWER},
        PaperKind.EVIDENCE: _BENCH | {Standing.REPORTER, Standing.RESPONDENT, Standing.REVIEWER},
        PaperKind.PERSPECTIVE: _BENCH,
        PaperKind.DISCUSSION: _BENCH,
        PaperKind.MINUTES: _BENCH,
        PaperKind.DRAFT: _BENCH,
        PaperKind.DECISION: _BENCH | PARTIES | {Standing.REVIEWER, Standing.EXECUTOR},
        PaperKind.MEDIATION: frozenset({Standing.HELPER, Standing.REPORTER, Standing.RESPONDENT}),
        PaperKind.APPEAL: _BENCH | {Standing.REPORTER, Standing.RESPONDENT, Standing.REVIEWER},
    }
)
"""Which standings may open a kind of paper. Its author always may. Talks are closed to those who judge (P8)."""


def permits(command: Command, actor: str) -> None:
    """Nobody acts in another's name. Raises `Refusal`."""
    match command:
        case Reseat():
            allowed = actor == CLERK
        case OpenCase():
            allowed = True
        case DoAct(by=by) | SettleAsk(by=by):
            allowed = actor == by
    if not allowed:
        raise in_anothers_name()


def in_anothers_name() -> Refusal:
    """The refusal of an act that one person sends in the name of another."""
    return Refusal("nobody acts in the name of another", clause=promise(10), field="by")


def standings(law: Procedure, case: Case, person: str) -> frozenset[Standing]:
    """In what positions `person` stands to the case now: conflicts taken out, parties only once they were told."""
    found = (r for r in law.roles.values() if person in case.bench.of(r.id) and not in_conflict(r, case.bench, person))
    return frozenset(r.stands for r in found if r.stands not in PARTIES or _knows(case, r.stands, person))


def _knows(case: Case, stands: Standing, person: str) -> bool:
    return stands is Standing.REPORTER or was_told(case, person)


def exists_for(law: Procedure, case: Case, person: str) -> bool:
    """Whether the case exists for this person at all. For everybody else it must look like one that never was."""
    return bool(standings(law, case, person) - {Standing.PUBLIC, Standing.REVIEWER}) or (
        Standing.REVIEWER in standings(law, case, person) and bool(case.entries)
    )


def may_open(law: Procedure, case: Case, person: str, paper: Paper) -> Clause | None:
    """The clause under which `person` may open the paper; None where there is none."""
    if person and paper.by == person and not case.bench.aside(person):
        return promise(3)
    kind = PaperKind(paper.kind)
    if not standings(law, case, person) & _SIDES[kind]:
        return None
    if kind is PaperKind.MEDIATION or not paper.confidential:
        return law.cite(paper.act)
    return None


__all__ = ["CLERK", "exists_for", "in_anothers_name", "may_open", "permits", "standings"]
