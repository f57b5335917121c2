# SPDX-License-Identifier: Apache-2.0
"""What may be asked of this room, what happens in it, and what it is afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

KINDS: tuple[str, ...] = ("access", "rectification", "erasure")
"""What can be asked for: to be told what is kept, that something stands corrected, that something is destroyed."""
OUTCOMES: tuple[str, ...] = ("granted", "partly", "refused")
"""How a request is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitPetition:
    """Ask. `id` is new, `words` is the digest of a paper, `case` the stream of a case of one's own, or empty."""

    by: str
    id: str
    kind: str
    words: str
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProlongPetition:
    """Say once, within the first month and on a ground, that the answer takes two months longer."""

    by: str
    id: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPetition:
    """Answer, under a clause of the version in force; `words` is the digest of the paper that says it."""

    by: str
    id: str
    outcome: str
    clause: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPetition:
    """Take one's own request back."""

    by: str
    id: str


Command: TypeAlias = SubmitPetition | ProlongPetition | AnswerPetition | WithdrawPetition


@dataclass(frozen=True, slots=True, kw_only=True)
class Petitioned:
    """Somebody asked; the answer is due by `until`."""

    at: datetime
    by: str
    id: str
    kind: str
    words: str
    case: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionProlonged:
    """The answer takes longer, on a ground that whoever asked reads."""

    at: datetime
    by: str
    id: str
    ground: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerMissed:
    """The time for the answer passed without one. It is still owed."""

    at: datetime
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionAnswered:
    """It was answered, under a clause of that version."""

    at: datetime
    by: str
    id: str
    outcome: str
    document: str
    clause: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PetitionWithdrawn:
    """Whoever asked took it back."""

    at: datetime
    by: str
    id: str


Event: TypeAlias = Petitioned | PetitionProlonged | AnswerMissed | PetitionAnswered | PetitionWithdrawn
COMMANDS: tuple[type, ...] = (SubmitPetition, ProlongPetition, AnswerPetition, WithdrawPetition)
EVENTS: tuple[type, ...] = (Petitioned, PetitionProlonged, AnswerMissed, PetitionAnswered, PetitionWithdrawn)


@dataclass(frozen=True, slots=True, kw_only=True)
class Petition:
    """One request as it stands. `ended` is when it was answered or taken back; without an outcome it was taken back."""

    by: str
    kind: str
    words: str
    case: str
    at: datetime
    until: datetime
    ground: str = ""
    missed: bool = False
    ended: datetime | None = None
    outcome: str = ""
    document: str = ""
    clause: str = ""
    answer: str = ""

    @property
    def papers(self) -> tuple[str, ...]:
        """The digests of everything that was written about it."""
        return tuple(digest for digest in (self.words, self.ground, self.answer) if digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Petitions:
    """All requests, by their ids, the oldest first."""

    all: Mapping[str, Petition] = field(default_factory=dict)

    def of(self, person: str) -> dict[str, Petition]:
        """Those of one person."""
        return {id: one for id, one in self.all.items() if one.by == person}

    @property
    def open(self) -> dict[str, Petition]:
        """Those that are neither answered nor taken back."""
        return {id: one for id, one in self.all.items() if one.ended is None}


__all__ = [
    "COMMANDS", "EVENTS", "KINDS", "OUTCOMES", "AnswerMissed", "AnswerPetition", "Command", "Event", "Petition",
    "PetitionAnswered", "PetitionProlonged", "PetitionWithdrawn", "Petitioned", "Petitions", "ProlongPetition",
    "SubmitPetition", "WithdrawPetition",
]  # fmt: skip
