# SPDX-License-Identifier: Apache-2.0
"""What can be asked of the watch of a community. Spaces are named by their marks, which the procedure lists."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Verdict(StrEnum):
    """What whoever looked made of a signal. It calibrates the next ones, and measures nobody's work (P19)."""

    USEFUL = "useful"
    NOISE = "noise"
    KNOWN = "known"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpace:
    """Opt a space in. Nothing of it is read before its sign stands."""

    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutUpSign:
    """Say that the sign stands in the space. `mark` is where: the platform's own mark of it, or its address."""

    by: str
    space: str
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MissSign:
    """Say that the sign does not stand any more: taken down, altered, or out of sight."""

    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseSpace:
    """Read nothing of the space for now."""

    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResumeSpace:
    """Read it again, from now on."""

    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseSpace:
    """End the watch of the space."""

    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAsideFrom:
    """A liaison reads no signals of a space any more: they are concerned there themselves."""

    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnTo:
    """They are not concerned there any more, and read its signals again."""

    by: str
    space: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAsideIn:
    """A liaison stepped aside from one signal: so from all that is ever said of its conversation, named by digest."""

    by: str
    conversation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitSignal:
    """The runner's word that a model would speak: whether somebody is shown it is decided here."""

    id: str
    space: str
    version: str
    pattern: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TryPattern:
    """The runner's word that a changed pattern, whose cues nobody trusts yet, would have been named beside a signal.

    `pattern` is its name and version, as in `dogpile/3`."""

    id: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountVerdict:
    """The clerk's word that a signal was judged, or judged anew after `was` (None: for the first time)."""

    id: str
    version: str
    verdict: Verdict
    shadow: bool
    pattern: str = ""
    was: Verdict | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoLive:
    """Let what ran unseen be shown to liaisons. `of` is a version of model and policy, or `pattern/` and a name."""

    by: str
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoUnseen:
    """Show nobody what it says, until it was judged anew."""

    by: str
    of: str


Command: TypeAlias = (
    OpenSpace
    | PutUpSign
    | MissSign
    | PauseSpace
    | ResumeSpace
    | CloseSpace
    | StepAsideFrom
    | ReturnTo
    | StepAsideIn
    | AdmitSignal
    | TryPattern
    | CountVerdict
    | GoLive
    | GoUnseen
)
COMMANDS: tuple[type[Command], ...] = (
    OpenSpace, PutUpSign, MissSign, PauseSpace, ResumeSpace, CloseSpace, StepAsideFrom, ReturnTo, StepAsideIn,
    AdmitSignal, TryPattern, CountVerdict, GoLive, GoUnseen,
)  # fmt: skip

__all__ = [
    "COMMANDS", "AdmitSignal", "CloseSpace", "Command", "CountVerdict", "GoLive", "GoUnseen", "MissSign", "OpenSpace",
    "PauseSpace", "PutUpSign", "ResumeSpace", "ReturnTo", "StepAsideFrom", "StepAsideIn", "TryPattern", "Verdict",
]  # fmt: skip
