# SPDX-License-Identifier: Apache-2.0
"""A council's season: seats, the lead, vacancies and who takes over, and the reports that are owed each cycle."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeAlias

import pytest

from comity.core import council
from comity.core.clause import Clause, Malformed, promise
from comity.core.council import decide as law
from tests.core.walking import Walk, utc

START = utc("2023-12-04T12:00")
STARTS = utc("2024-01-04T19:00")
ENDS = utc("2024-05-08T19:00")
DUE = utc("2024-01-17T19:00")

# An invented council: three members, a lead who does not vote, and liaisons who take over.
MEMBER = council.Post(
    id="member", clause="seats", seats=3, least=2, otherwise="liaison", filled_by=("house",),
    removed_by={"misconduct": ("house", "founders")},
)  # fmt: skip
LEAD = council.Post(
    id="lead", clause="lead", seats=1, least=1, filled_by=("founders",), elected=False, apart=("member",), votes=False
)
LIAISON = council.Post(
    id="liaison", clause="liaisons", filled_by=("founders",), elected=False, votes=False,
    removed_by={"at-will": ("founders",)},
)  # fmt: skip
RULES = council.CouncilRules(document="sample/1", posts={p.id: p for p in (MEMBER, LEAD, LIAISON)})
CAPPED = council.CouncilRules(
    document="sample/1", posts={"member": replace(MEMBER, least=2, cap=3), "lead": LEAD, "liaison": LIAISON}
)
OWED = (
    council.Owed(duty="summary", period="17", by="lead", due=DUE, clause="publication"),
    council.Owed(duty="summary", period="18", by="lead", due=utc("2024-02-07T19:00"), clause="publication"),
    council.Owed(duty="watch", period="5", by="liaison", due=utc("2024-05-20T00:00"), clause="watch", nil=False),
)
BEGIN = council.Constitute(season="5", starts=STARTS, ends=ENDS, owed=OWED)
Sitting: TypeAlias = "Walk[council.Council, council.Command, council.Event]"
Acts: TypeAlias = tuple[council.Command, ...]


def fresh(rules: council.CouncilRules = RULES) -> Sitting:
    return Walk(council.CouncilDecider(rules=rules), start=START, events=council.EVENTS, reasons=council.REASONS)


def elect(*persons: str, role: str = "member", body: str = "house") -> council.Elect:
    return council.Elect(role=role, persons=persons, body=body)


def take(person: str, role: str = "member") -> council.TakeSeat:
    return council.TakeSeat(role=role, person=person)


def appoint(person: str, role: str, body: str = "founders") -> council.Appoint:
    return council.Appoint(role=role, person=person, body=body)


def leave(person: str, role: str = "member", by: str | None = None) -> council.StepDown:
    return council.StepDown(role=role, person=person, by=person if by is None else by)


def remove(person: str, ground: str = "misconduct", body: str = "house", role: str = "member") -> council.Remove:
    return council.Remove(role=role, person=person, ground=ground, body=body)


def delegate(*persons: str, role: str = "liaison", body: str = "founders") -> council.Delegate:
    return council.Delegate(role=role, persons=persons, body=body)


def report(period: str = "17", by: str = "lea", duty: str = "summary", **figures: int) -> council.FileReport:
    return council.FileReport(duty=duty, period=period, by=by, figures=figures)


def nil(period: str = "17", by: str = "lea", duty: str = "summary") -> council.FileReport:
    return council.FileReport(duty=duty, period=period, by=by, nil=True)


def seated(rules: council.CouncilRules = RULES) -> Sitting:
    """Three members, a lead and a liaison."""
    walk = fresh(rules)
    acts: Acts = (
        BEGIN, elect("ann", "bob", "cem"), take("ann"), take("bob"), take("cem"), appoint("lea", "lead"),
        appoint("liv", "liaison"),
    )  # fmt: skip
    for command in acts:
        walk.must(command)
    return walk


# Seats


def test_elected_members_hold_their_seats_only_once_they_took_them() -> None:
    """P13: an election seats nobody; `holders` is what the cases ask."""
    walk = fresh()
    walk.must(BEGIN)
    numbers = {"for": 33_413_000, "against": 7_709_000}
    walk.must(council.Elect(role="member", persons=("ann", "bob"), body="house", numbers=numbers))
    assert walk.history[-1] == council.Elected(
        at=START, role="member", persons=("ann", "bob"), body="house", numbers=numbers
    )
    assert council.holders(walk.state) == {}
    assert walk.must(take("bob")) == [council.SeatTaken(at=START, role="member", person="bob", until=ENDS)]
    walk.must_not(take("bob"), law.NOT_ELECTED)
    assert council.holders(walk.state) == {"member": ("bob",)}
    assert walk.state.elected == {"member": ("ann",)}


def test_a_post_is_filled_by_its_bodies_and_in_its_way() -> None:
    """P7: the refusal cites the post's own clause."""
    walk = fresh()
    walk.must(BEGIN)
    refusal = walk.must_not(elect("ann", body="founders"), law.NOT_THIS_BODY)
    assert refusal.clause == Clause(document="sample/1", id="seats")
    assert refusal.text == "founders does not do this for member."
    walk.must_not(appoint("lea", "lead", body="house"), law.NOT_THIS_BODY)
    assert walk.must_not(appoint("ann", "member"), law.ELECTED_POST).text == "member is elected, not appointed."
    walk.must_not(elect("lea", role="lead", body="founders"), law.APPOINTED_POST)
    walk.must_not(elect("ann", role="judge"), law.NO_POST)
    assert walk.must_not(take("ann"), law.NOT_ELECTED).clause.id == "seats"


