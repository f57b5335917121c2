# SPDX-License-Identifier: Apache-2.0
"""The reports that a council owes: in time, late, missed, nil, and by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from comity.core import council
from comity.core.clause import promise
from comity.core.council import decide as law
from tests.core.test_council import BEGIN, DUE, ENDS, OWED, START, fresh, nil, report, seated
from tests.core.walking import utc


def test_a_nil_report_keeps_the_duty_too() -> None:
    """P6: a cycle without cases is reported as well."""
    walk = seated()
    assert walk.must(nil()) == [
        council.CycleReported(at=START, duty="summary", period="17", by="lea", figures={}, nil=True, late=False)
    ]
    assert walk.until(DUE + timedelta(days=1)) == []


def test_a_report_at_its_instant_is_late_and_a_second_before_is_not() -> None:
    """P6: an instant is the end of a deadline, not a part of it."""
    early, late = seated(), seated()
    early.until(DUE - timedelta(seconds=1))
    early.must(report(received=2, warned=0))
    late.until(DUE)
    assert late.history[-1] == council.CycleReportMissed(at=DUE, duty="summary", period="17")
    late.must(report(received=2))
    assert early.until(utc("2024-02-01T00:00")) == []
    found = [council.duties(walk.state)[0][1] for walk in (early, late)]
    assert [(kept.missed, kept.late) for kept in found] == [(False, False), (True, True)]
    assert found[0].figures == {"received": 2, "warned": 0}
    assert found[1].filed == DUE


def test_missed_reports_are_told_in_order_and_at_their_own_instants() -> None:
    """P24: a late tick is harmless; the season's end comes in its place among them."""
    walk = seated()
    walk.until(utc("2025-01-01T00:00"))
    tail = walk.history[-4:]
    assert [(type(event), event.at) for event in tail] == [
        (council.CycleReportMissed, DUE),
        (council.CycleReportMissed, OWED[1].due),
        (council.SeasonEnded, ENDS),
        (council.CycleReportMissed, OWED[2].due),
    ]
    assert walk.decider.due(walk.state) is None


def test_duties_are_listed_by_their_instants() -> None:
    """P6: whatever the order in which they were named."""
    walk = fresh()
    walk.must(replace(BEGIN, owed=(OWED[2], OWED[1], OWED[0])))
    assert [owed for owed, _ in council.duties(walk.state)] == list(OWED)


def test_those_who_held_a_post_to_the_end_may_still_report() -> None:
    """P13: the report about the council comes after its season."""
    walk = seated()
    walk.until(ENDS + timedelta(days=1))
    walk.must_not(report("5", "ann", "watch", seen=1), law.NOT_THEIR_REPORT)
    walk.must(report("5", "liv", "watch", seen=1))
    assert council.duties(walk.state)[2][1].late is False


def test_a_report_says_what_it_is() -> None:
    """P19: nil means nothing, and nothing is said as nil."""
    walk = seated()
    assert walk.must_not(report("99"), law.NOT_OWED).clause == promise(7)
    walk.must_not(report(by="ann", received=1), law.NOT_THEIR_REPORT)
    for wrong in (report(), report(received=0), replace(nil(), figures={"received": 1})):
        assert walk.must_not(wrong, law.NIL_OR_NOT).clause.id == "publication"
    assert walk.must_not(nil("5", "liv", "watch"), law.NO_NIL).clause.id == "watch"
    walk.must(replace(nil(), figures={"received": 0}))
    assert walk.must_not(nil(), law.REPORTED_BEFORE).clause == promise(17)
