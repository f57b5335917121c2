# SPDX-License-Identifier: Apache-2.0
"""What a fact of a case asks for outside, and what a house's window becomes in its case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from comity.core import clerk
from comity.core.access import CLERK
from comity.core.ballot import ABSTAIN, parse_share
from comity.core.clerk import CARRY_OUT, MAIL, OPEN_WINDOW, REFER, UNDO, Errand
from comity.core.decider import fold
from comity.core.docket import Case, DoAct, Fact
from comity.core.docket.state import Mark
from comity.core.procedure.model import Procedure
from comity.core.procedure.words import Kind
from comity.core.veto import BaseKind, Numbers, Roll, Stage, Terms, Window
from tests.core.laws import CALENDAR, full
from tests.core.procedure_stories import FILES
from tests.core.procedure_stories import read as read_file
from tests.core.sitting import START, Sitting, heard, weighed
from tests.core.walking import digest

CASE = "case:one"
LATER = ('scope = "forum"\nends = "7', 'scope = "forum"\nbegins = "1 hour after standing.opened"\nends = "7')


def errands(case: Sitting, *kinds: str) -> list[Errand]:
    """Every errand of the case so far, each made from the state right after its fact, as the desk does it."""
    state: Case = case.docket.initial
    made: list[Errand] = []
    for fact in case.facts:
        state = fold(case.docket, [fact], state)
        made += clerk.of_case(case.law, state, CASE, fact)
    return [e for e in made if not kinds or e.kind in kinds]


def test_a_notice_is_one_letter_to_each_who_is_told() -> None:
    """P21: the errand names case, notice and person, and nothing that anybody wrote."""
    case = heard(full())
    assert errands(case, MAIL) == [
        Errand(kind=MAIL, payload={"case": CASE, "notice": "acknowledgement", "to": "rep"}),
        Errand(kind=MAIL, payload={"case": CASE, "notice": "summons", "to": "res"}),
    ]


def test_most_facts_ask_for_nothing() -> None:
    """P24: what needs nothing done outside leaves nothing in the outbox."""
    case = heard(full())
    quiet = Fact(kind=Kind.PHASE, thing="hearing", moment="opened", at=case.now)
    assert clerk.of_case(case.law, case.state, CASE, quiet) == ()


def decided(law: Procedure) -> Sitting:
    case = weighed(law)
    case.votes("yes", "yes", "yes", "yes", "yes")
    return case


def test_a_measure_that_rests_before_it_began_is_neither_carried_out_nor_undone() -> None:
    """P16: under this law the window opens with the imposition, and nothing was in force when it was stayed."""
    case = decided(full(LATER))
    assert [f.moment for f in case.facts if f.kind is Kind.MEASURE] == ["imposed", "stayed"]
    case.past("window-ends")
    assert [f.moment for f in case.facts if f.kind is Kind.MEASURE][-2:] == ["released", "timed"]
    assert errands(case, CARRY_OUT, UNDO) == []
    case.wait(timedelta(hours=1))
    assert [e.kind for e in errands(case, CARRY_OUT, UNDO)] == [CARRY_OUT]


def test_a_measure_is_carried_out_undone_and_carried_out_again_as_it_comes_into_force_and_out_of_it() -> None:
    """P16: begun, stayed, released, ended: each is asked for once, with what the platforms are told."""
    case = weighed(full(('does = [{ stay = "pause" }]\n', "")))
    case.do("remove-post", "led")
    payload = {"case": CASE, "measure": "post-removal", "about": "", "kind": "remove", "scope": "post"}
    assert errands(case, CARRY_OUT, UNDO) == [Errand(kind=CARRY_OUT, payload=payload)]
    case.do("restore-post", "led")
    assert errands(case, CARRY_OUT, UNDO)[1:] == [Errand(kind=UNDO, payload=payload)]


def test_a_stay_undoes_and_a_release_carries_out_again() -> None:
    """P16: only what the decision caused, and all of it."""
    case = decided(full(('does = [{ stay = "pause" }]\n', "")))
    stayed = Fact(kind=Kind.MEASURE, thing="pause", moment="stayed", at=case.now, about="res")
    released = replace(stayed, moment="released", until=None)
    resting = fold(case.docket, [stayed], case.state)
    again = fold(case.docket, [released], resting)
    assert [e.kind for e in clerk.of_case(case.law, resting, CASE, stayed)] == [UNDO]
    assert [e.kind for e in clerk.of_case(case.law, again, CASE, released)] == [CARRY_OUT]


def test_a_measure_that_is_voided_before_it_began_leaves_nothing_to_undo() -> None:
    """P16: a veto of what was never enforced."""
    case = decided(full(LATER))
    case.do("bring-votes", "led", about="res", numbers={"vetoed": 13, "votable": 100})
    case.past("window-ends")
    assert [f.moment for f in case.facts if f.kind is Kind.MEASURE][-1] == "voided"
    assert errands(case, UNDO) == []


def test_a_referral_says_to_whom() -> None:
    """P2: a tear after all, or a body."""
    case = Sitting(full()).open()
    case.do("agree-words", "rep", choice="no")
    assert errands(case, REFER) == [Errand(kind=REFER, payload={"case": CASE, "to": "tear"})]


def test_a_house_gets_its_window_once_with_the_instant_of_its_count() -> None:
    """P15: the question was put first and the clock set after it; one errand comes of the two."""
    case = decided(full())
    (window,) = errands(case, OPEN_WINDOW)
    closes = case.state.clocks["window-ends"].due
    assert closes is not None
    assert window.payload == {
        "case": CASE, "question": "veto", "about": "res", "box": "veto/res#1", "closes": closes.isoformat(),
    }  # fmt: skip


def test_a_question_to_members_is_no_window() -> None:
    """P15: only a house votes by weight."""
    case = weighed(full())
    assert errands(case, OPEN_WINDOW) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('of = "supplied"\n  supply = "votable"\n', 'of = "cast"\n'),
        ('of = "supplied"\n', 'of = "decided"\n  quorum = "at least 30 %"\n'),
        ('of = "supplied"\n', 'of = "supplied"\n  quorum = "at least 30 %"\n'),
        ('  passing = ["vetoed"]', ""),
        ('text = "It does not" }', 'text = "It does not" }, { id = "later", text = "Later" }'),
    ],
)  # fmt: skip
def test_a_full_vote_of_a_house_is_no_window(old: str, new: str) -> None:
    """P15: one share of a known supply that one answer alone can carry; anything else is brought to it."""
    law = full((old, new))
    case = decided(law)
    assert case.state.boxes["veto/res"].open
    assert clerk.optimistic(law, case.state, "veto") is None
    assert errands(case, OPEN_WINDOW) == []


def test_a_window_that_stands_unless_the_house_says_no() -> None:
    """P15: the answer that only weight can carry, and the one that silence gives."""
    case = decided(full())
    rule = clerk.optimistic(case.law, case.state, "veto")
    assert rule is not None
    assert (rule.against, rule.stands, str(rule.stage.share)) == ("vetoed", "stands", "more than 12/100")
    assert clerk.optimistic(case.law, case.state, "keep") is None
    assert clerk.optimistic(case.law, Case(), "veto") is None


def test_the_numbers_of_a_window_reach_the_case_as_an_act_of_the_clerk() -> None:
    """P15: weight for each answer and the supply they are a share of, and the case counts them like any others."""
    case = decided(full())
    rule = clerk.optimistic(case.law, case.state, "veto")
    assert rule is not None
    numbers = clerk.weights(rule, Numbers(veto=13, stand=4, abstain=3), 100)
    assert numbers == {"vetoed": 13, "stands": 4, ABSTAIN: 3, "votable": 100}
    act = clerk.tally(case.law, case.state, "veto", "res", numbers)
    assert act == DoAct(act="bring-votes", by=CLERK, about="res", numbers=numbers)
    case.must(act)
    case.past("window-ends")
    assert case.state.answers["veto", "res"] == "vetoed"


def test_no_numbers_are_brought_where_the_file_has_no_act_for_them() -> None:
    """P27: the clerk invents no act."""
    assert clerk.tally(full(), heard(full()).state, "occurred", "res", {"yes": 5}) is None


def test_the_clock_of_a_window_is_the_one_at_whose_end_it_is_counted() -> None:
    """P15: as an effect of the clock, or of an exit that waits for it."""
    by_exit = full(
        ('  late = [{ count = "veto" }]\n', ""),
        ('  when = "window.answered"\n  does = [', '  when = "window-ends.passed"\n  does = [{ count = "veto" }, '),
    )
    no_clock = full(
        ('  late = [{ count = "veto" }]\n', ""),
        ('  when = "window.answered"\n  does = [', '  when = "bring-votes.done"\n  does = [{ count = "veto" }, '),
    )
    assert clerk.window_clock(full(), "veto") == "window-ends"
    assert clerk.window_clock(by_exit, "veto") == "window-ends"
    assert clerk.window_clock(no_clock, "veto") == ""
    assert clerk.window_clock(full(), "no-such-question") == ""
    assert errands(decided(no_clock), OPEN_WINDOW) == []


def test_a_window_that_rests_or_has_passed_is_not_opened() -> None:
    """P15: the instant of the close must be known and to come."""
    case = decided(full())
    (put,) = case.happened("veto", "put")
    at_rest = replace(case.state, clocks={})
    assert clerk.of_case(case.law, at_rest, CASE, put) == ()


@pytest.mark.parametrize("id", FILES)
def test_every_veto_of_the_shipped_files_is_a_window_and_no_other_question_is(id: str) -> None:
    """P15: the files' own words: a veto, an objection, and nothing that a house decides in full."""
    law, _ = read_file(id)
    case = Case(opened=CALENDAR.periods["moon"][0].starts)
    to_houses = [q.id for q in law.questions.values() if law.roles[q.to].weighted]
    windows = {q for q in to_houses if clerk.optimistic(law, case, q) is not None}
    assert windows == {q for q in to_houses if q in ("veto", "objection")}
    assert all(clerk.window_clock(law, q) for q in windows)


