# SPDX-License-Identifier: Apache-2.0
"""Who holds the key of a paper: two who screen, then those who may open it or could after a word of their own (P10)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from comity.core.access import (
    entitled_to,
    excess,
    exists_for,
    hearers,
    holders,
    houses,
    may_open,
    missing,
    screeners,
    screens,
)
from comity.core.clause import Clause
from comity.core.evidence import Paper
from comity.core.procedure.words import PaperKind
from comity.core.tear import Tear, TearRules
from tests.core.laws import CALENDAR, full, minimal
from tests.core.machines.docket import grounds
from tests.core.machines.game import Game, Seeded, Seen
from tests.core.sitting import MEMBERS, ROSTER, Sitting, heard, party, weighed


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


REPORTED = digest("a report")


def told(*, report: str = REPORTED, roster: Mapping[str, tuple[str, ...]] = ROSTER) -> Sitting:
    """A case of which nobody knows yet whom it concerns."""
    return Sitting(full()).open(party("rep", "reporter"), report=report, roster=roster)


def filed(case: Sitting, kind: str = "report") -> Paper:
    return next(p for p in case.state.papers if p.kind == kind)


def reads(case: Sitting, paper: Paper) -> set[str]:
    people = {"rep", "res", "led", *MEMBERS, "e1"}
    return {p for p in people if may_open(case.law, case.state, p, paper) is not None}


def test_two_screen_what_came_in_before_anybody_is_entered() -> None:
    """P10: whoever might be in conflict cannot know it yet; two read, and the reporter."""
    case = told()
    assert screens(case.law, case.state)
    two = screeners(case.law, case.state)
    assert len(two) == 2
    assert two[0] == "led"
    assert two[1] in MEMBERS
    assert holders(case.law, case.state, filed(case)) == tuple(sorted((*two, "rep")))
    case.free("led", *MEMBERS)
    assert reads(case, filed(case)) == {*two, "rep"}


def test_nobody_picks_the_two() -> None:
    """P10: whose turn it is follows from the digest of what was told; with time it is everybody's."""
    turns = {screeners(c.law, c.state) for c in (told(report=digest(f"report {n}")) for n in range(60))}
    assert {second for _, second in turns} == set(MEMBERS)
    assert screeners(full(), told().state) == screeners(full(), told().state)


def test_nobody_screens_whom_the_report_concerns_or_who_stepped_aside() -> None:
    """P10: it is the next one's turn then, and the wrap of who went is destroyed."""
    case = told()
    led, second = screeners(case.law, case.state)
    concerned = Sitting(full()).open(party("rep", "reporter"), party(second, "witness"), report=REPORTED)
    assert second not in screeners(concerned.law, concerned.state)
    assert second not in holders(concerned.law, concerned.state, filed(concerned))
    held = {REPORTED: holders(case.law, case.state, filed(case))}
    case.do("step-aside", second)
    now = screeners(case.law, case.state)
    assert now[0] == led
    assert now[1] not in (led, second)
    assert excess(case.law, case.state, held) == {REPORTED: (second,)}
    assert missing(case.law, case.state, held) == {REPORTED: (now[1],)}


def test_two_who_judge_screen_where_nobody_presides() -> None:
    """P10: a council whose lead is concerned still has two who screen; one member alone is one."""
    leaderless = told(roster={**ROSTER, "lead": ()})
    assert len(set(screeners(leaderless.law, leaderless.state)) & set(MEMBERS)) == 2
    one = told(roster={"member": ("m1",), "lead": ("m1",)})
    assert screeners(one.law, one.state) == ("m1",)
    nobody = told(roster={})
    assert screeners(nobody.law, nobody.state) == ()


def test_all_hold_the_key_once_the_parties_are_entered_and_read_after_a_word_of_their_own() -> None:
    """P10: the others hold a wrap from then on, and the server hands it out once they declared."""
    case = told()
    held = entitled_to(case.law, case.state)
    case.do("enter-party", "led", party=party("res", "respondent"))
    assert not screens(case.law, case.state)
    assert set(holders(case.law, case.state, filed(case))) == {"led", *MEMBERS, "rep"}
    assert set(missing(case.law, case.state, held)[REPORTED]) == {*MEMBERS} - held[REPORTED]
    assert reads(case, filed(case)) == {"rep"}
    case.free("m3")
    assert reads(case, filed(case)) == {"rep", "m3"}


