# SPDX-License-Identifier: Apache-2.0
"""Ballots and the arithmetic of a vote.

A slip carries a choice and a nonce and nothing else: no member, no instant, no order (P11). Slips wait outside the
history and enter it as one sorted list at the count. Shares are integers and compared by cross-multiplication; there
is no rounding anywhere (P15).

This room does not know who is entitled (that is `recusal`) nor what a question means (that is the procedure).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

ABSTAIN = "abstain"
"""The choice that is counted as cast and supports no answer; every question allows it, no answer may be named so."""

SECRECY_NEEDS = 4
"""Below this many entitled members a count can tell how one of them voted; the page says so before the vote (P11)."""


LONGEST_NONCE = 128
"""Characters of a nonce: enough to differ, too few to tell a story."""


class Base(StrEnum):
    """What a share is a share of."""

    SEATS = "seats"
    ENTITLED = "entitled"
    CAST = "cast"
    DECIDED = "decided"
    SUPPLIED = "supplied"


class Comparison(StrEnum):
    """How the part is compared with the share of the base."""

    MORE_THAN = "more than"
    AT_LEAST = "at least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """`comparison` numerator/denominator of a base, both positive integers."""

    comparison: Comparison
    numerator: int
    denominator: int

    def met(self, part: int, base: int) -> bool:
        """Whether `part` of `base` reaches the share. Nothing reaches a share of an empty base."""
        if base <= 0:
            return False
        left, right = part * self.denominator, base * self.numerator
        return left > right if self.comparison is Comparison.MORE_THAN else left >= right

    def needed(self, base: int) -> int:
        """The smallest whole part of `base` that meets the share; of an empty base one more than there is."""
        whole, rest = divmod(max(0, base) * self.numerator, self.denominator)
        if self.comparison is Comparison.MORE_THAN or base <= 0:
            return whole + 1
        return whole + (1 if rest else 0)

    def distance(self, part: int, base: int) -> int:
        """How many further units are needed; 0 where the share is met."""
        return max(0, self.needed(base) - part)

    def __str__(self) -> str:
        return f"{self.comparison.value} {self.numerator}/{self.denominator}"


_SHARE = re.compile(r"(more than|at least) (?:([0-9]{1,9})\s*/\s*([0-9]{1,9})|([0-9]{1,9}) ?%|(half)|(all))")


def parse_share(text: str) -> Share:
    """Read `more than 1/2`, `at least 2/3`, `more than 12 %`, `more than half` or `at least all`.

    Raises ValueError with a sentence where the text is none of these or the share is not between 0 and 1.
    """
    match = _SHARE.fullmatch(text.strip())
    if match is None:
        raise ValueError("a share reads 'more than a/b', 'at least a/b' or 'more than n %'")
    comparison = Comparison(match[1])
    numerator, denominator = _fraction(match)
    if denominator == 0 or not 0 < numerator <= denominator:
        raise ValueError("a share lies above nothing and at most at the whole")
    if comparison is Comparison.MORE_THAN and numerator == denominator:
        raise ValueError("more than the whole can never be met")
    return Share(comparison=comparison, numerator=numerator, denominator=denominator)


def _fraction(match: re.Match[str]) -> tuple[int, int]:
    if match[5]:
        return 1, 2
    if match[6]:
        return 1, 1
    return (int(match[4]), 100) if match[4] else (int(match[2]), int(match[3]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One rule of a question. Stages are tried in order on the same ballots ("consensus, else two thirds").

    `passing` limits which answers this stage can carry (None: all). `since` is the instant from which this dated rule
    holds, None for always. `supply` names which supplied number is the base where the base is `supplied`. `decided` is
    what was cast without the abstentions. `quorum` is the share that must have been cast, abstentions included, for the
    stage to carry anything: of the named supply where there is one, else of those entitled.
    """

    share: Share
    base: Base
    passing: frozenset[str] | None = None
    since: datetime | None = None
    supply: str = ""
    quorum: Share | None = None


class Outcome(StrEnum):
    """How a count ended."""

    ANSWERED = "answered"
    TIED = "tied"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """A count: its outcome, the answer where there is one, the counts per choice, and the numbers that decided."""

    outcome: Outcome
    answer: str | None
    counts: Mapping[str, int]
    base: int
    stage: int


