# SPDX-License-Identifier: Apache-2.0
"""Which reports a season owes, and who may file them."""

from __future__ import annotations

from datetime import timedelta

from comity.core import council
from comity.site.laws import SHIPPED, Folders
from tests.core.walking import utc

LAW = Folders((SHIPPED,)).named("optimism/proposed")
STARTS, ENDS = utc("2024-01-04T19:00"), utc("2024-05-08T19:00")


def test_a_season_owes_each_duty_at_its_point_of_every_period() -> None:
    """P19: also where no case came; in the order of their instants, and none outside the season."""
    owed = council.owed_by(LAW.procedure, LAW.calendar, STARTS, ENDS)
    cycles = [one.period for one in owed if one.duty == "cycle-summary"]
    assert cycles == ["17", "18", "19", "20", "21", "22"]
    assert [one.due for one in owed] == sorted(one.due for one in owed)
    assert owed[0].due == STARTS + timedelta(days=13)
    assert all(STARTS < one.due <= ENDS for one in owed)
    assert {one.by for one in owed if one.duty == "liaisons-report"} == {"liaison"}
    assert all(one.clause == LAW.procedure.duties[one.duty].clause for one in owed)


def test_a_shorter_season_owes_less() -> None:
    """P6: what is due at the very end is owed, what is due at the very start is not."""
    first, second = STARTS + timedelta(days=13), STARTS + timedelta(days=34)
    owed = council.owed_by(LAW.procedure, LAW.calendar, first, second)
    assert [one.period for one in owed] == ["18"]


def test_the_period_of_a_report_is_found_by_its_name() -> None:
    """P18: figures are told by cycle, so the cycle must be known."""
    owed = council.owed_by(LAW.procedure, LAW.calendar, STARTS, ENDS)[0]
    period = council.period_of(LAW.procedure, LAW.calendar, owed)
    assert period is not None
    assert (period.id, period.starts) == ("17", STARTS)
    other = council.Owed(duty="unknown", period="cycle 18", by="lead", due=ENDS, clause="x")
    found = council.period_of(LAW.procedure, LAW.calendar, other)
    assert found is not None
    assert found.id == "18"
    nowhere = council.Owed(duty="cycle-summary", period="99", by="lead", due=ENDS, clause="x")
    assert council.period_of(LAW.procedure, LAW.calendar, nowhere) is None


def test_who_holds_the_post_may_file_what_nobody_has_filed() -> None:
    """P13: also who held it to the end of the season; nobody without a name."""
    owed = tuple(o for o in council.owed_by(LAW.procedure, LAW.calendar, STARTS, ENDS) if o.duty == "cycle-summary")
    keys = {(one.duty, one.period): one for one in owed}
    first = next(iter(keys))
    state = council.Council(
        season="5", owed=keys, held={"lead": ("ann",)}, former={"lead": ("old",)},
        reports={first: council.Kept(filed=STARTS)},
    )  # fmt: skip
    assert [one.period for one, _kept in council.owed_to_file(state, "ann")] == ["18", "19", "20", "21", "22"]
    assert len(council.owed_to_file(state, "old")) == 5
    assert council.owed_to_file(state, "bob") == ()
    assert council.owed_to_file(state, "") == ()
