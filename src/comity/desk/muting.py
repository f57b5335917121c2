# SPDX-License-Identifier: Apache-2.0
"""Which ways in are muted now, asked by every adapter before something is told, and by the house when it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from comity.core import muting
from comity.desk.court import InForce
from comity.desk.present import present

ROOM = "muting"
STREAM = f"{ROOM}:here"
"""The stream of this community's mutings."""


class Seated(InForce, Protocol):
    """A desk with the law in force, and who sits."""

    def roster(self) -> Mapping[str, tuple[str, ...]]:
        """Who holds each role of the bodies now."""


def rules(court: Seated) -> muting.MutingRules:
    """What the version in force and the roster of now say of it; nothing can be muted where none is in force."""
    law = court.law(court.desk.clock.now())
    return muting.MutingRules() if law is None else muting.rules_of(law.procedure, court.roster())


def state(court: InForce) -> muting.Muting:
    """Every muting, those over by now ended."""
    found = present(court.desk, STREAM, court.desk.clock.now())
    return muting.Muting() if found is None else found.state


def shut(court: Seated, way: str, matter: str = "") -> muting.Shut | None:
    """What a stranger is told who comes by `way` now with that kind of matter (empty: the first); None: it is open."""
    now = state(court)
    if now.of(way) is None:
        return None
    by = rules(court)
    return muting.shut(by, now, way, matter or by.ordinary)


def let_in(court: Seated, way: str, matter: str = "") -> None:
    """Raises `muting.Shut` where a stranger cannot come by `way` now with that kind of matter."""
    no = shut(court, way, matter)
    if no is not None:
        raise no


__all__ = ["ROOM", "STREAM", "Seated", "let_in", "rules", "shut", "state"]
