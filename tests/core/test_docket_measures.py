# SPDX-License-Identifier: Apache-2.0
"""Measures in a case: imposed for each, stayed and released, lifted, voided, with time served."""

from __future__ import annotations

from datetime import timedelta

import pytest

from comity.core.party import Kind as PartyKind
from comity.core.procedure.words import Kind
from comity.core.sanction import Life, Term
from tests.core.laws import CALENDAR, FULL, SHORT_CALENDAR, changed, full, law, minimal
from tests.core.sitting import DAY, PARTIES, START, Sitting, heard, party, weighed

NO_WINDOW = (
    '{ publish = "decision" }]\n  then = ["window"]', '{ publish = "decision" }]\n  then = ["standing"]',
)  # fmt: skip
LIFT_REST = """
[[act]]
id = "lift-rest"
text = "The lead ends the rest."
anytime = true
by = ["lead"]
verb = "lift"
measure = "rest"
"""
YES = ("yes", "yes", "yes", "no", "no")


def pause(case: Sitting, about: str = "res") -> Term:
    return case.state.terms[f"pause/{about}"]


def moments(case: Sitting, thing: str) -> list[str]:
    return [f.moment for f in case.facts if f.thing == thing and f.kind is Kind.MEASURE]


def resting() -> Sitting:
    """A case in which the lead imposed a rest on the second day, four days before the weighing."""
    case = Sitting(full()).open()
    case.do("grave-harm", "led", choice="threat")
    case.wait(DAY)
    case.do("rest-now", "led", about="res")
    return case


def in_window() -> Sitting:
    case = weighed(full())
    case.votes(*YES)
    return case


def test_a_pause_begins_at_once_and_ends_by_itself() -> None:
    """P5: seven days from its beginning."""
    case = weighed(minimal())
    case.votes(*YES)
    began = case.now
    assert pause(case).life is Life.IN_FORCE
    assert pause(case).ends == began + 7 * DAY
    case.until(began + 7 * DAY)
    assert moments(case, "pause") == ["imposed", "begun", "timed", "ended"]
    assert pause(case).served(case.now) == 7 * DAY


def test_a_measure_outlives_its_case_and_can_be_lifted_afterwards() -> None:
    """P5: the pause runs on when the case is closed."""
    long = minimal(('ends = "7 days after pause.begun"', 'ends = "60 days after pause.begun"'))
    case = weighed(long)
    case.votes(*YES)
    case.past("standing-time")
    assert not case.state.open
    assert set(case.options("led")) == {"lift-pause"}
    case.do("lift-pause", "led", about="res")
    assert pause(case).life is Life.ENDED
    assert not case.options("led")
    assert case.happened("pause", "ended")[0].who == "led"
    case.refused("lift-pause", "led", "there is nothing that '{act}' could be about now", about="res")
    case.refused("note-contact", "led", "the case is closed, and '{act}' is not possible afterwards", about="res")


def test_a_pause_that_is_not_lifted_ends_after_the_closing() -> None:
    """P25: time goes on for measures of a closed case."""
    long = minimal(('ends = "7 days after pause.begun"', 'ends = "60 days after pause.begun"'))
    case = weighed(long)
    case.votes(*YES)
    case.wait(DAY * 70)
    assert moments(case, "pause")[-1] == "ended"


def test_a_measure_may_wait_for_its_beginning() -> None:
    """P15: nothing is carried out before the window has closed."""
    waits = minimal(('ends = "7 days after pause.begun"',
                     'begins = "2 days after standing.opened"\nends = "7 days after pause.begun"'))  # fmt: skip
    case = weighed(waits)
    case.votes(*YES)
    assert (pause(case).life, pause(case).begins) == (Life.WAITING, case.now + 2 * DAY)
    case.wait(2 * DAY)
    assert (pause(case).life, pause(case).ends) == (Life.IN_FORCE, case.now + 7 * DAY)


def test_what_begins_at_an_instant_comes_after_the_clock_that_may_stop_it() -> None:
    """P15: a window that closes with an objection lets nothing begin in the same instant."""
    tied = changed(FULL, ('ends = "7 days after pause.begun"',
                          'begins = "moon.end after occurred.put"\nends = "7 days after pause.begun"'),
                   ('does = [{ stay = "pause" }]', "does = []"))  # fmt: skip
    case = weighed(law(tied))
    case.votes(*YES)
    case.do("bring-votes", "led", about="res", numbers={"vetoed": 13, "stands": 0, "votable": 100})
    assert pause(case).begins == case.state.clocks["window-ends"].due
    case.past("window-ends")
    assert moments(case, "pause") == ["imposed", "timed", "voided"]


def test_what_ends_at_an_instant_ends_before_the_clock_of_the_same_instant() -> None:
    """P5: nobody is held an instant too long by the order of a file."""
    case = resting()
    case.until(START + 22 * DAY)
    same = [f.name for f in case.facts if f.at == START + 22 * DAY]
    assert same[:1] == ["measure.ended"]


