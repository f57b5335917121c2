# SPDX-License-Identifier: Apache-2.0
"""A Matrix homeserver as one account may ask it: the few calls of the client-server API (1.6) that the watch needs.

Also what makes a room a private one, which is never read and never gets a sign: encryption, a direct chat, a room
without a name (clients name such a room by who is in it), and a room of two.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from functools import cached_property
from urllib.parse import quote

from comity.desk.watch.ports import Refused
from comity.edge.platforms.asking import Asking, Json, Unwelcome
from comity.edge.platforms.shapes import objects, rows, table, text, word

MOST = 100
"""Events of one answer."""
FEWEST = 3
"""People in a room that is a space, ourselves counted: two are a talk of their own."""
ENCRYPTION, NAME, ALIAS, PINNED = "m.room.encryption", "m.room.name", "m.room.canonical_alias", "m.room.pinned_events"
MEMBER, MESSAGE, REDACTION = "m.room.member", "m.room.message", "m.room.redaction"
ABOUT_PRIVACY = (ENCRYPTION, NAME, ALIAS)
"""States by which a room may become private: after one of them it is looked at anew."""
_GONE = (403, 404)
_NOTHING: list[Json] = []


class Homeserver:
    """One account at one homeserver."""

    def __init__(self, asking: Asking) -> None:
        self._asking = asking

    @cached_property
    def me(self) -> str:
        """Our own full name."""
        return word(table(self._ask("GET", "/account/whoami")).get("user_id"), "whoami.user_id")

    def sync(self, since: str, rooms: Iterable[str]) -> dict[str, Json]:
        """What is new in `rooms` since `since`; where that is empty, only from where on there will be news."""
        query = {"filter": self._filter(tuple(sorted(rooms)), limit=MOST if since else 1), "timeout": _a_moment()}
        query |= {"set_presence": "offline"} | ({"since": since} if since else {})
        told = table(self._ask("GET", "/sync", query=query))
        word(told.get("next_batch"), "sync.next_batch")
        return told

    def after(self, room: str, token: str, until: str) -> tuple[list[dict[str, Json]], str]:
        """The next events of a room from one place on, oldest first, and the place after them; empty at `until`."""
        query = {"dir": "f", "from": token, "to": until, "limit": str(MOST), "filter": _TYPES}
        told = table(self._ask("GET", f"/rooms/{_q(room)}/messages", query=query))
        return objects(told.get("chunk"), "messages.chunk"), text(told.get("end"))

    def place_at(self, room: str, milliseconds: int) -> str:
        """The place before the first event of that time or later; empty where there is none."""
        query = {"ts": str(milliseconds), "dir": "f"}
        found = self._found("GET", f"/rooms/{_q(room)}/timestamp_to_event", query=query, version="v1")
        event = text(table(found).get("event_id"))
        if not event:
            return ""
        # one event earlier: a place just before the latest event counts as after it where it is compared with a token
        around = self._found("GET", f"/rooms/{_q(room)}/context/{_q(event)}", query={"limit": "2"})
        return text(table(around).get("start"))

    def event(self, room: str, event: str) -> dict[str, Json]:
        """One event as it stands; empty where it is not there, or not for us."""
        return table(self._found("GET", f"/rooms/{_q(room)}/event/{_q(event)}"))

    def state(self, room: str, kind: str, key: str = "") -> dict[str, Json]:
        """A state of a room; empty where it has none, or where the room is not for us."""
        return table(self._found("GET", f"/rooms/{_q(room)}/state/{kind}/{_q(key)}"))

    def joined(self) -> frozenset[str]:
        """The rooms that we are in."""
        joined = table(self._ask("GET", "/joined_rooms")).get("joined_rooms")
        if not isinstance(joined, list):
            raise Refused("joined_rooms", "a list")
        return frozenset(text(room) for room in joined)

    def private(self, room: str) -> str:
        """Why a room that we are in is a private one; empty where it is not."""
        if self.state(room, ENCRYPTION):
            return "the room is encrypted: what is said there is never read"
        if not (text(self.state(room, NAME).get("name")) or text(self.state(room, ALIAS).get("alias"))):
            return "a room without a name is a talk of those who are in it: it is never read"
        if room in self._direct():
            return "a direct chat is never read"
        if len(table(table(self._found("GET", f"/rooms/{_q(room)}/joined_members")).get("joined"))) < FEWEST:
            return f"fewer than {FEWEST} are in the room: a talk of two is never read"
        return ""

    def accept(self, room: str) -> None:
        """Enter a room that we were asked into. Raises `Refused`: not asked, or asked into a direct chat."""
        query = {"filter": self._filter((room,), limit=1), "timeout": _a_moment(), "set_presence": "offline"}
        asked = table(table(table(self._ask("GET", "/sync", query=query)).get("rooms")).get("invite"))
        if room not in asked:
            raise Refused("space", f"{self.me} is not in this room: somebody there has to invite it")
        for event in rows(table(table(asked[room]).get("invite_state")).get("events")):
            direct = table(event.get("content")).get("is_direct") is True
            if event.get("type") == MEMBER and event.get("state_key") == self.me and direct:
                raise Refused("space", "a direct chat is never read")
        self._ask("POST", f"/join/{_q(room)}", body={})

    def send(self, room: str, content: Json) -> str:
        """Say something; the event's id."""
        told = self._ask("PUT", f"/rooms/{_q(room)}/send/{MESSAGE}/{secrets.token_hex(16)}", body=content)
        return word(table(told).get("event_id"), "event_id")

    def redact(self, room: str, event: str) -> None:
        """Take back what we said; nothing happens where it is not there."""
        self._found("PUT", f"/rooms/{_q(room)}/redact/{_q(event)}/{secrets.token_hex(16)}", body={})

    def pinned(self, room: str) -> list[str]:
        """What is pinned, in its order."""
        pinned = self.state(room, PINNED).get("pinned")
        return [text(event) for event in pinned] if isinstance(pinned, list) else []

    def pin(self, room: str, events: list[str]) -> None:
        """Pin exactly these. Raises `Refused` where we may not."""
        try:
            self._ask("PUT", f"/rooms/{_q(room)}/state/{PINNED}/", body={"pinned": [*events]})
        except Unwelcome as refused:
            if refused.status == 403:
                raise Refused("space", f"{self.me} may not pin messages: give it that power in the room") from None
            raise

    def _direct(self) -> set[str]:
        """The rooms that somebody marked as direct chats of ours."""
        told = table(self._found("GET", f"/user/{_q(self.me)}/account_data/m.direct"))
        return {room for chats in told.values() if isinstance(chats, list) for room in chats if isinstance(room, str)}

    def _filter(self, names: tuple[str, ...], *, limit: int) -> str:
        """The id of a filter: those rooms alone, and of them what the watch reads."""
        if (names, limit) not in self._filters:
            kinds: list[Json] = [*_READ]
            about: list[Json] = [*ABOUT_PRIVACY]
            within: dict[str, Json] = {
                "rooms": [*names],
                "timeline": {"limit": limit, "types": kinds},
                "state": {"types": about, "lazy_load_members": True},
                "ephemeral": {"types": _NOTHING},
                "account_data": {"types": _NOTHING},
            }
            body: Json = {"room": within, "presence": {"types": _NOTHING}, "account_data": {"types": _NOTHING}}
            told = self._ask("POST", f"/user/{_q(self.me)}/filter", body=body)
            self._filters.clear()  # a watch that changes its rooms has no need of the earlier ones
            self._filters[names, limit] = word(table(told).get("filter_id"), "filter_id")
        return self._filters[names, limit]

    @cached_property
    def _filters(self) -> dict[tuple[tuple[str, ...], int], str]:
        return {}

    def _found(
        self, method: str, path: str, *, query: dict[str, str] | None = None, body: Json = None, version: str = "v3"
    ) -> Json:
        """As `_ask`; None where it is not there, or not for us."""
        try:
            return self._ask(method, path, query=query, body=body, version=version)
        except Unwelcome as refused:
            if refused.status in _GONE:
                return None
            raise

    def _ask(
        self, method: str, path: str, *, query: dict[str, str] | None = None, body: Json = None, version: str = "v3"
    ) -> Json:
        return self._asking.ask(method, f"/_matrix/client/{version}{path}", query=query, body=body)


_READ = (MESSAGE, REDACTION, *ABOUT_PRIVACY)
_TYPES = '{"types":["' + '","'.join(_READ) + '"]}'


def _a_moment() -> str:
    """Milliseconds that the server may wait for news.

    Synapse answers the same question within two minutes with the same answer, whose words may be redacted by now:
    another patience makes it another question.
    """
    return str(1 + secrets.randbelow(100))


def _q(part: str) -> str:
    return quote(part, safe="")


__all__ = ["ABOUT_PRIVACY", "ENCRYPTION", "MESSAGE", "REDACTION", "Homeserver"]
