# SPDX-License-Identifier: Apache-2.0
"""The key for successors of this installation: what it must know of open cases, and who hears of an opening (P13)."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from comity.core import access, clerk, docket, keyring
from comity.desk.keys import RING, KeyDesk
from comity.desk.ports import Certainty
from comity.desk.room import Asking, Errand, Happened, Reaction
from comity.desk.succession import OpenCases, SuccessionDesk
from comity.site.laws import Folders

if TYPE_CHECKING:
    from comity.site.court import Court

CASE = "case:"


def succession_desk(court: Court, keys: KeyDesk) -> SuccessionDesk:
    """What may be done here with the key for successors."""
    there = court.outside
    return SuccessionDesk(
        desk=court.desk,
        keys=there.keys,
        wraps=there.wraps,
        custody=court.papers.custody,
        rules=keys.rules,
        opened=keys.opened,
        cases=OpenCases(
            streams=court.open_cases,
            due=court.papers.due,
            successors=lambda stream: access.successors(*court.case(stream)),
            told=lambda stream: access.to_be_told(*court.case(stream)),
            refresh=court.papers.refresh,
        ),
    )


def askable(laws: Folders) -> Callable[[Asking], None]:
    """The rule of access: open cases only, and nobody who is a party to one or has stepped aside in it."""

    def permits(asking: Asking) -> None:
        if not isinstance(asking.command, keyring.AskSuccession):
            return
        found = []
        for stream in asking.command.cases:
            case: docket.Case | None = asking.peek(stream) if stream.startswith(CASE) else None
            found.append(None if case is None or not case.digest else (laws.procedure(case.digest), case))
        access.may_be_asked(found, asking.command.successors)

    return permits


def told_of(happened: Happened) -> Reaction:
    """Letters that something waits, and never what: to the holders when they are asked, to who asked once enough have
    agreed, to the parties of the cases that were opened.
    """
    ring: keyring.Keyring = happened.state
    match happened.event:
        case keyring.SuccessionAsked() if ring.succession is not None:
            to = [(RING, share.holder) for share in ring.succession.live]
        case keyring.SuccessionAnswered(asking=id) if _enough(ring, id):
            to = [(RING, ring.askings[id].by)]
        case keyring.SuccessionOpened(told=told):
            to = [(stream, person) for stream, people in sorted(told.items()) for person in people]
        case _:
            to = []
    letters = (
        Errand(kind=clerk.MAIL, certainty=Certainty.UNCERTAIN, payload={"case": stream, "to": person})
        for stream, person in to
    )
    return Reaction(errands=tuple(letters))


def _enough(ring: keyring.Keyring, id: str) -> bool:
    """Whether just as many have agreed as it takes."""
    return ring.succession is not None and len(ring.askings[id].agreed) == ring.succession.least


__all__ = ["askable", "succession_desk", "told_of"]
