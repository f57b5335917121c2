# SPDX-License-Identifier: Apache-2.0
"""What one person reads of what is kept of them, and what they asked about it; asking, and taking it back.

Nothing here tells of a case that does not exist for them. When an answer is due, the law says (`core.petition`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core.access import may_ask
from comity.core.clause import Clause
from comity.core.petition import KINDS, STATUTE, Petition, SubmitPetition, WithdrawPetition
from comity.desk.filing import ForPetition
from comity.desk.handle import Answer
from comity.desk.petitions import PETITIONS, demands, petitions
from comity.desk.registers import told_of
from comity.edge.web import kept, papers, ways
from comity.edge.web.casefile import Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.filing import filed
from comity.edge.web.forms import Choice
from comity.edge.web.keys import lines
from comity.edge.web.names import called, plainly
from comity.edge.web.papers import Where
from comity.edge.web.taking import Attempt, take, whole
from comity.edge.web.your_data import spoken

ASK, TAKE_BACK = "ask", "take-back"
"""What the forms of the page are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as whoever made it, or answers it, reads it. `due` is None once it has ended."""

    id: str
    kind: str
    at: datetime
    due: datetime | None
    overdue: bool
    ended: datetime | None
    outcome: str
    clause: Clause | None
    statute: str
    words: papers.Body
    ground: papers.Body | None
    answer: papers.Body | None
    mark: str
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is kept of somebody in one case of theirs."""

    file: Casefile
    part: str
    found: kept.Terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Of what an authority asked about this person they were told, and when."""

    authority: str
    basis: str
    scope: str
    outcome: str
    at: datetime
    told: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The whole page."""

    asked: tuple[Asked, ...]
    cases: tuple[Held, ...]
    reached: tuple[tuple[str, str], ...]
    authorities: tuple[Told, ...]
    kinds: tuple[Choice, ...]
    abouts: tuple[Choice, ...]
    sealing: str
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))


def cases_of(court: Court, person: str, streams: Iterable[str] = ()) -> tuple[Casefile, ...]:
    """The cases that exist for `person` and in which they have a part, `streams` among them."""
    with court.desk.store.reading() as unit:
        told = told_of(unit.rows, person)
    at = court.desk.clock.now()
    found = (read_case(court.desk, stream, at) for stream in dict.fromkeys((*streams, *told)))
    return tuple(file for file in found if file is not None and may_ask(file.law, file.case, person))


def sheet(court: Court, person: str, files: Iterable[Casefile], where: Where) -> Sheet:
    """What `person` reads."""
    mine = tuple(files)
    own = petitions(court.desk, court.desk.clock.now()).of(person)
    return Sheet(
        asked=tuple(line(court, person, id, one, where) for id, one in reversed(tuple(own.items()))),
        cases=tuple(_held(court, person, file) for file in mine),
        reached=ways.own(court.own_contact(person)),
        authorities=_authorities(court, person),
        kinds=tuple(
            Choice(value=k, label=spoken.said(spoken.KINDS, k), hint=spoken.said(spoken.HINTS, k)) for k in KINDS
        ),
        abouts=tuple(Choice(value=file.stream, label=file.mark) for file in mine),
        sealing=lines.line(court, ForPetition(asker=person)),
    )


def _held(court: Court, person: str, file: Casefile) -> Held:
    roles = ", ".join(plainly(role).lower() for role in file.case.bench.parties[person].roles)
    return Held(file=file, part=roles or called(file, person), found=kept.terms(court, file, person))


def line(court: Court, person: str, id: str, one: Petition, where: Where) -> Asked:
    """One request, for whoever made it or reads it."""

    def shown(digest: str) -> papers.Body:
        return papers.body(lambda: court.petitions.read(person, digest, where.secrets), where)

    file = read_case(court.desk, one.case, court.desk.clock.now()) if one.case else None
    by_statute = one.document == STATUTE
    return Asked(
        id=id,
        kind=spoken.said(spoken.KINDS, one.kind),
        at=one.at,
        due=one.until if one.ended is None else None,
        overdue=one.ended is None and one.missed,
        ended=one.ended,
        outcome=spoken.said(spoken.OUTCOMES, one.outcome) if one.outcome else "",
        clause=Clause(document=one.document, id=one.clause) if one.clause and not by_statute else None,
        statute=spoken.said(spoken.STATUTES, one.clause) if by_statute else "",
        words=shown(one.words),
        ground=shown(one.ground) if one.ground else None,
        answer=shown(one.answer) if one.answer else None,
        mark=file.mark if file is not None else "",
    )


def _authorities(court: Court, person: str) -> tuple[Told, ...]:
    """What `person` was told of; of what they may not know yet nothing is said, and nothing differs."""
    register = demands(court.desk, court.desk.clock.now()).all.values()
    return tuple(
        Told(
            authority=spoken.said(spoken.AUTHORITIES, one.entered.authority),
            basis=spoken.said(spoken.BASES, one.entered.basis),
            scope=", ".join(spoken.said(spoken.SCOPES, scope) for scope in one.entered.scope),
            outcome=spoken.said(spoken.GIVEN, one.answered.outcome if one.answered is not None else ""),
            at=one.entered.at,
            told=one.told[person],
        )
        for one in register
        if person in one.told
    )


def do(court: Court, person: str, files: Iterable[Casefile], read: Reader) -> str | Attempt:
    """Ask, or take back. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    streams = tuple(file.stream for file in files)
    act = read.raw("act")

    def ask(act_id: str) -> Answer:
        kind, case = read.one_of("kind", KINDS), read.one_of("case", streams, needed=False)
        words = read.paper("words")
        whole(read)
        paper = filed(court, words, ForPetition(asker=person, case=case), "words")
        id = f"asked-{hashlib.sha256(act_id.encode()).hexdigest()[:16]}"
        return _perform(court, SubmitPetition(by=person, id=id, kind=kind, words=paper, case=case), act_id)

    def take_back(act_id: str) -> Answer:
        whole(read)
        return _perform(court, WithdrawPetition(by=person, id=read.raw("id")[:80]), act_id)

    return take(court, read, take_back if act == TAKE_BACK else ask, stands=act in (ASK, TAKE_BACK))


def _perform(court: Court, command: SubmitPetition | WithdrawPetition, act_id: str) -> Answer:
    return court.perform(
        command, act_id=act_id, actor=command.by, stream=PETITIONS, at=court.desk.clock.now()
    )  # fmt: skip


def refused_untyped(read: Reader) -> str:
    """What is said where an address is none."""
    return (
        _("Type the address as a letter needs it, such as name@example.org.")
        if read.raw("address")
        else _("Type the address under which something may be kept.")
    )


def with_attempt(attempt: Attempt | None) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """What was typed into the form that was not taken, and what is wrong with it."""
    asked = attempt is not None and attempt.form == ASK
    return (attempt.sent, attempt.errors) if attempt is not None and asked else ({}, {})


__all__ = [
    "ASK", "TAKE_BACK", "Asked", "Held", "Sheet", "Told", "cases_of", "do", "line", "refused_untyped", "sheet",
    "with_attempt",
]  # fmt: skip
