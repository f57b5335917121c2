# SPDX-License-Identifier: Apache-2.0
"""Whoever is mentioned in a forum is the one who wrote: by the account, whatever it is called. All invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from comity.desk.watch.message import Edited, Message, Told
from comity.edge.detector.voices import Voices
from comity.edge.platforms.asking import Asking
from comity.edge.platforms.discourse.hook import DiscourseHook
from comity.edge.platforms.discourse.names import ASKED, Names
from comity.edge.platforms.discourse.posts import Post
from comity.edge.platforms.discourse.reader import DiscourseReader
from tests.edge.platforms.conformance import START, gather
from tests.edge.platforms.hook_conformance import SECRET
from tests.edge.platforms.replay_forum import served
from tests.edge.platforms.test_discourse_conforms import Played, Speaking, forum
from tests.watching import WATCH, folded


@pytest.fixture
def played() -> Iterator[Played]:
    """A forum on loopback."""
    made = forum()
    with served(made) as address:
        yield Played(made, address)


def heard(told: Iterable[Told]) -> list[tuple[str, str, int]]:
    """Who spoke, what the fold reads, and whom it takes to be addressed: as ordinals of the conversation."""
    voices, found = Voices(), []
    for one in told:
        message = one.message if isinstance(one, Edited) else one
        assert isinstance(message, Message)
        speaker = voices.of(message.author)
        text, to = voices.hear(message.text)
        found.append((str(speaker), text, to))
    return found


def quarrel(played: Played, reed: str = "reed", heron: str = "heron") -> None:
    """Two who answer each other by name, with their sign and without."""
    for by, words in (
        (reed, "The tally is yours, @heron."), (heron, f"@{reed} it never was. Ask {reed}!"),
        (reed, "Stop twisting this, @heron"), (heron, f"So says @{reed}, who never looks."),
    ):  # fmt: skip
        number = 24 if by == reed else 25
        played._post(1, f"<p>{words.replace('@heron', f'@{heron}')}</p>", user_id=number, username=by)


def test_a_mention_is_the_speaker_and_each_is_seen_to_answer_the_other(played: Played) -> None:
    """P20: reciprocity is read off a live forum as off a file: two voices, each addressed by the other."""
    quarrel(played)
    told, _ = gather(played.reader().read(""))
    assert heard(told) == [
        ("0", "The tally is yours, @2.", 1), ("1", "@1 it never was. Ask @1!", 0),
        ("0", "Stop twisting this, @2", 1), ("1", "So says @1, who never looks.", 0),
    ]  # fmt: skip
    assert not any(name in str(told) for name in ("reed", "heron"))


def test_a_new_name_changes_nothing(played: Played) -> None:
    """P20: whoever is called otherwise from the middle on, here, in what others write and in what stood before."""
    quarrel(played)
    before, cursor = gather(played.reader().read(""))
    renamed = forum()
    with served(renamed) as address:
        other = Played(renamed, address)
        quarrel(other, reed="rushes", heron="egret")
        after, _ = gather(other.reader().read(""))
    assert heard(before) == heard(after)
    assert [one.author for one in after if isinstance(one, Message)] == ["user-24", "user-25"] * 2
    for state in (folded(before, WATCH), folded(after, WATCH)):
        assert state[0] == folded(before, WATCH)[0]
    played._post(1, "<p>And now, @egret?</p>", user_id=24, username="rushes")
    played._post(1, "<p>Nothing, @rushes.</p>", user_id=25, username="egret")
    more, _ = gather(DiscourseReader("forum", played._address, key="k" * 20).read(cursor))
    assert [one.text for one in more if isinstance(one, Message)] == ["And now, @user-25?", "Nothing, @user-24."]


def test_who_is_mentioned_before_they_speak_is_asked_for_and_nobody_twice(played: Played) -> None:
    """P24: also by a process that has just begun; what no account has stays as it is written."""
    played._post(8, "<p>Nothing that is read</p>", user_id=31, username="thrush")
    played._post(1, "<p>@thrush and @gardeners and @thrush: look</p>", user_id=24, username="reed")
    first, cursor = gather(played.reader().read(""))
    played._post(1, "<p>Yes?</p>", user_id=31, username="thrush")
    later, _ = gather(DiscourseReader("forum", played._address, key="k" * 20).read(cursor))
    said = [(one.author, one.text) for one in (*first, *later) if isinstance(one, Message)]
    assert said == [("user-24", "@user-31 and @gardeners and @user-31: look"), ("user-31", "Yes?")]
    asked = [path for path in played.forum.requests if path.startswith("/u/")]
    assert sorted(asked) == ["/u/gardeners.json", "/u/thrush.json"]


def test_a_hook_and_a_reader_tell_the_same() -> None:
    """P24: whichever comes first, a post is the same message; a hook asks the forum for a name that it never heard."""
    speaking = Speaking()
    with served(speaking.forum) as address:
        heard_by = DiscourseHook(
            "forum",
            SECRET,
            now=lambda: speaking.now,
            ask=lambda path: Asking(address, {"Api-Key": "k" * 20}).ask("GET", path),
        )
        speaking.forum.say(90, 8, "<p>Nothing that is read</p>", user_id=25, username="heron")
        delivery = heard_by.receive(*speaking.said(100, "So says @heron, who never looks."))
        read, _ = gather(DiscourseReader("forum", address, key="k" * 20).read(""))
    (told,) = delivery.told
    assert isinstance(told, Message)
    (same,) = [one for one in read if isinstance(one, Message) and one.id == "100"]
    assert (told.author, told.text) == (same.author, same.text) == ("user-7", "So says @user-25, who never looks.")


def post(number: int, name: str, words: str = "", topic: int = 1) -> Post:
    """A post of a topic."""
    return Post(
        id=number, topic=topic, number=number, answers=0, category=4, kind=1, author=number, name=name, cooked=words,
        slug="", at=START, changed=START, version=1, gone=False, by_its_author=False, action="", archetype="regular",
    )  # fmt: skip


def test_names_are_few_and_asked_for_seldom() -> None:
    """P26: a text of a thousand names asks for twenty; what is remembered has an end; a name is no address."""
    asked: list[str] = []

    def ask(path: str) -> dict[str, object]:
        asked.append(path)
        return {"user": {"id": 7}}

    names = Names(ask, most=50)  # type: ignore[arg-type]
    for number in range(1, 200):
        names.learn(post(number, f"member{number}", topic=number))
    text = " ".join(f"@stranger{n}" for n in range(1000))
    told = names.told(post(5, "x", text).message(), 5)
    assert len(asked) == ASKED
    assert len(names._known) <= 50
    assert len(names._spoke) <= 50
    kept = Message(
        conversation="199", id="1", author="9", at=START, text="https://a.example/u/member199 me@member199.org"
    )
    same = names.told(kept, 199)
    assert isinstance(same, Message)
    assert same.text == kept.text
    assert isinstance(told, Message)
