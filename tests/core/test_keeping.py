# SPDX-License-Identifier: Apache-2.0
"""What is kept of a closed case and how long, what holds its end up, and what remains of it afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from comity.core import keeping
from comity.core.clause import Malformed, Refusal
from comity.core.procedure.words import CONTACTS
from tests.core.procedure_stories import read
from tests.core.walking import Walk, digest, utc

LAW, CALENDAR = read("fernhollow/2026")[:2]
DECIDER = keeping.KeepingDecider(rules=keeping.rules_of(LAW, CALENDAR))
CLOSED = utc("2026-03-01T10:00")
REPORT, DECISION, LATE, GROUND, OTHER = (digest(n) for n in ("report", "decision", "late", "ground", "other"))
DAY = timedelta(days=1)


def closed(ending: str = "withdrawn", **more: str) -> keeping.KeepClosed:
    return keeping.KeepClosed(closed=CLOSED, ending=ending, papers={REPORT: "report", DECISION: "decision", **more})


def walked(decider: keeping.KeepingDecider) -> Walk[keeping.Keeping, keeping.Command, keeping.Event]:
    return Walk(decider, start=CLOSED, events=keeping.EVENTS, reasons=keeping.REASONS)


def fresh() -> Walk[keeping.Keeping, keeping.Command, keeping.Event]:
    return walked(DECIDER)


def after(walk: Walk[keeping.Keeping, keeping.Command, keeping.Event], what: str) -> datetime | None:
    return walk.state.things[what].gone


def test_what_is_kept_is_destroyed_when_the_procedure_says_and_leaves_its_name() -> None:
    """P17, P6: each thing at its own instant, fixed when the case was closed; its digest stays known."""
    walk = fresh()
    walk.do(closed())
    assert walk.state.things[REPORT].until == CLOSED + 90 * DAY
    assert walk.state.things[REPORT].clause == "small-matters-sooner"
    assert walk.state.things[DECISION].until == utc("2031-03-01T10:00")
    assert walk.state.things[CONTACTS].until == utc("2026-09-01T10:00")
    walk.wait(91 * DAY)
    assert after(walk, REPORT) == CLOSED + 90 * DAY
    assert after(walk, DECISION) is None
    assert set(walk.state.things) == {REPORT, DECISION, CONTACTS}


def test_a_term_that_names_the_ending_comes_before_one_for_all() -> None:
    """P6: what was decided is kept longer than what came to nothing."""
    walk = fresh()
    walk.do(closed("decided"))
    assert walk.state.things[REPORT].until == utc("2028-03-01T10:00")
    assert walk.state.things[REPORT].clause == "papers-for-two-years"


def test_what_no_term_names_is_kept_and_said_so() -> None:
    """P7: silence of the procedure destroys nothing."""
    law = keeping.KeepingRules(document=LAW.id, calendar=CALENDAR, terms=(LAW.keeps["addresses-for-half-a-year"],))
    walk = walked(keeping.KeepingDecider(rules=law))
    walk.do(closed())
    assert walk.state.things[REPORT] == keeping.Kept(kind="report", until=None, clause="")
    walk.wait(9999 * DAY)
    assert after(walk, REPORT) is None
    assert after(walk, CONTACTS) is not None


def test_a_paper_that_comes_after_the_closing_is_kept_from_its_coming() -> None:
    """P6: said twice, nothing that is known begins anew."""
    walk = fresh()
    walk.do(closed())
    walk.wait(30 * DAY)
    before = walk.state.things
    walk.do(closed(**{LATE: "answer"}))
    assert walk.state.things[LATE].until == walk.now + 90 * DAY
    assert {what: one for what, one in walk.state.things.items() if what != LATE} == before
    walk.do(closed(**{LATE: "answer"}))
    assert len([e for e in walk.history if isinstance(e, keeping.ThingKept)]) == 4


def test_a_hold_keeps_everything_until_its_end_and_then_what_is_due_goes_at_once() -> None:
    """P17: who must not destroy says so on the record, with an end."""
    walk = fresh()
    walk.do(closed())
    walk.do(keeping.SetHold(by="led", ground=GROUND, until=CLOSED + 120 * DAY))
    walk.wait(100 * DAY)
    assert after(walk, REPORT) is None
    walk.wait(30 * DAY)
    assert walk.state.holds == {}
    assert after(walk, REPORT) == CLOSED + 120 * DAY
    assert after(walk, CONTACTS) is None


def test_a_hold_that_is_lifted_holds_no_longer() -> None:
    """P17: before its end on a ground."""
    walk = fresh()
    walk.do(closed())
    walk.do(keeping.SetHold(by="led", ground=GROUND, until=CLOSED + 400 * DAY))
    walk.wait(100 * DAY)
    walk.do(keeping.LiftHold(by="led", held=GROUND, ground=OTHER))
    lifted = walk.now
    walk.wait(DAY)
    assert after(walk, REPORT) == lifted
    no = walk.do(keeping.LiftHold(by="led", held=GROUND, ground=OTHER))
    assert isinstance(no, Refusal)
    assert (no.reason, no.field) == (keeping.NO_SUCH_HOLD, "held")


def test_several_holds_hold_until_the_last_has_ended() -> None:
    """P17: the end of one does not end another."""
    walk = fresh()
    walk.do(closed())
    walk.do(keeping.SetHold(by="led", ground=GROUND, until=CLOSED + 100 * DAY))
    walk.do(keeping.SetHold(by="led", ground=OTHER, until=CLOSED + 95 * DAY))
    walk.wait(97 * DAY)
    assert after(walk, REPORT) is None
    walk.wait(10 * DAY)
    assert after(walk, REPORT) == CLOSED + 100 * DAY


def test_something_is_destroyed_on_a_ground_before_its_time() -> None:
    """P7, P17: not while the case is open, not under a hold, not twice, and nothing unknown."""
    walk = fresh()
    wish = keeping.Destroy(by="led", what=REPORT, ground=GROUND)
    assert isinstance(no := walk.do(wish), Refusal)
    assert no.reason == keeping.STILL_OPEN
    walk.do(closed())
    walk.do(keeping.SetHold(by="led", ground=OTHER, until=CLOSED + 5 * DAY))
    assert isinstance(no := walk.do(wish), Refusal)
    assert (no.reason, [p.act for p in no.possible]) == (keeping.UNDER_HOLD, ["LiftHold"])
    walk.wait(5 * DAY)
    walk.do(wish)
    assert after(walk, REPORT) == walk.now
    for what, reason in ((REPORT, keeping.GONE), (LATE, keeping.NOT_KEPT)):
        assert isinstance(no := walk.do(keeping.Destroy(by="led", what=what, ground=GROUND)), Refusal)
        assert (no.reason, no.field) == (reason, "what")


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (keeping.SetHold(by="led", ground="because", until=CLOSED + DAY), "ground"),
        (keeping.SetHold(by="led", ground=GROUND, until=CLOSED), "until"),
        (keeping.LiftHold(by="led", held=GROUND, ground="because"), "ground"),
        (keeping.Destroy(by="led", what=REPORT, ground="because"), "ground"),
    ],
)
def test_what_cannot_be_is_said_with_its_field(command: keeping.Command, field: str) -> None:
    """P26: a ground is a paper, and a hold ends in the future."""
    with pytest.raises(Malformed) as wrong:
        DECIDER.decide(DECIDER.initial, command, CLOSED)
    assert [fault.field for fault in wrong.value.faults] == [field]


def test_where_the_procedure_is_silent_the_clerk_says_nothing() -> None:
    """P27: no term of any community stands in Python."""
    silent = read("django/2026")[0]
    assert not silent.keeps
    assert keeping.closing(silent, (), closed=CLOSED, ending="decided") is None
