# SPDX-License-Identifier: Apache-2.0
"""How a procedure is amended: in the open, after the linter, by the charter's body, and never backwards."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypeAlias

import pytest

from comity.core import adoption
from comity.core.adoption import decide as law
from comity.core.ballot import parse_share
from comity.core.calendar import parse_calendar
from comity.core.clause import Clause, Malformed, promise
from tests.core.walking import Walk, digest, utc

START = utc("2024-05-01T12:00")
OPEN_UNTIL = utc("2024-05-15T12:00")
LATER = utc("2024-06-27T19:00")
CALENDAR = parse_calendar('[calendar]\nid = "sample"\n[[cycle]]\nid = "1"\nstart = 2024-01-01\nend = 2024-12-31')
HOUSE = adoption.AdoptingBody(
    id="house", clause="vote", share=parse_share("at least 51 %"), quorum=parse_share("at least 30 %"), approvals=2
)
COUNCIL = adoption.AdoptingBody(id="council", clause="own")
RULES = adoption.AdoptionRules(
    document="charter/1", clause="amendment", bodies={"house": HOUSE, "council": COUNCIL}, calendar=CALENDAR, count=14,
    override="experiment",
)  # fmt: skip
ONE, TWO, THREE = digest("one"), digest("two"), digest("three")
LINT, PAPER = digest("lint"), digest("paper")
CARRIED = adoption.Counted(favour=33_413, against=7_709, abstain=3_610, supply=100_000)
Amending: TypeAlias = "Walk[adoption.Procedures, adoption.Command, adoption.Event]"
Acts: TypeAlias = tuple[adoption.Command, ...]


def fresh(rules: adoption.AdoptionRules = RULES) -> Amending:
    return Walk(adoption.AdoptionDecider(rules=rules), start=START, events=adoption.EVENTS, reasons=adoption.REASONS)


def propose(version: str = ONE, name: str = "", by: str = "pat") -> adoption.Propose:
    return adoption.Propose(digest=version, version=name or f"v-{version[:8]}", by=by)


def approve(by: str, version: str = ONE) -> adoption.Approve:
    return adoption.Approve(digest=version, by=by)


def adopt(version: str = ONE, since: datetime = LATER, body: str = "house") -> adoption.Adopt:
    counted = CARRIED if body == "house" else None
    return adoption.Adopt(digest=version, body=body, since=since, linted=LINT, errors=0, counted=counted)


def repeal(version: str = ONE, since: datetime = LATER, body: str = "house") -> adoption.Repeal:
    return adoption.Repeal(digest=version, body=body, since=since, counted=CARRIED)


def sign(says: str = "7 means days", by: str = "pat", clause: str = "evaluation") -> adoption.SignReading:
    return adoption.SignReading(digest=ONE, clause=clause, says=says, by=by)


def ready(*versions: str) -> Amending:
    """Versions that were open long enough and have their approvals."""
    walk = fresh()
    for version in versions or (ONE,):
        for command in (propose(version), approve("kit", version), approve("lou", version)):
            walk.must(command)
    walk.until(OPEN_UNTIL)
    return walk


# The way of an amendment


def test_an_amendment_is_proposed_commented_on_tried_adopted_and_takes_force() -> None:
    """P6: in that order, and from an instant on."""
    walk = fresh()
    assert walk.must(propose()) == [
        adoption.Proposed(at=START, digest=ONE, version=f"v-{ONE[:8]}", by="pat", open_until=OPEN_UNTIL)
    ]
    walk.must(adoption.Comment(digest=ONE, by="kit", paper=PAPER))
    walk.must(adoption.Try(digest=ONE, cases=digest("season"), result=digest("result"), by="pat"))
    walk.must(approve("kit"))
    walk.must(approve("lou"))
    walk.until(OPEN_UNTIL)
    assert walk.must(adopt()) == [
        adoption.Adopted(
            at=OPEN_UNTIL, digest=ONE, body="house", since=LATER, intakes=(), counted=CARRIED, linted=LINT,
            errors=0, override="",
        )
    ]  # fmt: skip
    assert walk.decider.due(walk.state) == LATER
    assert adoption.in_force(walk.state, LATER - timedelta(seconds=1)) is None
    assert adoption.in_force(walk.state, LATER) == ONE
    assert walk.wait(timedelta(days=900)) == [adoption.CameIntoForce(at=LATER, digest=ONE)]
    proposal = walk.state.proposals[ONE]
    assert proposal.comments == (adoption.Remark(at=START, by="kit", paper=PAPER),)
    assert proposal.trials == (adoption.Trial(at=START, cases=digest("season"), result=digest("result"), by="pat"),)
    assert proposal.approvals == ("kit", "lou")


def test_a_proposal_is_open_for_comments_before_anybody_adopts_it() -> None:
    """P7: to the second, with what is possible meanwhile."""
    walk = fresh()
    for command in (propose(), approve("kit"), approve("lou")):
        walk.must(command)
    walk.until(OPEN_UNTIL - timedelta(seconds=1))
    refusal = walk.must_not(adopt(), law.TOO_EARLY)
    assert refusal.text == "This version is open for comments until 2024-05-15T12:00:00+00:00."
    assert [one.act for one in refusal.possible] == ["Comment", "Try"]
    walk.until(OPEN_UNTIL)
    walk.must(adopt())


def test_a_charter_may_ask_for_no_time() -> None:
    """P27: how long is the charter's."""
    walk = fresh(replace(RULES, count=0))
    walk.must(propose())
    walk.must(adopt(since=START, body="council"))
    assert [type(event) for event in walk.history[-2:]] == [adoption.Adopted, adoption.CameIntoForce]
    assert adoption.in_force(walk.state, START) == ONE


