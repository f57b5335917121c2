# SPDX-License-Identifier: Apache-2.0
"""The sign in a repository is an open issue that a person put up, read as everybody reads it (P20)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from comity.core.clause import Malformed
from comity.desk.watch.ports import Refused, Sign
from comity.edge.platforms.github import connect
from tests.edge.platforms.conformance import START
from tests.edge.platforms.hook_conformance import SECRET
from tests.edge.platforms.replay_forum import Forum, served

WORDS = "A program watches over the tone of this space.\nhttps://council.example/watched"
SPACE = "hub/acme/garden"


class Hub(Forum):
    """GitHub's API, as far as an issue goes."""

    def __init__(self) -> None:
        super().__init__({}, now=START)
        self.issues: dict[str, dict[str, Any]] = {
            "/repos/acme/garden/issues/3": {"number": 3, "state": "open", "body": f"# Watched\n\n{WORDS}\n"},
            "/repos/acme/garden/issues/4": {"number": 4, "state": "open", "body": f"{WORDS}\n"},
        }
        self.heard: list[Mapping[str, str]] = []

    def answer(self, path: str, headers: Mapping[str, str]) -> tuple[int, dict[str, str], bytes]:
        """An issue."""
        self.heard.append(headers)
        found = self.issues.get(path)
        return (200, {}, json.dumps(found).encode()) if found else (404, {}, b'{"message": "Not Found"}')


class Stage:
    """That API and a sign."""

    def __init__(self, hub: Hub, address: str, signs: str = "Acme/Garden#4") -> None:
        self.hub = hub
        settings = {"hook_secret": SECRET, "url": address, "signs": signs}
        found = connect("hub", settings, dict).sign
        assert found
        self.sign: Sign = found
        self.issue = hub.issues["/repos/acme/garden/issues/4"]


@pytest.fixture
def stage() -> Iterator[Stage]:
    """On loopback."""
    hub = Hub()
    with served(hub) as address:
        yield Stage(hub, address)


def test_an_open_issue_that_says_it_is_the_sign(stage: Stage) -> None:
    """P20: read without any name of ours, so that what we see everybody sees."""
    mark = stage.sign.put_up(SPACE, WORDS)
    assert stage.sign.stands(SPACE, mark)
    stage.sign.take_down(SPACE, mark)
    assert not [headers for headers in stage.hub.heard if "Authorization" in headers]


@pytest.mark.parametrize("change", [{"state": "closed"}, {"body": "Nothing."}, {"body": None}, {"pull_request": {}}])
def test_a_sign_that_does_not_say_it_any_more_does_not_stand(stage: Stage, change: dict[str, object]) -> None:
    """P20: read at the platform, never remembered."""
    mark = stage.sign.put_up(SPACE, WORDS)
    stage.issue.update(change)
    assert not stage.sign.stands(SPACE, mark)
    with pytest.raises(Refused):
        stage.sign.put_up(SPACE, WORDS)


def test_a_repository_that_became_private_has_no_sign(stage: Stage) -> None:
    """P20: what nobody sees without a name is not found."""
    mark = stage.sign.put_up(SPACE, WORDS)
    stage.hub.issues.clear()
    assert not stage.sign.stands(SPACE, mark)


@pytest.mark.parametrize(
    ("space", "says"),
    [("hub/acme/tools", "a person"), ("other/acme/garden", "hub/"), ("hub/acme", "hub/"), ("hub/a/../b", "hub/")],
)
def test_where_none_is_named_a_person_is_told_what_to_do(stage: Stage, space: str, says: str) -> None:
    """P26: by hand, and how."""
    with pytest.raises(Refused) as wrong:
        stage.sign.put_up(space, WORDS)
    assert wrong.value.field == "space"
    assert says in wrong.value.rule


def test_other_words_around_it_are_not_the_sign() -> None:
    """P20: the very words of the procedure, and nothing else that hides them."""
    hub = Hub()
    with served(hub) as address, pytest.raises(Refused):
        Stage(hub, address, "acme/garden#3").sign.put_up(SPACE, WORDS)


@pytest.mark.parametrize("signs", ["acme", "acme/garden", "acme/garden#0", "../x#1", "acme/..#1", "acme/garden#1;"])
def test_a_sign_that_is_named_wrongly_is_said(signs: str) -> None:
    """P26: the setting and the way out."""
    with pytest.raises(Malformed) as wrong:
        connect("hub", {"hook_secret": SECRET, "signs": signs}, dict)
    assert wrong.value.faults[0].field == "hub.signs"
