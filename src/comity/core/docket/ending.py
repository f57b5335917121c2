# SPDX-License-Identifier: Apache-2.0
"""By which answers somebody can end a report at once, and which reports look like one another from outside the seal.

A flood is answered by one act for many: each report gets the same answer under its own law, and a reply of its own.
Only reports of which nobody but who reports has heard can be ended so; what two sides know of is decided one by one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from comity.core.clause import Clause, Refusal, promise
from comity.core.docket.commands import DoAct
from comity.core.docket.decide import Docket
from comity.core.docket.options import options
from comity.core.docket.since import others_told
from comity.core.docket.state import Case, Fact
from comity.core.procedure.model import Act, Procedure
from comity.core.procedure.words import Kind, PaperKind, Standing, Verb


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """One answer that ends the report: the act and its code, the outcome it is closed with, the answer's own words."""

    act: str
    choice: str
    outcome: str
    text: str
    clause: Clause


def endings(docket: Docket, case: Case, person: str, at: datetime) -> tuple[Ending, ...]:
    """Every answer by which `person` would end the report at once, as the law itself says when it is asked."""
    if not case.open or person in case.bench.parties or others_told(docket.law, case):
        return ()
    return tuple(_endings(docket, case, person, at))


def _endings(docket: Docket, case: Case, person: str, at: datetime) -> Iterator[Ending]:
    for option in options(docket.law, case, person, at):
        if option.verb is not Verb.ANSWER or option.abouts != ("",):
            continue
        question = docket.law.questions[docket.law.acts[option.act].question or ""]
        for answer in question.answers:
            outcome = _outcome(docket, case, DoAct(act=option.act, by=person, choice=answer.id), at)
            if outcome:
                yield Ending(
                    act=option.act, choice=answer.id, outcome=outcome, text=answer.text, clause=option.clause
                )  # fmt: skip


def _outcome(docket: Docket, case: Case, act: DoAct, at: datetime) -> str:
    """The code with which the act would close the case; empty where it would not."""
    try:
        facts: Sequence[Fact] = docket.decide(case, act, at)
    except Refusal:
        return ""
    closed = (f for f in facts if f.kind is Kind.CASE and f.moment == "closed")
    return next((docket.evolve(case, f).outcome for f in closed), "")


def ending_as(docket: Docket, case: Case, person: str, at: datetime, outcome: str) -> Ending:
    """The answer that ends the report with this outcome. Raises `Refusal` where there is none."""
    found = next((e for e in endings(docket, case, person, at) if e.outcome == outcome), None)
    if found is None:
        raise Refusal(
            "no answer of yours ends this report as '{outcome}' now", clause=promise(7), field="outcome",
            about={"outcome": outcome},
        )  # fmt: skip
    return found


def filed_as(act: Act) -> PaperKind:
    """As what a text that comes with an act is filed: its own kind, with an answer a reply to whoever reports."""
    return act.paper or (PaperKind.REPLY if act.verb is Verb.ANSWER else PaperKind.MINUTES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outside:
    """What a report tells outside the seal: its day, whom it named beside the text, who told it for somebody else."""

    day: str
    named: frozenset[str]
    through: str


def outside_the_seal(law: Procedure, case: Case) -> Outside:
    """What is known of a report without opening it. Nothing of its text is ever compared (P21)."""
    reporting = set(law.stands(Standing.REPORTER))
    named = frozenset(p.person for p in case.bench.parties.values() if not set(p.roles) & reporting)
    day = case.opened.astimezone(UTC).date().isoformat() if case.opened is not None else ""
    return Outside(day=day, named=named, through=case.through)


def repeats(told: Mapping[str, Outside]) -> dict[str, tuple[str, ...]]:
    """For each report those that are likely to be about the same: the same seat named, or told by the same, that day.

    It is a hint for whoever reads them and decides nothing.
    """
    return {one: tuple(o for o in told if o != one and _alike(told[one], told[o])) for one in told}


def _alike(one: Outside, other: Outside) -> bool:
    same = bool(one.named & other.named) or bool(one.through and one.through == other.through)
    return one.day == other.day and same


__all__ = ["Ending", "Outside", "ending_as", "endings", "filed_as", "outside_the_seal", "repeats"]
