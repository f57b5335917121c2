# SPDX-License-Identifier: Apache-2.0
"""Discord as one application may ask it: the few calls of its HTTP API (version 10) that the watch needs.

What Discord says of its limits is kept before it has to refuse: where nothing is left of a route's share, `Later` is
raised without asking; a list that cannot be gone on with from its middle waits for seconds itself. Direct messages have
no call here, and a channel of no server is never asked for its messages.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from functools import cached_property
from urllib.parse import quote

from comity.desk.watch.ports import Later
from comity.edge.platforms.asking import Asking, Json, Unwelcome
from comity.edge.platforms.shapes import objects, table, text, word

MOST = 100
"""Messages, and threads, of one answer."""
PATIENCE = 5.0
"""Seconds that a list waits for the rest of itself."""
_EPOCH = 1_420_070_400_000
"""Milliseconds from 1970 to the instant from which Discord counts."""


class Kind(IntEnum):
    """Channels that may be watched, and the threads in them. Whatever else there is, is private or no talk."""

    TEXT = 0
    VOICE = 2
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    THREAD = 11
    STAGE = 13
    FORUM = 15
    MEDIA = 16


SPOKEN_IN = frozenset({Kind.TEXT, Kind.VOICE, Kind.ANNOUNCEMENT, Kind.STAGE})
POSTED_IN = frozenset({Kind.FORUM, Kind.MEDIA})
"""Where every post is a thread."""
THREADS = frozenset({Kind.ANNOUNCEMENT_THREAD, Kind.THREAD})


class Server:
    """What one application sees of the servers it was added to."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking
        self._until: dict[str, float] = {}

    @cached_property
    def me(self) -> str:
        """The application's own mark."""
        return word(table(self._ask("GET", "/users/@me")).get("id"), "user.id")

    def channel(self, channel: str) -> dict[str, Json]:
        """A channel of a server that may be watched; empty where it is not there, not for us, or a private one."""
        try:
            told = table(self._ask("GET", f"/channels/{_q(channel)}"))
        except Unwelcome as refused:
            if refused.status in (403, 404):
                return {}
            raise
        word(told.get("id"), "channel.id")
        return told if told.get("type") in SPOKEN_IN | POSTED_IN and text(told.get("guild_id")) else {}

    def is_gone(self, channel: str) -> bool:
        """Whether a channel is not there any more, and not only out of our sight."""
        try:
            self._ask("GET", f"/channels/{_q(channel)}")
        except Unwelcome as refused:
            return refused.status == 404
        return False

    def active(self, guild: str) -> list[dict[str, Json]]:
        """The public threads of a server that are not archived."""
        told = table(self._ask("GET", f"/guilds/{_q(guild)}/threads/active"))
        return [thread for thread in objects(told.get("threads"), "threads") if thread.get("type") in THREADS]

    def archived(self, channel: str, since: datetime) -> Iterator[dict[str, Json]]:
        """The public threads of a channel that were archived at `since` or later, the latest first."""
        before: dict[str, str] = {}
        while True:
            path = f"/channels/{_q(channel)}/threads/archived/public"
            told = table(self._ask("GET", path, query={"limit": str(MOST), **before}, patient=True))
            threads = objects(told.get("threads"), "threads")
            for thread in threads:
                at = text(table(thread.get("thread_metadata")).get("archive_timestamp"))
                if (read_instant(at) or since) < since:
                    return
                before = {"before": at}
                if thread.get("type") in THREADS:
                    yield thread
            if not threads or told.get("has_more") is not True:
                return

    def messages(self, place: str, after: int, *, patient: bool = False) -> tuple[list[dict[str, Json]], bool]:
        """The next messages of a channel or thread after a mark, oldest first; whether there may be more.

        Raises `Unwelcome`.
        """
        query = {"after": str(after), "limit": str(MOST)}
        told = objects(self._ask("GET", f"/channels/{_q(place)}/messages", query=query, patient=patient), "messages")
        return sorted(told, key=mark_of), len(told) >= MOST

    def message(self, channel: str, message: str) -> dict[str, Json]:
        """One message; empty where it is not there, or not for us."""
        try:
            return table(self._ask("GET", f"/channels/{_q(channel)}/messages/{_q(message)}"))
        except Unwelcome as refused:
            if refused.status in (403, 404):
                return {}
            raise

    def pinned(self, channel: str) -> Iterator[dict[str, Json]]:
        """What is pinned in a channel."""
        before: dict[str, str] = {}
        while True:
            told = table(
                self._ask(
                    "GET", f"/channels/{_q(channel)}/messages/pins", query={"limit": "50", **before}, patient=True
                )
            )
            items = objects(told.get("items"), "items")
            for item in items:
                before = {"before": text(item.get("pinned_at"))}
                yield table(item.get("message"))
            if not items or told.get("has_more") is not True:
                return

    def send(self, channel: str, words: str, nonce: str) -> str:
        """Say something that mentions nobody; the message's id. The same `nonce` within minutes is the same message."""
        nobody: list[Json] = []
        body: Json = {
            "content": words, "allowed_mentions": {"parse": nobody}, "flags": 4, "nonce": nonce, "enforce_nonce": True,
        }  # fmt: skip
        return word(table(self._ask("POST", f"/channels/{_q(channel)}/messages", body=body)).get("id"), "message.id")

    def pin(self, channel: str, message: str) -> None:
        """Pin a message. Raises `Unwelcome`."""
        self._ask("PUT", f"/channels/{_q(channel)}/messages/pins/{_q(message)}")

    def delete(self, channel: str, message: str) -> None:
        """Delete a message; nothing happens where it is not there."""
        try:
            self._ask("DELETE", f"/channels/{_q(channel)}/messages/{_q(message)}")
        except Unwelcome as refused:
            if refused.status != 404:
                raise

    def describe(self, channel: str, topic: str) -> None:
        """Set what stands over a channel. Raises `Unwelcome`."""
        self._ask("PATCH", f"/channels/{_q(channel)}", body={"topic": topic})

    def _ask(
        self, method: str, path: str, *, query: dict[str, str] | None = None, body: Json = None, patient: bool = False
    ) -> Json:
        route = f"{method} {'/'.join(path.split('/')[:4])}"  # the part of an address that a share belongs to
        left = self._until.get(route, 0.0) - time.monotonic()
        if left > (PATIENCE if patient else 0):
            raise Later(left)
        time.sleep(max(left, 0))
        try:
            return self._asking.ask(method, path, query=query, body=body)
        finally:
            self._heed(route)

    def _heed(self, route: str) -> None:
        """Remember until when nothing is left of a route's share."""
        said = self._asking.said
        self._until.pop(route, None)
        if said.get("X-RateLimit-Remaining") == "0":
            with suppress(ValueError):
                wait = float(said.get("X-RateLimit-Reset-After", ""))
                self._until[route] = time.monotonic() + min(max(wait, 0.0), 60.0)


def mark_of(message: dict[str, Json]) -> int:
    """The number of a message: it says the order, and when it was sent. 0 where it has none."""
    mark = text(message.get("id"))
    return int(mark) if mark.isascii() and mark.isdigit() and len(mark) < 20 else 0


def sent_at(mark: int) -> datetime:
    """When a message was sent, by Discord's own clock."""
    return datetime.fromtimestamp(((mark >> 22) + _EPOCH) / 1000, UTC)


def mark_at(at: datetime) -> int:
    """A number that is below that of every message sent at `at` or later."""
    microseconds = (at - sent_at(0)) // timedelta(microseconds=1)
    return max(
        0, (-(-microseconds // 1000) << 22) - 1
    )  # a message of the same millisecond may have been said before it


def read_instant(words: str) -> datetime | None:
    """An instant as Discord writes it; None where it is none."""
    try:
        at = datetime.fromisoformat(words)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _q(part: str) -> str:
    return quote(part, safe="")


__all__ = ["POSTED_IN", "SPOKEN_IN", "Server", "mark_at", "mark_of", "read_instant", "sent_at"]
