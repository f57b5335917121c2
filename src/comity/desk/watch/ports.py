# SPDX-License-Identifier: Apache-2.0
"""What the watch asks of the outside: readers of platforms, a model that folds, a runner, and where signals go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from comity.desk.watch.message import Message, Told
from comity.desk.watch.signal import Reading, Signal


class Refused(Exception):
    """What came is not from the platform, or not what it promises: `field` names it, `rule` says what was expected."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(f"{field}: {rule}")
        self.field, self.rule = field, rule


class Later(Exception):
    """The platform asks to wait: ask again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What a source told at once. `cursor` is where to go on after it: opaque text that only the reader understands."""

    told: tuple[Told, ...]
    cursor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One delivery of a platform's hook. `id` is the platform's own mark of it: a repetition has the same."""

    source: str
    id: str
    told: tuple[Told, ...]


Spaces: TypeAlias = Callable[[], Mapping[str, datetime]]
"""Which spaces of a source may be read now, and each from when: a clause adopted it and its sign stands (P20).

A reader asks it anew at every `read`. What was said before that instant is never read, a space that is not named is
not asked for, and nothing more is told of a space that is named no longer.
"""


class Sign(Protocol):
    """The visible sign in a watched space: whoever speaks there can see that it is watched, and read why (P20).

    Every act may be repeated. All raise `Later`, `OSError`, and `Refused` where the space is private or the platform
    does not let us: its `rule` then says what a person has to do there by hand.
    """

    def put_up(self, space: str, text: str) -> str:
        """Put up the sign, or find it where it stands with these very words; a sign of ours with others is replaced.

        Gives a mark to know it again by, at most 300 letters.
        """

    def stands(self, space: str, mark: str) -> bool:
        """Whether everybody in the space can see that sign now, unaltered. Read at the platform, never remembered."""

    def take_down(self, space: str, mark: str) -> None:
        """Take the sign away; nothing happens where none stands."""


class Reader(Protocol):
    """Conversations in: one platform as one installation connects to it. Never reads what is private (P20)."""

    @property
    def source(self) -> str:
        """The name that the installation gave this connection."""

    def read(self, cursor: str) -> Iterator[Batch]:
        """Everything since `cursor`, oldest first, in batches; empty text begins at the beginning.

        Raises `Later` where the platform asks to wait and `OSError` where it does not answer: what was yielded stands.
        """


class Hook(Protocol):
    """The same platform, speaking first."""

    def receive(self, headers: Mapping[str, str], body: bytes) -> Delivery:
        """Read one delivery. Header names are lower case. Raises `Refused`: forged, malformed, or too old."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What one installation has of one platform; None where the platform offers no such thing.

    Every package of `edge.platforms` makes it: `connect(source: str, settings: Mapping[str, str], spaces: Spaces)`,
    which raises `core.clause.Malformed` with the field and the rule of a setting that is wrong.
    """

    reader: Reader | None = None
    hook: Hook | None = None
    sign: Sign | None = None


class Inbox(Protocol):
    """Deliveries that wait for the runner: durable before the platform gets its answer."""

    def put(self, delivery: Delivery) -> bool:
        """Keep a delivery; False where the same one was kept before. Durable on return."""


class Fold(Protocol):
    """A model and a policy, folded over one conversation at a time: pure, deterministic, resumable.

    States are opaque bytes, so that a runner can keep them without knowing the model. The state of a conversation that
    is new is empty bytes. Folding message by message, in parts, or after a resumption gives the same.
    """

    @property
    def version(self) -> str:
        """Of model and policy together: a state of another version is begun anew."""

    def step(self, state: bytes, told: Told) -> tuple[bytes, Signal | None]:
        """One thing that was told, in the order of its conversation. A repetition of a message changes nothing."""

    def reading(self, state: bytes, message: Message) -> tuple[bytes, Reading, Signal | None]:
        """As `step`, and the temperature after it with what moved it (slower: for people who look)."""

    def expired(self, state: bytes, at: datetime) -> bool:
        """Whether a conversation has been silent for so long that its state must be forgotten."""


class Sink(Protocol):
    """Where signals go: written in the very transaction that keeps the states they came from."""

    def put(self, signals: Iterable[Signal]) -> None:
        """Keep them; the id of a signal makes a repetition harmless."""


class Recent(Protocol):
    """The last words of live conversations, kept beside their states and forgotten with them."""

    def of(self, conversation: str) -> Sequence[Message]:
        """The last messages of a conversation, oldest first: edited ones as they read now, removed ones left out."""


class Stream(Protocol):
    """A runner of the watch: every conversation's state, and how far each source was read, kept durably together."""

    def cursor(self, source: str) -> str:
        """Where `source` was read to; empty text where it never was."""

    def feed(self, source: str, batch: Batch) -> int:
        """Fold a batch; states, signals and cursor become durable together or not at all. How many signals it gave."""

    def forget(self, at: datetime) -> int:
        """Destroy the states of conversations that have been silent too long. How many."""
