# SPDX-License-Identifier: Apache-2.0
"""What people may ask of a tear. `by` is who asks, `role` the role under which a listener asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Hear:
    """Tell of a tear, for oneself or through a liaison to whom the reporter agreed.

    `words` is the digest of a paper. `by` is whoever hands it in, `reporter` the pseudonym of whoever speaks; both
    are empty where somebody unnamed keeps no receipt. Where they differ, the reporter must have `consented`.
    `named`: the council knows who the reporter is. `conversation`: where it happened, a reference to a space or
    thread, or the digest of a paper that says it, never a person; may be empty. `files` lie beside the words, by digest
    with their padded sizes.
    """

    by: str
    words: str
    reporter: str = ""
    named: bool = False
    consented: bool = False
    conversation: str = ""
    files: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listen:
    """Take the tear up and answer the reporter."""

    by: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HaveQuietWord:
    """Record that a quiet word was had in or about a conversation."""

    by: str
    role: str
    conversation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferDialogue:
    """Offer a facilitated dialogue with so many chairs; whom they are for is not recorded."""

    by: str
    role: str
    chairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeToDialogue:
    """Take one's chair."""

    chair: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineDialogue:
    """Decline the dialogue or leave it; harms nobody, and nobody is told which chair it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldDialogue:
    """Record that the dialogue met."""

    by: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDialogue:
    """End the dialogue: the tear is mended, or it is not. `words`: a paper for the reporter by its digest, or empty."""

    by: str
    role: str
    mended: bool
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LetRest:
    """Leave it at that. `words`: a paper for the reporter, by its digest, or empty."""

    by: str
    role: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskForReport:
    """Ask the reporter whether this should become a report; the answer is the reporter's."""

    by: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BecomeReport:
    """The reporter chooses that this becomes a report, in words that may be new.

    `files` lie beside them: those that are handed on from the tear, and those that are new.
    """

    by: str
    words: str
    files: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseSupport:
    """The reporter chooses support only: nobody is approached from now on."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw:
    """The reporter takes it back."""

    by: str


Command: TypeAlias = (
    Hear
    | Listen
    | HaveQuietWord
    | OfferDialogue
    | AgreeToDialogue
    | DeclineDialogue
    | HoldDialogue
    | CloseDialogue
    | LetRest
    | AskForReport
    | BecomeReport
    | ChooseSupport
    | Withdraw
)

COMMANDS: tuple[type[Command], ...] = (
    Hear, Listen, HaveQuietWord, OfferDialogue, AgreeToDialogue, DeclineDialogue, HoldDialogue, CloseDialogue, LetRest,
    AskForReport, BecomeReport, ChooseSupport, Withdraw,
)  # fmt: skip

__all__ = [
    "COMMANDS", "AgreeToDialogue", "AskForReport", "BecomeReport", "ChooseSupport", "CloseDialogue", "Command",
    "DeclineDialogue", "HaveQuietWord", "Hear", "HoldDialogue", "LetRest", "Listen", "OfferDialogue", "Withdraw",
]  # fmt: skip
