# SPDX-License-Identifier: Apache-2.0
"""The sign in a category: where it does not stand as it was put up, nothing is read (P20)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from comity.desk.watch.ports import Connection, Refused, Sign
from comity.edge.platforms.discourse import connect
from tests.edge.platforms.conformance import START, gather, texts
from tests.edge.platforms.replay_forum import STORED, Forum, served

WORDS = "A program watches over the tone of this space.\nhttps://council.example/watched"
KEY = "k" * 20


class Moderated(Forum):
    """A forum in which our account may make, pin, close and delete topics, unless it is told not to."""

    may: frozenset[str] = frozenset({"say", "pin"})
    restricted = 6

    def _found(self, path: str, query: Mapping[str, list[str]]) -> tuple[int, dict[str, str], bytes]:
        parts = path.removesuffix(".json").strip("/").split("/")
        if parts == ["site"]:
            told = [
                {"id": id, "name": name, "slug": name.lower(), "read_restricted": id == self.restricted}
                for id, name in self.categories.items()
            ]
            return _json({"categories": told})
        if parts[0] == "c":
            there = [self._shown(id) for id, one in self.topics.items() if str(one["category_id"]) == parts[2]]
            return _json({"topic_list": {"topics": [one for one in there if one["deleted_at"] is None]}})
        if parts[0] == "posts" and len(parts) == 2:
            post = self.posts[int(parts[1])]
            return _json({**post, "raw": post.get("raw", post["cooked"])})
        if parts[0] == "t" and int(parts[1]) in self.topics:
            return _json(self._shown(int(parts[1])))
        return super()._found(path, query)

    def _shown(self, id: int) -> dict[str, Any]:
        posts = [one for one in self.posts.values() if one["topic_id"] == id]
        return {"pinned": False, "closed": False, "visible": True, "deleted_at": None, "post_stream": {"posts": posts},
                **self.topics[id]}  # fmt: skip

    def act(self, method: str, path: str, headers: Mapping[str, str], told: Any) -> tuple[int, dict[str, str], bytes]:
        """What moderators do."""
        self.requests.append(f"{method} {path}")
        self.sent = told
        match method, path.strip("/").split("/"):
            case "POST", ["posts.json"] if "say" in self.may:
                id = 1 + max(self.topics)
                self.topic(id, category=told["category"], title=told["title"])
                post = self.say(
                    1 + max(self.posts, default=0),
                    id,
                    cooked(told["raw"]),
                    raw=told["raw"],
                    username="Watch",
                    user_id=3,
                )
                return _json({"id": post["id"], "topic_id": id})
            case "PUT", ["t", id, "status.json"] if "pin" in self.may:
                self.topics[int(id)][told["status"]] = told["enabled"] == "true"
                return _json({"success": "OK"})
            case "DELETE", ["t", id]:
                self.topics[int(id.removesuffix(".json"))]["deleted_at"] = self.now.isoformat()
                return _json({"success": "OK"})
            case _:
                return 403, {}, json.dumps({"errors": ["no"]}).encode()


def cooked(raw: str) -> str:
    """As a forum cooks it: in place of a link that stands alone, the page behind it."""
    return f'<p>{raw.splitlines()[0]}</p><aside class="onebox"><h3>The council</h3></aside>'


def _json(told: object) -> tuple[int, dict[str, str], bytes]:
    return 200, {}, json.dumps(told).encode()


class Stage:
    """A forum and our connection to it."""

    def __init__(self, forum: Moderated, address: str) -> None:
        self.forum = forum
        settings = {"url": address, "key": KEY, "key_name": "watch"}
        self.connection: Connection = connect("forum", settings, lambda: {"forum/4": START})

    @property
    def sign(self) -> Sign:
        """Its sign."""
        assert self.connection.sign
        return self.connection.sign


@pytest.fixture
def stage() -> Iterator[Stage]:
    """On loopback."""
    forum = Moderated({4: "Garden", 6: "Staff"}, now=START, key=KEY)
    forum.topic(1, category=4)
    forum.say(1, 1, "<p>first</p>")
    with served(forum) as address:
        yield Stage(forum, address)


def test_a_sign_is_put_up_once_and_found_again(stage: Stage) -> None:
    """P20: pinned and closed, above everything else in the category; every act may be repeated."""
    mark = stage.sign.put_up("forum/4", WORDS)
    topic = stage.forum.topics[int(mark.partition(".")[0])]
    assert (topic["category_id"], topic["pinned"], topic["closed"]) == (4, True, True)
    assert stage.sign.stands("forum/4", mark)
    assert stage.sign.put_up("forum/4", WORDS) == mark
    assert len(stage.forum.topics) == 2
    assert len(mark) < 300


@pytest.mark.parametrize(
    "change", [{"pinned": False}, {"deleted_at": "2026-03-02"}, {"visible": False}, {"category_id": 6}]
)
def test_a_sign_that_not_everybody_sees_does_not_stand(stage: Stage, change: dict[str, object]) -> None:
    """P20: read at the platform, never remembered."""
    mark = stage.sign.put_up("forum/4", WORDS)
    stage.forum.topics[int(mark.partition(".")[0])].update(change)
    assert not stage.sign.stands("forum/4", mark)


def test_a_sign_with_other_words_does_not_stand_and_is_replaced(stage: Stage) -> None:
    """P20: everybody reads the very words of the procedure."""
    mark = stage.sign.put_up("forum/4", WORDS)
    topic = int(mark.partition(".")[0])
    post = next(one for one in stage.forum.posts.values() if one["topic_id"] == topic)
    post["raw"] = "Nothing is watched here."
    assert not stage.sign.stands("forum/4", mark)
    other = stage.sign.put_up("forum/4", WORDS)
    assert other != mark
    assert stage.sign.stands("forum/4", other)
    assert stage.forum.topics[topic]["deleted_at"]


@pytest.mark.parametrize("mark", ["", "x", "7", "99999.abc", ".abc", "-1.abc", "1." + "0" * 32])
def test_a_mark_of_nothing_does_not_stand(stage: Stage, mark: str) -> None:
    """P26: nothing is guessed."""
    assert not stage.sign.stands("forum/4", mark)
    stage.sign.take_down("forum/4", mark)
    assert "deleted_at" not in stage.forum.topics[1]


def test_a_sign_that_is_taken_down_is_gone_and_twice_is_no_fault(stage: Stage) -> None:
    """P20: a space that is watched no more says so no more."""
    mark = stage.sign.put_up("forum/4", WORDS)
    stage.sign.take_down("forum/4", mark)
    assert not stage.sign.stands("forum/4", mark)
    stage.sign.take_down("forum/4", mark)


@pytest.mark.parametrize("space", ["forum/6", "forum/99", "other/4", "forum/x", "forum/"])
def test_no_sign_is_put_where_not_everybody_reads(stage: Stage, space: str) -> None:
    """P20: what is for a few is never watched."""
    with pytest.raises(Refused) as wrong:
        stage.sign.put_up(space, WORDS)
    assert wrong.value.field == "space"
    assert len(stage.forum.topics) == 1


@pytest.mark.parametrize(("may", "left"), [(frozenset(), 1), (frozenset({"say"}), 2)])
def test_where_we_may_not_pin_a_person_is_told_what_to_allow(stage: Stage, may: frozenset[str], left: int) -> None:
    """P26: and nothing is left standing that says it half."""
    stage.forum.may = may
    with pytest.raises(Refused) as wrong:
        stage.sign.put_up("forum/4", WORDS)
    assert "a person" in wrong.value.rule
    assert len(stage.forum.topics) == left
    assert all(one.get("deleted_at") for id, one in stage.forum.topics.items() if id > 1)


def test_the_sign_itself_is_no_part_of_a_conversation(stage: Stage) -> None:
    """P20: our own account is never read."""
    stage.sign.put_up("forum/4", WORDS)
    assert stage.connection.reader
    assert texts(gather(stage.connection.reader.read(""))[0]) == ["first"]


def test_a_forum_without_a_key_has_no_sign_and_so_is_never_read_live() -> None:
    """P20: what cannot say that it is watched is not."""
    assert connect("forum", {"url": "https://forum.example"}, dict).sign is None


def test_what_is_done_there_stands_in_the_official_document(stage: Stage) -> None:
    """M12: each path and body is Discourse's own."""
    if not (STORED.parent / "specs" / "discourse-openapi.json").is_file():
        pytest.skip("the folder with test data is not beside the checkout")
    document = json.loads((STORED.parent / "specs" / "discourse-openapi.json").read_text("utf-8"))
    stage.sign.take_down("forum/4", stage.sign.put_up("forum/4", WORDS))
    known = {
        "/posts.json",
        "/t/{id}.json",
        "/t/{id}/status.json",
        "/site.json",
        "/c/{slug}/{id}.json",
        "/posts/{id}.json",
    }
    assert known <= set(document["paths"])
    fields = document["paths"]["/posts.json"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"title", "raw", "category"} <= set(fields["properties"])
    status = document["paths"]["/t/{id}/status.json"]["put"]["requestBody"]["content"]["application/json"]["schema"]
    assert {"status", "enabled", "until"} == set(status["properties"])
    assert "delete" in document["paths"]["/t/{id}.json"]
