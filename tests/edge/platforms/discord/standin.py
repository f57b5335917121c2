# SPDX-License-Identifier: Apache-2.0
"""A stand-in for Discord on this machine: one server with channels, threads and messages, its limits, its refusals.

Where Discord's own document is there, every question and every answer is held to it.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.edge.platforms.discord.document import Document
from tests.edge.platforms.loopback import Answer, Asked

BASE = "/api/v10"
TOKEN, ME = "Bot secret", "900"
_EPOCH = 1_420_070_400_000


@dataclass
class Discord:
    """What is said there, and how it answers. `share` questions of one route in `window` seconds."""

    document: Document | None = None
    share: int = 1000
    window: float = 0.2
    everything: int = 10_000
    wait: int = 1
    failing: int = 0
    garbled: bytes | None = None
    may_pin: bool = True
    blank: bool = False
    channels: dict[str, dict[str, Any]] = field(default_factory=dict)
    said: dict[str, dict[int, dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    refused: int = 0
    strange: list[str] = field(default_factory=list)
    _count: int = 0
    _used: dict[str, list[float]] = field(default_factory=dict)

    def number(self, at: datetime | None = None) -> int:
        """A new number, which says when."""
        self._count += 1
        return (int((at or datetime.now(UTC)).timestamp() * 1000) - _EPOCH << 22) + self._count

    def channel(self, kind: int = 0, **more: Any) -> str:
        """A new channel; its number."""
        name = str(self.number())
        self.channels[name] = {
            "id": name, "type": kind, "flags": 0, "guild_id": "1", "name": "harvest", "position": 0, "topic": None,
            "last_message_id": None, **more,
        }  # fmt: skip
        self.said[name] = {}
        return name

    def thread(self, channel: str, kind: int = 11, name: str = "") -> str:
        """A new thread; its number."""
        name = name or str(self.number())
        told = {"archived": False, "archive_timestamp": _now(), "auto_archive_duration": 60, "locked": False}
        self.channels[name] = {
            "id": name, "type": kind, "flags": 0, "guild_id": "1", "name": "the shed", "owner_id": "11",
            "parent_id": channel, "thread_metadata": told, "message_count": 0, "member_count": 1,
            "total_message_sent": 0, "last_message_id": None,
        }  # fmt: skip
        self.said[name] = {}
        return name

    def archive(self, thread: str) -> None:
        """A thread that nobody wrote in for a while."""
        self.channels[thread]["thread_metadata"] |= {"archived": True, "archive_timestamp": _now()}

    def gone(self, place: str) -> None:
        """A channel or thread that somebody deleted."""
        del self.channels[place], self.said[place]

    def say(self, place: str, words: str, by: str = "11", at: datetime | None = None, **more: Any) -> str:
        """Somebody says something; its number."""
        mark = self.number(at)
        who = {
            "id": by, "username": f"n{by}", "avatar": None, "discriminator": "0", "public_flags": 0, "flags": 0,
            "global_name": None, "primary_guild": None, "bot": by.startswith("9"),
        }  # fmt: skip
        self.said[place][mark] = {
            "type": 0, "content": words, "mentions": [], "mention_roles": [], "attachments": [], "embeds": [],
            "timestamp": (at or datetime.now(UTC)).isoformat(), "edited_timestamp": None, "flags": 0,
            "components": [], "id": str(mark), "channel_id": place, "author": who, "pinned": False,
            "mention_everyone": False, "tts": False, **more,
        }  # fmt: skip
        self.channels[place]["last_message_id"] = str(mark)
        return str(mark)

    def edit(self, place: str, mark: str, words: str) -> None:
        """Somebody says it otherwise."""
        self.said[place][int(mark)] |= {"content": words, "edited_timestamp": _now()}

    def delete(self, place: str, mark: str) -> None:
        """Somebody takes it away."""
        del self.said[place][int(mark)]

    def answer(self, asked: Asked) -> Answer:
        """Answer, within the limits, and hold both sides to the document."""
        path = asked.path.removeprefix(BASE)
        self.asked.append(f"{asked.method} {path}")
        self.failing -= 1
        if self.failing >= 0 or self.garbled is not None:
            return Answer(502, b"") if self.failing >= 0 else Answer(200, self.garbled)
        answered = self._limited(f"{asked.method} {'/'.join(path.split('/')[:4])}") or self._plain(asked, path)
        if self.document:
            try:
                self.document.question(asked.method, path, asked.query, asked.body)
                self.document.answer(asked.method, path, answered.status, answered.body)
            except AssertionError as wrong:
                self.strange.append(str(wrong))
        return answered

    def _limited(self, route: str) -> Answer | None:
        now = time.monotonic()
        recent = self._used[route] = [at for at in self._used.get(route, []) if now - at < self.window]
        if len(recent) >= self.share or len(self.asked) > self.everything:
            self.refused += 1
            said = {"message": "You are being rate limited.", "code": 0, "retry_after": 0.4, "global": not recent}
            return Answer(429, said, {"Retry-After": str(self.wait), "X-RateLimit-Global": "true"})
        recent.append(now)
        return None

    def _plain(self, asked: Asked, path: str) -> Answer:
        if asked.headers.get("authorization") != TOKEN or "DiscordBot" not in asked.headers.get("user-agent", ""):
            return _refusal(401, 0, "401: Unauthorized")
        route = f"{asked.method} {'/'.join(path.split('/')[:4])}"
        used = self._used[route]
        left, again = self.share - len(used), self.window - (time.monotonic() - used[0])
        headers = {"X-RateLimit-Remaining": str(left), "X-RateLimit-Reset-After": f"{max(again, 0) + 0.01:.3f}"}
        for pattern, method, act in self._acts():
            found = re.fullmatch(pattern, path)
            if found and method == asked.method:
                answered = act(asked, *found.groups())
                return Answer(answered.status, answered.body, headers)
        return _refusal(404, 0, "404: Not Found")

    def _acts(self) -> list[tuple[str, str, Callable[..., Answer]]]:
        place, one = r"/channels/(\d+)", r"/(\d+)"
        return [
            (r"/users/@me", "GET", self._me),
            (r"/guilds/1/threads/active", "GET", self._active),
            (place, "GET", lambda _, c: Answer(200, self.channels[c]) if c in self.channels else _UNKNOWN),
            (place, "PATCH", self._describe),
            (place + "/threads/archived/public", "GET", self._archived),
            (place + "/messages", "GET", self._messages),
            (place + "/messages", "POST", self._post),
            (place + "/messages/pins", "GET", self._pins),
            (place + "/messages/pins" + one, "PUT", self._pin),
            (place + "/messages" + one, "GET", lambda _, c, m: self._one(c, m) or _UNKNOWN),
            (place + "/messages" + one, "DELETE", self._delete),
        ]

    def _me(self, _: Asked) -> Answer:
        told = {
            "id": ME, "username": "watch", "avatar": None, "discriminator": "0", "public_flags": 0, "flags": 0,
            "global_name": None, "primary_guild": None, "mfa_enabled": False, "locale": "en-US", "bot": True,
        }  # fmt: skip
        return Answer(200, told)

    def _active(self, _: Asked) -> Answer:
        return self._threads([one for one in self.channels.values() if not _archived(one)], more=False)

    def _archived(self, asked: Asked, channel: str) -> Answer:
        before = asked.query.get("before", "9")
        threads = [one for one in self.channels.values() if _archived(one) and one["parent_id"] == channel]
        at = [one["thread_metadata"]["archive_timestamp"] for one in threads]
        told = sorted(zip(at, threads, strict=True), key=lambda one: one[0], reverse=True)
        told = [one for one in told if one[0] < before]
        limit = int(asked.query.get("limit", 50))
        return self._threads([one[1] for one in told[:limit] if one[1]["type"] != 12], more=len(told) > limit)

    def _threads(self, threads: list[dict[str, Any]], *, more: bool) -> Answer:
        threads = [one for one in threads if "thread_metadata" in one]
        return Answer(200, {"threads": threads, "members": [], "has_more": more})

    def _messages(self, asked: Asked, place: str) -> Answer:
        if place not in self.said:
            return _UNKNOWN
        after = int(asked.query.get("after", "0"))
        found = sorted(mark for mark in self.said[place] if mark > after)[: int(asked.query.get("limit", 50))]
        told = [self.said[place][mark] for mark in reversed(found)]
        return Answer(200, [{**one, "content": ""} for one in told] if self.blank else told)

    def _one(self, place: str, mark: str) -> Answer | None:
        told = self.said.get(place, {}).get(int(mark))
        return Answer(200, told) if told else None

    def _post(self, asked: Asked, place: str) -> Answer:
        body = json.loads(asked.body)
        same = [one for one in self.said[place].values() if one.get("nonce") == body["nonce"]]
        if same:
            return Answer(200, same[0])
        mark = self.say(place, body["content"].strip(), ME, nonce=body["nonce"])
        return Answer(200, self.said[place][int(mark)])

    def _pins(self, asked: Asked, place: str) -> Answer:
        pinned = [one for one in self.said[place].values() if one["pinned"]]
        told = sorted(({"pinned_at": one["timestamp"], "message": one} for one in pinned), key=_pinned_at, reverse=True)
        told = [one for one in told if one["pinned_at"] < asked.query.get("before", "9")]
        limit = int(asked.query["limit"])
        return Answer(200, {"items": told[:limit], "has_more": len(told) > limit})

    def _pin(self, _: Asked, place: str, mark: str) -> Answer:
        if not self.may_pin:
            return _refusal(403, 50013, "Missing Permissions")
        self.said[place][int(mark)]["pinned"] = True
        return Answer(204)

    def _delete(self, _: Asked, place: str, mark: str) -> Answer:
        return Answer(204) if self.said.get(place, {}).pop(int(mark), None) else _UNKNOWN

    def _describe(self, asked: Asked, channel: str) -> Answer:
        if not self.may_pin:
            return _refusal(403, 50013, "Missing Permissions")
        self.channels[channel] |= {"topic": json.loads(asked.body)["topic"]}
        return Answer(200, self.channels[channel])


def _now() -> str:
    return datetime.now(UTC).isoformat()


def _archived(one: dict[str, Any]) -> bool:
    return bool(one.get("thread_metadata", {}).get("archived"))


def _pinned_at(one: dict[str, Any]) -> str:
    return str(one["pinned_at"])


def _refusal(status: int, code: int, said: str) -> Answer:
    return Answer(status, {"message": said, "code": code})


_UNKNOWN = _refusal(404, 10003, "Unknown Channel")
