# SPDX-License-Identifier: Apache-2.0
"""Who may do what, what each verb needs, and what a refusal says."""

from __future__ import annotations

from typing import Any

import pytest

from comity.core import ballot
from comity.core.docket.verbs import LARGEST
from tests.core.laws import MINIMAL, changed, full, law, minimal
from tests.core.sitting import DAY, PAPER, START, Sitting, heard, party, weighed

NOBODY_FOR = "'{act}' is for {roles}"
NOTHING_NOW = "there is nothing that '{act}' could be about now"
NEEDS_DIGEST = "'{act}' files a paper and needs its SHA-256 digest, 64 hex digits"
CANNOT = "'{act}' cannot be about '{whom}'"


def talk() -> Sitting:
    case = heard(full())
    for side in ("rep", "res"):
        case.do("offer-talk", side, choice="yes")
    return case


# Refusals


def test_every_refusal_says_what_would_be_possible_instead() -> None:
    """P7: with its text and until when."""
    case = heard(minimal())
    no = case.refused("write", "res", "'{act}' belongs to '{phase}', which is not open", paper=PAPER)
    found = {p.act: p for p in no.possible}
    assert set(found) == {"answer", "read-summons", "challenge"}
    assert found["answer"].text == "The respondent answers."
    assert found["answer"].until == (START + 7 * DAY).isoformat()
    assert found["challenge"].until == ""
    assert no.text == "'write' belongs to 'weighing', which is not open"


def test_what_somebody_is_asked_is_possible_too() -> None:
    """P7: who must settle something is told so."""
    case = weighed(minimal())
    case.votes("yes", "yes", "no", "no", "abstain")
    no = case.refused("write", "led", NOBODY_FOR, paper=PAPER)
    assert [(p.act, p.text) for p in no.possible if p.act == "occurred/res"] == [
        ("occurred/res", "yes, not-proven, no")
    ]


def test_an_act_that_the_law_does_not_know_is_refused_by_its_field() -> None:
    """P26: not a traceback."""
    no = heard(minimal()).refused("dance", "res", "there is no act 'dance' in fernhollow/1")
    assert (no.field, no.clause.id) == ("act", "P7")
    assert no.possible


def test_an_act_without_a_name_is_refused_without_repeating_one() -> None:
    """P21: what a form or a program typed where no act has that name stays out of a refusal that is kept."""
    no = heard(minimal()).refused("", "res", "there is no act of that name in fernhollow/1")
    assert (no.field, no.clause.id) == ("act", "P7")
    assert no.possible


def test_an_act_that_waits_says_for_what() -> None:
    """P7: a single condition is named, a longer one is not guessed at."""
    one = heard(minimal(('paper = "answer"\n  when = "summons.sent"', 'paper = "answer"\n  when = "outcome.sent"')))
    assert one.refused("answer", "res", "'{act}' waits for {what}", paper=PAPER).text.endswith("outcome.sent")
    two = heard(minimal(('paper = "answer"\n  when = "summons.sent"', 'paper = "answer"\n  when = "not summons.sent"')))
    two.refused("answer", "res", "what '{act}' waits for has not come about", paper=PAPER)


def test_who_has_done_it_already_is_told_so_and_a_new_round_allows_it_again() -> None:
    """P7: once a person and round."""
    case = talk()
    case.refused("offer-talk", "rep", "you have done '{act}' already", choice="yes")
    assert "offer-talk" not in case.options("rep")
    case.do("settle-it", "rep", choice="yes")
    case.refused("settle-it", "rep", "you have done '{act}' already", choice="no")
    declined = heard(full())
    declined.do("offer-talk", "rep", choice="no")
    declined.refused("offer-talk", "rep", "you have done '{act}' already", choice="yes")
    assert declined.happened("offer-talk", "declined")[0].who == "rep"


def test_what_may_be_done_often_may_be_done_often() -> None:
    """P8: contacts are counted, comments are free."""
    case = heard(minimal())
    for _ in range(2):
        case.do("note-contact", "led", about="res")
    case.do("note-contact", "m1", about="rep")
    assert case.state.contacts == {("substantive", "res"): 2, ("substantive", "rep"): 1}
    case.refused("note-contact", "led", CANNOT, about="stranger")
    assert case.refused("note-contact", "led", CANNOT).text == "'note-contact' cannot be about 'nobody'"


