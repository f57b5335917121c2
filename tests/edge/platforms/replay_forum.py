# SPDX-License-Identifier: Apache-2.0
"""A forum that speaks Discourse's own API and webhooks on this machine's loopback, and replays stored posts.

It answers `/posts.json` (of both kinds that Discourse had) and `/site.json`, holds to rate limits and keys, fails when
told to, and sends what happens in it to webhooks, signed and repeated as Discourse does: four times, after 1, 5, 25 and
125 minutes of a clock that the test turns. `python -m tests.edge.platforms.replay_forum` serves the stored forum for
`comity watch`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

STORED = Path(__file__).parents[3].parent / "shared" / "data" / "optimism-forum"
PAGE = 50
PRIVATE = "private_message"
Post = dict[str, Any]
Target = Callable[[Mapping[str, str], bytes], int]
"""Where a webhook goes: headers and body in, the status of the answer out."""


@dataclass
class Waiting:
    """A delivery on its way."""

    due: datetime
    event: str
    kind: str
    body: bytes
    id: int
    tries: int = 0


@dataclass
class Webhook:
    """One webhook of the forum's settings."""

    target: Target
    secret: str
    waiting: list[Waiting] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    active: bool = True


class Forum:
    """The posts of a forum, and what happens to them."""

    def __init__(self, categories: Mapping[int, str], *, now: datetime, old: bool = False, key: str = "") -> None:
        """`old` answers `/posts.json` as older versions do; with a `key` nobody reads without it."""
        self.categories = dict(categories)
        self.posts: dict[int, Post] = {}
        self.topics: dict[int, Post] = {}
        self.now, self.old, self.key = now, old, key
        self.hooks: list[Webhook] = []
        self.failing = 0
        self.address = "http://forum.example"
        self.limit, self.per_seconds = 10_000, 60.0
        self.asked: deque[float] = deque()
        self.requests: list[str] = []
        self.garbled: bytes | None = None
        self._events = 1000
        self.lock = threading.RLock()

    def topic(self, id: int, *, category: int | None, title: str = "A topic", archetype: str = "regular") -> None:
        """A new topic; a private message has no category."""
        self.topics[id] = {
            "id": id, "title": title, "slug": title.lower().replace(" ", "-"), "category_id": category,
            "archetype": archetype,
        }  # fmt: skip

    def say(self, id: int, topic: int, cooked: str, **more: Any) -> Post:
        """A new post, and what webhooks hear of it."""
        with self.lock:
            number = 1 + sum(1 for one in self.posts.values() if one["topic_id"] == topic)
            told = self.now.isoformat().replace("+00:00", "Z")
            post = {
                "id": id, "topic_id": topic, "post_number": number, "post_type": 1, "user_id": 7, "username": "reed",
                "cooked": cooked, "created_at": told, "updated_at": told, "version": 1, "reply_to_post_number": None,
                "hidden": False, "user_deleted": False, "deleted_at": None, **more,
            }  # fmt: skip
            self.posts[id] = post
            self._tell("post_created", post)
            return post

    def edit(self, id: int, cooked: str) -> None:
        """Other words."""
        with self.lock:
            post = self.posts[id]
            post.update(cooked=cooked, version=post["version"] + 1, updated_at=self.now.isoformat())
            self._tell("post_edited", post)

    def delete(self, id: int) -> None:
        """A moderator deletes it; with the first post the topic goes."""
        with self.lock:
            post = self.posts[id]
            self._tell("post_destroyed", post)
            post["deleted_at"] = self.now.isoformat()
            if post["post_number"] == 1:
                self._tell_topic("topic_destroyed", self.topics[post["topic_id"]])
                for other in self.posts.values():
                    if other["topic_id"] == post["topic_id"]:
                        other["deleted_at"] = self.now.isoformat()

    def recover(self, id: int) -> None:
        """It is there again."""
        with self.lock:
            self.posts[id].update(deleted_at=None, updated_at=self.now.isoformat())
            self._tell("post_recovered", self.posts[id])

    def tick(self, minutes: float) -> None:
        """The clock goes on, and everything that is due by then is sent."""
        until = self.now + timedelta(minutes=minutes)
        while due := [w.due for hook in self.hooks if hook.active for w in hook.waiting if w.due <= until]:
            self.now = max(self.now, min(due))
            self.deliver()
        self.now = until

    def deliver(self) -> None:
        """Send what is due, repeat later what fails."""
        for hook in self.hooks:
            due = [one for one in hook.waiting if one.due <= self.now] if hook.active else []
            for one in due:
                hook.waiting.remove(one)
                status = hook.target(self.headers(hook, one), one.body)
                hook.statuses.append(status)
                if status in (404, 410):
                    hook.active = one.tries < 4
                if not 200 <= status < 300 and one.tries < 4:
                    one.tries += 1
                    one.due = self.now + timedelta(minutes=5 ** (one.tries - 1))
                    hook.waiting.append(one)

    def headers(self, hook: Webhook, one: Waiting) -> dict[str, str]:
        """As Discourse sends them."""
        signed = hmac.new(hook.secret.encode(), one.body, hashlib.sha256).hexdigest()
        return {
            "content-type": "application/json", "x-discourse-instance": self.address,
            "x-discourse-event-id": str(one.id), "x-discourse-event-type": one.kind, "x-discourse-event": one.event,
            "x-discourse-event-signature": f"sha256={signed}",
        }  # fmt: skip

    def listed(self, below: int | None) -> list[Post]:
        """The newest public posts below a number, as this version lists them."""
        with self.lock:
            public = [one for one in self.posts.values() if self._public(one)]
            if below is None:
                below = max((one["id"] for one in public), default=0) + 1
            if self.old:
                public = [one for one in public if below - PAGE < one["id"] <= below]
            else:
                public = [one for one in public if one["id"] < below and one["post_type"] == 1]
            public.sort(key=lambda one: -int(one["id"]))
            return [self._listed(one) for one in public[:PAGE]]

    def _public(self, post: Post) -> bool:
        topic = self.topics[post["topic_id"]]
        return topic["archetype"] != PRIVATE and post["deleted_at"] is None and topic["category_id"] is not None

    def _listed(self, post: Post) -> Post:
        topic = self.topics[post["topic_id"]]
        return {
            **_SHELL, **post, "topic_slug": topic["slug"], "topic_title": topic["title"],
            "topic_html_title": topic["title"], "category_id": topic["category_id"], "raw": post["cooked"],
        }  # fmt: skip

    def _tell(self, event: str, post: Post) -> None:
        topic = self.topics[post["topic_id"]]
        told = {**self._listed(post), "topic_archetype": topic["archetype"], "topic_posts_count": 1}
        self._queue(event, "post", told)

    def _tell_topic(self, event: str, topic: Post) -> None:
        self._queue(event, "topic", dict(topic))

    def _queue(self, event: str, kind: str, told: Post) -> None:
        for hook in self.hooks:
            self._events += 1
            body = json.dumps({kind: told}).encode()
            hook.waiting.append(Waiting(self.now, event, kind, body, self._events))

    def answer(self, path: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body for a GET."""
        self.requests.append(path)
        split = urlsplit(path)
        if (waits := self._waits()) > 0:
            body = {"errors": ["too many"], "error_type": "rate_limit", "extras": {"wait_seconds": waits}}
            return 429, {"Retry-After": str(waits)}, json.dumps(body).encode()
        if self.failing:
            self.failing -= 1
            return 502, {}, b"<html>bad gateway</html>"
        if self.key and headers.get("Api-Key") != self.key:
            return 403, {}, json.dumps({"errors": ["no"], "error_type": "invalid_access"}).encode()
        if self.garbled is not None:
            return 200, {}, self.garbled
        return self._found(split.path, parse_qs(split.query))

    def _found(self, path: str, query: Mapping[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        if path == "/posts.json":
            below = int(query["before"][0]) if "before" in query else None
            return 200, {}, json.dumps({"latest_posts": self.listed(below)}).encode()
        if path == "/site.json":
            told = [{"id": id, "name": name, "slug": name.lower()} for id, name in self.categories.items()]
            return 200, {}, json.dumps({"categories": told}).encode()
        named = {post["username"]: post["user_id"] for post in self.posts.values() if post.get("username")}
        name = path.removeprefix("/u/").removesuffix(".json")
        if path == f"/u/{name}.json" and name in named:
            return 200, {}, json.dumps({"user": {"id": named[name], "username": name}}).encode()
        return 404, {}, json.dumps({"errors": ["not found"], "error_type": "not_found"}).encode()

    def act(self, method: str, path: str, headers: Mapping[str, str], told: Any) -> tuple[int, dict[str, str], bytes]:
        """A forum that is only read."""
        return 403, {}, b"{}"

    def _waits(self) -> int:
        now = time.monotonic()
        while self.asked and self.asked[0] < now - self.per_seconds:
            self.asked.popleft()
        if len(self.asked) >= self.limit:
            return max(1, round(self.per_seconds - (now - self.asked[0] if self.asked else 0)))
        self.asked.append(now)
        return 0


_SHELL: Post = {
    "name": None, "avatar_template": "", "posts_count": 1, "reply_count": 0, "quote_count": 0,
    "incoming_link_count": 0, "reads": 1, "readers_count": 0, "score": 0.0, "yours": False, "display_username": None,
    "primary_group_name": None, "flair_name": None, "flair_url": None, "flair_bg_color": None, "flair_color": None,
    "flair_group_id": None, "badges_granted": [], "can_edit": False, "can_delete": False, "can_recover": False,
    "can_see_hidden_post": False, "can_wiki": False, "user_title": None, "bookmarked": False, "actions_summary": [],
    "moderator": False, "admin": False, "staff": False, "trust_level": 1, "edit_reason": None,
    "can_view_edit_history": True, "wiki": False, "excerpt": "", "truncated": False, "reviewable_id": None,
    "reviewable_score_count": 0, "reviewable_score_pending_count": 0, "post_url": "",
}  # fmt: skip
_LISTED = frozenset(_SHELL) | frozenset(
    "id username created_at cooked post_number post_type updated_at reply_to_post_number topic_id topic_slug"
    " topic_title topic_html_title category_id version raw user_id hidden deleted_at user_deleted".split()
)


@contextmanager
def served(forum: Forum, port: int = 0) -> Iterator[str]:
    """The forum on loopback; its address."""

    class Answers(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 1 << 16  # one packet an answer

        def do_GET(self) -> None:
            self._send(*forum.answer(self.path, dict(self.headers)))

        def _send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
            self.wfile.flush()

        def _act(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            told = json.loads(self.rfile.read(length) or b"null")
            self._send(*forum.act(self.command, self.path, dict(self.headers), told))

        do_POST = do_PUT = do_DELETE = _act  # noqa: N815 - the names that the standard library asks for

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Answers)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def stored(folder: Path = STORED, *, old: bool = False) -> Forum:
    """The stored forum. Raises `FileNotFoundError` where it is absent."""
    topics = [json.loads(line) for line in (folder / "topics.jsonl").read_text("utf-8").splitlines()]
    posts = [json.loads(line) for line in (folder / "posts.jsonl").read_text("utf-8").splitlines()]
    categories = {one["category_id"]: f"Category {one['category_id']}" for one in topics}
    forum = Forum(categories, now=datetime(2024, 6, 14, tzinfo=UTC), old=old)
    for one in topics:
        forum.topics[one["id"]] = {**one, "archetype": "regular"}
    publish(forum, posts)
    return forum


def publish(forum: Forum, posts: Iterable[Post]) -> None:
    """Put stored posts into it as they are, heard by nobody."""
    for one in posts:
        forum.posts[one["id"]] = {name: value for name, value in one.items() if name in _LISTED}


def main() -> None:
    """Serve the stored forum until interrupted."""
    with served(stored()) as address:
        print(address, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
