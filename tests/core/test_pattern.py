# SPDX-License-Identifier: Apache-2.0
"""The long memory: who codes a closed case, and how what is written of a pattern changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from comity.core import pattern
from comity.core.clause import Clause, Malformed, Refusal
from comity.core.decider import fold
from comity.core.pattern import AcceptChange, CodeCase, DeclineChange, ProposeChange, TrustCues
from comity.core.procedure.parse import parse_procedure
from comity.core.suppression import FEWEST
from comity.site.laws import SHIPPED, Folders
from tests.core.walking import digest, utc

LAW = Folders((SHIPPED,)).named("fernhollow/2026").procedure
AT, DAY, TEXT, GROUND = utc("2026-01-06T12:00"), timedelta(days=1), digest("a text"), digest("a ground")
ROSTER = {"member": ("m1", "m2", "m3"), "lead": ("led",), "liaison": ("lia",)}
RULES = pattern.rules_of(LAW, ROSTER)
THREE = ("case:1", "case:2", "case:3")
CODED = tuple((AT, CodeCase(by="m1", case=case, patterns=("widening",))) for case in THREE)
PROPOSED = ProposeChange(by="m1", id="c1", pattern="widening", base=1, text=TEXT, cases=THREE)


def told(*acts: tuple[datetime, Any], rules: pattern.PatternRules = RULES) -> pattern.Patterns:
    """The state after these commands at these instants."""
    decider = pattern.PatternDecider(rules=rules)
    state = decider.initial
    for at, command in acts:
        assert decider.due(state) is None
        state = fold(decider, decider.decide(state, command, at), state)
    return state


def refused(command: Any, *before: tuple[datetime, Any], at: datetime = AT, rules: pattern.PatternRules = RULES) -> str:
    """The reason for which a command is refused after others."""
    with pytest.raises(Refusal) as no:
        told(*before, (at, command), rules=rules)
    assert no.value.reason in pattern.REASONS
    assert no.value.clause.id
    return no.value.reason


def test_the_rules_are_read_from_the_procedure_and_never_fall_under_what_is_suppressed() -> None:
    """P27, P18: who and from how many cases on is voted on; that a few are too few is not."""
    assert pattern.PatternRules(
        clause=Clause(document="fernhollow/2026", id="patterns-change"), codes=frozenset({"m1", "m2", "m3", "led"}),
        agrees=frozenset({"m1", "m2", "m3", "led"}), least=2, cases=3, shadow=14 * DAY,
    ) == RULES  # fmt: skip
    assert LAW.memory is not None
    few = replace(LAW, memory=replace(LAW.memory, cases=1))
    assert pattern.rules_of(few, ROSTER).cases == FEWEST


def test_without_a_clause_nothing_is_remembered() -> None:
    """P20: the library stays as it was shipped until the community says who changes it."""
    none = pattern.rules_of(replace(LAW, memory=None), ROSTER)
    assert refused(CODED[0][1], rules=none) == pattern.NO_CLAUSE
    assert pattern.rules_of(None, ROSTER) == none
    assert none.clause.id == "P20"


def test_a_closed_case_is_coded_and_may_be_coded_anew() -> None:
    """M18: what was said last stands; none is an answer too."""
    state = told(*CODED, (AT + DAY, CodeCase(by="m2", case="case:1", patterns=("contempt", "widening"))))
    assert state.coded["case:1"] == pattern.Coding(at=AT + DAY, by="m2", patterns=("contempt", "widening"))
    assert pattern.seen(state) == {"widening": 3, "contempt": 1}
    assert pattern.seen(state, AT + DAY) == {"widening": 2}
    assert pattern.seen(told(*CODED, (AT, CodeCase(by="m2", case="case:4", patterns=())))) == {"widening": 3}
    assert refused(CodeCase(by="m2", case="case:1", patterns=("widening",)), *CODED) == pattern.CODED_SO


def test_only_whom_the_clause_names_codes_and_proposes() -> None:
    """P20: a liaison watches, and does not write what the watch looks for."""
    assert refused(CodeCase(by="lia", case="case:1", patterns=())) == pattern.NOT_YOURS
    assert refused(replace(PROPOSED, by="lia"), *CODED) == pattern.NOT_YOURS
    assert refused(AcceptChange(by="lia", id="c1"), *CODED, (AT, PROPOSED)) == pattern.NOT_YOURS
    assert refused(TrustCues(by="lia", id="c1"), *CODED, (AT, PROPOSED)) == pattern.NOT_YOURS
    assert refused(DeclineChange(by="lia", id="c1", ground=GROUND), *CODED, (AT, PROPOSED)) == pattern.NOT_YOURS


def test_a_case_that_is_none_for_you_or_still_open_is_not_coded() -> None:
    """P10: it looks the same whether there is no such case or it is none of yours."""
    pattern.may_code(exists=True, closed=True)
    for exists, closed, reason in ((False, True, pattern.NO_SUCH), (False, False, pattern.NO_SUCH),
                                   (True, False, pattern.STILL_OPEN)):  # fmt: skip
        with pytest.raises(Refusal) as no:
            pattern.may_code(exists=exists, closed=closed)
        assert no.value.reason == reason


def test_a_change_comes_out_of_coded_cases_and_is_accepted_by_others() -> None:
    """M12, M18: two agree beside whoever proposed it; then it is the version that the next one is written over."""
    waits = told(*CODED, (AT, PROPOSED))
    assert waits.changes["c1"].open
    assert waits.changes["c1"].version == 2
    assert waits.latest("widening") is None
    agreed = (*CODED, (AT, PROPOSED), (AT + DAY, AcceptChange(by="m2", id="c1")))
    assert told(*agreed).changes["c1"].open
    done = told(*agreed, (AT + 2 * DAY, AcceptChange(by="led", id="c1")))
    change = done.latest("widening")
    assert change is not None
    assert (change.accepted, change.trusted_from, change.trusted) == (AT + 2 * DAY, AT + 16 * DAY, None)
    assert change.agreed == ("m2", "led")


def test_nobody_agrees_alone_twice_or_to_their_own() -> None:
    """M18: what the watch looks for is nobody's own hand."""
    before = (*CODED, (AT, PROPOSED), (AT, AcceptChange(by="m2", id="c1")))
    assert refused(AcceptChange(by="m1", id="c1"), *before) == pattern.OWN
    assert refused(AcceptChange(by="m2", id="c1"), *before) == pattern.ACCEPTED_BEFORE


