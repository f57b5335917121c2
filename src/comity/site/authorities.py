# SPDX-License-Identifier: Apache-2.0
"""The register of authorities, joined to the desk: who enters, who reads, and that those concerned are told."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from comity.core import access, authority, clerk
from comity.core.clause import Refusal, promise
from comity.core.docket import Case
from comity.core.procedure.model import Procedure
from comity.desk.codec import Codec
from comity.desk.custody import SealedPaper
from comity.desk.filing import Texts
from comity.desk.intake import Roster
from comity.desk.petitions import demands
from comity.desk.ports import Certainty
from comity.desk.room import Asking, Errand, Happened, Opening, Reaction, Room
from comity.site.laws import Folders, Law

if TYPE_CHECKING:
    from comity.site.court import Court

NOT_YOURS = "Only who presides enters and answers what an authority asked for."
NO_CASE = "There is no such case that is yours to preside over."


def authority_room(laws: Folders, current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """What authorities asked for; who presides now enters it, about a case only where they preside over that."""

    def decider(opening: Opening) -> authority.AuthorityDecider:
        return authority.AuthorityDecider()

    def permits(asking: Asking) -> None:
        if asking.command.by != asking.actor:
            raise access.in_anothers_name()
        if not access.keeps_register(current().procedure, roster(), asking.actor):
            raise Refusal(NOT_YOURS, clause=promise(17), field="by")
        if isinstance(asking.command, authority.EnterDemand) and asking.command.case:
            found: Case | None = asking.peek(asking.command.case)
            law = laws.procedure(found.digest) if found is not None and found.opened is not None else None
            if law is None or found is None or access.may_keep(law, found, asking.actor) is None:
                raise Refusal(NO_CASE, clause=promise(10), field="case")

    codec = Codec([*authority.COMMANDS, *authority.EVENTS])
    return Room(kind="authority", codec=codec, decider=decider, permits=permits, reactions=_told)


def _told(happened: Happened) -> Reaction:
    event = happened.event
    if not isinstance(event, authority.ConcernedTold):
        return Reaction()
    told = {"to": event.person, "case": happened.stream}
    return Reaction(errands=(Errand(kind=clerk.MAIL, certainty=Certainty.UNCERTAIN, payload=told),))


class DemandDesk:
    """The register of this community."""

    def __init__(self, court: Court, current: Callable[[], Law]) -> None:
        self._court = court
        self._current = current

    def _law(self) -> Procedure:
        return self._current().procedure

    def readers(self) -> tuple[str, ...]:
        """Who reads it: those who judge or preside now."""
        return access.read_register(self._law(), self._court.roster())

    def enters(self, person: str) -> bool:
        """Whether `person` enters and answers."""
        return access.keeps_register(self._law(), self._court.roster(), person)

    def may_read(self, person: str, digest: str) -> bool:
        """Whether that is a paper of the register, and `person` reads it."""
        register = demands(self._court.desk, self._court.outside.clock.now())
        known = any(digest in one.papers for one in register.all.values())
        return known and bool(person) and person in self.readers()

    def texts(self) -> Texts:
        """Everything that was written in it, with who reads it now."""
        all_ = demands(self._court.desk, self._court.outside.clock.now()).all.values()
        people = frozenset(self.readers()) if all_ else frozenset()
        return {digest: (people, "") for one in all_ for digest in one.papers}

    def read(self, person: str, digest: str) -> str | SealedPaper | None:
        """Such a paper; None where not. Raises `Missing` for an erased text."""
        return self._court.papers.read(digest, person) if self.may_read(person, digest) else None


__all__ = ["DemandDesk", "authority_room"]
