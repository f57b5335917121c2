# SPDX-License-Identifier: Apache-2.0
"""What `comity watch` reads: lines of messages or of Discourse posts, from a file or from standard input.

A line is a JSON object. A message has `conversation`, `id`, `author`, `at`, `text`, and may have `reply_to`, `space`,
`place`; with `"edited": true` it takes the place of what it said before, with `"removed": true` it is gone and needs no
author and no text. A Discourse post is read as the forum's API gives it: its topic is the conversation.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from comity.core.clause import Fault, Malformed
from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.ports import Refused
from comity.site import watch_spool

LONGEST_LINE = 8_000_000
"""Bytes of a line."""
LONGEST_MARK = 512
"""Letters of an id, of a conversation's mark, of an author's."""
_MARKS = ("conversation", "id", "author")


@dataclass(frozen=True, slots=True)
class Wrong:
    """A line that cannot be read: which, what of it, the rule, and what is there."""

    line: int
    field: str
    rule: str
    text: str


@dataclass(slots=True)
class Lines:
    """A source of lines that knows how far it was read: `offset` in bytes, `line` in lines, `digest` of it all."""

    name: str
    stream: BinaryIO
    size: int
    """In bytes; -1 where nobody knows."""
    offset: int = 0
    line: int = 0
    _digest: hashlib.blake2b = field(default_factory=lambda: hashlib.blake2b(digest_size=16))

    @property
    def digest(self) -> str:
        """Of every byte that was read."""
        return self._digest.hexdigest()

    def __iter__(self) -> Iterator[tuple[int, bytes | None]]:
        """Every line with its number; none where it is too long."""
        while line := self._next():
            whole: bytes | None = line
            self._took(line)
            while not line.endswith(b"\n") and len(line) == LONGEST_LINE:
                line = self._next()
                self._took(line)
                whole = None
            self.line += 1
            yield self.line, whole

    def skip(self, offset: int, line: int, digest: str) -> bool:
        """Go on after what was read before; whether it is the same as it was."""
        while self.offset < offset:
            part = self.stream.read(min(1 << 20, offset - self.offset))
            if not part:
                return False
            self._took(part)
        self.line = line
        return self.digest == digest

    def _next(self) -> bytes:
        try:
            return self.stream.readline(LONGEST_LINE)
        except OSError as wrong:
            raise _unread(self.name, wrong) from wrong

    def _took(self, part: bytes) -> None:
        self.offset += len(part)
        self._digest.update(part)


def open_lines(source: str) -> Lines:
    """A file, or standard input for `-`. Raises `Malformed`."""
    if source == "-":
        return Lines("-", watch_spool.standard_input(), -1)
    try:
        stream = Path(source).open("rb")  # noqa: SIM115 - whoever reads it to the end closes it
        return Lines(source, stream, -1 if watch_spool.once(source) else os.fstat(stream.fileno()).st_size)
    except (OSError, ValueError) as wrong:
        raise _unread(source, wrong) from wrong


def _unread(source: str, wrong: OSError | ValueError) -> Malformed:
    why = getattr(wrong, "strerror", None) or "is no name of a file"
    return Malformed([Fault(field="SOURCE", rule="file", text=f"{source}: {why}",
                            way_out="comity watch conversations.jsonl")])  # fmt: skip


@dataclass(slots=True)
class Reading:
    """Reads lines: what was told, what is wrong, and how many lines tell nothing (posts that nobody should read)."""

    numbers: dict[str, dict[int, str]] = field(default_factory=dict)
    """By topic, which post has which number: answers of a Discourse post are told by number."""

    def kept(self, conversation: str) -> str:
        """What a resumed reading needs of a conversation, as text."""
        known = self.numbers.get(conversation)
        return json.dumps(known) if known else ""

    def restore(self, conversation: str, kept: str) -> None:
        """Go on from `kept`."""
        if kept:
            self.numbers[conversation] = {int(n): id for n, id in json.loads(kept).items()}

    def read(self, number: int, line: bytes | None) -> Told | Wrong | None:
        """One line."""
        try:
            return self._told(_object(line))
        except Refused as wrong:
            return Wrong(number, wrong.field, wrong.rule, "")
        except _Unfit as wrong:
            return Wrong(number, *wrong.args)

    def _told(self, found: Mapping[str, object]) -> Told | None:
        if "cooked" in found and "topic_id" in found:
            return self._post(found)
        if not found.keys() & {*_MARKS, "text"}:
            raise _Unfit("line", "fields", "has none of conversation, id, author, at, text")
        gone = found.get("removed") is True
        conversation = _mark(found, "conversation")
        id = "" if gone and found.get("id") == "" else _mark(found, "id")
        at, space = _instant(found), _text(found, "space")[:LONGEST_MARK]
        if gone:
            return Removed(conversation=conversation, id=id, at=at, space=space)
        message = Message(
            conversation=conversation, id=id, author=_mark(found, "author"), at=at, text=_text(found, "text", True),
            reply_to=_mark(found, "reply_to") if found.get("reply_to") not in (None, "") else "",
            space=space, place=_text(found, "place")[:2000],
        )  # fmt: skip
        return Edited(message=message) if found.get("edited") is True else message

    def _post(self, found: Mapping[str, object]) -> Message | None:
        from comity.edge.platforms.discourse import posts

        message = posts.message(found)
        if message is None:
            return None
        known = self.numbers.setdefault(message.conversation, {})
        if isinstance(found.get("post_number"), int):
            known[int(str(found["post_number"]))] = message.id
        answered = found.get("reply_to_post_number")
        name = found.get("username")
        return replace(
            message,
            author=name if isinstance(name, str) and name else message.author,
            reply_to=known.get(answered, "") if isinstance(answered, int) else "",
        )


class _Unfit(Exception):
    """Field, rule, text."""


def _object(line: bytes | None) -> Mapping[str, object]:
    if line is None:
        raise _Unfit("line", "length", f"has more than {LONGEST_LINE:,} bytes".replace(",", " "))
    try:
        found = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as wrong:
        raise _Unfit("line", "encoding", f"is not UTF-8 at byte {wrong.start}") from None
    except (ValueError, RecursionError):
        hint = "; of a list, give each object a line of its own" if line.lstrip()[:1] == b"[" else ""
        raise _Unfit("line", "json", f"is not one JSON object on one line{hint}") from None
    if not isinstance(found, dict):
        hint = "; of a list, give each object a line of its own" if isinstance(found, list) else ""
        raise _Unfit("line", "object", f"is JSON, but no object{hint}")
    return found


def _mark(found: Mapping[str, object], name: str) -> str:
    value = found.get(name)
    if value is None:
        raise _Unfit(name, "required", "is missing")
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        return str(value)
    if not isinstance(value, str):
        raise _Unfit(name, "text", "must be text or a whole number")
    if not value or len(value) > LONGEST_MARK:
        raise _Unfit(name, "length", f"must have 1 to {LONGEST_MARK} letters")
    return value


def _text(found: Mapping[str, object], name: str, required: bool = False) -> str:
    value = found.get(name)
    if value is None and not required:
        return ""
    if value is None:
        raise _Unfit(name, "required", "is missing")
    if not isinstance(value, str):
        raise _Unfit(name, "text", "must be text")
    return value


def _instant(found: Mapping[str, object]) -> datetime:
    """ISO 8601, or seconds since 1970; without a zone it is UTC."""
    value = found.get("at")
    if value is None:
        raise _Unfit("at", "required", "is missing")
    try:
        if isinstance(value, str):
            at = datetime.fromisoformat(value)
            return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        pass
    raise _Unfit("at", "instant", "must be an instant like 2026-03-02T09:47:00Z, or seconds since 1970")


__all__ = ["LONGEST_LINE", "Lines", "Reading", "Wrong", "open_lines"]
