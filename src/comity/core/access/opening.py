# SPDX-License-Identifier: Apache-2.0
"""Who may see and do what, when, and under which clause (P4, P8, P10).

Two questions: does this case exist for this person; may this person open this paper. Who sends a command in whose name
stands in `sending`. What somebody may do inside a case is `docket.options`; this room does not repeat it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType

from comity.core.access.screening import DECIDES, screeners, screens
from comity.core.access.standing import standings
from comity.core.clause import Clause, promise
from comity.core.docket import Case, to_declare
from comity.core.docket.leave import CLERK, standing_roles, was_told, why_not
from comity.core.docket.options import about_whom, answerers
from comity.core.evidence import Paper, text_beside
from comity.core.mediation import talks
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.words import PARTIES, PaperKind, Standing, Verb
from comity.core.recusal import entitled
from comity.core.sanction import Term
from comity.core.tear import Tear, TearRules
from comity.core.veto import Window

_BENCH = DECIDES
_SIDES: Mapping[PaperKind, frozenset[Standing]] = MappingProxyType(
    {
        PaperKind.REPORT: _BENCH,
        PaperKind.WORDS: _BENCH | PARTIES,
        PaperKind.ANSWER: _BENCH | {Standing.REPORTER, Standing.RESPONDENT, Standing.REVIEWER},
        PaperKind.EVIDENCE: _BENCH | {Standing.REPORTER, Standing.RESPONDENT, Standing.REVIEWER},
        PaperKind.PERSPECTIVE: _BENCH,
        PaperKind.DISCUSSION: _BENCH,
        PaperKind.MINUTES: _BENCH,
        PaperKind.CALL: _BENCH | PARTIES,
        PaperKind.DRAFT: _BENCH,
        PaperKind.DECISION: _BENCH | PARTIES | {Standing.REVIEWER, Standing.EXECUTOR},
        PaperKind.APPEAL: _BENCH | {Standing.REPORTER, Standing.RESPONDENT, Standing.REVIEWER},
        PaperKind.REPLY: _BENCH | {Standing.REPORTER},
    }
)
"""Which standings may open a kind of paper. Its author always may. What was said in a talk is not among them (P8)."""


def tally_acts(law: Procedure, question: str) -> tuple[Act, ...]:
    """The acts by which the numbers of a question are brought: while the house votes, or after its close."""
    return tuple(a for a in law.acts.values() if a.verb is Verb.TALLY and a.question == question)


def may_tally(law: Procedure, case: Case, person: str, question: str) -> bool:
    """Whether `person` is one of those who bring a house's numbers to this case."""
    return any(standing_roles(law, case, act, person) for act in tally_acts(law, question))


_NOT_YET = frozenset({Standing.PUBLIC, Standing.REVIEWER, Standing.EXECUTOR})
"""Standings that alone make nobody a part of a case: it comes to them when it calls on them, or is published."""


def exists_for(law: Procedure, case: Case, person: str) -> bool:
    """Whether the case exists for this person at all. For everybody else it must look like one that never was."""
    found = standings(law, case, person)
    if found - _NOT_YET:
        return not only_leads(law, case, person) or _talked(law, case)
    return bool(found - {Standing.PUBLIC}) and (bool(case.entries) or _called_on(law, case, person))


def _called_on(law: Procedure, case: Case, person: str) -> bool:
    """Whether the case has told this person something, or asks something of it now."""
    asked = any(person in answerers(law, case, a) for a in case.asks.values())
    open_to = (entitled(law.roles, case.bench, b.role).persons for b in case.boxes.values() if b.open)
    return asked or was_told(case, person) or any(person in persons for persons in open_to)


def may_open(law: Procedure, case: Case, person: str, paper: Paper) -> Clause | None:
    """The clause under which `person` may open the paper; None where there is none.

    Who decides opens nothing before having declared on everybody who is concerned, and before the parties are entered
    only the two who screen open anything (P10). Who was summoned opens nothing before the record says that they opened
    the summons (P4, P5). A file is open to whoever may open the text beside which it lies.
    """
    if paper.beside:
        text = text_beside(case.papers, paper)
        return None if text is None else may_open(law, case, person, text)
    if person and paper.by == person and (person in case.bench.parties or not case.bench.aside(person)):
        return promise(3)
    if not exists_for(law, case, person) or unopened(law, case, person):
        return None
    found = _reading(law, case, person)
    if paper.confidential or paper.kind == PaperKind.MEDIATION:
        opened = _speaks(law, case, person, paper) and not to_declare(law, case, person)
    elif to_declare(law, case, person):
        opened = False
    elif Standing.RESPONDENT in found and Standing.REPORTER not in found:
        opened = bool(found & _SIDES[PaperKind(paper.kind)]) and _agreed(law, case, person, paper)
    else:
        opened = bool(found & _SIDES[PaperKind(paper.kind)]) or _told_to_a_leader(law, case, person, paper)
    return law.cite(paper.act) if opened else None


