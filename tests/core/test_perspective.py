# SPDX-License-Identifier: Apache-2.0
"""Written views of members: they differ and they stay different."""

from __future__ import annotations

from comity.core.evidence import Paper
from comity.core.perspective import Shown, beside_decision, still_missing
from tests.core.walking import digest, utc

AT = utc("2026-01-06T12:00")


def view(name: str, by: str, *, withheld: bool = False, kind: str = "perspective") -> Paper:
    return Paper(digest=digest(name), kind=kind, act="write", by=by, at=AT, withheld=withheld)


def test_every_perspective_stands_beside_the_decision_in_an_order_that_tells_nothing() -> None:
    """P12: by digest; a withheld author is not named."""
    papers = [view("z", "m1"), view("a", "m2", withheld=True), view("k", "m3", kind="discussion"), view("b", "m1")]
    assert beside_decision(papers, kind="perspective") == (
        Shown(digest=digest("a"), author=""),
        Shown(digest=digest("b"), author="m1"),
        Shown(digest=digest("z"), author="m1"),
    )


def test_who_has_not_written_yet_is_known() -> None:
    """P14: what is due is seen; another kind of paper is not a perspective."""
    papers = [view("z", "m1"), view("k", "m3", kind="discussion")]
    assert still_missing(papers, ["m3", "m1", "m2"], kind="perspective") == ("m3", "m2")
