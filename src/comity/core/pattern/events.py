# SPDX-License-Identifier: Apache-2.0
"""What the long memory is asked, what happened in it, and what stands in it: codes, instants and digests, no text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

MOST_PATTERNS = 5
"""Patterns that one case is coded with at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeCase:
    """Say which patterns a closed case showed; none is an answer too. Said again it takes the place of what was said.

    `case` is its stream. A name that no pattern has yet is one that the council may come to write.
    """

    by: str
    case: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeChange:
    """Propose another text of a pattern, or a new pattern, out of closed cases that were coded with it.

    `base` is the version that the new text was written over, nought for a new pattern; `text` the digest of the file.
    """

    by: str
    id: str
    pattern: str
    base: int
    text: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptChange:
    """Agree to a change. Where enough agree it is accepted, and anybody reads it."""

    by: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineChange:
    """Decline a change, or take the own one back. `ground` is the digest of a text."""

    by: str
    id: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustCues:
    """What an accepted change looks for was tried unseen for long enough: from now on it may be shown."""

    by: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseCoded:
    """A closed case was coded."""

    at: datetime
    by: str
    case: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProposed:
    """A change was proposed; `version` is the one that the pattern would then have."""

    at: datetime
    by: str
    id: str
    pattern: str
    version: int
    text: str
    cases: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAgreed:
    """Somebody agreed to it."""

    at: datetime
    by: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeAccepted:
    """Enough agreed: the text is read by anybody, and what it looks for is tried unseen until `trusted_from`."""

    at: datetime
    id: str
    trusted_from: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeDeclined:
    """It was declined, or taken back."""

    at: datetime
    by: str
    id: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CuesTrusted:
    """What it looks for may be shown."""

    at: datetime
    by: str
    id: str


Command: TypeAlias = CodeCase | ProposeChange | AcceptChange | DeclineChange | TrustCues
Event: TypeAlias = CaseCoded | ChangeProposed | ChangeAgreed | ChangeAccepted | ChangeDeclined | CuesTrusted
COMMANDS: tuple[type, ...] = (CodeCase, ProposeChange, AcceptChange, DeclineChange, TrustCues)
EVENTS: tuple[type, ...] = (CaseCoded, ChangeProposed, ChangeAgreed, ChangeAccepted, ChangeDeclined, CuesTrusted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """Which patterns a case showed, as it was last said."""

    at: datetime
    by: str
    patterns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that was proposed, and what became of it. `trusted` is when what it looks for was trusted."""

    id: str
    by: str
    at: datetime
    pattern: str
    version: int
    text: str
    cases: tuple[str, ...]
    agreed: tuple[str, ...] = ()
    accepted: datetime | None = None
    trusted_from: datetime | None = None
    trusted: datetime | None = None
    declined: datetime | None = None
    ground: str = ""

    @property
    def open(self) -> bool:
        """Whether nothing became of it yet."""
        return self.accepted is None and self.declined is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Patterns:
    """The whole memory: the codings by case, the changes by id in the order in which they were proposed."""

    coded: Mapping[str, Coding] = field(default_factory=dict)
    changes: Mapping[str, Change] = field(default_factory=dict)

    def latest(self, pattern: str) -> Change | None:
        """The accepted change that a pattern stands by now; None where it is as it was shipped, or there is none."""
        found = [one for one in self.changes.values() if one.pattern == pattern and one.accepted is not None]
        return max(found, key=lambda one: one.version, default=None)


def seen(state: Patterns, until: datetime | None = None) -> dict[str, int]:
    """In how many coded cases each pattern was seen; only what was coded before `until`, where that is given."""
    codings = (one for one in state.coded.values() if until is None or one.at < until)
    return dict(Counter(pattern for one in codings for pattern in one.patterns))


__all__ = [
    "COMMANDS", "EVENTS", "MOST_PATTERNS", "AcceptChange", "CaseCoded", "Change", "ChangeAccepted", "ChangeAgreed",
    "ChangeDeclined", "ChangeProposed", "CodeCase", "Coding", "Command", "CuesTrusted", "DeclineChange", "Event",
    "Patterns", "ProposeChange", "TrustCues", "seen",
]  # fmt: skip
