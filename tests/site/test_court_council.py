# SPDX-License-Identifier: Apache-2.0
"""The council as the open cases see it: seated, left, vacant, taken over, and from one season to the next."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.core import adoption, council
from comity.core.docket import DoAct, options
from comity.desk.errands import LEASE
from comity.desk.ports import Certainty, Effect, Standing
from comity.site.carriers import Reseating
from comity.site.court import ADOPTION
from comity.site.rooms import RESEAT
from tests.site.courthouse import BEN, CASE, MEMBERS, PASSED, SEASON, SEATS, START, House

NEXT = "council:two"


def leaves(house: House, role: str, *people: str) -> None:
    for person in people:
        house.perform(council.StepDown(role=role, person=person, by=person), person, SEASON)
    house.work()


def test_who_sits_is_in_every_case_from_its_opening(house: House) -> None:
    """P10: the roster is that of the season, role by role."""
    house.sitting()
    house.report()
    assert house.case().bench.holders == SEATS


def test_a_council_that_falls_vacant_leaves_its_cases_to_the_deputies_and_takes_them_back(house: House) -> None:
    """P13: with two of seven left the deputies vote; when seats are filled again the members do, from the beginning."""
    house.sitting()
    house.report()
    house.to_the_vote()
    house.vote("vote", MEMBERS[5], "no")
    leaves(house, "member", *MEMBERS[:5])
    assert house.case().boxes[f"finding/{BEN}"].role == "deputy"
    house.vote("vote", "deputy-1", "yes")
    for person in MEMBERS[:5]:
        house.perform(council.Appoint(role="member", person=person, body="community"), "community", SEASON)
    house.work()
    assert house.case().boxes[f"finding/{BEN}"].role == "member"
    for member in MEMBERS:
        house.vote("vote", member, "yes")
    assert house.case().answers["finding", BEN] == "yes"


def test_the_last_one_of_a_body_who_leaves_is_gone_from_the_open_cases(house: House) -> None:
    """P13: an empty place is told like every other change; a member does the chair's part."""
    house.sitting()
    house.report()
    leaves(house, "chair", "chair")
    assert house.case().bench.holders["chair"] == ()
    refused = house.refused(DoAct(act="screen", by="chair", choice="for-us"), "chair", CASE)
    assert "is for chair" in refused.text
    house.do("screen", "member-1", choice="for-us")


def test_everybody_may_leave_and_the_case_still_has_a_named_human_or_a_deadline(house: House) -> None:
    """P13: a council that vanishes does not lose its cases."""
    house.sitting()
    house.report()
    house.to_the_vote()
    for role in ("member", "deputy", "chair"):
        leaves(house, role, *SEATS[role])
    case = house.case()
    assert case.open
    assert case.asks
    house.wait(days=30)
    case = house.case()
    assert case.closed is not None or case.asks


def test_who_acts_for_a_vacant_body_by_delegation_acts_until_it_is_complete(house: House) -> None:
    """P13: a body names who takes over; with the council whole again their part ends in every open case."""
    seats = {**SEATS, "deputy": ()}
    house.adopt()
    house.constitute()
    house.seat(seats)
    house.report()
    leaves(house, "member", *MEMBERS[:5])
    delegate = council.Delegate(role="deputy", persons=("stand-in-1", "stand-in-2"), body="community")
    house.perform(delegate, "community", SEASON)
    house.work()
    assert house.case().bench.holders["deputy"] == ("stand-in-1", "stand-in-2")
    house.perform(council.Appoint(role="member", person=MEMBERS[0], body="community"), "community", SEASON)
    house.work()
    assert house.case().bench.holders["deputy"] == ()
    assert len(house.case().bench.holders["member"]) == 3


def test_the_end_of_a_season_is_no_vacancy(house: House) -> None:
    """P13: terms end, and who sits in the open cases changes when the next season's people take their seats."""
    house.adopt()
    house.constitute(days=10)
    house.seat()
    house.work()
    house.report()
    house.until(START + timedelta(days=11))
    assert house.court.sitting() == {}
    assert house.case().bench.holders == SEATS
    house.constitute(NEXT, starts=house.clock.at)
    house.seat({"chair": ("new-chair",)}, stream=NEXT)
    house.work()
    assert house.case().bench.holders["chair"] == ("new-chair",)
    assert house.case().bench.holders["member"] == MEMBERS


