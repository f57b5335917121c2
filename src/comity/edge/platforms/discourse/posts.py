# SPDX-License-Identifier: Apache-2.0
"""One post of a Discourse forum, as its API and its webhooks send it, and what of it may be read (P20).

Read are the posts of people in topics of a category. Never read: private messages, whispers, what moderators did
(small actions), hidden and deleted posts, posts of the system's own accounts and of named bots.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comity.desk.watch.message import Message
from comity.edge.platforms.fields import Fields
from comity.edge.platforms.plain import from_html

REGULAR, MODERATOR_COLOURED = 1, 2
PUBLIC = "regular"
_SLUG = re.compile(r"[\w-]{1,255}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post of which everything needed was there and of its kind."""

    id: int
    topic: int
    number: int
    answers: int
    category: int
    kind: int
    author: int
    name: str
    cooked: str
    slug: str
    at: datetime
    changed: datetime
    version: int
    gone: bool
    by_its_author: bool
    action: str
    archetype: str

    def readable(self, leave_out: frozenset[str] = frozenset()) -> bool:
        """Whether somebody of the community said it in public and it still stands."""
        return (
            not self.gone
            and self.kind in (REGULAR, MODERATOR_COLOURED)
            and not self.action
            and self.author > 0
            and self.archetype in ("", PUBLIC)
            and self.category > 0
            and self.name.lower() not in leave_out
        )

    def space(self, source: str) -> str:
        """The category, as a clause names it: unique among all sources of an installation."""
        return under(source, self.category)

    def message(self, *, source: str = "", address: str = "", reply_to: str = "") -> Message:
        """It as every reader tells it."""
        slug = self.slug if _SLUG.fullmatch(self.slug) else "-"
        return Message(
            conversation=under(source, self.topic),
            id=str(self.id),
            author=str(self.author),
            at=self.at,
            text=from_html(self.cooked),
            reply_to=reply_to,
            space=self.space(source),
            place=f"{address}/t/{slug}/{self.topic}/{self.number}" if address else "",
        )


def under(source: str, mark: int | str) -> str:
    """A mark of the platform, unique among all sources; as it is where there is only this one."""
    return f"{source}/{mark}" if source else str(mark)


def read(found: Fields, *, category: int | None = None) -> Post:
    """A post. Raises `Refused`. `category` is for files in which posts do not name theirs."""
    at, by_its_author = found.instant("created_at"), found.truth("user_deleted", False)
    return Post(
        id=found.number("id"),
        topic=found.number("topic_id"),
        number=found.number("post_number"),
        answers=found.number("reply_to_post_number", 0),
        category=found.number("category_id", 0) if category is None else category,
        kind=found.number("post_type"),
        author=found.number("user_id", 0),
        name=found.mark("username", ""),
        cooked=found.text("cooked", ""),
        slug=found.text("topic_slug", ""),
        at=at,
        changed=found.instant("updated_at") if "updated_at" in found else at,
        version=found.number("version", 1),
        gone=found.truth("hidden", False) or by_its_author or "deleted_at" in found,
        by_its_author=by_its_author,
        action=found.text("action_code", ""),
        archetype=found.text("topic_archetype", ""),
    )


def message(post: Mapping[str, object], *, address: str = "", space: int = 1) -> Message | None:
    """A line of a file of posts; None where it is none that may be read. Raises `Refused`."""
    found = Fields(post, "post")
    category = None if "category_id" in found else space
    told = read(found, category=category)
    return told.message(address=address) if told.readable() else None


__all__ = ["Post", "message", "read", "under"]
