# SPDX-License-Identifier: Apache-2.0
"""What is said in a watched space, as every reader tells it and every runner carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One message of one conversation, in the platform's own order.

    `conversation` and `id` are the platform's marks, unique within one source; `author` is the platform's mark of who
    spoke and never leaves the conversation's state except as an ordinal (P20). `at` is aware, UTC. `space` is what a
    clause opts in (a category, a room, a repository, a channel), `place` the address where a person reads the message.
    """

    conversation: str
    id: str
    author: str
    at: datetime
    text: str
    reply_to: str = ""
    space: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """A message that was told before now reads otherwise."""

    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Removed:
    """A message is gone at its platform: its words are shown to nobody from here on.

    With an empty `id` the whole conversation is gone (a topic was deleted, an issue moved elsewhere).
    """

    conversation: str
    id: str
    at: datetime
    space: str = ""


Told: TypeAlias = Message | Edited | Removed
"""Everything that a reader can tell."""
