# SPDX-License-Identifier: Apache-2.0
"""One case from report to closing under a small law: opening, acts, notices, publication, closing, replay."""

from __future__ import annotations

import pytest

from comity.core import docket
from comity.core.clause import Refusal
from comity.core.decider import fold
from comity.core.docket import Case, Docket, Fact, OpenCase
from comity.core.party import Kind as PartyKind
from comity.core.procedure.words import Kind
from tests.core.laws import CALENDAR, MINIMAL, changed, full, law, minimal
from tests.core.sitting import DAY, MEMBERS, PAPER, PARTIES, REFUSED, ROSTER, START, Sitting, heard, party, weighed
from tests.core.walking import digest


def told(case: Sitting, notice: str) -> list[str]:
    return [f.who for f in case.happened(notice, "sent")]


def decided(*choices: str) -> Sitting:
    case = weighed(minimal())
    case.votes(*(choices or ("yes", "yes", "yes", "no", "no")))
    return case


# Opening


def test_a_case_is_opened_under_a_version_and_with_everything_that_the_intake_says() -> None:
    """P6: procedure, digest, intake, earlier case and body are in the first fact."""
    case = Sitting(minimal()).open(intake="follow-up", earlier="case-7", inherited="an older body", report=PAPER)
    first = case.facts[0]
    assert (first.name, first.at, first.clause) == ("case.opened", START, "")
    state = case.state
    assert (state.procedure, state.digest, state.intake) == ("fernhollow/1", case.law.digest, "follow-up")
    assert (state.earlier, state.inherited, state.opened) == ("case-7", "an older body", START)
    assert state.open
    assert set(state.phases) == {"receipt"}
    assert [p.digest for p in state.papers] == [PAPER]
    assert (state.papers[0].by, state.papers[0].kind, state.papers[0].act) == ("rep", "report", "report")
    assert state.bench.holders == ROSTER
    assert told(case, "acknowledgement") == ["rep"]


def test_a_case_may_be_opened_without_a_name_a_paper_or_a_council() -> None:
    """P2: reporting takes no name; a case waits for a council that is elected later."""
    case = Sitting(minimal()).open(party("res", "respondent"), roster={})
    assert not case.state.papers
    assert not told(case, "acknowledgement")
    case.reseat(**ROSTER)
    assert case.state.bench.holders == ROSTER


@pytest.mark.parametrize(
    ("change", "field", "clause", "says"),
    [
        ({"intake": "small"}, "intake", "P2", "'small' opens no case; these do: report, follow-up"),
        ({"intake": "letter"}, "intake", "P2", "'letter' opens no case; these do: report, follow-up"),
        ({"channel": "pigeon"}, "channel", "P2", "'report' does not come by 'pigeon'; it comes by: form"),
        ({"digest": "other"}, "digest", "P6", "the version 'other' is not the law of this docket"),
        ({"parties": (party("m1", "member"),)}, "parties[1].roles", "P26", "a party has a name and a role among: "
         "reporter, respondent, affected, witness"),
        ({"parties": (party("res"),)}, "parties[1].roles", "P26", None),
        ({"parties": (*PARTIES, party(" ", "witness"))}, "parties[3].roles", "P26", None),
        ({"parties": (party("clerk", "witness"),)}, "parties[1].roles", "P26", None),
        ({"parties": (party("res", "respondent", tags=frozenset({"tall"})),)}, "parties[1].tags", "P26",
         "there is no tag 'tall'"),
        ({"report": "my words"}, "report", "P26", "a report is named by its SHA-256 digest, 64 hex digits"),
        ({"roster": {"jury": ("m1",)}}, "roster.jury", "P26", "no body has the role 'jury'"),
        ({"roster": {"reporter": ("m1",)}}, "roster.reporter", "P26", "no body has the role 'reporter'"),
        ({"roster": {"member": ("m1", "m1")}}, "roster.member", "P26", "'member' is held by named persons, each once"),
        ({"roster": {"member": ("",)}}, "roster.member", "P26", "'member' is held by named persons, each once"),
        ({"roster": {"lead": ("clerk",)}}, "roster.lead", "P26", "'lead' is held by named persons, each once"),
    ],
)  # fmt: skip
def test_what_cannot_open_a_case_is_refused_by_field_and_rule(
    change: dict[str, object], field: str, clause: str, says: str | None
) -> None:
    """P26: a clear error; nothing is recorded."""
    case = Sitting(minimal())
    plain: dict[str, object] = {"intake": "report", "digest": case.law.digest, "parties": PARTIES, "roster": ROSTER}
    command = OpenCase(**{**plain, **change})  # type: ignore[arg-type]
    no = case.must_not(command, says or "a party has a name and a role among: {roles}")
    assert (no.field, no.clause.id) == (field, clause)


