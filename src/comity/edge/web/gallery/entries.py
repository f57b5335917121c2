# SPDX-License-Identifier: Apache-2.0
"""Published entries in words: what was asked and found, the counts, the arithmetic of the house."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from comity.core.ballot import Stage
from comity.core.clause import Clause
from comity.core.procedure.model import Procedure
from comity.desk import registry
from comity.desk.ports import Missing
from comity.edge.web import spoken
from comity.edge.web.door import Court
from comity.edge.web.names import plainly
from comity.edge.web.ruler import Arithmetic, arithmetic

MARKED = 8
"""Letters of the id that a shelf mark shows; the address has all of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One question and its answer, about the respondent of that number or about nobody."""

    name: str
    text: str
    answer: str
    about: str
    voted: bool
    standard: str
    clause: Clause
    counts: tuple[tuple[str, int], ...]
    sum: Arithmetic | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One measure and where it stood at the release."""

    text: str
    about: str
    life: str
    clause: Clause


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the registry."""

    id: str
    kind: str
    period: str
    procedure: str
    findings: tuple[Finding, ...]
    measures: tuple[Measure, ...]
    codes: tuple[str, ...]
    perspectives: tuple[str, ...]
    told: Mapping[str, Any]

    @property
    def mark(self) -> str:
        """The shelf mark."""
        return f"E-{self.id[:MARKED]}"

    @property
    def title(self) -> str:
        """What kind of entry it is, and what it came to in the end."""
        came_to = [f.answer for f in self.told_first[-1:]]
        return ": ".join((plainly(self.kind), *(text[:1].lower() + text[1:] for text in came_to)))

    @property
    def sentence(self) -> str:
        """What was found, in one line."""
        return " ".join(f"{f.text} {f.answer}." for f in self.told_first[:2])

    @property
    def outcome(self) -> str:
        """The answer on which the rest depends, in a few words."""
        return "; ".join(f"{f.name}: {f.answer.lower()}" for f in self.told_first[:1])

    @property
    def told_first(self) -> tuple[Finding, ...]:
        """The findings on which was voted; all of them where there was no vote."""
        return tuple(f for f in self.findings if f.voted) or self.findings


def find(court: Court, id: str) -> Entry | None:
    """The entry of that id, or None."""
    found = registry.find(court.desk.store, id)
    return None if found is None else entry(court, found)


def beside(court: Court, id: str) -> tuple[Entry, ...]:
    """The other entries on the same matter, oldest first."""
    found = registry.same_matter(court.desk.store, id)
    return tuple(entry(court, one) for one in found if one.id != id)


def entry(court: Court, found: registry.Entry) -> Entry:
    """A published entry in words."""
    told = found.told
    law = _law(court, str(told.get("procedure", "")))
    findings = tuple(_finding(law, told, one) for one in told.get("findings", ()))
    return Entry(
        id=found.id,
        kind=str(told.get("entry", "")),
        period=str(told.get("period", "")) or _("outside every cycle"),
        procedure=str(told.get("procedure", "")),
        findings=findings,
        measures=tuple(_measure(law, str(told.get("procedure", "")), one) for one in told.get("measures", ())),
        codes=tuple(plainly(code) for code in told.get("codes", ())),
        perspectives=tuple(told.get("perspectives", ())),
        told=told,
    )


def _law(court: Court, id: str) -> Procedure | None:
    try:
        return court.laws.named(id).procedure
    except Missing:
        return None


def _split(text: str) -> tuple[str, str, str]:
    """`question/1=answer` as question, number and answer."""
    left, _equals, answer = text.partition("=")
    thing, _slash, number = left.partition("/")
    return thing, number, answer


def _finding(law: Procedure | None, told: Mapping[str, Any], text: str) -> Finding:
    thing, number, answer = _split(text)
    question = law.questions.get(thing) if law else None
    texts = {a.id: a.text for a in question.answers} if question else {}
    place = f"{thing}/{number}" if number else thing
    counts = _counts(told.get("counts", {}), place)
    base = told.get("bases", {}).get(place, 0)
    return Finding(
        name=plainly(thing),
        voted=question is None or bool(question.stages),
        text=question.text if question else plainly(thing),
        answer=texts.get(answer, plainly(answer)),
        about=_("respondent %(number)s") % {"number": number} if number else "",
        standard=question.standard if question and question.finding else "",
        clause=law.cite(thing) if law else Clause(document=str(told.get("procedure", "")), id=thing),
        counts=tuple((spoken.answer(texts, a), n) for a, n in counts.items()),
        sum=arithmetic(question, stage, counts, int(base)) if question and (stage := _stage(question.stages)) else None,
    )


def _counts(counts: Mapping[str, Any], place: str) -> dict[str, int]:
    """The counts of one box; numbers beyond what JSON reads exactly come as text."""
    found = {name.removeprefix(f"{place}/"): int(n) for name, n in counts.items() if name.startswith(f"{place}/")}
    return {name: n for name, n in found.items() if "/" not in name}


def _stage(stages: Sequence[Stage]) -> Stage | None:
    """The one rule of a question; None where several held at different times and the entry cannot tell which."""
    return stages[0] if len(stages) == 1 else None


def _measure(law: Procedure | None, document: str, text: str) -> Measure:
    thing, number, life = _split(text)
    found = law.measures.get(thing) if law else None
    return Measure(
        text=found.text if found else plainly(thing),
        about=_("respondent %(number)s") % {"number": number} if number else "",
        life=life,
        clause=law.cite(thing) if law else Clause(document=document, id=thing),
    )


__all__ = ["Entry", "Finding", "Measure", "beside", "entry", "find"]
