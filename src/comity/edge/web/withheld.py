# SPDX-License-Identifier: Apache-2.0
"""What a side is not shown, and why: each with its clause (P7). Kinds are told and never numbers of papers, so that
nobody learns from a count how far the council is."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from comity.core.access import opens
from comity.core.clause import Clause, promise
from comity.core.procedure.words import PaperKind, Standing
from comity.edge.web.casefile import Casefile

_TALK = (PaperKind.PERSPECTIVE, PaperKind.DISCUSSION, PaperKind.MINUTES, PaperKind.DRAFT)
_SIDES = (PaperKind.ANSWER, PaperKind.EVIDENCE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """One thing that stays closed: what, why, under which clause."""

    title: str
    reason: str
    clause: Clause


def withheld(file: Casefile, person: str) -> tuple[Withheld, ...]:
    """What stays closed to `person`, by the position that they have in the case."""
    open_kinds = opens(file.law, file.case, person)
    reporter = bool(set(file.case.bench.parties[person].roles) & set(file.law.stands(Standing.REPORTER)))
    found = []
    if PaperKind.REPORT not in open_kinds and not reporter:
        found.append(_report())
    if not open_kinds & set(_SIDES):
        found.append(_what_sides_say())
    if not open_kinds & set(_TALK):
        found.append(_talk())
    return (*found, _mediation(), _votes(), _names())


def _report() -> Withheld:
    return Withheld(
        title=_("The report itself"),
        reason=_("You read the exact words that were agreed to, and answer those. Nothing else is held against you."),
        clause=promise(4),
    )


def _what_sides_say() -> Withheld:
    return Withheld(
        title=_("What the two sides say and hand in"),
        reason=_("Both of them read it, and those who decide."),
        clause=promise(10),
    )


def _talk() -> Withheld:
    return Withheld(
        title=_("How the council talks it over"),
        reason=_("Notes, drafts and perspectives stay with those who decide, until something is released."),
        clause=promise(12),
    )


def _mediation() -> Withheld:
    return Withheld(
        title=_("What is said in mediation"),
        reason=_("Open to those who take part in it. It is no evidence, and leaving it harms nobody."),
        clause=promise(8),
    )


def _votes() -> Withheld:
    return Withheld(
        title=_("How a member voted"), reason=_("No record joins a member and a choice."), clause=promise(11)
    )


def _names() -> Withheld:
    return Withheld(
        title=_("Who somebody is"),
        reason=_("People are called after trees here, new in every case. Names lie apart."),
        clause=promise(18),
    )


__all__ = ["Withheld", "withheld"]
