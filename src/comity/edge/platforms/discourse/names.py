# SPDX-License-Identifier: Apache-2.0
"""Whoever is called by a name in a post is told by the number of their account, as whoever wrote it is (P20).

A forum says who wrote a post by a number that stays, and writes `@name` where somebody is addressed. Told by the name a
speaker who answers and a speaker who is mentioned would be two, and a new name would make a third. What is not known
from posts is asked at the forum, a few times in a turn; what cannot be known stays as it is written.

Names are remembered in this process alone, and what is kept of a message has none.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from urllib.parse import quote

from comity.desk.watch.message import Edited, Message, Told
from comity.desk.watch.ports import Later, Refused
from comity.edge.platforms.asking import Json
from comity.edge.platforms.discourse.posts import Post
from comity.edge.platforms.fields import Fields

MOST = 10_000
"""Names that are remembered; topics of which it is remembered who spoke."""
ASKED = 20
"""Names that are asked for in one turn at most."""
SHORTEST = 4
"""Letters of a name that is known without its sign: shorter ones are words."""
_MENTION = re.compile(r"(?<![\w@/.])@([\w][\w.-]{0,59})")
_WORD = re.compile(r"(?<![\w@./-])[\w][\w.-]{2,58}[\w](?![\w/@])")


class Names:
    """The accounts behind the names of one forum. `ask` asks the forum for a path; without it nobody is asked."""

    def __init__(self, ask: Callable[[str], Json] | None = None, *, most: int = MOST) -> None:
        self._ask, self._most, self._left = ask, most, ASKED
        self._known: OrderedDict[str, int] = OrderedDict()
        self._spoke: OrderedDict[int, dict[str, int]] = OrderedDict()
        self._lock = Lock()

    def turn(self) -> None:
        """A turn begins: so many names may be asked for again."""
        self._left = ASKED

    def learn(self, post: Post) -> None:
        """Whoever wrote a post that is read has this name now."""
        if not post.name:
            return
        with self._lock:
            self._keep(post.name.casefold(), post.author)
            speakers = self._spoke.setdefault(post.topic, {})
            speakers[post.name.casefold()] = post.author
            self._spoke.move_to_end(post.topic)
            while len(self._spoke) > self._most:
                self._spoke.popitem(last=False)

    def told(self, one: Told, topic: int) -> Told:
        """The same, whoever is in it told by the number of their account."""
        match one:
            case Message():
                return self._message(one, topic)
            case Edited(message=message):
                return Edited(message=self._message(message, topic))
            case _:
                return one

    def _message(self, message: Message, topic: int) -> Message:
        with self._lock:
            speakers = dict(self._spoke.get(topic, {}))
        text = _MENTION.sub(self._mentioned, message.text)
        text = _WORD.sub(lambda found: self._called(found[0], speakers), text)
        return replace(message, author=mark(int(message.author)), text=text)

    def _mentioned(self, found: re.Match[str]) -> str:
        name = found[1].rstrip(".-")
        account = self._account(name.casefold())
        return f"@{mark(account)}{found[1][len(name) :]}" if account else found[0]

    def _called(self, word: str, speakers: dict[str, int]) -> str:
        """A word that is the name of somebody who spoke in this topic."""
        name = word.rstrip(".-")
        account = speakers.get(name.casefold(), 0) if len(name) >= SHORTEST else 0
        return f"{mark(account)}{word[len(name) :]}" if account else word

    def _account(self, name: str) -> int:
        """The number of an account; nought where nobody has the name, or where it could not be asked."""
        with self._lock:
            if name in self._known:
                return self._known[name]
            if self._ask is None or self._left <= 0:
                return 0
            self._left -= 1
        try:
            found = Fields(self._ask(f"/u/{quote(name)}.json"), "u.json").fields("user").number("id", 0)
        except Refused:  # a group, a hidden profile, nobody
            found = 0
        except (Later, OSError):
            self._left = 0
            return 0
        with self._lock:
            self._keep(name, max(0, found))
        return max(0, found)

    def _keep(self, name: str, account: int) -> None:
        self._known[name] = account
        self._known.move_to_end(name)
        while len(self._known) > self._most:
            self._known.popitem(last=False)


def mark(account: int) -> str:
    """How an account is told: the same for whoever writes and whoever is addressed, whatever they are called."""
    return f"user-{account}"


__all__ = ["ASKED", "Names", "mark"]
