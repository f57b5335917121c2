# SPDX-License-Identifier: Apache-2.0
"""The overseeing house: its windows are opened from its cases, and what is voted reaches the case in the same breath.

A vote is acknowledged only when its case has the numbers, so no vote can be too late for a count that came after it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from comity.core import clerk, veto
from comity.core.access import CLERK
from comity.core.clause import Refusal
from comity.core.docket import Case, Docket
from comity.desk.answers import is_stream
from comity.desk.errands import Carried, Impossible
from comity.desk.handle import Answer, Desk
from comity.desk.ports import Effect

VETO = "veto:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Roll:
    """Who votes with what weight, and the amount that shares are of (None: nobody knows it)."""

    roll: veto.Roll
    amount: int | None


class Rolls(Protocol):
    """Where a house's roll comes from: an imported file, a scenario, a chain."""

    def roll(self, house: str, at: datetime) -> Roll:
        """The roll of that role as it stood `at`."""


def window_stream(case: str, box: str) -> str:
    """The name of the window in which a house answers the question of a box; a digest where it would be no name."""
    plain = f"{VETO}{case.removeprefix('case:')}/{box}"
    return plain if is_stream(plain) else f"{VETO}{hashlib.sha256(plain.encode()).hexdigest()}"


def asked(terms: veto.Terms) -> tuple[str, str]:
    """The question that a window is about, and about whom it is asked (empty: about nobody)."""
    question, _, about = (terms.question.rpartition("#")[0] or terms.question).partition("/")
    return question, about


class Windows:
    """Carries out `open-window`: idempotent, because a window is opened once under its own name."""

    def __init__(self, desk: Desk, rolls: Rolls) -> None:
        self._desk = desk
        self._rolls = rolls

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Open the window with the roll as it stands now. Raises Impossible where the question is another kind."""
        asked = json.loads(effect.payload)
        docket, case = _case(self._desk, asked["case"])
        rule = clerk.optimistic(docket.law, case, asked["question"])
        if rule is None:
            raise Impossible("this question is not one that stands unless the house says no")
        found = self._rolls.roll(docket.law.questions[asked["question"]].to, at)
        terms = veto.Terms(
            case=asked["case"],
            question=asked["box"],
            clause=docket.law.cite(asked["question"]).id,
            share=rule.stage.share,
            kind=veto.BaseKind.SUPPLY,
            amount=found.amount,
            roll=found.roll,
            opens=at,
            closes=datetime.fromisoformat(asked["closes"]),
        )
        stream = window_stream(asked["case"], asked["box"])
        command = veto.OpenWindow(terms=terms)
        self._desk.follow_up(command, act_id=f"{effect.key}/window", actor=CLERK, stream=stream, at=at)
        return Carried()

    def done(self, effect: Effect) -> Carried | None:
        """Opening twice opens once; nothing needs to be read back."""
        return None


Vote: TypeAlias = veto.Cast | veto.Recast | veto.ImportTally


def vote(desk: Desk, command: Vote, *, act_id: str, actor: str, stream: str, at: datetime) -> Answer:
    """Vote in a window, and bring its numbers to the case, in one transaction. Raises `Refusal`.

    A refused vote is remembered like every refused act, so its refusal leaves the transaction only after the commit;
    where the *case* refuses the numbers nothing is kept, the vote least of all.
    """
    with desk.store.transaction():
        try:
            answer = desk.handle(command, act_id=act_id, actor=actor, stream=stream, at=at)
        except Refusal as said:
            refusal = said
        else:
            window: veto.Window = desk.state(stream).state
            if not answer.repeated and window.terms is not None:
                _bring(desk, window, window.terms, act_id=act_id, at=at)
            return answer
    raise refusal


class Closings:
    """Carries out `close-window`: brings the numbers of a closed window to its case, where the case waits for them.

    Idempotent: a case that has counted waits no more.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Bring them, at the earliest when the case knows of the close itself."""
        stream = json.loads(effect.payload)["window"]
        window: veto.Window = self._desk.state(stream).state
        if window.terms is not None:
            self._desk.tick(window.terms.case, at=at)
            if _waits(self._desk, window.terms):
                _bring(self._desk, window, window.terms, act_id=effect.key, at=at)
        return Carried()

    def done(self, effect: Effect) -> Carried | None:
        """Doing it again changes nothing."""
        return None


def _waits(desk: Desk, terms: veto.Terms) -> bool:
    _, case = _case(desk, terms.case)
    box = case.boxes.get(terms.question.partition("#")[0])
    return case.open and box is not None and box.open and box.id == terms.question


def _bring(desk: Desk, window: veto.Window, terms: veto.Terms, *, act_id: str, at: datetime) -> None:
    docket, case = _case(desk, terms.case)
    question, about = asked(terms)
    rule = clerk.optimistic(docket.law, case, question)
    if rule is None:
        return
    numbers = clerk.weights(rule, window.numbers, window.base)
    command = clerk.tally(docket.law, case, question, about, numbers)
    if command is not None:
        told = f"tally/{hashlib.sha256(act_id.encode()).hexdigest()}"
        desk.handle(command, act_id=told, actor=CLERK, stream=terms.case, at=at)


def _case(desk: Desk, stream: str) -> tuple[Docket, Case]:
    decider, folded = desk.decider(stream)
    docket: Any = decider
    return docket, folded.state


__all__ = ["Closings", "Roll", "Rolls", "VETO", "Windows", "asked", "vote", "window_stream"]
