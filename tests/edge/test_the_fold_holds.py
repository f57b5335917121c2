# SPDX-License-Identifier: Apache-2.0
"""Hostile texts, clocks and deliveries: the fold does what is written down, and nothing else (P20, P26)."""

from __future__ import annotations

import random
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.desk.watch.message import Edited, Message, Removed, Told
from comity.desk.watch.signal import Kind
from comity.edge.detector import shipped
from comity.edge.detector.fold import Watch
from comity.edge.detector.state import LARGEST, State, pack, unpack
from comity.edge.detector.voices import plain
from tests.watching import MODEL, NOON, POLICY, QUARREL, WATCH, folded, said

HOSTILE = {
    "a megabyte of one word": "liar " * 200_000,
    "a megabyte without a space": "a" * 1_000_000,
    "a megabyte of brackets": "[" * 1_000_000,
    "a megabyte of mentions": "@a" * 500_000,
    "a megabyte of line ends": "\n" * 1_000_000,
    "quotes in quotes": "> " * 300_000,
    "fences that never close": "```" * 300_000,
    "control characters": "".join(map(chr, range(32))) * 50 + "you liar",
    "nul": "\0you\0liar\0",
    "direction marks": "\u202eyou\u202d \u2066liar\u2069 \u200f\u200e",
    "half characters": "\ud800you \udfff liar\udc00",
    "marks upon marks": "z" + "\u0301" * 5_000,
    "letters in disguise": "".join(chr(ord(one) + 0xFEE0) for one in "you!liar!you"),
    "emoji with joiners": "👩‍👩‍👧‍👦" * 2_000,
    "what casing makes longer": "İ" * 8_000,
    "nothing": "",
    "white space": " \t\u3000\u00a0" * 1_000,
}
ABSURD = {
    "the first year": datetime(1, 1, 1, tzinfo=UTC),
    "the last year": datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
    "the first year, further east": datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=14))),
    "the last year, further west": datetime(9999, 12, 31, 23, 59, 59, tzinfo=timezone(timedelta(hours=-12))),
    "before 1970": datetime(1950, 1, 1, tzinfo=UTC),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_text_breaks_the_fold_or_holds_it_up(text: str) -> None:
    """P26: whatever somebody writes, the shipped model reads it in a moment, and the state stays small."""
    watch = shipped.watch()
    began = time.process_time()
    state, _ = folded(said(text, text, "thanks", text), watch)
    assert time.process_time() - began < 1.0
    assert 0 < len(state) <= LARGEST
    assert watch.why(state)


@given(st.text(st.characters(), max_size=400), st.text(st.characters(), max_size=40), st.text(max_size=40))
def test_any_text_author_and_mark_will_do(text: str, author: str, mark: str) -> None:
    """P26: half characters and control characters included, in every field."""
    one = Message(conversation=mark, id=f"{mark}\ud800", author=author, at=NOON, text=text, reply_to=mark)
    state, _ = folded([one, replace(one, id="2"), Edited(message=replace(one, text=f"{text} liar"))])
    assert WATCH.heard(state, Removed(conversation=mark, id="2", at=NOON))[0]
    assert unpack(state, WATCH.mark, len(MODEL.channels))


@given(st.binary(max_size=3_000))
def test_bytes_that_are_no_state_are_begun_anew(written: bytes) -> None:
    """P25: a damaged state loses one conversation's memory and nothing else."""
    assert WATCH.step(written, QUARREL[0]) == WATCH.step(b"", QUARREL[0])


def test_a_message_that_is_held_before_it_was_said_is_no_state() -> None:
    """P25: the place of a message lies in the conversation; a state that says otherwise is damaged."""
    state = plainly(folded(QUARREL[:8])[0])
    state.held[-1].place = 2_047
    damaged = pack(state, WATCH.mark)
    assert unpack(damaged, WATCH.mark, len(MODEL.channels)) is None
    assert WATCH.step(damaged, QUARREL[8]) == WATCH.step(b"", QUARREL[8])


@given(st.integers(0, 2_000), st.integers(0, 255))
def test_a_byte_that_flipped_breaks_nothing(place: int, value: int) -> None:
    """P25: the same for a state that was almost right."""
    state = bytearray(folded(QUARREL[:8])[0])
    state[place % len(state)] = value
    assert len(WATCH.step(bytes(state), QUARREL[8])[0]) <= LARGEST


