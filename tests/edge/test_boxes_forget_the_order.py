# SPDX-License-Identifier: Apache-2.0
"""What the table of the ballot boxes shows to somebody who looks at the rows themselves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from comity.edge.store.unit import SqlStore
from tests.rooms import ballot

SLIPS = tuple(ballot(choice, n) for n, choice in enumerate(("yes", "no", "yes", "abstain")))


def test_the_table_has_no_column_for_a_member_an_instant_or_a_number(database: str) -> None:
    """P11: what is not there cannot be joined."""
    with connection.cursor() as cursor:
        columns = [column.name for column in connection.introspection.get_table_description(cursor, "ballot_slip")]
    assert columns == ["stream", "box", "mark", "slip"]


def test_the_table_has_no_row_ids(database: str) -> None:
    """P11: on SQLite a row id would count the drops."""
    if connection.vendor != "sqlite":
        pytest.skip("row ids are SQLite's")
    with pytest.raises(Exception, match="no such column"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT rowid FROM ballot_slip")


def test_no_row_tells_when_it_came(database: str) -> None:
    """P11: on PostgreSQL place and transaction of the rows follow the hashes and not the drops."""
    if connection.vendor != "postgresql":
        pytest.skip("ctid and xmin are PostgreSQL's")
    for slip in SLIPS:
        with SqlStore().transaction() as unit:
            unit.boxes.put("jar:a", "box", slip)
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark, xmin::text FROM ballot_slip ORDER BY ctid")
        rows = cursor.fetchall()
    assert [mark for mark, _ in rows] == sorted(mark for mark, _ in rows)
    assert len({xmin for _, xmin in rows}) == 1


@pytest.mark.parametrize("order", list(permutations(SLIPS))[::5])
def test_the_file_itself_does_not_tell_the_order(beside: str, order: Sequence[str]) -> None:
    """P11: on SQLite the page of the box is the same, byte for byte, in whatever order the slips came."""
    if connections[beside].vendor != "sqlite":
        pytest.skip("PostgreSQL keeps dead rows until they are vacuumed: the limit that `boxes` names")
    page = _page(beside, order)
    assert page == _page(beside, SLIPS)


def _page(alias: str, order: Sequence[str]) -> bytes:
    """The bytes of the box's page after the slips came in this order, each in its own transaction."""
    connection = connections[alias]
    store = SqlStore(alias)
    with store.transaction() as unit:
        unit.boxes.clear("jar:a", "box")
    for slip in order:
        with store.transaction() as unit:
            unit.boxes.put("jar:a", "box", slip)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ballot_slip'")
        number = cursor.fetchone()[0]
        cursor.execute("PRAGMA page_size")
        size = cursor.fetchone()[0]
    whole = Path(connection.settings_dict["NAME"]).read_bytes()
    return whole[(number - 1) * size : number * size]
