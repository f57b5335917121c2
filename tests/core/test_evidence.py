# SPDX-License-Identifier: Apache-2.0
"""Papers as the case knows them."""

from __future__ import annotations

import pytest

from comity.core.evidence import Paper, custody, is_digest, usable
from tests.core.walking import digest, utc


def paper(name: str, day: int, by: str = "rep", *, confidential: bool = False) -> Paper:
    at = utc(f"2026-01-{day:02}T12:00")
    return Paper(digest=digest(name), kind="evidence", act="add", by=by, at=at, confidential=confidential)


@pytest.mark.parametrize("text", ["", "a" * 63, "a" * 65, "A" * 64, "g" * 64, "a" * 63 + "\n", " " + "a" * 64])
def test_only_a_digest_in_lower_case_hex_names_a_paper(text: str) -> None:
    """P21: no text of a person can stand where a digest stands."""
    assert not is_digest(text)
    assert is_digest("0123456789abcdef" * 4)


def test_a_finding_rests_on_what_was_not_filed_in_confidence() -> None:
    """P8: what is said in mediation is no evidence."""
    plain = Paper(digest=digest("c"), kind="evidence", act="add", by="rep", at=utc("2026-01-01T12:00"))
    assert (plain.about, plain.withheld, plain.confidential) == ("", False, False)
    open_one, closed = paper("a", 1), paper("b", 2, confidential=True)
    assert usable([open_one, closed]) == (open_one,)


def test_the_trail_of_a_paper_is_who_handed_it_in_when_oldest_first() -> None:
    """P17: the chain of custody is in the history."""
    late, early, other = paper("a", 9, "res"), paper("a", 2), paper("b", 1)
    assert custody([late, early, other], digest("a")) == (("rep", early.at, "add"), ("res", late.at, "add"))
    assert custody([other], digest("a")) == ()
