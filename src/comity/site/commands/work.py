# SPDX-License-Identifier: Apache-2.0
"""`comity work`: carry out what waits in the outbox, and tick, until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from threading import Event
from typing import TYPE_CHECKING

from comity.desk.deadlines import tick
from comity.site.commands import YES
from comity.site.drills import drill_if_due
from comity.site.linted import Reader
from comity.site.published import publish
from comity.site.watch_sources import FILE

if TYPE_CHECKING:
    from comity.edge.stream.watching import Watching
    from comity.site.court import Court
    from comity.site.fetching import Fetcher

NAME = "work"
HELP = (
    "Carry out what waits: acts, letters, measures; fetch letters; read what is watched; tick meanwhile. "
    "Stops on Ctrl-C or SIGTERM."
)
EXAMPLE = "comity work\ncomity work --once\ncomity work --no-tick"
IDLE_SECONDS = 1.0
TROUBLE_SECONDS = 5.0
TICK_SECONDS = 30.0

logger = logging.getLogger(__name__)


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--once", action="store_true", help="carry out what can be carried out now, and end")
    parser.add_argument("--no-tick", action="store_true", help="do not tick; something else runs comity tick")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Work once, or until a signal comes; then finish what is in hand."""
    from comity.site.court import here
    from comity.site.shown import show

    court = here()
    court.worker.name = f"{socket.gethostname()}-{os.getpid()}"
    done = _once(court, ticks=not args.no_tick) if args.once else _until_stopped(court, ticks=not args.no_tick)
    show({"carried_out": done}, as_json=args.json)
    return YES


def _once(court: Court, *, ticks: bool) -> int:
    if ticks:
        _tick(court)
        _fetcher(court).once()
    if (watching := begin(court)) is not None:
        watching.once()
    return court.worker.drain(datetime.now(UTC))


def _until_stopped(court: Court, *, ticks: bool) -> int:
    """Work on, the live watch beside. An error is logged by its name alone, and the work goes on after a rest."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    logger.info("working as %s", court.worker.name)
    watching = begin(court)
    if watching is not None:
        watching.begin()
    done = _work(court, stop, watching, ticks=ticks)
    if watching is not None:
        watching.end()
    return done


def _work(court: Court, stop: Event, watching: Watching | None, *, ticks: bool) -> int:
    done, next_tick, reader, fetcher = 0, time.monotonic(), Reader(court), _fetcher(court)
    while not stop.is_set():
        try:
            if ticks and time.monotonic() >= next_tick:
                _tick(court)
                drill_if_due(court, datetime.now(UTC))
                next_tick = time.monotonic() + TICK_SECONDS
                reader.go_on()
                fetcher.go_on()
                if watching is not None:
                    watching.forget(datetime.now(UTC))
            worked = court.worker.work(datetime.now(UTC))
            rest = 0.0 if worked else IDLE_SECONDS
            done += worked
        except Exception as wrong:
            logger.error("an effect could not be dealt with: %s", type(wrong).__name__)
            rest = TROUBLE_SECONDS
        _forget_dead_connections()
        stop.wait(rest)
    return done


def _fetcher(court: Court) -> Fetcher:
    """What fetches the letters of the mailbox, where one is set."""
    from django.conf import settings

    from comity.site.fetching import Fetcher

    return Fetcher(court, settings.COMITY.mailbox)


def begin(court: Court) -> Watching | None:
    """The live watch, where this site has sources or shares a stream. Raises `Malformed`: a setting is wrong."""
    from django.conf import settings

    if not settings.COMITY.stream and not (settings.COMITY.home / FILE).is_file():
        return None
    from comity.site.watch_live import begin

    return begin(court)


def _tick(court: Court) -> None:
    """Let time pass, publish what is due, forget sessions that are over, and sweep files that nobody filed."""
    from comity.edge.accounts.sessions import SessionStore

    tick(court.desk, at=datetime.now(UTC))
    publish(court)
    SessionStore.clear_expired()
    court.outside.files.sweep()


def _forget_dead_connections() -> None:
    from django.db import close_old_connections

    close_old_connections()