def _reading(law: Procedure, case: Case, person: str) -> frozenset[Standing]:
    """As what `person` reads now: who decides and does not screen waits until the parties are entered."""
    found = standings(law, case, person)
    waits = bool(found & _BENCH) and screens(law, case) and person not in screeners(law, case)
    return found - _BENCH if waits else found


def unopened(law: Procedure, case: Case, person: str) -> bool:
    """Whether a summons lies there that `person` has still to open, where the file has an act for that."""
    acts = [a for a in law.acts.values() if a.verb is Verb.READ and law.notices[a.notice or ""].summons]
    return case.now is not None and any(
        about_whom(law, case, act, person) and why_not(law, case, act, person, case.now) is None for act in acts
    )


def opens(law: Procedure, case: Case, person: str) -> frozenset[PaperKind]:
    """The kinds of papers that the position of `person` opens in general; all others stay closed, filed or not."""
    found = standings(law, case, person)
    return frozenset(kind for kind, to in _SIDES.items() if found & to)


def may_preview(law: Procedure, case: Case, person: str) -> bool:
    """P18: each side sees the entry that would be published, once what was decided may be read, and not before."""
    decisions = (p for p in case.papers if p.kind == PaperKind.DECISION)
    return person in case.bench.parties and any(may_open(law, case, person, p) is not None for p in decisions)


def may_release(law: Procedure, case: Case, person: str) -> bool:
    """P18: who judges or presides sees the entry as it would be published, once something in it is answered."""
    told = any(law.questions[q].finding or law.questions[q].public for q, _about in case.answers if q in law.questions)
    bench = bool(standings(law, case, person) & _BENCH) and person not in case.bench.parties
    return told and bench and not to_declare(law, case, person)


def measures_seen(law: Procedure, case: Case, person: str) -> tuple[Term, ...]:
    """The measures that a party sees: those on oneself, on contents and places; the others once it was decided (P8)."""
    decided = may_preview(law, case, person)
    party = person in case.bench.parties and exists_for(law, case, person)
    return tuple(t for t in case.terms.values() if party and (decided or t.about in ("", person)))


def may_know(law: Procedure, case: Case, person: str) -> bool:
    """Whether `person` may learn as what the parties are known here: who has to declare on them cannot do so otherwise.

    What is known of them lies in the vault, never in the case; who stepped aside, or is a party, is not told.
    """
    bench = frozenset({Standing.JUDGE, Standing.PRESIDES, Standing.REVIEWER})
    return person not in case.bench.parties and bool(standings(law, case, person) & bench)


def may_reach(law: Procedure, case: Case, person: str, about: str) -> Clause | None:
    """The clause under which `person` may open how a party can be reached: for who presides, free of conflict (P21)."""
    presides = Standing.PRESIDES in standings(law, case, person)
    return promise(21) if presides and about in case.bench.parties and about != person else None


def only_leads(law: Procedure, case: Case, person: str) -> bool:
    """Whether `person` is in the case for its talks alone: then nothing of the adjudication is for that person (P8)."""
    held = {r.id for r in law.roles.values() if person in case.bench.of(r.id)}
    return bool(held) and held <= {role for talk in talks(law) for role in talk.leads}


def _talked(law: Procedure, case: Case) -> bool:
    """Whether a talk is open, or was: before, who leads talks by a seat learns of no case."""
    return any(t.phase in case.phases or (t.phase, "opened") in case.trace for t in talks(law))


