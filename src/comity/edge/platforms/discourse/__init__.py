# SPDX-License-Identifier: Apache-2.0
"""Discourse: a forum is read through its API and hears through its webhooks.

A category is a space, a topic a conversation, a post a message. Settings: `url`, `key` and `key_name` (an API key that
may only read, and its account; without them what anybody may read), `hook_secret`, `leave_out` (names of bots).
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.core.clause import Fault, Malformed
from comity.desk.watch.ports import Connection, Spaces
from comity.edge.platforms.discourse.hook import DiscourseHook
from comity.edge.platforms.discourse.reader import DiscourseReader
from comity.edge.platforms.signed import SHORTEST_SECRET

SETTINGS = frozenset({"url", "key", "key_name", "hook_secret", "leave_out"})


def connect(source: str, settings: Mapping[str, str], spaces: Spaces) -> Connection:
    """One forum. Raises `Malformed`."""
    unknown = sorted(set(settings) - SETTINGS)
    if unknown:
        raise _malformed(unknown[0], f"one of {', '.join(sorted(SETTINGS))}", "is no setting of a forum")
    url, secret = settings.get("url", "").rstrip("/"), settings.get("hook_secret", "")
    leave_out = frozenset(settings.get("leave_out", "").lower().split())
    if secret and len(secret) < SHORTEST_SECRET:
        raise _malformed("hook_secret", f"at least {SHORTEST_SECRET} letters", "is too short to protect anything")
    try:
        reader = DiscourseReader(
            source, url, key=settings.get("key", ""), name=settings.get("key_name", ""), spaces=spaces,
            leave_out=leave_out,
        )  # fmt: skip
    except ValueError as wrong:
        raise _malformed("url", "the forum's address, like https://forum.example.org", str(wrong)) from None
    hook = DiscourseHook(source, secret, address=url, spaces=spaces, leave_out=leave_out) if secret else None
    return Connection(reader=reader, hook=hook)


def _malformed(field: str, rule: str, text: str) -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text)])


__all__ = ["connect"]
