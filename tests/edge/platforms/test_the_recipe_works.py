# SPDX-License-Identifier: Apache-2.0
"""The recipe of docs/platforms.md, as it stands there, passes what every platform has to pass (M12)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from types import ModuleType
from typing import Any

import pytest

from comity.core.clause import Malformed
from comity.desk.watch.ports import Reader, Spaces
from tests.architecture.tree import ROOT
from tests.edge.platforms.conformance import START, ReaderConforms, ReaderStage
from tests.edge.platforms.replay_forum import Forum, served

ALWAYS = datetime(2000, 1, 1, tzinfo=UTC)


@cache
def recipe() -> ModuleType:
    """The one block of Python in the document."""
    [block] = re.findall(r"```python\n(.*?)```", (ROOT / "docs" / "platforms.md").read_text("utf-8"), flags=re.DOTALL)
    module = ModuleType("board")
    exec(compile(block, "docs/platforms.md", "exec"), module.__dict__)
    return module


class Wall(Forum):
    """The notice board."""

    def __init__(self) -> None:
        super().__init__({}, now=START)
        self.changes: list[dict[str, Any]] = []

    def answer(self, path: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        """What changed after a number, seven at once."""
        if path.startswith("/changes") and headers.get("Authorization") == "Bearer key" and not self._in_the_way():
            self.requests.append(path)
            after = int(path.partition("after=")[2] or 0)
            return 200, {}, json.dumps({"changes": self.changes[after : after + 7]}).encode()
        return super().answer(path, headers)

    def _in_the_way(self) -> bool:
        return bool(self.failing or not self.limit or self.garbled is not None)


class Played:
    """A board with a wall, as the suite plays it."""

    space = "board/main"

    def __init__(self, wall: Wall, address: str) -> None:
        self.wall, self._address = wall, address
        self._said: dict[str, dict[str, Any]] = {}

    def reader(self, spaces: Spaces | None = None) -> Reader:
        """By the recipe."""
        settings = {"url": self._address, "key": "key"}
        found = recipe().connect("board", settings, spaces or (lambda: {self.space: ALWAYS})).reader
        assert found is not None
        reader: Reader = found
        return reader

    def say(self, words: str, *, topic: int = 1, answering: str = "", by: str = "reed") -> str:
        """On a sheet."""
        return self._change("said", f"<p>{html.escape(words)}</p>", topic=topic, answers=int(answering or 0))

    def _change(self, kind: str, cooked: str, *, topic: int = 1, **more: Any) -> str:
        self.wall.now += timedelta(minutes=1)
        n = len(self.wall.changes) + 1
        one = {
            "n": n, "kind": kind, "id": n, "wall": "main", "sheet": topic, "at": self.wall.now.isoformat(),
            "author": 7, "html": cooked, "public": True, "bot": False, "answers": 0, "link": f"{self._address}/{n}",
        } | more  # fmt: skip
        self.wall.changes.append(one)
        self._said.setdefault(str(one["id"]), one)
        return str(one["id"])

    def say_in(self, space: str, words: str) -> None:
        """On another wall."""
        self._change("said", words, wall=space)

    def say_privately(self, words: str) -> None:
        """Under the counter."""
        self._change("said", words, public=False)

    def say_as_bot(self, words: str) -> None:
        """By the board."""
        self._change("said", words, bot=True)

    def say_with(self, *, words: str, quoting: str, code: str) -> str:
        """With a quote."""
        return self._change("said", f"<blockquote>{quoting}</blockquote><p>{words}</p><pre>{code}</pre>")

    def edit(self, id: str, words: str) -> None:
        """Written over; the board keeps the last writing only."""
        said = self._said[id]
        self.wall.changes[:] = [one for one in self.wall.changes if (one["kind"], one["id"]) != ("edited", int(id))]
        self._change("edited", words, id=int(id), sheet=said["sheet"], at=said["at"])

    def remove(self, id: str) -> None:
        """Torn off."""
        self._change("removed", "", id=int(id), sheet=self._said[id]["sheet"])

    def limit(self, seconds: int) -> None:
        """429."""
        self.wall.limit, self.wall.per_seconds = (0, float(seconds)) if seconds else (10_000, 60.0)

    def fail(self, times: int) -> None:
        """502."""
        self.wall.failing = times

    def garble(self, body: bytes | None) -> None:
        """Whatever is asked."""
        self.wall.garbled = body

    def requests(self) -> int:
        """So far."""
        return len(self.wall.requests)


class TestTheRecipe(ReaderConforms):
    """Word for word."""

    @pytest.fixture
    def stage(self) -> Iterator[ReaderStage]:
        """On loopback."""
        wall = Wall()
        with served(wall) as address:
            yield Played(wall, address)


@pytest.mark.parametrize(
    "settings", [{}, {"url": "https://x.example"}, {"key": "k"}, {"url": "http://x.example", "key": "k"}]
)
def test_what_an_operator_set_wrong_is_named(settings: dict[str, str]) -> None:
    """P26: by the recipe too."""
    with pytest.raises(Malformed) as wrong:
        recipe().connect("board", settings, dict)
    assert wrong.value.faults[0].field.startswith("board.")


def test_the_document_counts_its_suites_right() -> None:
    """M12: and names every platform that there is."""
    from tests.edge.platforms.hook_conformance import HookConforms

    document = (ROOT / "docs" / "platforms.md").read_text("utf-8")
    for suite in (ReaderConforms, HookConforms):
        many = sum(name.startswith("test_") for name in vars(suite))
        assert re.search(rf"`{suite.__name__}`, {many}\b", document), (suite.__name__, many)
    there = {path.parent.name for path in (ROOT / "src/comity/edge/platforms").glob("*/__init__.py")}
    assert {name for name in there if f"| `{name}` |" not in document} == set()
