# SPDX-License-Identifier: Apache-2.0
"""Walking a room: one act after another, with what holds in every room checked at every step.

time is advanced first, and its events are dated at their own instants, in order
advancing twice says nothing new, and nothing is due before the present
deciding changes no state
every event and every refusal is one of those that the room lists
replaying the history gives the same state (P25)
"""

from __future__ import annotations

import os
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from typing import Generic, TypeVar

from hypothesis import settings

from comity.core.clause import Refusal
from comity.core.decider import Decider, fold

SLOW = bool(os.environ.get("COMITY_SLOW"))
MACHINE = settings(
    max_examples=100 if SLOW else 50, stateful_step_count=100 if SLOW else 30, deadline=None, derandomize=not SLOW
)
"""10,000 steps in the slow set."""

State = TypeVar("State")
Command = TypeVar("Command")
Event = TypeVar("Event")


def utc(text: str) -> datetime:
    """An instant from its ISO text without offset."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def digest(name: str) -> str:
    """A digest that is easy to tell from others."""
    return (name.encode().hex() + "0" * 64)[:64]


class Walk(Generic[State, Command, Event]):
    """A stream of one room that is walked step by step, and what was seen on the way."""

    def __init__(
        self,
        decider: Decider[State, Command, Event],
        *,
        start: datetime,
        events: tuple[type[Event], ...],
        reasons: tuple[str, ...],
    ) -> None:
        self.decider = decider
        self.now = start
        self.state: State = decider.initial
        self.history: list[Event] = []
        self.refusals: list[Refusal] = []
        self._events = events
        self._reasons = reasons

    @property
    def seen(self) -> set[type]:
        """The events that happened."""
        return {type(event) for event in self.history}

    @property
    def refused(self) -> set[str]:
        """The reasons for which something was refused."""
        return {refusal.reason for refusal in self.refusals}

    def wait(self, length: timedelta) -> list[Event]:
        """Let time pass; what it brought about."""
        self.now += length
        return self._advance()

    def until(self, at: datetime) -> list[Event]:
        """Let time pass up to `at`."""
        return self.wait(at - self.now)

    def do(self, command: Command) -> Refusal | list[Event]:
        """One act now: its events, or the refusal."""
        self._advance()
        before = deepcopy(self.state)
        answer = self._decided(command)
        assert self.state == before
        if isinstance(answer, Refusal):
            assert answer.reason in self._reasons
            assert answer.clause.id
            assert "{" not in answer.text
            self.refusals.append(answer)
        else:
            self._record(answer)
            self._nothing_is_overdue()
        return answer

    def _decided(self, command: Command) -> Refusal | list[Event]:
        try:
            return list(self.decider.decide(self.state, command, self.now))
        except Refusal as refusal:
            return refusal

    def must(self, command: Command) -> list[Event]:
        """An act that is lawful here."""
        answer = self.do(command)
        assert not isinstance(answer, Refusal), answer
        return answer

    def must_not(self, command: Command, reason: str) -> Refusal:
        """An act that is refused for this reason here."""
        answer = self.do(command)
        assert isinstance(answer, Refusal), answer
        assert answer.reason == reason
        return answer

    def _advance(self) -> list[Event]:
        before = deepcopy(self.state)
        events = list(self.decider.advance(self.state, self.now))
        assert self.state == before
        instants = [getattr(event, "at") for event in events]  # noqa: B009 - every event of every room has it
        assert instants == sorted(instants)
        assert all(at <= self.now for at in instants)
        self._record(events)
        assert not self.decider.advance(self.state, self.now)
        self._nothing_is_overdue()
        return events

    def _nothing_is_overdue(self) -> None:
        due = self.decider.due(self.state)
        assert due is None or due > self.now

    def _record(self, events: list[Event]) -> None:
        assert all(type(event) in self._events for event in events)
        self.history += events
        self.state = fold(self.decider, events, self.state)

    def replays(self) -> None:
        """P25: the same history gives the same state."""
        assert fold(self.decider, self.history) == self.state


__all__ = ["MACHINE", "SLOW", "Walk", "digest", "utc"]
