# SPDX-License-Identifier: Apache-2.0
"""Opening a case: what somebody tells becomes a sealed paper and a docket pinned to the procedure in force.

Nothing is read here. Who is concerned is told beside the seal, so that those who are do not screen it (P10).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from comity.core.docket import OpenCase
from comity.core.party import Party
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Standing
from comity.desk.handle import Answer, Desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What came in: the kind of matter, who tells it, who is concerned, and the digest of the sealed words."""

    intake: str
    reporter: str
    concerned: tuple[Party, ...]
    words: str
    earlier: str = ""
    inherited: str = ""


Roster: TypeAlias = Mapping[str, tuple[str, ...]]


def open_case(
    desk: Desk, law: Procedure, roster: Roster, told: Told, *, case: str, act_id: str, at: datetime
) -> Answer:
    """Open `case` under `law`. Repeating the act gives its first answer (P1). Raises `Refusal`, `Malformed`."""
    reporter = Party(person=told.reporter, roles=law.stands(Standing.REPORTER)[:1])
    command = OpenCase(
        intake=told.intake,
        digest=law.digest,
        parties=(reporter, *told.concerned),
        roster={role: people for role, people in roster.items() if role in law.roles},
        report=told.words,
        earlier=told.earlier,
        inherited=told.inherited,
    )
    return desk.handle(command, act_id=act_id, actor=told.reporter, stream=case, at=at)


__all__ = ["Told", "open_case"]
