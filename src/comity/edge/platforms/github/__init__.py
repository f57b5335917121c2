# SPDX-License-Identifier: Apache-2.0
"""GitHub: a public repository, or an organisation, speaks through its webhooks; it is not read otherwise.

A repository is a space; an issue, pull request or discussion is a conversation. Settings: `hook_secret`; `signs` (for
each repository the pinned issue that is its sign: `acme/garden#3`, with spaces between); `leave_out` (names of bots
that do not say that they are); `url` where GitHub's API has another address. At GitHub: content type
`application/json`; events issues, issue comments, discussions, discussion comments, pull request review comments.
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.desk.watch.ports import Connection, Spaces
from comity.edge.platforms.github.hook import GitHubHook
from comity.edge.platforms.github.sign import ISSUE, PUBLIC_API, GitHubSign
from comity.edge.platforms.settings import Settings
from comity.edge.platforms.signed import SHORTEST_SECRET

SETTINGS = ("hook_secret", "signs", "leave_out", "url")


def connect(source: str, settings: Mapping[str, str], spaces: Spaces) -> Connection:
    """One repository or organisation. Raises `Malformed`."""
    given = Settings(source, settings, SETTINGS)
    secret = given.needed("hook_secret", "env:GITHUB_HOOK_SECRET")
    if len(secret) < SHORTEST_SECRET:
        rule = f"at least {SHORTEST_SECRET} letters, the same as at GitHub"
        given.wrong("hook_secret", rule, "is too short to protect anything", "make one of 32 random letters")
    issues: dict[str, int] = {}
    for one in given.words("signs"):
        found = ISSUE.fullmatch(one.lower())
        if not found:
            given.wrong("signs", "a repository and the number of an issue", "names none", "acme/garden#3")
        issues[found[1]] = int(found[2])
    leave_out = frozenset(word.lower() for word in given.words("leave_out"))
    sign = GitHubSign(source, given.asking("url", PUBLIC_API, {}), issues)
    return Connection(hook=GitHubHook(source, secret, spaces=spaces, leave_out=leave_out), sign=sign)


__all__ = ["connect"]
