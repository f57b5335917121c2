# SPDX-License-Identifier: Apache-2.0
"""Proposed versions as anybody may read them: where each stands, what was said of it, what the linter found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from comity.core.adoption import Procedures, Proposal
from comity.desk.court import Law
from comity.desk.ports import Missing
from comity.edge.web.door import Court
from comity.edge.web.names import plainly

SHORT = 32
"""So many digits of a version's digest stand in addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One comment: by whom, when, its text."""

    by: str
    at: datetime
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One proposed version. `law` is None where its file is not to be found any more."""

    digest: str
    proposal: Proposal
    law: Law | None
    now: datetime
    since: datetime | None
    until: datetime | None

    @property
    def bits(self) -> str:
        """The name in addresses."""
        return self.digest[:SHORT]

    @property
    def adopted(self) -> bool:
        """Whether a body has adopted it, and no repeal has taken force."""
        return self.since is not None and (self.until is None or self.until > self.now)

    @property
    def talked_of(self) -> bool:
        """Whether it is neither withdrawn nor adopted."""
        return self.proposal.withdrawn is None and self.since is None

    @property
    def commented_until(self) -> datetime | None:
        """Until when it is open for comments before anybody may adopt it; None where that time is over."""
        until = self.proposal.open_until
        return until if self.talked_of and self.now < until else None

    @property
    def state(self) -> str:
        """Where it stands, in words."""
        if self.proposal.withdrawn is not None:
            return _("withdrawn")
        if self.since is None:
            return _("open for comments") if self.commented_until else _("may be adopted")
        if self.until is not None and self.until <= self.now:
            return _("repealed")
        return _("in force") if self.since <= self.now else _("adopted, not in force yet")


def versions(court: Court) -> tuple[Version, ...]:
    """Every version that was ever proposed here, newest first."""
    found = court.versions()
    now = court.desk.clock.now()
    newest = sorted(found.proposals.items(), key=lambda item: item[1].at, reverse=True)
    return tuple(_version(court, found, digest, proposal, now) for digest, proposal in newest)


def find(court: Court, bits: str) -> Version | None:
    """The version of that name in addresses, or None."""
    return next((v for v in versions(court) if v.bits == bits), None)


def _version(court: Court, all_: Procedures, digest: str, proposal: Proposal, now: datetime) -> Version:
    adoptions = [a for a in all_.adoptions if a.digest == digest]
    last = adoptions[-1] if adoptions else None
    return Version(
        digest=digest,
        proposal=proposal,
        law=_law(court, digest),
        now=now,
        since=last.since if last else None,
        until=last.until if last else None,
    )


def _law(court: Court, digest: str) -> Law | None:
    try:
        return court.laws.law(digest)
    except Missing:
        return None


def comments(court: Court, version: Version) -> tuple[Said, ...]:
    """What was said of a version in the open, oldest first."""
    return tuple(_said(court, remark.by, remark.at, remark.paper) for remark in version.proposal.comments)


def _said(court: Court, by: str, at: datetime, paper: str) -> Said:
    try:
        text = court.read_public(paper)
    except Missing:
        text = _("This text was erased. That it was there, its digest proves.")
    return Said(by=plainly(by), at=at, text=text or "")


def unproposed(court: Court) -> Iterator[str]:
    """The versions that are known here and were not proposed yet."""
    known = {proposal.version for proposal in court.versions().proposals.values()}
    return (id for id in court.laws.ids if id not in known)


__all__ = ["SHORT", "Said", "Version", "comments", "find", "unproposed", "versions"]
