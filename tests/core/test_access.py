# SPDX-License-Identifier: Apache-2.0
"""Who may see and do what: every kind of paper and every standing, and what does not exist for whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.core.access import (
    CLERK,
    exists_for,
    may_know,
    may_open,
    may_release,
    may_tally,
    permits,
    standings,
    tally_acts,
)
from comity.core.clause import Refusal
from comity.core.docket import DeclareFree, DoAct, OpenCase, Reseat, SettleAsk
from comity.core.evidence import Paper
from comity.core.procedure.words import PaperKind, Standing
from tests.core.laws import FULL as TEXT
from tests.core.laws import changed, full, minimal
from tests.core.laws import law as read
from tests.core.sitting import MEMBERS, PAPER, Sitting, heard, party, weighed
from tests.core.walking import digest

PEOPLE = {
    "judge": "m1", "presides": "led", "reviewer": "e1", "executor": "ba", "helper": "gu",
    "reporter": "rep", "respondent": "res", "affected": "aff", "witness": "wit", "nobody": "stranger",
}  # fmt: skip
BENCH = {"judge", "presides"}
SIDES = {"reporter", "respondent"}
TABLE = {
    "report": BENCH,
    "words": BENCH | SIDES | {"affected", "witness"},
    "answer": BENCH | SIDES | {"reviewer"},
    "evidence": BENCH | SIDES | {"reviewer"},
    "perspective": BENCH,
    "discussion": BENCH,
    "minutes": BENCH,
    "call": BENCH | SIDES | {"affected", "witness"},
    "draft": BENCH,
    "decision": BENCH | SIDES | {"affected", "witness", "reviewer", "executor"},
    "mediation": set(),
    "appeal": BENCH | SIDES | {"reviewer"},
    "reply": BENCH | {"reporter"},
}


def everybody() -> Sitting:
    """A published case in which somebody stands in every position, and all parties were told."""
    case = heard(
        full(('to = ["reporter", "respondent", "affected"]', 'to = ["reporter", "respondent", "affected", "witness"]')),
        party("rep", "reporter"), party("res", "respondent"), party("aff", "affected"), party("wit", "witness"),
    )  # fmt: skip
    case.do("read-summons", "res")
    bench = replace(case.state.bench, appointed={"guide": ("gu",)})
    case.state = replace(case.state, bench=bench)
    case.past("answer-time")
    case.votes("yes", "yes", "yes", "yes", "yes")
    case.free("m1", "led", "e1")
    return case


def paper(kind: str, *, by: str = "somebody-else", act: str = "an-act", **more: object) -> Paper:
    at = Sitting(minimal()).now - timedelta(days=1)
    return Paper(digest=PAPER, kind=kind, act=act, by=by, at=at, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("standing", PEOPLE)
@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_paper_opens_to_those_who_need_it_and_to_nobody_else(kind: PaperKind, standing: str) -> None:
    """P10: the whole table of standings and kinds of papers."""
    case = everybody()
    one = paper(kind.value)
    state = replace(case.state, papers=(one,))
    opened = may_open(case.law, state, PEOPLE[standing], one)
    assert (opened is not None) == (standing in TABLE[kind.value]), (kind, standing)
    assert opened is None or opened.id == "an-act"


def test_every_kind_of_paper_stands_in_the_table() -> None:
    """P10: a new kind of paper opens to nobody by mistake."""
    assert set(TABLE) == {k.value for k in PaperKind}


@pytest.mark.parametrize("kind", list(PaperKind))
def test_whoever_wrote_a_paper_reads_it_again(kind: PaperKind) -> None:
    """P3: the own words are the own."""
    case = heard(minimal())
    opened = may_open(case.law, case.state, "rep", paper(kind.value, by="rep"))
    assert opened is not None
    assert opened.id == "P3"


@pytest.mark.parametrize("kind", list(PaperKind))
def test_nobody_without_a_name_reads_what_nobody_signed(kind: PaperKind) -> None:
    """P10: an unnamed reporter's paper is not open to every unnamed visitor."""
    case = heard(minimal())
    assert may_open(case.law, case.state, "", paper(kind.value, by="")) is None


