# SPDX-License-Identifier: Apache-2.0
"""The one shape of every room that keeps a history.

    advance(state, at)          what the passing of time alone brings about, each event dated at its own instant
    decide(state, command, at)  the events that an act brings about, or a Refusal
    evolve(state, event)        the state after one event; only copies what the event says
    due(state)                  the next instant at which `advance` would say something, or None

The desk always runs `advance` first and keeps what it says even where the act is then refused. Nothing here reads a
clock, makes an id or draws a random number: instants and nonces come in as arguments. The same history always folds
to the same state (P25).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol, TypeVar

State = TypeVar("State")
Command_contra = TypeVar("Command_contra", contravariant=True)
Event = TypeVar("Event")


class Decider(Protocol[State, Command_contra, Event]):
    """What a room promises to the desk. A frozen dataclass with these methods satisfies it."""

    @property
    def initial(self) -> State:
        """The state before anything happened."""

    def advance(self, state: State, at: datetime) -> Sequence[Event]:
        """The events that time alone has brought about up to and including `at`."""

    def decide(self, state: State, command: Command_contra, at: datetime) -> Sequence[Event]:
        """The events of one act at `at`, time having been advanced to it. Raises `Refusal`."""

    def evolve(self, state: State, event: Event) -> State:
        """The state after `event`."""

    def due(self, state: State) -> datetime | None:
        """The next instant at which `advance` has something to say."""


def fold(decider: Decider[State, Command_contra, Event], events: Iterable[Event], state: State | None = None) -> State:
    """The state after `events`, from the beginning or from `state`."""
    now = decider.initial if state is None else state
    for event in events:
        now = decider.evolve(now, event)
    return now


def act(
    decider: Decider[State, Command_contra, Event], state: State, command: Command_contra, at: datetime
) -> tuple[State, tuple[Event, ...]]:
    """Advance to `at`, decide, and fold: the state afterwards and every new event. Raises `Refusal`."""
    passed = tuple(decider.advance(state, at))
    now = fold(decider, passed, state)
    decided = tuple(decider.decide(now, command, at))
    return fold(decider, decided, now), (*passed, *decided)


__all__ = ["Decider", "act", "fold"]