def test_there_are_no_more_seats_than_the_procedure_gives() -> None:
    """P13: those elected who did not sit down yet count too; liaisons have no fixed number."""
    walk = fresh()
    walk.must(BEGIN)
    walk.must(elect("ann", "bob"))
    walk.must(take("ann"))
    assert walk.must_not(elect("cem", "dee"), law.NO_SEAT_LEFT).text == "member has no more than 3 seats."
    walk.must(elect("cem"))
    walk.must_not(elect("dee"), law.NO_SEAT_LEFT)
    for number in range(20):
        walk.must(appoint(f"liv{number}", "liaison"))


def test_nobody_holds_a_seat_twice_or_two_posts_that_are_kept_apart() -> None:
    """P10: the lead has no vote, so a member is no lead, whoever came first."""
    walk = seated()
    walk.must(leave("cem"))
    for twice in (elect("ann"), appoint("liv", "liaison"), appoint("lea", "lead")):
        walk.must_not(twice, law.HOLDS_IT)
    refusal = walk.must_not(elect("lea"), law.HOLDS_ANOTHER)
    assert refusal.text == "Nobody is member and lead at once."
    walk.must(leave("lea", "lead"))
    walk.must_not(appoint("ann", "lead"), law.HOLDS_ANOTHER)
    walk.must(elect("dee"))
    walk.must_not(elect("dee"), law.HOLDS_IT)
    walk.must_not(appoint("dee", "lead"), law.HOLDS_ANOTHER)
    walk.must(appoint("ann", "liaison"))


def test_who_votes_is_what_the_posts_say() -> None:
    """P27: that the lead does not vote stands in the file."""
    walk = seated()
    assert council.voters(RULES, walk.state) == ("ann", "bob", "cem")
    voting = council.CouncilRules(document="s", posts={**RULES.posts, "lead": replace(LEAD, votes=True)})
    assert council.voters(voting, walk.state) == ("ann", "bob", "cem", "lea")


def test_one_steps_down_oneself_and_others_are_removed_on_a_ground() -> None:
    """P7: what is refused says what is possible instead."""
    walk = seated()
    assert walk.must_not(leave("ann", by="bob"), law.ONLY_ONESELF).possible[0].act == "Remove"
    walk.must_not(leave("zed"), law.NOT_A_HOLDER)
    walk.must_not(remove("zed"), law.NOT_A_HOLDER)
    walk.must_not(remove("ann", ground="dislike"), law.NO_GROUND)
    walk.must_not(remove("ann", body="lead"), law.NOT_THIS_BODY)
    walk.must_not(remove("lea", role="lead"), law.NO_GROUND)
    assert walk.must(remove("ann", body="founders")) == [
        council.Removed(at=START, role="member", person="ann", ground="misconduct", body="founders")
    ]
    walk.must(remove("liv", ground="at-will", body="founders", role="liaison"))
    assert council.holders(walk.state) == {"member": ("bob", "cem"), "lead": ("lea",)}


