# SPDX-License-Identifier: Apache-2.0
"""What is wrong with a store is found and named, and a healthy one is left in peace."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connections

from comity.desk.clock import SetClock
from comity.desk.errands import AskHuman, Carried, Impossible, Worker
from comity.desk.handle import Desk
from comity.desk.ports import Effect
from comity.edge.store.doctor import PATIENCE, findings
from comity.edge.store.unit import SqlStore
from tests.rooms import EPOCH, ROOMS, Lend, Open, Post

LATER = EPOCH + PATIENCE + timedelta(seconds=1)


class Trouble:
    """A carrier that raises what it was given."""

    def __init__(self, wrong: Exception) -> None:
        self.wrong = wrong

    def carry(self, effect: Effect, at: datetime) -> Carried:
        """Raise."""
        raise self.wrong

    def done(self, effect: Effect) -> Carried | None:
        """Nothing was done."""
        return None


@pytest.fixture
def desk(beside: str) -> Desk:
    """A desk on a database of its own with one ledger."""
    desk = Desk(store=SqlStore(beside), rooms=ROOMS, clock=SetClock(EPOCH))
    desk.handle(Open(ceiling=9), act_id="open", actor="a", stream="ledger:a")
    return desk


def found(alias: str, at: datetime = EPOCH) -> list[tuple[str, str]]:
    return [(finding.rule, finding.where) for finding in findings(at, alias)]


def sql(alias: str, statement: str) -> None:
    with connections[alias].cursor() as cursor:
        cursor.execute(statement)


def test_a_healthy_store_is_left_in_peace(desk: Desk, beside: str) -> None:
    """P24: nothing is found where nothing is wrong."""
    desk.handle(Post(certainty="idempotent"), act_id="p", actor="a", stream="ledger:a")
    desk.handle(Lend(amount=1, until=EPOCH + timedelta(hours=1)), act_id="l", actor="a", stream="ledger:a")
    assert _undurable(beside) == []


def _undurable(alias: str, at: datetime = EPOCH) -> list[tuple[str, str]]:
    """Everything found except that the suite's own PostgreSQL runs without fsync, to be quick."""
    ours = {("durability", name) for name in ("fsync", "synchronous_commit", "full_page_writes")}
    return [one for one in found(alias, at) if one not in ours]


def test_a_database_that_could_lose_a_commit_is_found(desk: Desk, beside: str) -> None:
    """P24: an acknowledged act is only as safe as the database's settings."""
    if connections[beside].vendor == "sqlite":
        sql(beside, "PRAGMA synchronous = OFF")
        assert found(beside) == [("durability", "synchronous")]
    else:
        assert ("durability", "fsync") in found(beside)


def test_a_trigger_that_is_gone_is_found(desk: Desk, beside: str) -> None:
    """P17: somebody who puts the guard to sleep is noticed before anything is changed."""
    if connections[beside].vendor == "sqlite":
        sql(beside, "DROP TRIGGER history_no_update")
        assert _undurable(beside) == [("append-only", "history_no_update")]
    else:
        sql(beside, "ALTER TABLE history DISABLE TRIGGER history_no_change")
        assert _undurable(beside) == [("append-only", "history_no_change")]


def test_a_changed_and_a_missing_event_are_found(desk: Desk, beside: str) -> None:
    """P17: with the guard asleep, the chain and the acts still tell."""
    postgresql = connections[beside].vendor == "postgresql"
    for trigger in ("no_change",) if postgresql else ("no_update", "no_delete"):
        asleep = f"ALTER TABLE history DISABLE TRIGGER history_{trigger}"
        sql(beside, asleep if postgresql else f"DROP TRIGGER history_{trigger}")
    sql(beside, "UPDATE history SET data = replace(data, '9', '8')")
    assert ("chain-content", "ledger:a/1") in found(beside)
    sql(beside, "DELETE FROM history")
    assert ("cut-off", "open") in found(beside)


@pytest.mark.parametrize(
    ("wrong", "rule"), [(AskHuman("lift the ban"), "asked"), (Impossible("no such account"), "failed")]
)
def test_an_effect_that_waits_for_a_human_is_found(desk: Desk, beside: str, wrong: Exception, rule: str) -> None:
    """P24: nothing that was given up or is uncertain is forgotten."""
    desk.handle(Post(certainty="uncertain"), act_id="p", actor="a", stream="ledger:a")
    Worker(desk, {"letter": Trouble(wrong)}).drain(EPOCH)
    assert _undurable(beside) == [(rule, "ledger:a/2/1")]
    assert str(wrong) in next(f.text for f in findings(EPOCH, beside) if f.rule == rule)


def test_a_worker_and_a_clock_that_do_not_run_are_found(desk: Desk, beside: str) -> None:
    """P24: what waits for longer than an hour waits for something that was not started."""
    desk.handle(Post(certainty="idempotent"), act_id="p", actor="a", stream="ledger:a")
    until = EPOCH + timedelta(seconds=2)
    desk.handle(Lend(amount=1, until=until), act_id="l", actor="a", stream="ledger:a")
    assert _undurable(beside, LATER) == [("late-work", "outbox")]
    assert _undurable(beside, LATER + timedelta(seconds=1)) == [("late-work", "outbox"), ("late-tick", "ledger:a")]
