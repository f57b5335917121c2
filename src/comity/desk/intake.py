# SPDX-License-Identifier: Apache-2.0
"""Opening a case: what somebody tells becomes a sealed paper and a docket pinned to the procedure in force.

Nothing is read here. Who is concerned is told beside the seal, so that those who are do not screen it (P10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import TypeAlias

from comity.core.docket import OpenCase
from comity.core.party import Party
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Kind, Standing
from comity.desk.handle import Answer, Desk
from comity.desk.leaves import Sealed
from comity.desk.page import events_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came in: the kind of matter, who tells it, who is concerned, and the digest of the sealed words.

    `tags` are those that whoever tells said of themselves when asked beside the text; `through` is who tells it for
    them, with their consent. `sealed` is the leaf of the public log by which whoever tells can prove that it arrived.
    `files` lie beside the words, by digest with their padded sizes.
    `channel` is by which channel of its intake it came. `way` is that of a stranger, which can be muted
    (`core.muting`); empty where whoever tells is known here. `recipient` is to what is sealed which whoever tells may
    read, and is kept from then on as their key; empty where they have none or it is known here.
    """

    intake: str
    reporter: str
    concerned: tuple[Party, ...]
    words: str
    earlier: str = ""
    inherited: str = ""
    tags: frozenset[str] = frozenset()
    through: str = ""
    consented: bool = False
    files: Mapping[str, int] = field(default_factory=dict)
    channel: str = ""
    way: str = ""
    sealed: Sealed | None = None
    recipient: str = ""


Roster: TypeAlias = Mapping[str, tuple[str, ...]]


def opening(law: Procedure, roster: Roster, told: Told) -> OpenCase:
    """What opens a case under `law`: whoever tells it, who is concerned, and who sits."""
    reporter = Party(person=told.reporter, roles=law.stands(Standing.REPORTER)[:1], tags=told.tags)
    return OpenCase(
        intake=told.intake,
        digest=law.digest,
        parties=(reporter, *told.concerned),
        roster={role: people for role, people in roster.items() if role in law.roles},
        report=told.words,
        files=told.files,
        earlier=told.earlier,
        inherited=told.inherited,
        through=told.through,
        consented=told.consented,
        channel=told.channel,
    )


def told_of_tear(
    law: Procedure, tear: str, reporter: str, words: str = "", files: Mapping[str, int] = MappingProxyType({})
) -> Told:
    """What a tear tells that its reporter turned into a report: nobody but the reporter is entered.

    It comes in by the first way that opens a case; by none where there is no such way.
    """
    ways = [way.id for way in law.intakes.values() if way.starts]
    return Told(intake=ways[0] if ways else "", reporter=reporter, concerned=(), words=words, earlier=tear, files=files)


def with_words(command: OpenCase, digest: str) -> OpenCase:
    """The same with the digest of the words, which is known once they are sealed."""
    return replace(command, report=digest)


def open_case(
    desk: Desk, law: Procedure, roster: Roster, told: Told, *, case: str, act_id: str, at: datetime
) -> Answer:
    """Open `case` under `law`. Repeating the act gives its first answer (P1). Raises `Refusal`, `Malformed`."""
    command = opening(law, roster, told)
    return desk.handle(command, act_id=act_id, actor=told.through or told.reporter, stream=case, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What the house itself added to a report when it came in: the digest of the version, and who sat."""

    digest: str
    roster: Roster


def added_before(desk: Desk, case: str, act_id: str) -> Added | None:
    """What was added when this very act was done; None where it is new.

    A report that is sent again later is the same report, though the council or the law has changed meanwhile (P1).
    """
    with desk.store.reading() as unit:
        done = unit.acts.find(act_id)
        if done is None or done.refusal or (done.stream, done.before) != (case, 0):
            return None
        facts = events_of(unit, desk.rooms, case, after=0, upto=done.version)
    seated = {f.thing: f.value["persons"] for f in facts if (f.kind, f.moment) == (Kind.ROLE, "seated")}
    return Added(digest=facts[0].value["digest"], roster=seated)


__all__ = ["Added", "Roster", "Told", "added_before", "open_case", "opening", "told_of_tear", "with_words"]
