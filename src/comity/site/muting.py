# SPDX-License-Identifier: Apache-2.0
"""The room in which ways in are muted, joined to the desk."""

from __future__ import annotations

from collections.abc import Callable

from comity.core import access, muting
from comity.desk.codec import Codec
from comity.desk.intake import Roster
from comity.desk.muting import ROOM
from comity.desk.room import Asking, Opening, Room
from comity.site.laws import Law


def muting_room(current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """The ways in, under the version in force and by those who sit now."""

    def decider(opening: Opening) -> muting.MutingDecider:
        return muting.MutingDecider(rules=muting.rules_of(current().procedure, roster()))

    def permits(asking: Asking) -> None:
        if asking.command.by != asking.actor:
            raise access.in_anothers_name()

    return Room(kind=ROOM, codec=Codec([*muting.COMMANDS, *muting.EVENTS]), decider=decider, permits=permits)


__all__ = ["muting_room"]
