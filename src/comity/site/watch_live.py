# SPDX-License-Identifier: Apache-2.0
"""The live watch of this site, put together: which spaces, which model, which sources, one runner."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from comity.core.clause import Fault, Malformed
from comity.desk.watch import spaces as law
from comity.desk.watch.message import Message, Told
from comity.desk.watch.ports import Inbox, Spaces
from comity.desk.watch.signal import Reading, Signal
from comity.desk.watch.trace import Library
from comity.edge.detector import policy as policies
from comity.edge.detector import shipped
from comity.edge.detector.fold import Watch, chance
from comity.edge.store.unit import SqlStore
from comity.edge.stream.inbox import SqlInbox
from comity.edge.stream.leases import Leases
from comity.edge.stream.nats.address import address
from comity.edge.stream.nats.jetstream import Jet
from comity.edge.stream.nats.publishing import NatsInbox, NatsStream
from comity.edge.stream.nats.workers import Worker
from comity.edge.stream.recent import SqlRecent
from comity.edge.stream.runner import SqlStream
from comity.edge.stream.watching import Source, Turning, Watching
from comity.site import watch_sources
from comity.site.watch_asked import library
from comity.site.watch_signs import Signs

if TYPE_CHECKING:
    from comity.site.court import Court

POLICY = "watch-policy.json"
"""Where a home keeps the policy that `comity watch FILE --budget 5 --save-policy` fitted."""
REMEMBERED_SECONDS = 5.0
"""For so long the answer to "which spaces?" is remembered: a clause that ends is obeyed within it."""


def remembered(ask: Spaces, monotonic: Callable[[], float] = time.monotonic) -> Spaces:
    """The same question, asked of the history every few seconds and not with every batch."""
    known: list[tuple[float, Mapping[str, datetime]]] = []

    def spaces() -> Mapping[str, datetime]:
        if not known or monotonic() - known[0][0] > REMEMBERED_SECONDS:
            known[:] = [(monotonic(), ask())]
        return known[0][1]

    return spaces


@cache
def spaces() -> Spaces:
    """The spaces of this site that may be read now, each from when (P20)."""
    from comity.site.court import here

    court = here()
    return remembered(court.watching.watched)


def fold(home: Path, known: Library | None = None) -> Watch:
    """The shipped model with the patterns, under the policy that was fitted to this community, if one was.

    `known` are the patterns of this community, with what its council accepted; without them those that ship.
    Raises `Malformed`: the file of the policy is none.
    """
    path = home / POLICY
    try:
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as wrong:
        raise Malformed([Fault(field=POLICY, rule="a text file", text="cannot be read")]) from wrong
    policy = policies.read(text, POLICY) if text else policies.DEFAULT
    return shipped.watch(policy, library() if known is None else known)


class Following:
    """The fold of now: what the council accepts or trusts of a pattern holds within seconds, without a restart."""

    def __init__(
        self, first: Watch, ask: Callable[[], Library], monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self.now, self._ask, self._monotonic = first, ask, monotonic
        self._asked = monotonic()

    def newest(self) -> Watch:
        """The fold with the patterns that hold now, asked for every few seconds."""
        if self._monotonic() - self._asked > REMEMBERED_SECONDS:
            self._asked, library = self._monotonic(), self._ask()
            if library.digest != self.now.library.digest:
                self.now = Watch(self.now.model, self.now.policy, library)
        return self.now

    @property
    def version(self) -> str:
        """Of the fold of now."""
        return self.now.version

    def step(self, state: bytes, told: Told) -> tuple[bytes, Signal | None]:
        """As the fold of now."""
        return self.now.step(state, told)

    def reading(self, state: bytes, message: Message) -> tuple[bytes, Reading, Signal | None]:
        """As the fold of now."""
        return self.now.reading(state, message)

    def expired(self, state: bytes, at: datetime) -> bool:
        """As the fold of now."""
        return self.now.expired(state, at)


def limits(model: Watch) -> Callable[[int], float]:
    """The risk from which it speaks at each place; at none, that of a conversation in which nothing was heard."""
    return lambda place: chance(model.policy.threshold(place) if place else model.model.offset)


def inbox() -> Inbox:
    """Where deliveries of this site's platforms wait."""
    from django.conf import settings

    return _inbox_at(settings.COMITY.home)


@cache
def _inbox_at(home: Path) -> Inbox:
    """Made once in a process: a court reads every procedure that it knows, and no delivery should wait for that."""
    from comity.site.court import here

    court, jet = here(), _jet()
    return _inbox(court) if jet is None else NatsInbox(jet, lock=court.outside.seal, spaces=spaces())


def _inbox(court: Court) -> SqlInbox:
    return SqlInbox(
        transaction=SqlStore().transaction, spaces=spaces(), clock=court.outside.clock, lock=court.outside.seal
    )


def stream(court: Court) -> SqlStream:
    """The runner of this site, on its own database."""
    from django.conf import settings

    recent = SqlRecent(court.outside.seal)
    model = Following(fold(settings.COMITY.home, court.patterns.library()), court.patterns.library)
    sink = court.watching.sink(model, recent, limit=limits(model.now), library=lambda: model.now.library)
    return SqlStream(
        model,
        sink,
        newest=model.newest,
        transaction=court.outside.store.transaction,
        spaces=spaces(),
        clock=court.outside.clock,
        recent=recent,
        longest=lambda: law.rules(court).states,
    )


@cache
def _jet() -> Jet | None:
    """The stream that many workers share; None where this site has none."""
    from django.conf import settings

    return Jet(address(settings.COMITY.stream)) if settings.COMITY.stream else None


def begin(court: Court) -> Watching:
    """The live watch of this process, not yet begun. Raises `Malformed`."""
    found = watch_sources.here()
    runner, waiting, clock, jet = stream(court), _inbox(court), court.outside.clock, _jet()
    leases, lock = Leases(f"{socket.gethostname()}-{os.getpid()}"), court.outside.seal
    into = runner if jet is None else NatsStream(jet, lock=lock, spaces=spaces(), clock=clock)
    parts: list[Turning] = [
        Source(name=name, stream=into, inbox=waiting, leases=leases, clock=clock, reader=connection.reader)
        for name, connection in found.items()
    ]
    if jet is not None:
        parts.append(Worker(jet=jet, stream=runner, leases=leases, lock=lock, clock=clock))
    parts.append(Signs(court=court, connections=found, leases=leases))
    return Watching(parts, forgetting=(runner.forget, waiting.forget), after=_rested)


def _rested() -> None:
    from django.db import close_old_connections

    close_old_connections()


__all__ = ["POLICY", "Following", "begin", "fold", "inbox", "limits", "remembered", "spaces", "stream"]
