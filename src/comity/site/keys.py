# SPDX-License-Identifier: Apache-2.0
"""The ring of keys of this installation: its room, and what follows for keys when somebody leaves a post."""

from __future__ import annotations

from collections.abc import Callable

from comity.core import access, keyring
from comity.desk.codec import Codec
from comity.desk.intake import Roster
from comity.desk.room import Asking, Opening, Room
from comity.site.laws import Law

RING = "keys:here"
"""The stream of everybody's keys."""


def keyring_room(current: Callable[[], Law], roster: Callable[[], Roster]) -> Room:
    """Who has a key, under the version in force and by those who hold posts now."""

    def decider(opening: Opening) -> keyring.KeyringDecider:
        return keyring.KeyringDecider(rules=keyring.rules_of(current().procedure, roster()))

    codec = Codec([*keyring.COMMANDS, *keyring.EVENTS])
    return Room(kind="keys", codec=codec, decider=decider, permits=_own_key)


def _own_key(asking: Asking) -> None:
    """A key is its owner's matter. The clerk ends those of people who left, and nothing else."""
    command = asking.command
    if isinstance(command, keyring.RetireKey) and asking.actor == access.CLERK == command.by:
        if command.why is not keyring.Why.LEFT:
            raise access.in_anothers_name()
    elif command.by != asking.actor or getattr(command, "person", command.by) != command.by:
        raise access.in_anothers_name()


__all__ = ["RING", "keyring_room"]
