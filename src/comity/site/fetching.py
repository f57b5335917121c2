# SPDX-License-Identifier: Apache-2.0
"""The letters of a mailbox become reports, one by one. What was taken is deleted there; what was not is left."""

from __future__ import annotations

import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from typing import TYPE_CHECKING

from comity.core.clause import Malformed, Refusal
from comity.desk.errands import NotCarried
from comity.desk.ports import Exhausted
from comity.edge.mailbox import Mailbox, Unreachable, address, opened
from comity.site import incoming

if TYPE_CHECKING:
    from comity.site.court import Court


EVERY_SECONDS = 60.0
"""How long after the beginning of one fetching `comity work` begins the next."""
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """How many letters became reports, were written by a machine and thrown away, or were left for a human."""

    taken: int = 0
    automatic: int = 0
    left: int = 0


def fetch(court: Court, box: Mailbox, at: datetime) -> Fetched:
    """Fetch the new letters. Raises `Unreachable`, `Exhausted`, `NotCarried`: what was not deleted comes again."""
    taken = automatic = left = 0
    with opened(box) as letters:
        for number, raw in letters.new(incoming.LARGEST):
            try:
                done = None if raw is None else incoming.take(court, raw, at)
            except (Malformed, Refusal):
                done = None
            if done is None:
                left += 1
                letters.left(number)
                continue
            taken, automatic = taken + bool(done.case), automatic + (not done.case)
            letters.taken(number)
    return Fetched(taken=taken, automatic=automatic, left=left)


class Fetcher:
    """Fetches beside the worker, in a thread that ends with the process: what was not deleted there comes again (P24).

    A mail server that cannot be reached is named in the log by its trouble alone, and tried again.
    """

    def __init__(self, court: Court, url: str) -> None:
        self._court, self._url = court, url
        self._thread: Thread | None = None
        self._next = 0.0

    def go_on(self) -> None:
        """Fetch, where a mailbox is set, it is time for it, and no fetching is under way."""
        busy = self._thread is not None and self._thread.is_alive()
        if not self._url or busy or time.monotonic() < self._next:
            return
        self._next = time.monotonic() + EVERY_SECONDS
        self._thread = Thread(target=self._beside, daemon=True)
        self._thread.start()

    def once(self) -> Fetched:
        """Fetch now and wait for it. Nothing where no mailbox is set or its server is not to be reached."""
        if not self._url:
            return Fetched()
        try:
            done = fetch(self._court, address(self._url), datetime.now(UTC))
        except (Unreachable, Exhausted, NotCarried, OSError) as wrong:
            logger.warning("the mailbox could not be read: %s", type(wrong).__name__)
            return Fetched()
        if done.left:
            logger.warning("%s letters of the mailbox were left for a human", done.left)
        return done

    def _beside(self) -> None:
        from django.db import connections

        try:
            self.once()
        except Exception as wrong:  # whatever a letter brings about, the next one must be fetched all the same
            logger.error("a letter could not be dealt with: %s", type(wrong).__name__)
        finally:
            connections.close_all()


__all__ = ["EVERY_SECONDS", "Fetched", "Fetcher", "fetch"]