def test_a_case_opens_once_and_nothing_happens_before_it_opens() -> None:
    """P1: a repeated opening is no second case."""
    fresh = Sitting(minimal())
    assert fresh.docket.due(fresh.state) is None
    assert not fresh.wait(DAY)
    fresh.refused("agree-words", "rep", "this case was never opened", choice="yes")
    fresh.must_not(docket.Reseat(roster={}), "this case was never opened")
    fresh.must_not(
        docket.SettleAsk(ask="case", by="led", answer="go-on", ground=PAPER), "nothing is asked under 'case'"
    )
    case = fresh.open()
    again = OpenCase(intake="report", digest=case.law.digest, parties=PARTIES)
    assert case.must_not(again, "this case was opened before").clause.id == "P1"


def test_nothing_is_dated_before_what_has_happened() -> None:
    """P25: the order of the history is the order of time."""
    case = Sitting(minimal()).open()
    case.now -= DAY
    no = case.refused("agree-words", "rep", "an act cannot be dated {at}, before what happened at {now}", choice="yes")
    assert (no.field, no.clause.id) == ("at", "P25")
    assert START.isoformat() in no.text


# The way of a case


def test_a_case_goes_from_the_agreed_words_to_a_pause_and_closes() -> None:
    """P5: agreed, summoned, heard, weighed, decided, carried out, closed, in this order."""
    case = decided()
    names = [(f.thing, f.moment) for f in case.facts]
    way = [
        ("case", "opened"), ("acknowledgement", "sent"), ("agree-words", "done"), ("summons", "sent"), ("res", "heard"),
        ("answer-time", "passed"), ("weighing", "opened"), ("occurred", "put"), ("occurred", "counted"),
        ("occurred", "answered"), ("weighing", "answered"), ("weighing", "closed"), ("pause", "imposed"),
        ("outcome", "sent"), ("case", "published"), ("standing", "opened"), ("pause", "begun"), ("pause", "timed"),
    ]  # fmt: skip
    places = [names.index(step) for step in way]
    assert places == sorted(places)
    case.past("standing-time")
    assert (case.state.outcome, case.state.open, case.state.closed) == ("decided", False, case.now)
    assert not case.state.phases
    assert not case.state.clocks
    assert case.docket.due(case.state) is None


def test_a_reporter_who_declines_the_words_ends_the_case_and_nobody_hears_of_it() -> None:
    """P4: the other side never learns."""
    case = Sitting(minimal()).open()
    case.do("agree-words", "rep", choice="no")
    assert (case.state.outcome, case.state.referred) == ("withdrawn", ("tear",))
    assert {f.who for f in case.facts if f.moment == "sent"} == {"rep"}


def test_silence_of_the_reporter_ends_the_case_at_its_instant() -> None:
    """P4: a reporter who never agrees does not leave a case open for ever."""
    case = Sitting(minimal()).open()
    case.wait(DAY * 14 - DAY / 24)
    assert case.state.open
    case.wait(DAY / 24)
    assert (case.state.outcome, case.state.closed) == ("withdrawn", START + DAY * 14)


