# SPDX-License-Identifier: Apache-2.0
"""A liaison's page and `comity watch` say one and the same temperature of a conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from comity.desk.watch.evidence import Evidence, Line, Mark, _summed
from comity.desk.watch.message import Message
from comity.desk.watch.temperature import CUTS, USUAL, Kept
from comity.edge.detector import shipped
from comity.edge.web.watch.chart import BANDS as NAMES
from comity.edge.web.watch.said import talk, warmth
from comity.site.watch_live import limits
from comity.site.watch_text import BANDS

TALK = (
    "I moved the harvest tally to the new sheet.", "Thanks. It lacks last week, though.", "I did look, as I said.",
    "You always say it was not sent. Are you even reading your mail? This is ridiculous.",
    "Stop twisting this. You are lying, and you are such an idiot.", "Sorry, both of you.",
)  # fmt: skip


def test_the_page_and_the_command_tell_one_temperature() -> None:
    """P20: out of a risk in thousandths the page makes what the fold says; a degree for what is rounded."""
    model, state = shipped.watch(), b""
    limit = limits(model)
    for n, text in enumerate(TALK, 1):
        at = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=n)
        state, _, heat = model.heard(state, Message(conversation="c", id=str(n), author=f"a{n % 2}", at=at, text=text))
        assert heat is not None
        line = Line(id="a", voice="A", at=at, text=text, risk=round(1000 * heat.risk))
        shown = Evidence(lines=(line,), spoke="a", place="", limit=round(1000 * limit(n)), calm=round(1000 * limit(0)))
        assert abs(warmth(shown) - heat.temperature) <= 1
        assert abs(Kept(shown.limit, shown.calm).moved(10, line.risk) - heat.degrees) <= 1


def test_what_words_moved_adds_up_to_the_temperature() -> None:
    """P20: fifteen where nothing was heard, and from there the degrees of all reasons together."""
    model, state = shipped.watch(), b""
    for n, text in enumerate(TALK, 1):
        at = datetime(2026, 3, 2, 9, tzinfo=UTC) + timedelta(minutes=n)
        state, _, heat = model.heard(state, Message(conversation="c", id=str(n), author=f"a{n % 2}", at=at, text=text))
        assert heat is not None
        added = sum(one.weight for one in model.why(state)) * heat.degrees
        assert abs(USUAL + added - heat.temperature) <= 0.6


def test_bands_have_one_name_at_the_page_and_at_the_command() -> None:
    """P20: each band has a name in both."""
    assert len(BANDS) == len(NAMES) == len(CUTS) + 1


def test_a_word_that_warms_in_one_way_and_cools_in_another_has_one_number() -> None:
    """P20: what is marked sums to what it did."""
    marks = (Mark(words="Who", tenths=2), Mark(words="you", tenths=2), Mark(words="who", tenths=-1))
    assert [(one.words.lower(), one.tenths) for one in _summed(marks)] == [("who", 1), ("you", 2)]
    assert _summed((Mark(words="a", tenths=1), Mark(words="a", tenths=-1))) == ()


def test_a_long_message_in_which_nothing_is_marked_is_begun_and_opened() -> None:
    """P20: what made the watch speak is found without reading all that came before; nothing of it is lost."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    long = "The tally of the harvest is in the sheet, and " * 20
    marked = Line(id="b", voice="B", at=at, text=f"{long} idiot", risk=700, marks=(Mark(words="idiot", tenths=9),))
    shown = Evidence(
        lines=(Line(id="a", voice="A", at=at, text=long, risk=200), marked), spoke="b", limit=600, place=""
    )
    made = talk(shown)
    assert made is not None
    first, last = made.said
    assert f"{first.pieces[0].text} {first.rest}" == long
    assert len(first.pieces[0].text) <= 200
    assert last.rest == ""
    assert any(piece.kind for piece in last.pieces)
