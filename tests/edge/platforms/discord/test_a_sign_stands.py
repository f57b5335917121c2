# SPDX-License-Identifier: Apache-2.0
"""The sign in a Discord channel, and in a forum: put up once, read back, and taken for nothing where it was altered."""

from __future__ import annotations

from typing import Any

import pytest

from comity.desk.watch.ports import Refused
from tests.edge.platforms.discord.conftest import SOURCE, Stage

WORDS = "This channel is watched for conversations that turn sour.\nWhat is read, and why: https://council.example.org/watch"


def _pinned(stage: Stage, channel: str) -> list[dict[str, Any]]:
    return [one for one in stage.discord.said[channel].values() if one["pinned"]]


def test_a_sign_is_put_up_once_and_everybody_reads_it(stage: Stage) -> None:
    """P20: pinned, with the words of the clause; asking again, and after a restart, changes nothing."""
    channel = stage.channel()
    space = f"{SOURCE}/{channel}"
    mark = stage.sign.put_up(space, WORDS)
    assert len(mark) <= 300
    [told] = _pinned(stage, channel)
    assert told["content"].startswith(WORDS)
    assert stage.sign.stands(space, mark)
    stage.anew()
    assert stage.sign.put_up(space, WORDS) == mark
    assert len(stage.discord.said[channel]) == 1
    assert stage.told()[0] == []  # the sign itself is nothing that a person said


def test_other_words_take_the_place_of_the_sign(stage: Stage) -> None:
    """P20: one sign stands, beside what others pinned, be it more than one answer carries."""
    channel = stage.channel()
    space = f"{SOURCE}/{channel}"
    first = stage.sign.put_up(space, WORDS)
    theirs = [stage.discord.say(channel, f"Rota {n}", pinned=True) for n in range(60)]
    second = stage.sign.put_up(space, WORDS + " New words.")
    assert not stage.sign.stands(space, first)
    assert stage.sign.stands(space, second)
    assert {one["id"] for one in _pinned(stage, channel)} == {*theirs, second.partition(".")[0]}
    for _ in range(2):
        stage.sign.take_down(space, second)
    assert not stage.sign.stands(space, second)
    assert {one["id"] for one in _pinned(stage, channel)} == {*theirs}


def test_a_sign_that_somebody_took_away_or_altered_does_not_stand(stage: Stage) -> None:
    """P20: unpinned, edited, deleted, copied by somebody else, another mark, a channel that is gone."""
    channel = stage.channel()
    space = f"{SOURCE}/{channel}"
    mark = stage.sign.put_up(space, WORDS)
    message = mark.partition(".")[0]
    for wrong in ("", mark[:-1], f"{message}.", f".{mark.partition('.')[2]}"):
        assert not stage.sign.stands(space, wrong)
    [told] = _pinned(stage, channel)
    told["pinned"] = False
    assert not stage.sign.stands(space, mark)
    told |= {"pinned": True, "content": "Nothing to see.\n-# Comity"}
    assert not stage.sign.stands(space, mark)
    copied = stage.discord.say(channel, WORDS + "\n-# Comity", pinned=True)
    assert not stage.sign.stands(space, f"{copied}.{mark.partition('.')[2]}")
    stage.discord.gone(channel)
    assert not stage.sign.stands(space, mark)


def test_where_we_may_not_pin_a_person_is_told_what_to_do(stage: Stage) -> None:
    """P23: the permission by its name, and nothing left hanging."""
    channel, forum = stage.channel(), stage.channel(15)
    stage.discord.may_pin = False
    with pytest.raises(Refused, match="permission to pin messages"):
        stage.sign.put_up(f"{SOURCE}/{channel}", WORDS)
    assert not stage.discord.said[channel]
    with pytest.raises(Refused, match="permission to manage this channel"):
        stage.sign.put_up(f"{SOURCE}/{forum}", WORDS)


def test_a_forum_says_it_in_its_guidelines(stage: Stage) -> None:
    """P20: everybody who posts is shown them; the forum's own words stay as they are."""
    forum = stage.channel(15)
    stage.discord.channels[forum]["topic"] = "Be brief."
    space = f"{SOURCE}/{forum}"
    mark = stage.sign.put_up(space, WORDS)
    assert stage.discord.channels[forum]["topic"].startswith("Be brief.\n\n")
    assert WORDS in stage.discord.channels[forum]["topic"]
    assert stage.sign.stands(space, mark)
    assert stage.sign.put_up(space, WORDS) == mark
    other = stage.sign.put_up(space, "Other words.")
    assert not stage.sign.stands(space, mark)
    assert stage.sign.stands(space, other)
    stage.discord.channels[forum]["topic"] += "\nAnd kind."
    assert stage.sign.stands(space, other)
    for _ in range(2):
        stage.sign.take_down(space, other)
    assert stage.discord.channels[forum]["topic"] == "Be brief.\nAnd kind."
    assert not stage.sign.stands(space, other)


@pytest.mark.parametrize("words", ["x" * 1999, "a\n· · ·\nb"])
def test_words_that_cannot_stand_are_refused(stage: Stage, words: str) -> None:
    """P23: longer than a message, or with what marks a sign's end."""
    with pytest.raises(Refused, match="text"):
        stage.sign.put_up(f"{SOURCE}/{stage.channel()}", words)


def test_no_private_channel_gets_a_sign(stage: Stage) -> None:
    """P20: no direct message, no thread alone, nothing of another source."""
    thread = stage.discord.thread(stage.channel())
    for space in (f"{SOURCE}/{thread}", f"{SOURCE}/5", "other/5", f"{SOURCE}/../users", f"{SOURCE}/"):
        with pytest.raises(Refused, match="space"):
            stage.sign.put_up(space, WORDS)
