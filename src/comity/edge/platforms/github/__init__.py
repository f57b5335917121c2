# SPDX-License-Identifier: Apache-2.0
"""GitHub: a public repository, or an organisation, speaks through its webhooks; it is not read otherwise.

A repository is a space; an issue, pull request or discussion is a conversation. Settings: `hook_secret`, `leave_out`
(names of bots that do not say that they are). At GitHub: content type `application/json`; events issues, issue
comments, discussions, discussion comments, pull request review comments.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.core.clause import Fault, Malformed
from comity.desk.watch.ports import Connection, Spaces
from comity.edge.platforms.github.hook import GitHubHook
from comity.edge.platforms.signed import SHORTEST_SECRET

SETTINGS = ("hook_secret", "leave_out")


def connect(source: str, settings: Mapping[str, str], spaces: Spaces) -> Connection:
    """One repository or organisation. Raises `Malformed`."""
    unknown = sorted(set(settings) - set(SETTINGS))
    if unknown:
        raise _malformed(unknown[0], f"one of {', '.join(SETTINGS)}", "is no setting of GitHub")
    secret = settings.get("hook_secret", "")
    if len(secret) < SHORTEST_SECRET:
        rule = f"at least {SHORTEST_SECRET} letters, the same as at GitHub"
        raise _malformed("hook_secret", rule, "is missing or too short to protect anything")
    leave_out = frozenset(settings.get("leave_out", "").lower().split())
    return Connection(hook=GitHubHook(source, secret, spaces=spaces, leave_out=leave_out))


def _malformed(field: str, rule: str, text: str) -> Malformed:
    return Malformed([Fault(field=field, rule=rule, text=text)])


__all__ = ["connect"]
