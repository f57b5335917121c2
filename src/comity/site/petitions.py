# SPDX-License-Identifier: Apache-2.0
"""Requests about one's own data, joined to the desk: who reads and answers them, and who hears of it by letter."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from comity.core import access, clerk, petition
from comity.core.clause import Refusal, promise
from comity.core.docket import Case
from comity.core.procedure.model import Procedure
from comity.desk.canonical import canonical
from comity.desk.codec import Codec
from comity.desk.custody import SealedPaper
from comity.desk.errands import Carried
from comity.desk.filing import Texts
from comity.desk.intake import Roster
from comity.desk.petitions import PETITIONS
from comity.desk.petitions import petitions as read_petitions
from comity.desk.ports import Certainty, Conflict, Effect
from comity.desk.room import Asking, Errand, Happened, Opening, Reaction, Room
from comity.desk.wishes import ADDRESS
from comity.site.laws import Folders, Law

if TYPE_CHECKING:
    from comity.site.court import Court

ASKED = "petition-asked"
"""The errand that tells whoever answers that a request waits."""
ASKER = "asker-"
"""What the pseudonym of somebody begins with of whom only an address is known."""
FORGET = "forget-asker"
"""The errand that destroys such an address."""
KEPT_FOR = timedelta(days=90)
"""How long the address is kept after it was proved, or after its last request was answered."""
NOT_YOURS = "You have no such case."
NOT_ANSWERING = "Only who presides, and did not ask it themselves, answers this."


def petition_room(laws: Folders, current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """What persons ask about their own data, under the version in force."""

    def decider(opening: Opening) -> petition.PetitionDecider:
        law = current()
        return petition.PetitionDecider(rules=petition.rules_of(law.procedure, law.calendar))

    codec = Codec([*petition.COMMANDS, *petition.EVENTS])
    permits = partial(_permits, laws, current, roster)
    return Room(kind="petition", codec=codec, decider=decider, permits=permits, reactions=_reactions)


def _permits(laws: Folders, current: Callable[[], Law], roster: Callable[[], Roster], asking: Asking) -> None:
    if asking.command.by != asking.actor:
        raise access.in_anothers_name()
    match asking.command:
        case petition.SubmitPetition(by=by, case=case) if case:
            found = _case(laws, asking.peek(case))
            if found is None or not access.may_ask(*found, by):
                raise Refusal(NOT_YOURS, clause=promise(4), field="case")
        case petition.ProlongPetition(id=id) | petition.AnswerPetition(id=id) if id in asking.state.all:
            one: petition.Petition = asking.state.all[id]
            of = _case(laws, asking.peek(one.case)) if one.case else None
            if asking.actor not in access.answer_asked(current().procedure, roster(), one.by, of):
                raise Refusal(NOT_ANSWERING, clause=promise(10), field="by")
        case _:
            pass


def _reactions(happened: Happened) -> Reaction:
    """Who answers hears that somebody asked; whoever asked, that something was said; a proved address goes later."""
    event = happened.event
    if isinstance(event, petition.Petitioned):
        return Reaction(errands=(Errand(kind=ASKED, certainty=Certainty.IDEMPOTENT, payload={"id": event.id}),))
    by, made = happened.state.all[event.id].by, []
    if isinstance(event, petition.PetitionProlonged | petition.PetitionAnswered):
        told = {"to": by, "case": happened.stream}
        made.append(Errand(kind=clerk.MAIL, certainty=Certainty.UNCERTAIN, payload=told))
    if by.startswith(ASKER) and isinstance(event, petition.PetitionAnswered | petition.PetitionWithdrawn):
        later = happened.at + KEPT_FOR
        made.append(Errand(kind=FORGET, certainty=Certainty.IDEMPOTENT, payload={"person": by}, not_before=later))
    return Reaction(errands=tuple(made))


def _case(laws: Folders, case: Case | None) -> tuple[Procedure, Case] | None:
    if case is None or case.opened is None:
        return None
    return laws.procedure(case.digest), case


class PetitionDesk:
    """The requests of this community."""

    def __init__(self, court: Court, current: Callable[[], Law]) -> None:
        self._court = court
        self._current = current

    def readers(self, one: petition.Petition) -> tuple[str, ...]:
        """Who reads a request beside whoever asked."""
        return self.sealed_for(one.by, one.case)

    def sealed_for(self, asker: str, case: str) -> tuple[str, ...]:
        """Who reads what `asker` asks about a case of theirs, or about none."""
        return access.read_asked(self._current().procedure, self._court.roster(), asker, self._of(case))

    def answers(self, one: petition.Petition) -> tuple[str, ...]:
        """Who answers it."""
        return access.answer_asked(self._current().procedure, self._court.roster(), one.by, self._of(one.case))

    def _of(self, case: str) -> tuple[Procedure, Case] | None:
        return self._court.case(case) if case and self._court.desk.state(case).version else None

    def proved_address(self, person: str, one: petition.Petition) -> str:
        """The address that whoever made a request proved, for who answers it; else empty."""
        if not one.by.startswith(ASKER) or person not in self.answers(one):
            return ""
        return self._court.own_contact(one.by).get(ADDRESS, "")

    def may_read(self, person: str, digest: str) -> bool:
        """Whether that is a paper of a request that `person` made, or reads."""
        all_ = read_petitions(self._court.desk, self._court.outside.clock.now()).all
        found = next((one for one in all_.values() if digest in one.papers), None)
        return bool(person) and found is not None and (person == found.by or person in self.readers(found))

    def texts(self) -> Texts:
        """Everything that was written about requests, with who reads it now."""
        found: dict[str, tuple[frozenset[str], str]] = {}
        for one in read_petitions(self._court.desk, self._court.outside.clock.now()).all.values():
            people = frozenset(self.readers(one))
            for digest in one.papers:
                found.setdefault(digest, (people, one.by))
        return found

    def read(self, person: str, digest: str, secrets: Sequence[str] = ()) -> str | SealedPaper | None:
        """Such a paper, opened by one of the `secrets` where the house cannot; None where not. Raises `Missing`."""
        return self._court.papers.read(digest, person, secrets=secrets) if self.may_read(person, digest) else None


class Asked:
    """Tells whoever answers a request that it waits: one letter for each, through the outbox."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Queue the letters. Doing it again changes nothing."""
        one = read_petitions(self._court.desk, at).all[json.loads(effect.payload)["id"]]
        letters = [
            Effect(
                key=f"{effect.key}/{person}", kind=clerk.MAIL, certainty=Certainty.UNCERTAIN,
                payload=canonical({"to": person, "case": PETITIONS}), source=effect.source, not_before=at,
            )
            for person in self._court.petitions.answers(one)
        ]  # fmt: skip
        for letter in letters:
            try:
                with self._court.desk.store.transaction() as unit:
                    unit.outbox.put([letter])
            except Conflict:  # it was queued at an earlier try
                continue
        return Carried()

    def done(self, effect: Effect) -> Carried | None:
        """Doing it again changes nothing."""
        return None


__all__ = ["ASKED", "ASKER", "FORGET", "KEPT_FOR", "Asked", "PetitionDesk", "petition_room"]