def test_anybody_may_do_what_is_for_everybody() -> None:
    """P2: no account is needed for a public act."""
    opens = '{{ publish = "decision" }}]\n  then = ["{}"]'
    case = weighed(full((opens.format("window"), opens.format("standing"))))
    case.votes("yes", "yes", "yes", "no", "no")
    case.do("comment", "passer-by")
    case.do("comment", "passer-by")
    case.refused("comment", "", NOBODY_FOR)


def test_the_clerk_brings_numbers_and_does_nothing_else() -> None:
    """P15: the window's own count comes in through the keeper of the record."""
    case = weighed(full())
    case.votes("yes", "yes", "yes", "no", "no")
    assert set(case.options("clerk")) == {"bring-votes"}
    case.do("bring-votes", "clerk", about="res", numbers={"vetoed": 1, "votable": 10})
    case.refused("step-aside", "clerk", NOBODY_FOR)


def test_an_option_says_its_clause_its_text_until_when_about_whom_and_which_codes() -> None:
    """P7: a page renders from it and from nothing else."""
    case = weighed(minimal())
    option = case.options("m1")["vote-occurred"]
    assert (option.text, option.clause.id, option.clause.document) == ("A member votes.", "§ 4", "fernhollow/1")
    assert option.until == case.now + 7 * DAY
    assert option.abouts == ("res",)
    assert option.choices == ("yes", "not-proven", "no", "abstain")
    lead = case.options("led")
    assert lead["note-contact"].choices == ()
    assert lead["note-contact"].abouts == ("rep", "res")
    assert case.options("rep")["challenge"].abouts == ("led", "m1", "m2", "m3", "m4", "m5", "e1", "e2", "e3", "ba")
    first = Sitting(minimal()).open()
    assert first.options("rep")["agree-words"].choices == ("yes", "no")
    assert first.options("led")["grave-harm"].choices == ("threat", "doxxing")
    assert first.options("nobody") == {}


# What each verb needs


@pytest.mark.parametrize(
    ("act", "by", "fields", "field", "says"),
    [
        ("answer", "res", {}, "paper", NEEDS_DIGEST),
        ("answer", "res", {"paper": "A" * 64}, "paper", NEEDS_DIGEST),
        ("answer", "res", {"paper": PAPER, "withheld": True}, "withheld", "the author of '{act}' cannot stay unnamed"),
        ("answer", "res", {"paper": PAPER, "choice": "yes"}, "choice", "'{act}' takes no choice"),
        ("answer", "res", {"paper": PAPER, "about": "m1"}, "about", CANNOT),
        ("offer-talk", "res", {}, "choice", "'{act}' takes one of: {choices}"),
        ("offer-talk", "res", {"choice": "maybe"}, "choice", "'{act}' takes one of: {choices}"),
        ("read-summons", "res", {"about": "rep"}, "about", CANNOT),
        ("step-aside", "m1", {"about": "m2"}, "about", CANNOT),
        ("challenge", "res", {"about": "rep"}, "about", CANNOT),
        ("challenge", "res", {}, "about", CANNOT),
        ("rule-on-challenge", "led", {"about": "m1", "choice": "upheld"}, "about", NOTHING_NOW),
        ("more-time", "led", {"choice": "ill", "about": "res"}, "about", CANNOT),
        ("more-time", "led", {}, "choice", "'{act}' takes one of: {choices}"),
        ("enter-party", "led", {}, "party", "'{act}' enters a party and needs one"),
        ("enter-party", "led", {"party": party("", "witness")}, "party", "'{act}' enters a party and needs one"),
        ("enter-party", "led", {"party": party("clerk", "witness")}, "party", "'{act}' enters a party and needs one"),
        ("enter-party", "led", {"party": party("x")}, "party.roles", "'{act}' may enter: {roles}"),
        ("enter-party", "led", {"party": party("x", "witness", "member")}, "party.roles", "'{act}' may enter: {roles}"),
        ("enter-party", "led", {"party": party("x", "reporter")}, "party.roles", "'{act}' may enter: {roles}"),
        ("enter-party", "led", {"party": party("x", "witness", tags=frozenset({"tall"}))}, "party.tags",
         "there is no tag '{tag}'"),
        ("enter-party", "led", {"party": party("x", "witness"), "about": "x"}, "about", CANNOT),
        ("lift-pause", "led", {"about": "res"}, "about", NOTHING_NOW),
        ("remove-post", "led", {"about": "res"}, "about", CANNOT),
    ],
)  # fmt: skip
def test_what_a_verb_needs_is_named_by_its_field(
    act: str, by: str, fields: dict[str, Any], field: str, says: str
) -> None:
    """P26: the field, the rule, the clause; nothing is recorded."""
    case = heard(full())
    before = len(case.facts)
    no = case.refused(act, by, says, **fields)
    assert no.field == field
    assert no.clause == case.law.cite(act)
    assert no.possible
    assert len(case.facts) == before


