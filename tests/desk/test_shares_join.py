# SPDX-License-Identifier: Apache-2.0
"""Shares that a browser dealt join without one, and too few or altered ones do not (P13)."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.clause import Malformed
from comity.desk.shares import joined, read_share
from comity.edge.age import Rage

SECRET = "AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
"""The identity of age's own test kit: 32 times the byte 0x42. It opens nothing of anybody."""
BY_THE_LIBRARY = {
    2: (
        "PQEGfjuUufrdk8H5O96896HxRIBH7hEhZfsgd9W16QXkjJYlcQhyPU5WWz0sziHWu6dinucx/IElh0Olcx74o87A2VY3WBjgvWUG",
        "Thb14PUnN95O9ZpjIBegpSmP+YgpQzTe11Y4rvs9KvAntcRWEC1+xME7vJjQubP4jaO9+BYstuE4WXKTeu5icQQ9E9prau1LW42+",
        "zxqppy+YDrANMdi2gb9zccsKorfSZvMvwXN5eOPf9Hf5oRDXpurT7lEgDILBqlng1DGwPANWI/5C/VnK7FK3eEyFW6pboWq1QnDe",
    ),
    3: (
        "hqVPRkISU1XGs8+GfF8Io+07lz3PYxrq1xZFgrJ3aDqTXcIzSQJa91VzsacEywagW/1ldPdeMy0CQktYMh1ASMW/bio5aSXYpMW6",
        "vBKsKGOUISygYSd7uzA0OeumpeG9tR6fK/iZZvLcVy9/9VMw2ZCk+bp2nheimGZnR4uyHl/TTvRpzjusyxA6YqXYN8O/ZNQ6hWZn",
        "FsrjplfM1M2APwyFUWV0Ms1JCbEkgS/H6Qt2OzMOWLMCLJTi6HU0XA4/dSQvTl5lbOMrTlS4NeUJd7jc4C1Zwz37vbkY4m3p5x+M",
        "I7lmQokYJStekSYAMNd3KCzyiUlDVtQs1zsAKl+PoqdqGa4+Z38CZBIyW76RYOSh1AHLciboRt4n4DP2kpPOAcZE4OFotR6WTZwd",
        "FJVYG+rnwazFZd55X9LL5+I5V0/gaBpbFn/KS7hWyLEe3IxB4CHkkU6OgApPADa2aJlUKIVlCE119c0X7aI3ShYNZwsI0eUSd/Ow",
    ),
}
"""What shamir-secret-sharing 0.0.4 dealt of it: two of three, and three of five."""
LINES = {k: tuple(f"COMITY-SHARE-1 0123456789abcdef {k} {one}" for one in many) for k, many in BY_THE_LIBRARY.items()}


@pytest.mark.parametrize("least", [2, 3])
def test_any_shares_that_are_enough_join_the_key(least: int) -> None:
    """P13: in any order, and more than enough as well."""
    for many in range(least, len(LINES[least]) + 1):
        for some in combinations(reversed(LINES[least]), many):
            assert joined([read_share(line) for line in some]) == SECRET
    assert Rage().identity(SECRET).recipient.startswith("age1")


@pytest.mark.parametrize("least", [2, 3])
def test_fewer_join_nothing_and_the_same_one_twice_counts_once(least: int) -> None:
    """P13: the error says how many it takes."""
    for some in combinations(LINES[least], least - 1):
        with pytest.raises(Malformed, match=f"{least} different shares"):
            joined([read_share(line) for line in (*some, some[0])])


def test_shares_of_two_keys_and_altered_ones_are_told_from_good_ones() -> None:
    """P26: never a key that is none without anybody noticing: what they join is no identity."""
    with pytest.raises(Malformed, match="not of one key"):
        joined([read_share(LINES[2][0]), read_share(LINES[3][0])])
    first, second, _third = (read_share(line) for line in LINES[2])
    with pytest.raises(Malformed, match="altered"):
        for bit in range(8):
            joined([replace(first, values=bytes([first.values[0] ^ 1 << bit]) + first.values[1:]), second])
    assert joined([first, second]) == SECRET


@given(st.text())
def test_what_is_no_share_is_said(text: str) -> None:
    """P26: whatever stands in the file."""
    with pytest.raises(Malformed, match="is no share"):
        read_share(text)


@pytest.mark.parametrize("end", ["AAA=", "AA==AAAA", "AAAA", "é", ""])
def test_a_line_that_only_looks_like_one_is_said(end: str) -> None:
    """P26: without values, or without a place of its own."""
    with pytest.raises(Malformed):
        read_share(f"COMITY-SHARE-1 0123456789abcdef 2 {end}")
