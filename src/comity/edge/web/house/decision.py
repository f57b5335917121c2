# SPDX-License-Identifier: Apache-2.0
"""The decision as a house reads it: what was found, what was answered, what the council wrote, what takes effect when.

No name stands here and no tree: people are numbered as in the public entry. The texts are those that the law opens to a
house, and what follows is worked out by the same law that will decide it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core import sanction
from comity.core.access import house_may_open
from comity.core.clause import Clause
from comity.core.docket import Case
from comity.core.docket.entry import entry
from comity.core.evidence import Paper
from comity.core.perspective import beside_decision
from comity.core.procedure.words import PaperKind, Standing
from comity.edge.web import papers, spoken
from comity.edge.web.door import Court
from comity.edge.web.house.windows import Seen
from comity.edge.web.names import plainly


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One answer of the case that may be told: its question, about whom, the counts where they may be told."""

    text: str
    answer: str
    about: str
    standard: str
    counts: tuple[tuple[str, int], ...]
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text of the council: its author's seat where it is named, and the clause that opens it."""

    text: str
    by: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """What one respondent was told and could answer."""

    about: str
    told: bool
    heard: bool
    answered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One moment of what takes effect: its instant, the words, whether it has passed or is the next one."""

    at: datetime | None
    text: str
    clause: Clause | None
    past: bool = False
    now: bool = False


def number(seen: Seen, person: str) -> str:
    """`respondent 1`, as the public entry says; empty for nobody and for who is no respondent."""
    found = [p.person for p in seen.file.case.bench.parties.values() if _respondent(seen, p.roles)]
    if person not in found:
        return ""
    return _("respondent %(number)s") % {"number": found.index(person) + 1}


def _several(seen: Seen) -> bool:
    """Whether more than one person is named, so that it must be said who is meant."""
    return sum(_respondent(seen, p.roles) for p in seen.file.case.bench.parties.values()) > 1


def _respondent(seen: Seen, roles: tuple[str, ...]) -> bool:
    return bool(set(roles) & set(seen.file.law.stands(Standing.RESPONDENT)))


def findings(seen: Seen) -> tuple[Finding, ...]:
    """What was found: exactly what the public entry would tell now, the house's own question left out."""
    file = seen.file
    told = entry(file.law, file.calendar, file.case, file.at, "")
    answers, counts = told["findings"], told["counts"]
    assert isinstance(answers, tuple)
    assert isinstance(counts, dict)
    return tuple(found for text in answers if (found := _finding(seen, text, counts)) is not None)


def _finding(seen: Seen, text: str, counts: dict[str, int]) -> Finding | None:
    place, _equals, answer = text.partition("=")
    thing, _slash, no = place.partition("/")
    question = seen.file.law.questions[thing]
    if question.id == seen.question.id:
        return None
    texts = {a.id: a.text for a in question.answers}
    mine = ((name.rpartition("/"), n) for name, n in counts.items())
    return Finding(
        text=question.text,
        answer=texts.get(answer, plainly(answer)),
        about=_("respondent %(number)s") % {"number": no} if no and _several(seen) else "",
        standard="" if question.standard == "undefined" else question.standard,
        counts=tuple((spoken.answer(texts, a), n) for (where, _s, a), n in mine if where == place and n),
        clause=seen.file.law.cite(thing),
    )


def sides(seen: Seen) -> tuple[Side, ...]:
    """Whether everybody who is named had notice and answered. What they answered stays with both sides (P18)."""
    case = seen.file.case
    answers = {p.by for p in case.papers if p.kind == PaperKind.ANSWER}
    told = {to for _notice, to in case.notices}
    people = [p.person for p in case.bench.parties.values() if _respondent(seen, p.roles)]
    return tuple(
        Side(about=number(seen, p), told=p in told, heard=p in case.heard, answered=p in answers) for p in people
    )


def decided(court: Court, seen: Seen, person: str) -> tuple[Text, ...]:
    """What the council wrote as its decision, oldest first."""
    papers = (p for p in seen.file.case.papers if p.kind == PaperKind.DECISION)
    return tuple(t for p in papers if (t := _text(court, seen, person, p)) is not None)