def test_the_first_true_exit_in_the_order_of_the_file_is_taken() -> None:
    """P6: order is data."""
    before = [f.value.get("code") for f in decided().facts if f.name == "case.closed"]
    swapped = changed(MINIMAL, ('when = "weighing.answered and any occurred = yes"', 'when = "case.closed"'))
    case = weighed(law(swapped))
    case.votes("yes", "yes", "yes", "no", "no")
    assert before == []
    assert case.state.outcome == "not-found"


def test_swapping_two_phases_in_the_file_changes_the_options_without_code() -> None:
    """P27: no phase stands in Python."""
    first = Sitting(minimal()).open()
    assert set(first.options("rep")) == {"agree-words", "challenge"}
    assert "write" not in first.options("m1")
    other = changed(
        MINIMAL,
        ('["form"]\nstarts = ["receipt"]\n\n[[intake]]\nid = "follow-up"',
         '["form"]\nstarts = ["weighing"]\n\n[[intake]]\nid = "follow-up"'),
        ('  then = ["standing"]', '  then = ["receipt"]'),
    )  # fmt: skip
    second = Sitting(law(other)).open()
    assert set(second.options("rep")) == {"challenge"}
    assert "write" in second.options("m1")
    assert first.law.digest != second.law.digest


def test_an_exit_that_stays_opens_beside_once_in_a_round() -> None:
    """P8: the talk runs beside the hearing."""
    case = heard(full())
    case.do("offer-talk", "rep", choice="yes")
    assert "talk" not in case.state.phases
    case.do("offer-talk", "res", choice="yes")
    assert {"talk", "hearing"} <= set(case.state.phases)
    assert len(case.happened("hearing", "beside")) == 1
    case.do("settle-it", "rep", choice="no")
    assert set(case.state.phases) == {"hearing"}
    assert len(case.happened("hearing", "beside")) == 1


def test_what_opened_beside_may_do_so_again_in_a_new_round() -> None:
    """P8: a second hearing may have a second talk."""
    again = full(('does = [{ tell = "outcome" }]\n  close = "not-found"', 'then = ["hearing"]'))
    case = heard(again)
    for side in ("rep", "res"):
        case.do("offer-talk", side, choice="yes")
    case.do("settle-it", "rep", choice="no")
    case.paper("answer", "res")
    case.votes("no", "no", "no", "no", "no")
    assert "offer-talk" in case.options("rep")
    for side in ("rep", "res"):
        case.do("offer-talk", side, choice="yes")
    assert len(case.happened("hearing", "beside")) == 2
    assert "talk" in case.state.phases


def test_an_exit_without_an_aim_ends_only_its_own_phase() -> None:
    """P8: leaving the talk harms nobody; the hearing goes on."""
    case = heard(full())
    for side in ("rep", "res"):
        case.do("offer-talk", side, choice="yes")
    case.past("talk-time")
    assert case.state.open
    assert "talk" not in case.state.phases
    assert "answer" in case.options("res")


def test_a_phase_that_opens_again_starts_a_new_round() -> None:
    """P6: what its acts, clocks and questions did before no longer counts."""
    again = changed(
        MINIMAL,
        ('when = "weighing.answered"\n  does = [{ tell = "outcome" }]\n  close = "not-found"',
         'when = "weighing.answered"\n  then = ["hearing"]'),
    )  # fmt: skip
    case = heard(law(again))
    case.paper("answer", "res")
    assert case.state.clocks["vote-time"].due == START + DAY * 8
    case.votes("no", "no", "no", "no", "no")
    assert case.state.rounds == {"receipt": 1, "hearing": 2, "weighing": 1}
    assert case.state.puts == {"occurred/res": 1}
    assert "weighing" not in case.state.phases
    assert case.state.clocks["answer-time"].state == "running"
    case.paper("answer", "res")
    assert case.state.boxes["occurred/res"].id == "occurred/res#2"
    assert ("occurred", "res") not in case.state.answers


