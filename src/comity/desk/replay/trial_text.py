# SPDX-License-Identifier: Apache-2.0
"""Invented cases under a draft, beside the version that it would replace, told for people and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from comity.desk.replay.beside import Figures
from comity.desk.replay.beside_text import shown
from comity.desk.replay.ink import Ink, rule, table, wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One procedure and the figures of every case under it."""

    procedure: str
    cases: tuple[Figures, ...]

    @property
    def missed(self) -> Counter[str]:
        """How often each clause was missed."""
        return Counter(clause for case in self.cases for clause in case.missed_clauses)


def lines(columns: Sequence[Column], ink: Ink, *, told: str) -> Iterator[str]:
    """The table, the clauses that were missed most, and what kind of trial it was."""
    yield rule(f"{columns[0].procedure} on invented cases", ink)
    yield from wrapped(told, first="  ")
    yield ""
    yield from table([("", *(column.procedure.partition("/")[2] for column in columns)), *_rows(columns)])
    for column in columns:
        if column.missed:
            yield ""
            yield ink("strong", f"  missed most under {column.procedure}")
            most = sorted(column.missed.items(), key=lambda item: (-item[1], item[0]))[:5]
            yield from table([(str(times), f"§ {clause.partition(' § ')[2]}") for clause, times in most], indent=4)


def _rows(columns: Sequence[Column]) -> list[tuple[str, ...]]:
    figures = [_sums(column.cases) for column in columns]
    return [(name, *(one[name] for one in figures)) for name in figures[0]]


def _sums(cases: Sequence[Figures]) -> dict[str, str]:
    return {
        "cases": str(len(cases)),
        "open at the end": str(sum(1 for one in cases if one.outcome.startswith("open in"))),
        "deadlines kept": str(sum(one.kept for one in cases)),
        "deadlines missed": str(sum(one.missed for one in cases)),
        "cases that the clocks contradict": str(sum(1 for one in cases if one.clashes)),
        "reporter waited, median": shown(_median([one.reporter_waited for one in cases])),
        "respondent waited, median": shown(_median([one.respondent_waited for one in cases])),
        "votes of the house": str(sum(one.house_votes for one in cases)),
        "clocks that rested": str(sum(one.pauses for one in cases)),
        "left to a human": str(sum(one.asked for one in cases)),
        "sanctions": str(sum(len(one.sanctions) for one in cases)),
    }


def _median(waits: Sequence[timedelta | None]) -> timedelta | None:
    """The lower median of the waits that ended."""
    ended = sorted(wait for wait in waits if wait is not None)
    return ended[(len(ended) - 1) // 2] if ended else None


def document(columns: Sequence[Column], *, told: str) -> dict[str, Any]:
    """The trial as JSON values."""
    return {
        "format": "comity-trial/1",
        "told": told,
        "procedures": [
            {
                "procedure": column.procedure,
                "sums": _sums(column.cases),
                "outcomes": dict(sorted(Counter(one.outcome for one in column.cases).items())),
                "missed": dict(sorted(column.missed.items())),
            }
            for column in columns
        ],
    }


__all__ = ["Column", "document", "lines"]