def test_a_wrong_person_is_answered_with_the_right_ones() -> None:
    """P7: about whom it could be."""
    case = heard(minimal())
    no = case.refused("note-contact", "led", CANNOT, about="stranger")
    assert [p.text for p in no.possible] == ["about: rep", "about: res"]
    assert {p.act for p in no.possible} == {"note-contact"}


@pytest.mark.parametrize(
    ("slip", "says"),
    [
        ("", "'{act}' needs a ballot slip"),
        ("yes", "'{act}' needs a ballot slip"),
        (ballot.slip("perhaps", "n"), "a ballot of '{act}' says one of: {choices}"),
    ],
)
def test_a_ballot_is_a_slip_with_one_of_the_answers(slip: str, says: str) -> None:
    """P11: and nothing of a wrong one is recorded."""
    case = weighed(minimal())
    no = case.refused("vote-occurred", "m1", says, about="res", ballot=slip)
    assert no.field == "ballot"
    assert case.state.boxes["occurred/res"].issued == frozenset()
    case.refused("vote-occurred", "m1", CANNOT, about="rep", ballot=ballot.slip("yes", "n"))


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({}, "'{act}' brings numbers for: {names}"),
        ({"vetoed": 1, "maybe": 2}, "'{act}' brings numbers for: {names}"),
        ({"vetoed": -1}, "the numbers of '{act}' are whole and not below nought"),
        ({"vetoed": True}, "the numbers of '{act}' are whole and not below nought"),
        ({"vetoed": LARGEST + 1}, "the numbers of '{act}' are whole and not below nought"),
    ],
)
def test_a_tally_brings_whole_numbers_for_what_is_counted(numbers: dict[str, int], says: str) -> None:
    """P15: integers, named."""
    case = weighed(full())
    case.votes("yes", "yes", "yes", "no", "no")
    no = case.refused("bring-votes", "led", says, about="res", numbers=numbers)
    assert no.field == "numbers"
    case.do("bring-votes", "led", about="res", numbers={"vetoed": LARGEST, "abstain": 0, "votable": LARGEST})
    (fact,) = case.happened("veto", "tallied")
    assert fact.value["numbers"] == {"vetoed": LARGEST, "abstain": 0, "votable": LARGEST}


def test_a_perspective_may_be_withheld_and_never_says_a_vote() -> None:
    """P12: the author stays unnamed where the act allows it."""
    case = weighed(minimal())
    case.paper("write", "m1", withheld=True)
    case.paper("write", "m2")
    assert [(p.by, p.withheld, p.kind) for p in case.state.papers] == [
        ("m1", True, "perspective"), ("m2", False, "perspective"),
    ]  # fmt: skip


def test_a_paper_may_say_about_which_party_it_is() -> None:
    """P8: evidence about one of several."""
    case = weighed(minimal())
    case.paper("write", "m1", about="res")
    assert case.state.papers[0].about == "res"
    assert case.state.papers[0].at == case.now


def test_an_appointment_gives_a_role_in_this_case_to_somebody_free() -> None:
    """P10: no party, nobody in conflict, nobody twice."""
    case = talk()
    case.do("step-aside", "m1")
    free = case.options("led")["name-guide"].abouts
    assert {"led", "m2", "e1"} <= set(free)
    assert not {"m1", "rep", "res"} & set(free)
    for wrong in ("rep", "m1"):
        case.refused("name-guide", "led", "'{whom}' is a party or in conflict and cannot be '{role}'", about=wrong)
    case.refused("name-guide", "led", "'{act}' needs the person who is appointed")
    case.do("name-guide", "led", about="m5")
    case.refused("name-guide", "led", "'{whom}' is '{role}' already", about="m5")
    case.do("name-guide", "led", about="an-outsider")
    assert case.state.bench.appointed == {"guide": ("m5", "an-outsider")}
    assert "say" in case.options("m5")