def test_an_imposition_on_somebody_unknown_is_asked_about_even_when_interim() -> None:
    """P5: nobody unknown is limited."""
    at_once = changed(FULL, ('does = [{ tell = "summons" }]', 'does = [{ tell = "summons" }, { impose = "rest" }]'))
    case = Sitting(law(at_once)).open(*PARTIES, party("shade", "respondent", kind=PartyKind.UNKNOWN))
    case.do("grave-harm", "led", choice="threat")
    assert [f.about for f in case.happened("rest", "imposed")] == ["res"]
    assert case.state.asks["rest/shade"].about == "shade"
    assert "rest-now" not in case.options("led")


def test_an_interim_measure_needs_what_its_clause_says() -> None:
    """P5: interim measures on a person need severe harm."""
    case = heard(full())
    assert "rest-now" not in case.options("led")
    no = case.refused("rest-now", "led", "what '{measure}' needs has not come about", about="res")
    assert no.field == "measure"


def test_an_interim_measure_ends_by_itself() -> None:
    """P5: three weeks at most."""
    case = resting()
    assert case.state.terms["rest/res"].ends == case.now + 21 * DAY
    case.wait(30 * DAY)
    assert case.state.terms["rest/res"].life is Life.ENDED


def test_nobody_is_under_two_live_measures_of_one_name() -> None:
    """P5: neither by an act nor by an effect."""
    case = resting()
    assert "rest-now" not in case.options("led")
    case.refused("rest-now", "led", "there is nothing that '{act}' could be about now", about="res")
    twice = minimal(('{ impose = "pause", if = "occurred = yes" }',
                     '{ impose = "pause", if = "occurred = yes" }, { impose = "pause" }'))  # fmt: skip
    other = weighed(twice)
    other.votes(*YES)
    assert moments(other, "pause") == ["imposed", "begun", "timed"]


def test_time_in_force_is_credited_and_the_rest_ends_when_the_pause_begins() -> None:
    """P5: interim measures count as time served, to the hour."""
    case = resting()
    case.wait(5 * DAY + timedelta(hours=7))
    case.past("answer-time")
    served = case.now - (START + DAY)
    case.votes(*YES)
    assert moments(case, "rest") == ["imposed", "begun", "timed"]
    assert moments(case, "pause") == ["imposed", "stayed"]
    case.past("window-ends")
    case.wait(timedelta())
    assert served > timedelta()
    ended = case.happened("rest", "ended")[0].at
    assert ended <= case.now
    assert case.state.terms["rest/res"].served(case.now) == min(ended - (START + DAY), 21 * DAY)
    assert pause(case).life is Life.ENDED
    assert pause(case).served(case.now) == timedelta()


def test_two_days_of_rest_leave_five_of_seven() -> None:
    """P5: the credit is exact and the end never lies in the past."""
    quick = changed(FULL, ('due = "7 days after summons.sent"', 'due = "3 days after summons.sent"'),
                    NO_WINDOW)  # fmt: skip
    case = Sitting(law(quick)).open()
    case.do("grave-harm", "led", choice="threat")
    case.wait(DAY)
    case.do("rest-now", "led", about="res")
    case.wait(2 * DAY)
    case.votes(*YES)
    assert moments(case, "rest")[-1] == "ended"
    assert pause(case).ends == case.now + 5 * DAY


def test_a_rest_that_is_imposed_twice_is_credited_twice() -> None:
    """P5: time in force is summed, never recomputed from a beginning and a length."""
    twice = (
        changed(
            FULL,
            ('due = "7 days after summons.sent"', 'due = "6 days after summons.sent"'),
            NO_WINDOW,
        )
        + LIFT_REST
    )
    case = Sitting(law(twice)).open()
    case.do("grave-harm", "led", choice="threat")
    case.wait(DAY)
    case.do("rest-now", "led", about="res")
    case.wait(DAY)
    case.do("lift-rest", "led", about="res")
    case.wait(DAY)
    case.do("rest-now", "led", about="res")
    case.past("answer-time")
    case.votes(*YES)
    assert case.state.terms["rest/res"].served(case.now) == 4 * DAY
    assert pause(case).ends == case.now + 3 * DAY


def test_who_has_served_more_than_the_pause_is_free_at_once() -> None:
    """P5: the end is now, not before."""
    slow = changed(FULL, ('due = "7 days after summons.sent"', 'due = "10 days after summons.sent"'),
                   NO_WINDOW)  # fmt: skip
    case = Sitting(law(slow)).open()
    case.do("grave-harm", "led", choice="threat")
    case.wait(DAY)
    case.do("rest-now", "led", about="res")
    case.past("answer-time")
    case.votes(*YES)
    assert pause(case).ends == case.now
    case.wait(timedelta())
    assert pause(case).life is Life.ENDED


# The window of the house


def test_a_decision_is_stayed_in_the_window_and_released_after_it() -> None:
    """P15: it stands unless the house objects."""
    case = in_window()
    assert pause(case).life is Life.STAYED
    case.do("bring-votes", "led", about="res", numbers={"vetoed": 12, "stands": 0, "votable": 100})
    case.past("window-ends")
    assert case.state.answers["veto", "res"] == "stands"
    assert moments(case, "pause") == ["imposed", "stayed", "released", "begun", "timed"]
    assert case.state.referred == ("bailiff",)
    assert pause(case).ends == case.now + 7 * DAY


