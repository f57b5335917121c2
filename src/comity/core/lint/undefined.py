# SPDX-License-Identifier: Apache-2.0
"""What the text leaves open. That is legal, a human is asked; but people should know before they adopt it."""

from __future__ import annotations

from collections.abc import Iterator

from comity.core.clause import Fault
from comity.core.lint.found import UNDEFINED, fault, listed
from comity.core.procedure import words
from comity.core.procedure.model import Procedure, Question
from comity.core.procedure.words import CONTACTS, On, PaperKind, Verb


def a_standard_of_proof(law: Procedure) -> Iterator[Fault]:
    """P9: each finding names its standard of proof, and what limits a person rests on a finding."""
    for q in law.questions.values():
        if q.finding and q.standard == words.UNDEFINED:
            yield fault(
                law, f"question.{q.id}.standard", rule="a standard of proof",
                text=f"'{q.id}' is a finding about a person and names no standard of proof",
                way_out="standard = \"more likely than not\", or another that the community chooses",
            )  # fmt: skip
    limits = any(m.on is On.PERSON and not m.interim for m in law.measures.values())
    if limits and not any(q.finding for q in law.questions.values()):
        yield fault(
            law, "question", rule="a standard of proof", text="a person can be limited, and no question is a finding",
            way_out="mark the question of what happened with finding = true, and name its standard",
        )  # fmt: skip


def what_is_undefined(law: Procedure) -> Iterator[Fault]:
    """Burden, tie and too few: where the text says nothing."""
    for q in law.questions.values():
        if q.finding and q.burden == words.UNDEFINED:
            yield _open(law, q, "burden", "does not say who has to show it")
        if any(a.question == q.id and a.verb in (Verb.VOTE, Verb.TALLY) for a in law.acts.values()):
            if q.tied == words.UNDEFINED:
                yield _open(law, q, "tied", f"has no answer for a tie; {_who(q)} decides")
            if q.short == words.UNDEFINED:
                yield _open(law, q, "short", f"has no answer where none reaches its share; {_who(q)} decides")


def how_long_things_are_kept(law: Procedure) -> Iterator[Fault]:
    """P17: kinds of papers that a case can have, and the ways to reach its people, of which no term says how long."""
    filed = {a.paper for a in law.acts.values() if a.paper is not None} | {PaperKind.REPORT}
    named = {what for term in law.keeps.values() for what in term.what}
    silent = [kind.value for kind in PaperKind if kind in filed and kind.value not in named]
    left = silent if CONTACTS in named else [*silent, CONTACTS]
    if left:
        yield fault(
            law, "retention", rule="how long things are kept", severity=UNDEFINED,
            text=f"no term says how long these are kept after a case, so they are kept for ever: {listed(left)}",
            way_out="add a [[retention]] that names them in 'what', with an 'after' such as \"24 months\"",
        )  # fmt: skip


def _open(law: Procedure, q: Question, key: str, says: str) -> Fault:
    return fault(law, f"question.{q.id}.{key}", rule="what is undefined", severity=UNDEFINED, text=f"'{q.id}' {says}")


def _who(q: Question) -> str:
    return f"'{q.asks[0]}'" if q.asks else "whoever presides"


__all__ = ["a_standard_of_proof", "how_long_things_are_kept", "what_is_undefined"]
