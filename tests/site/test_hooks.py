# SPDX-License-Identifier: Apache-2.0
"""A platform's hook over HTTP: kept before it is answered, refused by field and rule, and nothing is ever our fault."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.test import Client

from comity.core.clause import Fault, Malformed
from comity.desk.ports import Exhausted
from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.ports import Delivery
from comity.edge.api import hooks
from comity.edge.platforms.discourse.hook import DiscourseHook
from comity.edge.store.unit import SqlStore
from comity.edge.stream.inbox import SqlInbox
from comity.site import watch_sources
from tests.edge.platforms.conformance import START
from tests.edge.platforms.hook_conformance import SECRET
from tests.edge.platforms.replay_forum import Forum, Webhook
from tests.streams import LOCK

PROBLEM = "application/problem+json"
ADDRESS = "/hooks/discourse/forum"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


class Clock:
    """The forum's own, so that both agree."""

    def __init__(self, forum: Forum) -> None:
        self._forum = forum

    def now(self) -> object:
        """As the forum has it."""
        return self._forum.now


class Site:
    """A site that listens to one forum, and that forum."""

    def __init__(self) -> None:
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        self.forum = Forum({4: "Garden"}, now=START)
        self.forum.topic(1, category=4)
        self.webhook = Webhook(self.post, SECRET)
        self.forum.hooks.append(self.webhook)
        spaces = {"forum/4": START - timedelta(days=1)}
        self.hook = DiscourseHook("forum", SECRET, spaces=lambda: spaces, now=lambda: self.forum.now)
        self.inbox = SqlInbox(
            transaction=SqlStore().transaction,
            spaces=lambda: spaces,
            clock=Clock(self.forum),  # type: ignore[arg-type]
            lock=LOCK,
        )
        self.full = False
        self.answers: list[tuple[int, str]] = []

    def hook_of(self, platform: str, source: str) -> DiscourseHook | None:
        """The one source that there is."""
        return self.hook if (platform, source) == ("discourse", "forum") else None

    def put(self, delivery: Delivery) -> bool:
        """Into the inbox of the database, unless there is no room."""
        if self.full:
            raise Exhausted("no room")
        return self.inbox.put(delivery)

    def post(self, headers: Mapping[str, str], body: bytes, address: str = ADDRESS) -> int:
        """As the platform sends it."""
        told = {name: value for name, value in headers.items() if name != "content-type"}
        kind = headers.get("content-type", "application/json")
        answer = self.client.post(address, data=body, content_type=kind, headers=told)
        self.answers.append((answer.status_code, answer.headers["Content-Type"]))
        self.last = answer.json() if answer.content else None
        return answer.status_code

    def waiting(self) -> tuple[Told, ...]:
        """What is kept for the runner."""
        return self.inbox.waiting("forum", 1000)[1]

    def sent(self) -> tuple[dict[str, str], bytes]:
        """The last delivery that the forum has made."""
        one = self.webhook.waiting[-1]
        return self.forum.headers(self.webhook, one), one.body


@pytest.fixture
def site() -> Iterator[Site]:
    """On the database under test."""
    made = Site()
    with (
        mock.patch.object(hooks, "hook_of", made.hook_of),
        mock.patch.object(hooks, "inbox", return_value=mock.Mock(put=made.put)),
    ):
        yield made


def test_what_happens_in_a_forum_waits_for_the_runner_before_the_forum_is_answered(site: Site) -> None:
    """P24: 202 means that it is on the disk."""
    site.forum.say(10, 1, "<p>good morning</p>")
    site.forum.say(11, 1, "<p>good day</p>")
    site.forum.edit(11, "<p>good evening</p>")
    site.forum.delete(11)
    site.forum.tick(0)
    assert site.webhook.statuses == [202] * 4
    one, two, changed, gone = site.waiting()
    assert isinstance(one, Message)
    assert isinstance(two, Message)
    assert isinstance(changed, Edited)
    assert isinstance(gone, Removed)
    assert (one.text, two.text, changed.message.text, gone.id) == ("good morning", "good day", "good evening", "11")


def test_a_repetition_is_answered_and_kept_once(site: Site) -> None:
    """P24: the platform that heard no answer sends again, and the conversation has one message."""
    site.forum.say(10, 1, "<p>good morning</p>")
    sent = site.sent()
    assert [site.post(*sent) for _ in range(3)] == [202] * 3
    assert site.last == {"kept": False}
    assert len(site.waiting()) == 1


def test_what_could_not_be_kept_is_sent_again_and_comes_in_another_order(site: Site) -> None:
    """P24: a full disk costs nothing: Discourse repeats after 1, 5, 25 and 125 minutes."""
    site.full = True
    site.forum.say(10, 1, "<p>first</p>")
    site.forum.tick(2)
    assert site.webhook.statuses == [503, 503]
    site.full = False
    site.forum.say(11, 1, "<p>second</p>")
    site.forum.tick(200)
    assert site.webhook.statuses == [503, 503, 202, 202]
    assert [one.text for one in site.waiting() if isinstance(one, Message)] == ["second", "first"]


