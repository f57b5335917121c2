# SPDX-License-Identifier: Apache-2.0
"""What a model says about one conversation, and why, so that a liaison can look and judge (P20)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    """Which way the conversation moved."""

    WARMING = "warming"
    EASED = "eased"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One exact part of a signal's score.

    `code` names the feature, `weight` is what it added (positive warms, negative cools) in the model's log-odds;
    `message` is the id of the message it stands in, empty for what belongs to the whole conversation, and `words` are
    the words of that message that it read, as they stand there.
    """

    code: str
    weight: float
    message: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A conversation is worth a look, or is so no more.

    `id` is the digest of source, conversation, message, kind and versions: the same fold of the same messages gives the
    same id. `risk` and `change` are between 0 and 1; the weights of `reasons` sum to the log-odds of `risk` less the
    model's own offset. `pattern` is the name of a pattern of the library that fits, or empty; `step` the code of a
    low-key next step. `model` and `policy` are versions. A `shadow` is shown to no liaison: it tells whoever tries a
    new model, policy or community what would have been said.
    """

    id: str
    kind: Kind
    conversation: str
    message: str
    at: datetime
    risk: float
    change: float
    reasons: tuple[Reason, ...]
    model: str
    policy: str
    pattern: str = ""
    step: str = ""
    space: str = ""
    place: str = ""
    shadow: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one message did to its conversation: its risk after it, and what moved it."""

    conversation: str
    message: str
    at: datetime
    risk: float
    reasons: tuple[Reason, ...] = ()
