# SPDX-License-Identifier: Apache-2.0
"""What a hook was told lately, so that a delivery that comes late undoes nothing that came before it.

Platforms repeat what failed, in any order, for hours. This memory is small, in the process alone and no guarantee: the
runner takes repetitions as it must, and a reader that looks at the last messages again corrects the rest.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime
from threading import Lock
from typing import TypeVar

MOST = 10_000
K = TypeVar("K")
V = TypeVar("V")


class Lately:
    """The newest state of the last messages, by id, and where each stands in its conversation."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._changed: OrderedDict[str, datetime] = OrderedDict()
        self._gone: OrderedDict[str, datetime] = OrderedDict()
        self._numbers: OrderedDict[tuple[str, int], str] = OrderedDict()
        self._lock = Lock()

    def is_news(self, id: str, changed: datetime) -> bool:
        """Whether a message as it was at `changed` is no older than what is known, and not of something gone."""
        with self._lock:
            known = self._changed.get(id)
            if id in self._gone or (known is not None and changed < known):
                return False
            _keep(self._changed, id, changed, self._most)
            return True

    def forget(self, id: str, at: datetime) -> None:
        """It is gone."""
        with self._lock:
            _keep(self._gone, id, at, self._most)

    def is_gone(self, id: str) -> bool:
        """Whether it, or a whole conversation, is gone."""
        with self._lock:
            return id in self._gone

    def back(self, id: str) -> None:
        """It is there again."""
        with self._lock:
            self._gone.pop(id, None)

    def numbered(self, conversation: str, number: int, id: str) -> None:
        """The message that has a number in its conversation."""
        with self._lock:
            _keep(self._numbers, (conversation, number), id, self._most)

    def number(self, conversation: str, number: int) -> str:
        """Its id where it was told lately, else empty text."""
        with self._lock:
            return self._numbers.get((conversation, number), "")


def _keep(kept: OrderedDict[K, V], key: K, value: V, most: int) -> None:
    kept[key] = value
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)


__all__ = ["Lately"]
