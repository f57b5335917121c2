# SPDX-License-Identifier: Apache-2.0
"""What may be done with a version of the procedure, by whom, and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from comity.core.adoption.events import (
    Adopt,
    Adopted,
    Approve,
    Approved,
    CameIntoForce,
    Command,
    Comment,
    Commented,
    Counted,
    Event,
    Propose,
    Proposed,
    ReadingSigned,
    Repeal,
    Repealed,
    SignReading,
    Tried,
    Try,
    WentOutOfForce,
    Withdraw,
    Withdrawn,
)
from comity.core.adoption.rules import AdoptingBody, AdoptionRules
from comity.core.adoption.state import Procedures, Proposal, evolve
from comity.core.clause import Clause, Fault, Malformed, Possible, Refusal, fault, promise
from comity.core.evidence import is_digest

PROPOSED_BEFORE = "This version, or another one of this name, was proposed before."
NOT_PROPOSED = "This version was not proposed."
WITHDRAWN = "This version was withdrawn."
NOT_THE_AUTHOR = "Only who proposed a version withdraws it."
ADOPTED_BEFORE = "This version is adopted."
NOT_ADOPTED = "This version is not adopted, or was repealed."
APPROVED_BEFORE = "This person has approved the proposal."
READ_OTHERWISE = "This clause has another signed reading; a different one needs a new version."
SIGNED_BEFORE = "This person has signed the reading."
TOO_EARLY = "This version is open for comments until {until}."
NOT_THIS_BODY = "{body} does not adopt procedures."
TOO_FEW_APPROVALS = "A vote needs {needed} approvals, and there are {there}."
NOT_LINTED = "A version is adopted only after the linter has read it."
LINT_ERRORS = "The linter found {errors} errors in this version."
NO_OVERRIDE = "No clause allows to adopt a version in spite of its errors by this name."
RETROACTIVE = "A version takes force, and ends, from now on and never backwards."
NO_NUMBERS = "This body adopts by vote, so its numbers are needed."
NO_QUORUM = "Too little of the supply has voted: {distance} more are needed."
NOT_CARRIED = "Too few were in favour: {distance} more are needed."
REASONS: tuple[str, ...] = (
    PROPOSED_BEFORE, NOT_PROPOSED, WITHDRAWN, NOT_THE_AUTHOR, ADOPTED_BEFORE, NOT_ADOPTED, APPROVED_BEFORE,
    READ_OTHERWISE, SIGNED_BEFORE, TOO_EARLY, NOT_THIS_BODY, TOO_FEW_APPROVALS, NOT_LINTED, LINT_ERRORS, NO_OVERRIDE,
    RETROACTIVE, NO_NUMBERS, NO_QUORUM, NOT_CARRIED,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class AdoptionDecider:
    """The law of amendment under one charter."""

    rules: AdoptionRules

    @property
    def initial(self) -> Procedures:
        """No version yet."""
        return Procedures()

    def advance(self, state: Procedures, at: datetime) -> tuple[Event, ...]:
        """Versions take force and end, each at its own instant; at one instant the old ends before the new begins."""
        return tuple(event for event in _coming(state) if event.at <= at)

    def due(self, state: Procedures) -> datetime | None:
        """The next instant at which a version takes force or ends."""
        return next((event.at for event in _coming(state)), None)

    def evolve(self, state: Procedures, event: Event) -> Procedures:
        """The versions after `event`."""
        return evolve(state, event)

    def decide(self, state: Procedures, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        _check(command)
        if isinstance(command, Propose):
            return (self._propose(state, command, at),)
        proposal = state.proposals.get(command.digest)
        if proposal is None:
            raise self._no(NOT_PROPOSED, self.rules.cite(), "Propose")
        match command:
            case Repeal():
                return self._at_once(state, self._repeal(state, command, at))
            case Adopt() | Withdraw():
                if state.standing(command.digest):
                    raise self._no(ADOPTED_BEFORE, self.rules.cite(), "Repeal")
                return self._at_once(state, self._settle(proposal, command, at))
            case Comment() | Approve() | Try() | SignReading():
                return (self._talk(proposal, command, at),)
            case _:
                assert_never(command)

    def _at_once(self, procedures: Procedures, event: Event) -> tuple[Event, ...]:
        """The event, and what takes force or ends at the same instant."""
        return (event, *self.advance(evolve(procedures, event), event.at))

    def _propose(self, procedures: Procedures, command: Propose, at: datetime) -> Event:
        names = {one.version for one in procedures.proposals.values()}
        if command.digest in procedures.proposals or command.version in names:
            raise self._no(PROPOSED_BEFORE, self.rules.cite())
        until = self.rules.open_until(at)
        return Proposed(at=at, digest=command.digest, version=command.version, by=command.by, open_until=until)

    def _talk(self, proposal: Proposal, command: Comment | Approve | Try | SignReading, at: datetime) -> Event:
        self._alive(proposal)
        digest, by = command.digest, command.by
        match command:
            case Comment(paper=paper):
                return Commented(at=at, digest=digest, by=by, paper=paper)
            case Approve():
                if by in proposal.approvals:
                    raise self._no(APPROVED_BEFORE, self.rules.cite())
                return Approved(at=at, digest=digest, by=by)
            case Try(cases=cases, result=result):
                return Tried(at=at, digest=digest, cases=cases, result=result, by=by)
            case SignReading(clause=clause, says=says):
                self._may_sign(proposal, command)
                return ReadingSigned(at=at, digest=digest, clause=clause, says=says, by=by)
            case _:
                assert_never(command)

    def _may_sign(self, proposal: Proposal, command: SignReading) -> None:
        signed = proposal.readings.get(command.clause)
        if signed and signed.says != command.says:
            raise self._no(READ_OTHERWISE, promise(6), "Propose")
        if signed and command.by in signed.by:
            raise self._no(SIGNED_BEFORE, self.rules.cite())

    def _settle(self, proposal: Proposal, command: Adopt | Withdraw, at: datetime) -> Event:
        self._alive(proposal)
        match command:
            case Adopt():
                return self._adopt(proposal, command, at)
            case Withdraw(digest=digest, by=by):
                if by != proposal.by:
                    raise self._no(NOT_THE_AUTHOR, self.rules.cite())
                return Withdrawn(at=at, digest=digest)
            case _:
                assert_never(command)

    def _adopt(self, proposal: Proposal, command: Adopt, at: datetime) -> Event:
        if at < proposal.open_until:
            about = {"until": proposal.open_until.isoformat()}
            raise self._no(TOO_EARLY, self.rules.cite(), "Comment", "Try", **about)
        body = self._body(command.body)
        if len(proposal.approvals) < body.approvals:
            about = {"needed": str(body.approvals), "there": str(len(proposal.approvals))}
            raise self._no(TOO_FEW_APPROVALS, self.rules.cite(body.clause), "Approve", **about)
        self._linted(command)
        self._from_now_on(command.since, at)
        self._carried(body, command.counted)
        return Adopted(
            at=at,
            digest=command.digest,
            body=body.id,
            since=command.since,
            intakes=command.intakes,
            counted=command.counted,
            linted=command.linted,
            errors=command.errors,
            override=command.override if command.errors else "",
        )

    def _linted(self, command: Adopt) -> None:
        """No version with errors is adopted, unless under the clause that allows it by name (M15)."""
        if not command.linted:
            raise self._no(NOT_LINTED, self.rules.cite())
        if command.errors and not command.override:
            raise self._no(LINT_ERRORS, self.rules.cite(), errors=str(command.errors))
        if command.errors and command.override != self.rules.override:
            raise self._no(NO_OVERRIDE, self.rules.cite())

    def _repeal(self, procedures: Procedures, command: Repeal, at: datetime) -> Event:
        if not procedures.standing(command.digest):
            raise self._no(NOT_ADOPTED, self.rules.cite())
        body = self._body(command.body)
        self._from_now_on(command.since, at)
        self._carried(body, command.counted)
        return Repealed(at=at, digest=command.digest, body=body.id, since=command.since, counted=command.counted)

    def _carried(self, body: AdoptingBody, counted: Counted | None) -> None:
        """Whether the body's numbers carry, in whole units."""
        clause = self.rules.cite(body.clause)
        if (body.share or body.quorum) and counted is None:
            raise self._no(NO_NUMBERS, clause)
        if counted is None:
            return
        cast, total = counted.favour + counted.against, counted.favour + counted.against + counted.abstain
        if body.quorum and not body.quorum.met(total, counted.supply or 0):
            distance = body.quorum.distance(total, counted.supply or 0)
            raise self._no(NO_QUORUM, clause, distance=str(distance))
        if body.share and not body.share.met(counted.favour, cast):
            raise self._no(NOT_CARRIED, clause, distance=str(body.share.distance(counted.favour, cast)))

    def _body(self, name: str) -> AdoptingBody:
        if name not in self.rules.bodies:
            raise self._no(NOT_THIS_BODY, self.rules.cite(), body=name)
        return self.rules.bodies[name]

    def _from_now_on(self, since: datetime, at: datetime) -> None:
        if since < at:
            raise self._no(RETROACTIVE, promise(6))

    def _alive(self, proposal: Proposal) -> None:
        if proposal.withdrawn:
            raise self._no(WITHDRAWN, self.rules.cite(), "Propose")

    def _no(self, reason: str, clause: Clause, *possible: str, **about: str) -> Refusal:
        return Refusal(reason, clause=clause, about=about, possible=[Possible(act=act) for act in possible])


