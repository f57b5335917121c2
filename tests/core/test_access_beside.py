# SPDX-License-Identifier: Apache-2.0
"""Who stands beside the adjudication: the leader of a talk, and a house. Each reads what is needed, and no more."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.core import veto
from comity.core.access import exists_for, hears, house_may_open, may_open, may_speak, only_leads
from comity.core.docket import to_declare
from comity.core.evidence import Paper
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import PaperKind
from tests.core.laws import full
from tests.core.sitting import ROSTER, Sitting, heard, weighed
from tests.core.test_veto import TERMS, opened
from tests.core.walking import digest

ASKED_FIRST = (
    '  id = "say"\n  text = "What is said in the talk."\n  by = ["guide", "reporter", "respondent"]\n',
    '  id = "no-stake"\n  text = "The guide has no stake in it."\n  by = ["guide"]\n  verb = "note"\n\n'
    '  [[phase.act]]\n  id = "say"\n  text = "What is said in the talk."\n'
    '  by = ["guide", "reporter", "respondent"]\n  when = "no-stake.done"\n',
)

ASKED_OF_BOTH = (
    '  id = "settle-it"\n',
    '  id = "offer"\n  text = "A side says what it needs."\n  by = ["reporter", "respondent"]\n'
    '  verb = "paper"\n  paper = "mediation"\n\n  [[phase.act]]\n  id = "settle-it"\n',
)


def filed(case: Sitting, kind: PaperKind, name: str = "", *, days: int = 2) -> Paper:
    """A paper of somebody else's, filed some days ago."""
    at = case.now - timedelta(days=days)
    return Paper(digest=digest(name or kind), kind=kind, act="an-act", by="somebody-else", at=at)


def talking(law: Procedure | None = None, guide: str = "outsider", *, declared: bool = True) -> Sitting:
    case = heard(law or full())
    case.do("read-summons", "res")
    case.do("offer-talk", "rep", choice="yes")
    case.do("offer-talk", "res", choice="yes")
    case.do("name-guide", "led", about=guide)
    if declared:
        case.free(guide)
    return case


def opens(case: Sitting, person: str, *papers: Paper) -> set[str]:
    state = replace(case.state, papers=papers)
    return {p.kind for p in papers if may_open(case.law, state, person, p) is not None}


def test_who_leads_a_talk_reads_the_words_that_were_agreed_to_and_nothing_of_the_adjudication() -> None:
    """P8: least disclosure: no report, no answer, no evidence, no decision, no view of a member."""
    case = talking()
    assert exists_for(case.law, case.state, "outsider")
    assert only_leads(case.law, case.state, "outsider")
    every = tuple(filed(case, kind) for kind in PaperKind if kind is not PaperKind.MEDIATION)
    assert opens(case, "outsider", *every) == {"words"}


def test_a_referral_opens_once_its_leader_has_declared_no_interest() -> None:
    """P8, P10: no provider gains from more conflict: it is asked under every procedure, before a word is read."""
    case = talking(declared=False)
    words = filed(case, PaperKind.WORDS)
    said = replace(filed(case, PaperKind.MEDIATION), act="say", confidential=True)
    assert to_declare(case.law, case.state, "outsider") == ("rep", "res")
    assert exists_for(case.law, case.state, "outsider")
    assert (may_speak(case.law, case.state, "outsider"), opens(case, "outsider", words, said)) == (False, set())
    case.free("outsider")
    assert (may_speak(case.law, case.state, "outsider"), opens(case, "outsider", words, said)) == (
        True,
        {"words", "mediation"},
    )
    assert opens(case, "rep", said) == {"mediation"}


def test_what_the_leader_alone_writes_in_a_talk_is_open_to_both_sides() -> None:
    """P8: terms that one writes are for those who are to agree to them, and for nobody who judges."""
    law = full(('by = ["guide", "reporter", "respondent"]', 'by = ["guide"]'), ASKED_OF_BOTH)
    case = talking(law)
    said = replace(filed(case, PaperKind.MEDIATION), act="say", confidential=True)
    assert {p for p in ("outsider", "rep", "res", "m1", "led", "e1") if opens(case, p, said)} == {
        "outsider", "rep", "res",
    }  # fmt: skip


def test_only_the_last_words_before_the_summons_are_those_that_both_sides_know() -> None:
    """P4: neither an earlier draft nor a later one."""
    case = talking()
    papers = tuple(filed(case, PaperKind.WORDS, f"words {n}", days=n) for n in (3, 2, 0))
    state = replace(case.state, papers=papers)
    assert [may_open(case.law, state, "outsider", p) is not None for p in papers] == [False, True, False]


def test_a_file_may_ask_for_a_word_on_the_own_interests_before_the_referral_opens() -> None:
    """P8: no provider gains from more conflict: what the file lets come first, comes first."""
    case = talking(full(ASKED_FIRST))
    words = filed(case, PaperKind.WORDS)
    assert (may_speak(case.law, case.state, "outsider"), opens(case, "outsider", words)) == (False, set())
    case.do("no-stake", "outsider")
    assert (may_speak(case.law, case.state, "outsider"), opens(case, "outsider", words)) == (True, {"words"})


def test_when_the_talk_is_over_its_leader_reads_the_words_no_more() -> None:
    """P8: what was opened for the talk closes with it."""
    case = talking()
    case.past("talk-time")
    assert opens(case, "outsider", filed(case, PaperKind.WORDS, days=40)) == set()
    assert exists_for(case.law, case.state, "outsider")


def test_a_member_who_leads_a_talk_stays_in_the_case_for_more_than_the_talk() -> None:
    """P8: only who holds no other role is there for the talk alone."""
    case = talking(guide="m5")
    assert not only_leads(case.law, case.state, "m5")
    assert not only_leads(case.law, case.state, "stranger")


def test_who_leads_talks_by_a_seat_learns_of_a_case_when_a_talk_opens() -> None:
    """P10: until then the case looks like one that never was."""
    case = heard(full(), roster={**ROSTER, "guide": ("seated",)})
    assert not exists_for(case.law, case.state, "seated")
    case.do("offer-talk", "rep", choice="yes")
    case.do("offer-talk", "res", choice="yes")
    assert exists_for(case.law, case.state, "seated")


def test_a_house_reads_the_decision_and_the_views_beside_it_once_it_is_asked() -> None:
    """P12, P18: never what was told, answered or said in confidence."""
    case = weighed(full())
    every = tuple(filed(case, kind) for kind in PaperKind)

    def read() -> set[str]:
        return {p.kind for p in every if house_may_open(case.law, case.state, "veto", p) is not None}

    assert read() == set()
    case.votes("yes", "yes", "yes", "yes", "yes")
    assert read() == {"decision", "perspective"}
    sealed = replace(every[0], kind="decision", confidential=True)
    assert house_may_open(case.law, case.state, "veto", sealed) is None
    assert house_may_open(case.law, case.state, "occurred", filed(case, PaperKind.DECISION)) is None


@pytest.mark.parametrize(
    ("person", "known"), [("ada", True), ("led", True), ("m1", False), ("eve", False), ("", False)]
)
def test_a_window_exists_for_its_roll_and_for_who_brings_its_numbers(person: str, known: bool) -> None:
    """P10: for nobody else, members of the council included."""
    case = weighed(full())
    case.votes("yes", "yes", "yes", "yes", "yes")
    window = opened(replace(TERMS, question="veto/res#1")).state
    assert hears(case.law, case.state, window, person) is known
    assert not hears(case.law, case.state, veto.Window(), person)