def test_the_next_season_is_constituted_and_filled_before_it_starts_and_changes_nothing_yet(house: House) -> None:
    """P13: an election some weeks ahead takes nobody's seat."""
    house.sitting()
    house.report()
    starts = START + timedelta(days=30)
    house.constitute(NEXT, starts=starts)
    house.seat({"chair": ("new-chair",)}, stream=NEXT)
    house.work()
    assert house.court.council() == SEASON
    assert house.court.roster() == SEATS
    assert house.case().bench.holders["chair"] == ("chair",)
    house.until(starts)
    assert house.court.council() == NEXT


@pytest.mark.parametrize(
    ("command", "actor"),
    [
        (council.TakeSeat(role="member", person="member-1"), "mallory"),
        (council.StepDown(role="member", person="member-1", by="member-1"), "mallory"),
        (council.StepDown(role="member", person="member-1", by="member-1"), "chair"),
        (council.FileReport(duty="d", period="1", by="chair", nil=True), "mallory"),
    ],
)
def test_nobody_takes_leaves_or_answers_for_the_seat_of_another(
    house: House, command: council.Command, actor: str
) -> None:
    """P10: a resignation is one's own."""
    house.sitting()
    assert house.refused(command, actor, SEASON).clause.id == "P10"


def test_telling_who_sits_once_more_changes_nothing_and_after_another_change_tells_that(house: House) -> None:
    """P24: a worker that died in the middle does it again, whoever sits by then."""
    house.sitting()
    house.report()
    carrier = Reseating(house.court)
    effect = Effect(
        key="council:one/99/1", kind=RESEAT, certainty=Certainty.IDEMPOTENT, payload="{}", source=SEASON,
        not_before=START,
    )  # fmt: skip
    before = house.court.desk.state(CASE).version
    carrier.carry(effect, START)
    carrier.carry(effect, START)
    assert house.court.desk.state(CASE).version == before
    house.perform(council.StepDown(role="chair", person="chair", by="chair"), "chair", SEASON)
    carrier.carry(effect, START)
    assert house.case().bench.holders["chair"] == ()


def test_a_case_that_cannot_be_told_keeps_no_other_one_waiting(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """P24: the others are told, and the errand is tried again and at last laid before a human."""
    house.sitting()
    house.report()
    house.report(case="case:two")
    told = house.court.case

    def lost(stream: str) -> object:
        if stream == CASE:
            from comity.desk.ports import Missing

            raise Missing("its law")
        return told(stream)

    monkeypatch.setattr(house.court, "case", lost)
    leaves(house, "chair", "chair")
    assert house.case("case:two").bench.holders["chair"] == ()
    assert house.case().bench.holders["chair"] == ("chair",)
    with house.court.desk.store.reading() as unit:
        (waiting,) = unit.outbox.standing(Standing.QUEUED)
    assert (waiting.effect.kind, waiting.attempts) == (RESEAT, 1)
    monkeypatch.undo()
    house.wait(seconds=int(LEASE.total_seconds()))
    assert house.case().bench.holders["chair"] == ()


def test_a_procedure_that_knows_other_posts_does_not_stop_a_season(house: House) -> None:
    """P26: the council of the old version goes on acting under the posts of the new one, refused but never broken."""
    house.sitting()
    house.report()
    leaves(house, "deputy", *SEATS["deputy"])
    digest = house.court.laws.named("templates/small").procedure.digest
    house.perform(adoption.Propose(digest=digest, version="templates/small", by="delegate-1"), "delegate-1", ADOPTION)
    house.wait(days=14)
    numbers = adoption.Counted(favour=20, against=0, supply=20)
    adopt = adoption.Adopt(
        digest=digest, body="the-house", since=house.clock.at, linted=PASSED, errors=0, counted=numbers
    )
    house.perform(adopt, "chair", ADOPTION)
    gone = council.StepDown(role="panel", person="panel-1", by="panel-1")
    assert "no post called panel" in house.refused(gone, "panel-1", SEASON).text
    house.perform(council.StepDown(role="member", person=MEMBERS[0], by=MEMBERS[0]), MEMBERS[0], SEASON)
    delegate = council.Delegate(role="speaker", persons=("x",), body="community")
    house.refused(delegate, "community", SEASON)
    for person in MEMBERS[1:]:
        house.perform(council.StepDown(role="member", person=person, by=person), person, SEASON)
    house.perform(council.Appoint(role="member", person="n1", body="community"), "community", SEASON)
    house.work()
    assert house.case().bench.holders["member"] == ("n1",)
    assert options(*house.court.case(CASE), "n1", house.clock.at)