def _coming(procedures: Procedures) -> list[CameIntoForce | WentOutOfForce]:
    """What time has yet to bring, in order; at one instant endings come first."""
    live = [a for a in procedures.adoptions if not a.stillborn]
    begins = [CameIntoForce(at=a.since, digest=a.digest) for a in live if not a.told]
    ends = [WentOutOfForce(at=a.until, digest=a.digest) for a in live if a.until and not a.told_end]
    return sorted((*ends, *begins), key=lambda event: event.at)


def _check(command: Command) -> None:
    """Whether every field can be what it is. Raises `Malformed` with every fault."""
    wrong = [("digest", not is_digest(command.digest), "a version is named by its SHA-256 in hex")]
    match command:
        case Propose(version=version, by=by):
            wrong += [("version", not version.strip(), "a version has a name"), ("by", not by, "somebody proposes it")]
        case Comment(paper=paper):
            wrong += [("paper", not is_digest(paper), "a paper is named by its SHA-256 in hex")]
        case Try(cases=cases, result=result):
            wrong += [("cases", not is_digest(cases), "cases are named by their SHA-256 in hex")]
            wrong += [("result", not is_digest(result), "a result is named by its SHA-256 in hex")]
        case SignReading(clause=clause, says=says):
            wrong += [
                ("clause", not clause, "a reading is of a clause"),
                ("says", not says.strip(), "it says something"),
            ]
        case Adopt(linted=linted, errors=errors):
            wrong += [("linted", bool(linted) and not is_digest(linted), "a result is named by its SHA-256 in hex")]
            wrong += [("errors", errors < 0, "a number of errors is not negative")]
        case Repeal() | Approve() | Withdraw():
            pass
        case _:
            assert_never(command)
    faults = [Fault(field=name, rule=f"adoption.{name}", text=text) for name, is_wrong, text in wrong if is_wrong]
    if isinstance(command, Adopt | Repeal) and command.counted is not None:
        faults += _miscounted(command.counted)
    if faults:
        raise Malformed(faults)


def _miscounted(counted: Counted) -> list[Fault]:
    parts, found = (counted.favour, counted.against, counted.abstain), []
    if min(parts) < 0:
        found.append(fault("a number of votes is not negative", field="counted", rule="adoption.counted"))
    if counted.supply is not None and sum(parts) > counted.supply:
        found.append(fault("no more vote than there are", field="counted.supply", rule="adoption.counted.supply"))
    return found


__all__ = ["REASONS", "AdoptionDecider"]
