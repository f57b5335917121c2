# SPDX-License-Identifier: Apache-2.0
"""Small numbers: which of them are told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.suppression import CLAUSE, Spread, spread, told


@pytest.mark.parametrize(("count", "shown"), [(0, 0), (1, None), (2, None), (3, 3), (70, 70), (None, None)])
def test_a_count_that_could_point_at_somebody_is_not_told(count: int | None, shown: int | None) -> None:
    """P18: one and two are kept back; nought points at nobody, and what is not known yet is nothing."""
    assert told(count) == shown


def test_four_answers_give_no_middle_and_five_do() -> None:
    """P18: where few were answered, the middle would be the answer to one of them."""
    assert spread([1, 2, 3, 4]) is None
    assert spread([50, 10, 40, 20, 30]) == Spread(middle=30, nine_in_ten=40)
    assert spread(range(1, 12)) == Spread(middle=6, nine_in_ten=10)


@given(st.lists(st.integers(min_value=0, max_value=10**6), min_size=5))
def test_half_are_within_the_middle_and_it_is_one_of_them(lengths: list[int]) -> None:
    """P18: what is told of a season is true of it, and rounded by nobody."""
    found = spread(lengths)
    assert found is not None
    assert {found.middle, found.nine_in_ten} <= set(lengths)
    assert 2 * sum(n <= found.middle for n in lengths) >= len(lengths)
    assert found.middle <= found.nine_in_ten <= max(lengths)


def test_the_rule_can_be_cited() -> None:
    """P7: whoever finds a number kept back is told on which rule."""
    assert str(CLAUSE) == "comity § P18"