def test_one_who_was_elected_may_decline_the_seat() -> None:
    """P13: the seat is free for another election."""
    walk = fresh()
    walk.must(BEGIN)
    walk.must(elect("ann", "bob", "cem"))
    walk.must(leave("bob"))
    walk.must_not(take("bob"), law.NOT_ELECTED)
    walk.must(elect("dee"))


# Vacancy


def test_a_council_that_falls_below_its_least_is_vacant_until_it_is_complete() -> None:
    """P13: each time once, at the exact number."""
    walk = seated()
    assert walk.state.vacant == frozenset()
    assert len(walk.must(leave("ann"))) == 1
    assert walk.must(leave("bob"))[1:] == [council.BodyFellVacant(at=START, role="member", fallback="liaison")]
    assert len(walk.must(leave("cem"))) == 1
    assert walk.state.vacant == {"member"}
    walk.must(elect("dee", "eva", "fay"))
    assert len(walk.must(take("dee"))) == 1
    assert walk.must(take("eva"))[1:] == [council.BodyComplete(at=START, role="member", released=())]
    assert len(walk.must(take("fay"))) == 1


def test_a_new_council_is_vacant_until_its_seats_are_taken() -> None:
    """P13: the first event says so."""
    walk = fresh()
    first = walk.must(BEGIN)[0]
    assert isinstance(first, council.Constituted)
    assert first.vacant == ("member", "lead")
    assert walk.must(appoint("lea", "lead"))[1:] == [council.BodyComplete(at=START, role="lead", released=())]
    assert walk.must(leave("lea", "lead"))[1:] == [council.BodyFellVacant(at=START, role="lead", fallback="")]


def test_while_a_post_is_vacant_others_are_named_to_take_over() -> None:
    """P13: they hold the fallback role until the post is complete."""
    walk = seated()
    walk.must_not(delegate("kim"), law.NOT_VACANT)
    walk.must(leave("ann"))
    walk.must(remove("bob"))
    walk.must_not(delegate("kim", body="house"), law.NOT_THIS_BODY)
    walk.must_not(delegate("kim", role="lead"), law.NOT_VACANT)
    walk.must(delegate("kim", "liv"))
    assert council.holders(walk.state)["liaison"] == ("liv", "kim")
    walk.must(elect("dee"))
    assert walk.must(take("dee"))[1:] == [council.BodyComplete(at=START, role="member", released=("liaison",))]
    assert council.holders(walk.state)["liaison"] == ("liv",)


def test_a_delegation_that_another_vacant_post_needs_goes_on() -> None:
    """P13: two posts with the same fallback."""
    posts = {**RULES.posts, "lead": replace(LEAD, otherwise="liaison")}
    walk = seated(council.CouncilRules(document="s", posts=posts))
    for command in (leave("lea", "lead"), leave("ann"), leave("bob"), delegate("kim"), appoint("new", "lead")):
        walk.must(command)
    assert walk.history[-1] == council.BodyComplete(at=START, role="lead", released=())
    assert council.holders(walk.state)["liaison"] == ("liv", "kim")


# The season


def test_all_terms_end_with_the_season() -> None:
    """P6: at the instant that was fixed when it began, and without a vacancy."""
    walk = seated()
    for period in ("17", "18"):
        walk.must(nil(period))
    assert walk.until(utc("2024-05-09T00:00")) == [council.SeasonEnded(at=ENDS)]
    assert council.holders(walk.state) == {}
    assert walk.state.former == {"member": ("ann", "bob", "cem"), "lead": ("lea",), "liaison": ("liv",)}
    refusal = walk.must_not(elect("dee"), law.SEASON_OVER)
    assert refusal.clause == promise(6)
    assert walk.decider.due(walk.state) == OWED[2].due


def test_a_season_begins_once_and_nothing_is_done_before() -> None:
    """P6: its instants do not move."""
    walk = fresh()
    assert walk.must_not(elect("ann"), law.NO_SEASON).possible[0].act == "Constitute"
    walk.must_not(nil(), law.NO_SEASON)
    walk.must(BEGIN)
    assert walk.must_not(BEGIN, law.CONSTITUTED_BEFORE).clause == promise(6)
    assert (walk.state.season, walk.state.starts, walk.state.ends) == ("5", STARTS, ENDS)
    assert walk.decider.due(walk.state) == DUE


# Load, rules, input


