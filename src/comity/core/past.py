# SPDX-License-Identifier: Apache-2.0
"""Cases that were dealt with before this house was: taken over for pattern and figures, and never as if judged here.

A past case has no docket, no phase and no party: what was found elsewhere, by whatever rules, is no finding of this
council. It is a line with codes, an instant at which it was closed, pseudonyms, and the digest of a sealed text.
Nothing follows from it by itself, and no guard of a procedure reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

from comity.core.clause import Fault, Malformed, Refusal, promise
from comity.core.evidence import is_digest

ENDINGS: tuple[str, ...] = ("measure", "settled", "no-finding", "withdrawn", "not-ours", "unknown")
"""How it ended: with a measure on somebody, by agreement, without a finding, taken back, not a matter of theirs."""
MOST = 5000
"""Past cases that are taken over at once."""
CHANGED = "Case {id} was taken over before, and was told otherwise then: nothing that was taken over is changed."
REASONS: tuple[str, ...] = (CHANGED,)
_CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
LONGEST_CODE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCase:
    """One of them. `id` and `row` are made of its reference and of all that is told of it, under a key of the house;
    `about` are pseudonyms; `words` is the digest of a sealed text, or empty."""

    id: str
    row: str
    closed: datetime
    kind: str
    ending: str
    opened: datetime | None = None
    about: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePastCases:
    """Take all of these over, or none. Those that were taken before, told alike, are passed over."""

    by: str
    cases: tuple[PastCase, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCaseTaken:
    """One was taken over: imported, closed, not judged here."""

    at: datetime
    by: str
    case: PastCase


Command: TypeAlias = TakePastCases
Event: TypeAlias = PastCaseTaken
COMMANDS: tuple[type, ...] = (TakePastCases,)
EVENTS: tuple[type, ...] = (PastCaseTaken,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """All of them, by their ids, in the order in which they were taken over."""

    taken: Mapping[str, PastCase] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDecider:
    """The law of past cases. Nothing in it ends by itself."""

    @property
    def initial(self) -> Past:
        """None was taken over."""
        return Past()

    def advance(self, state: Past, at: datetime) -> tuple[Event, ...]:
        """Time changes nothing."""
        return ()

    def due(self, state: Past) -> datetime | None:
        """Nothing is waited for."""
        return None

    def decide(self, state: Past, command: Command, at: datetime) -> tuple[Event, ...]:
        """Those that are new. Raises `Malformed` with every fault, `Refusal` where one was told otherwise before."""
        faults = list(faults_of(command.cases, at))
        if faults:
            raise Malformed(faults)
        for case in command.cases:
            if case.id in state.taken and state.taken[case.id].row != case.row:
                raise Refusal(CHANGED, clause=promise(17), field="cases", about={"id": case.id})
        new = [case for case in command.cases if case.id not in state.taken]
        return tuple(PastCaseTaken(at=at, by=command.by, case=case) for case in new)

    def evolve(self, state: Past, event: Event) -> Past:
        """The state after `event`."""
        return replace(state, taken={**state.taken, event.case.id: event.case})


def faults_of(cases: tuple[PastCase, ...], at: datetime) -> Iterable[Fault]:
    """Everything that is wrong with them, by the place of the case and the name of the field."""
    if not 1 <= len(cases) <= MOST:
        yield Fault(field="cases", rule="many", text=f"1 to {MOST} are taken over at once, not {len(cases)}")
    seen: set[str] = set()
    for place, case in enumerate(cases):
        for name, rule, text in _wrong(case, at):
            yield Fault(field=f"cases[{place}].{name}", rule=rule, text=text)
        if case.id in seen:
            yield Fault(field=f"cases[{place}].id", rule="once", text="another one here has the same reference")
        seen.add(case.id)


def _wrong(case: PastCase, at: datetime) -> Iterable[tuple[str, str, str]]:
    if not case.id or not case.row:
        yield "id", "not empty", "needs a reference"
    if not _CODE.fullmatch(case.kind) or len(case.kind) > LONGEST_CODE:
        yield "kind", "code", "is a word of small letters, digits and hyphens, at most 60"
    if case.ending not in ENDINGS:
        yield "ending", "known", f"is one of {', '.join(ENDINGS)}"
    if case.closed > at:
        yield "closed", "past", "lies in the future: a case that is open is told here as a report"
    if case.opened is not None and case.opened > case.closed:
        yield "opened", "order", "lies after its closing"
    if case.words and not is_digest(case.words):
        yield "words", "paper.digest", "a paper is named by its SHA-256 in hex"


__all__ = [
    "COMMANDS", "ENDINGS", "EVENTS", "MOST", "REASONS", "Command", "Event", "Past", "PastCase", "PastCaseTaken",
    "PastDecider", "TakePastCases", "faults_of",
]  # fmt: skip
