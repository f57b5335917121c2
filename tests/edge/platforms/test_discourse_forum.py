# SPDX-License-Identifier: Apache-2.0
"""What only Discourse does: topics that go, posts that move, keys, its official document, and a real forum."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from comity.core.clause import Malformed
from comity.desk.watch.message import Message, Removed
from comity.desk.watch.ports import Refused
from comity.edge.platforms.discourse import connect
from comity.edge.platforms.discourse.posts import message
from comity.edge.platforms.discourse.reader import DiscourseReader
from tests.edge.platforms.conformance import gather, texts
from tests.edge.platforms.hook_conformance import SECRET, heard, refused
from tests.edge.platforms.replay_forum import STORED, Forum, served, stored
from tests.edge.platforms.test_discourse_conforms import Played, Speaking, forum

DOCUMENT = STORED.parent / "specs" / "discourse-openapi.json"
ABSENT = "the folder with test data is not beside the checkout"


@pytest.fixture
def played() -> Iterator[Played]:
    """A forum on loopback."""
    made = forum()
    with served(made) as address:
        yield Played(made, address)


def test_a_post_that_moves_leaves_one_conversation_and_is_said_in_the_other(played: Played) -> None:
    """P20: moderators split topics; the words count where they stand."""
    played.say("first")
    id = played.say("second")
    _, cursor = gather(played.reader().read(""))
    played.forum.posts[int(id)].update(topic_id=2)
    gone, said = gather(played.reader().read(cursor))[0]
    assert isinstance(gone, Removed)
    assert isinstance(said, Message)
    assert (gone.conversation, gone.id, said.conversation, said.id) == ("forum/1", id, "forum/2", id)


@pytest.mark.parametrize("change", [{"hidden": True}, {"user_deleted": True}, {"post_type": 4}])
def test_a_post_that_is_hidden_or_withdrawn_is_gone(played: Played, change: dict[str, object]) -> None:
    """P20: what the community hid is shown to nobody here either."""
    played.say("first")
    id = played.say("second")
    _, cursor = gather(played.reader().read(""))
    played.forum.posts[int(id)].update(change)
    told, cursor = gather(played.reader().read(cursor))
    assert [one.id for one in told if isinstance(one, Removed)] == [id]
    assert gather(played.reader().read(cursor))[0] == []


def test_a_topic_that_becomes_private_is_gone(played: Played) -> None:
    """P20: a topic can be turned into a private message."""
    played.say("first", topic=2)
    id = played.say("second")
    played.say("third", topic=2)
    _, cursor = gather(played.reader().read(""))
    played.forum.topics[1].update(archetype="private_message", category_id=None)
    told, _ = gather(played.reader().read(cursor))
    assert [one.id for one in told if isinstance(one, Removed)] == [id]


@pytest.mark.parametrize(("archetype", "read"), [("regular", True), ("private_message", False), ("banner", False)])
def test_a_private_message_is_none_to_read_whatever_category_it_claims(archetype: str, read: bool) -> None:
    """P20: what it is decides, and not only that it lies nowhere."""
    post = {
        "id": 1, "topic_id": 1, "post_number": 1, "post_type": 1, "user_id": 7, "username": "reed", "cooked": "x",
        "created_at": "2026-01-31T09:30:00Z", "category_id": 4, "topic_archetype": archetype,
    }  # fmt: skip
    assert (message(post) is not None) is read


def test_a_post_that_was_written_late_under_a_lower_number_is_told(played: Played) -> None:
    """P1: databases give numbers before they show rows."""
    first, second = int(played.say("first")), int(played.say("second"))
    late = played.forum.posts.pop(first)
    told, cursor = gather(played.reader().read(""))
    assert texts(told) == ["second"]
    played.forum.posts[first] = late
    assert texts(gather(played.reader().read(cursor))[0]) == ["first"]
    assert second > first


def test_long_gaps_between_numbers_cost_few_questions(played: Played) -> None:
    """M12: where private messages use up the numbers, the reader takes wider steps."""
    for number in range(120):
        played._id = 1000 + 700 * number
        played.say(f"word {number}")
    asked = played.requests()
    assert len(texts(gather(played.reader().read(""))[0])) == 120
    assert played.requests() - asked < 80


@pytest.mark.parametrize("old", [False, True])
def test_what_was_said_before_a_clause_is_not_even_asked_for(old: bool) -> None:
    """P20: a forum of years is read from its sign on."""
    made = forum(old=old)
    with served(made) as address:
        played = Played(made, address)
        for number in range(600):
            played.say(f"old {number}")
        since = made.now + timedelta(seconds=1)
        said = [f"new {number}" for number in range(60)]
        for words in said:
            played.say(words)
        told, cursor = gather(played.reader(lambda: {"forum/4": since}).read(""))
        assert texts(told) == said
        assert played.requests() < 12
        assert gather(played.reader(lambda: {"forum/4": since}).read(cursor))[0] == []


@pytest.mark.parametrize(("key", "code"), [("wrong", 403), ("", 403)])
def test_a_key_that_does_not_fit_is_said_to_be_refused(played: Played, key: str, code: int) -> None:
    """P26: the operator reads which answer the forum gave, and no key."""
    with pytest.raises(Refused) as wrong:
        gather(DiscourseReader("forum", played._address, key=key).read(""))
    assert str(code) in wrong.value.rule
    assert "wrong" not in str(wrong.value)


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"url": "http://forum.example"}, "url"),
        ({"url": "forum"}, "url"),
        ({"url": "https://forum.example/?x=1"}, "url"),
        ({}, "url"),
        ({"url": "https://forum.example", "key": "k"}, "key_name"),
        ({"url": "https://forum.example", "hook_secret": "short"}, "hook_secret"),
        ({"url": "https://forum.example", "secret": "x"}, "secret"),
    ],
)
def test_settings_that_are_wrong_are_named(settings: dict[str, str], field: str) -> None:
    """P26: a key never travels in clear to another machine."""
    with pytest.raises(Malformed) as wrong:
        connect("forum", settings, dict)
    assert wrong.value.faults[0].field == f"forum.{field}"


def test_a_connection_has_a_hook_where_it_has_a_secret() -> None:
    """P20: without a secret nobody is believed."""
    assert connect("forum", {"url": "https://forum.example"}, dict).hook is None
    assert connect("forum", {"url": "https://forum.example", "hook_secret": SECRET}, dict).hook


def test_with_its_first_post_a_whole_topic_is_gone_and_nothing_late_brings_it_back() -> None:
    """P20: Discourse says that the first post is deleted, and of the others nothing."""
    played = Speaking()
    hook = played.hook()
    first, second = played.said(5, "words"), played.forum.topics[1]
    [gone] = heard(hook, played.removed(1)).told
    assert isinstance(gone, Removed)
    assert (gone.conversation, gone.id) == ("forum/1", "")
    assert heard(hook, first).told == ()
    body = json.dumps({"topic": second}).encode()
    headers = {**first[0], "x-discourse-event-type": "topic", "x-discourse-event": "topic_recovered"}
    assert heard(hook, (played.signed(headers, body), body)).told == ()
    assert heard(hook, first).told


def test_another_forum_with_the_same_secret_is_refused() -> None:
    """P26: its numbers would be taken for those of this one."""
    played = Speaking()
    headers, body = played.said(5, "words")
    wrong = refused(played.hook(), {**headers, "x-discourse-instance": "https://other.example"}, body)
    assert wrong.field == "x-discourse-instance"


def test_a_post_that_was_deleted_and_brought_back_is_said_again() -> None:
    """P20: as it stands."""
    played = Speaking()
    hook = played.hook()
    said = heard(hook, played.said(5, "words"))
    heard(hook, played.removed(5))
    played.forum.recover(5)
    assert heard(hook, played._sent()).told == said.told


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """The official OpenAPI document."""
    if not DOCUMENT.is_file():
        pytest.skip(ABSENT)
    found: dict[str, Any] = json.loads(DOCUMENT.read_text("utf-8"))
    return found


def test_what_is_asked_stands_in_the_official_document(document: dict[str, Any], played: Played) -> None:
    """M12: every path and every parameter that the reader sends is Discourse's own."""
    for number in range(60):
        played.say(f"word {number}")
    reader = DiscourseReader("forum", played._address, key="k" * 20)
    _, cursor = gather(reader.read(""))
    gather(reader.read(cursor))
    reader.spaces()
    for asked in set(played.forum.requests):
        path, _, query = asked.partition("?")
        parameters = {one["name"] for one in document["paths"][path]["get"].get("parameters", ())}
        assert {part.partition("=")[0] for part in query.split("&") if part} <= parameters


