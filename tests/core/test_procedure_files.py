# SPDX-License-Identifier: Apache-2.0
"""The files in `procedures/` run: each from a report to its closing, and under silence at every point on the way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from comity.core.clause import Refusal
from comity.core.docket import IDLE, Reseat, SettleAsk, next_due
from comity.core.docket.instants import Almanac
from comity.core.party import Party
from comity.core.procedure.model import Question
from comity.core.procedure.words import UNDEFINED, Standing
from comity.core.sanction import Life
from tests.core.procedure_stories import (
    FILES,
    PAPER,
    STORIES,
    Story,
    charter,
    filed,
    lives,
    manual,
    read,
    roster,
    season_5,
)  # fmt: skip

FAIR = ("optimism/proposed", "fernhollow/2026", "templates/small", "templates/foundation", "templates/house")
V1, AMENDED = "optimism/season-5-v1", "optimism/season-5-amended"


@pytest.mark.parametrize("id", FILES)
def test_every_file_reads_and_is_what_its_path_says(id: str) -> None:
    """P26: a file with a fault would not be read at all."""
    law, _ = read(id)
    assert law.id == id
    assert all(reading.by in ("assumed", "council") for reading in law.readings)


@pytest.mark.parametrize("id", FILES)
def test_every_reading_is_about_a_thing_of_the_file(id: str) -> None:
    """P6: an interpretation is signed for a clause, and a clause that is not there cannot be interpreted."""
    law, _ = read(id)
    plain = {clause.id for clause in law.plain} | {"procedure"}
    assert [r.clause for r in law.readings if law.kind(r.clause) is None and r.clause not in plain] == []


def test_every_file_has_its_story() -> None:
    """P27: no procedure is shipped that nobody has seen run."""
    assert sorted(STORIES) == FILES


@pytest.mark.parametrize("id", FILES)
def test_a_report_runs_to_its_closing(id: str) -> None:
    """P27: the text that people vote on is enough to run a case, without a line of Python for it."""
    tell, outcome, measure = STORIES[id]
    story = tell().closes()
    assert story.case.outcome == outcome
    assert f"{measure}/ben" in story.case.terms


@pytest.mark.parametrize("id", FILES)
def test_silence_closes_a_case_or_asks_a_human_whom_the_file_names(id: str) -> None:
    """P4: whoever falls silent, after whichever act, leaves no case without an end or somebody who is asked."""
    story = STORIES[id][0]()
    forgotten = []
    for name, case, at, boxes in story.moments:
        silent = Story(id, at)
        silent.case, silent.boxes = case, dict(boxes)
        silent.silence()
        asked = {ask.thing for ask in silent.case.asks.values()}
        if silent.case.closed is None and (not asked or IDLE in asked):
            forgotten.append((name, sorted(silent.case.phases), sorted(asked)))
    assert forgotten == []


@pytest.mark.parametrize("id", FILES)
def test_nobody_is_limited_before_notice_and_the_chance_to_answer(id: str) -> None:
    """P5: in every story the respondent had been heard when a sanction on a person was imposed."""
    story = STORIES[id][0]().closes()
    for term in story.case.terms.values():
        heard = story.case.heard.get(term.about)
        assert term.interim or not term.on_person or (heard is not None and heard < term.imposed)


@pytest.mark.parametrize("id", FAIR)
def test_the_files_that_we_propose_leave_nothing_undefined(id: str) -> None:
    """P9: a finding names its standard of proof, and a vote without majority has its answer."""
    law, _ = read(id)
    voted = [q for q in law.questions.values() if q.stages]
    assert [q.id for q in voted if UNDEFINED in (q.tied, q.short)] == []
    assert [q.id for q in law.questions.values() if q.finding and UNDEFINED in (q.standard, q.burden)] == []
    assert law.readings == ()
    assert law.amendment.open


@pytest.mark.parametrize("id", FAIR)
def test_a_reporter_who_stays_silent_ends_the_case_unheard_of(id: str) -> None:
    """P4: nothing reached the other side, and the case did not wait for ever."""
    speaker = {"optimism/proposed": "lead-1", "fernhollow/2026": "lead-1", "templates/small": "speaker-1"}.get(
        id, "chair-1"
    )
    story = Story(id, filed(1, 5)).file("report")
    story.do("screen", speaker, choice=_first(story.law.questions["screened"]))
    story.do("propose-words", speaker)
    story.closes()
    assert story.case.outcome == "words-unanswered"
    assert [person for _, person in story.case.notices if person == "ben"] == []


def _first(question: Question) -> str:
    return question.ids[0]


def test_severe_harm_goes_on_without_agreement_and_tells_the_reporter_a_day_before() -> None:
    """P4: the severe-harm clause is named, and the reporter is the first to know."""
    story = Story("optimism/proposed", filed(1, 5)).file("report")
    story.do("screen", "lead-1", choice="in-scope")
    story.do("grave-harm", "lead-1", choice="threat")
    assert ("summons", "ben") not in story.case.notices
    story.until("hearing")
    told = story.case.notices[("going-on", "anna")].sent
    assert story.case.notices[("summons", "ben")].sent - told == timedelta(hours=24)


def test_the_first_version_cannot_keep_its_own_clocks() -> None:
    """P6: filed on the first evening of cycle 17, the answer is due two days after the evaluation should open."""
    story = Story(V1, datetime(2024, 1, 4, 19, tzinfo=UTC)).file("delegate-report")
    story.wait(days=3)
    _settle(story, "lead", "lead-1")
    story.do("screen", "lead-1", choice="in-scope")
    assert story.case.clocks["answer-time"].due == datetime(2024, 1, 12, 19, tzinfo=UTC)
    assert story.case.clocks["evaluation-opens"].due == datetime(2024, 1, 10, 19, tzinfo=UTC)


def test_the_amended_version_leaves_no_time_to_answer_for_a_late_report() -> None:
    """P6: filed on the evening of 12 January, notice falls due at the instant at which the evaluation opens."""
    story = Story(AMENDED, datetime(2024, 1, 12, 19, tzinfo=UTC)).file("delegate-report")
    opens = story.law.clocks["evaluation-opens"].due
    found = Almanac(story.law, story.calendar, story.case, now=story.at).fix(opens)
    assert found == story.case.clocks["notice-time"].due == datetime(2024, 1, 15, 19, tzinfo=UTC)


def test_a_hearing_without_any_time_lets_nothing_be_imposed() -> None:
    """P5: the amended version's late report again: evaluation opens with the notice, and nobody was heard."""
    story = Story(AMENDED, datetime(2024, 1, 12, 19, tzinfo=UTC)).file("delegate-report")
    story.pass_to(datetime(2024, 1, 15, 18, 59, tzinfo=UTC))
    story.at = datetime(2024, 1, 15, 19, tzinfo=UTC)
    story.do("screen", "lead-1", choice="in-scope")
    assert ("summons", "ben") in story.case.notices
    story.until("evaluation")
    story.vote("vote-occurred", "yes")
    story.vote("vote-level", "severe")
    story.do("decide", "lead-1")
    story.until("window")
    story.pass_to(next_due(story.case) or story.at)
    assert lives(story) == {}