@pytest.mark.parametrize("kind", list(PaperKind))
def test_a_recused_member_reads_nothing(kind: PaperKind) -> None:
    """P10: not even what that member wrote, for what follows stands beside it."""
    case = weighed(minimal())
    case.free("m1")
    assert (may_open(case.law, case.state, "m1", paper(kind.value)) is not None) == (kind.value in _of("judge"))
    case.do("step-aside", "m1")
    assert may_open(case.law, case.state, "m1", paper(kind.value)) is None
    assert may_open(case.law, case.state, "m1", paper(kind.value, by="m1")) is None
    assert not exists_for(case.law, case.state, "m1")


def _of(standing: str) -> set[str]:
    return {kind for kind, who in TABLE.items() if standing in who}


def test_a_member_whom_the_report_names_reads_as_a_respondent_and_not_as_a_member() -> None:
    """P5, P10: who stepped aside and is summoned afterwards has the rights of the summoned, and no others."""
    case = Sitting(minimal()).open(party("rep", "reporter"), party("m1", "respondent"))
    assert standings(case.law, case.state, "m1") == frozenset()
    case.do("agree-words", "rep", choice="yes")
    assert standings(case.law, case.state, "m1") == {Standing.RESPONDENT}
    case.do("read-summons", "m1")
    assert may_open(case.law, case.state, "m1", paper("evidence")) is not None
    assert may_open(case.law, case.state, "m1", paper("report")) is None


def test_somebody_who_stepped_aside_and_becomes_a_party_reads_the_own_answer() -> None:
    """P5: a declared conflict takes nothing from a respondent."""
    case = heard(minimal())
    case.do("step-aside", "m1")
    case.do("enter-party", "led", party=party("m1", "respondent"))
    assert may_open(case.law, case.state, "m1", paper("answer", by="m1")) is not None


def test_a_respondent_reads_nothing_before_the_summons() -> None:
    """P4: nothing reaches the other side, whatever else it was told before."""
    case = Sitting(minimal()).open()
    assert standings(case.law, case.state, "res") == frozenset()
    told = {**case.state.notices, ("outcome", "res"): next(iter(case.state.notices.values()))}
    state = replace(case.state, notices=told)
    assert standings(case.law, state, "res") == {Standing.RESPONDENT}
    readable = {k.value for k in PaperKind if may_open(case.law, state, "res", paper(k.value)) is not None}
    assert readable == {"decision"}


def test_the_other_side_reads_the_words_that_were_agreed_and_no_draft_of_them() -> None:
    """P4: the reporter declined the first words; only the second ones were sent."""
    case = heard(minimal())
    case.do("read-summons", "res")
    summoned = case.state.notices[("summons", "res")].sent
    first = paper("words", by="led")
    second = replace(first, digest=digest("second"), at=summoned)
    later = replace(first, digest=digest("third"), at=summoned + timedelta(hours=1))
    state = replace(case.state, papers=(first, second, later))
    readable = [p.digest for p in state.papers if may_open(case.law, state, "res", p) is not None]
    assert readable == [second.digest]
    assert all(may_open(case.law, state, "rep", p) for p in state.papers)


def test_whoever_reported_and_is_reported_reads_as_a_reporter() -> None:
    """P4: nobody is protected from the own words."""
    case = Sitting(minimal()).open(party("rep", "reporter", "respondent"))
    assert may_open(case.law, case.state, "rep", paper("words", by="led")) is not None


def test_a_talk_is_open_to_those_who_speak_in_it_and_closed_to_who_judges() -> None:
    """P8: what is said there reaches no judge and no other helper, whatever kind of paper it is."""
    case = _talking()
    case.free("m1", "led")
    for kind in ("mediation", "draft"):
        said = paper(kind, act="say", confidential=True)
        state = replace(case.state, papers=(said,))
        readers = {p for p in ("rep", "res", "m5", "m1", "led", "e1") if may_open(case.law, state, p, said) is not None}
        assert readers == {"rep", "res", "m5"}


def _talking() -> Sitting:
    case = heard(full())
    case.do("read-summons", "res")
    case.do("offer-talk", "rep", choice="yes")
    case.do("offer-talk", "res", choice="yes")
    case.do("name-guide", "led", about="m5")
    case.free("m5")
    return case


def test_a_member_who_may_speak_in_a_talk_does_not_read_it_as_a_judge() -> None:
    """P8: a file that lets a judge speak there opens no talk to the bench."""
    law = read(changed(TEXT, ('by = ["guide", "reporter", "respondent"]', 'by = ["guide", "member", "reporter"]')))
    case = heard(law)
    said = paper("mediation", act="say", confidential=True)
    assert may_open(law, case.state, "m1", said) is None
    assert may_open(law, case.state, "rep", said) is not None


