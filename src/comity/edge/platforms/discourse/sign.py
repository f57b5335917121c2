# SPDX-License-Identifier: Apache-2.0
"""The visible sign in a category of a forum: a pinned, closed topic of our account, above all others (P20).

Its mark is the topic's number and the digest of its words. A category that not everybody may read gets none, and so is
never read.
"""

from __future__ import annotations

from comity.desk.watch.ports import Refused
from comity.edge.platforms import shapes
from comity.edge.platforms.asking import Asking, Json, Unwelcome
from comity.edge.platforms.fields import Fields
from comity.edge.platforms.plain import clean

LONGEST_TITLE = 200
UNTIL = "2999-12-31"
_NOT_THERE = (403, 404, 410)


class DiscourseSign:
    """Fulfils `desk.watch.ports.Sign`. `name` is the account of the key; it must be allowed to pin topics."""

    def __init__(self, source: str, asking: Asking, name: str) -> None:
        self._source, self._asking, self._name = source, asking, name

    def put_up(self, space: str, text: str) -> str:
        """Put up the sign."""
        category = self._category(space)
        words = shapes.digest(clean(text))
        ours = self._ours(category)
        standing = next((topic for topic, said in ours.items() if said == words), 0)
        topic = standing or self._pinned(category, text)
        for other in ours.keys() - {topic}:
            self._delete(other)
        return f"{topic}.{words}"

    def stands(self, space: str, mark: str) -> bool:
        """Whether the topic is pinned in its category, with its words."""
        topic, _, words = mark.partition(".")
        if not (topic.isascii() and topic.isdigit() and words):
            return False
        told = self._topic(int(topic))
        there = told is not None and self._stands_in(told, self._number(space))
        return there and told is not None and self._said(told) == words

    def take_down(self, space: str, mark: str) -> None:
        """Delete the topic, where it is ours."""
        topic = mark.partition(".")[0]
        told = self._topic(int(topic)) if topic.isascii() and topic.isdigit() else None
        if told is not None and self._said(told):
            self._delete(int(topic))

    def _number(self, space: str) -> int:
        source, _, number = space.partition("/")
        if source != self._source or not (number.isascii() and number.isdigit()):
            raise Refused("space", f"{self._source}/ and the number of a category")
        return int(number)

    def _category(self, space: str) -> Fields:
        """The category, which everybody may read."""
        number = self._number(space)
        found = Fields(self._asking.ask("GET", "/site.json"), "site.json")
        for one in found.each("categories"):
            if one.number("id") == number and not one.truth("read_restricted", False):
                return one
        raise Refused("space", "a category of this forum that everybody may read")

    def _ours(self, category: Fields) -> dict[int, str]:
        """Our pinned topics in a category, and the digest of what each says."""
        path = f"/c/{category.mark('slug') or '-'}/{category.number('id')}.json"
        listed = Fields(self._asking.ask("GET", path), path.removeprefix("/")).fields("topic_list")
        pinned = [one.number("id") for one in listed.each("topics") if one.truth("pinned", False)]
        told = {topic: self._topic(topic) for topic in pinned}
        said = {topic: self._said(one) for topic, one in told.items() if one is not None}
        return {topic: words for topic, words in said.items() if words}

    def _pinned(self, category: Fields, text: str) -> int:
        """Say it, pin it and close it; where we may not pin, nothing is left standing."""
        title = f"{text.strip().splitlines()[0][:LONGEST_TITLE]} ({category.text('name')[:50]})"
        body: Json = {"title": title, "raw": text, "category": category.number("id")}
        try:
            made = Fields(self._asking.ask("POST", "/posts.json", body=body), "posts.json")
        except Unwelcome as refused:
            raise _by_hand(refused, "create topics in this category") from None
        topic = made.number("topic_id")
        try:
            for status, more in (("pinned", {"until": UNTIL}), ("closed", {})):
                told: Json = {"status": status, "enabled": "true", **more}
                self._asking.ask("PUT", f"/t/{topic}/status.json", body=told)
        except Unwelcome as refused:
            self._delete(topic)
            raise _by_hand(refused, "pin and close topics (moderators may)") from None
        return topic

    def _topic(self, topic: int) -> Fields | None:
        """A topic; None where it is gone, or not for us."""
        try:
            return Fields(self._asking.ask("GET", f"/t/{topic}.json"), f"t/{topic}.json")
        except Unwelcome as refused:
            if refused.status in _NOT_THERE:
                return None
            raise

    def _stands_in(self, told: Fields, category: int) -> bool:
        pinned = told.truth("pinned", False) and told.truth("visible", True) and "deleted_at" not in told
        return pinned and told.number("category_id", 0) == category and told.text("archetype", "") == "regular"

    def _said(self, told: Fields) -> str:
        """The digest of what a topic of ours says first, as it was written; empty where it is somebody else's.

        What a forum cooks of it may show the page behind a link in place of the link.
        """
        first = next(told.fields("post_stream").each("posts"), None)
        if first is None or first.mark("username").lower() != self._name.lower() or first.truth("hidden", False):
            return ""
        path = f"/posts/{first.number('id')}.json"
        post = Fields(self._asking.ask("GET", path), path.removeprefix("/"))
        return shapes.digest(clean(post.text("raw")))

    def _delete(self, topic: int) -> None:
        try:
            self._asking.ask("DELETE", f"/t/{topic}.json")
        except Unwelcome as refused:
            if refused.status not in _NOT_THERE:
                raise


def _by_hand(refused: Unwelcome, what: str) -> Refused:
    if refused.status in (400, 403, 404, 422):
        return Refused("space", f"the account of the key may {what}: a person has to allow it there")
    return refused


__all__ = ["DiscourseSign"]
