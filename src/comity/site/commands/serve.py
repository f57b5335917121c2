# SPDX-License-Identifier: Apache-2.0
"""`comity serve`: the site."""

from __future__ import annotations

import os
import socket
import sys
import time
from argparse import ArgumentParser, ArgumentTypeError, Namespace

from comity.site.commands import NOT_ASKED, YES

NAME = "serve"
HELP = "Serve the site on COMITY_BIND until it is told to stop (Ctrl-C or SIGTERM)."
EXAMPLE = "comity serve\nCOMITY_BIND=127.0.0.1:9000 comity serve --workers 1"
MOST_WORKERS = 64
THREADS_PER_WORKER = 4
STOPS_WITHIN_SECONDS = 5  # a worker that is asked to stop while it still starts does not hear it


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--workers", type=_workers, default=2, help="processes that answer requests (default 2)")


def run(args: Namespace) -> int:
    """Collect the static files, check that the database is at this version, and serve."""
    from django.conf import settings
    from django.core.management import call_command

    from comity.site.commands import migrate

    if migrate.missing_steps():
        print("comity serve: the database is not at this version; run: comity migrate", file=sys.stderr)
        return NOT_ASKED
    if settings.COMITY_SAMPLE and not _may_be_sample():
        print(
            "comity serve: COMITY_SAMPLE=1 lets anybody take anybody's seat, and another history than its own lies "
            "here; unset it, or name another COMITY_HOME",
            file=sys.stderr,
        )
        return NOT_ASKED
    if _taken(settings.COMITY.bind.host, settings.COMITY.bind.port):
        taken = f"comity serve: something listens on {settings.COMITY.bind} already; name another COMITY_BIND"
        print(taken, file=sys.stderr)
        return NOT_ASKED
    call_command("collectstatic", interactive=False, verbosity=0)
    print(f"Comity answers on {settings.COMITY.public_url}", flush=True)
    _serve(host=settings.COMITY.bind.host, port=settings.COMITY.bind.port, workers=args.workers)
    return YES


def _may_be_sample() -> bool:
    """Whether nothing lies here but the sample community."""
    from datetime import UTC, datetime

    from django.conf import settings

    from comity.site import sample, stage

    if not (settings.COMITY.home / sample.BEGUN).is_file():
        return not stage.has_history()
    return stage.kept(sample.prepare(settings.COMITY.home, datetime.now(UTC))) is not stage.Kept.OTHER


def _taken(host: str, port: int) -> bool:
    """Whether somebody listens there: the server would share the port, and each of the two would answer in turn.

    What a killed server has left behind ends by itself; it is waited for.
    """
    until = time.monotonic() + STOPS_WITHIN_SECONDS
    while not _is_free(host, port):
        if time.monotonic() > until:
            return True
        time.sleep(0.1)
    return False


def _is_free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _serve(*, host: str, port: int, workers: int) -> None:
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    os.environ["COMITY_SERVER_PROCESS"] = str(os.getpid())  # the workers end with it
    Server(
        "comity.site.worker:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS_PER_WORKER,
        workers_kill_timeout=STOPS_WITHIN_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    ).serve()


def _workers(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= MOST_WORKERS:
        raise ArgumentTypeError(f"{text!r} is not a number from 1 to {MOST_WORKERS}")
    return int(text)
