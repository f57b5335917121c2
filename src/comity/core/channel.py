# SPDX-License-Identifier: Apache-2.0
"""What liaisons say about the council itself: notes that they and those who oversee the council read, and nobody in it.

The liaisons stand between the council and those who watch the platforms, and report on the council in the middle and at
the end of a season. Nobody says freely what is wrong with a council that reads it first; so whoever sits in it reads
nothing here, also where they oversee or help elsewhere. Texts are papers; the stream names them and who wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeAlias

from comity.core.clause import Clause, Fault, Malformed, Refusal
from comity.core.evidence import is_digest
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Standing

NOT_A_LIAISON = "Only liaisons write about the council here."
NO_SUCH_REPORT = "No such report is owed by the liaisons."
REASONS: tuple[str, ...] = (NOT_A_LIAISON, NO_SUCH_REPORT)

Roster: TypeAlias = Mapping[str, tuple[str, ...]]
_SITS = (Standing.JUDGE, Standing.PRESIDES)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteOnCouncil:
    """Write about the council. `words` is the digest of a paper; `report` the duty that it is the text of, or empty."""

    by: str
    words: str
    report: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotedOnCouncil:
    """A liaison wrote about the council; `report` is the duty whose text it is, or empty."""

    at: datetime
    by: str
    words: str
    report: str


Command: TypeAlias = NoteOnCouncil
Event: TypeAlias = NotedOnCouncil
COMMANDS: tuple[type, ...] = (NoteOnCouncil,)
EVENTS: tuple[type, ...] = (NotedOnCouncil,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Everything that was written, oldest first."""

    notes: tuple[NotedOnCouncil, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelRules:
    """The procedure's part: the clause, who writes now, and the reports that the liaisons owe."""

    clause: Clause
    writers: frozenset[str]
    reports: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelDecider:
    """The law of the channel. Nothing in it ends by itself."""

    rules: ChannelRules

    @property
    def initial(self) -> Channel:
        """Nothing was written."""
        return Channel()

    def advance(self, state: Channel, at: datetime) -> tuple[Event, ...]:
        """Time changes nothing."""
        return ()

    def due(self, state: Channel) -> datetime | None:
        """Nothing is waited for."""
        return None

    def evolve(self, state: Channel, event: Event) -> Channel:
        """The channel with one note more."""
        return replace(state, notes=(*state.notes, event))

    def decide(self, state: Channel, command: Command, at: datetime) -> tuple[Event, ...]:
        """The note. Raises `Refusal`, or `Malformed` where the paper is none."""
        if command.by not in self.rules.writers:
            raise Refusal(NOT_A_LIAISON, clause=self.rules.clause, field="by")
        if command.report and command.report not in self.rules.reports:
            raise Refusal(NO_SUCH_REPORT, clause=self.rules.clause, field="report")
        if not is_digest(command.words):
            text = "a paper is named by its SHA-256 in hex"
            raise Malformed([Fault(field="words", rule="paper.digest", text=text)])
        return (NotedOnCouncil(at=at, by=command.by, words=command.words, report=command.report),)


def liaison_roles(law: Procedure) -> tuple[str, ...]:
    """The posts that stand between the council and the community: those who help, and listen, owe a report or read
    signals of the watch."""
    owing = {duty.by for duty in law.duties.values()}
    listening = set(law.tears.listens) if law.tears is not None else set()
    reading = set(law.watch.reads) if law.watch is not None else set()
    return tuple(role for role in law.stands(Standing.HELPER) if role in owing | listening | reading)


def overseeing_roles(law: Procedure) -> tuple[str, ...]:
    """The roles that oversee the council: those to whom its decisions can be brought."""
    return law.stands(Standing.REVIEWER)


def _sits(law: Procedure, roster: Roster, person: str) -> bool:
    seats = (role for stands in _SITS for role in law.stands(stands))
    return any(person in roster.get(role, ()) for role in seats)


def writers(law: Procedure, roster: Roster) -> frozenset[str]:
    """Who writes: the liaisons of now who do not also sit in the council."""
    found = (p for role in liaison_roles(law) for p in roster.get(role, ()))
    return frozenset(p for p in found if not _sits(law, roster, p))


def reads(law: Procedure, roster: Roster, person: str, *, votes: bool) -> bool:
    """Whether `person` reads the channel: liaisons and who oversees; `votes` says that they are in an overseeing house.

    Nobody who sits in the council does.
    """
    if not person or _sits(law, roster, person):
        return False
    oversees = any(person in roster.get(role, ()) for role in overseeing_roles(law))
    return votes or oversees or person in writers(law, roster)


def readers(law: Procedure, roster: Roster) -> tuple[frozenset[str], tuple[str, ...]]:
    """Everybody who reads the channel by a post, and the houses that do."""
    everybody = {person for people in roster.values() for person in people}
    houses = tuple(role for role in overseeing_roles(law) if law.roles[role].weighted)
    return frozenset(p for p in everybody if reads(law, roster, p, votes=False)), houses


def rules_of(law: Procedure, roster: Roster) -> ChannelRules:
    """The rules of the channel under one version and one roster; the clause is that of a report the liaisons owe."""
    roles = liaison_roles(law)
    owed = [duty for duty in law.duties.values() if duty.by in roles]
    clause = owed[0].clause if owed else (law.roles[roles[0]].clause if roles else "amendment")
    return ChannelRules(
        clause=Clause(document=law.id, id=clause),
        writers=writers(law, roster),
        reports=frozenset(duty.id for duty in owed),
    )


__all__ = [
    "COMMANDS", "EVENTS", "REASONS", "Channel", "ChannelDecider", "ChannelRules", "NoteOnCouncil", "NotedOnCouncil",
    "liaison_roles", "overseeing_roles", "readers", "reads", "rules_of", "writers",
]  # fmt: skip
