# SPDX-License-Identifier: Apache-2.0
"""Who is in a case and what was decided in it, as one person may see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core import ballot
from comity.core.ballot import in_force
from comity.core.clause import Clause
from comity.core.docket.state import Box
from comity.core.procedure.words import Contact, Standing, Verb
from comity.core.recusal import entitled
from comity.edge.web import spoken, ways
from comity.edge.web.casefile import Casefile
from comity.edge.web.chambers.declaring import known_as
from comity.edge.web.door import Court
from comity.edge.web.measured import Measured, measured, substantive
from comity.edge.web.names import called, leaf, plainly
from comity.edge.web.ruler import Arithmetic, arithmetic


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyCard:
    """One party: tree, leaf, part in the case, whether heard. Both sides get the same card."""

    name: str
    leaf: int
    roles: str
    known: bool
    reporter: bool
    known_as: str
    marks: tuple[str, ...]
    ways: tuple[tuple[str, str], ...]
    told: datetime | None
    heard: datetime | None


def parties(court: Court, file: Casefile, person: str) -> tuple[PartyCard, ...]:
    """The parties in the order in which they were entered."""
    told: dict[str, datetime] = {}
    for (_notice, to), sent in file.case.notices.items():
        told[to] = min(sent.sent, told.get(to, sent.sent))
    return tuple(
        PartyCard(
            name=called(file, p.person, to=person),
            leaf=leaf(file, p.person),
            roles=", ".join(plainly(r).lower() for r in p.roles),
            known=p.known,
            reporter=bool(set(p.roles) & set(file.law.stands(Standing.REPORTER))),
            known_as=known_as(court, file, person, p.person),
            marks=tuple(file.law.tags[tag] for tag in sorted(p.tags)),
            ways=ways.shown(court.contact(file.stream, person, p.person)),
            told=told.get(p.person),
            heard=file.case.heard.get(p.person),
        )
        for p in file.case.bench.parties.values()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One body of the case and who may act for it now."""

    role: str
    text: str
    people: str
    aside: str
    clause: Clause


def seats(file: Casefile, person: str) -> tuple[Seat, ...]:
    """The bodies that somebody holds, and who of them stepped aside."""
    found = []
    for role in file.law.roles.values():
        holders = file.case.bench.of(role.id)
        if not holders or role.stands in (Standing.REPORTER, Standing.RESPONDENT, Standing.AFFECTED, Standing.WITNESS):
            continue
        now = entitled(file.law.roles, file.case.bench, role.id)
        aside = [p for p in holders if p not in now.persons]
        found.append(
            Seat(
                role=plainly(role.id),
                text=role.text,
                people=", ".join(called(file, p, to=person) for p in holders if p not in aside),
                aside=", ".join(called(file, p, to=person) for p in aside),
                clause=file.law.cite(role.id),
            )
        )
    return tuple(found)


def sealed(file: Casefile, person: str) -> int:
    """How many papers lie there that this person may not open."""
    return len(file.case.papers) - len(file.papers_for(person))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One question: its words, whom it is about, how it stands, and the arithmetic where it may be told."""

    text: str
    about: str
    clause: Clause
    standard: str
    state: str
    answer: str
    cast: int
    asked: int
    counts: tuple[tuple[str, int], ...]
    small: bool
    sum: Arithmetic | None


def tallies(file: Casefile, person: str) -> tuple[Tally, ...]:
    """Every question that was put, counts only where no single vote can be told from them (P11)."""
    return tuple(_tally(file, person, box) for box in file.case.boxes.values())


def _tally(file: Casefile, person: str, box: Box) -> Tally:
    question = file.law.questions[box.question]
    weighted = file.law.roles[box.role].weighted
    texts = {a.id: a.text for a in question.answers}
    answer = file.case.answers.get((box.question, box.about), "")
    small = bool(box.counts) and not weighted and ballot.too_few_for_secrecy(len(box.issued))
    return Tally(
        text=question.text,
        about=called(file, box.about, to=person),
        clause=file.law.cite(box.question),
        standard=question.standard,
        state=_("open") if box.open else _("answered") if answer else _("counted, without an answer"),
        answer=texts.get(answer, plainly(answer)),
        cast=len(box.issued),
        asked=len(entitled(file.law.roles, file.case.bench, box.role).persons) if _by_ballot(file, box) else 0,
        counts=() if small else tuple((spoken.answer(texts, a), n) for a, n in box.counts.items()),
        small=small,
        sum=None if small or not box.counts else _sum(file, box),
    )


def _by_ballot(file: Casefile, box: Box) -> bool:
    """Whether persons cast ballots on it: not a house with its weights, and not one voice that answers for all."""
    voted = any(act.verb is Verb.VOTE and act.question == box.question for act in file.law.acts.values())
    return voted and not file.law.roles[box.role].weighted


def _sum(file: Casefile, box: Box) -> Arithmetic | None:
    question = file.law.questions[box.question]
    stages = in_force(question.stages, file.case.opened or file.at)
    return arithmetic(question, stages[0], box.counts, box.base) if stages and box.base else None


def measures(file: Casefile, person: str) -> tuple[Measured, ...]:
    """Every measure of the case."""
    return measured(file, person, file.case.terms.values())


def contacts(file: Casefile, person: str) -> tuple[tuple[str, int], ...]:
    """Substantive contacts by side; the others are counted in one sum and not told apart (P8)."""
    others = sum(n for (kind, _about), n in file.case.contacts.items() if kind != Contact.SUBSTANTIVE.value)
    sides = substantive(file, person)
    return (*sides, (_("support, safety and caucus, counted together"), others)) if others else sides


__all__ = [
    "PartyCard", "Seat", "Tally", "contacts", "measures", "parties", "sealed", "seats", "tallies",
]  # fmt: skip