def test_only_the_charter_s_bodies_adopt_and_repeal() -> None:
    """P7: the refusal cites the amendment clause."""
    walk = ready()
    assert walk.must_not(adopt(body="lead"), law.NOT_THIS_BODY).clause == Clause(document="charter/1", id="amendment")
    walk.must(adopt())
    walk.must_not(repeal(body="lead"), law.NOT_THIS_BODY)


def test_a_vote_needs_its_approvals_first_and_each_person_counts_once() -> None:
    """P7: two are needed; the same one twice is one."""
    walk = fresh()
    walk.must(propose())
    walk.must(approve("kit"))
    walk.must_not(approve("kit"), law.APPROVED_BEFORE)
    walk.until(OPEN_UNTIL)
    assert walk.must_not(adopt(), law.TOO_FEW_APPROVALS).text == "A vote needs 2 approvals, and there are 1."
    walk.must(approve("lou"))
    walk.must(adopt())


def test_a_version_is_adopted_only_after_the_linter_and_without_errors() -> None:
    """P5: an unfair procedure does not come into force by accident."""
    walk = ready()
    walk.must_not(replace(adopt(), linted=""), law.NOT_LINTED)
    faulty = replace(adopt(), errors=2)
    assert walk.must_not(faulty, law.LINT_ERRORS).text == "The linter found 2 errors in this version."
    walk.must_not(replace(faulty, override="because"), law.NO_OVERRIDE)
    walk.must(replace(faulty, override="experiment"))
    last = walk.history[-1]
    assert isinstance(last, adoption.Adopted)
    assert (last.errors, last.override) == (2, "experiment")


def test_without_an_override_clause_nothing_overrides_the_linter() -> None:
    """P5: an empty name is no clause."""
    walk = fresh(replace(RULES, override="", count=0))
    walk.must(propose())
    faulty = replace(adopt(body="council"), errors=1)
    walk.must_not(faulty, law.LINT_ERRORS)
    walk.must_not(replace(faulty, override="experiment"), law.NO_OVERRIDE)


