# SPDX-License-Identifier: Apache-2.0
"""One act ends many reports: which answers do, under each report's own law, and what whoever reports is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from comity.core.access import may_open
from comity.core.clause import Refusal
from comity.core.docket import DoAct, ending_as, endings, outside_the_seal, repeats
from comity.core.docket.state import Sent
from comity.core.keeping import closing
from comity.core.procedure.words import PaperKind, Standing
from comity.site.laws import SHIPPED, Folders
from tests.core.sitting import PAPER, REFUSED, Sitting, party
from tests.core.walking import digest

AT = datetime(2026, 4, 1, 12, tzinfo=UTC)
SEATS = {Standing.JUDGE: ("m1", "m2", "m3", "m4", "m5"), Standing.PRESIDES: ("led",)}


@cache
def laws() -> Folders:
    return Folders((SHIPPED,), adopted=Path("nowhere"))


def told(*concerned: str, version: str = "fernhollow/2026", through: str = "", at: datetime = AT) -> Sitting:
    """A report that nobody has answered yet."""
    found = laws().named(version)
    sides = (party("rep", "reporter"), *(party(one, "witness") for one in concerned))
    consent: dict[str, Any] = {"through": through, "consented": True} if through else {}
    roster = {role: people for stands, people in SEATS.items() for role in found.procedure.stands(stands)[:1]}
    return Sitting(found.procedure, found.calendar, at=at).open(*sides, roster=roster, report=PAPER, **consent)


def ends(case: Sitting, person: str) -> dict[str, str]:
    return {e.outcome: e.choice for e in endings(case.docket, case.state, person, case.now)}


def test_only_answers_that_end_the_report_are_offered_and_the_law_says_which() -> None:
    """P7: what goes on is no ending; who may not answer can end nothing."""
    case = told()
    found = ends(case, "led")
    assert {"duplicate", "out-of-scope"} <= set(found)
    assert "in-scope" not in found.values()
    assert not ends(case, "m1")
    assert not ends(case, "rep")
    assert not ends(case, "")


@pytest.mark.parametrize("version", sorted(one for one in laws().ids if one.startswith(("fernhollow", "templates"))))
def test_every_ending_that_is_offered_ends_the_report_with_that_outcome(version: str) -> None:
    """P6: each report is ended under its own version."""
    first = told(version=version)
    offered = [(who, e) for who in ("led", "m1") for e in endings(first.docket, first.state, who, AT)]
    assert offered
    for who, one in offered:
        case = told(version=version)
        case.do(one.act, who, choice=one.choice, paper=digest("why"))
        assert (case.state.closed, case.state.outcome) == (case.now, one.outcome)


def test_the_reply_opens_to_whoever_reports_and_to_those_who_decide_alone() -> None:
    """P3, P10: each reporter gets the answer; who is concerned hears nothing."""
    case = told("m4")
    case.do("screen", "led", choice="duplicate", paper=digest("why"))
    [reply] = [p for p in case.state.papers if p.kind == PaperKind.REPLY]
    assert (reply.digest, reply.by) == (digest("why"), "led")
    assert may_open(case.law, case.state, "rep", reply) is not None
    assert may_open(case.law, case.state, "m4", reply) is None
    assert may_open(case.law, case.state, "stranger", reply) is None


def test_an_answer_without_a_reply_files_no_paper() -> None:
    """P21: nothing is filed that nobody wrote; a digest that is none is refused."""
    case = told()
    no = "'{act}' files a paper and needs its SHA-256 digest, 64 hex digits"
    case.refused("screen", "led", no, choice="duplicate", paper="a text")
    case.do("screen", "led", choice="duplicate")
    assert [p.kind for p in case.state.papers] == [PaperKind.REPORT]


def test_what_the_other_side_knows_of_is_ended_by_no_answer_for_many() -> None:
    """P8: once it was told, nothing goes to one side alone, and each case is decided by itself."""
    case = told("m4")
    notice = next(iter(case.law.notices))
    case.state = replace(case.state, notices={(notice, "m4"): Sent(sent=case.now)})
    assert not ends(case, "led")
    no = "the other side was told, and '{act}' answers nobody on one side alone"
    case.refused("screen", "led", no, choice="duplicate", paper=PAPER)


def test_an_outcome_that_no_answer_brings_is_refused_with_a_clause() -> None:
    """P7: the list of what was refused says why."""
    with pytest.raises(Refusal) as no:
        ending_as(told().docket, told().state, "led", AT, "mended")
    REFUSED.add(no.value.reason)
    assert no.value.clause.id == "P7"
    assert "mended" in no.value.text


def test_likely_repeats_are_known_by_what_is_told_outside_the_seal() -> None:
    """P21: the same seat named on the same day, or told by the same liaison; never a word of the text."""
    raised = {name: told(through="liaison-1") for name in ("d", "e")}
    cases = {"a": told("m4"), "b": told("m4"), "c": told("m5"), **raised, "late": told("m4", at=AT + timedelta(days=2))}
    found = repeats({name: outside_the_seal(case.law, case.state) for name, case in cases.items()})
    assert found == {"a": ("b",), "b": ("a",), "c": (), "d": ("e",), "e": ("d",), "late": ()}


def test_a_reply_is_kept_as_long_as_the_report_that_it_answers() -> None:
    """P17: a file that says nothing of replies lets none lie for ever."""
    case = told()
    case.do("screen", "led", choice="duplicate", paper=digest("why"))
    said = closing(case.law, case.state.papers, closed=case.now, ending=case.state.outcome)
    assert said is not None
    assert set(said.papers.values()) == {"report"}


def test_a_reply_is_done_by_the_act_alone() -> None:
    """P25: who folds the facts finds the same paper."""
    case = told()
    facts = case.must(DoAct(act="screen", by="led", choice="duplicate", paper=PAPER))
    [done] = [f for f in facts if f.moment == "done"]
    assert done.value == {"choice": "duplicate", "paper": PAPER, "kind": "reply"}
