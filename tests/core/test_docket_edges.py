# SPDX-License-Identifier: Apache-2.0
"""Edge facts of real councils, on the real procedure files."""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from comity.core import docket
from comity.core.calendar import Calendar, parse_calendar
from comity.core.clause import Refusal
from comity.core.party import Kind as PartyKind
from comity.core.party import Party
from comity.core.procedure.model import Procedure
from comity.core.procedure.parse import parse_procedure
from comity.core.recusal import Entitled, entitled
from tests.core.sitting import DAY, PAPER, Sitting, party
from tests.core.walking import utc

PROCEDURES = Path(__file__).parents[2] / "procedures"
FIVE = ("m1", "m2", "m3", "m4", "m5")
SEATED = {"member": FIVE, "lead": ("led",), "foundation": ("f1", "f2"), "administrator": ("adm",), "liaison": ("nerd",)}


@cache
def optimism(version: str) -> tuple[Procedure, Calendar]:
    calendar = parse_calendar((PROCEDURES / "optimism/calendar.toml").read_text())
    return parse_procedure((PROCEDURES / f"optimism/{version}.toml").read_text(), calendar), calendar


def filed(at: str, *parties: Party, version: str = "season-5-amended", intake: str = "delegate-report") -> Sitting:
    """A report that was filed at an instant of 2024 under the procedure as amended."""
    law, calendar = optimism(version)
    people = parties or (party("rep", "reporter"), party("res", "respondent"))
    return Sitting(law, calendar, at=utc(at)).open(*people, intake=intake, roster=SEATED, report=PAPER)


def in_hearing(case: Sitting) -> Sitting:
    """In scope, and the other side was told."""
    case.do("screen", "led", choice="in-scope")
    if "tell-sides" in case.options("led"):
        case.do("tell-sides", "led")
    return case


def test_a_resubmitted_complaint_is_linked_and_judged_under_its_own_version() -> None:
    """P6: the complaint of cycle 19, made once more."""
    law, calendar = optimism("season-5-amended")
    case = Sitting(law, calendar, at=utc("2024-02-20T12:00")).open(
        party("rep", "reporter"), party("res", "respondent"), intake="resubmission", roster=SEATED, earlier="case-3"
    )
    assert (case.state.intake, case.state.earlier, case.state.digest) == ("resubmission", "case-3", law.digest)


def test_a_case_inherited_from_another_body_keeps_where_it_came_from() -> None:
    """P13: three reports were inherited in the first cycle."""
    law, calendar = optimism("season-5-v1")
    case = Sitting(law, calendar, at=utc("2024-01-04T20:00")).open(
        party("res", "respondent"), intake=next(i.id for i in law.intakes.values() if i.starts), roster=SEATED,
        inherited="the body that handled reports before",
    )  # fmt: skip
    assert case.state.inherited == "the body that handled reports before"
    assert case.docket.due(case.state) is not None or case.state.asks


def test_a_report_of_the_last_day_of_a_review_period_goes_to_the_next_one() -> None:
    """P6: the charter's three days, to the minute; the review of cycle 17 ends on January 17, 19:00."""
    early, late = filed("2024-01-14T19:00"), filed("2024-01-14T19:01")
    assert early.state.clocks["process-by"].due == utc("2024-01-17T19:00")
    assert late.state.clocks["process-by"].due == utc("2024-02-07T19:00")
    last = filed("2024-01-17T18:59")
    assert last.state.clocks["process-by"].due == utc("2024-02-07T19:00")


def test_a_procedure_that_is_amended_while_a_case_is_open_changes_neither_options_nor_deadlines() -> None:
    """P6: pinned by its digest."""
    case = filed("2024-01-09T12:00", version="season-5-v1", intake=_first_intake("season-5-v1"))
    before = (case.state.digest, case.options("led"), {k: c.due for k, c in case.state.clocks.items()})
    amended, calendar = optimism("season-5-amended")
    with pytest.raises(Refusal, match="pinned"):
        docket.Docket(law=amended, calendar=calendar).advance(case.state, utc("2024-02-16T00:00"))
    assert before == (case.state.digest, case.options("led"), {k: c.due for k, c in case.state.clocks.items()})


def _first_intake(version: str) -> str:
    law, _ = optimism(version)
    return next(i.id for i in law.intakes.values() if i.starts)


def test_the_lead_who_is_concerned_is_replaced_by_the_members() -> None:
    """P10: nobody screens a report about the own person."""
    case = filed("2024-01-09T12:00", party("rep", "reporter"), party("led", "respondent"))
    assert not case.options("led")
    assert "screen" in case.options("m1")


def test_a_member_who_is_the_respondent_neither_votes_nor_learns_of_it_first() -> None:
    """P4, P10: four are left, the base stays five seats."""
    case = filed("2024-01-09T12:00", party("rep", "reporter"), party("m1", "respondent"))
    assert not case.options("m1")
    assert "add-evidence" in case.options("m2")


def test_several_respondents_are_told_one_by_one_and_the_unknown_one_when_identified() -> None:
    """P5: an organisation, a person, and somebody without a name yet."""
    case = in_hearing(filed(
        "2024-01-09T12:00", party("rep", "reporter"), party("res", "respondent"),
        party("org", "respondent", kind=PartyKind.ORGANISATION), party("shade", "respondent", kind=PartyKind.UNKNOWN),
    ))  # fmt: skip
    summoned = [f.who for f in case.happened("summons", "sent")]
    assert summoned == ["res", "org"]
    case.do("enter-party", "led", party=party("shade", "respondent"))
    assert [f.who for f in case.happened("summons", "sent")] == ["res", "org", "shade"]
    assert set(case.state.heard) == {"res", "org", "shade"}


def test_a_council_that_falls_vacant_hands_its_open_case_over_and_gets_it_back() -> None:
    """P13: the Foundation, and then the new members."""
    case = in_hearing(filed("2024-01-05T12:00"))
    case.reseat(member=("m1",))
    assert entitled(case.law.roles, case.state.bench, "member") == Entitled(role="foundation", persons=("f1", "f2"))
    case.reseat(member=("n1", "n2", "n3", "n4", "n5"))
    assert entitled(case.law.roles, case.state.bench, "member").role == "member"


def test_retaliation_is_a_follow_up_with_a_deadline_of_its_own() -> None:
    """P4: a second report names the first case, and starts from the beginning."""
    first = in_hearing(filed("2024-01-09T12:00"))
    law, calendar = optimism("season-5-amended")
    second = Sitting(law, calendar, at=first.now + DAY).open(
        party("rep", "reporter"), party("res", "respondent"), intake="delegate-report", roster=SEATED, earlier="case-1"
    )
    assert second.state.earlier == "case-1"
    assert second.docket.due(second.state) is not None
    assert not second.options("res")
    assert first.options("res")


def test_time_alone_brings_every_real_case_to_an_end_or_to_a_named_human() -> None:
    """P13: silence is no way to lose a case."""
    case = filed("2024-01-09T12:00")
    for _ in range(200):
        due = case.docket.due(case.state)
        if due is None:
            break
        case.until(due)
    assert not case.state.open or case.state.asks
    case.wait(timedelta(days=400))
