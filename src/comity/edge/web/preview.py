# SPDX-License-Identifier: Apache-2.0
"""The entry that would be published, or was, as a party sees it beforehand; and who may still recognise them (P18).

What stands in an entry `core.docket.entry` works out. Here it is put in words, "you" instead of a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comity.core.clause import Clause
from comity.core.docket.entry import entry
from comity.core.docket.guards import respondents
from comity.core.procedure.effects import Publish
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PARTIES, Kind, Standing
from comity.edge.web.casefile import Casefile
from comity.edge.web.names import plainly


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the entry: what it is, what it says, about whom, under which clause."""

    text: str
    says: str
    about: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The entry as it would stand, or stands where `published`. `recognisers`: who may still know whom it is about."""

    kind: str
    period: str
    published: bool
    lines: tuple[Line, ...]
    perspectives: int
    recognisers: tuple[str, ...]


def preview(file: Casefile, person: str) -> Preview:
    """What the public would read. The caller has asked `access.may_preview`."""
    told, published = _values(file)
    findings = [_finding(file, one, person) for one in told.get("findings", ())]
    measures = [_measure(file, one, person) for one in told.get("measures", ())]
    return Preview(
        kind=plainly(str(told.get("entry", ""))),
        period=plainly(str(told.get("period", ""))) or _("outside every cycle"),
        published=published,
        lines=(*findings, *measures),
        perspectives=len(told.get("perspectives", ())),
        recognisers=recognisers(file, person),
    )


def _values(file: Casefile) -> tuple[Mapping[str, Any], bool]:
    facts = [f for f in file.facts if f.kind is Kind.CASE and f.moment == "published"]
    if facts:
        return facts[-1].value, True
    return entry(file.law, file.calendar, file.case, file.at, _kind(file.law)), False


def _kind(law: Procedure) -> str:
    """The first kind of entry that the file releases."""
    does = (e for phase in law.phases.values() for e in (*phase.does, *(x for way in phase.exits for x in way.does)))
    return next((e.entry for e in does if isinstance(e, Publish)), "")


def _split(text: str) -> tuple[str, str, str]:
    """`question/1=answer` as question, number and answer."""
    left, _equals, says = text.partition("=")
    thing, _slash, number = left.partition("/")
    return thing, number, says


def _about(file: Casefile, number: str, person: str) -> str:
    if not number:
        return ""
    known = [p.person for p in respondents(file.law, file.case)]
    place = int(number)
    if 0 < place <= len(known) and known[place - 1] == person:
        return _("you, told as “respondent %(number)s”") % {"number": number}
    return _("respondent %(number)s") % {"number": number}


def _finding(file: Casefile, text: str, person: str) -> Line:
    thing, number, says = _split(text)
    question = file.law.questions[thing]
    texts = {a.id: a.text for a in question.answers}
    answer = texts.get(says, plainly(says))
    return Line(text=question.text, says=answer, about=_about(file, number, person), clause=file.law.cite(thing))


def _measure(file: Casefile, text: str, person: str) -> Line:
    thing, number, says = _split(text)
    about = _about(file, number, person)
    return Line(text=file.law.measures[thing].text, says=plainly(says), about=about, clause=file.law.cite(thing))


def recognisers(file: Casefile, person: str) -> tuple[str, ...]:
    """Who may still know whom the entry is about, in sentences; numbers where they can be counted."""
    bench, law = file.case.bench, file.law
    sides = {p for p in bench.parties if p != person and _knows(file, p)}
    seats = {p for role in law.roles.values() if _decides(law, role.id) for p in bench.of(role.id)} - set(bench.parties)
    found = []
    if sides:
        text = ngettext("%(n)d other person in this case", "%(n)d other people in this case", len(sides))
        found.append(text % {"n": len(sides)})
    if seats:
        text = ngettext("%(n)d person who decides or helps", "%(n)d people who decide or help", len(seats))
        found.append(text % {"n": len(seats)})
    if file.case.terms:
        found.append(_("Whoever carries a measure out, and whoever notices that one is in force"))
    found.append(_("Whoever was there when it happened, or was told of it by somebody: nobody can count them"))
    return tuple(found)


def _knows(file: Casefile, person: str) -> bool:
    reporters = set(file.law.stands(Standing.REPORTER))
    told = any(to == person for _notice, to in file.case.notices)
    return told or bool(reporters & set(file.case.bench.parties[person].roles))


def _decides(law: Procedure, role: str) -> bool:
    stands = law.roles[role].stands
    return stands not in PARTIES and stands is not Standing.PUBLIC and not law.roles[role].weighted


__all__ = ["Line", "Preview", "preview", "recognisers"]