def test_an_objection_of_more_than_the_share_voids_the_decision() -> None:
    """P16: one more than twelve of a hundred."""
    case = in_window()
    case.do("bring-votes", "led", about="res", numbers={"vetoed": 13, "stands": 0, "votable": 100})
    case.past("window-ends")
    assert case.state.outcome == "vetoed"
    assert pause(case).life is Life.VOIDED
    assert case.happened("veto", "counted")[0].value["slips"] == ()


def test_numbers_that_are_brought_again_replace_the_first() -> None:
    """P15: the last tally before the close counts."""
    case = in_window()
    case.do("bring-votes", "led", about="res", numbers={"vetoed": 50, "stands": 0, "votable": 100})
    case.do("bring-votes", "clerk", about="res", numbers={"vetoed": 1, "stands": 0, "votable": 100})
    case.past("window-ends")
    assert case.state.answers["veto", "res"] == "stands"


def test_a_house_that_says_nothing_lets_the_decision_stand() -> None:
    """P15: silence is no objection, and no base is no veto."""
    case = in_window()
    case.past("window-ends")
    assert case.happened("veto", "short")
    assert case.state.answers["veto", "res"] == "stands"


def test_a_measure_that_rested_in_force_ends_later_by_the_whole_rest() -> None:
    """P5: its end moves by the rest and by nothing else."""
    appeal = '  when = "appeal.done"\n  then = ["again"]'
    lift = '{ end = "pause", if = "keep = lift" }'
    stays = changed(
        FULL,
        NO_WINDOW,
        (appeal, appeal + '\n  does = [{ stay = "pause" }]'),
        (f'{lift}, {{ tell = "outcome" }}', f'{lift}, {{ release = "pause", if = "keep = keep" }}'),
    )
    case = weighed(law(stays))
    case.votes(*YES)
    end = pause(case).ends
    assert end is not None
    case.wait(2 * DAY)
    case.paper("appeal", "res", choice="procedure")
    assert pause(case).life is Life.STAYED
    case.wait(3 * DAY)
    case.do("say-keep", "e1", choice="keep")
    assert moments(case, "pause") == ["imposed", "begun", "timed", "stayed", "released"]
    assert pause(case).ends == end + 3 * DAY
    assert pause(case).served(case.now) == 2 * DAY
    case.wait(5 * DAY)
    assert pause(case).life is Life.ENDED


def test_a_successful_appeal_ends_what_was_imposed() -> None:
    """P16: the elders lift it."""
    case = in_window()
    case.past("window-ends")
    case.paper("appeal", "res", choice="new-evidence")
    assert case.state.asks["lead"].thing == "lead"
    case.do("say-keep", "e1", choice="lift")
    assert (pause(case).life, case.state.outcome) == (Life.ENDED, "looked-again")


def test_a_measure_that_ends_when_something_happens_ends_then() -> None:
    """P5: `until` has no instant, and needs none."""
    until = minimal(('ends = "7 days after pause.begun"', 'ends = "until standing-time.passed"'))
    case = weighed(until)
    case.votes(*YES)
    assert pause(case).ends is None
    case.past("standing-time")
    assert moments(case, "pause") == ["imposed", "begun", "ended"]


@pytest.mark.parametrize(("days", "ended"), [(3, 3), (30, 10)])
def test_the_earlier_of_a_length_and_an_event_ends_a_measure(days: int, ended: int) -> None:
    """P5: whichever comes first."""
    either = minimal(('ends = "7 days after pause.begun"',
                      f'ends = "earlier of until standing-time.passed and {days} days after pause.begun"'))  # fmt: skip
    case = weighed(either)
    case.votes(*YES)
    began = case.now
    case.wait(40 * DAY)
    assert [f.at - began for f in case.happened("pause", "ended")] == [ended * DAY]


def test_a_measure_without_an_end_runs_until_it_is_lifted() -> None:
    """P5: never means until somebody lifts it."""
    case = Sitting(full()).open()
    case.do("remove-post", "led")
    case.wait(DAY * 500)
    lives = [case.state.terms["post-removal"].life]
    case.do("restore-post", "led")
    lives.append(case.state.terms["post-removal"].life)
    assert lives == [Life.IN_FORCE, Life.ENDED]
    assert case.state.terms["post-removal"].on_person is False


def test_a_term_beyond_the_calendar_waits_for_it_and_names_a_human() -> None:
    """P6: the calendar ends; nobody is limited for ever by that."""
    far = minimal(('ends = "7 days after pause.begun"', 'ends = "moon.end of third moon after pause.begun"'))
    case = Sitting(far, SHORT_CALENDAR).open()
    case.do("agree-words", "rep", choice="yes")
    case.past("answer-time")
    case.votes(*YES)
    assert case.state.waits == {"pause/res"}
    assert case.state.asks["pause/res"].role == "lead"
    case.calendar = CALENDAR
    case.settle("pause/res", "led")
    assert not case.state.waits
    assert "pause/res" not in case.state.asks
    assert pause(case).ends is not None
