# SPDX-License-Identifier: Apache-2.0
"""What the events of a Matrix room say: messages, edits and redactions, and to which conversation each belongs.

A room is one conversation and every thread of it another; the message that a thread began under stays in the room's.
Notices are left out (programs speak so, our own sign too), and so is what we say ourselves.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import quote, unquote

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.edge.platforms.asking import Json
from comity.edge.platforms.matrix.homeserver import MESSAGE, REDACTION
from comity.edge.platforms.plain import clean, from_html
from comity.edge.platforms.shapes import instant, table, text, whole

REMEMBERED = 4096
"""Messages whose conversation is remembered, so that a redaction, which names none, is told in the right one."""
_SPOKEN = ("m.text", "m.emote")
_SENT = ("m.image", "m.video", "m.audio", "m.file")
_HTML = "org.matrix.custom.html"
_MENTION = re.compile(r'<a href="https://matrix\.to/#/((?:@|%40)[^"?/<>]{1,255})"[^<>]{0,200}>[^<>]{1,255}</a>')
_FULL_NAME = re.compile(r"@[^@:\s]+:[\w.:\[\]-]+")

Event = Mapping[str, Json]
Fetch = Callable[[str, str], Event]
"""An event by its room and id, as the server has it now."""


@dataclass(frozen=True, slots=True)
class _Replaced:
    """Mark of an event that was an edit: of which message."""

    original: str


class Teller:
    """Tells events in their order. It remembers a bounded number of messages, and looks at the server for others."""

    def __init__(self, source: str, me: str, *, fetch: Fetch, left_out: Collection[str] = ()) -> None:
        self._source, self._fetch = source, fetch
        self._silent = frozenset((me, *left_out))
        self._known: OrderedDict[str, Message | _Replaced] = OrderedDict()

    def tell(self, room: str, event: Event, since: datetime, now: datetime) -> Told | None:
        """What an event says; None where it is nothing for the watch, or was said before `since`."""
        at = self._at(event, now)
        if at is None or not text(event.get("event_id")):
            return None
        if event.get("type") == REDACTION:
            return self._redaction(room, event, at, now)
        if event.get("type") != MESSAGE or at < since or text(event.get("sender")) in self._silent:
            return None
        original = _replaces(event)
        if original:
            return self._edit(room, event, original, since, now)
        message = self._message(room, event, now)
        if message:
            self._remember(message.id, message)
        return message

    def _message(self, room: str, event: Event, now: datetime) -> Message | None:
        content = table(event.get("content"))
        relation, root = table(content.get("m.relates_to")), ""
        if relation.get("rel_type") == "m.thread":
            root = text(relation.get("event_id"))
        reply = text(table(relation.get("m.in_reply_to")).get("event_id"))
        if relation.get("is_falling_back") is True:
            reply = ""
        words, at = _words(content), self._at(event, now)
        if words is None or at is None:
            return None
        mark, space = text(event.get("event_id")), f"{self._source}/{room}"
        return Message(
            conversation=f"{space}/{root}" if root else space, id=mark, author=text(event.get("sender")), at=at,
            text=words, reply_to=reply, space=space, place=_place(room, mark, text(event.get("sender"))),
        )  # fmt: skip

    def _edit(self, room: str, event: Event, original: str, since: datetime, now: datetime) -> Told | None:
        """Only who wrote a message may edit it: a homeserver hands on whatever claims to.

        What was said before `since` may have been read before the watch rested: its words stand no more.
        """
        before = self._original(room, original, now)
        words = _words(table(table(event.get("content")).get("m.new_content")))
        if before is None or words is None or before.author != text(event.get("sender")):
            return None
        if before.at < since:
            return Removed(conversation=before.conversation, id=before.id, at=now, space=before.space)
        self._remember(text(event.get("event_id")), _Replaced(original))
        return Edited(message=_reads(before, words))

    def _redaction(self, room: str, event: Event, at: datetime, now: datetime) -> Told | None:
        gone = text(event.get("redacts")) or text(table(event.get("content")).get("redacts"))
        if not gone:
            return None
        known = self._known.get(gone)
        space = f"{self._source}/{room}"
        if isinstance(known, _Replaced):
            return self._without_edit(room, known.original, now)
        conversation = known.conversation if known else space  # its thread went with its words
        return Removed(conversation=conversation, id=gone, at=at, space=space)

    def _without_edit(self, room: str, original: str, now: datetime) -> Edited | None:
        """What a message reads after one of its edits was taken away: the edit before, or its first words."""
        event = self._fetch(room, original)
        message = self._message(room, event, now)
        latest = table(table(table(event.get("unsigned")).get("m.relations")).get("m.replace"))
        words = _words(table(table(latest.get("content")).get("m.new_content")))
        if message is None:
            return None
        return Edited(message=message if words is None else _reads(message, words))

    def _original(self, room: str, mark: str, now: datetime) -> Message | None:
        known = self._known.get(mark)
        if known is None:
            event = self._fetch(room, mark)
            if event.get("type") == MESSAGE and not _replaces(event) and text(event.get("sender")) not in self._silent:
                known = self._message(room, event, now)
            if known:
                self._remember(mark, known)
        return known if isinstance(known, Message) else None

    def _remember(self, mark: str, known: Message | _Replaced) -> None:
        self._known[mark] = known if isinstance(known, _Replaced) else _reads(known, "")  # their words are not ours
        self._known.move_to_end(mark)
        while len(self._known) > REMEMBERED:
            self._known.popitem(last=False)

    @staticmethod
    def _at(event: Event, now: datetime) -> datetime | None:
        """When it was said, as the server of whoever said it claims; never later than now."""
        at = instant(whole(event.get("origin_server_ts")))
        return None if at is None else min(at, now)


def _replaces(event: Event) -> str:
    """The message that an event edits; empty where it is none."""
    relation = table(table(event.get("content")).get("m.relates_to"))
    return text(relation.get("event_id")) if relation.get("rel_type") == "m.replace" else ""


def _words(content: Mapping[str, Json]) -> str | None:
    """What was said, without what it quotes; None where no person said it. Of a file, what was written under it."""
    body, kind = content.get("body"), content.get("msgtype")
    if not isinstance(body, str):
        return None
    if kind in _SENT and not (isinstance(content.get("filename"), str) and content.get("filename") != body):
        return ""
    if kind not in _SPOKEN + _SENT:
        return None
    formatted = text(content.get("formatted_body"))
    if content.get("format") == _HTML and formatted:
        return from_html(_MENTION.sub(_named, formatted.rpartition("</mx-reply>")[2]))
    return clean("\n".join(line for line in body.split("\n") if not line.startswith("> ")))


def _named(link: re.Match[str]) -> str:
    """Whoever is mentioned, named as the platform names them, and not as they call themselves just now."""
    name = unquote(link[1])
    return escape(name) if _FULL_NAME.fullmatch(name) else link[0]


def _reads(message: Message, words: str) -> Message:
    """A message with other words."""
    return Message(
        conversation=message.conversation, id=message.id, author=message.author, at=message.at, text=words,
        reply_to=message.reply_to, space=message.space, place=message.place,
    )  # fmt: skip


def _place(room: str, event: str, sender: str) -> str:
    """The address where a person reads the event, whatever client they use."""
    via = (room if ":" in room else sender).partition(":")[2]
    return f"https://matrix.to/#/{quote(room, safe='!:')}/{quote(event, safe='$')}?via={quote(via, safe=':[]')}"


__all__ = ["Event", "Teller"]
