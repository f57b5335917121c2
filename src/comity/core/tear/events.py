# SPDX-License-Identifier: Apache-2.0
"""What can have happened to a tear. No event names a person other than the reporter, the bringer and the listener."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class TearHeard:
    """Somebody told of a tear; it ends by itself at `expires`. `through` is the liaison who brought it, or empty."""

    at: datetime
    words: str
    reporter: str
    through: str
    named: bool
    conversation: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesLaid:
    """Files lie beside what was told, by digest with their padded sizes."""

    at: datetime
    files: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """Somebody took it up and answered."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietWordHad:
    """A quiet word was had in or about a conversation."""

    at: datetime
    by: str
    conversation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueOffered:
    """A facilitated dialogue was offered, with so many chairs."""

    at: datetime
    by: str
    chairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueAgreed:
    """A chair was taken; `whole` when it was the last one."""

    at: datetime
    chair: int
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueDeclined:
    """The dialogue will not be, or goes on no further; who left is not recorded."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueHeld:
    """The dialogue met."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueClosed:
    """The dialogue ended; a mended tear ends with it."""

    at: datetime
    by: str
    mended: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Whoever listened wrote to the reporter how it ended; what, stands in a paper."""

    at: datetime
    by: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rested:
    """It was left at that; the tear ended."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportAskedFor:
    """The reporter was asked whether this should become a report."""

    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesHandedOn:
    """Files lie beside the words of the report that the tear becomes: some of its own, and new ones."""

    at: datetime
    files: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class BecameReport:
    """The reporter chose a report; the tear ended and the clerk opens a case with these words."""

    at: datetime
    reporter: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportChosen:
    """The reporter chose support only."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """The reporter took it back; the tear ended."""

    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """Its time was over; the tear ended."""

    at: datetime


Event: TypeAlias = (
    TearHeard
    | FilesLaid
    | Listened
    | QuietWordHad
    | DialogueOffered
    | DialogueAgreed
    | DialogueDeclined
    | DialogueHeld
    | DialogueClosed
    | Answered
    | Rested
    | ReportAskedFor
    | FilesHandedOn
    | BecameReport
    | SupportChosen
    | Withdrawn
    | Expired
)

EVENTS: tuple[type[Event], ...] = (
    FilesLaid, FilesHandedOn,
    TearHeard, Listened, QuietWordHad, DialogueOffered, DialogueAgreed, DialogueDeclined, DialogueHeld, DialogueClosed,
    Answered, Rested, ReportAskedFor, BecameReport, SupportChosen, Withdrawn, Expired,
)  # fmt: skip

__all__ = [
    "EVENTS", "Answered", "BecameReport", "DialogueAgreed", "DialogueClosed", "DialogueDeclined", "DialogueHeld",
    "DialogueOffered", "Event", "Expired", "FilesHandedOn", "FilesLaid",
    "Listened", "QuietWordHad", "ReportAskedFor", "Rested", "SupportChosen",
    "TearHeard", "Withdrawn",
]  # fmt: skip
