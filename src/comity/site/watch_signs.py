# SPDX-License-Identifier: Apache-2.0
"""The signs of watched spaces, looked at again and again: what does not say that it is watched is not read (P20).

A sign is put up once for each time that a space was opened. One that somebody took away is put up by no program: the
space is not read until it stands again, or until somebody opens the space anew. Where it stands with words that are no
longer those of the clause, it is replaced.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING

from comity.core.watch import events
from comity.desk.watch import spaces
from comity.desk.watch.ports import Connection, Refused, Sign
from comity.edge.stream.leases import Leases

if TYPE_CHECKING:
    from comity.site.court import Court

PAGE = "/watched"
SECONDS = 300.0
OTHERS_SECONDS = 60.0
_log = logging.getLogger(__name__)


def last_mark(court: Court, space: str) -> str:
    """The mark of the sign of this opening of a space, whether or not it stands; empty where none was put up."""
    mark = ""
    for event in court.desk.events(spaces.STREAM):
        match event:
            case events.SpaceOpened(space=opened) if opened == space:
                mark = ""
            case events.SignPutUp(space=there, mark=found) if there == space:
                mark = found
            case _:
                pass
    return mark


def words(court: Court) -> str:
    """What a sign says: the words of the clause, and where everybody reads what is watched, and why."""
    return f"{spaces.rules(court).sign}\n{court.outside.public_url}{PAGE}"


def look(court: Court, sign: Sign, space: str, at: datetime, *, replace: bool = False) -> bool:
    """Look at the sign of one space, put it up where none was, and tell the law. Raises `Later`, `OSError`.

    `replace` sees to it that a sign that stands has the words of now. False where the platform lets us not.
    """
    let = True
    mark = last_mark(court, space)
    try:
        stands = sign.stands(space, mark) if mark else False
        if not mark or (stands and replace):
            mark, stands = sign.put_up(space, words(court)), True
    except Refused as no:
        _log.warning("no sign in %s: %s: %s", space, no.field, " ".join(no.rule.split()))
        stands = let = False
    spaces.sign_seen(court, space, stands=stands, mark=mark if stands else "", at=at)
    return let


@dataclass(kw_only=True)
class Signs:
    """All signs of this site, as one of the things that have turns (`edge.stream.watching`)."""

    court: Court
    connections: Mapping[str, Connection]
    leases: Leases
    name: str = "signs"
    stop: Event = field(default_factory=Event)
    _down: set[str] = field(default_factory=set)
    _said: dict[str, str] = field(default_factory=dict)
    """The words that a sign is known to have; none in a process that has just begun."""

    def turn(self) -> float:
        """Look at every sign; the seconds to rest. Raises nothing."""
        at = self.court.outside.clock.now()
        try:
            if not self.leases.take(self.name, at):
                return OTHERS_SECONDS
            for space, one in spaces.state(self.court).spaces.items():
                connection = self.connections.get(space.partition("/")[0])
                if connection is None or connection.sign is None or self.stop.is_set():
                    continue
                if one.closed is not None or space not in spaces.rules(self.court).spaces:
                    self._end(connection.sign, space, at, opened=one.closed is None)
                else:
                    self._look(connection.sign, space, at)
        except Exception as wrong:
            _log.warning("signs could not be looked at: %s", type(wrong).__name__)
            return OTHERS_SECONDS
        return SECONDS

    def leave(self) -> None:
        """Give the signs back to whoever comes next."""
        self.leases.give(self.name)

    def _look(self, sign: Sign, space: str, at: datetime) -> None:
        """One platform that does not answer, or answers nonsense, keeps no other from being asked."""
        self._down.discard(space)
        said = words(self.court)
        try:
            if look(self.court, sign, space, at, replace=self._said.get(space) != said):
                self._said[space] = said
        except Exception as wrong:
            _log.warning("a sign could not be looked at: %s", type(wrong).__name__)

    def _end(self, sign: Sign, space: str, at: datetime, *, opened: bool) -> None:
        """A space that is watched no more says so no more, and does not go on from where it was if its clause comes
        back: what is said meanwhile is never read, whether or not its platform lets us take the sign away."""
        if opened:
            spaces.sign_seen(self.court, space, stands=False, at=at)
        mark = last_mark(self.court, space)
        if not mark or space in self._down:
            return
        try:
            sign.take_down(space, mark)
            self._down.add(space)
        except Exception as wrong:
            _log.warning("a sign could not be taken away: %s", type(wrong).__name__)


__all__ = ["Signs", "last_mark", "look"]