def test_of_two_acts_for_numbers_the_clerk_takes_the_one_that_is_open_after_the_close() -> None:
    """P15: the totals of the close are brought by the act that the file keeps for them."""
    law, _ = read_file("templates/house")
    early = clerk.tally(law, Case(), "veto", "res", {"vetoed": 1})
    closed = Case(trace={("window-time", "passed"): (Mark(at=START, who="", about=""),)})
    late = clerk.tally(law, closed, "veto", "res", {"vetoed": 1})
    assert (early and early.act, late and late.act) == ("bring-objections", "bring-closing-objections")
    assert clerk.window_clock(law, "veto") == "window-time"


def _window(case: Sitting, box: str = "veto/res#1") -> Window:
    """A window over a hundred units, to the instant at which the case counts."""
    closes = case.state.clocks["window-ends"].due
    assert closes is not None
    terms = Terms(
        case=CASE, question=box, clause="veto", share=parse_share("more than 12 %"), kind=BaseKind.SUPPLY, amount=100,
        roll=Roll(digest=digest("roll"), weights={"d1": 100}), opens=case.now, closes=closes,
    )  # fmt: skip
    return Window(stage=Stage.OPENED, terms=terms, base=terms.base, needed=terms.needed)


@pytest.mark.parametrize(("objected", "ended"), [(12, "stands"), (13, "vetoed")])
def test_what_would_follow_is_what_does_follow(objected: int, ended: str) -> None:
    """P15, P27: the page tells the outcome of the law itself, to the unit, and writes nothing."""
    case = decided(full())
    before = case.state
    numbers = Numbers(veto=objected, stand=3)
    told = clerk.outlook(case.docket, case.state, _window(case), numbers)
    assert case.state == before
    case.do("bring-votes", "led", about="res", numbers={"vetoed": objected, "stands": 3, "votable": 100})
    case.past("window-ends")
    assert told.answers["veto", "res"] == case.state.answers["veto", "res"] == ended
    assert (set(told.phases), told.outcome) == (set(case.state.phases), case.state.outcome)
    assert {k: t.life for k, t in told.terms.items()} == {k: t.life for k, t in case.state.terms.items()}


