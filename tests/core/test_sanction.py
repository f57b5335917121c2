# SPDX-License-Identifier: Apache-2.0
"""Measures and their small life, with time served."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.core import sanction
from comity.core.sanction import LIVE, Life, Term
from tests.core.walking import utc

AT = utc("2026-01-06T12:00")
DAY = timedelta(days=1)
WAITING = Term(measure="pause", about="res", life=Life.WAITING, imposed=AT, interim=False, on_person=True)


def test_a_term_is_live_until_it_ended_or_was_voided() -> None:
    """P5: nothing else counts as a limit on somebody."""
    assert {Life.WAITING, Life.IN_FORCE, Life.STAYED} == LIVE
    assert WAITING.live
    assert not sanction.finished(WAITING, AT, Life.VOIDED).live
    assert sanction.key("pause", "res") == "pause/res"
    assert sanction.key("removal", "") == "removal"


def test_time_served_is_time_in_force_and_nothing_else() -> None:
    """P5: waiting and resting do not count."""
    term = sanction.begun(WAITING, AT + DAY)
    assert (term.life, term.begins, term.since) == (Life.IN_FORCE, AT + DAY, AT + DAY)
    assert term.served(AT + 3 * DAY) == 2 * DAY
    assert term.served(AT) == timedelta()
    term = sanction.stayed(term, AT + 3 * DAY)
    assert (term.life, term.rests, term.since) == (Life.STAYED, AT + 3 * DAY, None)
    assert term.served(AT + 30 * DAY) == 2 * DAY
    term = sanction.released(term, AT + 7 * DAY)
    assert (term.life, term.rests, term.since) == (Life.IN_FORCE, None, AT + 7 * DAY)
    term = sanction.finished(term, AT + 8 * DAY, Life.ENDED)
    assert (term.life, term.served(AT + 99 * DAY)) == (Life.ENDED, 3 * DAY)
    assert term.spans == ((AT + DAY, AT + 3 * DAY), (AT + 7 * DAY, AT + 8 * DAY))


def test_what_was_stayed_before_it_began_goes_back_to_waiting() -> None:
    """P15: a window that let it stand does not begin it by itself."""
    back = sanction.released(sanction.stayed(WAITING, AT), AT + DAY)
    assert (back.life, back.rests, back.since, back.spans) == (Life.WAITING, None, None, ())


def test_a_stayed_waiting_term_with_a_beginning_waits_for_it_still() -> None:
    """P15: it never was in force."""
    timed = replace(WAITING, begins=AT + 5 * DAY)
    back = sanction.released(sanction.stayed(timed, AT), AT + DAY)
    assert (back.life, back.due()) == (Life.WAITING, AT + 5 * DAY)


def test_what_is_due_is_a_beginning_while_waiting_and_an_end_while_in_force() -> None:
    """P6: nothing is due while it rests or once it is over."""
    timed = replace(WAITING, begins=AT + DAY, ends=AT + 5 * DAY)
    assert timed.due() == AT + DAY
    began = replace(sanction.begun(timed, AT + DAY), ends=AT + 5 * DAY)
    assert began.due() == AT + 5 * DAY
    assert sanction.stayed(began, AT + 2 * DAY).due() is None
    assert sanction.finished(began, AT + 2 * DAY, Life.ENDED).due() is None


def test_the_end_moves_by_the_rest_and_by_nothing_else() -> None:
    """P6: an unfixed end stays unfixed."""
    began = replace(sanction.begun(WAITING, AT), ends=AT + 7 * DAY)
    rested = sanction.stayed(began, AT + 2 * DAY)
    assert sanction.after_rest(rested, AT + 5 * DAY) == AT + 10 * DAY
    assert sanction.after_rest(replace(rested, ends=None), AT + 5 * DAY) is None
    assert sanction.after_rest(began, AT + 5 * DAY) == AT + 7 * DAY


def test_the_credit_is_the_time_of_the_served_measures_on_the_same_person() -> None:
    """P5: nobody else's time, and no other measure's."""
    mine = sanction.begun(WAITING, AT)
    terms = {"rest/res": mine, "rest/other": mine, "mute/res": mine}
    assert sanction.credit(terms, ["rest"], "res", AT + 2 * DAY) == 2 * DAY
    assert sanction.credit(terms, ["rest", "mute"], "res", AT + 2 * DAY) == 4 * DAY
    assert sanction.credit(terms, ["rest"], "nobody", AT + 2 * DAY) == timedelta()
    assert sanction.credit({}, ["rest"], "res", AT) == timedelta()


@given(st.lists(st.tuples(st.sampled_from(["stay", "release"]), st.integers(0, 100)), max_size=12))
def test_whatever_is_stayed_and_released_the_time_served_is_the_sum_of_what_held(moves: list[tuple[str, int]]) -> None:
    """P5: summed over intervals, never recomputed from a beginning and a length."""
    term, at, held, served = sanction.begun(WAITING, AT), AT, True, timedelta()
    for move, hours in moves:
        step = timedelta(hours=hours)
        at, served = at + step, served + (step if held else timedelta())
        if move == "stay" and held:
            term, held = sanction.stayed(term, at), False
        elif move == "release" and not held:
            term, held = sanction.released(term, at), True
    assert term.served(at) == served


@pytest.mark.parametrize("life", [Life.ENDED, Life.VOIDED])
def test_what_is_over_has_no_rest_and_no_open_span(life: Life) -> None:
    """P16: voided or ended, the books are closed."""
    over = sanction.finished(sanction.stayed(sanction.begun(WAITING, AT), AT + DAY), AT + 2 * DAY, life)
    assert (over.life, over.rests, over.since) == (life, None, None)
    assert over.served(AT + 9 * DAY) == DAY
