# SPDX-License-Identifier: Apache-2.0
"""Past cases are taken over all or none, once, and nothing that was taken over is changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import past
from comity.core.clause import Malformed, Refusal
from tests.core.walking import Walk, utc

NOW = utc("2026-03-01T10:00")
DAY = timedelta(days=1)


def fresh() -> Walk[past.Past, past.Command, past.Event]:
    return Walk(past.PastDecider(), start=NOW, events=past.EVENTS, reasons=past.REASONS)


def case(id: str, row: str = "", **more: Any) -> past.PastCase:
    told = past.PastCase(id=id, row=row or f"row {id}", closed=NOW - 9 * DAY, kind="doxxing", ending="measure")
    return replace(told, **more)


def take(*cases: past.PastCase) -> past.TakePastCases:
    return past.TakePastCases(by="led", cases=cases)


def test_those_that_were_taken_over_before_are_passed_over_and_none_is_changed() -> None:
    """P17, P24: the same file twice changes nothing; a row that says something else now is refused, whole."""
    walk = fresh()
    walk.do(take(case("a"), case("b")))
    walk.do(take(case("a"), case("b"), case("c")))
    assert list(walk.state.taken) == ["a", "b", "c"]
    assert len(walk.history) == 3
    walk.do(take(case("d"), case("a", row="another")))
    assert walk.refusals[-1].reason == past.CHANGED
    assert list(walk.state.taken) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("kind", "Doxxing"), ("kind", "x" * 61), ("kind", ""), ("ending", "guilty"), ("closed", NOW + DAY),
        ("opened", NOW), ("words", "What happened."), ("id", ""), ("row", ""),
    ],
)  # fmt: skip
def test_each_row_is_checked_and_one_wrong_row_keeps_all_out(field: str, value: object) -> None:
    """P26: the place of the case and the name of the field; nothing is half taken over."""
    walk = fresh()
    with pytest.raises(Malformed) as wrong:
        walk.do(take(case("a"), replace(case("b"), **cast(dict[str, Any], {field: value}))))
    named = "id" if field == "row" else field
    assert {fault.field for fault in wrong.value.faults} == {f"cases[1].{named}"}
    assert not walk.state.taken


def test_a_reference_stands_once_in_a_file_and_a_file_has_a_size() -> None:
    """P26: twice in one file is a fault, and so are none and too many."""
    walk = fresh()
    for cases in ((case("a"), case("a")), (), tuple(case(f"n{n}") for n in range(past.MOST + 1))):
        with pytest.raises(Malformed):
            walk.do(take(*cases))


@given(st.lists(st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6, unique=True), max_size=6))
def test_in_any_order_of_files_every_case_is_taken_once(files: list[list[str]]) -> None:
    """P25: whatever overlaps, the history has each case once and replays."""
    walk = fresh()
    for names in files:
        try:
            walk.do(take(*(case(name) for name in names)))
        except Refusal as no:  # pragma: no cover
            raise AssertionError(no) from no
    assert len(walk.history) == len(walk.state.taken) == len({name for names in files for name in names})
    walk.replays()