@pytest.mark.parametrize("at", ABSURD.values(), ids=ABSURD)
def test_an_absurd_instant_breaks_nothing(at: datetime) -> None:
    """P26: it counts as the first or the last instant there is, and is forgotten at the next look."""
    odd = replace(QUARREL[2], at=at)
    state, _ = folded([*QUARREL[:2], odd, *QUARREL[3:]])
    assert len(state) <= LARGEST
    future, _ = folded([replace(QUARREL[0], at=at)])
    assert WATCH.expired(future, NOON)


def test_ten_thousand_edits_of_one_message_are_one_message() -> None:
    """P20: an edit takes the place of what was said; there and back leaves nothing behind, and no second signal."""
    state, _ = folded(QUARREL[:3])
    warm = Edited(message=replace(QUARREL[2], text="you never look, you liar, nonsense, stop twisting"))
    once, signals = folded([warm], state=state)
    assert len(signals) == 1
    back = Edited(message=QUARREL[2])
    edits: list[Told] = [back if n % 2 else warm for n in range(10_000)]
    many, more = folded([*edits, warm], state=once)
    assert more == []
    assert plainly(many) == plainly(once)


def plainly(written: bytes) -> State:
    """What a state says."""
    found = unpack(written, WATCH.mark, len(MODEL.channels))
    assert found
    return found


def test_an_edit_that_was_never_heard_of_is_a_message() -> None:
    """P20: hooks come reordered: the edit first, then what it was an edit of."""
    assert folded([Edited(message=QUARREL[0])]) == folded([QUARREL[0]])
    assert folded([Edited(message=QUARREL[0]), replace(QUARREL[0], text="you liar")]) == folded([QUARREL[0]])


def test_what_was_removed_heats_nothing_and_is_shown_to_nobody() -> None:
    """P20: a removal takes back what the message added, and its words."""
    state, signals = folded(QUARREL[:5])
    assert [one.kind for one in signals] == [Kind.WARMING]
    gone = [Removed(conversation="c1", id=one.id, at=one.at) for one in QUARREL[3:5]]
    after, more = folded(gone, state=state)
    assert more == []
    assert plainly(after).spoken.now < plainly(state).spoken.now
    assert b"twisting" in state
    assert b"twisting" not in after
    assert folded(gone, state=after) == (after, [])


def test_a_removal_that_comes_first_takes_its_message_with_it() -> None:
    """P20: whatever order a platform delivers in, a removed message is not read."""
    gone = Removed(conversation="c1", id=QUARREL[3].id, at=NOON)
    assert folded([gone, QUARREL[3]])[0] == folded([gone])[0]


def test_a_removed_conversation_leaves_nothing() -> None:
    """P20: where a platform deletes a conversation there is no state of it."""
    state, _ = folded(QUARREL)
    assert WATCH.step(state, Removed(conversation="c1", id="", at=NOON)) == (b"", None)


def test_deliveries_in_any_order_double_no_signal() -> None:
    """P20: shuffled, repeated, edited and removed: one conversation warms once at most before it eased."""
    shuffle = random.Random(7)
    for _ in range(200):
        told: list[Told] = [*QUARREL, *QUARREL, *(Edited(message=one) for one in QUARREL[:6])]
        told += [Removed(conversation="c1", id=one.id, at=one.at) for one in shuffle.sample(QUARREL, 2)]
        shuffle.shuffle(told)
        _, signals = folded(told)
        assert len({one.id for one in signals}) == len(signals)
        kinds = [one.kind for one in signals]
        assert all(one is not other for one, other in pairwise(kinds) if one is Kind.EASED)


def test_hundreds_of_voices_are_one_conversation() -> None:
    """P20: who comes after the forty-eighth is told apart no more; the state stays small."""
    told = [replace(one, author=f"member-{n}", text=f"@member-{n + 1} {one.text}")
            for n, one in enumerate(said(*["you never look, liar"] * 500))]  # fmt: skip
    state, signals = folded(told)
    assert len(state) <= LARGEST
    assert signals


@pytest.mark.parametrize("text", [text for text in HOSTILE.values() if len(text) < 10_000])
def test_nothing_unseen_is_left_in_a_text(text: str) -> None:
    """P26: what is shown later moves no cursor and turns no line."""
    left = set(plain(text)) & {chr(n) for n in (*range(9), *range(11, 32), *range(0x7F, 0xA0), *range(0x202A, 0x202F))}
    assert not left
    plain(text).encode()


def test_a_state_that_is_packed_twice_is_the_same() -> None:
    """P25: nothing is lost or rounded between two messages."""
    state, _ = folded(QUARREL)
    assert pack(plainly(state), Watch(MODEL, POLICY).mark) == state
