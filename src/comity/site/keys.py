# SPDX-License-Identifier: Apache-2.0
"""The ring of keys of this installation: its room, and what follows for keys when somebody leaves a post."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from comity.core import access, keyring
from comity.core.clause import promise
from comity.desk.codec import Codec
from comity.desk.intake import Roster
from comity.desk.keys import RING, KeyDesk
from comity.desk.room import Asking, Opening, Room
from comity.site import succession
from comity.site.laws import Folders, Law

if TYPE_CHECKING:
    from comity.site.court import Court


def keyring_room(laws: Folders, current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """Who has a key, under the version in force and by those who hold posts now; and the key for successors."""
    may_ask = succession.askable(laws)

    def permits(asking: Asking) -> None:
        _own_key(asking)
        may_ask(asking)

    def decider(opening: Opening) -> keyring.KeyringDecider:
        return keyring.KeyringDecider(rules=keyring.rules_of(current().procedure, roster()))

    codec = Codec([*keyring.COMMANDS, *keyring.EVENTS])
    return Room(kind="keys", codec=codec, decider=decider, permits=permits, reactions=succession.told_of)


def key_desk(court: Court, opened: Callable[[str], str]) -> KeyDesk:
    """What may be done with keys here; `opened` reads a text that anybody may read."""

    def rules() -> keyring.KeyringRules:
        law = court.law(court.outside.clock.now())
        return (
            keyring.KeyringRules(clause=promise(21)) if law is None else keyring.rules_of(law.procedure, court.roster())
        )

    there = court.outside
    return KeyDesk(
        desk=court.desk,
        keys=there.keys,
        wraps=there.wraps,
        rules=rules,
        opened=opened,
        moved=court.papers.custody.moved,
    )


def _own_key(asking: Asking) -> None:
    """A key is its owner's matter. The clerk ends those of people who left, and nothing else."""
    command = asking.command
    if isinstance(command, keyring.RetireKey) and asking.actor == access.CLERK == command.by:
        if command.why is not keyring.Why.LEFT:
            raise access.in_anothers_name()
    elif command.by != asking.actor or getattr(command, "person", command.by) != command.by:
        raise access.in_anothers_name()


__all__ = ["RING", "key_desk", "keyring_room"]
