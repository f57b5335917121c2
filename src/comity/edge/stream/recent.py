# SPDX-License-Identifier: Apache-2.0
"""The last messages of live conversations, so that a signal can be seen in its context. Sealed, and soon gone.

A message is kept for as long as its conversation is live and at most `KEPT`; of a conversation that goes on only the
last `MOST` are told, and the others are destroyed when the runner next forgets. One that was edited reads as edited,
one that was removed at its platform is destroyed at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from django.db import connections
from django.db.models import QuerySet

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.edge.stream.envelope import packed, unpacked
from comity.edge.stream.marks import mark
from comity.edge.stream.models import Recent
from comity.edge.stream.sending import send
from comity.edge.stream.states import key

KEPT = timedelta(days=14)
MOST = 40
LONGEST = 8_000
"""Characters of a message that are kept."""
_KEEP = (
    "INSERT INTO watch_recent (key, conversation, came, body) {} ON CONFLICT (key) DO UPDATE SET "
    "conversation = excluded.conversation, body = excluded.body"
)
_KINDS = ("text", "text", "timestamptz", "bytea")
_BEYOND = (
    "DELETE FROM watch_recent WHERE id IN (SELECT id FROM (SELECT id, ROW_NUMBER() OVER "
    "(PARTITION BY conversation ORDER BY id DESC) AS nth FROM watch_recent) AS counted WHERE nth > %s)"
)


class Lock(Protocol):
    """What seals words at rest: with a key that is not in the database."""

    def seal(self, text: bytes, *, about: bytes) -> bytes:
        """The text sealed, and bound to what it is about."""

    def open(self, sealed: bytes, *, about: bytes) -> bytes:
        """The text that was sealed."""


class SqlRecent:
    """The last messages in one database."""

    def __init__(self, lock: Lock, alias: str = "default") -> None:
        self._lock, self._alias = lock, alias

    def of(self, conversation: str) -> Sequence[Message]:
        """The last messages of a live conversation, oldest first; none where it is not live.

        A reader names a conversation by its source, a slash and what the platform calls it.
        """
        known = key(conversation.partition("/")[0], conversation)
        rows = self._rows().filter(conversation=known).order_by("-id").values_list("key", "body")[:MOST]
        bodies = [self._lock.open(bytes(body), about=one.encode()) for one, body in reversed(rows)]
        return [one for body in bodies for one in unpacked(body) if isinstance(one, Message)]

    def keep(self, told: Iterable[tuple[str, Told]], now: datetime) -> None:
        """Keep what was told in conversations (`states.key`): edits in place of what they edit, without the removed."""
        waiting: dict[str, tuple[str, str, datetime, bytes]] = {}
        for conversation, one in told:
            if isinstance(one, Removed):
                self._send(waiting)
                waiting.clear()
                self._remove(conversation, one)
                continue
            message = one.message if isinstance(one, Edited) else one
            found = _mark(message.conversation, message.id)
            sealed = self._lock.seal(packed([_short(message)]), about=found.encode())
            waiting[found] = (found, conversation, now, sealed)
        self._send(waiting)

    def destroy(self, conversations: Sequence[str]) -> None:
        """These conversations are live no more."""
        self._rows().filter(conversation__in=conversations).delete()

    def forget(self, at: datetime) -> int:
        """Destroy what is too old, and all but the last of each conversation. How many messages."""
        there, _ = self._rows().filter(came__lt=at - KEPT).delete()
        with connections[self._alias].cursor() as cursor:
            cursor.execute(_BEYOND, [MOST])
            return there + int(cursor.rowcount)

    def _remove(self, conversation: str, gone: Removed) -> None:
        """Destroy one message, wherever in its source it was said; without an id the whole conversation is gone.

        A platform may name no conversation but the space's own: a thread that it does not know any more.
        """
        if gone.id:
            self._rows().filter(key=_mark(gone.conversation, gone.id)).delete()
        else:
            self.destroy([conversation])

    def _send(self, waiting: Mapping[str, tuple[str, str, datetime, bytes]]) -> None:
        send(self._alias, _KEEP, list(waiting.values()), _KINDS)

    def _rows(self) -> QuerySet[Recent]:
        return Recent.objects.using(self._alias)


def _mark(conversation: str, message: str) -> str:
    """A hash of a message: its id is unique within its source, by which a reader's names of conversations begin."""
    return mark(conversation.partition("/")[0], message)


def _short(message: Message) -> Message:
    return message if len(message.text) <= LONGEST else replace(message, text=message.text[:LONGEST])


__all__ = ["KEPT", "MOST", "Lock", "SqlRecent"]
