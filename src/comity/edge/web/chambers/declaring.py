# SPDX-License-Identifier: Apache-2.0
"""Before anything is read: who is concerned, and whether this person is free of conflict with them (P10).

The law says on whom somebody has to declare (`docket.to_declare`). As what they are known here lies in the vault.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from django.http import HttpRequest

from comity.core.access import may_know
from comity.core.docket import DeclareFree, to_declare
from comity.core.procedure.words import Verb
from comity.desk.handle import Answer
from comity.edge.web import acting
from comity.edge.web.casefile import Casefile
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.forms import Form
from comity.edge.web.names import called, leaf, plainly
from comity.edge.web.taking import Attempt, take, whole

FREE = "declare:free"
"""What the form is called by which somebody says to be free of conflict."""
ANCHOR = "declare"


@dataclass(frozen=True, slots=True, kw_only=True)
class Concerned:
    """One party on whom somebody declares."""

    person: str
    name: str
    leaf: int
    roles: str
    known_as: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What the page asks before it opens a paper. `aside` is where one steps aside instead; empty: nowhere now."""

    concerned: tuple[Concerned, ...]
    of: tuple[str, ...]
    again: bool
    aside: str
    act: str = FREE
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))


def has_to_declare(file: Casefile, person: str) -> tuple[str, ...]:
    """The parties on whom `person` has still to say to be free of conflict, as the law says."""
    return file.once("to declare", person, lambda: to_declare(file.law, file.case, person))


def declaration(court: Court, file: Casefile, person: str, offered: tuple[Form, ...]) -> Declaration | None:
    """What `person` has to declare before reading; None where nothing is to be declared."""
    to_say = has_to_declare(file, person)
    if not to_say:
        return None
    parties = file.case.bench.parties
    return Declaration(
        concerned=tuple(_concerned(court, file, person, p) for p in to_say),
        of=tuple(parties),
        again=len(to_say) < len(parties),
        aside=next((f.anchor for f in offered if f.verb == Verb.DECLARE.value), ""),
    )


def _concerned(court: Court, file: Casefile, person: str, party: str) -> Concerned:
    return Concerned(
        person=party,
        name=called(file, party),
        leaf=leaf(file, party),
        roles=", ".join(plainly(r).lower() for r in file.case.bench.parties[party].roles),
        known_as=known_as(court, file, person, party),
    )


def known_as(court: Court, file: Casefile, person: str, party: str) -> str:
    """As what a party is known here, if `person` may know it; a seat by its own word."""
    if not may_know(file.law, file.case, person):
        return ""
    seats = {p for people in file.case.bench.holders.values() for p in people}
    return court.known_as(party) or (plainly(party) if party in seats else "")


def free_or_else(
    court: Court, file: Casefile, person: str, offered: tuple[Form, ...], request: HttpRequest
) -> str | Attempt:
    """What a form asks for where somebody may have to declare first: to say so, or any act; see `acting.do`."""
    if request.POST.get("act") == FREE:
        return do(court, file, person, request)
    return acting.do(court, file, person, offered, request)


def do(court: Court, file: Casefile, person: str, request: HttpRequest) -> str | Attempt:
    """Say that one is free. The code of what to say next, or the attempt. Raises `Malformed`, `Exhausted`."""
    read = Reader(request)
    command = DeclareFree(by=person, of=read.many("of"))

    def act(act_id: str) -> Answer:
        whole(read)
        return acting.perform(court, file, command, act_id=act_id, person=person)

    return take(court, read, act, stands=False)


__all__ = [
    "ANCHOR",
    "FREE",
    "Concerned",
    "Declaration",
    "declaration",
    "do",
    "free_or_else",
    "has_to_declare",
    "known_as",
]