def test_a_procedure_that_does_not_come_to_rest_asks_a_human() -> None:
    """P26: a loop in a file is no hanging server."""
    loop = changed(MINIMAL, ('  when = "agree-words.done or grave-harm.done"\n  then = ["hearing"]',
                             '  when = "grave-harm.done"\n  then = ["hearing"]\n\n  [[phase.exit]]\n  when = "always"\n'
                             '  then = ["receipt"]'))  # fmt: skip
    case = Sitting(law(loop)).open()
    assert case.state.asks["case"].role == "lead"
    assert len(case.facts) < 3000


def test_a_case_without_a_deadline_and_without_anybody_asked_names_a_human() -> None:
    """P13: nothing is forgotten."""
    idle = changed(MINIMAL, ('due = "14 days after case.opened"', 'due = "until answer.done"'))
    case = Sitting(law(idle)).open()
    assert case.docket.due(case.state) is None
    assert case.state.asks["case"].role == "lead"
    assert [q.answers for q in docket.asked(case.law, case.state, "led")] == [("go-on",)]
    assert not docket.asked(case.law, case.state, "m1")
    case.settle("case", "led")
    assert case.happened("case", "settled")[0].value["ground"] == PAPER
    assert "case" in case.state.asks


# Notices and publication


def test_a_closed_case_has_sent_exactly_its_notices() -> None:
    """P4: who is told what is in the file, once each."""
    case = decided("no", "no", "no", "no", "no")
    assert case.state.outcome == "not-found"
    assert told(case, "acknowledgement") == ["rep"]
    assert told(case, "summons") == ["res"]
    assert told(case, "outcome") == ["rep", "res"]


def test_somebody_with_two_parts_in_a_case_is_told_once() -> None:
    """P4: a reporter to whom it happened is one person."""
    case = weighed(minimal(), party("rep", "reporter", "affected"), party("res", "respondent"))
    case.votes("no", "no", "no", "no", "no")
    assert told(case, "outcome") == ["rep", "res"]


def test_a_notice_whose_need_is_not_met_is_not_sent_and_a_human_is_asked() -> None:
    """P4: nothing reaches the other side without agreement, whatever the phases say."""
    slip = changed(MINIMAL, ('when = "agree-words.done or grave-harm.done"\n  then = ["hearing"]',
                             'when = "always"\n  then = ["hearing"]'))  # fmt: skip
    case = Sitting(law(slip)).open()
    assert not told(case, "summons")
    assert case.state.asks["summons"].thing == "summons"
    assert not case.options("res")


def test_a_notice_to_a_body_goes_to_those_who_are_free_of_conflict() -> None:
    """P10: a member who is a party is not told as a member."""
    text = changed(MINIMAL, ('to = ["reporter", "respondent", "affected"]', 'to = ["reporter", "member"]'))
    case = weighed(law(text), party("rep", "reporter"), party("res", "respondent"), party("m2", "witness"))
    for member in ("m1", "m3", "m4", "m5"):
        case.vote(member, "no")
    assert told(case, "outcome") == ["rep", "m1", "m3", "m4", "m5"]


def test_what_is_read_is_a_fact_of_its_own_and_only_what_was_sent_is_read() -> None:
    """P5: summons sent and notice read are two things."""
    case = Sitting(minimal()).open()
    assert "read-summons" not in case.options("res")
    case.do("agree-words", "rep", choice="yes")
    assert "read-summons" in case.options("res")
    case.wait(DAY)
    case.do("read-summons", "res")
    sent = case.state.notices["summons", "res"]
    assert (sent.sent, sent.read) == (START, START + DAY)
    assert "read-summons" not in case.options("res")
    case.refused("read-summons", "res", "there is nothing that '{act}' could be about now")


