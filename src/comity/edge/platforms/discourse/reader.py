# SPDX-License-Identifier: Apache-2.0
"""Reads a Discourse forum through its own API: every post once, in order, and what becomes of the last ones.

`/posts.json?before=N` gives the newest posts below N, fifty at most, and never private messages. Older versions give
those among the fifty numbers below N instead. Both are read forward: a step is as wide as fifty numbers, and wider
only where an answer reaches down to what is known, which proves that nothing lies between.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from itertools import takewhile

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.ports import Batch, Refused, Spaces
from comity.edge.platforms.asking import Asking, Json
from comity.edge.platforms.discourse import cursor as cursors
from comity.edge.platforms.discourse import posts
from comity.edge.platforms.discourse.cursor import Place, Seen
from comity.edge.platforms.discourse.names import Names
from comity.edge.platforms.discourse.posts import Post
from comity.edge.platforms.fields import Fields

STEP, WIDEST = 49, 6400
LOOKS = 2
"""Answers that are read again at every turn, for edits and deletions."""
BACK_OFF = (1.0, 3.0, 9.0)
"""Seconds between attempts where the forum does not answer; then it is an `OSError`."""


class DiscourseReader:
    """One forum as one installation reads it. Without a key it reads what anybody may read."""

    def __init__(
        self, source: str, address: str, *, key: str = "", name: str = "", spaces: Spaces | None = None,
        leave_out: frozenset[str] = frozenset(), sleep: Callable[[float], None] = time.sleep,
    ) -> None:  # fmt: skip
        """`name` is the account that the key speaks for. Raises ValueError for an address that cannot be asked.

        Without `spaces` every category is read that the account may see.
        """
        headers = {"Api-Key": key, "Api-Username": name or "system"} if key else {}
        self.asking = Asking(address.rstrip("/"), headers)
        self._source, self._address = source, address.rstrip("/")
        self._spaces, self._leave_out, self._sleep = spaces, leave_out, sleep
        self._names = Names(lambda path: self.asking.ask("GET", path))

    @property
    def source(self) -> str:
        """The name that the installation gave this connection."""
        return self._source

    def read(self, cursor: str) -> Iterator[Batch]:
        """Everything since `cursor`; see `desk.watch.ports.Reader`."""
        place = cursors.read(cursor)
        self._names.turn()
        since = None if self._spaces is None else self._spaces()
        if since is not None and not since:
            return
        newest = self._page(None)
        if not newest:
            return
        if since is not None and not place.after:
            place = self._begun(newest, min(since.values()))
        elif place.after:
            again, place = self._again(place, since, newest[-1].at)
            told = tuple(self._named(one) for one in again)
            if told:
                yield Batch(told=told, cursor=place.write())
        yield from self._onward(place, since, newest[-1].id)

    def spaces(self) -> dict[str, str]:
        """Every category that everybody may read, as a clause names it, and its name."""
        found = Fields(self._ask("/site.json", {}), "site.json")
        each = [one for one in found.each("categories") if not one.truth("read_restricted", False)]
        return {posts.under(self._source, one.number("id")): one.text("name") for one in each}

    def _begun(self, page: list[Post], since: datetime) -> Place:
        """Where to begin: below it everything was said before anything may be read, and is not asked for."""
        below = page[-1].id + 1
        while below > 1:
            before = list(takewhile(lambda post: post.at < since, page))
            if before:
                return Place(after=before[-1].id)
            below = page[0].id if page else below - STEP
            page = [post for post in self._page(below) if post.id < below]
        return Place()

    def _onward(self, place: Place, since: Mapping[str, datetime] | None, top: int) -> Iterator[Batch]:
        """Everything above `place`, oldest first."""
        step = STEP
        while place.after < top:
            edge = min(place.after + step, top)
            page = self._page(edge + 1)
            whole = any(post.id <= place.after for post in page)
            if step > STEP and not whole:
                step = STEP
                continue
            new = [post for post in page if place.after < post.id <= edge]
            told: list[Told] = []
            for post in new:
                message = self._message(post, place, since)
                if message is not None:
                    told.append(message)
                    place = place.told(post, message)
            place = place.upto(edge)
            if told or edge == top:
                yield Batch(told=tuple(map(self._named, told)), cursor=place.write())
            step = min(step * 2, WIDEST) if whole and len(new) < STEP // 2 else STEP

    def _again(
        self, place: Place, since: Mapping[str, datetime] | None, latest: datetime
    ) -> tuple[tuple[Told, ...], Place]:
        """What became of the last posts that were told."""
        told: list[Told] = []
        below, after = place.after + 1, place.after
        for _look in range(LOOKS):
            page = [post for post in self._page(below) if post.id <= after]
            if not page:
                break
            there = {post.id: post for post in page}
            for one in [each for each in place.seen if page[0].id <= each.id < below and each.id not in there]:
                told.append(self._gone(one, latest))
                place = place.without([one.id])
            for post in page:
                changed, place = self._compared(post, place, since)
                told.extend(changed)
            below = page[0].id
        return tuple(told), place

    def _compared(self, post: Post, place: Place, since: Mapping[str, datetime] | None) -> tuple[list[Told], Place]:
        """What is different about one post."""
        before = next((one for one in place.seen if one.id == post.id), None)
        message = self._message(post, place, since)
        if before is None:
            late = message is not None and post.id > place.floor()
            return ([message], place.told(post, message)) if message is not None and late else ([], place)
        if message is None:
            if self._rested(post, before, since):
                return [], place
            return [self._gone(before, post.changed)], place.without([post.id])
        moved = (before.topic, before.space) != (post.topic, message.space)
        if moved:
            return [self._gone(before, post.changed), message], place.told(post, message)
        if before.digest != cursors.digest(message):
            return [Edited(message=message)], place.told(post, message)
        return [], place

    def _rested(self, post: Post, before: Seen, since: Mapping[str, datetime] | None) -> bool:
        """Whether a post that was told before the watch rested stands as it was told. Nothing new is read of it."""
        if since is None or post.space(self._source) not in since or not post.readable(self._leave_out):
            return False
        now = post.message(source=self._source)
        return (before.topic, before.space, before.digest) == (post.topic, now.space, cursors.digest(now))

    def _message(self, post: Post, place: Place, since: Mapping[str, datetime] | None) -> Message | None:
        if not post.readable(self._leave_out):
            return None
        if since is not None:
            begun = since.get(post.space(self._source))
            if begun is None or post.at < begun:
                return None
        self._names.learn(post)
        return post.message(source=self._source, address=self._address, reply_to=place.replying(post))

    def _named(self, one: Told) -> Told:
        """As it is told: compared with what was told before it is as it was written."""
        conversation = one.message.conversation if isinstance(one, Edited) else one.conversation
        return self._names.told(one, int(conversation.rpartition("/")[2]))

    def _page(self, below: int | None) -> list[Post]:
        """The newest posts below a number, oldest first. Raises `Refused`, `Later`, `OSError`."""
        query = {} if below is None else {"before": str(below)}
        found = Fields(self._ask("/posts.json", query), "posts.json")
        page = sorted((posts.read(one) for one in found.each("latest_posts")), key=lambda post: post.id)
        if len({post.id for post in page}) != len(page):
            raise Refused("posts.json.latest_posts", "every post once")
        return page

    def _ask(self, path: str, query: Mapping[str, str]) -> Json:
        for wait in BACK_OFF:
            try:
                return self.asking.ask("GET", path, query=query)
            except OSError:
                self._sleep(wait)
        return self.asking.ask("GET", path, query=query)

    def _gone(self, one: Seen, at: datetime) -> Removed:
        conversation = posts.under(self._source, one.topic)
        return Removed(conversation=conversation, id=str(one.id), at=at, space=one.space)


__all__ = ["DiscourseReader"]