def test_the_forum_that_tests_play_answers_as_the_official_document_says(
    document: dict[str, Any], played: Played
) -> None:
    """M12: what the reader is tested with is what Discourse promises to send."""
    first = played.say("first")
    played.say("second", answering=first)
    schema = document["paths"]["/posts.json"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    told = {"latest_posts": played.forum.listed(None)}
    # The document was made from a post that answered none: it calls this number text. Discourse sends a number.
    for one in told["latest_posts"]:
        one["reply_to_post_number"] = one["reply_to_post_number"] and str(one["reply_to_post_number"])
    Draft202012Validator(schema).validate(told)
    played.garble(json.dumps(told).encode())
    assert texts(gather(played.reader().read(""))[0]) == ["first", "second"]


@pytest.fixture(scope="module")
def whole() -> Forum:
    """The stored forum."""
    if not (STORED / "posts.jsonl").is_file():
        pytest.skip(ABSENT)
    return stored()


def test_a_real_forum_is_read_once_and_in_order(whole: Forum) -> None:
    """M12: 2,657 posts of people, of which the small actions and what was hidden are left out."""
    with served(whole) as address:
        told, cursor = gather(DiscourseReader("forum", address).read(""))
        said = [one for one in told if isinstance(one, Message)]
        assert len(told) == len(said) == len({one.id for one in said}) == 2558
        assert [int(one.id) for one in said] == sorted(int(one.id) for one in said)
        assert len({one.conversation for one in said}) == 133
        assert len(cursor) < 8000
        assert gather(DiscourseReader("forum", address).read(cursor))[0] == []


def test_a_line_of_a_file_of_posts_is_read_as_the_forum_is(whole: Forum) -> None:
    """M10: a newcomer tries the watch on a file; its words are the same."""
    post = next(one for one in whole.posts.values() if one["post_type"] == 1)
    found = message({name: value for name, value in post.items() if name != "category_id"})
    assert found
    assert (found.id, found.conversation) == (str(post["id"]), str(post["topic_id"]))
    assert message({**post, "post_type": 3}) is None
    with pytest.raises(Refused):
        message({"id": 7})


def test_time_stands_still_in_tests() -> None:
    """P24: the forum repeats by its own clock, after 1, 5, 25 and 125 minutes, and no more."""
    played = Speaking()
    times = []

    def target(headers: object, body: object) -> int:
        times.append(played.forum.now)
        return 500

    played._hook.target = target
    played._hook.waiting.clear()
    played.forum.say(5, 1, "words")
    begun = played.forum.now
    played.forum.tick(24 * 60)
    assert [(at - begun) / timedelta(minutes=1) for at in times] == [0, 1, 6, 31, 156]