def test_what_is_said_in_a_talk_of_no_known_act_is_closed() -> None:
    """P8: in doubt nobody reads it but its author."""
    case = _talking()
    assert may_open(case.law, case.state, "m5", paper("mediation")) is None


def test_those_who_take_the_judges_place_read_as_judges() -> None:
    """P10: nobody judges what they cannot read; whose place was taken reads on as far as free of conflict."""
    case = weighed(minimal())
    assert not exists_for(case.law, case.state, "e1")
    assert may_open(case.law, case.state, "e1", paper("report")) is None
    for member in MEMBERS[:3]:
        case.do("step-aside", member)
    assert standings(case.law, case.state, "e1") == {Standing.REVIEWER, Standing.JUDGE}
    assert exists_for(case.law, case.state, "e1")
    case.free("e1")
    assert may_open(case.law, case.state, "e1", paper("report")) is not None


def test_what_does_not_exist_for_somebody_opens_for_nobody() -> None:
    """P10: the elders, who will hear an appeal, read nothing as long as the case does not call on them."""
    case = weighed(full())
    answer = paper("answer")
    assert Standing.REVIEWER in standings(case.law, case.state, "e1")
    assert may_open(case.law, case.state, "e1", answer) is None
    case.votes("yes", "yes", "yes", "yes", "yes")
    case.free("e1")
    assert may_open(case.law, case.state, "e1", answer) is not None


@pytest.mark.parametrize("kind", list(PaperKind))
def test_nobody_who_decides_reads_before_having_declared(kind: PaperKind) -> None:
    """P10: parties first, papers afterwards; whoever is entered later is declared on anew."""
    case = weighed(minimal())
    for person in ("m1", "led"):
        assert may_open(case.law, case.state, person, paper(kind.value)) is None
        case.free(person)
        readable = kind.value in _of("judge")
        assert (may_open(case.law, case.state, person, paper(kind.value)) is not None) == readable
    case.do("enter-party", "led", party=party("late", "affected"))
    assert may_open(case.law, case.state, "m1", paper(kind.value)) is None
    assert may_open(case.law, case.state, "m1", paper(kind.value, by="m1")) is not None
    case.free("m1")
    assert (may_open(case.law, case.state, "m1", paper(kind.value)) is not None) == (kind.value in _of("judge"))


def _declared(*people: str) -> Sitting:
    """A case that is weighed, in which these have said to be free of conflict."""
    case = weighed(minimal())
    for person in people:
        case.must(DeclareFree(by=person, of=tuple(case.state.bench.parties)))
    return case


def test_who_judges_sees_the_entry_once_something_in_it_is_answered() -> None:
    """P18: the bench sees what would be published, no party and no stranger does, nor who has still to declare."""
    case = _declared("m1", "led")
    assert not may_release(case.law, case.state, "m1")
    case.votes("yes", "yes", "yes", "no", "no")
    seen = {p for p in ("m1", "led", "rep", "res", "ba", "stranger") if may_release(case.law, case.state, p)}
    assert seen == {"m1", "led"}
    bench = replace(case.state.bench, cleared={})
    assert not may_release(case.law, replace(case.state, bench=bench), "m1")
    known = replace(case.state.bench, parties={**case.state.bench.parties, "led": party("led", "witness")})
    assert not may_release(case.law, replace(case.state, bench=known), "led")


def test_an_answer_that_is_no_finding_and_not_public_makes_no_entry_to_look_at() -> None:
    """P18: how a report was sorted is nothing that would be published."""
    case = _declared("m1")
    case.votes("yes", "yes", "yes", "no", "no")
    plain = {id: replace(q, finding=False, public=False) for id, q in case.law.questions.items()}
    assert not may_release(replace(case.law, questions=plain), case.state, "m1")
    told = {id: replace(q, finding=False, public=True) for id, q in case.law.questions.items()}
    assert may_release(replace(case.law, questions=told), case.state, "m1")


def test_parties_need_not_declare_and_read_as_before() -> None:
    """P10: both sides read what is theirs, whatever the council has said about itself."""
    case = weighed(minimal())
    assert may_open(case.law, case.state, "rep", paper("words")) is not None


def test_who_decides_may_know_who_is_concerned_and_who_stepped_aside_may_not() -> None:
    """P10: nobody declares on somebody unknown; who is out learns no more."""
    case = weighed(minimal())
    assert [p for p in ("m1", "led", "e1", "rep", "res", "gu", "stranger", "") if _knows(case, p)] == ["m1", "led"]
    case.do("step-aside", "m1")
    assert not _knows(case, "m1")


