# SPDX-License-Identifier: Apache-2.0
"""Who may do what with a proposed version: who belongs may speak of it, its house may let it be voted on, who presides
brings what a body decided.

The adopting body is one that the version in force names; it is no role, so nobody is its mouth by name. Its numbers are
brought in the open by whoever keeps the record, and `adoption` checks them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

from comity.core.adoption import Adopt, Approve, Command, Comment, Propose, Withdraw
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Standing

Steps: TypeAlias = frozenset[type[Command]]
"""The kinds of commands about a version that somebody may send."""


def steps(law: Procedure, roster: Mapping[str, tuple[str, ...]], voices: Collection[str], person: str) -> Steps:
    """What `person` may do under the version in force; `voices` are those who stand in the roll of a house.

    Where there is a house, only its voices approve: they are who would have to vote. Where there is none, everybody who
    holds a post does.
    """
    posts = {law.roles[role].stands for role, people in roster.items() if person in people and role in law.roles}
    if not person or not (posts or person in voices):
        return frozenset()
    found: set[type[Command]] = {Propose, Comment, Withdraw}
    if person in voices or not any(role.weighted for role in law.roles.values()):
        found.add(Approve)
    if Standing.PRESIDES in posts:
        found.add(Adopt)
    return frozenset(found)


__all__ = ["Steps", "steps"]
