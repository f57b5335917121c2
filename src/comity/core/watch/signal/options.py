# SPDX-License-Identifier: Apache-2.0
"""What is open to somebody who reads a signal, the nearest first: no page and no program decides it (P7, P20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from comity.core.watch.commands import Verdict
from comity.core.watch.events import Mode
from comity.core.watch.signal.decide import SignalRules, hears, reads
from comity.core.watch.signal.state import Signal


class Act(StrEnum):
    """What can be done with a signal, in the order in which it is usually weighed."""

    OFFER = "offer-word"
    HAD = "had-word"
    LOOKED = "looked-again"
    TEAR = "begin-tear"
    REPORT = "begin-report"
    LEAVE = "leave-it"
    JUDGE = "judge"
    HAND = "hand-over"
    ASIDE = "aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One act that is open, and until when. `choices` are the verdicts that were not said, or to whom it may go."""

    act: Act
    until: datetime | None
    choices: tuple[str, ...] = ()


def options(rules: SignalRules, state: Signal, person: str) -> tuple[Option, ...]:
    """Everything that is open to `person` now, the nearest first; nothing for whoever reads neither it nor its word."""
    found = [*_of_signal(rules, state, person), *_of_word(rules, state, person)]
    near, order = nearest(state), tuple(Act)
    return tuple(sorted(found, key=lambda one: (one.act is not near, order.index(one.act))))


def nearest(state: Signal) -> Act:
    """What comes first: a word that was offered is had, then looked after; what has cooled or was no matter is let be.

    A quiet word comes first only while a conversation is still warm and nobody has done anything about it.
    """
    word = state.word
    if word is not None and word.looked is None:
        return Act.HAD if word.had is None else Act.LOOKED
    if state.mode is not Mode.LIVE or state.left is not None or state.begun:
        return Act.JUDGE
    at_rest = word is not None or state.eased is not None or state.verdict in (Verdict.NOISE, Verdict.KNOWN)
    return Act.LEAVE if at_rest else Act.OFFER


def _of_signal(rules: SignalRules, state: Signal, person: str) -> list[Option]:
    if not reads(rules, state, person):
        return []
    until = state.expires
    verdicts = tuple(one.value for one in Verdict if one is not state.verdict)
    found = [Option(act=Act.JUDGE, until=until, choices=verdicts)]
    if state.mode is not Mode.LIVE:
        return found
    acts = [Act.TEAR, Act.REPORT, Act.ASIDE]
    acts += [Act.OFFER] if state.word is None else []
    acts += [Act.LEAVE] if state.left is None else []
    others = tuple(sorted(one for one in rules.watch.readers - {person} if reads(rules, state, one)))
    found += [Option(act=one, until=until) for one in acts]
    return [*found, Option(act=Act.HAND, until=until, choices=others)] if others else found


def _of_word(rules: SignalRules, state: Signal, person: str) -> list[Option]:
    word = state.word
    if word is None or not hears(rules, state, person):
        return []
    done = {Act.HAD: word.had, Act.LOOKED: word.looked}
    return [Option(act=one, until=word.until) for one, at in done.items() if at is None]


__all__ = ["Act", "Option", "nearest", "options"]