def test_the_numbers_of_a_house_that_votes_here_come_by_themselves() -> None:
    """P15: nobody is asked to bring what the clerk brings; without a window, or with one elsewhere, somebody is."""
    case = decided(full())
    here = _window(case)
    assert here.terms is not None
    elsewhere = replace(here, terms=replace(here.terms, roll=Roll(digest=digest("roll"), total=100)))

    def comes(windows: dict[str, Window]) -> bool:
        return clerk.come_by_themselves(case.state, "veto", windows)

    assert [comes(w) for w in ({"veto/res#1": here}, {"veto/res#1": elsewhere}, {"veto/res#1": Window()}, {})] == [
        True, False, False, False,
    ]  # fmt: skip
    case.past("window-ends")
    assert not comes({"veto/res#1": here})


def test_of_a_window_that_the_case_does_not_know_nothing_follows() -> None:
    """P15: a closed box, another question, no window: the case stays as it is."""
    case = decided(full())
    for window in (Window(), _window(case, "veto/other#1"), _window(case, "occurred/res#1")):
        assert clerk.outlook(case.docket, case.state, window, Numbers(veto=100)) == case.state
    gone = _window(case)
    case.past("window-ends")
    assert clerk.outlook(case.docket, case.state, gone, Numbers(veto=100)) == case.state