def in_force(stages: Sequence[Stage], at: datetime) -> tuple[Stage, ...]:
    """The stages that hold for a case opened `at`: the undated ones, and of the dated ones the newest set begun."""
    begun = [s.since for s in stages if s.since is not None and s.since <= at]
    newest = max(begun, default=None)
    return tuple(s for s in stages if s.since is None or s.since == newest)


def tally(
    counts: Mapping[str, int],
    stages: Sequence[Stage],
    *,
    bases: Mapping[Base, int],
    supplies: Mapping[str, int] | None = None,
) -> Tally:
    """Count `counts` (votes or weight per answer, `abstain` included) under the stages in order.

    A stage that exactly one answer meets decides. Two answers meeting one stage, or two leading answers with the same
    count when no stage is met, are a tie; otherwise, and where the last quorum was missed, the question is short.
    """
    index, base, present = 0, 0, True
    for index, stage in enumerate(stages):
        base = _base(stage, bases, supplies or {})
        present = _present(counts, stage, bases, supplies or {})
        met = [a for a in _carried(counts, stage) if present and stage.share.met(counts[a], base)]
        if len(met) == 1:
            return Tally(outcome=Outcome.ANSWERED, answer=met[0], counts=counts, base=base, stage=index)
        if len(met) > 1:
            return Tally(outcome=Outcome.TIED, answer=None, counts=counts, base=base, stage=index)
    outcome = Outcome.TIED if present and _level(counts) else Outcome.SHORT
    return Tally(outcome=outcome, answer=None, counts=counts, base=base, stage=index)


def _present(counts: Mapping[str, int], stage: Stage, bases: Mapping[Base, int], supplies: Mapping[str, int]) -> bool:
    """Whether enough was cast for the stage to carry anything."""
    if stage.quorum is None:
        return True
    whole = supplies.get(stage.supply, 0) if stage.supply else bases.get(Base.ENTITLED, 0)
    return stage.quorum.met(sum(counts.values()), whole)


def _base(stage: Stage, bases: Mapping[Base, int], supplies: Mapping[str, int]) -> int:
    if stage.base is Base.SUPPLIED:
        return supplies.get(stage.supply, 0)
    return bases.get(stage.base, 0)


def _carried(counts: Mapping[str, int], stage: Stage) -> list[str]:
    return sorted(a for a in counts if a != ABSTAIN and (stage.passing is None or a in stage.passing))


def _level(counts: Mapping[str, int]) -> bool:
    most = sorted((n for a, n in counts.items() if a != ABSTAIN), reverse=True)
    return len(most) > 1 and most[0] == most[1] > 0


def slip(choice: str, nonce: str) -> str:
    """The text of one ballot. The nonce comes from outside and makes every slip differ."""
    return json.dumps({"choice": choice, "nonce": nonce}, sort_keys=True, separators=(",", ":"))


def choice(text: str) -> str:
    """The choice on a slip. Raises ValueError where the text is no slip, or says anything beside choice and nonce."""
    try:
        read = json.loads(text)
        chosen, nonce = read["choice"], read["nonce"]
    except (ValueError, TypeError, KeyError, RecursionError) as wrong:
        raise ValueError("a ballot slip carries a choice and a nonce") from wrong
    if not isinstance(chosen, str) or not isinstance(nonce, str) or len(nonce) > LONGEST_NONCE:
        raise ValueError("a ballot slip carries a choice and a nonce")
    if text != slip(chosen, nonce):
        raise ValueError("a ballot slip carries a choice and a nonce, and nothing else")
    return chosen


def mark(text: str) -> str:
    """What a member keeps to find the own slip in the published count: the SHA-256 of the slip, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()


def shuffled(slips: Iterable[str]) -> tuple[str, ...]:
    """The slips sorted by hash: an order that tells nothing of when they came."""
    return tuple(sorted(slips, key=mark))


def count(slips: Iterable[str], answers: Sequence[str]) -> dict[str, int]:
    """Votes per answer, `abstain` included, every answer present."""
    counts = dict.fromkeys((*answers, ABSTAIN), 0)
    for text in slips:
        counts[choice(text)] += 1
    return counts


def too_few_for_secrecy(entitled: int) -> bool:
    """Whether a count among so few could tell how one of them voted (P11)."""
    return entitled < SECRECY_NEEDS


__all__ = [
    "ABSTAIN",
    "Base",
    "Comparison",
    "Outcome",
    "Share",
    "Stage",
    "Tally",
    "choice",
    "count",
    "in_force",
    "mark",
    "parse_share",
    "shuffled",
    "slip",
    "tally",
    "too_few_for_secrecy",
]