def _settle(story: Story, ask: str, by: str, answer: str = "go-on") -> None:
    story.send(SettleAsk(ask=ask, by=by, answer=answer, ground=PAPER))


@pytest.mark.parametrize(("vetoes", "phase"), [(12, ""), (13, "house-vote")])
def test_an_objection_needs_more_than_twelve_of_a_hundred(vetoes: int, phase: str) -> None:
    """P15: the charter's share at the exact unit."""
    story = season_5(V1, filed(1, 5), vetoes)
    story.pass_to(next_due(story.case) or story.at)
    assert (phase in story.case.phases) is bool(phase)
    assert lives(story) == ({} if phase else {"severe-suspension/ben": Life.IN_FORCE})


@pytest.mark.parametrize(
    ("numbers", "measures"),
    [
        ({"enforce": 102, "refuse": 98, "abstain": 100}, {"severe-suspension/ben": Life.IN_FORCE}),
        ({"enforce": 102, "refuse": 98, "abstain": 99}, {}),
        ({"enforce": 299}, {}),
        ({"enforce": 101, "refuse": 98, "abstain": 801}, {}),
        ({"enforce": 101, "refuse": 97, "abstain": 802}, {"severe-suspension/ben": Life.IN_FORCE}),
    ],
)
def test_what_was_objected_to_goes_to_the_full_house_and_nothing_is_enforced_meanwhile(
    numbers: dict[str, int], measures: dict[str, Life]
) -> None:
    """P15: participation counts abstentions and approval does not; a veto moves the decision and does not end it."""
    story = season_5(V1, filed(1, 5), 13)
    story.until("house-vote")
    assert lives(story) == {}
    story.tally("bring-house-votes", "lead-1", **numbers, votable_supply=1000)
    assert story.case.clocks["house-vote-ends"].due == datetime(2024, 2, 14, 19, tzinfo=UTC)
    story.closes()
    assert (story.case.outcome, lives(story)) == ("decided-by-the-house", measures)


