# SPDX-License-Identifier: Apache-2.0
"""What the procedure asks whoever reports about themselves, their age above all. A yes is recorded as a code, and
nothing else; a no, and no answer, are recorded as nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from comity.core.clause import Clause
from comity.core.procedure.model import Procedure
from comity.edge.web.fields import Reader

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question of the file: its words, what follows from a yes, the clause, and what was chosen."""

    tag: str
    text: str
    follows: str
    clause: Clause
    chosen: str = ""

    @property
    def field(self) -> str:
        """The name of its field."""
        return f"asked-{self.tag}"


def questions(law: Procedure, sent: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions in the order of the file."""
    return tuple(
        Question(
            tag=tag,
            text=text,
            follows=next((p.text for p in law.plain if p.id == tag), law.tags[tag]),
            clause=Clause(document=law.id, id=tag),
            chosen=sent.get(f"asked-{tag}", ""),
        )
        for tag, text in law.asked.items()
    )


def read(found: tuple[Question, ...], form: Reader) -> frozenset[str]:
    """The tags to which somebody said yes. The faults stand in `form`."""
    said = ((q.tag, form.one_of(q.field, (YES, NO), needed=False)) for q in found)
    return frozenset(tag for tag, answer in said if answer == YES)


__all__ = ["Question", "questions", "read"]
