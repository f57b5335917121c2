# SPDX-License-Identifier: Apache-2.0
"""What every reader of a platform must do, whatever the platform (docs/platforms.md).

A platform's tests subclass `ReaderConforms` and give it a fixture `stage`: the platform, played on this machine so that
the reader talks to it as it would to the real one. `hook_conformance` is the same for what it sends by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Protocol

import pytest

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.ports import Batch, Later, Reader, Refused, Spaces

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PRIVATE_WORDS = "meet me behind the greenhouse"


class ReaderStage(Protocol):
    """A platform as the suite plays it. Ids, conversations and spaces are those of the `Message`s that are read."""

    @property
    def space(self) -> str:
        """The space in which everything is said, as a `Message` names it."""

    def reader(self, spaces: Spaces | None = None) -> Reader:
        """A new reader of it; without `spaces` of all that is public, adopted long ago."""

    def say(self, words: str, *, topic: int = 1, answering: str = "", by: str = "reed") -> str:
        """Somebody says it a minute after what was said before; its id."""

    def say_in(self, space: str, words: str) -> None:
        """Said in another public space."""

    def say_privately(self, words: str) -> None:
        """A direct message, a whisper, a private room: each that the platform has and the account could see."""

    def say_as_bot(self, words: str) -> None:
        """A bot or the platform itself says it."""

    def say_with(self, *, words: str, quoting: str, code: str) -> str:
        """One message that quotes another and shows code."""

    def edit(self, id: str, words: str) -> None:
        """Its author changes it."""

    def remove(self, id: str) -> None:
        """It is deleted."""

    def limit(self, seconds: int) -> None:
        """From now the platform asks to wait; 0 ends that."""

    def fail(self, times: int) -> None:
        """The next requests are answered with 5xx."""

    def garble(self, body: bytes | None) -> None:
        """Every answer is this from now on; None ends it."""

    def requests(self) -> int:
        """How often it was asked."""


def gather(batches: Iterable[Batch]) -> tuple[list[Told], str]:
    """Everything that was told, and the last cursor."""
    told: list[Told] = []
    cursor = ""
    for batch in batches:
        told.extend(batch.told)
        cursor = batch.cursor
    return told, cursor


def texts(told: Iterable[Told]) -> list[str]:
    """What was said, in order."""
    return [one.text for one in told if isinstance(one, Message)]


class ReaderConforms:
    """The promises of `desk.watch.ports.Reader`. Where a platform is slow to play, its tests may say less."""

    many, edits, longest = 130, 200, 1_000_000
    """Messages, more than one answer carries; edits of one message; letters of the longest message."""

    def test_everything_is_told_once_and_oldest_first(self, stage: ReaderStage) -> None:
        """P20: a conversation is folded in the order in which it was held."""
        said = [stage.say(f"word {n}", topic=n % 3 + 1) for n in range(self.many)]
        told, _ = gather(stage.reader().read(""))
        assert [one.id for one in told if isinstance(one, Message)] == said
        assert texts(told) == [f"word {n}" for n in range(self.many)]
        at = [one.at for one in told if isinstance(one, Message)]
        assert at == sorted(at)
        assert all(moment.tzinfo is not None for moment in at)

    def test_a_reader_goes_on_from_every_cursor_without_loss_or_double(self, stage: ReaderStage) -> None:
        """P24: killed anywhere, the watch resumes with the same messages."""
        for n in range(self.many):
            stage.say(f"word {n}", topic=n % 3 + 1)
        batches = list(stage.reader().read(""))
        whole = [one for batch in batches for one in batch.told]
        for place, batch in enumerate(batches):
            before = [one for earlier in batches[: place + 1] for one in earlier.told]
            assert before + gather(stage.reader().read(batch.cursor))[0] == whole

    def test_nothing_new_is_told_again(self, stage: ReaderStage) -> None:
        """P20: a repetition is no news."""
        stage.say("first")
        _, cursor = gather(stage.reader().read(""))
        reader = stage.reader()
        assert gather(reader.read(cursor))[0] == []
        stage.say("second")
        assert texts(gather(reader.read(cursor))[0]) == ["second"]

    def test_messages_of_one_conversation_have_one_mark_and_the_space_is_named(self, stage: ReaderStage) -> None:
        """P20: state is kept by conversation, opted in by space."""
        for n, topic in enumerate((1, 1, 2)):
            stage.say(f"word {n}", topic=topic)
        one, two, three = (m for m in gather(stage.reader().read(""))[0] if isinstance(m, Message))
        assert one.conversation == two.conversation != three.conversation
        assert {m.space for m in (one, two, three)} == {stage.space}

    def test_an_answer_names_what_it_answers(self, stage: ReaderStage) -> None:
        """M12: who answers whom is part of how a conversation goes."""
        first = stage.say("first")
        stage.say("second", answering=first, by="moss")
        _, second = (m for m in gather(stage.reader().read(""))[0] if isinstance(m, Message))
        assert second.reply_to == first

    def test_a_message_says_where_a_person_reads_it(self, stage: ReaderStage) -> None:
        """M12: a liaison looks at the conversation itself."""
        stage.say("first")
        told, _ = gather(stage.reader().read(""))
        assert all("://" in one.place and " " not in one.place for one in told if isinstance(one, Message))

    def test_an_edit_is_told(self, stage: ReaderStage) -> None:
        """P20: the words that count are those that stand."""
        stage.say("first")
        id = stage.say("second")
        before, cursor = gather(stage.reader().read(""))
        for n in range(self.edits):
            stage.edit(id, f"changed {n}")
        told, cursor = gather(stage.reader().read(cursor))
        last = told[-1]
        assert isinstance(last, Edited)
        assert (last.message.id, last.message.text) == (id, f"changed {self.edits - 1}")
        assert last.message.at == next(m.at for m in before if isinstance(m, Message) and m.id == id)
        assert gather(stage.reader().read(cursor))[0] == []

    def test_a_deletion_is_told(self, stage: ReaderStage) -> None:
        """P20: what its author took back is shown to nobody."""
        kept, id = stage.say("first"), stage.say("second")
        before, cursor = gather(stage.reader().read(""))
        stage.remove(id)
        told, cursor = gather(stage.reader().read(cursor))
        gone = [one for one in told if isinstance(one, Removed)]
        assert [one.id for one in gone] == [id]
        assert gone[0].conversation == next(m.conversation for m in before if isinstance(m, Message) and m.id == id)
        assert gather(stage.reader().read(cursor))[0] == []
        assert kept in [m.id for m in gather(stage.reader().read(""))[0] if isinstance(m, Message)]

    def test_what_is_private_is_never_read(self, stage: ReaderStage) -> None:
        """P20: never private messages, whatever the account may see."""
        stage.say("first")
        stage.say_privately(PRIVATE_WORDS)
        stage.say("second")
        told, cursor = gather(stage.reader().read(""))
        assert texts(told) == ["first", "second"]
        assert PRIVATE_WORDS not in f"{told} {cursor}"

    def test_bots_are_no_part_of_a_conversation(self, stage: ReaderStage) -> None:
        """P20: conversations of people."""
        stage.say("first")
        stage.say_as_bot("this was closed after 30 days")
        told, _ = gather(stage.reader().read(""))
        assert [text for text in texts(told) if text] == ["first"]

    def test_only_adopted_spaces_are_read_and_only_from_then_on(self, stage: ReaderStage) -> None:
        """P20: off until a clause adopts it."""
        stage.say("before")
        first = gather(stage.reader().read(""))[0][0]
        assert isinstance(first, Message)
        stage.say("after")
        stage.say_in("elsewhere", "not watched")
        since = first.at + timedelta(seconds=1)
        told, _ = gather(stage.reader(lambda: {stage.space: since}).read(""))
        assert texts(told) == ["after"]

    def test_what_was_read_before_the_watch_rested_is_taken_away_and_not_read_anew(self, stage: ReaderStage) -> None:
        """P20: where it reads otherwise by then; what stands as it stood is not said to be gone."""
        from comity.edge.stream.runner import allowed

        stage.say("first")
        id = stage.say("second")
        before, cursor = gather(stage.reader().read(""))
        since = max(one.at for one in before if isinstance(one, Message)) + timedelta(seconds=1)
        spaces = {stage.space: since}
        stage.edit(id, "otherwise")
        told = allowed(gather(stage.reader(lambda: spaces).read(cursor))[0], spaces)
        assert [(type(one), one.id) for one in told if not isinstance(one, Edited)] == [(Removed, id)]
        assert len(told) == 1

    def test_where_nothing_is_adopted_nothing_is_asked(self, stage: ReaderStage) -> None:
        """P20: a watch that is off asks nobody anything about conversations."""
        stage.say("first")
        asked = stage.requests()
        assert gather(stage.reader(dict).read(""))[0] == []
        assert stage.requests() == asked

    def test_a_platform_that_asks_to_wait_is_left_alone(self, stage: ReaderStage) -> None:
        """P24: waiting loses nothing."""
        for n in range(self.many):
            stage.say(f"word {n}")
        stage.limit(17)
        asked = stage.requests()
        with pytest.raises(Later) as later:
            gather(stage.reader().read(""))
        assert 1 <= later.value.seconds <= 60
        assert stage.requests() - asked <= 2
        stage.limit(0)
        assert len(texts(gather(stage.reader().read(""))[0])) == self.many

    def test_a_platform_that_fails_for_a_moment_costs_nothing(self, stage: ReaderStage) -> None:
        """P24: what was yielded stands, what was not comes at the next turn."""
        said = [stage.say(f"word {n}") for n in range(self.many)]
        stage.fail(2)
        told: list[Told] = []
        cursor = ""
        for _turn in range(5):
            with suppress(OSError):
                for batch in stage.reader().read(cursor):
                    told.extend(batch.told)
                    cursor = batch.cursor
        assert [one.id for one in told if isinstance(one, Message)] == said

    def test_a_platform_that_does_not_answer_is_an_oserror(self, stage: ReaderStage) -> None:
        """P26: a source that is away is said to be away."""
        stage.say("first")
        stage.fail(1000)
        with pytest.raises(OSError):
            gather(stage.reader().read(""))
        stage.fail(0)
        assert texts(gather(stage.reader().read(""))[0]) == ["first"]

    @pytest.mark.parametrize(
        "body", [b"", b"<html>", b"[]", b"null", b"{}", b'{"a": NaN}', b"\xff\xfe", b"[" * 100_000, b'"text"', b"7"]
    )
    def test_an_answer_that_cannot_be_read_is_refused_by_field_and_rule(self, stage: ReaderStage, body: bytes) -> None:
        """P26: names the field and the rule."""
        stage.say("first")
        stage.garble(body)
        with pytest.raises(Refused) as refused:
            gather(stage.reader().read(""))
        assert refused.value.field
        assert refused.value.rule

    def test_words_are_plain_and_neither_quotes_nor_code_are_taken_for_them(self, stage: ReaderStage) -> None:
        """P20: nobody is held to words that they only quoted."""
        stage.say_with(words="I see it otherwise", quoting="you always spoil it", code="kill -9 1")
        [text] = texts(gather(stage.reader().read(""))[0])
        assert "I see it otherwise" in text
        assert "spoil" not in text
        assert "kill" not in text
        assert "<" not in text

    def test_hostile_words_are_only_words(self, stage: ReaderStage) -> None:
        """P26: a megabyte, control characters and marks of direction come through as text."""
        stage.say("\u202eesrever\u202c \u05e9\u05dc\u05d5\u05dd")
        stage.say("a\x1b[2Jb\x00c\x07")
        stage.say("word " * (self.longest // 5))
        bidi, control, long = texts(gather(stage.reader().read(""))[0])
        assert "esrever" in bidi
        assert all(letter.isprintable() or letter == "\n" for letter in control)
        assert self.longest * 0.9 < len(long) <= self.longest

    @pytest.mark.parametrize("cursor", ["7 ", "{", "[]", '{"after": "x"}', "\x00", "9" * 5000, "null", "true"])
    def test_a_cursor_of_somebody_else_is_refused(self, stage: ReaderStage, cursor: str) -> None:
        """P26: nothing is guessed from a cursor that this reader did not give."""
        stage.say("first")
        with pytest.raises(Refused) as refused:
            gather(stage.reader().read(cursor))
        assert refused.value.field == "cursor"


__all__ = ["PRIVATE_WORDS", "START", "ReaderConforms", "ReaderStage", "gather", "texts"]