def may_speak(law: Procedure, case: Case, person: str) -> bool:
    """Whether `person` leads a talk of this case and may say something in it now.

    First comes the word that there is no conflict and no interest; a file may let another act come first as well. Until
    then there is only the referral.
    """
    acts = (law.acts[a] for t in talks(law) for a in law.phases[t.phase].acts)
    papers = (a for a in acts if a.paper is PaperKind.MEDIATION and _in_aid(law, case, a, person))
    if case.now is None or to_declare(law, case, person):
        return False
    return any(why_not(law, case, a, person, case.now) is None for a in papers)


def _in_aid(law: Procedure, case: Case, act: Act, person: str) -> bool:
    return any(law.roles[r].stands is Standing.HELPER for r in standing_roles(law, case, act, person))


def _told_to_a_leader(law: Procedure, case: Case, person: str, paper: Paper) -> bool:
    """P8: all that a leader of talks reads of the matter is what the reporter agreed to and the other side was told."""
    summons = [s.sent for (id, _to), s in case.notices.items() if law.notices[id].summons]
    if paper.kind != PaperKind.WORDS or not summons:
        return False
    return _last_words(case, min(summons)) == paper and may_speak(law, case, person)


def hears(law: Procedure, case: Case, window: Window, person: str) -> bool:
    """Whether a window of a house exists for `person`: a delegate on its roll, or who brings its numbers."""
    if window.terms is None or not person:
        return False
    question = window.terms.question.rpartition("#")[0].partition("/")[0] or window.terms.question
    return person in window.terms.roll.weights or may_tally(law, case, person, question)


_HOUSE = frozenset({PaperKind.DECISION, PaperKind.PERSPECTIVE})
"""What a house reads of a case: the decision and the views beside it (P12), never what was told or answered."""


def house_may_open(law: Procedure, case: Case, question: str, paper: Paper) -> Clause | None:
    """The clause under which a house that was asked `question` opens the paper, files left out; None: there is none."""
    if paper.beside:
        return None
    asked = any(b.question == question and law.roles[b.role].weighted for b in case.boxes.values())
    return law.cite(paper.act) if asked and paper.kind in _HOUSE and not paper.confidential else None


def _speaks(law: Procedure, case: Case, person: str, paper: Paper) -> bool:
    """P8: what is said in a talk is open to those who may speak in it, and closed to those who only judge."""
    if paper.act not in law.acts or not person:
        return False
    beside = (a for t in talks(law) if paper.act in law.phases[t.phase].acts for a in law.phases[t.phase].acts)
    spoken = (law.acts[a] for a in (paper.act, *beside) if law.acts[a].paper is not None)
    roles = (r for act in spoken for r in standing_roles(law, case, act, person))
    return any(law.roles[r].stands not in _BENCH for r in roles)


def _agreed(law: Procedure, case: Case, person: str, paper: Paper) -> bool:
    """P4: the other side reads the words that were agreed to, as they stood when it was summoned, and no earlier draft.

    Before the summons it reads only what was decided.
    """
    if paper.kind == PaperKind.DECISION:
        return True
    summons = [s.sent for (id, to), s in case.notices.items() if to == person and law.notices[id].summons]
    if not summons or paper.kind != PaperKind.WORDS:
        return bool(summons)
    return _last_words(case, min(summons)) == paper


def _last_words(case: Case, at: datetime) -> Paper | None:
    """The exact words as they stood `at`."""
    words = [p for p in case.papers if p.kind == PaperKind.WORDS and p.at <= at]
    return words[-1] if words else None


def listens_as(listens: Collection[str], roster: Mapping[str, tuple[str, ...]], person: str) -> tuple[str, ...]:
    """The roles under which `person` listens to small tears now; none for whoever does not."""
    return tuple(role for role in sorted(listens) if person and person in roster.get(role, ()))


def may_hear(tear: Tear, rules: TearRules, roster: Mapping[str, tuple[str, ...]], person: str) -> Clause | None:
    """The clause under which `person` may open what was told of a tear; None where there is none.

    Its reporter, whoever told it for them, and those who listen. For everybody else it looks like one that never was.
    """
    if person and person in (tear.reporter, tear.through):
        return promise(3)
    return rules.clause if listens_as(rules.listens, roster, person) else None


__all__ = [
    "CLERK",
    "exists_for",
    "hears",
    "house_may_open",
    "listens_as",
    "may_hear",
    "may_know",
    "may_open",
    "may_preview",
    "may_release",
    "may_reach",
    "may_speak",
    "may_tally",
    "measures_seen",
    "only_leads",
    "opens",
    "tally_acts",
    "unopened",
]
