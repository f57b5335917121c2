# SPDX-License-Identifier: Apache-2.0
"""The room in which a case's keeping is decided, joined to the desk, and what destroys where it says so."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from comity.core import access, docket, keeping, tear
from comity.core.access import CLERK
from comity.core.clause import Refusal, promise
from comity.core.docket import Fact
from comity.core.procedure.words import CONTACTS, Kind
from comity.desk.codec import Codec
from comity.desk.errands import Carried
from comity.desk.keeping import CASE, ROOM, case_of, stream_of
from comity.desk.ports import Certainty, Effect
from comity.desk.room import Asking, Errand, FollowUp, Happened, Opening, Reaction, Room
from comity.site.laws import Folders, no_calendar

if TYPE_CHECKING:
    from comity.site.court import Court

DESTROY = "destroy"
"""The errand that destroys a paper's text, or the ways to reach the people of a case."""
TEAR = "tear:"
NOT_YOURS = "Only who presides over the case says what is kept of it."


def keeping_room(laws: Folders) -> Room:
    """What is kept of each case, under the version that the case is pinned to."""

    def decider(opening: Opening) -> keeping.KeepingDecider:
        case = _case(opening.peek, opening.stream)
        if case is None:
            rules = keeping.KeepingRules(document="comity", calendar=no_calendar(), terms=())
        else:
            law = laws.law(case.digest)
            rules = keeping.rules_of(law.procedure, law.calendar)
        return keeping.KeepingDecider(rules=rules)

    def permits(asking: Asking) -> None:
        if isinstance(asking.command, keeping.KeepClosed):
            allowed = asking.actor == CLERK
        else:
            allowed = asking.command.by == asking.actor
        if not allowed:
            raise access.in_anothers_name()
        if asking.actor != CLERK:
            case = _case(asking.peek, asking.stream)
            if case is None or access.may_keep(laws.procedure(case.digest), case, asking.actor) is None:
                raise Refusal(NOT_YOURS, clause=promise(17))

    return Room(
        kind=ROOM,
        codec=Codec([*keeping.COMMANDS, *keeping.EVENTS]),
        decider=decider,
        permits=permits,
        reactions=_destroys,
    )


def _case(peek: Callable[[str], Any], stream: str) -> docket.Case | None:
    """The case whose keeping it is; None where there is none."""
    found: docket.Case | None = peek(case_of(stream))
    return None if found is None or found.opened is None else found


def _destroys(happened: Happened) -> Reaction:
    event = happened.event
    if not isinstance(event, keeping.Destroyed):
        return Reaction()
    told = {"case": case_of(happened.stream), "what": event.what}
    return Reaction(errands=(Errand(kind=DESTROY, certainty=Certainty.IDEMPOTENT, payload=told),))


def of_case(laws: Folders, happened: Happened) -> tuple[FollowUp, ...]:
    """What the keeping hears of a case: that it was closed, and every act that came afterwards."""
    fact: Fact = happened.event
    case: docket.Case = happened.state
    told = (fact.kind, fact.moment) in {(Kind.CASE, "closed"), (Kind.ACT, "done")}
    if case.closed is None or not told:
        return ()
    law = laws.procedure(case.digest)
    command = keeping.closing(law, case.sealed, closed=case.closed, ending=case.outcome)
    return () if command is None else (FollowUp(stream=stream_of(happened.stream), command=command, actor=CLERK),)


def of_tear(happened: Happened) -> tuple[Errand, ...]:
    """What was told of a tear, files included, is destroyed when it has ended, unless it became a report (P4)."""
    state: tear.Tear = happened.state
    if state.open or state.ended != happened.event.at or state.outcome is tear.Outcome.REPORTED:
        return ()
    told = ({"tear": happened.stream, "what": what} for what in (state.words, *state.files))
    return tuple(Errand(kind=DESTROY, certainty=Certainty.IDEMPOTENT, payload=one) for one in told)


class Destroying:
    """Destroys what is due. Doing it again changes nothing."""

    def __init__(self, court: Court) -> None:
        self._court = court

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Destroy the text of a paper, or every way to reach the people of a case who are in no other open
        one and hold no seat."""
        told = json.loads(effect.payload)
        if told["what"] == CONTACTS:
            self._forget(told["case"])
        elif not self._kept_by_a_case(told):
            self._court.erase_paper(told["what"])
        return Carried()

    def _kept_by_a_case(self, told: dict[str, str]) -> bool:
        """A tear that came from a case, or became one, shares its paper with it: then the case's terms hold."""
        if "tear" not in told:
            return False
        name = told["tear"].removeprefix(TEAR)
        states = (self._court.desk.state(f"{CASE}{one}").state for one in (name, f"{name}-told"))
        return any(state is not None and any(p.digest == told["what"] for p in state.sealed) for state in states)

    def _forget(self, stream: str) -> None:
        _law, case = self._court.case(stream)
        busy = {person for other in self._court.open_cases() for person in self._court.case(other)[1].bench.parties}
        seated = {person for people in self._court.roster().values() for person in people}
        for person in sorted(set(case.bench.parties) - busy - seated):
            self._court.forget_person(person)

    def done(self, effect: Effect) -> Carried | None:
        """Doing it again changes nothing."""
        return None


def grounds(court: Court, stream: str) -> frozenset[str]:
    """The digests of all grounds that are named in the keeping of a case."""
    events = court.desk.events(stream_of(stream))
    return frozenset(
        e.ground for e in events if isinstance(e, keeping.HoldSet | keeping.HoldLifted | keeping.Destroyed) and e.ground
    )


def ground_for(court: Court, stream: str, person: str, digest: str) -> bool:
    """Whether that digest names a ground in the keeping of a case, and `person` sees what is kept of it."""
    if digest not in grounds(court, stream):
        return False
    law, case = court.case(stream)
    return access.sees_keeping(law, case, person)


__all__ = [
    "DESTROY", "ROOM", "Destroying", "case_of", "ground_for", "grounds", "keeping_room", "of_case", "of_tear",
    "stream_of",
]  # fmt: skip
