# SPDX-License-Identifier: Apache-2.0
"""Notice and the chance to answer, before anything is decided about a person."""

from __future__ import annotations

import pytest

from comity.core.party import Kind as PartyKind
from comity.core.procedure.words import Kind
from tests.core.laws import FULL, MINIMAL, changed, full, law, minimal
from tests.core.sitting import DAY, PAPER, START, Sitting, heard, party, weighed

NO_HEARING = ('when = "agree-words.done or grave-harm.done"\n  then = ["hearing"]',
              'when = "agree-words.done or grave-harm.done"\n  then = ["weighing"]')  # fmt: skip
ANSWER = """
  [[phase.act]]
  id = "answer"
  clause = "§ 3"
  text = "The respondent answers."
  by = ["respondent"]
  verb = "paper"
  paper = "answer"
  when = "summons.sent"
"""


def heard_at(case: Sitting, person: str = "res") -> object:
    return case.state.heard.get(person)


def test_a_respondent_is_heard_from_the_instant_at_which_an_answer_is_possible() -> None:
    """P5: summons sent, and after it a paper of the respondent's own."""
    case = heard(minimal())
    assert heard_at(case) == START
    assert [f.name for f in case.facts if f.thing == "res"] == ["party.entered", "party.heard"]


def test_nobody_is_heard_without_a_summons() -> None:
    """P5: a notice that is no summons opens no hearing."""
    case = heard(minimal(("summons = true\n", "")))
    assert heard_at(case) is None


def test_nobody_is_heard_who_has_no_way_to_answer() -> None:
    """P5: a summons alone is no hearing."""
    case = heard(minimal((ANSWER, ""), ('stops = "answer.done by every respondent"\n', "")))
    assert heard_at(case) is None
    case.past("answer-time")
    case.votes("yes", "yes", "yes", "yes", "yes")
    assert not case.happened("pause", "imposed")
    assert case.state.asks["pause/res"].role == "lead"


@pytest.mark.parametrize("guard", ["grave-harm.done", "answer-time.passed", "outcome.sent"])
def test_an_answer_that_waits_for_something_else_is_no_chance_yet(guard: str) -> None:
    """P5: the guard of the act counts too."""
    case = heard(minimal(('verb = "paper"\n  paper = "answer"\n  when = "summons.sent"',
                          f'verb = "paper"\n  paper = "answer"\n  when = "{guard}"')))  # fmt: skip
    assert heard_at(case) is None


def test_an_act_that_stands_outside_the_phases_gives_the_chance_as_well() -> None:
    """P5: `anytime` is a chance, once the summons was sent."""
    anytime = (
        '[[act]]\nid = "speak"\ntext = "x"\nanytime = true\nby = ["respondent"]\nverb = "paper"\npaper = "evidence"\n'
    )
    text = changed(MINIMAL, (ANSWER, ""), ('stops = "answer.done by every respondent"\n', "")) + anytime
    case = Sitting(law(text)).open()
    assert heard_at(case) is None
    case.wait(DAY)
    case.do("agree-words", "rep", choice="yes")
    assert heard_at(case) == START + DAY


@pytest.mark.parametrize("kind", ["mediation", "appeal"])
def test_what_is_said_in_a_talk_or_an_appeal_is_no_answer(kind: str) -> None:
    """P8: it would not be weighed, or comes too late."""
    case = heard(minimal(('paper = "answer"', f'paper = "{kind}"')))
    assert heard_at(case) is None


def test_a_paper_in_confidence_is_no_answer() -> None:
    """P8: what is filed there is no evidence."""
    case = heard(minimal(('text = "The other side answers."', 'text = "The other side answers."\nconfidential = true')))
    assert heard_at(case) is None


def test_a_hearing_that_ends_in_the_instant_it_opened_was_none() -> None:
    """P5: a real chance lasts."""
    hurried = minimal(('when = "answer-time.met or answer-time.passed"', 'when = "always"'))
    case = Sitting(hurried).open()
    case.do("agree-words", "rep", choice="yes")
    assert heard_at(case) is None
    case.wait(DAY)
    case.votes("yes", "yes", "yes", "yes", "yes")
    assert not case.happened("pause", "imposed")


def test_a_hearing_whose_time_is_over_when_it_opens_was_none() -> None:
    """P5: a clock that is due at once leaves nobody time to answer."""
    late = minimal(('due = "7 days after summons.sent"', 'due = "1 hour after case.opened"'))
    case = Sitting(late).open()
    case.wait(DAY)
    case.do("agree-words", "rep", choice="yes")
    assert heard_at(case) is None
    case.wait(DAY)
    assert heard_at(case) is None
    assert "weighing" in case.state.phases


