# SPDX-License-Identifier: Apache-2.0
"""What a message of Discord says. A channel is one conversation; every thread, every post of a forum is another."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from comity.desk.watch.message import Message
from comity.desk.watch.ports import Refused
from comity.edge.platforms.asking import Json
from comity.edge.platforms.discord.server import mark_of, read_instant, sent_at
from comity.edge.platforms.plain import from_markdown
from comity.edge.platforms.shapes import table, text

_SAID, _REPLY = 0, 19
_BESIDE_WORDS = ("attachments", "embeds", "sticker_items", "components", "poll", "message_snapshots", "stickers")
_ENOUGH = 3
"""Messages without anything in them, after which it is no accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place as it is told: `place` is the channel itself or a thread of it."""

    source: str
    guild: str
    channel: str
    place: str

    @property
    def space(self) -> str:
        """What a clause opts in."""
        return f"{self.source}/{self.channel}"

    @property
    def conversation(self) -> str:
        """The channel's, or the thread's own."""
        return self.space if self.place == self.channel else f"{self.space}/{self.place}"


def message(where: Where, told: Mapping[str, Json], left_out: Collection[str]) -> Message | None:
    """What a person said; None for what a program or Discord itself said."""
    author, mark = table(told.get("author")), mark_of(dict(told))
    name = text(author.get("id"))
    person = not (author.get("bot") is True or author.get("system") is True or told.get("webhook_id"))
    if not mark or not name or not person or name in left_out or told.get("type") not in (_SAID, _REPLY):
        return None
    answered = table(told.get("message_reference"))
    here = told.get("type") == _REPLY and text(answered.get("channel_id")) == where.place
    return Message(
        conversation=where.conversation, id=str(mark), author=name, at=sent_at(mark),
        text=from_markdown(text(told.get("content"))),
        reply_to=text(answered.get("message_id")) if here else "", space=where.space,
        place=f"https://discord.com/channels/{where.guild}/{where.place}/{mark}",
    )  # fmt: skip


def edited(told: Mapping[str, Json]) -> int:
    """Milliseconds since 1970 at which a message was edited; 0 where it never was."""
    at = read_instant(text(told.get("edited_timestamp")))
    return int(at.timestamp() * 1000) if at else 0


def refuse_blank(people: Iterable[Mapping[str, Json]]) -> None:
    """Discord blanks the messages of people for an application that may not read them. Raises `Refused`."""
    bare = [not text(one.get("content")) and not any(one.get(part) for part in _BESIDE_WORDS) for one in people]
    if len(bare) >= _ENOUGH and all(bare):
        raise Refused(
            "content", "words: switch on Message Content Intent for the application in Discord's own settings"
        )


__all__ = ["Where", "edited", "message", "refuse_blank"]
