# SPDX-License-Identifier: Apache-2.0
"""What is wrong with the public log, or waits for a human. `comity doctor` shows it.

It looks at the folder against the queue; working out every leaf again is for `comity-verify`, which trusts neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from comity.desk.publication import Broken, PublicLog

PATIENCE = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFault:
    """One thing that is wrong. `rule` is a code."""

    rule: str
    text: str


def faults(log: PublicLog, at: datetime) -> Iterator[LogFault]:
    """Everything that is wrong, the gravest first."""
    try:
        log.proved()
    except Broken as wrong:
        yield LogFault(rule="log-broken", text=str(wrong))
    with log.reading() as unit:
        waits, last = unit.log.overdue(at - PATIENCE), unit.log.last()
    if waits:
        text = f"{waits} leaves were promised and are not published; does comity work run?"
        yield LogFault(rule="log-late", text=text)
    if last is not None and not last.note:
        yield LogFault(
            rule="log-unsigned", text=f"the batch up to {last.size} has no checkpoint; run comity checkpoint"
        )


__all__ = ["LogFault", "PATIENCE", "faults"]
