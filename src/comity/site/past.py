# SPDX-License-Identifier: Apache-2.0
"""Past cases, joined to the desk: taken over from a file, all or none, their texts sealed for those who decide.

A reference, and all that a row tells, are known by a hash under the site's own secret, so that the same file changes
nothing the second time. Who a case was about is a pseudonym; the name stands in the vault alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.crypto import salted_hmac

from comity.core import access
from comity.core import past as law_of_past
from comity.core.clause import Fault, Malformed, Refusal, promise
from comity.core.past import CHANGED, PastCase, TakePastCases
from comity.desk.canonical import canonical, instant
from comity.desk.codec import Codec
from comity.desk.custody import SealedPaper
from comity.desk.filing import ForPast, Texts
from comity.desk.intake import Roster
from comity.desk.past import PAST, past
from comity.desk.room import Asking, Opening, Room
from comity.edge.sheets.meaning import Line, Meaning, place
from comity.site.laws import Law

if TYPE_CHECKING:
    from comity.site.court import Court

NOT_YOURS = "Only who presides takes past cases over."


def past_room(current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """Past cases, taken over in the name of who presides now."""

    def decider(opening: Opening) -> law_of_past.PastDecider:
        return law_of_past.PastDecider()

    def permits(asking: Asking) -> None:
        if asking.command.by != asking.actor:
            raise access.in_anothers_name()
        if not access.keeps_register(current().procedure, roster(), asking.actor):
            raise Refusal(NOT_YOURS, clause=promise(17), field="by")

    codec = Codec([*law_of_past.COMMANDS, *law_of_past.EVENTS, PastCase])
    return Room(kind="past", codec=codec, decider=decider, permits=permits)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a file: how many rows, how many of them are new, and what they would be or are."""

    rows: int
    new: int
    kinds: tuple[str, ...]
    texts: int
    names: int


def _hashed(what: str, text: str) -> str:
    return salted_hmac(f"comity past {what}", text, algorithm="sha256").hexdigest()


def _case(line: Line) -> PastCase:
    told = {**asdict(line), "number": "", "closed": instant(line.closed)}
    told["opened"] = instant(line.opened) if line.opened is not None else ""
    return PastCase(
        id=f"past-{_hashed('reference', line.ref)[:16]}",
        row=_hashed("row", canonical(told))[:32],
        closed=line.closed,
        kind=line.kind,
        ending=line.ending,
        opened=line.opened,
        about=tuple(_pseudonym(name) for name in line.about),
    )


def _pseudonym(name: str) -> str:
    """The same name is the same pseudonym in every file, which is what a pattern needs."""
    return f"past-{_hashed('person', ' '.join(name.casefold().split()))[:12]}"


def take(court: Court, lines: tuple[Line, ...], means: Meaning, *, by: str, at: datetime, only_try: bool) -> Taken:
    """Take them over, or only say what would be. Raises `Malformed` with every fault by row and column, `Refusal`."""
    cases = tuple(_case(line) for line in lines)
    faults = [_beside(fault, lines, means) for fault in law_of_past.faults_of(cases, at)]
    known = past(court).taken
    changed = (line for line, case in zip(lines, cases, strict=True) if known.get(case.id, case).row != case.row)
    faults += [
        Fault(field=place(means, line.number, "ref"), rule="unchanged", text=CHANGED.format(id=line.ref))
        for line in changed
    ]
    if faults:
        raise Malformed(faults[:50])
    new = [(line, case) for line, case in zip(lines, cases, strict=True) if case.id not in known]
    if new and not only_try:
        _take(court, new, by=by, at=at)
    return Taken(
        rows=len(lines),
        new=len(new),
        kinds=tuple(sorted({case.kind for _line, case in new})),
        texts=sum(1 for line, _case in new if line.text),
        names=len({name for line, _case in new for name in line.about}),
    )


def _beside(fault: Fault, lines: tuple[Line, ...], means: Meaning) -> Fault:
    """The fault of a case, where it stands in the file."""
    at, _dot, name = fault.field.removeprefix("cases[").partition("].")
    if not at.isdigit():
        return replace(fault, field="FILE")
    named = {"id": "ref", "words": "text"}.get(name, name)
    return replace(fault, field=place(means, lines[int(at)].number, named))


def _take(court: Court, new: Iterable[tuple[Line, PastCase]], *, by: str, at: datetime) -> None:
    """Names into the vault and texts under seal first: without the act they belong to nothing and are in no event."""
    if not court.past.takes(by):
        raise Refusal(NOT_YOURS, clause=promise(17), field="by")
    cases = []
    for line, case in new:
        for name, person in zip(line.about, case.about, strict=True):
            court.keep_known_as(person, name)
        words = court.file_paper(line.text, ForPast(by=by)) if line.text else ""
        cases.append(replace(case, words=words))
    named = hashlib.sha256(canonical([case.id for case in cases]).encode()).hexdigest()
    command = TakePastCases(by=by, cases=tuple(cases))
    court.perform(command, act_id=f"past/{named[:40]}", actor=by, stream=PAST, at=at)


class PastDesk:
    """The past cases of this community."""

    def __init__(self, court: Court, current: Callable[[], Law]) -> None:
        self._court = court
        self._current = current

    def takes(self, person: str) -> bool:
        """Whether past cases are taken over in this name."""
        return access.keeps_register(self._current().procedure, self._court.roster(), person)

    def readers(self) -> tuple[str, ...]:
        """Who reads them: those who judge or preside now."""
        return access.read_register(self._current().procedure, self._court.roster())

    def may_read(self, person: str, digest: str) -> bool:
        """Whether that is the text of a past case, and `person` reads it."""
        known = any(case.words == digest for case in past(self._court).taken.values())
        return known and bool(person) and person in self.readers()

    def texts(self) -> Texts:
        """The text of each that has one, with who reads it now."""
        digests = [case.words for case in past(self._court).taken.values() if case.words]
        people = frozenset(self.readers()) if digests else frozenset()
        return dict.fromkeys(digests, (people, ""))

    def read(self, person: str, digest: str) -> str | SealedPaper | None:
        """Such a text; None where not. Raises `Missing` for an erased one."""
        return self._court.papers.read(digest, person) if self.may_read(person, digest) else None


__all__ = ["PastDesk", "Taken", "past_room", "take"]
