# SPDX-License-Identifier: Apache-2.0
"""No words of a drawing run into others."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise, product

import pytest

from comity.edge.web.design import invented
from comity.edge.web.plan import LETTER, Mark, Plan, plan
from comity.edge.web.track import Span, Track

TEXT = 14
"""The height of a line of words in the drawing."""


def _running(span: Span, began: datetime, due: datetime) -> Span:
    clock = replace(span.deadlines[0], state="running", set=began, due=due, ended=None, rests=())
    return replace(span, began=began, ended=None, deadlines=(clock,))


def _side_by_side(order: int) -> Track:
    """Protection without a clock since the hearing, the steps of the case beside it, and an off-ramp with a clock."""
    case = invented.track()
    arrival, hearing, _, decision = case.spans
    protection = replace(hearing, name="Protection", ended=None, deadlines=())
    ramp = _running(hearing, case.now - timedelta(days=2), case.now + timedelta(days=9))
    spans = [arrival, protection, hearing, decision, ramp]
    return replace(case, spans=tuple(spans[order:] + spans[:order]))


def _words(drawn: Plan) -> list[tuple[float, float, float, float]]:
    """Left, right, top, bottom of each date on the axis and beside a flag."""
    found = [_box(tick.x, drawn.axis_y + 22, tick.label, tick.anchor) for tick in drawn.ticks]
    return found + [_flag(flag) for flag in drawn.flags if flag.label]


def _flag(flag: Mark) -> tuple[float, float, float, float]:
    return _box(flag.text_x - (12 if flag.anchor == "end" else 0), flag.y - 6, flag.label, flag.anchor)


def _box(x: float, y: float, label: str, anchor: str) -> tuple[float, float, float, float]:
    wide = len(label) * LETTER * 0.95
    left = x - wide if anchor == "end" else x
    return left, left + wide, y - TEXT + 3, y + 3


@pytest.mark.parametrize("order", range(5))
def test_a_deadline_beside_another_phase_is_written_over_no_date(order: int) -> None:
    """P5: until when something can be done is read at a glance."""
    words = _words(plan(_side_by_side(order)))
    for one, other in product(words, words):
        apart = one[1] <= other[0] or other[1] <= one[0] or one[3] <= other[2] or other[3] <= one[2]
        assert one is other or apart, (one, other)


def test_what_somebody_must_act_in_by_a_date_stands_first() -> None:
    """P5: protection that runs on without a clock does not push the step at hand away from the axis."""
    case = invented.track()
    protection = replace(case.spans[0], name="Protection", ended=None, deadlines=())
    drawn = plan(replace(case, spans=(protection, case.spans[-1])))
    assert [box.y for box in drawn.boxes] == sorted((box.y for box in drawn.boxes), reverse=True)
    assert all(one.x < other.x for one, other in pairwise(drawn.ticks))


def test_a_long_answer_leaves_the_words_of_the_threshold_alone() -> None:
    """P15: the answer moves above the ruler where both would not fit."""
    short = invented.sums()[1]
    assert not short.crowded
    assert replace(short, answer="Amends: what was done is made good, and nobody is kept away").crowded
