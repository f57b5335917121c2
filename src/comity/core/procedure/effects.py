# SPDX-License-Identifier: Apache-2.0
"""What a phase, an exit or a clock may bring about: the closed set of effects."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from comity.core.procedure.terms import Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """Send a notice."""

    notice: str
    given: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Impose:
    """Impose a measure, for each respondent of whom `given` holds (or once, on content and places)."""

    measure: str
    given: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Stay, release, void or end a measure."""

    moment: str
    measure: str
    given: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """Put a question."""

    question: str
    given: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """Count a question's box as it is."""

    question: str
    given: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Ask a named role what should follow; nothing else is decided by silence."""

    role: str
    text: str
    given: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Refer:
    """Hand the matter to a role, or to a tear."""

    to: str
    given: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Record a code."""

    code: str
    given: Guard


@dataclass(frozen=True, slots=True, kw_only=True)
class Publish:
    """Release an entry of this kind."""

    entry: str
    given: Guard


Effect: TypeAlias = Tell | Impose | Move | Put | Count | Ask | Refer | Record | Publish

__all__ = ["Ask", "Count", "Effect", "Impose", "Move", "Publish", "Put", "Record", "Refer", "Tell"]
