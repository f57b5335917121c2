# SPDX-License-Identifier: Apache-2.0
"""The read models that pages list from: the docket, the public registry, the cycle reports.

They can be thrown away and worked out again from the history. `cases`: one row a case, keyed by its stream;
`open-cases`: those not closed. `entries`: one row a published entry, keyed by `stream/version`, as the event tells it.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.docket import Case, Fact
from comity.core.docket.options import waiting
from comity.core.procedure.words import Kind
from comity.desk.canonical import instant
from comity.desk.ports import Row, Rows
from comity.desk.room import Change

CASES = "cases"
ENTRIES = "entries"
OPEN = "open-cases"
PAGE = 500
"""Rows that are read at a time where all are needed."""


def cases(change: Change, rows: Rows) -> None:
    """The docket's list. Nothing of what anybody wrote stands in it."""
    case: Case = change.state
    if case.opened is None:
        return
    fields = {
        "procedure": case.procedure,
        "digest": case.digest,
        "intake": case.intake,
        "opened": instant(case.opened),
        "closed": "" if case.closed is None else instant(case.closed),
        "outcome": case.outcome,
        "phases": sorted(case.phases),
        "asks": list(waiting(case)),
        "due": "" if change.due is None else instant(change.due),
        "earlier": case.earlier,
        "inherited": case.inherited,
    }
    rows.put(CASES, Row(key=change.stream, sort=instant(case.opened), fields=fields))
    if case.closed is None:
        rows.put(OPEN, Row(key=change.stream, sort=instant(case.opened), fields={}))
    else:
        rows.drop(OPEN, change.stream)


def entries(change: Change, rows: Rows) -> None:
    """The public registry: each entry as it was released."""
    first = change.version - len(change.events)
    for number, fact in enumerate(change.events, first + 1):
        if isinstance(fact, Fact) and fact.kind is Kind.CASE and fact.moment == "published":
            fields = {"case": change.stream, "at": instant(fact.at), **_told(fact)}
            rows.put(ENTRIES, Row(key=f"{change.stream}/{number}", sort=instant(fact.at), fields=fields))


def _told(fact: Fact) -> dict[str, object]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in fact.value.items()}


def every(rows: Rows, table: str) -> Iterator[Row]:
    """All rows of a table, however many."""
    start = 0
    while page := rows.list(table, limit=PAGE, offset=start):
        yield from page
        start += len(page)


__all__ = ["CASES", "ENTRIES", "OPEN", "cases", "entries", "every"]
