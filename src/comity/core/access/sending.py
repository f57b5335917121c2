# SPDX-License-Identifier: Apache-2.0
"""Whether somebody sends a command in their own name. What it may bring about is the business of the room."""

from __future__ import annotations

from comity.core.clause import Refusal, promise
from comity.core.docket import Command, NoteLink, OpenCase, Reseat
from comity.core.docket.leave import CLERK


def permits(command: Command, actor: str) -> None:
    """Nobody acts in another's name. Raises `Refusal`."""
    match command:
        case Reseat() | NoteLink():
            allowed = actor == CLERK
        case OpenCase(through=through):
            allowed = through in ("", actor)
        case _:
            allowed = actor == command.by
    if not allowed:
        raise in_anothers_name()


def in_anothers_name() -> Refusal:
    """The refusal of an act that one person sends in the name of another."""
    return Refusal("nobody acts in the name of another", clause=promise(10), field="by")


__all__ = ["in_anothers_name", "permits"]
