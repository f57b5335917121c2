# SPDX-License-Identifier: Apache-2.0
"""Who may do what with a proposed version: who belongs may speak of it, its house may let it be voted on, who presides
brings what a body decided. The first version has nobody before it: the community founds itself.

The adopting body is one that the version in force names; it is no role, so nobody is its mouth by name. Its numbers are
brought in the open by whoever keeps the record, and `adoption` checks them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from comity.core.adoption import Adopt, Approve, Command, Comment, Propose, Repeal, SignReading, Try, Withdraw
from comity.core.clause import Clause, Refusal, promise
from comity.core.docket.leave import CLERK
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Standing

Steps: TypeAlias = frozenset[type[Command]]
"""The kinds of commands about a version that somebody may send."""
FOUNDER = "community"
"""In whose name a first version is proposed and adopted, by whoever runs the house."""
NOT_NAMED = "this is for those whom the version in force names"
REASONS: tuple[str, ...] = (NOT_NAMED,)


def steps(law: Procedure, roster: Mapping[str, tuple[str, ...]], voices: Collection[str], person: str) -> Steps:
    """What `person` may do under the version in force; `voices` are those who stand in the roll of a house.

    Where there is a house, only its voices approve: they are who would have to vote. Where there is none, everybody who
    holds a post does.
    """
    posts = {law.roles[role].stands for role, people in roster.items() if person in people and role in law.roles}
    if not person or not (posts or person in voices):
        return frozenset()
    found: set[type[Command]] = {Propose, Comment, Withdraw, Try, SignReading}
    if person in voices or not any(role.weighted for role in law.roles.values()):
        found.add(Approve)
    if Standing.PRESIDES in posts:
        found |= {Adopt, Repeal}
    return frozenset(found)


def permits(law: Procedure | None, open_to: Steps, command: Command, actor: str) -> None:
    """Refuses what `steps` under the version in force does not open to the actor. Raises `Refusal`.

    Where none is in force the community alone acts. The clerk takes over what a record only says to have been adopted.
    """
    if actor == CLERK or (law is None and actor == FOUNDER) or type(command) in open_to:
        return
    raise not_named(law)


def not_named(law: Procedure | None) -> Refusal:
    """The refusal of a step that is open to others."""
    return Refusal(NOT_NAMED, clause=promise(6) if law is None else Clause(document=law.id, id="amendment"))


__all__ = ["FOUNDER", "REASONS", "Steps", "not_named", "permits", "steps"]