def test_a_report_about_the_security_council_goes_to_the_house_without_a_window() -> None:
    """P15: the charter's exception."""
    story = Story(V1, filed(1, 5))
    accused = Party(person="ben", roles=("respondent",), tags=frozenset({"security-council"}))
    story.file("delegate-report", Party(person="anna", roles=("reporter",)), accused)
    story.do("screen", "lead-1", choice="in-scope")
    story.until("evaluation")
    story.vote("vote-occurred", "yes")
    story.vote("vote-level", "severe")
    story.do("decide", "lead-1")
    assert "house-vote" in story.case.phases
    assert lives(story) == {}


@pytest.mark.parametrize(
    ("at", "numbers", "outcome"),
    [
        (filed(6, 11), {"vetoed": 12, "votable_supply": 100}, "enforced"),
        (filed(6, 11), {"vetoed": 13, "votable_supply": 100}, "vetoed"),
        (filed(6, 12), {"vetoed": 12, "votable_of_the_house": 100}, "enforced"),
        (filed(6, 12), {"vetoed": 13, "votable_of_the_house": 100}, "vetoed"),
        (filed(6, 11, year=2025), {"vetoed": 20, "votable_of_the_house": 100}, "vetoed"),
        (filed(6, 12, year=2025), {"vetoed": 20, "eligible_votes": 100}, "enforced"),
        (filed(6, 12, year=2025), {"vetoed": 21, "eligible_votes": 100}, "vetoed"),
        (filed(1, 28, year=2026), {"vetoed": 7, "eligible_votes": 100}, "enforced"),
        (filed(1, 28, year=2026), {"vetoed": 21, "eligible_votes": 100}, "vetoed"),
    ],
)
def test_a_case_keeps_the_share_of_the_day_on_which_it_was_opened(
    at: datetime, numbers: dict[str, int], outcome: str
) -> None:
    """P15: four dated rules; a report of 27 January 2026 is judged by the rule before."""
    assert manual(at, "outline", **numbers).case.outcome == outcome


def test_the_second_way_in_goes_straight_to_the_window() -> None:
    """P6: two weeks of review before June 2025, none afterwards."""
    before = manual(filed(6, 1, year=2025), "outline", vetoed=0, votable_of_the_house=1)
    after = manual(filed(7, 1, year=2025), "outline-since-june-2025", vetoed=0, eligible_votes=1)
    assert before.at - filed(6, 1, year=2025) == timedelta(days=20)
    assert after.at - filed(7, 1, year=2025) == timedelta(days=6)


def test_the_charter_alone_imposes_nothing_without_a_hearing() -> None:
    """P5: the charter knows no notice; where no hearing is called the law refuses the sanction and asks."""
    story = charter(hearing=False)
    story.until("window")
    story.pass_to(next_due(story.case) or story.at)
    assert lives(story) == {}
    assert any(fact.moment == "asked" and fact.value["thing"] == "temporary-suspension" for fact in story.facts)


def _mediated(id: str) -> Story:
    story = Story(id, filed(2, 16)).file("delegate-report")
    story.do("screen", "lead-1", choice="in-scope")
    story.do("suitable", "lead-1")
    story.do("agree-to-mediation", "anna")
    story.do("agree-to-mediation", "ben")
    return story


