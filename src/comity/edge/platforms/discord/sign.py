# SPDX-License-Identifier: Apache-2.0
"""The visible sign in a Discord channel: a pinned message of ours; in a forum, a part of what stands over its posts.

A forum has no messages of its own, and one pinned post at most, which may be somebody else's. Its guidelines are shown
to everybody who posts: ours stand at their end, between two lines of dots, and leave the others' words alone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from comity.desk.watch.ports import Refused
from comity.edge.platforms import shapes
from comity.edge.platforms.asking import Json, Unwelcome
from comity.edge.platforms.discord.server import POSTED_IN, Server

LONGEST, LONGEST_TOPIC = 2000, 4096
"""Letters of a message; of a forum's guidelines."""
_OURS = "\n-# Comity"
"""The small last line by which a pinned message of ours is known to be a sign."""
_DOTS = "· · ·"
_PART = re.compile(rf"\n*{_DOTS}\n(.*?)\n{_DOTS}", re.DOTALL)
_GUIDELINES = "guidelines"


class DiscordSign:
    """Fulfils `desk.watch.ports.Sign`. A mark is the message's id, or a word for guidelines, and the words' digest."""

    def __init__(self, source: str, server: Server) -> None:
        self._source, self._server = source, server

    def put_up(self, space: str, text: str) -> str:
        """Put up the sign."""
        channel = self._channel(space)
        told = self._server.channel(channel)
        if not told:
            raise Refused("space", "a public channel of a server that the application was added to, and may see")
        if _DOTS in text:
            raise Refused("text", f"words without {_DOTS}, which marks where a sign ends")
        words = shapes.digest(text)
        if told.get("type") in POSTED_IN:
            self._describe(channel, _without(told) + f"\n\n{_DOTS}\n{text}\n{_DOTS}", shapes.text(told.get("topic")))
            return f"{_GUIDELINES}.{words}"
        if len(text) + len(_OURS) > LONGEST:
            raise Refused("text", f"at most {LONGEST - len(_OURS)} letters")
        ours = {shapes.text(one.get("id")): self._words(one) for one in self._server.pinned(channel)}
        ours = {message: digest for message, digest in ours.items() if digest}
        standing = next((message for message, digest in ours.items() if digest == words), "")
        message = standing or self._pinned(channel, text, words)
        for other in ours.keys() - {message}:
            self._server.delete(channel, other)
        return f"{message}.{words}"

    def stands(self, space: str, mark: str) -> bool:
        """Whether the message is pinned with its words, or the guidelines have them."""
        channel = self._channel(space)
        message, _, words = mark.rpartition(".")
        if not (message and words):
            return False
        if message == _GUIDELINES:
            told = self._server.channel(channel)
            part = _PART.search(shapes.text(told.get("topic")))
            return told.get("type") in POSTED_IN and part is not None and shapes.digest(part[1]) == words
        told = self._server.message(channel, message)
        return told.get("pinned") is True and self._words(told) == words

    def take_down(self, space: str, mark: str) -> None:
        """Delete the message, or our part of the guidelines."""
        channel = self._channel(space)
        message = mark.rpartition(".")[0]
        if message == _GUIDELINES:
            told = self._server.channel(channel)
            self._describe(channel, _without(told), shapes.text(told.get("topic")))
        elif self._words(self._server.message(channel, message) if message else {}):
            self._server.delete(channel, message)

    def _pinned(self, channel: str, text: str, words: str) -> str:
        """Say it and pin it; where we may not pin, nothing is left hanging."""
        try:
            message = self._server.send(channel, text + _OURS, words[:25])
        except Unwelcome as refused:
            raise _by_hand(refused, "send messages in this channel") from None
        try:
            self._server.pin(channel, message)
        except Unwelcome as refused:
            self._server.delete(channel, message)
            raise _by_hand(refused, "pin messages in this channel (and see that not too many are pinned)") from None
        return message

    def _describe(self, channel: str, topic: str, before: str) -> None:
        if topic == before:
            return
        if len(topic) > LONGEST_TOPIC:
            raise Refused("text", f"guidelines of at most {LONGEST_TOPIC} letters, the forum's own included")
        try:
            self._server.describe(channel, topic)
        except Unwelcome as refused:
            raise _by_hand(refused, "manage this channel, so that its guidelines can say it") from None

    def _channel(self, space: str) -> str:
        source, _, channel = space.partition("/")
        if source != self._source or not (channel.isascii() and channel.isdigit()):
            raise Refused("space", f"{self._source}/ and the number of a channel")
        return channel

    def _words(self, told: Mapping[str, Json]) -> str:
        """The digest of what a sign of ours says now; empty where it is none."""
        said = shapes.text(told.get("content"))
        ours = shapes.table(told.get("author")).get("id") == self._server.me
        return shapes.digest(said.removesuffix(_OURS)) if ours and said.endswith(_OURS) else ""


def _without(told: Mapping[str, Json]) -> str:
    """A forum's guidelines without our part."""
    return _PART.sub("", shapes.text(told.get("topic"))).rstrip()


def _by_hand(refused: Unwelcome, what: str) -> Refused:
    if refused.status in (400, 403, 404):
        return Refused("space", f"give the application the permission to {what}: {refused.rule}")
    return refused


__all__ = ["LONGEST", "DiscordSign"]
