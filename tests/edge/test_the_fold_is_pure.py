# SPDX-License-Identifier: Apache-2.0
"""The fold of the watch: stream, batch and resumption are one, and nobody's name makes a difference (P20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.desk.watch.message import Message, Told
from comity.desk.watch.ports import Fold
from comity.desk.watch.signal import Kind, Signal
from comity.edge.detector.fold import Watch, chance
from comity.edge.detector.reasons import without_words
from comity.edge.detector.state import LARGEST, State, unpack
from tests.watching import MODEL, NOON, POLICY, QUARREL, WATCH, WORDS, folded, said

texts = st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join)
people = ("oak", "rowan", "alder.two", "hazel_7", "birch-9")


@st.composite
def conversations(draw: st.DrawFn, most: int = 30) -> list[Message]:
    """Conversations of up to five voices who answer and mention each other."""
    told: list[Message] = []
    at = NOON
    for n in range(draw(st.integers(1, most))):
        at += timedelta(minutes=draw(st.integers(0, 600)))
        mention = draw(st.sampled_from(("", "@{} ", "{} said ", "<@{}> ")))
        text = mention.format(draw(st.sampled_from(people))) + draw(texts)
        answered = draw(st.sampled_from([one.id for one in told] or [""])) if draw(st.booleans()) else ""
        author = draw(st.sampled_from(people))
        told.append(Message(conversation="c", id=f"m{n}", author=author, at=at, text=text, reply_to=answered))
    return told


@given(conversations(), st.integers(0, 30))
def test_a_resumed_fold_is_the_same_fold(told: list[Message], cut: int) -> None:
    """P20, P25: a state is everything; whoever goes on from it, in another process, comes to the same."""
    whole, signals = folded(told)
    half, first = folded(told[:cut])
    rest, second = folded(told[cut:], Watch(MODEL, POLICY), bytes(half))
    assert (rest, [*first, *second]) == (whole, signals)


@given(conversations())
def test_looking_is_folding(told: list[Message]) -> None:
    """P20: what a person is shown of a conversation is what the runner made of it, signals and all."""
    state, signals, readings = b"", [], []
    for one in told:
        state, reading, signal = WATCH.reading(state, one)
        signals += [signal] if signal else []
        readings.append(reading)
    assert (state, signals) == folded(told)
    for signal in signals:
        assert signal.risk in {reading.risk for reading in readings if reading.message == signal.message}


@given(conversations(), st.permutations(people))
def test_names_make_no_difference(told: list[Message], others: Sequence[str]) -> None:
    """P20: whoever speaks, and whoever is named in the text, every signal is the same to the last digit."""
    names = dict(zip(people, others, strict=True))
    assert folded([renamed(one, names) for one in told])[1] == folded(told)[1]


@given(conversations(12), conversations(12), st.permutations(people))
def test_nobody_is_known_from_another_conversation(
    one: list[Message], other: list[Message], names: Sequence[str]
) -> None:
    """P20: a conversation starts anew, whatever was said elsewhere and by whom."""
    fresh = Watch(MODEL, POLICY)
    folded(one, fresh)
    again = [renamed(message, dict(zip(people, names, strict=True))) for message in other]
    assert folded(again, fresh)[1] == folded(other)[1]


def renamed(one: Message, names: dict[str, str]) -> Message:
    """The same message under other names, those in its text too."""
    text = " ".join(
        word if (bare := word.strip("<@>")) not in names else word.replace(bare, names[bare])
        for word in one.text.split(" ")
    )
    return replace(one, author=names[one.author], text=text)


@given(conversations(), st.data())
def test_a_repetition_changes_nothing(told: list[Message], data: st.DataObject) -> None:
    """P20: a delivery that comes again, soon or late, moves no temperature and gives no second signal."""
    state, signals = folded(told)
    again = data.draw(st.lists(st.sampled_from(told), max_size=20))
    assert folded(again, state=state) == (state, [])
    twice = [one for message in told for one in (message, message)]
    assert folded(twice) == (state, signals)


def test_a_whole_stream_told_twice_gives_no_second_signal() -> None:
    """P20: also where the conversation is far longer than what is remembered of it."""
    told = said(*("you never look, liar" if n % 40 < 3 else "the harvest tally, thanks" for n in range(600)))
    state, signals = folded(told)
    assert len(signals) > 3
    assert folded(told, state=state) == (state, [])


@given(conversations(60))
def test_a_state_is_small_and_has_no_name(told: list[Message]) -> None:
    """P20: at most two thousand bytes a conversation, and nobody's name in them."""
    told = [replace(one, id=f"{one.id}-{'x' * 300}", text=f"{one.text} {'liar ' * 50}") for one in told]
    state, _ = folded(told)
    assert len(state) <= LARGEST
    assert not any(name.encode() in state for name in people)


