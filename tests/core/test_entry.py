# SPDX-License-Identifier: Apache-2.0
"""What of a case may stand in the registry: no person, no date, no count from which one vote could be told."""

from __future__ import annotations

from comity.core.calendar import parse_calendar
from comity.core.docket.entry import entry, period_of
from comity.core.docket.state import Box
from tests.core.laws import CALENDAR, MINIMAL, full, law, minimal
from tests.core.sitting import DAY, PAPER, START, Sitting, party, weighed
from tests.core.walking import digest

YES = ("yes", "yes", "yes", "no", "no")


def released(case: Sitting) -> dict[str, object]:
    (fact,) = case.happened("case", "published")
    return dict(fact.value)


def test_a_count_of_five_is_told_and_a_count_of_three_is_not() -> None:
    """P11: a count among three could tell how one of them voted."""
    whole = weighed(minimal())
    whole.votes(*YES)
    counts = {"occurred/1/yes": 3, "occurred/1/not-proven": 0, "occurred/1/no": 2, "occurred/1/abstain": 0}
    assert released(whole)["counts"] == counts
    assert released(whole)["bases"] == {"occurred/1": 5}
    small = weighed(minimal())
    small.do("step-aside", "m4")
    small.do("step-aside", "m5")
    small.votes("yes", "yes", "yes")
    assert released(small)["counts"] == {}
    assert released(small)["bases"] == {}
    assert released(small)["findings"] == ("occurred/1=yes",)


def test_the_numbers_of_a_house_are_told_whole() -> None:
    """P15: weights are public; an open box tells nothing."""
    case = weighed(full())
    case.votes(*YES)
    case.do("bring-votes", "led", about="res", numbers={"vetoed": 12, "stands": 3, "votable": 100})
    before = entry(case.law, CALENDAR, case.state, case.now, "decision")
    assert before["bases"] == {"occurred/1": 5}
    case.past("window-ends")
    after = entry(case.law, CALENDAR, case.state, case.now, "decision")
    counts = after["counts"]
    assert isinstance(counts, dict)
    assert {k: v for k, v in counts.items() if k.startswith("veto")} == {
        "veto/1/vetoed": 12, "veto/1/stands": 3, "veto/1/abstain": 0,
    }  # fmt: skip
    assert after["bases"] == {"occurred/1": 5, "veto/1": 100}
    assert Box(id="b", question="q", about="", role="r").base == 0


def test_respondents_are_numbered_in_the_order_in_which_they_were_entered() -> None:
    """P18: a number within the entry, and no name."""
    case = weighed(minimal(), party("rep", "reporter"), party("zoe", "respondent"), party("abe", "respondent"))
    case.votes("no", "no", "no", "no", "no", about="zoe")
    case.votes(*YES, about="abe")
    told = released(case)
    assert told["findings"] == ("occurred/1=no", "occurred/2=yes")
    assert told["measures"] == ("pause/2=waiting",)


def test_what_is_about_nobody_has_no_number_and_a_stranger_has_none_either() -> None:
    """P18: a content measure names no person."""
    case = weighed(minimal())
    case.do("remove-post", "led")
    case.paper("write", "m1", withheld=True)
    case.paper("write", "m2")
    case.votes(*YES)
    told = released(case)
    assert told["measures"] == ("post-removal=in force", "pause/1=waiting")
    assert told["perspectives"] == (PAPER, PAPER)
    assert (told["entry"], told["procedure"], told["codes"]) == ("decision", "fernhollow/1", ("no-answer",))
    assert digest("other") not in str(told)


def test_time_is_told_by_the_period_and_by_nothing_finer() -> None:
    """P18: dates only by cycle; nothing where the calendar says nothing."""
    plain = minimal()
    assert period_of(plain, CALENDAR, START) == "moon 1"
    assert period_of(plain, CALENDAR, START + 30 * DAY) == "moon 2"
    assert period_of(plain, CALENDAR, START - 30 * DAY) == ""
    assert period_of(plain, parse_calendar('[calendar]\nid = "empty"'), START) == ""
    both = parse_calendar(
        '[calendar]\nid = "b"\n[[moon]]\nid = "m"\nstart = 2026-01-01\nend = 2026-02-01\n'
        '[[aeon]]\nid = "a"\nstart = 2026-01-01\nend = 2027-01-01'
    )
    assert period_of(plain, both, START) == "aeon a"
    duty = '\n[[duty]]\nid = "d"\ntext = "x"\nby = "lead"\nperiod = "moon"\npoint = "half"\n'
    assert period_of(law(MINIMAL + duty), both, START) == "moon m"
