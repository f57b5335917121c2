# SPDX-License-Identifier: Apache-2.0
"""Hears a Discourse forum's webhooks: posts that were made, edited, deleted and brought back; topics that are gone.

Signed is the body alone. What stands beside it in headers (the event, its id) travels under the encryption of the
connection; `signed.delivery_id` keeps a changed header from hiding or doubling anything. Discourse repeats a delivery
that was not answered with 2xx four times, each later than the last, so that they come in any order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from comity.desk.watch.message import Edited, Removed, Told
from comity.desk.watch.ports import Delivery, Refused, Spaces
from comity.edge.platforms import fields, signed
from comity.edge.platforms.asking import Json
from comity.edge.platforms.discourse import posts
from comity.edge.platforms.discourse.names import Names
from comity.edge.platforms.discourse.posts import Post
from comity.edge.platforms.fields import Fields
from comity.edge.platforms.lately import Lately

SIGNATURE, ID = "x-discourse-event-signature", "x-discourse-event-id"
EVENT, KIND, INSTANCE = "x-discourse-event", "x-discourse-event-type", "x-discourse-instance"
OLDEST = timedelta(hours=24)
"""Longer than Discourse repeats anything."""
_EVENT = re.compile(r"[a-z_]{1,60}")


def _now() -> datetime:
    return datetime.now(UTC)


class DiscourseHook:
    """One forum as it speaks to one installation."""

    def __init__(
        self, source: str, secret: str, *, address: str = "", spaces: Spaces | None = None,
        leave_out: frozenset[str] = frozenset(), now: Callable[[], datetime] = _now,
        ask: Callable[[str], Json] | None = None,
    ) -> None:  # fmt: skip
        """`ask` asks the forum who has a name that was not heard here."""
        self._source, self._secret, self._address = source, secret, address.rstrip("/")
        self._spaces, self._leave_out, self._now = spaces, leave_out, now
        self._lately = Lately()
        self._names = Names(ask)

    def receive(self, headers: Mapping[str, str], body: bytes) -> Delivery:
        """One delivery; see `desk.watch.ports.Hook`. Events that tell nothing of a conversation tell nothing."""
        signed.check(headers, SIGNATURE, secret=self._secret, body=body)
        signed.in_json(headers)
        self._of_this_forum(headers)
        kind, event = _named(headers, KIND), _named(headers, EVENT, default="ping")
        delivery = signed.delivery_id(headers, ID, event, body)
        found = fields.read(body)
        told: tuple[Told, ...] = ()
        if kind == "post":
            told = self._post(event, found.fields("post"))
        elif kind == "topic":
            told = self._topic(event, found.fields("topic"))
        return Delivery(source=self._source, id=delivery, told=told)

    def _of_this_forum(self, headers: Mapping[str, str]) -> None:
        told = headers.get(INSTANCE, "")
        if told and self._address and _host(told) != _host(self._address):
            raise Refused(INSTANCE, f"the forum of this source: {self._address}")

    def _post(self, event: str, found: Fields) -> tuple[Told, ...]:
        """What became of a post. Of one that is not public, nothing is read but that it is not."""
        if found.text("topic_archetype", "") != posts.PUBLIC:
            return ()
        post, now = posts.read(found), self._now()
        since = self._since(post.space(self._source))
        if since is None:
            return ()
        if event == "post_destroyed":
            return self._removed(post, now, whole=post.number == 1 and not post.by_its_author)
        if post.at < since:  # it may have been read before the watch rested: what was read then stands no more
            return self._removed(post, now) if event == "post_edited" else ()
        match event:
            case "post_created":
                signed.fresh(found.name("created_at"), post.at, now=now, oldest=OLDEST)
            case "post_edited":
                signed.fresh(found.name("updated_at"), post.changed, now=now, oldest=OLDEST)
            case "post_recovered":
                self._lately.back(str(post.id))
            case _:
                return ()
        return self._said(event, post, now)

    def _said(self, event: str, post: Post, now: datetime) -> tuple[Told, ...]:
        if post.gone:
            return self._removed(post, now)
        conversation = posts.under(self._source, post.topic)
        if not post.readable(self._leave_out) or self._lately.is_gone(conversation):
            return ()
        if not self._lately.is_news(str(post.id), post.changed):
            return ()
        answered = self._lately.number(conversation, post.answers) if post.answers else ""
        self._lately.numbered(conversation, post.number, str(post.id))
        message = post.message(source=self._source, address=self._address, reply_to=answered)
        self._names.learn(post)
        self._names.turn()
        told = Edited(message=message) if event == "post_edited" else message
        return (self._names.told(told, post.topic),)

    def _removed(self, post: Post, now: datetime, *, whole: bool = False) -> tuple[Told, ...]:
        """A post is gone; where it began its topic and was deleted, the topic is."""
        if post.kind not in (posts.REGULAR, posts.MODERATOR_COLOURED):
            return ()
        conversation = posts.under(self._source, post.topic)
        self._lately.forget(conversation if whole else str(post.id), now)
        one = "" if whole else str(post.id)
        return (Removed(conversation=conversation, id=one, at=now, space=post.space(self._source)),)

    def _topic(self, event: str, found: Fields) -> tuple[Told, ...]:
        if event not in ("topic_destroyed", "topic_recovered") or found.text("archetype", "") != posts.PUBLIC:
            return ()
        space = posts.under(self._source, found.number("category_id", 0))
        if self._since(space) is None:
            return ()
        conversation = posts.under(self._source, found.number("id"))
        if event == "topic_recovered":  # its posts are not sent again: what is said from now on is heard
            self._lately.back(conversation)
            return ()
        self._lately.forget(conversation, self._now())
        return (Removed(conversation=conversation, id="", at=self._now(), space=space),)

    def _since(self, space: str) -> datetime | None:
        """From when a space is read; None where it is not."""
        return datetime.min.replace(tzinfo=UTC) if self._spaces is None else self._spaces().get(space)


def _named(headers: Mapping[str, str], header: str, default: str = "") -> str:
    told = headers.get(header, default)
    if not _EVENT.fullmatch(told):
        raise Refused(header, "the name of an event: small letters and underscores")
    return told


def _host(address: str) -> str:
    try:
        return urlsplit(address).netloc.lower()
    except ValueError:
        return ""


__all__ = ["DiscourseHook"]