@given(conversations())
def test_every_signal_is_the_sum_of_its_reasons(told: list[Message]) -> None:
    """P20: nothing speaks that is not shown."""
    state, ids = b"", set()
    for one in told:
        state, signal = WATCH.step(state, one)
        ids.add(one.id)
        if signal:
            total = MODEL.offset + sum(reason.weight for reason in signal.reasons)
            assert chance(total) == pytest.approx(signal.risk, abs=1e-6)
            assert {reason.message for reason in signal.reasons} <= ids | {""}
            assert 0 <= signal.risk <= 1
            assert 0 <= signal.change <= 1


@settings(max_examples=60)
@given(conversations())
def test_without_its_words_the_watch_would_not_have_spoken(told: list[Message]) -> None:
    """P20: take the words that a signal shows out of the messages, and the score stays below the threshold."""
    for n in range(len(told)):
        for signal in folded(told[: n + 1])[1][-1:]:
            if signal.kind is Kind.WARMING and signal.message == told[n].id:
                assert odds_of([bare(one, signal) for one in told[: n + 1]]) < POLICY.threshold(n + 1)


def bare(one: Message, signal: Signal) -> Message:
    """A message without the words that a signal shows of it."""
    shown = {
        word for reason in signal.reasons if reason.message == one.id and reason.weight > 0 for word in reason.words
    }
    return replace(one, text=" ".join(word for word in one.text.split(" ") if word not in shown))


def odds_of(told: Sequence[Told]) -> float:
    """The log-odds after the last message."""
    return unpacked(folded(told)[0]).spoken.now


def test_a_quarrel_is_told_when_it_warms_and_when_it_eases() -> None:
    """P20: belief and decision are apart: once it spoke, the watch is silent until the conversation eased."""
    _, signals = folded(QUARREL)
    assert [(one.kind, one.message) for one in signals] == [(Kind.WARMING, "c1-3"), (Kind.EASED, "c1-9")]
    warming = signals[0]
    assert ("liar",) in [reason.words for reason in warming.reasons if reason.message == "c1-3"]
    assert any(reason.message == "c1-2" for reason in warming.reasons), "words of an earlier message are named"
    assert (warming.step, warming.model, warming.policy) == ("look", MODEL.version, POLICY.version)


def test_a_shadow_says_the_same_and_is_marked() -> None:
    """P20: shadow first: signals are made, and marked so that nobody is shown them."""
    shadow = Watch(MODEL, replace(POLICY, shadow=True))
    _, unseen = folded(QUARREL, shadow)
    _, shown = folded(QUARREL)
    assert [one.shadow for one in unseen] == [True, True]
    assert [(one.kind, one.message, one.risk) for one in unseen] == [(one.kind, one.message, one.risk) for one in shown]
    assert {one.policy for one in unseen}.isdisjoint(one.policy for one in shown)


def test_a_state_of_another_version_is_begun_anew() -> None:
    """P25: a model or a policy that changed reads no state of the one before it."""
    state, _ = folded(QUARREL[:4])
    other = Watch(replace(MODEL, version="stand-in-2"), POLICY)
    assert folded(QUARREL[4:], other, state) == folded(QUARREL[4:], other)
    assert other.expired(state, NOON)


def test_a_silent_conversation_is_forgotten_and_begins_anew() -> None:
    """P20: a state expires; what was said weeks ago heats nothing today."""
    state, _ = folded(QUARREL[:5])
    late = replace(QUARREL[5], at=NOON + timedelta(days=15), id="late")
    assert not WATCH.expired(state, NOON + timedelta(days=13))
    assert WATCH.expired(state, NOON + timedelta(days=15))
    assert WATCH.step(state, late) == WATCH.step(b"", late)


def test_the_fold_is_a_fold() -> None:
    """P20: what a runner is promised."""
    fold: Fold = WATCH
    assert fold.version.startswith(f"{MODEL.version}/{POLICY.version}/")
    assert without_words(MODEL, unpacked(folded(QUARREL[:4])[0])) < POLICY.threshold(4)


def unpacked(written: bytes) -> State:
    """A state that is there."""
    found = unpack(written, WATCH.mark, len(MODEL.channels))
    assert found
    return found