def test_a_hearing_that_somebody_ends_in_the_instant_it_opened_was_none() -> None:
    """P5: the chance must have lasted, whoever cut it short."""
    text = changed(MINIMAL, ('when = "answer-time.met or answer-time.passed"', 'when = "grave-harm.done"'),
                   (NO_HEARING[0], 'when = "agree-words.done"\n  then = ["hearing"]'))  # fmt: skip
    cut = text.replace('[[phase]]\nid = "receipt"', '[[act]]\nid = "cut-short"\ntext = "x"\nanytime = true\n'
                       'by = ["lead"]\nverb = "note"\n\n[[phase]]\nid = "receipt"', 1)  # fmt: skip
    cut = changed(
        cut, ('when = "grave-harm.done"\n  then = ["weighing"]', 'when = "cut-short.done"\n  then = ["weighing"]')
    )
    case = Sitting(law(cut)).open()
    case.do("agree-words", "rep", choice="yes")
    assert heard_at(case) == START
    case.do("cut-short", "led")
    assert heard_at(case) is None


def test_a_sanction_needs_a_chance_that_is_older_than_the_sanction() -> None:
    """P5: not the instant of the hearing itself."""
    both = minimal(('does = [{ tell = "summons" }]', 'does = [{ tell = "summons" }, { impose = "pause" }]'))
    case = Sitting(both).open()
    case.do("agree-words", "rep", choice="yes")
    assert not case.happened("pause", "imposed")
    assert case.state.asks["pause/res"].about == "res"


def test_an_act_of_the_same_instant_as_the_hearing_limits_nobody() -> None:
    """P5: the chance must be older than the sanction, by whatever little."""
    case = Sitting(minimal(('measure = "post-removal"', 'measure = "pause"'))).open()
    case.do("agree-words", "rep", choice="yes")
    assert heard_at(case) == case.now
    assert "remove-post" not in case.options("led")
    reason = "nobody is limited before notice and the chance to answer (P5)"
    case.refused("remove-post", "led", reason, about="res")
    case.wait(DAY / 24)
    case.do("remove-post", "led", about="res")
    assert case.happened("pause", "imposed")[0].who == "led"


def test_content_is_taken_down_at_once_and_a_person_is_not_limited_at_once() -> None:
    """P5: a doxxing post need not stay; a person is heard first."""
    case = Sitting(minimal(('measure = "post-removal"', 'measure = "pause"'))).open()
    assert "remove-post" not in case.options("led")
    no = case.refused(
        "remove-post", "led", "nobody is limited before notice and the chance to answer (P5)", about="res"
    )
    assert (no.field, no.clause.id) == ("about", "remove-post")
    other = Sitting(minimal()).open()
    other.do("remove-post", "led")
    assert [f.moment for f in other.facts if f.kind is Kind.MEASURE] == ["imposed", "begun"]


# Who learns what, and when


def test_before_a_notice_the_case_does_not_exist_for_the_respondent() -> None:
    """P4: no option, and no refusal that tells more than a stranger's."""
    case = Sitting(minimal()).open()
    assert not case.options("res")
    assert case.refused("challenge", "res", "'{act}' is for {roles}", about="m1").facts == ()
    case.do("agree-words", "rep", choice="yes")
    assert {"answer", "read-summons", "challenge"} <= set(case.options("res"))


def test_a_council_member_who_is_the_respondent_learns_nothing_from_the_council_door() -> None:
    """P4, P10: the attempt is recorded, and answered as a stranger's would be."""
    case = Sitting(minimal()).open(party("rep", "reporter"), party("m1", "respondent"))
    assert not case.options("m1")
    stranger = case.refused("rule-on-challenge", "nobody", "'{act}' is for {roles}", about="m2", choice="upheld")
    own = case.refused("rule-on-challenge", "m1", "'{act}' is for {roles}", about="m2", choice="upheld")
    assert (own.text, own.clause, own.possible) == (stranger.text, stranger.clause, stranger.possible)
    assert [f.moment for f in case.facts if f.kind is Kind.CONFLICT] == ["attempted"]
    case.refused("step-aside", "m1", "'{act}' is for {roles}")


def test_once_told_a_member_who_is_a_party_is_told_why_not() -> None:
    """P7: the clause is P10."""
    case = weighed(minimal(), party("rep", "reporter"), party("m1", "respondent"))
    no = case.refused("write", "m1", "you stepped aside from this case, or are a party to it; '{act}' is for those who "
                      "are free of conflict", paper=PAPER)  # fmt: skip
    assert no.clause.id == "P10"
    assert [f.who for f in case.facts if f.moment == "attempted"] == ["m1"]
    assert {o.act for o in no.possible} >= {"challenge"}


