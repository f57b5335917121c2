# SPDX-License-Identifier: Apache-2.0
"""Discourse keeps what every platform must: read from a forum on loopback that speaks its API (P20, P24, P26)."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from datetime import timedelta

import pytest

from comity.desk.watch.ports import Hook, Reader, Spaces
from comity.edge.platforms.discourse.hook import DiscourseHook
from comity.edge.platforms.discourse.reader import DiscourseReader
from tests.edge.platforms.conformance import START, ReaderConforms, ReaderStage
from tests.edge.platforms.hook_conformance import SECRET, HookConforms, HookStage
from tests.edge.platforms.replay_forum import PRIVATE, Forum, Waiting, Webhook, served

GARDEN, KITCHEN = 4, 5


class Played:
    """A forum with a garden, a kitchen and private messages."""

    space = "forum/4"

    def __init__(self, forum: Forum, address: str) -> None:
        self.forum, self._address = forum, address
        self._id = 100

    def reader(self, spaces: Spaces | None = None) -> Reader:
        """With a key, so that it could see more than the public."""
        return DiscourseReader("forum", self._address, key="k" * 20, name="watch", spaces=spaces, sleep=lambda _: None)

    def say(self, words: str, *, topic: int = 1, answering: str = "", by: str = "reed") -> str:
        """A post, every third number left out."""
        number = self.forum.posts[int(answering)]["post_number"] if answering else None
        cooked = f"<p>{html.escape(words)}</p>"
        return self._post(topic, cooked, reply_to_post_number=number, user_id=20 + len(by), username=by)

    def _post(self, topic: int, cooked: str, **more: object) -> str:
        self.forum.now += timedelta(minutes=1)
        self._id += 1 + self._id % 3
        self.forum.say(self._id, topic, cooked, **more)
        return str(self._id)

    def say_in(self, space: str, words: str) -> None:
        """In the kitchen."""
        self._post(9, f"<p>{words}</p>")

    def say_privately(self, words: str) -> None:
        """A private message, and a whisper in a public topic."""
        self._post(8, f"<p>{words}</p>")
        self._post(1, f"<p>{words}</p>", post_type=4)

    def say_as_bot(self, words: str) -> None:
        """The system's own account, and what a moderator did."""
        self._post(1, f"<p>{words}</p>", user_id=-1, username="system")
        self._post(1, "", post_type=3, action_code="closed.enabled")

    def say_with(self, *, words: str, quoting: str, code: str) -> str:
        """As Discourse cooks a quote and code."""
        quote = f'<aside class="quote" data-username="moss"><div class="title">moss:</div><blockquote><p>{quoting}</p>'
        return self._post(1, f"{quote}</blockquote></aside><p>{words} <code>{code}</code></p><pre>{code}</pre>")

    def edit(self, id: str, words: str) -> None:
        """As its author edits."""
        self.forum.edit(int(id), f"<p>{words}</p>")

    def remove(self, id: str) -> None:
        """As a moderator deletes."""
        self.forum.delete(int(id))

    def limit(self, seconds: int) -> None:
        """429."""
        self.forum.limit, self.forum.per_seconds = (0, float(seconds)) if seconds else (10_000, 60.0)

    def fail(self, times: int) -> None:
        """502."""
        self.forum.failing = times

    def garble(self, body: bytes | None) -> None:
        """Whatever is asked."""
        self.forum.garbled = body

    def requests(self) -> int:
        """So far."""
        return len(self.forum.requests)


def forum(*, old: bool = False) -> Forum:
    """Empty, with a few topics."""
    made = Forum({GARDEN: "Garden", KITCHEN: "Kitchen"}, now=START, old=old, key="k" * 20)
    for topic in (1, 2, 3):
        made.topic(topic, category=GARDEN, title=f"Topic {topic}")
    made.topic(9, category=KITCHEN)
    made.topic(8, category=None, archetype=PRIVATE)
    return made


class TestDiscourseIsRead(ReaderConforms):
    """As Discourse answers now."""

    @pytest.fixture
    def stage(self) -> Iterator[ReaderStage]:
        """On loopback."""
        made = forum()
        with served(made) as address:
            yield Played(made, address)


class TestOlderDiscourseIsRead(ReaderConforms):
    """As it answered before: the fifty numbers below one."""

    @pytest.fixture
    def stage(self) -> Iterator[ReaderStage]:
        """On loopback."""
        made = forum(old=True)
        with served(made) as address:
            yield Played(made, address)


class Speaking:
    """A forum that speaks first."""

    space = "forum/4"
    signature, delivery = "x-discourse-event-signature", "x-discourse-event-id"

    def __init__(self) -> None:
        self.forum = forum()
        self.now = START
        self._hook = Webhook(lambda headers, body: 200, SECRET)
        self.forum.hooks.append(self._hook)
        self.forum.say(1, 1, "<p>the topic begins</p>")

    def hook(self, spaces: Spaces | None = None) -> Hook:
        """With the suite's clock."""
        return DiscourseHook("forum", SECRET, address="http://forum.example", spaces=spaces, now=lambda: self.now)

    def said(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """A post."""
        return self._said(id, words)

    def _said(self, id: int, words: str, topic: int = 1, **more: object) -> tuple[dict[str, str], bytes]:
        self.forum.now = self.now
        self.forum.say(id, topic, f"<p>{words}</p>", **more)
        return self._sent()

    def edited(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """Its edit."""
        self.forum.now = self.now
        self.forum.edit(id, f"<p>{words}</p>")
        return self._sent()

    def removed(self, id: int) -> tuple[dict[str, str], bytes]:
        """Its deletion."""
        self.forum.delete(id)
        return self._sent()

    def said_privately(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """A private message."""
        return self._said(id, words, topic=8)

    def said_by_bot(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """The system's."""
        return self._said(id, words, user_id=-1)

    def other_events(self) -> Iterator[tuple[dict[str, str], bytes]]:
        """A ping, a like, a login, a topic that was closed, a post type that nobody knows yet."""
        for kind, event, told in (
            ("ping", "ping", "OK"),
            ("like", "post_liked", {"post": {}}),
            ("user", "user_logged_in", {"id": 7, "username": "reed"}),
            ("topic", "topic_closed_status_updated", {"id": 1}),
            ("post", "post_glowed", json.loads(self.said(77, "words")[1])["post"]),
        ):
            body = json.dumps({kind: told}).encode()
            yield self.forum.headers(self._hook, Waiting(self.now, event, kind, body, 7)), body

    def signed(self, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        """As the forum signs."""
        right = self.forum.headers(self._hook, Waiting(self.now, "", "", body, 7))[self.signature]
        return {**headers, self.signature: right}

    def _sent(self) -> tuple[dict[str, str], bytes]:
        one = self._hook.waiting[-1]
        return self.forum.headers(self._hook, one), one.body


class TestDiscourseIsHeard(HookConforms):
    """Through its webhooks."""

    @pytest.fixture
    def hooked(self) -> HookStage:
        """Played in the process."""
        return Speaking()