def perspectives(court: Court, seen: Seen, person: str) -> tuple[Text, ...]:
    """Every view that stands beside the decision, in an order that tells nothing (P12)."""
    order = [s.digest for s in beside_decision(seen.file.case.papers, kind=PaperKind.PERSPECTIVE.value)]
    papers = sorted(
        (p for p in seen.file.case.papers if p.kind == PaperKind.PERSPECTIVE), key=lambda p: order.index(p.digest)
    )
    return tuple(t for p in papers if (t := _text(court, seen, person, p)) is not None)


def _text(court: Court, seen: Seen, person: str, paper: Paper) -> Text | None:
    clause = house_may_open(seen.file.law, seen.file.case, seen.question.id, paper)
    if clause is None:
        return None
    where = papers.signed_in(seen.file.stream)
    found = papers.body(lambda: court.read_for_house(seen.stream, person, paper.digest), where)
    by = _("its author withheld the name") if paper.withheld else plainly(paper.by)
    return Text(text=found.text or found.gone, by=by, clause=clause)


def _starting(seen: Seen, stands: Case) -> tuple[sanction.Term, ...]:
    """The measures that begin if the house lets it stand."""
    before = seen.file.case.terms
    waiting = (sanction.Life.WAITING, sanction.Life.STAYED)
    return tuple(t for k, t in stands.terms.items() if t.live and (k not in before or before[k].life in waiting))


def _decided(seen: Seen) -> tuple[sanction.Term, ...]:
    """The measures in force that are no interim ones."""
    live = seen.file.case.terms.values()
    return tuple(t for t in live if t.life is sanction.Life.IN_FORCE and not t.interim)


def undone(seen: Seen, falls: Case) -> tuple[str, ...]:
    """The measures that an objection ends, or keeps from beginning."""
    live = ((k, t) for k, t in seen.file.case.terms.items() if t.live)
    return tuple(_words(seen, t) for k, t in live if k in falls.terms and falls.terms[k].life is not t.life)


def _words(seen: Seen, term: sanction.Term) -> str:
    return seen.file.law.measures[term.measure].text or plainly(term.measure)


def course(seen: Seen, stands: Case) -> tuple[Step, ...]:
    """What takes effect when, if the house lets it stand: from what is in force to where the measures end."""
    law = seen.file.law
    found = [Step(at=t.begins, text=_words(seen, t), clause=law.cite(t.measure), past=True) for t in _decided(seen)]
    closes = Step(at=seen.terms.closes, text=_("The window closes."), clause=seen.clause, now=seen.running)
    found.append(closes if seen.running else replace(closes, past=True))
    for term in (*_starting(seen, stands), *_decided(seen)):
        if term not in _decided(seen):
            found.append(Step(at=term.begins, text=_words(seen, term), clause=law.cite(term.measure)))
        if term.ends is not None:
            found.append(Step(at=term.ends, text=_("It ends by itself."), clause=law.cite(term.measure)))
    return tuple(sorted(dict.fromkeys(found), key=lambda s: (s.at is None, s.at or seen.terms.closes)))


def follows(seen: Seen, after: Case) -> tuple[tuple[str, Clause], ...]:
    """What the case comes to next, in the words of the file: the phases that open, or that it is closed."""
    law = seen.file.law
    found = [(law.phases[p].text or plainly(p), law.cite(p)) for p in after.phases if p not in seen.file.case.phases]
    if after.closed is not None and seen.file.case.closed is None:
        found.append((_("The case is closed: %(code)s.") % {"code": plainly(after.outcome).lower()}, seen.clause))
    return tuple(found)


def title(seen: Seen, stands: Case) -> str:
    """What is decided, in the words of the file: the measures, else what was found last, else the question."""
    imposed = (t for t in seen.file.case.terms.values() if not t.interim and t.on_person)
    texts = dict.fromkeys(_words(seen, t).rstrip(".") for t in (*imposed, *_starting(seen, stands)))
    answers = [found.answer.rstrip(".") for found in findings(seen)]
    return "; ".join(texts) or next(iter(reversed(answers)), seen.question.text)


__all__ = [
    "Finding", "Side", "Step", "Text", "course", "decided", "findings", "follows", "number", "perspectives", "sides",
    "title", "undone",
]  # fmt: skip
