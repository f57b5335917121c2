# SPDX-License-Identifier: Apache-2.0
"""The database itself refuses to change what was recorded, and the chain tells when somebody got around it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from comity.desk.clock import SetClock
from comity.desk.handle import Desk
from comity.desk.ports import Record, Stored
from comity.edge.store.chain import Broken, breaks, linked
from comity.edge.store.history import SqlActs, SqlHistory
from comity.edge.store.unit import SqlStore
from comity.edge.store.wire import Wire
from tests.rooms import EPOCH, ROOMS, Enter, Open

TABLES = ("history", "act")


@pytest.fixture
def desk(database: str) -> Desk:
    """A desk whose ledgers `a` and `b` have a few events."""
    desk = Desk(store=SqlStore(), rooms=ROOMS, clock=SetClock(EPOCH))
    for stream in ("ledger:a", "ledger:b"):
        desk.handle(Open(ceiling=99), act_id=f"open-{stream}", actor="lead", stream=stream)
        for n in range(4):
            at = EPOCH + timedelta(hours=n)
            desk.handle(Enter(amount=1), act_id=f"{stream}-{n}", actor="lead", stream=stream, at=at)
    return desk


def attempt(statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def tamper(statement: str) -> None:
    """What somebody with the database's own keys can do: put the triggers to sleep first."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for trigger in _triggers(table):
                asleep = f"ALTER TABLE {table} DISABLE TRIGGER {trigger}"
                cursor.execute(asleep if connection.vendor == "postgresql" else f"DROP TRIGGER {trigger}")
        cursor.execute(statement)


def _triggers(table: str) -> list[str]:
    if connection.vendor == "postgresql":
        return [f"{table}_no_change", f"{table}_no_truncate"]
    return [f"{table}_no_update", f"{table}_no_delete", f"{table}_no_replace"]


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(
    "statement", ["UPDATE {} SET at = '2000-01-01T00:00:00Z'", "DELETE FROM {}", "DELETE FROM {} WHERE version = 2"]
)
def test_what_was_recorded_cannot_be_changed_or_deleted(desk: Desk, table: str, statement: str) -> None:
    """P17: the database refuses, whoever asks and however it is asked."""
    attempt(statement.format(table))
    assert SqlHistory(Wire(connection)).count() == 10


@pytest.mark.parametrize("table", TABLES)
def test_a_whole_table_cannot_be_emptied_or_replaced(desk: Desk, table: str) -> None:
    """P17: neither TRUNCATE on PostgreSQL nor INSERT OR REPLACE on SQLite gets around the triggers."""
    if connection.vendor == "postgresql":
        attempt(f"TRUNCATE {table}")
    else:
        attempt(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        attempt(f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    assert SqlHistory(Wire(connection)).verify() == []
    assert SqlHistory(Wire(connection)).count() == 10


def test_an_untouched_history_verifies(desk: Desk) -> None:
    """P17: every chain of every stream is whole."""
    assert SqlHistory(Wire(connection)).verify() == []
    assert SqlActs(Wire(connection)).without_events() == []


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [
        ("data", """'{"amount":9,"at":"2024-01-04T20:00:00Z"}'""", "content"),
        ("at", "'2024-01-04T20:00:01Z'", "content"),
        ("kind", "'Passed'", "content"),
        ("schema", "2", "content"),
        ("act_id", "'other'", "content"),
        ("hash", "replace(hash, substr(hash, 1, 1), 'x')", "content"),
        ("prev", "replace(prev, substr(prev, 1, 1), 'x')", "link"),
        ("version", "77", "order"),
    ],
)
def test_one_changed_field_is_found(desk: Desk, column: str, value: str, rule: str) -> None:
    """P17: whatever is changed in one event, the check names the stream and the version."""
    tamper(f"UPDATE history SET {column} = {value} WHERE stream = 'ledger:b' AND version = 3")
    found = SqlHistory(Wire(connection)).verify()
    assert found
    assert {(one.stream, one.rule) for one in found if one.version in (3, 77)} == {("ledger:b", rule)}
    assert {one.stream for one in found} == {"ledger:b"}


def test_one_flipped_bit_is_found(desk: Desk) -> None:
    """P17: the smallest change there is."""
    tamper("UPDATE history SET data = replace(data, '1', '0') WHERE stream = 'ledger:a' AND version = 4")
    assert SqlHistory(Wire(connection)).verify() == [Broken(stream="ledger:a", version=4, rule="content")]


def test_a_missing_event_in_the_middle_is_found(desk: Desk) -> None:
    """P17: an event that was taken out leaves a gap."""
    tamper("DELETE FROM history WHERE stream = 'ledger:a' AND version = 3")
    assert SqlHistory(Wire(connection)).verify() == [Broken(stream="ledger:a", version=4, rule="order")]


def test_an_end_that_was_cut_off_is_found_by_the_acts(desk: Desk) -> None:
    """P17: a chain does not tell that its end is missing; the answered acts do."""
    tamper("DELETE FROM history WHERE stream = 'ledger:a' AND version = 5")
    assert SqlHistory(Wire(connection)).verify() == []
    assert SqlActs(Wire(connection)).without_events() == ["ledger:a-3"]


def test_a_forged_event_with_its_own_hash_breaks_the_next_link(desk: Desk) -> None:
    """P17: whoever works out a new hash must rewrite everything after it."""
    events = list(SqlHistory(Wire(connection)).load("ledger:a"))
    forged = replace(events[2], data='{"amount":9}')
    (again,) = linked([_record(forged)], stream="ledger:a", act_id=forged.act_id, after=2, prev=events[1].hash)
    assert [broken.rule for broken in breaks([*events[:2], again, *events[3:]])] == ["link"]


def _record(event: Stored) -> Record:
    return Record(kind=event.kind, schema=event.schema, data=event.data, at=event.at)


def test_events_are_checked_in_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """P17:

    a long history is checked without holding it in memory, and nothing between two batches is missed.
    """
    monkeypatch.setattr("comity.edge.store.history.AT_ONCE", 3)
    assert len(list(SqlHistory(Wire(connection)).everything())) == 10
    assert SqlHistory(Wire(connection)).verify() == []
