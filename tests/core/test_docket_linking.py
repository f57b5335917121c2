# SPDX-License-Identifier: Apache-2.0
"""Two cases about the same, and a new one that takes up an earlier: in both histories, told to who reads both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.core import access
from comity.core.clause import Refusal
from comity.core.docket import CASES, LinkCase, NoteLink, TakeUp, UnlinkCase, echo, facts_for
from comity.core.docket.linking import MADE, TAKEN_UP, UNDONE
from comity.core.procedure.frame import Succession
from comity.core.procedure.words import Kind
from comity.core.recusal import Conflict
from tests.core.laws import full
from tests.core.sitting import PAPER, Sitting, heard, party
from tests.core.test_docket import decided

A, B = f"{CASES}a", f"{CASES}b"
SAYS_NOT_BOTH = "cases are linked by who reads both for the council"
PEOPLE = ("led", "m1", "m2", "m3", "m4", "m5", "e1", "rep", "res", "ba", "stranger", "")


def read_by(*persons: str) -> Sitting:
    """A case that these members read: it has its parties, and they declared."""
    case = heard(full())
    case.free(*persons)
    return case


def under(case: Sitting) -> access.Under:
    return case.law, case.state


def seen(one: Sitting, person: str, other: Sitting | None) -> tuple[str, ...]:
    others = {} if other is None else {B: under(other)}
    return access.links_seen(A, under(one), person, others)


def linked(*persons: str) -> tuple[Sitting, Sitting]:
    """Two cases that these members read, linked in both."""
    one, other = read_by(*persons), read_by(*persons)
    one.must(LinkCase(by="led", other=B))
    other.must(NoteLink(by="led", other=A, says=MADE))
    return one, other


def test_what_is_said_in_one_case_is_noted_in_the_other_and_not_said_back() -> None:
    """P10: the link stands in both; what the clerk noted brings about nothing more."""
    one, other = read_by("led"), read_by("led")
    [made] = one.must(LinkCase(by="led", other=B))
    note = echo(A, made)
    assert note == NoteLink(by="led", other=A, says=MADE)
    [noted] = other.must(note)
    assert (one.state.linked, other.state.linked, noted.who) == ((B,), (A,), "led")
    assert echo(B, noted) is None
    assert other.must(note) == []
    [undone] = other.must(UnlinkCase(by="led", other=A))
    back = echo(B, undone)
    assert back is not None
    one.must(back)
    assert (one.state.linked, other.state.linked) == ((), ())
    assert one.must(NoteLink(by="led", other=B, says=UNDONE)) == []


def test_a_link_said_twice_stands_once_and_is_taken_back_once() -> None:
    """P7: and it names another case, by its name."""
    case = read_by("led")
    case.must(LinkCase(by="led", other=B))
    case.must(LinkCase(by="led", other=B))
    assert case.state.linked == (B,)
    case.must(UnlinkCase(by="led", other=B))
    case.must_not(UnlinkCase(by="led", other=B), "these two cases are not linked")
    for wrong in ("", CASES, "tear:x", "b"):
        case.must_not(LinkCase(by="led", other=wrong), "the other is named as a case: 'case:' and its reference")


def test_a_link_moves_nothing_in_the_case() -> None:
    """P6: no clock, phase, answer or paper changes by it, and a closed case is linked as an open one."""
    case = read_by("led")
    before = case.state
    case.must(LinkCase(by="led", other=B))
    assert replace(case.state, linked=(), now=before.now) == before
    closed = decided("no", "no", "no", "no", "no")
    assert not closed.state.open
    closed.must(NoteLink(by="led", other=A, says=MADE))
    assert closed.state.linked == (A,)


def test_no_case_is_linked_before_it_was_opened() -> None:
    """P1."""
    Sitting(full()).must_not(LinkCase(by="led", other=B), "this case was never opened")


def test_who_reads_both_links_them_and_nobody_else_hears_of_it() -> None:
    """P10: to who reads one of the two alone, the other does not exist."""
    one, other = read_by("led", "m1", "m2"), read_by("led", "m1")
    one.must(LinkCase(by="led", other=B))
    assert seen(one, "led", other) == ()
    other.must(NoteLink(by="led", other=A, says=MADE))
    assert {p for p in PEOPLE if seen(one, p, other)} == {"led", "m1"}
    assert {p for p in PEOPLE if access.may_link(under(one), under(other), p)} == {"led", "m1"}
    assert seen(one, "led", None) == ()
    for person in ("m2", "rep", "res", "stranger"):
        for there in (under(other), None):
            with pytest.raises(Refusal) as no:
                access.links(under(one), there, person)
            assert (no.value.reason, no.value.field) == (SAYS_NOT_BOTH, "other"), person


def test_who_steps_aside_from_either_is_kept_from_the_link() -> None:
    """P10: it would tell who else is in it."""
    for aside in (0, 1):
        cases = linked("led", "m1")
        assert seen(cases[0], "m1", cases[1]) == (B,)
        cases[aside].do("step-aside", "m1")
        assert seen(cases[0], "m1", cases[1]) == ()
        assert seen(cases[0], "led", cases[1]) == (B,)


def test_before_the_parties_are_entered_only_those_who_screen_link() -> None:
    """P10: nobody else has read anything of it."""
    new = Sitting(full()).open(party("rep", "reporter"), report=PAPER)
    screening = set(access.screeners(new.law, new.state))
    assert access.screens(new.law, new.state)
    assert len(screening) == 2
    reads = {p for p in PEOPLE if access.reads_for_council(new.law, new.state, p)}
    assert reads == screening


def test_no_party_and_no_member_reads_it_in_the_facts_of_the_case() -> None:
    """P4, P10: what the facts of a case tell is told to one side too."""
    case = read_by("led", "m1")
    told = {person: facts_for(case.law, case.state, case.facts, person) for person in PEOPLE}
    case.must(LinkCase(by="led", other=B))
    assert any(f.kind is Kind.LINK for f in case.facts)
    assert {person: facts_for(case.law, case.state, case.facts, person) for person in PEOPLE} == told


def test_a_new_case_takes_up_one_earlier_case_and_that_one_is_told() -> None:
    """P13: once, while it is open."""
    case = read_by("led")
    [said] = case.must(TakeUp(by="led", other=B))
    assert (case.state.earlier, access.taken_up(case.state)) == (B, B)
    case.must_not(TakeUp(by="led", other=f"{CASES}c"), "this case takes up an earlier one already")
    note = echo(A, said)
    assert note == NoteLink(by="led", other=A, says=TAKEN_UP)
    earlier = closed()
    earlier.must(note)
    assert (earlier.state.linked, earlier.state.earlier) == ((), "")
    earlier.must_not(TakeUp(by="led", other=B), "a closed case takes up no other")


def closed(*, reopens: bool = True) -> Sitting:
    """A closed case under a version that has the clause, or has it not."""
    case = decided("no", "no", "no", "no", "no")
    said = Succession(text="Later councils.", clause="later", shares=None, needed=None, reopens=reopens)
    case.law = replace(case.law, succession=said)
    return case


def test_a_closed_case_is_taken_up_by_a_clause_of_its_own_only() -> None:
    """P13: newcomers get closed ones by clause; what is not there and what may not be looks alike."""
    new = read_by("led", "m1")
    access.takes_up(under(new), under(closed()), "led")
    assert access.reopens(*under(closed())) is not None
    assert access.reopens(*under(closed(reopens=False))) is None
    assert access.reopens(new.law, Sitting(full()).state) is None
    aside = closed()
    aside.state = replace(aside.state, bench=replace(aside.state.bench, conflicts={"led": Conflict.DECLARED}))
    for there in (None, under(closed(reopens=False)), under(read_by("led")), under(aside)):
        with pytest.raises(Refusal) as no:
            access.takes_up(under(new), there, "led")
        assert no.value.reason == access.NOT_TAKEN_UP
    for person in ("m2", "rep", "e1", ""):
        with pytest.raises(Refusal) as no:
            access.takes_up(under(new), under(closed()), person)
        assert no.value.reason == access.NOT_THE_READER, person


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.sampled_from(["link", "unlink", "note"])), max_size=12), st.booleans())
def test_in_whatever_order_it_is_said_and_noted_both_cases_tell_the_same(
    steps: list[tuple[bool, str]], at_once: bool
) -> None:
    """P24, P25: one case hears what was said in the other in its order; at rest both agree, and a new link mends both.

    Where both say something before either heard of it (`at_once`), no link is told that stands in one alone.
    """
    cases = {A: read_by("led"), B: read_by("led")}
    owed: list[tuple[str, NoteLink]] = []
    for first, step in [*steps, *((True, "note") for _ in range(len(steps) + 1)), (True, "link"), (True, "note")]:
        here, there = (A, B) if first else (B, A)
        if step == "note":
            _noted(cases, owed)
        elif (step == "link" or there in cases[here].state.linked) and (at_once or not owed):
            command = (LinkCase if step == "link" else UnlinkCase)(by="led", other=there)
            owed += [(there, note) for fact in cases[here].must(command) if (note := echo(here, fact))]
        assert at_once or owed or (B in cases[A].state.linked) is (A in cases[B].state.linked)
    assert access.links_seen(A, under(cases[A]), "led", {B: under(cases[B])}) == (B,)
    assert access.links_seen(B, under(cases[B]), "led", {A: under(cases[A])}) == (A,)


def _noted(cases: dict[str, Sitting], owed: list[tuple[str, NoteLink]]) -> None:
    if owed:
        stream, note = owed.pop(0)
        assert not any(echo(stream, fact) for fact in cases[stream].must(note))
