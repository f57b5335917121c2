# SPDX-License-Identifier: Apache-2.0
"""P20: the detector shows the words that made it speak, looks at conversations, and never at who somebody is."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from comity.desk.watch.message import Message
from comity.edge.detector import weights
from comity.edge.detector.features import Looked, glance, look
from comity.edge.detector.fold import Watch
from comity.edge.detector.heads import HEADS
from comity.edge.detector.words import ADDRESS, CODE, HEAD, MARKS, MENTION, QUOTED, TAIL, clean, words_of

HEADS_OF = weights.heads()
NOW = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
HARSH = "You always ignore what I said, @wren. Why do you keep lying? Thanks for NOTHING!!"
KIND = "Thank you, that makes sense. Could we perhaps add the reason as a note?"
TALK = (KIND, "I am not sure I agree with this.", HARSH, "That is absurd, nobody asked you.", "Sorry, you are right.")


@pytest.mark.parametrize("text", TALK)
def test_every_value_of_a_message_is_the_sum_of_its_words(text: str) -> None:
    """P20: nothing is added that the words do not show."""
    looked = look(text, HEADS_OF)
    for place, value in enumerate(looked.values):
        assert sum(part.adds[place] for part in looked.parts) == pytest.approx(value, abs=1e-9)
    assert looked.values == glance(text, HEADS_OF)
    assert all(word in text or word == MENTION for part in looked.parts for word in part.words)


def test_harsh_words_warm_a_conversation_and_kind_ones_cool_it() -> None:
    """P20: and the words that did it are shown as they stand."""
    harsh, kind = look(HARSH, HEADS_OF), look(KIND, HEADS_OF)
    watch = Watch(weights.load())
    assert _risk(watch, (KIND, HARSH)) > _risk(watch, (KIND, KIND))
    assert "You always" in harsh.cues["accusation"]
    assert "Thanks for NOTHING" in harsh.cues["sarcasm"]
    assert "Could we" in kind.cues["invites"]
    assert _strongest(harsh) > _strongest(kind)


def _risk(watch: Watch, texts: tuple[str, ...]) -> float:
    state, risk = b"", 0.0
    for n, text in enumerate(texts):
        told = Message(conversation="c", id=str(n), author="", at=NOW + timedelta(n), text=text)
        state, reading, _ = watch.reading(state, told)
        risk = reading.risk
    return risk


def _strongest(looked: Looked) -> float:
    return max(part.adds[HEADS.index("toxicity")] for part in looked.parts)


def test_names_say_nothing() -> None:
    """P20: whom a message mentions changes nothing."""
    said = "@{a} you keep reverting this, <@{b}> asked for it, and @{a}:example.org did nothing"
    pairs = (("wren", "oak"), ("oak", "wren"), ("idiot", "thanks"), ("fuck-you", "x_1"), ("1", "2"))
    assert len({glance(said.format(a=a, b=b), HEADS_OF) for a, b in pairs}) == 1


def test_names_say_nothing_in_a_whole_conversation() -> None:
    """P20: renaming or exchanging the people of a conversation leaves every reading identical, bare names included."""
    said = ("{a} you keep lying, you idiot", "no {b}, it is stupid of you to ask", "@{a} shut up, {a} is a liar")
    found = set()
    for a, b in (("wrenna", "oakley"), ("oakley", "wrenna"), ("moron", "thanks"), ("fucking-x", "grateful_1")):
        watch, state, heard = Watch(weights.load()), b"", []
        for n, text in enumerate(said):
            told = Message(
                conversation="c", id=str(n), author=(a, b)[n % 2], at=NOW + timedelta(n), text=text.format(a=a, b=b)
            )
            state, reading, _ = watch.reading(state, told)
            heard.append((reading.risk, reading.reasons))
        found.add(tuple(heard))
    assert len(found) == 1


def test_what_somebody_quotes_or_runs_is_not_what_they_say() -> None:
    """P20: code, addresses and quotations are somebody else's words: it is read only that one stands there."""
    said = "> you idiot\nI disagree\n```\nkill -9 fool\n``` see https://idiot.example/fool"
    assert words_of(clean(said)) == [QUOTED, "i", "disagree", CODE, "see", ADDRESS]
    assert [word for part in look(said, HEADS_OF).parts for word in part.words if word in MARKS] == []


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ('He said "you are an idiot" and left', f"he said {QUOTED} and left"),
        ("\u201cGo away, fool\u201d is rude", f"{QUOTED} is rude"),
        ("\u00abgo away fool\u00bb is rude", f"{QUOTED} is rude"),
        ("do not say 'you're all fools' to them", f"do not say {QUOTED} to them"),
        ("you call this \"expert\" 'advice'", "you call this expert advice"),
        ("a 5\" and 6\" shelf, the guys' and the dogs' bowls", "a 5 and 6 shelf the guys and the dogs bowls"),
        ("rock 'n roll isn't what I'd say", "rock n roll isn't what i'd say"),
        ("\x03 hello \x01", "hello"),
    ],
)
def test_a_citation_is_two_words_or_more_between_quotation_marks(said: str, read: str) -> None:
    """P20: whoever cites an insult to object to it did not say it; one word between marks is how somebody speaks."""
    assert words_of(clean(said)) == read.split(" ")


def test_citing_an_insult_is_cooler_than_saying_it() -> None:
    """P20: counter-speech has to cite."""
    said, cited = "you are a pathetic liar", 'please do not write "you are a pathetic liar" here'
    assert _risk(Watch(weights.load()), (KIND, cited)) < _risk(Watch(weights.load()), (KIND, said))


def test_disguised_letters_are_read_and_invisible_ones_are_not() -> None:
    """P20: nobody hides a word by breaking it with characters that nobody sees."""
    assert (
        words_of(clean("you\u200b are an i\u00addi\u2060ot, \uff46\uff4f\uff4f\uff4c"))
        == "you are an idiot fool".split()
    )


@pytest.mark.parametrize(
    "unit",
    [
        "a",
        "you are wrong. ",
        "`",
        "> ",
        "@",
        "@a:",
        "?!",
        "\u202e",
        "\u0301",
        "'-",
        "\ufdfa",
        "\x00",
        "https://",
        "\n>",
        '"a b',
        "'a b ",
        "'aa 'b'b ",
        "\"a 'b c",
    ],
)
def test_a_text_of_any_size_takes_bounded_time(unit: str) -> None:
    """P20: a megabyte of anything is read in the time of its first and last characters."""
    text = unit * (1_000_000 // len(unit))
    assert len(clean(text)) <= 5 * (HEAD + TAIL)
    begun = time.process_time()
    glance(text, HEADS_OF)
    look(text, HEADS_OF)
    assert time.process_time() - begun < 0.5


def test_an_empty_message_says_nothing() -> None:
    """P20: silence is neither warm nor cold, and no other language is guessed at."""
    for text in ("", " \n", "…", "你好世界", "مرحبا بالعالم"):
        looked = look(text, HEADS_OF)
        assert len(looked.values) == len(HEADS)
        assert looked.known == 0 or text == "…"
