# SPDX-License-Identifier: Apache-2.0
"""Who holds the key of a paper: whoever may open it, or could after a word of their own (P10).

A paper's key is wrapped for its holders when it is filed. The server hands a wrap out only where `may_open` says so at
that moment; so who has still to declare holds a wrap and does not get it. Wraps that are missing, because somebody was
told, appointed or seated later, are made by whoever opens the case and holds one; those of who went are destroyed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from comity.core.access.opening import CLERK, house_may_open, listens_as, may_open
from comity.core.docket import Case
from comity.core.evidence import Paper, text_beside
from comity.core.procedure.model import Procedure
from comity.core.procedure.refer import TEAR
from comity.core.procedure.words import PaperKind
from comity.core.tear import Tear, TearRules

Held = Mapping[str, Collection[str]]
"""Who has a wrap, by the digest of the paper."""


def holders(law: Procedure, case: Case, paper: Paper) -> tuple[str, ...]:
    """Everybody who holds the key of `paper`, filed or about to be, in the order of their names."""
    filed = case if paper in case.sealed else replace(case, papers=(*case.papers, paper))
    people = {p for role in law.roles for p in case.bench.of(role)} | {paper.by, case.through}
    said = _said(filed, people)
    return tuple(sorted(p for p in people - {"", CLERK} if may_open(law, said, p, paper) is not None))


def _said(case: Case, people: Collection[str]) -> Case:
    """The case as if each of these people had said a word of their own: what is open to each then is theirs to hold.

    Such a word is having declared on everybody who is concerned, or having opened what was sent: a wrap that had to be
    made first would keep a summons from being read until somebody else looks at the case. Nobody's word opens anything
    to another.
    """
    cleared = {**case.bench.cleared, **dict.fromkeys(people, frozenset(case.bench.parties))}
    notices = {key: replace(one, read=one.read or one.sent) for key, one in case.notices.items()}
    return replace(case, bench=replace(case.bench, cleared=cleared), notices=notices)


def houses(law: Procedure, case: Case, paper: Paper) -> tuple[str, ...]:
    """The houses that were asked about this case and read the paper before they vote, by role."""
    asked = {box.question: box.role for box in case.boxes.values() if law.roles[box.role].weighted}
    return tuple(sorted({role for q, role in asked.items() if house_may_open(law, case, q, paper) is not None}))


def entitled_to(law: Procedure, case: Case) -> dict[str, frozenset[str]]:
    """Who holds the key of each paper of the case now, by its digest."""
    found: dict[str, frozenset[str]] = {}
    for paper in case.sealed:
        found[paper.digest] = found.get(paper.digest, frozenset()) | frozenset(holders(law, case, paper))
    return found


def missing(law: Procedure, case: Case, held: Held) -> dict[str, tuple[str, ...]]:
    """Who should hold the key of a paper and does not yet, by digest; papers that lack nobody left out."""
    lacking = {d: tuple(sorted(due - set(held.get(d, ())))) for d, due in entitled_to(law, case).items()}
    return {digest: people for digest, people in lacking.items() if people}


def excess(law: Procedure, case: Case, held: Held) -> dict[str, tuple[str, ...]]:
    """Who holds the key of a paper of the case and must not any more, by digest."""
    return excess_of(entitled_to(law, case), held)


def excess_of(due: Mapping[str, frozenset[str]], held: Held) -> dict[str, tuple[str, ...]]:
    """Who holds the key of a paper and is not among those who are `due` it, by digest.

    The last wrap of a paper is no excess: destroying it would destroy the paper. It is handed out to nobody.
    """
    found: dict[str, tuple[str, ...]] = {}
    for digest, entitled in due.items():
        over = tuple(sorted(set(held.get(digest, ())) - entitled))
        if over and entitled & set(held[digest]):
            found[digest] = over
    return found


def told_small(case: Case) -> tuple[Paper, ...]:
    """What of a case is told as a tear: the report, then the files beside it. Nothing where it is no tear after all."""
    report = next((p for p in case.papers if p.kind == PaperKind.REPORT and TEAR in case.referred), None)
    if report is None:
        return ()
    return (report, *(one for one in case.files if text_beside([report], one) is not None))


def hearers(tear: Tear, rules: TearRules, roster: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Who holds the key of what was told of a tear: its reporter, who told it for them, and who listens."""
    listening = {p for people in roster.values() for p in people if listens_as(rules.listens, roster, p)}
    return tuple(sorted((listening | {tear.reporter, tear.through}) - {""}))


__all__ = ["Held", "entitled_to", "excess", "excess_of", "hearers", "holders", "houses", "missing", "told_small"]
