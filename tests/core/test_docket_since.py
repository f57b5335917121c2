# SPDX-License-Identifier: Apache-2.0
"""What a party sees of the time before it was told: nothing that says when the report came in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.core.docket import Fact, at_for, clocks_for, facts_for, opened_for, since
from comity.core.procedure.words import Kind
from tests.core.laws import full, minimal
from tests.core.sitting import DAY, PARTIES, START, Sitting, party

HOURS = timedelta(hours=5)
WEIGHED_FOR = 'due = "7 days after weighing.opened"'


def told(case: Sitting) -> Sitting:
    """The reporter agrees some hours after the report, and the summons goes out."""
    case.open(*PARTIES, party("aff", "affected"), party("both", "reporter", "respondent"))
    case.wait(HOURS)
    case.do("agree-words", "rep", choice="yes")
    return case


def seen(case: Sitting, person: str) -> tuple[Fact, ...]:
    return facts_for(case.law, case.state, case.facts, person)


def of_it(case: Sitting, person: str, thing: str) -> list[tuple[str, timedelta]]:
    """The moments of a thing as a person sees them, each with the time since the report came in."""
    return [(f.moment, f.at - START) for f in seen(case, person) if f.thing == thing]


def test_the_other_side_sees_the_case_from_its_own_notice_on() -> None:
    """P4, P18: the minute at which a report came in may say who told; it is the reporter's."""
    case = told(Sitting(minimal()))
    for person in ("rep", "both", "led", "m1", "e1", ""):
        assert seen(case, person) == tuple(case.facts)
        assert opened_for(case.law, case.state, person) == START
        assert at_for(case.law, case.state, person, START) == START
    assert since(case.law, case.state, "res") == START + HOURS
    assert min(f.at for f in seen(case, "res")) == START + HOURS
    assert of_it(case, "res", "receipt") == of_it(case, "res", "words-time") == []
    assert of_it(case, "res", "hearing") == [("opened", HOURS)]
    assert opened_for(case.law, case.state, "res") == at_for(case.law, case.state, "res", START) == START + HOURS
    later = START + HOURS + DAY
    assert at_for(case.law, case.state, "res", later) == later


def test_a_party_that_was_told_nothing_sees_nothing() -> None:
    """P4: before a notice no fact of the case is anybody's but the reporter's and the council's."""
    case = Sitting(minimal()).open()
    assert seen(case, "res") == ()
    assert clocks_for(case.law, case.state, case.facts, "res") == ()


def test_what_was_open_at_the_notice_began_with_it() -> None:
    """P4, P6: whoever is told later sees the phase that goes on, and the deadline by which they answer as it is."""
    case = told(Sitting(minimal()))
    case.wait(DAY)
    case.do("enter-party", "led", party=party("late", "respondent"))
    assert since(case.law, case.state, "late") == START + HOURS + DAY
    assert of_it(case, "late", "hearing") == [("opened", HOURS + DAY)]
    [deadline] = [f for f in seen(case, "late") if f.kind is Kind.CLOCK]
    assert (deadline.thing, deadline.at) == ("answer-time", START + HOURS + DAY)
    assert deadline.until == case.state.clocks["answer-time"].due
    assert clocks_for(case.law, case.state, case.facts, "late") == ("answer-time",)
    assert of_it(case, "late", "receipt") == []


def test_what_was_over_at_the_notice_is_not_told() -> None:
    """P4: a phase that ended at the instant of the notice is one of the time before."""
    case = told(Sitting(minimal()))
    case.past("answer-time")
    assert [moment for moment, _after in of_it(case, "res", "hearing")] == ["opened", "closed"]
    assert of_it(case, "rep", "receipt")[-1] == ("closed", HOURS)
    assert of_it(case, "res", "receipt") == []


@pytest.mark.parametrize(
    ("due", "known"),
    [
        ("40 days after case.opened", False),
        ("later of 3 days after weighing.opened and 40 days after case.opened", False),
        ("moon.end of next moon after case.opened", True),
        ("7 days after weighing.opened", True),
    ],
)
def test_a_deadline_that_counts_from_the_arrival_is_not_told_to_whom_nothing_ends_with_it(
    due: str, known: bool
) -> None:
    """P4: subtracting is easy. A day of the calendar gives nothing away."""
    case = told(Sitting(full((WEIGHED_FOR, f'due = "{due}"'))))
    case.past("answer-time")
    clock = next(id for id in case.state.clocks if case.law.clocks[id].phase == "weighing")
    assert clock in clocks_for(case.law, case.state, case.facts, "rep")
    assert (clock in clocks_for(case.law, case.state, case.facts, "res")) is known
    assert bool(of_it(case, "res", clock)) is known
    assert of_it(case, "res", "weighing") != []