def test_a_procedure_that_enters_nobody_and_a_question_to_the_council_end_the_screening() -> None:
    """P10: nobody is asked to decide on what they may not read."""
    law = full()
    silent = replace(law, acts={id: act for id, act in law.acts.items() if act.verb != "enter"})
    case = told()
    assert not screens(silent, case.state)
    boxes = weighed(minimal()).state.boxes
    assert not screens(law, replace(case.state, boxes=boxes))


def test_who_stepped_aside_holds_no_key_of_what_is_filed_later() -> None:
    """P10: the epochs of a case are the sets of those who hold the keys at each filing."""
    case = heard(minimal())
    case.do("step-aside", "m1")
    assert "m1" not in holders(case.law, case.state, later(case))
    assert "m2" in holders(case.law, case.state, later(case))


def later(case: Sitting, kind: str = "evidence", by: str = "rep") -> Paper:
    return Paper(digest=digest("later"), kind=kind, act="add-evidence", by=by, at=case.now)


def test_the_last_wrap_of_a_paper_is_not_destroyed() -> None:
    """P13: where all who hold a key must go at once the paper is not lost; nobody is given the wrap meanwhile."""
    case = heard(minimal())
    paper = later(case, "minutes", "m1")
    case.state = replace(case.state, papers=(paper,))
    case.do("step-aside", "m1")
    assert may_open(case.law, case.state, "m1", paper) is None
    assert excess(case.law, case.state, {paper.digest: ("m1",)}) == {}
    assert excess(case.law, case.state, {paper.digest: ("m1", "m2")}) == {paper.digest: ("m1",)}
    assert "m2" in missing(case.law, case.state, {paper.digest: ("m1",)})[paper.digest]


def test_a_house_holds_the_key_of_what_it_reads_before_it_votes_and_of_nothing_else() -> None:
    """P12: the decision and the views beside it, once it was asked; never what was told."""
    case = weighed(full())
    assert houses(case.law, case.state, later(case, "decision")) == ()
    box = replace(next(iter(case.state.boxes.values())), role="assembly")
    case.state = replace(case.state, boxes={box.id: box})
    assert houses(case.law, case.state, later(case, "decision")) == ("assembly",)
    assert houses(case.law, case.state, later(case, "perspective")) == ("assembly",)
    for kind in ("report", "answer", "evidence", "words", "discussion"):
        assert houses(case.law, case.state, later(case, kind)) == ()


def test_who_hears_a_tear_holds_its_key() -> None:
    """P2, P4: its reporter, who told it for them, and those who listen; nobody else."""
    clause = Clause(document="d", id="c")
    rules = TearRules(clause=clause, calendar=CALENDAR, count=9, unit="days", listens=frozenset({"liaison"}))
    tear = Tear(reporter="rep", through="li1")
    roster = {"liaison": ("li1", "li2"), "member": MEMBERS}
    assert hearers(tear, rules, roster) == ("li1", "li2", "rep")
    assert hearers(Tear(), rules, roster) == ("li1", "li2")


@pytest.mark.parametrize("name", ["full", "minimal", "full with a talk that holds", "fernhollow/2026"])
def test_in_any_order_only_those_hold_a_key_who_may_open_the_paper_or_could(name: str) -> None:
    """P10: after every act: who holds a key reads, or would after a word of their own; who stepped aside holds
    none any more, of nothing filed later least of all; and no paper of the bench is without a holder of its key."""
    law, calendar, at = grounds()[name]
    checked = 0
    for seed in range(12):
        game = Game(law, calendar, Seeded(seed), Seen(), at=at + timedelta(hours=seed))
        for _ in range(40):
            game.step()
            checked += check(game)
            if game.over:
                break
    assert checked > 100


def check(game: Game) -> int:
    law, case = game.law, game.case.state
    for paper in case.papers[-4:]:
        held = holders(law, case, paper)
        for person in held:
            declared = replace(case.bench, cleared={person: frozenset(case.bench.parties)})
            opened = {key: replace(one, read=one.sent) for key, one in case.notices.items()}
            assert may_open(law, replace(case, bench=declared, notices=opened), person, paper) is not None
            assert exists_for(law, case, person) or person == paper.by
            assert person not in game.oracle.aside or person in case.bench.parties
            assert paper.kind != PaperKind.REPORT or person not in game.oracle.untold()
        for person in game.oracle.aside - set(case.bench.parties):
            assert person not in held
        readers = (p for role in law.roles for p in case.bench.of(role))
        assert all(p in held for p in readers if may_open(law, case, p, paper) is not None)
    return len(case.papers)
