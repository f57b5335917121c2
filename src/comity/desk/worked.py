# SPDX-License-Identifier: Apache-2.0
"""What was worked out of a stream for one person, kept for as long as its history is the same.

The hash of the last event names the whole history of a stream, and with it its state and its pinned law. An answer
that rests on these and on nothing else (no clock, no language, no roster of today) is the same every time it is asked
for. It is kept under that hash, under the question and under the person who asks, and given to nobody else (P10).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any, TypeVar, cast

MOST_ANSWERS = 20_000
"""How many answers are kept at most, over all streams and persons. Those asked for last stay."""

T = TypeVar("T")


class Worked:
    """The answers that were asked for last. Safe among threads: nothing that is kept ever changes."""

    def __init__(self, *, most: int = MOST_ANSWERS) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str, str, str], Any] = OrderedDict()
        self._lock = Lock()

    def of(self, stream: str, hash: str, question: str, person: str, work: Callable[[], T]) -> T:
        """The answer to `question` for `person`, worked out where it is not known for this history."""
        key = (stream, hash, question, person)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return cast(T, self._kept[key])
        found = work()
        with self._lock:
            self._kept[key] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found

    def __len__(self) -> int:
        """How many answers are kept."""
        return len(self._kept)


__all__ = ["MOST_ANSWERS", "Worked"]
