# SPDX-License-Identifier: Apache-2.0
"""Measures and their small life of their own: waiting, in force, stayed, ended, voided. They outlive the case.

Time served is time in force, summed over the spans in which the measure really held; it is never recomputed from a
beginning and a length. What was served under an interim measure is credited to the sanction that follows (P5).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class Life(StrEnum):
    """Where a measure stands."""

    WAITING = "waiting"
    IN_FORCE = "in force"
    STAYED = "stayed"
    ENDED = "ended"
    VOIDED = "voided"


LIVE = frozenset({Life.WAITING, Life.IN_FORCE, Life.STAYED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One measure as imposed: on whom (`about`, empty for content and places), its life, its instants, its spans.

    `begins` and `ends` are fixed instants or None while they are not known; `spans` are the closed intervals in force,
    `since` the beginning of the open one, `before` the time in force under an earlier imposition of the same measure.
    """

    measure: str
    about: str
    life: Life
    imposed: datetime
    interim: bool
    on_person: bool
    begins: datetime | None = None
    ends: datetime | None = None
    since: datetime | None = None
    rests: datetime | None = None
    spans: tuple[tuple[datetime, datetime], ...] = ()
    before: timedelta = timedelta()

    @property
    def live(self) -> bool:
        """Whether it is waiting, in force or stayed."""
        return self.life in LIVE

    def served(self, at: datetime) -> timedelta:
        """The time it was really in force, up to `at`."""
        closed = sum((end - start for start, end in self.spans), self.before)
        return closed + (max(timedelta(), at - self.since) if self.since is not None else timedelta())

    def due(self) -> datetime | None:
        """The instant at which it begins or ends by itself, if one is fixed."""
        if self.life is Life.WAITING:
            return self.begins
        return self.ends if self.life is Life.IN_FORCE else None


Terms = Mapping[str, Term]


def key(measure: str, about: str) -> str:
    """The name of a term within its case."""
    return f"{measure}/{about}" if about else measure


def begun(term: Term, at: datetime) -> Term:
    """In force from `at`."""
    return replace(term, life=Life.IN_FORCE, begins=at, since=at)


def stayed(term: Term, at: datetime) -> Term:
    """At rest from `at`; what was waiting keeps waiting in rest."""
    return replace(_stopped(term, at), life=Life.STAYED, rests=at)


def released(term: Term, at: datetime) -> Term:
    """In force again; what was stayed before it ever began goes back to waiting."""
    if term.begins is None or not term.spans:
        return replace(term, life=Life.WAITING, rests=None)
    return replace(term, life=Life.IN_FORCE, since=at, rests=None)


def finished(term: Term, at: datetime, life: Life) -> Term:
    """Ended or voided at `at`."""
    return replace(_stopped(term, at), life=life, rests=None)


def _stopped(term: Term, at: datetime) -> Term:
    if term.since is None:
        return term
    return replace(term, spans=(*term.spans, (term.since, at)), since=None)


def after_rest(term: Term, at: datetime) -> datetime | None:
    """The new end of a stayed measure that is released `at`: its end moves by the whole rest, and by nothing else."""
    if term.ends is None or term.rests is None:
        return term.ends
    return term.ends + (at - term.rests)


def credit(terms: Terms, serves: Iterable[str], about: str, at: datetime) -> timedelta:
    """The time in force of the interim measures that count as served for a sanction on the same person."""
    return sum((terms[key(m, about)].served(at) for m in serves if key(m, about) in terms), timedelta())


__all__ = [
    "LIVE",
    "Life",
    "Term",
    "Terms",
    "after_rest",
    "begun",
    "credit",
    "finished",
    "key",
    "released",
    "stayed",
]