def test_an_override_that_was_not_needed_is_not_recorded() -> None:
    """P15: the record says what happened."""
    walk = ready()
    walk.must(replace(adopt(), override="experiment"))
    last = walk.history[-1]
    assert isinstance(last, adoption.Adopted)
    assert last.override == ""


@pytest.mark.parametrize(
    ("counted", "reason"),
    [
        (None, law.NO_NUMBERS),
        (adoption.Counted(favour=51, against=49, supply=334), law.NO_QUORUM),
        (adoption.Counted(favour=51, against=49, supply=None), law.NO_QUORUM),
        (adoption.Counted(favour=50, against=49, supply=333), law.NO_QUORUM),
        (adoption.Counted(favour=50, against=50, supply=333), law.NOT_CARRIED),
        (adoption.Counted(favour=50, against=49, abstain=1, supply=333), law.NOT_CARRIED),
        (adoption.Counted(favour=0, against=0, abstain=100, supply=333), law.NOT_CARRIED),
    ],
)
def test_the_numbers_carry_or_do_not_at_the_exact_unit(counted: adoption.Counted | None, reason: str) -> None:
    """P15: 30 % of 333 is 99.9 and of 334 is 100.2; 51 % of 99 is 50.49."""
    refusal = ready().must_not(replace(adopt(), counted=counted), reason)
    assert refusal.clause.id == "vote"


@pytest.mark.parametrize(
    "counted",
    [
        adoption.Counted(favour=51, against=49, supply=333),
        adoption.Counted(favour=51, against=48, abstain=1, supply=333),
        adoption.Counted(favour=1, against=0, abstain=99, supply=333),
        adoption.Counted(favour=1, against=0, abstain=99, supply=100),
    ],
)
def test_numbers_that_carry(counted: adoption.Counted) -> None:
    """P15: abstentions count for the quorum and not for the share."""
    ready().must(replace(adopt(), counted=counted))


def test_a_body_with_a_share_or_a_quorum_gives_its_numbers() -> None:
    """P15: either is enough to ask for them."""
    for body in (replace(HOUSE, approvals=0, quorum=None), replace(HOUSE, approvals=0, share=None)):
        walk = fresh(replace(RULES, bodies={"house": body}, count=0))
        walk.must(propose())
        walk.must_not(replace(adopt(), counted=None), law.NO_NUMBERS)
        walk.must(adopt())


def test_nothing_takes_force_or_ends_backwards() -> None:
    """P6: no case is judged by a rule that came after it."""
    walk = ready()
    assert walk.must_not(adopt(since=OPEN_UNTIL - timedelta(seconds=1)), law.RETROACTIVE).clause == promise(6)
    walk.must(adopt(since=OPEN_UNTIL))
    walk.must_not(repeal(since=OPEN_UNTIL - timedelta(seconds=1)), law.RETROACTIVE)
    walk.must(repeal(since=OPEN_UNTIL + timedelta(days=1)))


def test_a_version_is_proposed_once_and_under_its_own_name() -> None:
    """P6: one digest, one name."""
    walk = fresh()
    walk.must(propose())
    walk.must_not(propose(), law.PROPOSED_BEFORE)
    walk.must_not(propose(TWO, name=f"v-{ONE[:8]}"), law.PROPOSED_BEFORE)
    walk.must_not(approve("kit", TWO), law.NOT_PROPOSED)
    walk.must(propose(TWO))


def test_who_proposed_a_version_may_withdraw_it_before_it_is_adopted() -> None:
    """P7: afterwards it can only be repealed."""
    walk = ready(ONE, TWO)
    walk.must_not(adoption.Withdraw(digest=ONE, by="kit"), law.NOT_THE_AUTHOR)
    walk.must(adoption.Withdraw(digest=ONE, by="pat"))
    for late in (approve("mia"), adopt(), adoption.Withdraw(digest=ONE, by="pat"), sign()):
        walk.must_not(late, law.WITHDRAWN)
    walk.must(adopt(TWO))
    assert walk.must_not(adoption.Withdraw(digest=TWO, by="pat"), law.ADOPTED_BEFORE).possible[0].act == "Repeal"
    walk.must_not(adopt(TWO), law.ADOPTED_BEFORE)


