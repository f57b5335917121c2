# SPDX-License-Identifier: Apache-2.0
"""The real rooms, joined to one sample law: enough to read and fold a stream, whatever version it was pinned to."""

from __future__ import annotations

from typing import cast

from comity.core.procedure.model import Procedure
from comity.desk.room import Room
from comity.site import authorities, keeping, keys, past, petitions, rooms, watch_law
from comity.site.laws import SHIPPED, Folders, Law, read_law
from comity.site.memory import pattern_room
from comity.site.muting import muting_room

SAMPLE = read_law(SHIPPED / "templates" / "house.toml")


class AnyLaw:
    """Folders in which every digest names the sample: folding a case asks no law anything."""

    def law(self, digest: str) -> Law:
        """The sample."""
        return SAMPLE

    def procedure(self, digest: str) -> Procedure:
        """The sample."""
        return SAMPLE.procedure


def real() -> dict[str, Room]:
    """Every room of the law by its kind."""
    laws = cast(Folders, AnyLaw())
    found = (
        rooms.case_room(laws, lambda _change: None),
        rooms.tear_room(lambda at: SAMPLE, dict),
        rooms.council_room(lambda: SAMPLE),
        rooms.veto_room(laws),
        rooms.channel_room(lambda: SAMPLE, dict),
        keys.keyring_room(laws, lambda: SAMPLE, dict),
        keeping.keeping_room(laws),
        petitions.petition_room(laws, lambda: SAMPLE, dict),
        authorities.authority_room(laws, lambda: SAMPLE, dict),
        past.past_room(lambda: SAMPLE, dict),
        pattern_room(laws, lambda: SAMPLE, dict),
        muting_room(lambda: SAMPLE, dict),
        watch_law.watch_room(lambda: SAMPLE, dict),
        watch_law.signal_room(lambda: SAMPLE, dict),
        rooms.adoption_room(lambda: SAMPLE, lambda _person: frozenset()),
    )
    return {room.kind: room for room in found}


__all__ = ["real"]
