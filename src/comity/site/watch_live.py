# SPDX-License-Identifier: Apache-2.0
"""The live watch of this site, put together: which spaces, which model, which sources, one runner."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from comity.core.clause import Fault, Malformed
from comity.desk.watch.ports import Fold, Inbox, Sink, Spaces
from comity.edge.store.unit import SqlStore
from comity.edge.stream.inbox import SqlInbox
from comity.edge.stream.leases import Leases
from comity.edge.stream.recent import SqlRecent
from comity.edge.stream.runner import SqlStream
from comity.edge.stream.watching import Source, Watching
from comity.site import watch_sources

if TYPE_CHECKING:
    from comity.site.court import Court

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
    return remembered(lambda: _watched(court))


def inbox() -> Inbox:
    """Where deliveries of this site's platforms wait."""
    from comity.site.court import here

    return _inbox(here())


def _inbox(court: Court) -> SqlInbox:
    return SqlInbox(
        transaction=SqlStore().transaction, spaces=spaces(), clock=court.outside.clock, lock=court.outside.seal
    )


def stream(court: Court) -> SqlStream:
    """The runner of this site."""
    recent = SqlRecent(court.outside.seal)
    fold = _fold()
    return SqlStream(
        fold,
        _sink(court, fold, recent),
        transaction=court.outside.store.transaction,
        spaces=spaces(),
        clock=court.outside.clock,
        recent=recent,
    )


def _watched(court: Court) -> Mapping[str, datetime]:
    """What the law opted in."""
    return {}


def _fold() -> Fold:
    """The model and the policy of this site."""
    raise Malformed([Fault(field="watch", rule="a model", text="none is installed")])


def _sink(court: Court, fold: Fold, recent: SqlRecent) -> Sink:
    """Where signals go."""
    raise Malformed([Fault(field="watch", rule="liaisons", text="nobody hears signals")])


def begin(court: Court) -> Watching | None:
    """The live watch of this process, not yet begun; None where no source is configured. Raises `Malformed`."""
    found = watch_sources.here()
    if not found:
        return None
    runner, waiting, clock = stream(court), _inbox(court), court.outside.clock
    leases = Leases(f"{socket.gethostname()}-{os.getpid()}")
    sources = [
        Source(name=name, stream=runner, inbox=waiting, leases=leases, clock=clock, reader=connection.reader)
        for name, connection in found.items()
    ]
    return Watching(sources, forgetting=(runner.forget, waiting.forget), after=_rested)


def _rested() -> None:
    from django.db import close_old_connections

    close_old_connections()


__all__ = ["begin", "inbox", "remembered", "spaces", "stream"]
