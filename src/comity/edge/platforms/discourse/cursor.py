# SPDX-License-Identifier: Apache-2.0
"""How far a forum was read, and the last posts that were told, so that their edits and deletions are noticed.

No word and no person stands in it: a post is its numbers and a digest of its text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass

from comity.desk.watch.message import Message
from comity.desk.watch.ports import Refused
from comity.edge.platforms.discourse.posts import Post

KEPT = 100
"""How many of the last posts are looked at again."""
_RULE = "what this reader gave: it cannot be made or changed by hand"


@dataclass(frozen=True, slots=True)
class Seen:
    """A post that was told."""

    id: int
    topic: int
    number: int
    space: str
    digest: str


@dataclass(frozen=True, slots=True)
class Place:
    """Every post up to `after` was told; `seen` are the last of them, oldest first."""

    after: int = 0
    seen: tuple[Seen, ...] = ()

    def floor(self) -> int:
        """The post below which nothing is looked at again."""
        return self.seen[0].id if len(self.seen) >= KEPT else 0

    def replying(self, post: Post) -> str:
        """The id of the post that one answers, where it is among the last ones."""
        if not post.answers:
            return ""
        found = (one.id for one in reversed(self.seen) if (one.topic, one.number) == (post.topic, post.answers))
        return next((str(one) for one in found), "")

    def told(self, post: Post, message: Message) -> Place:
        """After a post was told."""
        one = Seen(post.id, post.topic, post.number, message.space, digest(message))
        return self.without([post.id]).joined(one)

    def joined(self, one: Seen) -> Place:
        """With one more, in its place by id."""
        seen = sorted((*self.seen, one), key=lambda each: each.id)
        return Place(self.after, tuple(seen[-KEPT:]))

    def without(self, ids: Iterable[int]) -> Place:
        """After posts are gone."""
        gone = set(ids)
        return Place(self.after, tuple(one for one in self.seen if one.id not in gone))

    def upto(self, after: int) -> Place:
        """Further on."""
        return Place(max(after, self.after), self.seen)

    def write(self) -> str:
        """As the opaque text of a cursor."""
        seen = [[one.id, one.topic, one.number, one.space, one.digest] for one in self.seen]
        return json.dumps({"after": self.after, "seen": seen}, separators=(",", ":"))


def read(cursor: str) -> Place:
    """The place that a cursor tells. Raises `Refused`."""
    if not cursor:
        return Place()
    try:
        found = json.loads(cursor)
        seen = tuple(Seen(int(i), int(t), int(n), str(s), str(d)) for i, t, n, s, d in found["seen"])
        return Place(int(found["after"]), seen)
    except (ValueError, TypeError, KeyError, RecursionError) as wrong:
        raise Refused("cursor", _RULE) from wrong


def digest(message: Message) -> str:
    """Whether a text is still the same."""
    return hashlib.blake2b(message.text.encode("utf-8", "replace"), digest_size=6).hexdigest()


__all__ = ["KEPT", "Place", "Seen", "digest", "read"]
