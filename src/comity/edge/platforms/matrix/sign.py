# SPDX-License-Identifier: Apache-2.0
"""The visible sign in a Matrix room: a notice of ours that says that the room is watched, pinned to it."""

from __future__ import annotations

from comity.desk.watch.ports import Refused
from comity.edge.platforms import shapes
from comity.edge.platforms.asking import Json
from comity.edge.platforms.matrix.homeserver import Homeserver
from comity.edge.platforms.matrix.told import Event

_OURS = "org.comity.sign"
"""The part of a notice's content by which one of ours is known to be a sign."""


class MatrixSign:
    """Fulfils `desk.watch.ports.Sign`. A mark is the notice's id and the digest of its words."""

    def __init__(self, source: str, server: Homeserver) -> None:
        self._source, self._server = source, server

    def put_up(self, space: str, text: str) -> str:
        """Put up the sign; enters a room that somebody invited us into."""
        room = self._room(space)
        if room not in self._server.joined():
            self._server.accept(room)
        self._let_in(room)
        pinned = self._server.pinned(room)
        ours = {event: words for event in pinned if (words := self._words(room, event))}
        for event, words in ours.items():
            if words == shapes.digest(text):
                return _mark(event, words)
        content: dict[str, Json] = {"msgtype": "m.notice", "body": text, _OURS: True}
        event = self._server.send(room, content)
        try:
            self._server.pin(room, [*(other for other in pinned if other not in ours), event])
        except Refused:
            self._server.redact(room, event)  # a sign that hangs nowhere would scroll away
            raise
        for other in ours:
            self._server.redact(room, other)
        return _mark(event, shapes.digest(text))

    def stands(self, space: str, mark: str) -> bool:
        """Whether the notice is pinned, has its words, and the room is none in which nothing may be read."""
        room = self._room(space)
        event, _, words = mark.rpartition(".")
        if not (event and words) or room not in self._server.joined() or event not in self._server.pinned(room):
            return False
        return self._words(room, event) == words and not self._server.private(room)

    def take_down(self, space: str, mark: str) -> None:
        """Unpin the notice and take its words away."""
        room = self._room(space)
        event = mark.rpartition(".")[0]
        pinned = self._server.pinned(room)
        if event in pinned:
            self._server.pin(room, [other for other in pinned if other != event])
        if self._words(room, event):
            self._server.redact(room, event)

    def _room(self, space: str) -> str:
        source, _, room = space.partition("/")
        if source != self._source or not room.startswith("!"):
            raise Refused("space", f"{self._source}/ and a room's own id (it begins with !), not a room's address")
        return room

    def _let_in(self, room: str) -> None:
        why = self._server.private(room)
        if why:
            raise Refused("space", why)

    def _words(self, room: str, event: str) -> str:
        """The digest of what a sign of ours says now; empty where it is none, or its words were taken away."""
        told: Event = self._server.event(room, event) if event else {}
        content = shapes.table(told.get("content"))
        if told.get("sender") != self._server.me or content.get(_OURS) is not True:
            return ""
        edited = shapes.table(shapes.table(shapes.table(told.get("unsigned")).get("m.relations")).get("m.replace"))
        return "" if edited else shapes.digest(shapes.text(content.get("body")))


def _mark(event: str, words: str) -> str:
    return f"{event}.{words}"


__all__ = ["MatrixSign"]
