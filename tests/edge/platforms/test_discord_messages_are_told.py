# SPDX-License-Identifier: Apache-2.0
"""What a message of Discord says, where it is not as its document promises; and what an operator sets wrong."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.clause import Malformed
from comity.edge.platforms import discord, matrix
from comity.edge.platforms.asking import Json
from comity.edge.platforms.discord.server import mark_at, mark_of, sent_at
from comity.edge.platforms.discord.told import Where, edited, message

WHERE = Where(source="talk", guild="1", channel="5", place="5")
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_PARTS = st.sampled_from(
    "id type content author bot system webhook_id message_reference channel_id message_id edited_timestamp".split()
)
_ANY = _JSON | st.sampled_from(["1", "9" * 19, "2026-11-26T00:00:00", "0001-01-01T00:00:00+14:00", "\ud800"])
_MESSAGES = st.dictionaries(_PARTS, _ANY | st.dictionaries(_PARTS, _ANY, max_size=3), max_size=8)


@given(_MESSAGES)
def test_no_message_however_wrong_stops_the_reader(told: dict[str, Json]) -> None:
    """P24: nonsense costs its nonsense and nothing more."""
    edited(told)
    said = message(WHERE, told, ())
    assert said is None or said.id == str(mark_of(told))


@given(st.integers(min_value=10**9, max_value=2 * 10**15))
def test_an_instant_lies_before_every_message_of_it(microseconds: int) -> None:
    """P20: from that instant on, and nothing that was said before it."""
    at = sent_at(0) + timedelta(microseconds=microseconds)
    mark = mark_at(at)
    assert sent_at(mark) < at <= sent_at(mark + 1) < at + timedelta(milliseconds=1)


@pytest.mark.parametrize("connect", [matrix.connect, discord.connect])
@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"url": "https://x.example"}, "talk.token"),
        ({"url": "https://x.example", "token": "se cret\n\u00e4"}, "talk.token"),
        ({"url": "http://x.example", "token": "secret"}, "talk.url"),
        ({"url": "x.example", "token": "secret"}, "talk.url"),
        ({"url": "https://x.example", "token": "secret", "spaces": "5"}, "talk.spaces"),
    ],
)
def test_a_wrong_setting_is_named_and_no_secret_is(connect: object, settings: dict[str, str], field: str) -> None:
    """P23: field, rule and a way out; the value stands nowhere."""
    with pytest.raises(Malformed) as wrong:
        connect("talk", settings, dict)  # type: ignore[operator]
    [fault] = wrong.value.faults
    assert (fault.field, bool(fault.rule), bool(fault.way_out)) == (field, True, True)
    assert "cret" not in f"{fault.text} {fault.rule} {fault.way_out}"