def test_from_too_few_cases_nothing_is_accepted() -> None:
    """P18: a change out of one or two cases could be read as a picture of them."""
    two = (*CODED[:2], (AT, replace(PROPOSED, cases=THREE[:2])))
    assert refused(AcceptChange(by="m2", id="c1"), *two) == pattern.TOO_FEW
    assert told(*two, CODED[2], (AT, AcceptChange(by="m2", id="c1"))).changes["c1"].agreed == ("m2",)


def test_it_names_cases_that_show_the_pattern() -> None:
    """M18: out of nothing comes no change."""
    assert refused(PROPOSED) == pattern.NOT_CODED
    assert refused(replace(PROPOSED, cases=("case:9",)), *CODED) == pattern.NOT_CODED
    assert refused(replace(PROPOSED, pattern="contempt"), *CODED) == pattern.NOT_CODED


def test_one_change_to_a_pattern_at_a_time_and_over_what_stands_now() -> None:
    """M18: nothing that was accepted is written over unseen."""
    waits = (*CODED, (AT, PROPOSED))
    assert refused(replace(PROPOSED, id="c2"), *waits) == pattern.ANOTHER_OPEN
    assert refused(PROPOSED, *waits) == pattern.ANOTHER_OPEN
    done = (*waits, (AT, AcceptChange(by="m2", id="c1")), (AT, AcceptChange(by="m3", id="c1")))
    assert refused(replace(PROPOSED, id="c2"), *done) == pattern.CHANGED_SINCE
    assert told(*done, (AT, replace(PROPOSED, id="c2", base=2))).changes["c2"].version == 3
    assert refused(AcceptChange(by="led", id="c1"), *done) == pattern.OVER


