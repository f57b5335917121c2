# SPDX-License-Identifier: Apache-2.0
"""From a sent form about a version to an act at the desk. Who may send which, `core/amendment` says."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest

from comity.core import adoption
from comity.core.adoption import Adopt, Approve, Comment, Propose, Withdraw
from comity.core.amendment import Steps, not_named
from comity.core.procedure.model import Procedure
from comity.desk.canonical import canonical
from comity.desk.handle import Answer
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.governance import proposals
from comity.edge.web.governance.proposals import Version
from comity.edge.web.taking import Attempt, take, whole

COUNTED = ("favour", "against", "abstain", "supply")
"""The fields with the numbers of a vote, in the order of the page."""
ON_PAGES = frozenset({Propose, Comment, Approve, Withdraw, Adopt})
"""What has a form here; the other steps need more than a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form: which step, its own number, what was sent before and what was wrong with it."""

    step: str
    act_id: str = field(default_factory=lambda: secrets.token_urlsafe(18))
    sent: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


def offered(version: Version, open_to: Steps, person: str, attempt: Attempt | None) -> dict[str, Form]:
    """The forms of one version for `person`, by step. When something may be done, the decider says once more."""
    if not version.talked_of:
        return {}
    found: list[type[adoption.Command]] = [Comment]
    if person not in version.proposal.approvals:
        found.append(Approve)
    if person == version.proposal.by:
        found.append(Withdraw)
    if version.commented_until is None:
        found.append(Adopt)
    return {called(step): _form(called(step), attempt) for step in found if step in open_to}


def called(step: type[adoption.Command]) -> str:
    """What the form of a step is called: `comment`."""
    return step.__name__.lower()


def _form(step: str, attempt: Attempt | None) -> Form:
    if attempt is None or attempt.form != step:
        return Form(step=step)
    return Form(step=step, sent=attempt.sent, errors=attempt.errors)


def proposing(open_to: Steps, attempt: Attempt | None) -> Form | None:
    """The form by which a version is proposed, where `person` may do so."""
    return _form(called(Propose), attempt) if Propose in open_to else None


def send(court: Court, person: str, version: Version | None, request: HttpRequest) -> str | Attempt:
    """Do what the form says; the code of what to say next. Raises `Exhausted`."""
    read = Reader(request)

    def act(act_id: str) -> Answer:
        at = court.desk.clock.now()
        return court.amend(_asked(court, person, version, read, at), act_id=act_id, actor=person, at=at)

    return take(court, read, act)


def _asked(court: Court, person: str, version: Version | None, read: Reader, at: datetime) -> adoption.Command:
    """What the form asks for. Raises `Refusal` for a step that is not open to `person` here."""
    law = court.law(at)
    step = next((s for s in court.amends(person) & ON_PAGES if called(s) == read.raw("act")), None)
    if law is None or step is None or (step is Propose) != (version is None):
        raise not_named(None if law is None else law.procedure)
    if version is None:
        return _proposal(court, person, read)
    if step is Adopt:
        return _adopting(court, law.procedure, version, read, at)
    return _talk(court, person, version, step, read)


def _proposal(court: Court, person: str, read: Reader) -> adoption.Command:
    id = read.one_of("version", tuple(proposals.unproposed(court)))
    whole(read)
    return Propose(digest=court.laws.named(id).procedure.digest, version=id, by=person)


def _talk(court: Court, person: str, version: Version, step: type[adoption.Command], read: Reader) -> adoption.Command:
    """A comment, an approval, or that a proposal is taken back."""
    text = read.text("comment") if step is Comment else ""
    whole(read)
    if step is Comment:
        return Comment(digest=version.digest, by=person, paper=court.file_paper(text))
    if step is Approve:
        return Approve(digest=version.digest, by=person)
    return Withdraw(digest=version.digest, by=person)


def _adopting(court: Court, law: Procedure, version: Version, read: Reader, at: datetime) -> adoption.Command:
    """The outcome of a body's vote. What the linter found is what was kept, never what a form says."""
    bodies = {a.id: a for a in law.amendment.adopters}
    body = bodies.get(read.one_of("body", tuple(bodies)))
    since = read.instant("since") if read.raw("since") else at
    counted = _counted(read) if body is not None and (body.share or body.quorum) else None
    whole(read)
    assert body is not None
    found = court.findings(version.digest)
    linted = "" if found is None else court.file_paper(canonical([f"{f.field}: {f.text}" for f in found]))
    errors = sum(f.severity == "error" for f in found or ())
    override = law.amendment.override if read.raw("override") == "yes" else ""
    return Adopt(
        digest=version.digest,
        body=body.id,
        since=since or at,
        linted=linted,
        errors=errors,
        counted=counted,
        override=override,
    )


def _counted(read: Reader) -> adoption.Counted:
    numbers = {name: read.number(name) for name in COUNTED}
    return adoption.Counted(**numbers)


__all__ = ["Form", "offered", "proposing", "send"]
