# SPDX-License-Identifier: Apache-2.0
"""`comity doctor`: is everything whole, and does anything wait for a human?"""

from __future__ import annotations

import json
import stat
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from comity.core.clause import Fault, Malformed
from comity.site.commands import NO, YES

if TYPE_CHECKING:
    from comity.edge.store.doctor import Finding
    from comity.site.court import Court

NAME = "doctor"
HELP = "Check the history, the outbox, the clock and the keys. Exits 1 where something needs a human."
EXAMPLE = "comity doctor\ncomity doctor --json\ncomity doctor --carried-out case:4711/12/1"
KEYS = ("secret", "seal.key", "house.key", "log.key", "watch.toml")


def add_arguments(parser: ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--carried-out", metavar="KEY", help="say of an asked effect that it was carried out")
    parser.add_argument("--not-carried-out", metavar="KEY", help="say that it was not: it will be tried again")
    parser.add_argument("--json", action="store_true", help="answer as JSON")


def run(args: Namespace) -> int:
    """Answer for an asked effect, or look at everything."""
    from comity.site.commands.migrate import missing_steps

    if steps := missing_steps():
        way_out = "comity migrate"
        raise Malformed([Fault(field="database", rule="version", text=f"lacks {len(steps)} steps", way_out=way_out)])
    if args.carried_out or args.not_carried_out:
        return _answer(args.carried_out or args.not_carried_out, carried_out=bool(args.carried_out))
    found = list(_everything())
    _show(found, as_json=args.json)
    return NO if found else YES


def _answer(key: str, *, carried_out: bool) -> int:
    from comity.site.court import here

    if here().worker.answered(key, carried_out=carried_out, at=datetime.now(UTC)):
        return YES
    print(f"comity doctor: nobody is asked about {key}", file=sys.stderr)
    return NO


def _everything() -> Iterator[Finding]:
    from django.conf import settings

    from comity.edge.store.doctor import findings
    from comity.edge.store.shelf import FileShelf
    from comity.site.court import here

    yield from findings(datetime.now(UTC))
    yield from FileShelf(settings.COMITY.home).findings()
    yield from _unreadable(here())
    yield from _public_log(here())
    yield from _open_keys(settings.COMITY.home)
    yield from silent_ways(here())
    yield from bad_rolls(here())
    yield from no_successors(here())
    yield from ill_watched(here())


def ill_watched(court: Court) -> Iterator[Finding]:
    """Sources of the live watch that cannot be read, or that nobody reads; watched spaces where no sign stands."""
    from comity.edge.store.doctor import Finding
    from comity.site.watch_health import health, unsigned

    try:
        known = _connected()
    except Malformed as wrong:
        known = None
        yield Finding(rule="watch-settings", where=wrong.faults[0].field, text=wrong.faults[0].text)
    for rule, where, text in (*health(known).findings(court.outside.clock.now()), *unsigned(court)):
        yield Finding(rule=rule, where=where, text=text)


def _connected() -> frozenset[str]:
    """The sources that this site is connected to. Raises `Malformed`."""
    from django.conf import settings

    from comity.site.watch_health import connected

    return connected(settings.COMITY.home, settings.COMITY.stream)


def no_successors(court: Court) -> Iterator[Finding]:
    """What would keep the open cases closed to the next council, once those who decide have keys of their own."""
    from comity.desk.succession_doctor import worries
    from comity.edge.store.doctor import Finding

    for rule, text in worries(court.succession, court.keys.count().having, court.outside.clock.now()):
        yield Finding(rule=rule, where="keys:here", text=text)


def bad_rolls(court: Court) -> Iterator[Finding]:
    """Rolls that cannot be read: a house whose roll is one can object to nothing."""
    from comity.edge.store.doctor import Finding

    law = court.law(court.outside.clock.now())
    houses = [] if law is None else [role.id for role in law.procedure.roles.values() if role.weighted]
    for house in houses:
        try:
            court.roll(house)
        except Malformed as wrong:
            yield Finding(rule="roll", where=wrong.faults[0].field, text=wrong.faults[0].text)


def _unreadable(court: Court) -> Iterator[Finding]:
    """Streams that this program cannot fold: written by a later one, or under a law that is not here."""
    from comity.edge.store.doctor import Finding

    with court.outside.store.reading() as unit:
        streams = unit.history.streams()
    for stream in streams:
        try:
            court.desk.state(stream)
        except Exception as wrong:  # whatever it is, the operator must hear of it, and of the other streams too
            yield Finding(rule="unreadable", where=stream, text=f"cannot be folded: {type(wrong).__name__}")


def _public_log(court: Court) -> Iterator[Finding]:
    """What is wrong with the public log: late, not signed, or not what was signed."""
    from comity.desk.log_doctor import faults
    from comity.edge.store.doctor import Finding

    for fault in faults(court.log, court.outside.clock.now()):
        yield Finding(rule=fault.rule, where="log", text=fault.text)


def silent_ways(court: Court) -> Iterator[Finding]:
    """Ways in by which no drill comes through, or none was made for too long."""
    from comity.desk.heartbeat import silent
    from comity.edge.store.doctor import Finding

    for beat in silent(court.outside.beats.last(), court.outside.clock.now()):
        since = "ever" if beat.heard is None else beat.heard.isoformat()
        why = beat.wrong or "no drill was made; does comity work run?"
        yield Finding(rule="silent-way", where=beat.way, text=f"no report came through since {since}: {why}")


def _open_keys(home: Path) -> Iterator[Finding]:
    """Keys that somebody else on this machine could read."""
    from comity.edge.store.doctor import Finding

    for name in KEYS:
        path = home / name
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Finding(rule="open-key", where=name, text="others on this machine can read it: chmod 600")


def _show(found: Sequence[Finding], *, as_json: bool) -> None:
    from comity.site.watch_health import health

    known: frozenset[str] | None = None
    with suppress(Malformed):  # it is a finding
        known = _connected()
    watch, now = health(known), datetime.now(UTC)
    if as_json:
        told = [{"rule": one.rule, "where": one.where, "text": one.text} for one in found]
        beside = {"watch": watch.told(now)} if watch.standing else {}
        print(json.dumps({"findings": told, **beside}, ensure_ascii=False))
        return
    for line in watch.lines(now):
        print(f"watch            {line}")
    for one in found:
        print(f"{one.rule:<16} {one.where}\n                 {one.text}")
    if not found:
        print("everything is whole, and nothing waits for a human")