def test_it_is_declined_on_a_ground_or_taken_back() -> None:
    """P7: whoever proposed it reads why."""
    waits = (*CODED, (AT, PROPOSED))
    for by in ("m2", "m1"):
        state = told(*waits, (AT + DAY, DeclineChange(by=by, id="c1", ground=GROUND)))
        assert (state.changes["c1"].declined, state.changes["c1"].ground) == (AT + DAY, GROUND)
    over = (*waits, (AT, DeclineChange(by="m2", id="c1", ground=GROUND)))
    assert refused(DeclineChange(by="m2", id="c1", ground=GROUND), *over) == pattern.OVER
    assert refused(AcceptChange(by="m2", id="nothing"), *over) == pattern.OVER
    assert told(*over, (AT, replace(PROPOSED, id="c2"))).changes["c2"].open


def test_what_it_looks_for_is_tried_unseen_first() -> None:
    """P20: shadow first, for as long as the clause says; only the newest of a pattern is trusted, once."""
    done = (*CODED, (AT, PROPOSED), (AT, AcceptChange(by="m2", id="c1")), (AT, AcceptChange(by="m3", id="c1")))
    assert refused(TrustCues(by="m2", id="c1"), *done, at=AT + 13 * DAY) == pattern.NOT_YET
    trusted = (*done, (AT + 14 * DAY, TrustCues(by="m2", id="c1")))
    assert told(*trusted).changes["c1"].trusted == AT + 14 * DAY
    assert refused(TrustCues(by="m2", id="c1"), *trusted, at=AT + 15 * DAY) == pattern.TRUSTED
    newer = (
        *done, (AT, replace(PROPOSED, id="c2", base=2)), (AT, AcceptChange(by="m2", id="c2")),
        (AT, AcceptChange(by="m3", id="c2")),
    )  # fmt: skip
    assert refused(TrustCues(by="m2", id="c1"), *newer, at=AT + 20 * DAY) == pattern.OVER
    assert refused(TrustCues(by="m2", id="c9"), *newer, at=AT + 20 * DAY) == pattern.OVER


@pytest.mark.parametrize(
    ("command", "field"),
    [
        (CodeCase(by="m1", case="tear:1", patterns=()), "case"),
        (CodeCase(by="m1", case="case:1", patterns=("a", "a")), "patterns"),
        (CodeCase(by="m1", case="case:1", patterns=tuple("abcdef")), "patterns"),
        (CodeCase(by="m1", case="case:1", patterns=("Two Words",)), "patterns"),
        (CodeCase(by="m1", case="case:1", patterns=("x" * 41,)), "patterns"),
        (replace(PROPOSED, pattern="No"), "pattern"),
        (replace(PROPOSED, id=""), "pattern"),
        (replace(PROPOSED, base=-1), "base"),
        (replace(PROPOSED, base=9999), "base"),
        (replace(PROPOSED, cases=()), "cases"),
        (replace(PROPOSED, cases=("case:1", "case:1")), "cases"),
        (replace(PROPOSED, cases=tuple(f"case:{n}" for n in range(51))), "cases"),
        (replace(PROPOSED, text="a text"), "text"),
        (DeclineChange(by="m1", id="c1", ground="because"), "ground"),
    ],
)
def test_what_cannot_be_is_told_by_its_field(command: Any, field: str) -> None:
    """P26: the field and the rule."""
    with pytest.raises(Malformed) as wrong:
        told(*CODED, (AT, command))
    assert {fault.field for fault in wrong.value.faults} == {field}


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('shadow = "14 days"', 'shadow = "soon"', "memory.shadow"),
        ('shadow = "14 days"', 'shadow = "0 days"', "memory.shadow"),
        ("cases = 3\n", "cases = 2\n", "memory.cases"),
        ("least = 2\n", "least = 0\n", "memory.least"),
        ('codes = ["member", "lead"]', "codes = []", "memory.codes"),
        ('agrees = ["member", "lead"]', 'agrees = ["nobody-known"]', "memory.agrees"),
    ],
)
def test_a_file_says_it_whole(old: str, new: str, field: str) -> None:
    """P26: from three cases on at least, by roles that there are, for a time that there is."""
    folder = Folders((SHIPPED,))
    found = folder.named("fernhollow/2026")
    head, mark, tail = found.text.partition("[memory]")
    assert old in tail
    with pytest.raises(Malformed) as wrong:
        parse_procedure(head + mark + tail.replace(old, new, 1), found.calendar)
    assert field in {fault.field for fault in wrong.value.faults}
