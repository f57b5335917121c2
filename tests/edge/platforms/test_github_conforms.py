# SPDX-License-Identifier: Apache-2.0
"""GitHub keeps what every platform must, and reads no private repository whatever anybody sets (P20, P24, P26)."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from comity.core.clause import Malformed
from comity.desk.watch.message import Edited, Message, Removed
from comity.desk.watch.ports import Hook, Spaces
from comity.edge.platforms.github import connect
from comity.edge.platforms.github.hook import KINDS, GitHubHook
from tests.edge.platforms.conformance import START
from tests.edge.platforms.hook_conformance import SECRET, HookConforms, HookStage, heard, refused

REPOSITORY = {"full_name": "Acme/Garden", "private": False, "visibility": "public"}
REED = {"login": "reed", "id": 7, "type": "User"}


def written(at: datetime) -> str:
    """As GitHub writes an instant."""
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


class Repository:
    """A repository that speaks first, through one kind of event."""

    space = "hub/acme/garden"
    signature, delivery = "x-hub-signature-256", "x-github-delivery"

    def __init__(self, event: str = "issue_comment") -> None:
        self.now = START
        self.event, self.kind = event, KINDS[event]
        self._made: dict[int, str] = {}
        self._sent = 0

    def hook(self, spaces: Spaces | None = None) -> Hook:
        """With the suite's clock."""
        return GitHubHook("hub", SECRET, spaces=spaces, now=lambda: self.now)

    def event_of(self, action: str, id: int, words: str = "", **more: Any) -> tuple[dict[str, str], bytes]:
        """A delivery of this kind."""
        made = self._made.setdefault(id, written(self.now))
        thing = {
            "id": id, "number": 12, "body": words, "user": REED, "created_at": made, "updated_at": written(self.now),
            "html_url": f"https://github.example/acme/garden/issues/12#{id}",
        }  # fmt: skip
        told: dict[str, Any] = {"action": action, "repository": REPOSITORY, self.kind.conversation: {"number": 12}}
        told[self.kind.words] = {**thing, **more.pop("thing", {})}
        if action == "edited":
            told["changes"] = {"body": {"from": "what stood there"}}
        return self.send(self.event, {**told, **more})

    def send(self, event: str, told: object) -> tuple[dict[str, str], bytes]:
        """Headers and body as GitHub sends them."""
        self._sent += 1
        body = json.dumps(told).encode()
        id = f"72d3162e-cc78-11e3-81ab-{self._sent:012d}"
        headers = {"content-type": "application/json", "x-github-event": event, self.delivery: id}
        return self.signed(headers, body), body

    def said(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """Said."""
        return self.event_of("opened" if self.kind.opens else "created", id, words)

    def edited(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """Edited."""
        return self.event_of("edited", id, words)

    def removed(self, id: int) -> tuple[dict[str, str], bytes]:
        """Deleted."""
        return self.event_of("deleted", id)

    def said_privately(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """In a private repository."""
        return self.event_of("created", id, words, repository={**REPOSITORY, "private": True})

    def said_by_bot(self, id: int, words: str) -> tuple[dict[str, str], bytes]:
        """By an app."""
        return self.event_of("created", id, words, thing={"user": {"login": "dep[bot]", "id": 9, "type": "Bot"}})

    def other_events(self) -> Iterator[tuple[dict[str, str], bytes]]:
        """A ping of an organisation, a push, a star, a label, a lock, an edited title."""
        yield self.send("ping", {"zen": "Keep it simple.", "hook_id": 1})
        yield self.send("push", {"ref": "refs/heads/main", "repository": REPOSITORY})
        yield self.send("star", {"action": "created", "repository": REPOSITORY})
        yield self.event_of("labeled", 3)
        yield self.event_of("locked", 3)
        yield self.event_of("edited", 3, "words", changes={"title": {"from": "Roses"}})

    def signed(self, headers: Mapping[str, str], body: bytes) -> dict[str, str]:
        """With the right signature."""
        right = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
        return {**headers, self.signature: f"sha256={right}"}


class TestGitHubIsHeard(HookConforms):
    """Through webhooks about comments."""

    @pytest.fixture
    def hooked(self) -> HookStage:
        """Played in the process."""
        return Repository()


@pytest.mark.parametrize("event", KINDS)
def test_every_kind_of_conversation_is_heard(event: str) -> None:
    """M12: issues, pull requests and discussions, one conversation a number."""
    repository = Repository(event)
    hook = repository.hook()
    [said] = heard(hook, repository.said(5, "> you spoil it\n\nI see it `otherwise`, @moss")).told
    [edited] = heard(hook, repository.edited(5, "I see it so")).told
    [gone] = heard(hook, repository.removed(5)).told
    assert isinstance(said, Message)
    assert isinstance(edited, Edited)
    assert isinstance(gone, Removed)
    assert (said.text, said.author, said.conversation) == ("I see it , @moss", "7", "hub/acme/garden#12")
    assert said.place.startswith("https://")
    assert gone.id == ("" if repository.kind.opens else said.id)


def test_ids_of_different_kinds_are_never_the_same() -> None:
    """P20: GitHub counts each kind by itself; comment 5 is not issue 5."""
    ids = set()
    for event in KINDS:
        repository = Repository(event)
        [said] = heard(repository.hook(), repository.said(5, "words")).told
        assert isinstance(said, Message)
        ids.add(said.id)
    assert len(ids) == len(KINDS)


@pytest.mark.parametrize("answers", ["discussion_comment", "pull_request_review_comment"])
def test_an_answer_in_a_thread_names_what_it_answers(answers: str) -> None:
    """M12: who answers whom."""
    repository = Repository(answers)
    sent = repository.event_of("created", 6, "no", thing={repository.kind.answers: 5})
    [said] = heard(repository.hook(), sent).told
    assert isinstance(said, Message)
    assert said.reply_to == f"{repository.kind.mark}-5"


@pytest.mark.parametrize(
    "repository",
    [
        {**REPOSITORY, "private": True},
        {**REPOSITORY, "visibility": "internal"},
        {"full_name": "acme/garden"},
        {"full_name": "acme/garden", "private": None},
        {"full_name": "acme/garden", "private": "false"},
        None,
    ],
)
def test_a_repository_that_does_not_say_that_it_is_public_is_refused(repository: object) -> None:
    """P20: never private, also where a clause or a setting names it; whoever set the hook up reads why."""
    played = Repository()
    hook = played.hook(lambda: {played.space: START - timedelta(days=1)})
    wrong = refused(hook, *played.event_of("created", 5, "words", repository=repository))
    assert wrong.field.startswith("repository")
    if repository is not None:
        refused(hook, *played.send("ping", {"zen": "words", "repository": repository}))


def test_no_setting_opens_a_private_repository() -> None:
    """P20: there is none to set."""
    with pytest.raises(Malformed) as wrong:
        connect("hub", {"hook_secret": SECRET, "private": "true"}, dict)
    assert wrong.value.faults[0].field == "hub.private"
    with pytest.raises(Malformed) as wrong:
        connect("hub", {"hook_secret": "short"}, dict)
    assert wrong.value.faults[0].field == "hub.hook_secret"
    assert connect("hub", {"hook_secret": SECRET}, dict).hook


def test_an_issue_that_moves_away_is_gone_and_where_it_arrives_it_is_said() -> None:
    """P20: another repository is another space, which another clause opts in."""
    played = Repository("issues")
    played.event_of("opened", 5, "words")
    played.now = START + timedelta(days=90)
    [gone] = heard(played.hook(), played.event_of("transferred", 5)).told
    assert isinstance(gone, Removed)
    assert (gone.id, gone.conversation) == ("", "hub/acme/garden#12")
    arrived = played.event_of("opened", 5, "words", changes={"old_issue": {"id": 4}, "old_repository": {"id": 1}})
    [said] = heard(played.hook(), arrived).told
    assert isinstance(said, Message)
    assert said.at == START


def test_an_account_that_is_gone_says_nothing() -> None:
    """P26: GitHub sends null where an account was deleted."""
    played = Repository()
    assert heard(played.hook(), played.event_of("created", 5, "words", thing={"user": None})).told == ()


@pytest.mark.parametrize(
    ("thing", "field"),
    [
        ({"id": "x"}, "comment.id"),
        ({"id": True}, "comment.id"),
        ({"body": 7}, "comment.body"),
        ({"created_at": "yesterday"}, "comment.created_at"),
        ({"created_at": "2026-03-02T09:00:00"}, "comment.created_at"),
        ({"user": {"login": "reed\n", "id": 7}}, "comment.user.login"),
        ({"user": "reed"}, "comment.user"),
        ({"updated_at": None}, "comment.updated_at"),
    ],
)
def test_what_is_malformed_is_named(thing: dict[str, object], field: str) -> None:
    """P26: the field and the rule."""
    played = Repository()
    assert refused(played.hook(), *played.event_of("created", 5, "words", thing=thing)).field == field
