# SPDX-License-Identifier: Apache-2.0
"""What is known of a community's versions, and which of them is in force."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import assert_never

from comity.core.adoption.events import (
    Adopted,
    Approved,
    CameIntoForce,
    Commented,
    Event,
    Proposed,
    ReadingSigned,
    Repealed,
    Tried,
    WentOutOfForce,
    Withdrawn,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One comment in the open."""

    at: datetime
    by: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One trial: on which cases, with which result."""

    at: datetime
    cases: str
    result: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a clause is to be understood, and who signed it."""

    says: str
    by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One version on its way; adoptions are kept apart."""

    version: str
    by: str
    at: datetime
    open_until: datetime
    comments: tuple[Remark, ...] = ()
    approvals: tuple[str, ...] = ()
    trials: tuple[Trial, ...] = ()
    readings: Mapping[str, Reading] = field(default_factory=dict)
    withdrawn: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """One adoption: from `since`, for these intakes (none: all), until a repeal takes force.

    `told` and `told_end`: that it came into force, or went out of it, is in the history.
    """

    digest: str
    since: datetime
    intakes: tuple[str, ...] = ()
    until: datetime | None = None
    told: bool = False
    told_end: bool = False

    @property
    def stillborn(self) -> bool:
        """Whether it was repealed before it could take force."""
        return self.until is not None and self.until <= self.since

    def ended(self, at: datetime) -> bool:
        """Whether its repeal has taken force at `at`."""
        return self.until is not None and self.until <= at


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedures:
    """The versions of one community by digest, and their adoptions in the order in which they were made."""

    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    adoptions: tuple[Adoption, ...] = ()

    def standing(self, digest: str) -> Adoption | None:
        """The adoption of a version that was not repealed."""
        return next((a for a in self.adoptions if a.digest == digest and a.until is None), None)


def in_force(procedures: Procedures, at: datetime, intake: str = "") -> str | None:
    """The digest of the version under which a case of this intake opens at `at`; None where there is none.

    The latest begun version for all cases holds, and does not give way to an older one when it is repealed. A version
    for some intakes only, begun no earlier, comes before it until it is repealed.
    """
    begun = [a for a in procedures.adoptions if a.since <= at and not a.stillborn]
    ordered = sorted(begun, key=lambda a: a.since)  # stable: of two from one instant, the later decision is last
    last = max((n for n, a in enumerate(ordered) if not a.intakes), default=-1)
    special = [a for a in ordered[last + 1 :] if intake in a.intakes and not a.ended(at)]
    if special:
        return special[-1].digest
    return ordered[last].digest if last >= 0 and not ordered[last].ended(at) else None


def evolve(procedures: Procedures, event: Event) -> Procedures:
    """The versions after `event`."""
    match event:
        case Proposed():
            new = Proposal(version=event.version, by=event.by, at=event.at, open_until=event.open_until)
            return replace(procedures, proposals={**procedures.proposals, event.digest: new})
        case Commented() | Approved() | Tried() | ReadingSigned() | Withdrawn():
            changed = _talked_of(procedures.proposals[event.digest], event)
            return replace(procedures, proposals={**procedures.proposals, event.digest: changed})
        case Adopted(digest=digest, since=since, intakes=intakes):
            new_one = Adoption(digest=digest, since=since, intakes=intakes)
            return replace(procedures, adoptions=(*procedures.adoptions, new_one))
        case CameIntoForce() | Repealed() | WentOutOfForce():
            return replace(procedures, adoptions=tuple(_moved(one, event) for one in procedures.adoptions))
        case _:
            assert_never(event)


def _talked_of(proposal: Proposal, event: Commented | Approved | Tried | ReadingSigned | Withdrawn) -> Proposal:
    match event:
        case Commented(at=at, by=by, paper=paper):
            return replace(proposal, comments=(*proposal.comments, Remark(at=at, by=by, paper=paper)))
        case Approved(by=by):
            return replace(proposal, approvals=(*proposal.approvals, by))
        case Tried(at=at, cases=cases, result=result, by=by):
            trial = Trial(at=at, cases=cases, result=result, by=by)
            return replace(proposal, trials=(*proposal.trials, trial))
        case ReadingSigned(clause=clause, says=says, by=by):
            before = proposal.readings.get(clause, Reading(says=says, by=()))
            signed = replace(before, by=(*before.by, by))
            return replace(proposal, readings={**proposal.readings, clause: signed})
        case Withdrawn(at=at):
            return replace(proposal, withdrawn=at)
        case _:
            assert_never(event)


def _moved(adoption: Adoption, event: CameIntoForce | Repealed | WentOutOfForce) -> Adoption:
    """An adoption after an event of its version. Only the last adoption of a version can still be open to one."""
    if adoption.digest != event.digest:
        return adoption
    match event:
        case CameIntoForce(at=at):
            return replace(adoption, told=True) if adoption.since == at else adoption
        case Repealed(since=since):
            return replace(adoption, until=since) if adoption.until is None else adoption
        case WentOutOfForce(at=at):
            return replace(adoption, told_end=True) if adoption.until == at else adoption
        case _:
            assert_never(event)


__all__ = ["Adoption", "Procedures", "Proposal", "Reading", "Remark", "Trial", "evolve", "in_force"]