def test_whoever_asks_for_a_source_that_is_none_learns_nothing(site: Site) -> None:
    """P10: one and the same answer for every address at which nobody listens."""
    site.forum.say(10, 1, "<p>good morning</p>")
    told = []
    for address in ("/hooks/discourse/nowhere", "/hooks/github/forum", "/hooks/x/y"):
        assert site.post(*site.sent(), address=address) == 404
        told.append(site.last)
    assert told[0] == told[1] == told[2]
    assert site.waiting() == ()


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("x-discourse-event-signature", ""),
        ("x-discourse-event-signature", "sha256=" + "0" * 64),
        ("x-discourse-event-id", "a b"),
        ("x-discourse-event", "Post!"),
        ("content-type", "text/plain"),
    ],
)
def test_what_is_wrong_is_said_by_field_and_rule(site: Site, header: str, value: str) -> None:
    """P26: whoever sets the hook up reads what to change."""
    site.forum.say(10, 1, "<p>good morning</p>")
    headers, body = site.sent()
    assert site.post({**headers, header: value}, body) == 422
    assert site.last is not None
    assert site.last["faults"][0]["field"] == header
    assert site.last["faults"][0]["rule"]
    assert site.waiting() == ()


def test_no_body_is_our_fault(site: Site) -> None:
    """P26: too large, cut, of another kind, signed or not: 4xx in a problem document, never 5xx."""
    site.forum.say(10, 1, "<p>good morning</p>")
    headers, body = site.sent()
    for hostile in (b"", b"{", b"\xff", b"[" * 100_000, b"x" * 3_000_000, body[:-1], b'{"post": {"id": "' + b"9" * 999):
        site.webhook.waiting[-1].body = hostile
        site.post(*site.sent())
        site.post(headers, hostile)
    assert {status for status, _ in site.answers} == {413, 422}
    assert {kind for _, kind in site.answers} == {PROBLEM}


def test_a_megabyte_of_words_is_taken(site: Site) -> None:
    """P26: long is no fault."""
    site.forum.say(10, 1, f"<p>{'word ' * 180_000}</p>", raw="")
    site.post(*site.sent())
    assert site.answers[-1][0] in (202, 413)
    site.forum.say(11, 1, f"<p>{'word ' * 80_000}</p>", raw="")
    assert site.post(*site.sent()) == 202


def test_only_posting_is_for_hooks(site: Site) -> None:
    """P26: 405 with what is allowed, in a problem document."""
    answer = site.client.get(ADDRESS)
    assert (answer.status_code, answer.headers["Content-Type"], answer.headers["Allow"]) == (405, PROBLEM, "POST")


def test_settings_that_are_wrong_are_not_the_platforms_fault(site: Site) -> None:
    """P26: the platform is asked to send it again, and reads nothing of the settings."""
    site.forum.say(10, 1, "<p>good morning</p>")
    wrong = Malformed([Fault(field="watch.toml: forum.key", rule="set", text="not set")])
    with mock.patch.object(hooks, "hook_of", side_effect=wrong):
        assert site.post(*site.sent()) == 503
    assert "watch.toml" not in str(site.last)


def test_duplicates_in_any_order_make_one_conversation(site: Site) -> None:
    """P24: ten thousand edits, every delivery twice, backwards: the last words stand and none are told twice."""
    site.forum.say(10, 1, "<p>first</p>")
    for n in range(150):
        site.forum.now += timedelta(seconds=1)
        site.forum.edit(10, f"<p>changed {n}</p>")
    sent = [(site.forum.headers(site.webhook, one), one.body) for one in site.webhook.waiting]
    for headers, body in (*reversed(sent), *sent):
        assert site.post(headers, body) == 202
    told = site.waiting()
    assert [one.message.text for one in told if isinstance(one, Edited)] == ["changed 149"]
    assert not [one for one in told if isinstance(one, Message)]


def test_a_site_is_put_together_from_its_file(client: Client) -> None:
    """P24: an address, a secret, the inbox of this very site; and without a clause nothing is kept."""
    from django.conf import settings

    forum = Forum({4: "Garden"}, now=datetime.now(UTC))
    forum.topic(1, category=4)
    answers = []

    def target(headers: Mapping[str, str], body: bytes) -> int:
        told = {name: value for name, value in headers.items() if name != "content-type"}
        answers.append(client.post(ADDRESS, data=body, content_type="application/json", headers=told))
        return answers[-1].status_code

    forum.hooks.append(Webhook(target, SECRET))
    path = settings.COMITY.home / "watch.toml"
    path.write_text(
        f'[forum]\nplatform = "discourse"\nurl = "{forum.address}"\nhook_secret = "{SECRET}"\n'.replace(
            "http:", "https:"
        ),
        "utf-8",
    )
    watch_sources._here.cache_clear()
    try:
        forum.say(10, 1, "<p>good morning</p>")
        forum.tick(0)
        assert [(one.status_code, one.content) for one in answers] == [(202, b'{"kept": false}')]
        assert client.post("/hooks/github/forum").status_code == 404
        path.write_text("[forum", "utf-8")
        assert client.post(ADDRESS).status_code == 503
    finally:
        path.unlink()
        watch_sources._here.cache_clear()