def test_who_carries_as_much_as_the_cap_gets_no_other_case() -> None:
    """P14: at the exact number."""
    seats = {"member": ("ann", "bob", "cem", "dan"), "lead": ("eve",)}
    load = {"bob": 4, "ann": 3, "cem": 2, "eve": 99}
    assert council.spared(CAPPED, seats, load) == {"member": ("cem", "dan"), "lead": ("eve",)}
    assert council.spared(RULES, seats, load) == seats


def test_no_role_is_left_with_fewer_than_it_needs() -> None:
    """P13, P14: those who carry least among the full are given the case all the same; nobody is dropped from a case."""
    seats = {"member": ("ann", "bob", "cem")}
    load = {"ann": 5, "bob": 3, "cem": 4}
    assert council.spared(CAPPED, seats, load) == {"member": ("bob", "cem")}
    assert council.spared(CAPPED, {"member": ("ann",)}, load) == {"member": ("ann",)}
    assert council.spared(CAPPED, seats, load, keeps={"member": ("ann",)}) == {"member": ("ann", "bob")}
    assert council.spared(CAPPED, {"unknown": ("zed",)}, load) == {"unknown": ("zed",)}


@pytest.mark.parametrize(
    ("post", "field"),
    [
        (replace(MEMBER, otherwise="nobody"), "member.otherwise"),
        (replace(MEMBER, apart=("nobody",)), "member.apart"),
        (replace(MEMBER, least=4), "member.least"),
        (replace(MEMBER, least=-1), "member.least"),
    ],
)
def test_posts_that_cannot_be_are_named_by_their_field(post: council.Post, field: str) -> None:
    """P26: a clear error names the field and the rule."""
    with pytest.raises(Malformed) as caught:
        council.CouncilRules(document="sample/1", posts={**RULES.posts, post.id: post})
    assert [fault.field for fault in caught.value.faults] == [field]


@pytest.mark.parametrize(
    ("begin", "field"),
    [
        (replace(BEGIN, season=""), "season"),
        (replace(BEGIN, ends=STARTS), "ends"),
        (replace(BEGIN, starts=utc("2023-01-01"), ends=START), "ends"),
        (replace(BEGIN, owed=(OWED[0], replace(OWED[0], due=ENDS))), "owed"),
        (replace(BEGIN, owed=(replace(OWED[0], due=START),)), "owed.due"),
        (replace(BEGIN, owed=(replace(OWED[0], by="nobody"),)), "owed.by"),
    ],
)
def test_seasons_that_cannot_be_are_named_by_their_field(begin: council.Constitute, field: str) -> None:
    """P26: a clear error names the field and the rule."""
    with pytest.raises(Malformed) as caught:
        fresh().do(begin)
    assert [(fault.field, fault.rule) for fault in caught.value.faults] == [(field, f"council.{field}")]


@pytest.mark.parametrize("command", [elect(), elect("ann", "ann"), elect(""), appoint("", "lead")])
def test_somebody_is_named_and_nobody_twice(command: council.Command) -> None:
    """P26: a clear error names the field and the rule."""
    walk = fresh()
    walk.must(BEGIN)
    with pytest.raises(Malformed, match="persons"):
        walk.do(command)


def test_a_figure_is_no_negative_number() -> None:
    """P26: a clear error names the field and the rule."""
    with pytest.raises(Malformed, match="figures"):
        seated().do(report(received=-1))


def test_every_event_and_every_refusal_of_a_council_is_reached() -> None:
    """P7: nothing in the room is dead."""
    empty, full = fresh(), seated()
    acts: Acts = (
        BEGIN, elect("x", role="y"), elect("x", body="y"), appoint("x", "member"), elect("x", role="lead"), take("x"),
        elect("a"), elect("b", "c", "d"), elect("ann"), elect("lea"), leave("zed"), leave("ann", by="bob"),
        remove("ann", ground="x"), delegate("kim"), report("99"), nil(by="ann"), report(), nil("5", "liv", "watch"),
        nil(), nil(), leave("ann"), elect("lea"), remove("bob"), delegate("kim"), elect("dee"), take("dee"),
    )  # fmt: skip
    empty.do(elect("ann"))
    for command in acts:
        full.do(command)
    full.until(ENDS)
    full.do(elect("ann"))
    assert empty.seen | full.seen == set(council.EVENTS)
    assert empty.refused | full.refused == set(council.REASONS)
