# SPDX-License-Identifier: Apache-2.0
"""What an earlier program wrote as a free line is read as a reference or as nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from comity.desk.codec import Codec, Written
from comity.site.older import tear_codec, veto_codec
from tests.core.walking import digest

AT = "2026-01-06T12:00:00Z"
HEARD = {"at": AT, "expires": AT, "named": False, "reporter": "", "through": "", "words": digest("w")}
WORD = {"at": AT, "by": "m1"}
TALLY = {"at": AT, "as_of": AT, "numbers": {"veto": 1, "stand": 0, "abstain": 0}}
CASES: list[tuple[Codec, str, dict[str, Any], str]] = [
    (tear_codec(), "TearHeard", HEARD, "conversation"),
    (tear_codec(), "QuietWordHad", WORD, "conversation"),
    (veto_codec(), "TallyImported", TALLY, "source"),
]


@pytest.mark.parametrize(("codec", "kind", "fields", "free"), CASES, ids=[case[1] for case in CASES])
@pytest.mark.parametrize(
    "told", [("with Anna in the kitchen", ""), ("thread/1", "thread/1"), ("", ""), (digest("p"), digest("p"))]
)
def test_an_old_line_of_prose_is_told_to_nobody(
    codec: Codec, kind: str, fields: dict[str, Any], free: str, told: tuple[str, str]
) -> None:
    """P21, P25: the old stream still folds, and no page of today shows a name that somebody typed into it."""
    line, read = told
    old = codec.read(Written(kind=kind, schema=1, data=json.dumps({**fields, free: line})))
    assert getattr(old, free) == read
    assert codec.write(old).schema == 2