def test_a_notice_that_is_sent_again_can_be_read_again() -> None:
    """P5: each summons has its own reading."""
    again = changed(MINIMAL, ('when = "weighing.answered"\n  does = [{ tell = "outcome" }]\n  close = "not-found"',
                              'when = "weighing.answered"\n  then = ["hearing"]'))  # fmt: skip
    case = heard(law(again))
    case.do("read-summons", "res")
    case.paper("answer", "res")
    case.votes("no", "no", "no", "no", "no")
    assert len(told(case, "summons")) == 2
    case.do("read-summons", "res")


def test_an_entry_is_computed_at_its_release_and_names_nobody() -> None:
    """P18: respondents are numbered, time is a period, and codes are codes."""
    case = decided()
    (entry,) = case.happened("case", "published")
    assert entry.value["entry"] == "decision"
    assert entry.value["period"] == "moon 1"
    assert entry.value["findings"] == ("occurred/1=yes",)
    assert not {"rep", "res", *MEMBERS} & set(str(dict(entry.value)).replace("'", " ").replace("/", " ").split())
    assert case.state.entries == ("decision",)


# Replay and the pinned version


def test_the_history_folds_to_the_same_state() -> None:
    """P25: byte for byte, and no law is needed for it."""
    case = decided()
    case.wait(DAY * 30)
    assert fold(case.docket, case.facts) == case.state
    assert fold(Docket(law=full(), calendar=CALENDAR), case.facts) == case.state


def test_a_case_answers_to_the_version_that_it_is_pinned_to_and_to_no_other() -> None:
    """P6: a procedure that is amended while the case is open changes nothing in it."""
    case = heard(minimal())
    before = case.options("res")
    amended = minimal(('due = "7 days after summons.sent"', 'due = "3 days after summons.sent"'))
    other = Docket(law=amended, calendar=CALENDAR)
    with pytest.raises(Refusal, match="pinned to the version"):
        other.advance(case.state, case.now)
    with pytest.raises(Refusal, match="pinned to the version") as caught:
        other.decide(case.state, docket.DoAct(act="answer", by="res", paper=PAPER), case.now)
    assert caught.value.clause.id == "P6"
    REFUSED.add(caught.value.reason)
    assert case.options("res") == before
    assert case.state.digest == case.law.digest


def test_a_fact_has_the_name_of_its_kind_and_the_clause_of_its_thing() -> None:
    """P7: what happened cites what it rests on; a person is no clause."""
    case = decided()
    clauses = {(f.name, f.thing): f.clause for f in case.facts}
    assert clauses["act.done", "agree-words"] == "§ 2.1"
    assert clauses["act.done", "vote-occurred"] == "§ 4"
    assert clauses["measure.imposed", "pause"] == "pause"
    assert {f.clause for f in case.facts if f.kind in (Kind.PARTY, Kind.CASE, Kind.CONFLICT)} == {""}


def test_an_empty_case_is_not_open() -> None:
    """P25: the state before anything happened."""
    assert not Case().open
    assert Fact(kind=Kind.CASE, thing="case", moment="opened", at=START).name == "case.opened"


def test_the_earlier_case_of_a_resubmitted_complaint_is_kept() -> None:
    """P13: what was here before is linked, and judged under its own version."""
    case = Sitting(minimal()).open(intake="follow-up", earlier="case-19", report=digest("again"))
    assert case.state.earlier == "case-19"
    assert case.state.intake == "follow-up"


def test_a_case_with_an_organisation_and_somebody_unknown_goes_on_for_the_one_who_is_known() -> None:
    """P5: one question for each; nobody unknown is told or limited."""
    case = heard(minimal(), party("rep", "reporter"), party("org", "respondent", kind=PartyKind.ORGANISATION),
                 party("shade", "respondent", kind=PartyKind.UNKNOWN))  # fmt: skip
    case.past("answer-time")
    assert {b.about for b in case.state.boxes.values()} == {"org", "shade"}
    for about in ("org", "shade"):
        case.votes("yes", "yes", "yes", "yes", "yes", about=about)
    assert [f.about for f in case.happened("pause", "imposed")] == ["org"]
    assert case.state.asks["pause/shade"].thing == "pause"