@pytest.mark.parametrize("about", ["Anna from the garden", "anna@garden.example", "clerk", "x" * 81, " m5"])
def test_nobody_is_appointed_under_a_line_of_prose(about: str) -> None:
    """P21: a name that somebody types would stand in the history for ever; a pseudonym has one word."""
    refused = talk().refused("name-guide", "led", "'{act}' needs the person who is appointed", about=about)
    assert refused.field == "about"
    assert about not in refused.text


def test_nobody_is_appointed_to_the_part_of_a_party() -> None:
    """P10: a respondent is entered, not appointed."""
    text = changed(MINIMAL, ('verb = "enter"\nenters = ["respondent", "affected", "witness"]',
                             'verb = "appoint"\nrole = "respondent"'))  # fmt: skip
    case = heard(law(text))
    case.refused("enter-party", "led", "'{whom}' is a party or in conflict and cannot be '{role}'", about="m1")


def test_with_nobody_who_sits_an_outsider_can_still_be_named() -> None:
    """P13: the option stays, the name is free."""
    case = talk()
    case.reseat(member=(), elders=(), bailiff=(), assembly=(), lead=("led",))
    assert case.options("led")["name-guide"].abouts == ("led",)
    case.do("name-guide", "led", about="led")
    assert case.options("led")["name-guide"].abouts == ("",)


# Stepping aside, challenges


def test_who_steps_aside_may_do_nothing_more_in_the_case() -> None:
    """P10: and the attempt is recorded with its act."""
    case = weighed(minimal())
    case.do("step-aside", "m1")
    assert "write" not in case.options("m1")
    case.refused("step-aside", "m1", "you have stepped aside already")
    no = case.refused("write", "m1", "you stepped aside from this case, or are a party to it; '{act}' is for those who "
                      "are free of conflict", paper=PAPER)  # fmt: skip
    assert no.clause.id == "P10"
    attempt = case.facts[-1]
    assert (attempt.name, attempt.thing, attempt.who, attempt.about) == ("conflict.attempted", "write", "m1", "m1")
    assert case.state.bench.conflicts == {"m1": "declared"}


def test_a_challenge_is_made_once_and_ruled_upon_by_somebody_else() -> None:
    """P10: a dismissed one stands, and the person may still step aside."""
    case = heard(minimal())
    case.do("challenge", "res", about="led")
    assert "led" not in case.options("res")["challenge"].abouts
    case.refused("challenge", "res", CANNOT, about="led")
    assert "rule-on-challenge" not in case.options("led")
    case.refused("rule-on-challenge", "led", NOTHING_NOW, about="led", choice="dismissed")
    case.do("rule-on-challenge", "m1", about="led", choice="dismissed")
    assert case.state.bench.conflicts["led"] == "dismissed"
    assert "led" not in case.options("res")["challenge"].abouts
    case.do("step-aside", "led")
    assert case.state.bench.conflicts["led"] == "declared"


def test_nobody_rules_on_a_challenge_of_the_own() -> None:
    """P10: who challenges does not judge the challenge; another one does."""
    case = heard(minimal(('by = ["lead", "member"]\nverb = "confirm"', 'by = ["member"]\nverb = "confirm"')))
    case.do("challenge", "m2", about="m1")
    case.refused("rule-on-challenge", "m2", NOTHING_NOW, about="m1", choice="upheld")
    case.do("challenge", "rep", about="m3")
    assert case.options("m2")["rule-on-challenge"].abouts == ("m3",)
    assert case.options("m4")["rule-on-challenge"].abouts == ("m1", "m3")
    case.do("rule-on-challenge", "m4", about="m1", choice="upheld")


def test_an_upheld_challenge_puts_somebody_aside() -> None:
    """P10: confirmed, as if declared."""
    case = heard(minimal())
    case.do("challenge", "m2", about="m1")
    case.refused("challenge", "m2", CANNOT, about="m2")
    assert "rule-on-challenge" not in case.options("m2")
    case.refused("rule-on-challenge", "led", CANNOT, about="m3", choice="upheld")
    case.refused("rule-on-challenge", "led", "'{act}' takes one of: {choices}", about="m1", choice="perhaps")
    case.do("rule-on-challenge", "led", about="m1", choice="upheld")
    assert case.state.bench.conflicts == {"m1": "confirmed"}
    case.refused("step-aside", "m1", "you have stepped aside already")