@pytest.mark.parametrize("id", [V1, AMENDED])
def test_mediation_makes_the_evaluation_wait_and_may_end_the_case(id: str) -> None:
    """P8: the evaluation is aimed at a later cycle; leaving harms nobody; settling closes."""
    story = _mediated(id)
    aimed = story.case.clocks["evaluation-opens"].due
    assert aimed is not None
    story.pass_to(aimed + timedelta(days=2))
    assert "evaluation" not in story.case.phases
    story.do("leave-mediation", "ben")
    later = story.case.clocks["evaluation-opens"].due
    assert later is not None
    assert later >= aimed + timedelta(days=14)
    settled = _mediated(id)
    settled.do("agree-to-settle", "anna")
    settled.do("agree-to-settle", "ben")
    assert settled.case.outcome == "mediated"


def test_whoever_leads_a_mediation_has_no_vote_and_two_to_two_is_left_open() -> None:
    """P10: the seats stay five, the votes are four, and the record says who decided what the rule does not."""
    story = _mediated(AMENDED)
    story.do("designate", "lead-1", about="member-5")
    story.do("leave-mediation", "anna")
    story.until("evaluation")
    with pytest.raises(Refusal):
        story.vote("vote-occurred", "yes", "member-5")
    story.vote("vote-occurred", "yes", "member-1", "member-2")
    story.vote("vote-occurred", "no", "member-3", "member-4")
    assert [(ask.thing, ask.role) for ask in story.case.asks.values()] == [("occurred", "lead")]
    _settle(story, "occurred/ben", "lead-1", "no")
    assert "decision" in story.case.phases


def test_under_the_proposal_mediation_runs_beside_the_case() -> None:
    """P8: two streams in parallel; what is settled before the decision ends it."""
    story = Story("optimism/proposed", filed(1, 5)).file("report")
    story.do("screen", "lead-1", choice="in-scope")
    story.do("propose-words", "lead-1")
    story.do("agree-words", "anna")
    story.do("off-ramp-it", "lead-1")
    story.do("agree-to-mediation", "anna")
    story.do("agree-to-mediation", "ben")
    story.until("evaluation")
    assert "off-ramp" in story.case.phases
    story.do("name-provider", "lead-1", about="hazel")
    story.do("note-session", "hazel", choice="met")
    with pytest.raises(Refusal):
        story.do("agree-to-settle", "anna")
    story.do("write-terms", "hazel")
    story.do("agree-to-settle", "anna")
    story.do("agree-to-settle", "ben")
    assert story.case.outcome == "mended"


def test_where_no_council_sits_the_liaisons_decide_and_an_outsider_hears_the_appeal() -> None:
    """P13: a council that is vacant does not lose its cases."""
    story = Story("optimism/season-6", filed(6, 28)).file("report")
    story.send(Reseat(roster={**roster(story.law), "member": (), "lead": ()}))
    story.do("acknowledge", "liaison-1")
    story.do("screen", "liaison-1", choice="in-scope")
    story.wait(hours=1)
    story.do("answer", "ben")
    story.wait(hours=1)
    story.vote("vote-occurred", "lesser", "liaison-1", "liaison-2", "liaison-3")
    story.do("decide", "liaison-1")
    story.until("appealable")
    story.do("appeal", "ben")
    story.do("rule-on-appeal", "appeal-mediator-1", about="ben", choice="undone")
    assert story.case.outcome == "decided-on-appeal"
    assert lives(story) == {"temporary-suspension/ben": Life.VOIDED}


def test_no_file_lets_one_standing_judge_and_review() -> None:
    """P10: whoever hears an appeal or an objection is no judge of the case."""
    for id in FILES:
        law, _ = read(id)
        judging = {q.to for q in law.questions.values() if q.finding}
        reviewing = {q.to for q in law.questions.values() if q.id in ("upheld", "veto", "objection", "process")}
        assert not judging & reviewing, id
        assert all(law.roles[role].stands is Standing.REVIEWER for role in reviewing), id
