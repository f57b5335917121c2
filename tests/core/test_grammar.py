# SPDX-License-Identifier: Apache-2.0
"""Deadlines and guards read like sentences and parse strictly."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core.procedure.grammar import DEEPEST, Unreadable, parse_anchor, parse_deadline, parse_guard
from comity.core.procedure.terms import (
    ALWAYS,
    Always,
    Anchor,
    Answered,
    Both,
    CalendarPoint,
    Counted,
    Either,
    Happened,
    Never,
    Not,
    Offset,
    OneOf,
    PeriodPoint,
    Quantity,
    Tagged,
    Until,
    aims_at_calendar,
    anchors,
    atoms,
)

PERIODS = ("cycle", "season", "series")
TOLD = Anchor("summons", "sent")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("never", Never()),
        ("until talk.opened", Until(Anchor("talk", "opened"))),
        ("summons.sent", Offset(TOLD)),
        ("3 days after summons.sent", Offset(TOLD, Quantity(3, "days"))),
        ("1 day after summons.sent", Offset(TOLD, Quantity(1, "days"))),
        ("0 hours after summons.sent", Offset(TOLD, Quantity(0, "hours"))),
        ("2 weeks after summons.sent", Offset(TOLD, Quantity(2, "weeks"))),
        ("1 month after summons.sent", Offset(TOLD, Quantity(1, "months"))),
        ("2 working days before cycle.decision",
         Offset(CalendarPoint("cycle", "decision"), Quantity(2, "working days"), True)),
        ("1 working day after summons.sent", Offset(TOLD, Quantity(1, "working days"))),
        ("1 cycle after summons.sent", Offset(TOLD, Quantity(1, "cycle"))),
        ("2 cycles after summons.sent", Offset(TOLD, Quantity(2, "cycle"))),
        ("1 series after summons.sent", Offset(TOLD, Quantity(1, "series"))),
        ("cycle.end", Offset(CalendarPoint("cycle", "end"))),
        ("cycle.end after summons.sent", Offset(CalendarPoint("cycle", "end", 1, TOLD))),
        ("next cycle.end after summons.sent", Offset(CalendarPoint("cycle", "end", 1, TOLD))),
        ("second cycle.end", Offset(CalendarPoint("cycle", "end", 2))),
        ("third cycle.review-end", Offset(CalendarPoint("cycle", "review-end", 3))),
        ("cycle.review-end at least 3 days after case.opened",
         Offset(CalendarPoint("cycle", "review-end", 1, Anchor("case", "opened"), Quantity(3, "days")))),
        ("cycle.end of next cycle after summons.sent", Offset(PeriodPoint("cycle", "end", 1, TOLD))),
        ("1 day before cycle.end of third cycle after summons.sent",
         Offset(PeriodPoint("cycle", "end", 3, TOLD), Quantity(1, "days"), True)),
        ("earlier of never and summons.sent", Either(True, Never(), Offset(TOLD))),
        ("later of until talk.opened and 1 day after summons.sent",
         Either(False, Until(Anchor("talk", "opened")), Offset(TOLD, Quantity(1, "days")))),
        ("3 days after answer.done by every respondent",
         Offset(Anchor("answer", "done", "every", "respondent"), Quantity(3, "days"))),
        ("later.done", Offset(Anchor("later", "done"))),
        ("1000 days after summons.sent", Offset(TOLD, Quantity(1000, "days"))),
    ],
)  # fmt: skip
def test_a_deadline_means_what_it_says(text: str, means: object) -> None:
    """P6: one grammar, and nothing between the words."""
    assert parse_deadline(text, PERIODS) == means
    assert parse_deadline(f"  {text.replace(' ', '  ')} ", PERIODS) == means


@pytest.mark.parametrize(
    ("text", "says", "column"),
    [
        ("", "expected the name of a thing, found 'the end'", 0),
        ("3 days", "expected 'after' or 'before', found 'the end'", 6),
        ("3 days since summons.sent", "expected 'after' or 'before', found 'since'", 7),
        ("3 fortnights after summons.sent", "expected a unit", 2),
        ("3 hourss after summons.sent", "expected a unit", 2),
        ("3 working after summons.sent", "expected a unit", 2),
        ("3 serie after summons.sent", "expected a unit", 2),
        ("1001 days after summons.sent", "a whole number up to 1000", 0),
        ("99999 days after summons.sent", "a whole number up to 1000", 0),
        ("-3 days after summons.sent", "cannot read", 0),
        ("3 days after Summons.sent", "cannot read", 13),
        ("3 days after summons", "expected '.', found 'the end'", 20),
        ("3 days after summons.", "expected a moment", 21),
        ("3 days after summons.sent by", "a whole number", 28),
        ("3 days after summons.sent by 0 respondent", "'every', 'any' or a number of persons", 29),
        ("3 days after summons.sent by every", "expected a role", 34),
        ("next summons.sent", "expected a period of the calendar", 5),
        ("cycle.end of cycle after summons.sent", "'next' or 'second' or 'third'", 13),
        ("cycle.end of next season after summons.sent", "expected 'cycle'", 18),
        ("cycle.end of next cycle", "expected 'after'", 23),
        ("next cycle.end of next cycle after summons.sent", "expected the end", 15),
        ("cycle.end at least after summons.sent", "a whole number", 19),
        ("earlier of never", "expected 'and'", 16),
        ("never ever", "expected the end, found 'ever'", 6),
        ("until never", "expected '.'", 11),
    ],
)
def test_what_is_no_deadline_says_where_reading_stopped(text: str, says: str, column: int) -> None:
    """P26: the rule and the place."""
    with pytest.raises(Unreadable) as caught:
        parse_deadline(text, PERIODS)
    assert says in str(caught.value)
    assert caught.value.column == column


A, B, C = (Happened(Anchor(name, "done")) for name in "abc")


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("always", Always()),
        ("not always", Not(ALWAYS)),
        ("a.done", A),
        ("a.done or b.done and c.done", OneOf((A, Both((B, C))))),
        ("(a.done or b.done) and c.done", Both((OneOf((A, B)), C))),
        ("not a.done and b.done", Both((Not(A), B))),
        ("not (a.done and b.done)", Not(Both((A, B)))),
        ("not not a.done", Not(Not(A))),
        ("a.done by 2 member", Happened(Anchor("a", "done", "2", "member"))),
        ("a.done by any member", Happened(Anchor("a", "done", "any", "member"))),
        ("occurred = not-proven", Answered("occurred", "not-proven")),
        ("any occurred = yes", Answered("occurred", "yes", "any")),
        ("every occurred = yes", Answered("occurred", "yes", "every")),
        ("count member < 3", Counted("member", "<", 3)),
        ("count member >= 3", Counted("member", ">=", 3)),
        ("count member <= 3 or count member > 5", OneOf((Counted("member", "<=", 3), Counted("member", ">", 5)))),
        ("any respondent is office-holder", Tagged("any", "respondent", "office-holder")),
        ("every respondent is office-holder", Tagged("every", "respondent", "office-holder")),
    ],
)
def test_a_guard_means_what_it_says(text: str, means: object) -> None:
    """P6: `and` binds before `or`."""
    assert parse_guard(text) == means


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "expected the name of a thing"),
        ("a.done and", "expected the name of a thing"),
        ("a.done b.done", "expected the end"),
        ("(a.done", "expected ')'"),
        ("a.done)", "expected the end"),
        ("count member 3", "expected '<' or '<=' or '>' or '>='"),
        ("count member = 3", "expected '<' or '<=' or '>' or '>='"),
        ("count member > many", "a whole number"),
        ("any respondent is", "expected a tag"),
        ("any respondent", "expected '='"),
        ("occurred =", "expected an answer"),
        ("occurred = 3x", "expected an answer"),
        ("3 days after a.done", "expected the name of a thing"),
        ("a.done or or b.done", "expected '.'"),
        ("a.dönE", "cannot read"),
    ],
)
def test_what_is_no_guard_is_refused(text: str, says: str) -> None:
    """P26: a guard holds no duration, and no half sentence passes."""
    with pytest.raises(Unreadable, match=says.replace("(", r"\(").replace(")", r"\)")):
        parse_guard(text)


def test_a_wide_guard_is_no_deep_one() -> None:
    """P27: depth is how far a reader must go down, not how much there is."""
    assert len(atoms(parse_guard(" and ".join(["not a.done"] * 60)))) == 60
    assert len(atoms(parse_guard(" or ".join(["(a.done or b.done)"] * 60)))) == 120
    deep = DEEPEST - 1
    assert parse_guard("(" * deep + "a.done" + ")" * deep) == A
    with pytest.raises(Unreadable, match="no deeper than"):
        parse_guard("(" * DEEPEST + "a.done" + ")" * DEEPEST)
    with pytest.raises(Unreadable, match="no deeper than"):
        parse_guard("not " * DEEPEST + "a.done")
    for wide in ("not a.done and " * 60, "(a.done) and " * 60):
        with pytest.raises(Unreadable, match="no deeper than"):
            parse_guard(wide + "(" * DEEPEST + "a.done" + ")" * DEEPEST)
    with pytest.raises(Unreadable, match="no deeper than"):
        parse_deadline("earlier of never and " * DEEPEST + "never")


def test_an_anchor_alone_can_be_read() -> None:
    """P6: the same words wherever an anchor stands."""
    assert parse_anchor("a.done by every member") == Anchor("a", "done", "every", "member")
    with pytest.raises(Unreadable, match="expected the end"):
        parse_anchor("a.done and b.done")


def test_a_deadline_names_every_anchor_that_it_waits_for() -> None:
    """P6: what a clock hangs on is known before it runs."""
    read = {text: anchors(parse_deadline(text, PERIODS)) for text in (
        "never", "cycle.end", "until a.done", "cycle.end after a.done", "later of a.done and 1 day after b.done",
        "cycle.end of next cycle after a.done",
    )}  # fmt: skip
    one, two = Anchor("a", "done"), Anchor("b", "done")
    assert list(read.values()) == [(), (), (one,), (one,), (one, two), (one,)]


def test_only_a_deadline_over_the_calendar_is_aimed_anew_after_a_pause() -> None:
    """P6: a length shifts by the pause."""
    aims = [aims_at_calendar(parse_deadline(text, PERIODS)) for text in (
        "never", "until a.done", "3 days after a.done", "1 cycle after a.done", "cycle.end", "1 day before cycle.end",
        "cycle.end of next cycle after a.done", "later of a.done and cycle.end", "later of cycle.end and a.done",
        "later of a.done and b.done",
    )]  # fmt: skip
    assert aims == [False] * 4 + [True] * 5 + [False]


@given(st.text(alphabet="abc 123.=()<>-andorevuntil", max_size=40))
def test_whatever_is_written_is_read_or_refused(text: str) -> None:
    """P26: never a traceback."""
    columns = [stopped(parse_deadline, text), stopped(parse_guard, text)]
    assert all(0 <= column <= len(text) for column in columns)


def stopped(parse: Callable[[str, tuple[str, ...]], object], text: str) -> int:
    """Where reading stopped."""
    try:
        parse(text, PERIODS)
    except Unreadable as wrong:
        return wrong.column
    return len(text)
