# SPDX-License-Identifier: Apache-2.0
"""The terms of a window: who may vote with what weight, what is a share of what, and the numbers. Whole units only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from comity.core.ballot import Share
from comity.core.evidence import is_digest


class BaseKind(StrEnum):
    """What the amount of the base is, in words."""

    SUPPLY = "the votable supply when the window opened"
    ELIGIBLE = "the eligible votes"
    SEATS = "the seats of the house"


class Choice(StrEnum):
    """What a delegate says of a decision."""

    VETO = "veto"
    STAND = "stand"
    ABSTAIN = "abstain"


class Outcome(StrEnum):
    """How a window ended."""

    VETOED = "vetoed"
    STANDS = "stands"
    INFEASIBLE = "infeasible"


class Infeasible(StrEnum):
    """Why a window cannot be vetoed."""

    BASE_UNKNOWN = "the base is not known"
    OUT_OF_REACH = "all weight that may vote does not reach the share"
    NO_TIME = "the window closes before anybody can vote"


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """Weight by choice, in whole units of the house (token units with all decimals, or heads)."""

    veto: int = 0
    stand: int = 0
    abstain: int = 0

    @property
    def total(self) -> int:
        """All weight that was cast."""
        return self.veto + self.stand + self.abstain

    def moved(self, choice: Choice, weight: int) -> Numbers:
        """The numbers with `weight` more (or less, where negative) on a choice."""
        return Numbers(
            veto=self.veto + (weight if choice is Choice.VETO else 0),
            stand=self.stand + (weight if choice is Choice.STAND else 0),
            abstain=self.abstain + (weight if choice is Choice.ABSTAIN else 0),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Who votes with what weight, as it stood when the window opened.

    Listed: `weights` by delegate. Not listed: votes are counted elsewhere, and totals are imported. `digest` names the
    roll either way, `total` is all of its weight where that is known, `public` says whether anybody can read it.
    """

    digest: str
    weights: Mapping[str, int] = field(default_factory=dict)
    total: int | None = None
    public: bool = True

    @property
    def listed(self) -> bool:
        """Whether votes are cast here."""
        return bool(self.weights)

    @property
    def known_total(self) -> int | None:
        """All weight of the roll, or None where nobody knows it."""
        return sum(self.weights.values()) if self.weights else self.total


@dataclass(frozen=True, slots=True, kw_only=True)
class Exclusion:
    """Parties whose weight does not count, and the clause that says so; `from_base`: it leaves the base as well."""

    clause: str
    delegates: tuple[str, ...]
    from_base: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Everything a window is decided by. `amount` is the base in whole units, None where nobody could say it.

    Votes count from `opens` up to but not including `closes`, both instants in UTC. `clause` says where the rule
    stands, `case` and `question` what it is about.
    """

    case: str
    question: str
    clause: str
    share: Share
    kind: BaseKind
    amount: int | None
    roll: Roll
    opens: datetime
    closes: datetime
    exclusion: Exclusion | None = None

    @property
    def left_out(self) -> int:
        """The weight that the exclusion leaves out."""
        out = self.exclusion.delegates if self.exclusion else ()
        return sum(self.roll.weights.get(delegate, 0) for delegate in out)

    @property
    def base(self) -> int:
        """The denominator; 0 where it is not known."""
        return (self.amount or 0) - (self.left_out if self.exclusion and self.exclusion.from_base else 0)

    @property
    def needed(self) -> int:
        """The least weight of vetoes that reaches the share."""
        return self.share.needed(self.base)

    @property
    def names_somebody(self) -> bool:
        """Whether anybody could tell from the numbers whose weight was left out, and so who is a party (P15)."""
        return self.roll.public and self.exclusion is not None and bool(self.exclusion.delegates)

    def infeasible(self, at: datetime) -> Infeasible | None:
        """Why nobody could veto a window that is opened at `at`, or None."""
        if self.base <= 0:
            return Infeasible.BASE_UNKNOWN
        if self.closes <= max(at, self.opens):
            return Infeasible.NO_TIME
        total = self.roll.known_total
        reach = self.base if total is None else total - self.left_out
        return None if self.share.met(reach, self.base) else Infeasible.OUT_OF_REACH


def through_quorum(share: Share, quorum: Share) -> Share:
    """The reading "a share of the eligible votes" where these are a quorum's part of the supply: the exact product.

    20 % of eligible votes under a quorum of 30 % is 6 % of the supply. The comparison is that of `share`.
    """
    return Share(
        comparison=share.comparison,
        numerator=share.numerator * quorum.numerator,
        denominator=share.denominator * quorum.denominator,
    )


def grounded(ground: str, paper: str) -> str:
    """The ground of a vote as one text: the ground that was chosen, the digest of a paper with the reason, or both."""
    return " ".join(part for part in (ground, paper) if part)


def ground_of(text: str) -> tuple[str, str]:
    """The ground that was chosen and the digest of the paper with the reason; each empty where there is none."""
    first, _space, last = text.partition(" ")
    if is_digest(last):
        return first, last
    return ("", text) if is_digest(text) else (text, "")


__all__ = [
    "BaseKind", "Choice", "Exclusion", "Infeasible", "Numbers", "Outcome", "Roll", "Terms", "ground_of",
    "grounded", "through_quorum",
]  # fmt: skip
