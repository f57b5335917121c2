# SPDX-License-Identifier: Apache-2.0
"""The temperature of a conversation: one scale for the command, the pictures and the liaisons' page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from comity.desk.watch.temperature import CUTS, HOTTEST, SPEAKS, USUAL, Kept, Scale, band

NUMBERS = st.floats(-20, 20)
SCALES = st.builds(lambda limit, far: Scale(limit, limit - far), st.floats(-6, 6), st.floats(0.25, 8))


@given(SCALES)
def test_sixty_is_where_the_watch_speaks_and_fifteen_where_nothing_was_heard(scale: Scale) -> None:
    """P20."""
    assert scale.temperature(scale.limit) == SPEAKS
    assert scale.temperature(scale.calm) == USUAL


@given(SCALES, NUMBERS, NUMBERS)
def test_warmer_is_never_told_as_cooler_and_nothing_leaves_the_scale(scale: Scale, one: float, other: float) -> None:
    """P20."""
    low, high = sorted((one, other))
    assert 0 <= scale.temperature(low) <= scale.temperature(high) <= HOTTEST


@given(SCALES, NUMBERS)
def test_the_degrees_of_what_was_said_add_up_to_the_temperature(scale: Scale, now: float) -> None:
    """P20: whatever the curve, the parts of the way that words made are parts of the temperature."""
    assert abs(USUAL + scale.degrees(now) * (now - scale.calm) - scale.temperature(now)) <= 0.51
    assert scale.degrees(now) > 0


def test_a_hot_course_is_still_a_course() -> None:
    """P20: beyond the point where the watch speaks more is told apart from much more, however near to calm it lies."""
    near = Scale(-0.94, -1.54)
    told = [near.temperature(one) for one in (-1.54, -0.94, 0.0, 1.0, 2.0, 4.0)]
    assert told == sorted(set(told))
    assert told[-1] < HOTTEST


def test_where_calm_and_speaking_lie_together_the_scale_has_a_width() -> None:
    """P20: no division by nothing, and no jump."""
    flat = Scale(0.5, 0.5)
    assert flat.temperature(0.5) == SPEAKS
    assert USUAL < flat.temperature(0.3) < SPEAKS
    assert flat.degrees(0.5) > 0


def test_a_band_begins_at_its_cut() -> None:
    """P20."""
    assert [band(cut) for cut in CUTS] == [1, 2, 3]
    assert [band(cut - 1) for cut in CUTS] == [0, 1, 2]


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(-30, 30), st.integers(-99, 1099))
def test_what_evidence_keeps_has_a_temperature_whatever_it_is(limit: int, calm: int, tenths: int, risk: int) -> None:
    """P20: nothing known, nought and a thousand among them; what moved it is never told as nothing."""
    kept = Kept(limit, calm)
    assert 0 <= kept.temperature(risk) <= HOTTEST
    moved = kept.moved(tenths, risk)
    assert (moved > 0) - (moved < 0) == (tenths > 0) - (tenths < 0)
