# SPDX-License-Identifier: Apache-2.0
"""What liaisons say about the council: the notes and the texts of their reports, and one more of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from comity.core import channel
from comity.core.clause import Clause
from comity.desk.filing import ForChannel
from comity.desk.handle import Answer
from comity.edge.web import papers
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.filing import filed
from comity.edge.web.forms import Choice
from comity.edge.web.names import plainly
from comity.edge.web.taking import Attempt, take, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note, or the text of a report."""

    by: str
    at: datetime
    body: papers.Body
    report: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The channel as its reader finds it. `writes` says whether the reader may add to it."""

    notes: tuple[Note, ...]
    writes: bool
    reports: tuple[Choice, ...]
    clause: Clause


def notes(court: Court, person: str) -> Notes | None:
    """Everything that was said, newest first; None for whoever does not read it."""
    law = court.law(court.desk.clock.now())
    if law is None or not court.channel() or not court.reads_channel(person):
        return None
    rules = channel.rules_of(law.procedure, court.roster())
    state: channel.Channel = court.desk.state(court.channel()).state or channel.Channel()
    duties = law.procedure.duties
    return Notes(
        notes=tuple(
            Note(
                by=plainly(one.by),
                at=one.at,
                body=_body(court, person, one.words),
                report=duties[one.report].text if one.report in duties else plainly(one.report),
            )
            for one in reversed(state.notes)
        ),
        writes=person in rules.writers,
        reports=tuple(Choice(value=id, label=duties[id].text) for id in duties if id in rules.reports),
        clause=rules.clause,
    )


def _body(court: Court, person: str, digest: str) -> papers.Body:
    return papers.body(lambda: court.read_note(person, digest), papers.signed_in(court.channel()))


def do(court: Court, person: str, found: Notes, request: HttpRequest) -> str | Attempt:
    """Write a note. The code of what to say next, or the attempt. Raises `Exhausted`."""
    read = Reader(request)

    def write(act_id: str) -> Answer:
        words = read.paper("words")
        report = read.one_of("report", tuple(one.value for one in found.reports), needed=False)
        whole(read)
        paper = filed(court, words, ForChannel(by=person), "words")
        command = channel.NoteOnCouncil(by=person, words=paper, report=report)
        at = court.desk.clock.now()
        return court.perform(command, act_id=act_id, actor=person, stream=court.channel(), at=at)

    return take(court, read, write)


__all__ = ["Note", "Notes", "do", "notes"]
