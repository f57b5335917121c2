# SPDX-License-Identifier: Apache-2.0
"""What a procedure asks of a role where it decides nothing itself: each text has a name, so two stand side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from comity.core.procedure.effects import Ask, Effect
from comity.core.procedure.model import Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """One text that a role is asked.

    The first of a role bears the role's name, the others a mark and a number behind it: no name of a file has the mark.
    """

    id: str
    role: str
    text: str


def askings(law: Procedure) -> tuple[Asking, ...]:
    """Every text that the file asks of somebody, once, in its order."""
    found: dict[tuple[str, str], Asking] = {}
    for effect in _effects(law):
        if isinstance(effect, Ask) and (effect.role, effect.text) not in found:
            before = sum(role == effect.role for role, _ in found)
            id = effect.role if before == 0 else f"{effect.role}#{before + 1}"
            found[effect.role, effect.text] = Asking(id=id, role=effect.role, text=effect.text)
    return tuple(found.values())


def asking(law: Procedure, effect: Ask) -> Asking:
    """What one effect asks."""
    return next(a for a in askings(law) if (a.role, a.text) == (effect.role, effect.text))


def text_of(law: Procedure, id: str) -> str:
    """The text of an asking; empty where the file asks nothing under that name."""
    return next((a.text for a in askings(law) if a.id == id), "")


def _effects(law: Procedure) -> Iterator[Effect]:
    for phase in law.phases.values():
        yield from phase.does
        for way in phase.exits:
            yield from way.does
    for clock in law.clocks.values():
        yield from clock.late


__all__ = ["Asking", "asking", "askings", "text_of"]