def test_a_reading_is_signed_by_several_and_never_changed() -> None:
    """P6: a different reading is another version."""
    walk = ready()
    walk.must(sign())
    walk.must(sign(by="kit"))
    walk.must_not(sign(by="kit"), law.SIGNED_BEFORE)
    assert walk.must_not(sign(says="7 means working days", by="lou"), law.READ_OTHERWISE).clause == promise(6)
    walk.must(sign(clause="notice", says="x"))
    assert walk.state.proposals[ONE].readings == {
        "evaluation": adoption.Reading(says="7 means days", by=("pat", "kit")),
        "notice": adoption.Reading(says="x", by=("pat",)),
    }


# Which version is in force


def test_a_later_version_takes_over_and_repealing_it_does_not_bring_the_old_one_back() -> None:
    """P6: what a community ended stays ended; the council then asks."""
    walk = ready(ONE, TWO)
    walk.must(adopt(ONE, since=OPEN_UNTIL))
    walk.must(adopt(TWO, since=LATER))
    end = LATER + timedelta(days=10)
    walk.must(repeal(TWO, since=end))
    found = [adoption.in_force(walk.state, at) for at in (OPEN_UNTIL, LATER - timedelta(seconds=1), LATER)]
    assert found == [ONE, ONE, TWO]
    assert adoption.in_force(walk.state, end - timedelta(seconds=1)) == TWO
    assert adoption.in_force(walk.state, end) is None
    assert [type(event) for event in walk.until(end)] == [adoption.CameIntoForce, adoption.WentOutOfForce]
    walk.must_not(repeal(TWO, since=end), law.NOT_ADOPTED)
    walk.must(adopt(TWO, since=end))
    assert adoption.in_force(walk.state, end) == TWO


def test_an_adoption_that_was_repealed_before_its_day_never_takes_force() -> None:
    """P6: the older version goes on."""
    walk = ready(ONE, TWO)
    walk.must(adopt(ONE, since=OPEN_UNTIL))
    walk.must(adopt(TWO, since=LATER))
    walk.must(repeal(TWO, since=LATER))
    assert walk.decider.due(walk.state) is None
    assert adoption.in_force(walk.state, LATER) == ONE


def test_of_two_versions_from_one_instant_the_later_decision_holds() -> None:
    """P6: there is always exactly one answer."""
    walk = ready(ONE, TWO)
    walk.must(adopt(TWO))
    walk.must(adopt(ONE))
    assert adoption.in_force(walk.state, LATER) == ONE


def test_at_one_instant_the_old_ends_before_the_new_begins() -> None:
    """P25: one order of events, whoever replays them."""
    walk = ready(ONE, TWO)
    walk.must(adopt(ONE, since=OPEN_UNTIL))
    walk.must(repeal(ONE))
    walk.must(adopt(TWO))
    assert walk.until(LATER) == [
        adoption.WentOutOfForce(at=LATER, digest=ONE),
        adoption.CameIntoForce(at=LATER, digest=TWO),
    ]


def test_an_experiment_for_one_intake_comes_first_until_it_is_repealed() -> None:
    """P27: room for experiments is data; the version for all cases waits behind it."""
    walk = ready(ONE, TWO, THREE)
    walk.must(adopt(ONE, since=OPEN_UNTIL))
    walk.must(replace(adopt(TWO), intakes=("small",)))
    week = LATER + timedelta(days=7)
    assert adoption.in_force(walk.state, LATER - timedelta(seconds=1), "small") == ONE
    assert [adoption.in_force(walk.state, LATER, intake) for intake in ("small", "grave", "")] == [TWO, ONE, ONE]
    walk.must(repeal(TWO, since=week))
    assert adoption.in_force(walk.state, week - timedelta(seconds=1), "small") == TWO
    assert adoption.in_force(walk.state, week, "small") == ONE
    walk.must(adopt(THREE, since=LATER + timedelta(days=1)))
    assert adoption.in_force(walk.state, LATER + timedelta(days=1), "small") == THREE


