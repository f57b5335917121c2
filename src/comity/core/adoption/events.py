# SPDX-License-Identifier: Apache-2.0
"""What may be asked about a community's procedure, and what can have happened to it.

`digest` is always that of a version's content; papers and results are digests too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """The numbers of a body's vote, in its whole units; `supply` is all that could have voted, None where unknown."""

    favour: int
    against: int
    abstain: int = 0
    supply: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Propose:
    """Propose a version; `version` is its name."""

    digest: str
    version: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """Comment on a version in the open; `paper` is the digest of a public text."""

    digest: str
    by: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approve:
    """Say that a proposal may be voted on."""

    digest: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """Record what a version would have done with past or invented cases: the digests of those and of the result."""

    digest: str
    cases: str
    result: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SignReading:
    """Sign how a clause of a version is to be understood where its text leaves it open."""

    digest: str
    clause: str
    says: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopt:
    """A body adopts a version from `since` on, for cases of these intakes (none named: all) opened from then.

    `linted` is the digest of the linter's result and `errors` its number of errors; `override` names the clause under
    which it is adopted in spite of them.
    """

    digest: str
    body: str
    since: datetime
    linted: str
    errors: int
    counted: Counted | None = None
    intakes: tuple[str, ...] = ()
    override: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """Take back one's proposal."""

    digest: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeal:
    """A body ends a version for cases opened from `since` on."""

    digest: str
    body: str
    since: datetime
    counted: Counted | None = None


Command: TypeAlias = Propose | Comment | Approve | Try | SignReading | Adopt | Withdraw | Repeal

COMMANDS: tuple[type[Command], ...] = (Propose, Comment, Approve, Try, SignReading, Adopt, Withdraw, Repeal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A version was proposed; it is open for comments until an instant."""

    at: datetime
    digest: str
    version: str
    by: str
    open_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Commented:
    """Somebody commented on a version."""

    at: datetime
    digest: str
    by: str
    paper: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Approved:
    """Somebody said that a proposal may be voted on."""

    at: datetime
    digest: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A version was tried on cases."""

    at: datetime
    digest: str
    cases: str
    result: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingSigned:
    """Somebody signed how a clause is to be understood."""

    at: datetime
    digest: str
    clause: str
    says: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Adopted:
    """A version was adopted; `override` is empty unless the linter had found errors."""

    at: datetime
    digest: str
    body: str
    since: datetime
    intakes: tuple[str, ...]
    counted: Counted | None
    linted: str
    errors: int
    override: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CameIntoForce:
    """A version that was adopted took force."""

    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """A proposal was taken back."""

    at: datetime
    digest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repealed:
    """A body decided that a version ends."""

    at: datetime
    digest: str
    body: str
    since: datetime
    counted: Counted | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WentOutOfForce:
    """A repealed version ended; cases opened under it keep it."""

    at: datetime
    digest: str


Event: TypeAlias = (
    Proposed
    | Commented
    | Approved
    | Tried
    | ReadingSigned
    | Adopted
    | CameIntoForce
    | Withdrawn
    | Repealed
    | WentOutOfForce
)

EVENTS: tuple[type[Event], ...] = (
    Proposed, Commented, Approved, Tried, ReadingSigned, Adopted, CameIntoForce, Withdrawn, Repealed, WentOutOfForce,
)  # fmt: skip

__all__ = [
    "COMMANDS", "EVENTS", "Adopt", "Adopted", "Approve", "Approved", "CameIntoForce", "Command", "Comment",
    "Commented", "Counted", "Event", "Propose", "Proposed", "ReadingSigned", "Repeal", "Repealed", "SignReading",
    "Tried", "Try", "WentOutOfForce", "Withdraw", "Withdrawn",
]  # fmt: skip
