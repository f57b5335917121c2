# SPDX-License-Identifier: Apache-2.0
"""What carries out the effects of this site: letters (see `letters`), windows of the house, tears, and, where no
platform is joined yet, a human."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from comity.core import access, clerk, council, tear
from comity.core.access import CLERK
from comity.core.clause import Malformed, Refusal
from comity.core.docket import Reseat
from comity.core.procedure.refer import TEAR
from comity.desk import house
from comity.desk.canonical import canonical
from comity.desk.errands import AskHuman, Carried, Carrier, NotCarried
from comity.desk.intake import told_of_tear
from comity.desk.ports import Effect, Missing
from comity.site import addresses, digests, keeping, letters, petitions
from comity.site.letters import ADDRESS
from comity.site.rooms import CLOSE_WINDOW, KEYS_LEFT, RESEAT, TEAR_TO_CASE

if TYPE_CHECKING:
    from comity.site.court import Court


class ByHand:
    """Asks a human to carry a measure out, or to undo it, where no platform is joined."""

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Ask."""
        asked = json.loads(effect.payload)
        raise AskHuman(f"{effect.kind}: {asked.get('measure') or asked.get('to')}, for {asked['case']}")

    def done(self, effect: Effect) -> Carried | None:
        """Only the human knows."""
        return None


class TearsToCases:
    """Opens a case for a tear that its reporter turned into a report: nobody but the reporter is entered."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Open the case under a name of the tear's, through the first way in that opens one."""
        told = json.loads(effect.payload)
        law = self._court.law(at)
        report = (
            told_of_tear(law.procedure, told["tear"], told["reporter"], told["words"], told.get("files", {}))
            if law
            else None
        )
        if report is None or not report.intake:
            raise AskHuman("no procedure is in force under which this tear could become a case")
        case = f"case:{told['tear'].removeprefix('tear:')}-told"
        self._court.open_case(report, case=case, act_id=f"{effect.key}/case", at=at)
        return Carried()

    def done(self, effect: Effect) -> Carried | None:
        """A case is opened once under its own name."""
        return None


class Referrals:
    """Turns a matter that is a tear after all into a tear; asks a human for every other referral."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Open the tear under the case's own name, with the reporter's words and what lies beside them; or ask."""
        asked = json.loads(effect.payload)
        if asked["to"] != TEAR:
            return ByHand().carry(effect, at)
        told = access.told_small(self._court.desk.state(asked["case"]).state)
        if not told:
            raise AskHuman("the case has no report that could become a tear")
        report, *beside = told
        files = {one.digest: one.size for one in beside if self._court.outside.papers.shelved(one.digest)}
        command = tear.Hear(by=report.by, reporter=report.by, words=report.digest, consented=True, files=files)
        stream = f"tear:{asked['case'].removeprefix('case:')}"
        self._court.desk.follow_up(command, act_id=f"{effect.key}/tear", actor=CLERK, stream=stream, at=at)
        return Carried()

    def done(self, effect: Effect) -> Carried | None:
        """A tear is opened once under its own name."""
        return None


class Leaving:
    """Ends the keys of those who hold no post any more. Whoever was elected and has not sat down yet keeps theirs.

    Where no other season has begun by then nobody has left: somebody must be able to open what is open.
    """

    def __init__(self, court: Court) -> None:
        self._court = court

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """End them. Doing it again changes nothing."""
        season = self._court.council()
        state: council.Council | None = self._court.desk.state(season).state if season else None
        if state is not None and state.ended is None:
            posts = (*council.holders(state).values(), *state.elected.values())
            still = {person for people in posts for person in people}
            self._court.keys.left(still, act_id=effect.key, at=at)
        return Carried()

    def done(self, effect: Effect) -> Carried | None:
        """Doing it again changes nothing."""
        return None


class Reseating:
    """Tells every open case who sits now, and every case that one of them takes up again, one act for each.

    Doing it again changes nothing.
    """

    def __init__(self, court: Court) -> None:
        self._court = court

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Tell them. A case whose law knows fewer roles hears of those it knows. Raises NotCarried after the last."""
        roster = self._court.sitting()
        cases = self._cases(str(json.loads(effect.payload).get("case", ""))) if roster else ()
        failed = [stream for stream in cases if not self._told(stream, roster, effect.key, at)]
        if failed:
            raise NotCarried(f"who sits could not be told to {len(failed)} of the open cases, {failed[0]} first")
        return Carried()

    def _cases(self, only: str) -> Iterable[str]:
        """The cases to tell: one, or all. What was never opened here is passed over."""
        named = (only,) if only else self._court.open_cases()
        found = dict.fromkeys(named)
        for stream in () if only else named:
            if earlier := access.taken_up(self._court.desk.state(stream).state):
                found[earlier] = None
        return [stream for stream in found if self._opens(stream)]

    def _opens(self, stream: str) -> bool:
        """Whether the case is there, and open to who sits later: closed it is by a clause of its own only (P13)."""
        if not self._court.desk.state(stream).version:
            return False
        try:
            return access.reopens(*self._court.case(stream)) is not None
        except Missing:
            return True

    def _told(self, stream: str, roster: Mapping[str, tuple[str, ...]], key: str, at: datetime) -> bool:
        """The roster is a part of the act's id: told again after another change, it is another act."""
        try:
            law, case = self._court.case(stream)
            seated = self._court.spared(law, case.bench.holders) if any(r.cap for r in law.roles.values()) else roster
            known = {role: list(people) for role, people in seated.items() if role in law.roles}
            told = hashlib.sha256(canonical([key, stream, known]).encode()).hexdigest()
            command = Reseat(roster={role: tuple(people) for role, people in known.items()})
            self._court.desk.follow_up(command, act_id=f"reseat/{told}", actor=CLERK, stream=stream, at=at)
        except (Refusal, Malformed, Missing):
            return False
        return True

    def done(self, effect: Effect) -> Carried | None:
        """Doing it again changes nothing."""
        return None


def of(court: Court, public_url: str) -> Mapping[str, Carrier]:
    """The carriers of a court, by the kind of effect."""
    return {
        clerk.MAIL: letters.Notices(court, public_url),
        digests.KIND: letters.Digests(court, public_url),
        letters.CODE: letters.Codes(court, public_url),
        letters.INVITATION: letters.Invitations(court, public_url),
        RESEAT: Reseating(court),
        KEYS_LEFT: Leaving(court),
        TEAR_TO_CASE: TearsToCases(court),
        clerk.CARRY_OUT: ByHand(),
        clerk.UNDO: ByHand(),
        clerk.REFER: Referrals(court),
        keeping.DESTROY: keeping.Destroying(court),
        petitions.ASKED: petitions.Asked(court),
        addresses.PROVE: addresses.Proofs(court, public_url),
        petitions.FORGET: addresses.Forgetting(court),
        CLOSE_WINDOW: house.Closings(court.desk),
        clerk.OPEN_WINDOW: house.Windows(court.desk, court.outside.rolls),
    }


__all__ = ["ADDRESS", "ByHand", "Referrals", "TearsToCases", "of"]
