# SPDX-License-Identifier: Apache-2.0
"""The visible sign in a repository: an open issue that says it, which a person opens and pins (P20).

We hold no key to anybody's repository, so nobody is asked for one: the issue is named in the settings and read as
everybody reads it, without any name of ours. That it is pinned GitHub tells only to whoever has a key: a person sees
to that.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from comity.desk.watch.ports import Refused
from comity.edge.platforms import shapes
from comity.edge.platforms.asking import Asking, Unwelcome
from comity.edge.platforms.fields import Fields
from comity.edge.platforms.plain import clean

PUBLIC_API = "https://api.github.com"
ISSUE = re.compile(r"([a-z0-9-]{1,39}/(?!\.{1,2}#)[a-z0-9._-]{1,100})#([1-9][0-9]{0,9})")


class GitHubSign:
    """Fulfils `desk.watch.ports.Sign`. A mark is the issue's number and the digest of the words."""

    def __init__(self, source: str, asking: Asking, issues: Mapping[str, int]) -> None:
        """`issues` names for each repository the issue that is its sign."""
        self._source, self._asking, self._issues = source, asking, issues

    def put_up(self, space: str, text: str) -> str:
        """Find it: it is a person who puts it up."""
        repository = self._repository(space)
        number = self._issues.get(repository, 0)
        words = shapes.digest(clean(text))
        if not number or self._said(repository, number) != words:
            way = f"open an issue in {repository} that says exactly this, pin it, and name it in `signs`"
            raise Refused("space", f"a sign that a person puts up: {way}: {' '.join(text.split())}")
        return f"{number}.{words}"

    def stands(self, space: str, mark: str) -> bool:
        """Whether that issue is open, for everybody to read, and says it."""
        repository = self._repository(space)
        number, _, words = mark.partition(".")
        named = self._issues.get(repository, 0)
        return bool(words) and number == str(named) and self._said(repository, named) == words

    def take_down(self, space: str, mark: str) -> None:
        """A person closes the issue."""

    def _repository(self, space: str) -> str:
        source, _, repository = space.partition("/")
        if source != self._source or not ISSUE.fullmatch(f"{repository}#1"):
            raise Refused("space", f"{self._source}/ and the full name of a repository in small letters")
        return repository

    def _said(self, repository: str, number: int) -> str:
        """The digest of what the issue says; empty where nobody without a name can read it."""
        path = f"/repos/{repository}/issues/{number}"
        try:
            found = Fields(self._asking.ask("GET", path), path.removeprefix("/"))
        except Unwelcome as refused:
            if refused.status in (301, 403, 404, 410):
                return ""
            raise
        there = found.text("state") == "open" and "pull_request" not in found
        return shapes.digest(clean(found.text("body", ""))) if there else ""


__all__ = ["ISSUE", "PUBLIC_API", "GitHubSign"]
