# SPDX-License-Identifier: Apache-2.0
"""What can be asked of one signal. `by` is who asks; the clerk's words come from the runner and carry no name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from comity.core.watch.commands import Verdict


class Matter(StrEnum):
    """What a liaison may begin from a signal, for whoever agreed to it."""

    TEAR = "tear"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseSignal:
    """A conversation is worth a look. `conversation` and `evidence` are digests: of its name, of a paper that is
    destroyed with the signal. `risk` is in thousandths; `pattern` and `step` are names of the library."""

    conversation: str
    space: str
    version: str
    risk: int
    evidence: str = ""
    pattern: str = ""
    step: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EaseSignal:
    """The conversation has cooled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CutEvidence:
    """Something that was shown is gone or reads otherwise at its platform: other evidence, or none, in its place."""

    evidence: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeSignal:
    """Say what the signal was worth; it may be said otherwise until the signal expires."""

    by: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaveSignal:
    """Let it be: nothing is done about the conversation."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferQuietWord:
    """Offer a quiet word in the conversation, and say when to look again."""

    by: str
    again: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HadQuietWord:
    """The quiet word was had."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """Somebody looked again."""

    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginMatter:
    """A tear or a report was begun from it. `of` is the digest of its stream's name; whoever it is told for agreed."""

    by: str
    matter: Matter
    of: str
    consented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """Give it to another liaison."""

    by: str
    to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAside:
    """Read nothing of this conversation any more: one is concerned in it."""

    by: str


Command: TypeAlias = (
    RaiseSignal
    | EaseSignal
    | CutEvidence
    | JudgeSignal
    | LeaveSignal
    | OfferQuietWord
    | HadQuietWord
    | FollowUp
    | BeginMatter
    | HandOver
    | StepAside
)
COMMANDS: tuple[type[Command], ...] = (
    RaiseSignal, EaseSignal, CutEvidence, JudgeSignal, LeaveSignal, OfferQuietWord, HadQuietWord, FollowUp,
    BeginMatter, HandOver, StepAside,
)  # fmt: skip

__all__ = [
    "COMMANDS", "BeginMatter", "Command", "CutEvidence", "EaseSignal", "FollowUp", "HadQuietWord", "HandOver",
    "JudgeSignal", "LeaveSignal", "Matter", "OfferQuietWord", "RaiseSignal", "StepAside", "Verdict",
]  # fmt: skip