def test_the_lead_who_is_concerned_is_replaced_by_the_members() -> None:
    """P10: the role that takes over acts, the lead does not."""
    case = Sitting(minimal()).open(party("rep", "reporter"), party("led", "respondent"))
    assert not case.options("led")
    assert "grave-harm" in case.options("m3")
    case.do("grave-harm", "m3", choice="threat")
    assert told_summons(case) == ["led"]


def told_summons(case: Sitting) -> list[str]:
    return [f.who for f in case.happened("summons", "sent")]


def test_an_act_that_is_meant_for_the_role_alone_does_not_pass_over() -> None:
    """P10: what only the lead may do waits for the lead."""
    alone = minimal(('  verb = "note"\n  choices = ["threat", "doxxing"]',
                     '  verb = "note"\n  alone = true\n  choices = ["threat", "doxxing"]'))  # fmt: skip
    case = Sitting(alone).open(party("rep", "reporter"), party("led", "respondent"))
    assert "grave-harm" not in case.options("m3")
    case.refused("grave-harm", "m3", "'{act}' is for {roles}", choice="threat")


# Several respondents, unknown ones, late ones


def test_an_unknown_respondent_is_summoned_as_soon_as_a_name_is_there() -> None:
    """P5: the summons is owed meanwhile, and the hearing counts from then."""
    case = heard(minimal(), party("rep", "reporter"), party("shade", "respondent", kind=PartyKind.UNKNOWN))
    assert not told_summons(case)
    assert len(case.happened("summons", "owed")) == 1
    assert "answer-time" not in case.state.clocks
    case.do("enter-party", "led", party=party("shade", "respondent"))
    assert [f.moment for f in case.facts if f.thing == "shade"] == ["entered", "identified", "heard"]
    assert told_summons(case) == ["shade"]
    assert case.state.clocks["answer-time"].due == START + DAY * 8


def test_a_respondent_who_is_entered_late_is_sent_what_the_others_were_sent() -> None:
    """P5: nobody is judged unheard because they came later."""
    case = heard(minimal())
    case.do("enter-party", "led", party=party("late", "respondent"))
    assert told_summons(case) == ["res", "late"]
    case.do("enter-party", "led", party=party("late", "witness"))
    assert told_summons(case) == ["res", "late"]
    assert case.state.bench.parties["late"].roles == ("respondent", "witness")


def test_a_witness_who_is_entered_late_is_sent_no_summons() -> None:
    """P4: only what goes to the role."""
    case = heard(minimal())
    case.do("enter-party", "led", party=party("saw", "witness"))
    assert told_summons(case) == ["res"]


def test_the_clock_of_the_answers_is_met_when_every_respondent_has_answered() -> None:
    """P5: not at the first of several."""
    case = heard(minimal(), party("rep", "reporter"), party("r1", "respondent"), party("r2", "respondent"))
    case.paper("answer", "r1")
    assert case.state.clocks["answer-time"].state == "running"
    case.paper("answer", "r2")
    assert [f.moment for f in case.facts if f.thing == "answer-time"] == ["set", "met"]
    assert {b.about for b in case.state.boxes.values()} == {"r1", "r2"}


def test_only_the_one_who_was_found_responsible_is_limited() -> None:
    """P5: the measure is weighed for each."""
    case = weighed(minimal(), party("rep", "reporter"), party("r1", "respondent"), party("r2", "respondent"))
    case.votes("no", "no", "no", "no", "no", about="r1")
    assert "weighing" in case.state.phases
    case.votes("yes", "yes", "yes", "yes", "yes", about="r2")
    assert [f.about for f in case.happened("pause", "imposed")] == ["r2"]
    assert case.state.answers == {("occurred", "r1"): "no", ("occurred", "r2"): "yes"}


def test_confidential_papers_are_marked_so_and_the_others_are_not() -> None:
    """P8: what is said in a talk is no evidence."""
    case = heard(full())
    for side in ("rep", "res"):
        case.do("offer-talk", side, choice="yes")
    case.do("name-guide", "led", about="m5")
    case.paper("say", "m5")
    case.paper("answer", "res")
    assert [(p.act, p.confidential) for p in case.state.papers] == [("say", True), ("answer", False)]


def test_a_full_law_reads() -> None:
    """P26: the larger sample is a law."""
    assert law(FULL).phases.keys() >= {"talk", "window", "again"}