def _knows(case: Sitting, person: str) -> bool:
    return may_know(case.law, case.state, person)


def test_a_house_takes_nobodys_seat() -> None:
    """P10: the report of a council without members is not laid open to every delegate."""
    case = weighed(minimal(('else = "elders"', 'else = "assembly"')))
    case.reseat(member=())
    assert standings(case.law, case.state, "d1") == {Standing.REVIEWER}


def test_a_case_comes_to_reviewers_and_executors_when_it_calls_on_them() -> None:
    """P10: until it is published, asks them something or tells them something it looks like one that never was."""
    case = weighed(full())
    assert not any(exists_for(case.law, case.state, p) for p in ("e1", "ba", "d1", "stranger", ""))
    assert all(exists_for(case.law, case.state, p) for p in ("m1", "led", "rep", "res"))
    notices = {**case.state.notices, ("outcome", "ba"): next(iter(case.state.notices.values()))}
    assert exists_for(case.law, replace(case.state, notices=notices), "ba")
    case.votes("yes", "yes", "yes", "yes", "yes")
    assert case.state.entries
    assert all(exists_for(case.law, case.state, p) for p in ("e1", "ba", "d1"))
    assert not exists_for(case.law, case.state, "stranger")


def test_an_open_question_and_an_ask_call_on_those_who_answer() -> None:
    """P13: whoever must answer can see what is asked."""
    question = replace(full().questions["occurred"], to="elders")
    law = replace(full(), questions={**full().questions, "occurred": question})
    weighing = weighed(law)
    assert exists_for(law, weighing.state, "e1")
    assert not exists_for(law, weighing.state, "ba")
    tied = weighed(minimal(('asks = ["lead"]', 'asks = ["bailiff"]')))
    assert not exists_for(tied.law, tied.state, "ba")
    tied.votes("yes", "yes", "no", "no", "abstain")
    assert {a.role for a in tied.state.asks.values()} == {"bailiff"}
    assert exists_for(tied.law, tied.state, "ba")
    assert not exists_for(tied.law, tied.state, "e1")


def test_the_public_is_no_part_of_a_case() -> None:
    """P10: a role that everybody has opens nothing."""
    case = Sitting(minimal()).open(roster={"member": MEMBERS, "lead": ("led",), "anyone": ("passer-by",)})
    assert standings(case.law, case.state, "passer-by") == {Standing.PUBLIC}
    assert not exists_for(case.law, case.state, "passer-by")


@pytest.mark.parametrize(
    ("command", "actor", "allowed"),
    [
        (DoAct(act="answer", by="res"), "res", True),
        (DoAct(act="answer", by="res"), "m1", False),
        (DoAct(act="answer", by="res"), CLERK, False),
        (DeclareFree(by="m1", of=("rep", "res")), "m1", True),
        (DeclareFree(by="m1", of=("rep", "res")), "led", False),
        (SettleAsk(ask="a", by="led", answer="go-on", ground=PAPER), "led", True),
        (SettleAsk(ask="a", by="led", answer="go-on", ground=PAPER), "m1", False),
        (Reseat(roster={}), CLERK, True),
        (Reseat(roster={}), "led", False),
        (OpenCase(intake="report", digest="", parties=()), "rep", True),
    ],
)
def test_nobody_acts_in_the_name_of_another(
    command: DoAct | DeclareFree | SettleAsk | Reseat, actor: str, allowed: bool
) -> None:
    """P10: what stands in the record was done by whom it names."""
    if allowed:
        permits(command, actor)
        return
    with pytest.raises(Refusal) as no:
        permits(command, actor)
    assert (no.value.clause.id, no.value.field) == ("P10", "by")


def test_the_numbers_of_a_house_are_brought_by_those_whom_the_file_names() -> None:
    """P15: a total from anywhere else counts for nothing."""
    case = heard(full())
    (act,) = tally_acts(case.law, "veto")
    assert act is not None
    assert act.id == "bring-votes"
    assert tally_acts(case.law, "occurred") == ()
    assert [p for p in ("led", "m1", "rep", "d1", CLERK) if may_tally(case.law, case.state, p, "veto")] == [
        "led",
        CLERK,
    ]
    assert not may_tally(case.law, case.state, "led", "occurred")
