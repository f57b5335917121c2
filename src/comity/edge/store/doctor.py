# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a store, or waits for a human. The command `comity doctor` shows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from comity.desk.ports import Standing
from comity.edge.store.history import SqlActs, SqlHistory
from comity.edge.store.outbox import SqlDeadlines, SqlOutbox
from comity.edge.store.triggers import names
from comity.edge.store.wire import Wire

PATIENCE = timedelta(hours=1)
"""What has waited longer than this for a worker or a tick waits for one that does not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that needs somebody. `rule` is a code, `where` a stream, key or setting; no text of a case."""

    rule: str
    where: str
    text: str


def findings(at: datetime, alias: str = "default") -> Iterator[Finding]:
    """Everything that needs somebody, the gravest first."""
    connection = connections[alias]
    wire = Wire(connection)
    yield from _history(wire)
    yield from _triggers(connection)
    yield from _durability(connection)
    yield from _outbox(SqlOutbox(wire), at)
    for due in SqlDeadlines(wire).passed(at - PATIENCE):
        yield Finding(
            rule="late-tick", where=due.stream, text=f"waits since {due.at.isoformat()}; does comity tick run?"
        )


def _history(wire: Wire) -> Iterator[Finding]:
    for broken in SqlHistory(wire).verify():
        where = f"{broken.stream}/{broken.version}"
        yield Finding(rule=f"chain-{broken.rule}", where=where, text="the history is not what was written here")
    for act_id in SqlActs(wire).without_events():
        yield Finding(rule="cut-off", where=act_id, text="the act was answered and its events are gone")


def _triggers(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    """The database's own guard: each trigger there, and awake."""
    if connection.vendor == "postgresql":
        question = "SELECT tgname FROM pg_trigger WHERE tgenabled = 'O' AND NOT tgisinternal"
    else:
        question = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    awake = {row[0] for row in Wire(connection).rows(question)}
    for name in names(connection.vendor):
        if name not in awake:
            yield Finding(rule="append-only", where=name, text="the trigger that refuses changes is gone or asleep")


def _durability(connection: BaseDatabaseWrapper) -> Iterator[Finding]:
    """Whether a commit survives a power cut, as far as the database can say."""
    sqlite = {"journal_mode": ("wal",), "synchronous": (2, 3)}
    postgresql = {"fsync": ("on",), "synchronous_commit": ("on", "remote_apply"), "full_page_writes": ("on",)}
    ask, wanted = ("SHOW", postgresql) if connection.vendor == "postgresql" else ("PRAGMA", sqlite)
    for setting, good in wanted.items():
        ((found,),) = Wire(connection).rows(f"{ask} {setting}")
        if found not in good:
            yield Finding(rule="durability", where=setting, text=f"is {found}; an acknowledged act could be lost")


def _outbox(outbox: SqlOutbox, at: datetime) -> Iterator[Finding]:
    for slot in outbox.standing(Standing.ASKED):
        text = f"was {slot.effect.kind} carried out? {slot.last_error}"
        yield Finding(rule="asked", where=slot.effect.key, text=text)
    for slot in outbox.standing(Standing.FAILED):
        text = f"{slot.effect.kind} was given up after {slot.attempts} attempts: {slot.last_error}"
        yield Finding(rule="failed", where=slot.effect.key, text=text)
    earliest = outbox.earliest()
    if earliest is not None and earliest < at - PATIENCE:
        text = f"an effect waits since {earliest.isoformat()}; does comity work run?"
        yield Finding(rule="late-work", where="outbox", text=text)


__all__ = ["PATIENCE", "Finding", "findings"]
