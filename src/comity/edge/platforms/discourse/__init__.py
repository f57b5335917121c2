# SPDX-License-Identifier: Apache-2.0
"""Discourse: a forum is read through its API and hears through its webhooks.

A category is a space, a topic a conversation, a post a message. Settings: `url`, `key` and `key_name` (an API key and
its account, which is a moderator's so that it may pin the sign; without them nothing can say that a category is
watched, and so nothing is read), `hook_secret`, `leave_out` (names of bots).
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.desk.watch.ports import Connection, Spaces
from comity.edge.platforms.discourse.hook import DiscourseHook
from comity.edge.platforms.discourse.reader import DiscourseReader
from comity.edge.platforms.discourse.sign import DiscourseSign
from comity.edge.platforms.settings import Settings
from comity.edge.platforms.signed import SHORTEST_SECRET

SETTINGS = ("url", "key", "key_name", "hook_secret", "leave_out")
_EXAMPLE = "https://forum.example.org"


def connect(source: str, settings: Mapping[str, str], spaces: Spaces) -> Connection:
    """One forum. Raises `Malformed`."""
    given = Settings(source, settings, SETTINGS)
    url, secret = given.needed("url", _EXAMPLE).rstrip("/"), settings.get("hook_secret", "")
    key = given.needed("key", "env:FORUM_KEY") if settings.get("key") else ""
    name = given.needed("key_name", "the account that the key speaks for") if key else ""
    if secret and len(secret) < SHORTEST_SECRET:
        rule = f"at least {SHORTEST_SECRET} letters, the same as at the forum"
        given.wrong("hook_secret", rule, "is too short to protect anything", "make one of 32 random letters")
    leave_out = frozenset(word.lower() for word in (*given.words("leave_out"), name))
    try:
        reader = DiscourseReader(source, url, key=key, name=name, spaces=spaces, leave_out=leave_out)
    except ValueError as wrong:
        given.wrong("url", "the forum's address", str(wrong), _EXAMPLE)
    hook = None
    if secret:
        asking = reader.asking
        hook = DiscourseHook(
            source, secret, address=url, spaces=spaces, leave_out=leave_out, ask=lambda path: asking.ask("GET", path)
        )
    sign = DiscourseSign(source, reader.asking, name) if key else None
    return Connection(reader=reader, hook=hook, sign=sign)


__all__ = ["connect"]