def test_experiments_for_different_intakes_stand_side_by_side() -> None:
    """P27: also where no version is in force for all cases."""
    walk = ready(ONE, TWO)
    walk.must(replace(adopt(ONE), intakes=("small",)))
    walk.must(replace(adopt(TWO), intakes=("grave",)))
    found = [adoption.in_force(walk.state, LATER, intake) for intake in ("small", "grave", "other")]
    assert found == [ONE, TWO, None]


def test_before_any_adoption_nothing_is_in_force() -> None:
    """P6: undefined is legal, and said."""
    assert adoption.in_force(fresh().state, LATER) is None


# Bad input


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (propose("v1"), "digest"),
        (replace(propose(), version=" "), "version"),
        (replace(propose(), by=""), "by"),
        (adoption.Comment(digest=ONE, by="kit", paper="nice"), "paper"),
        (adoption.Try(digest=ONE, cases="x", result=ONE, by="kit"), "cases"),
        (adoption.Try(digest=ONE, cases=ONE, result="x", by="kit"), "result"),
        (sign(clause=""), "clause"),
        (sign(says=" "), "says"),
        (replace(adopt(), linted="ok"), "linted"),
        (replace(adopt(), errors=-1), "errors"),
        (replace(adopt(), counted=replace(CARRIED, against=-1)), "counted"),
        (replace(repeal(), counted=replace(CARRIED, supply=1)), "counted.supply"),
    ],
)
def test_what_cannot_be_is_named_by_its_field(command: adoption.Command, field: str) -> None:
    """P26: a clear error names the field and the rule."""
    with pytest.raises(Malformed) as caught:
        ready().do(command)
    assert [(fault.field, fault.rule) for fault in caught.value.faults] == [(field, f"adoption.{field}")]


@pytest.mark.parametrize(("count", "unit"), [(1, "cycle"), (1, "years"), (-1, "days"), (1001, "days")])
def test_a_time_for_comments_whose_end_may_be_unknown_is_refused(count: int, unit: str) -> None:
    """P26: with the charter, not with a proposal."""
    with pytest.raises(Malformed, match=r"adoption\.open"):
        replace(RULES, count=count, unit=unit)
    replace(RULES, count=1000, unit="months")


def test_every_event_and_every_refusal_of_an_amendment_is_reached() -> None:
    """P7: nothing in the room is dead."""
    early, late = fresh(), ready(ONE, TWO)
    before: Acts = (adopt(), propose(), propose(), adopt(), sign(), sign(), sign(says="x"), approve("a"), approve("a"))
    talk: Acts = (
        adoption.Comment(digest=ONE, by="kit", paper=PAPER), adoption.Try(digest=ONE, cases=ONE, result=ONE, by="kit"),
    )  # fmt: skip
    after: Acts = (
        adopt(body="x"), replace(adopt(), linted=""), replace(adopt(), errors=1), repeal(),
        replace(adopt(), errors=1, override="x"), adopt(since=START), replace(adopt(), counted=None),
        replace(adopt(), counted=replace(CARRIED, supply=None)),
        replace(adopt(), counted=replace(CARRIED, favour=0, abstain=30_000)),
        adoption.Withdraw(digest=TWO, by="x"), adoption.Withdraw(digest=TWO, by="pat"), adopt(TWO), adopt(), adopt(),
        repeal(since=LATER + timedelta(days=1)),
    )  # fmt: skip
    for command in (*before, *talk):
        early.do(command)
    early.until(OPEN_UNTIL)
    early.do(adopt())
    for command in after:
        late.do(command)
    late.wait(timedelta(days=100))
    assert early.seen | late.seen == set(adoption.EVENTS)
    assert early.refused | late.refused == set(adoption.REASONS)
