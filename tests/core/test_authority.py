# SPDX-License-Identifier: Apache-2.0
"""The register of what authorities asked for: who asked, what was given, who was told of it, and why not yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core import authority
from comity.core.clause import Malformed, Refusal
from tests.core.walking import MACHINE, Walk, digest, utc

DECIDER = authority.AuthorityDecider()
BEGAN = utc("2026-03-01T10:00")
WORDS, GROUND, PAPER = digest("order"), digest("ground"), digest("paper")
DAY = timedelta(days=1)


def fresh() -> Walk[authority.Register, authority.Command, authority.Event]:
    return Walk(DECIDER, start=BEGAN, events=authority.EVENTS, reasons=authority.REASONS)


def enter(id: str = "one", **more: Any) -> authority.EnterDemand:
    told: dict[str, Any] = {
        "authority": "court",
        "basis": "order",
        "scope": ("papers",),
        "words": WORDS,
        "concerned": ("anna",),
    }
    return authority.EnterDemand(by="led", id=id, **{**told, **more})


def tell(id: str = "one", person: str = "anna") -> authority.TellConcerned:
    return authority.TellConcerned(by="led", id=id, person=person)


def given(id: str = "one", outcome: str = "given", papers: tuple[str, ...] = (PAPER,)) -> authority.AnswerDemand:
    return authority.AnswerDemand(by="led", id=id, outcome=outcome, ground=GROUND, given=papers)


def refused(walk: Walk[authority.Register, authority.Command, authority.Event], command: authority.Command) -> Refusal:
    before = len(walk.refusals)
    walk.do(command)
    assert len(walk.refusals) == before + 1
    return walk.refusals[-1]


def test_those_concerned_are_told_unless_that_may_not_be_yet_and_then_when_it_may() -> None:
    """P6, P7: a silence has an end, and its end is an instant that somebody must act on."""
    walk = fresh()
    walk.do(enter(silent=BEGAN + 10 * DAY, concerned=("anna", "ben", "anna")))
    assert refused(walk, tell()).reason == authority.NOT_YET
    walk.do(authority.KeepSilent(by="led", id="one", until=BEGAN + 20 * DAY, ground=GROUND))
    walk.wait(15 * DAY)
    assert refused(walk, tell()).reason == authority.NOT_YET
    walk.wait(6 * DAY)
    assert walk.history[-1] == authority.SilenceOver(at=BEGAN + 20 * DAY, id="one")
    assert set(walk.state.all["one"].untold) == {"anna", "ben"}
    walk.do(tell())
    assert walk.state.all["one"].untold == ("ben",)
    assert refused(walk, tell()).reason == authority.TOLD_BEFORE
    assert refused(walk, tell(person="carla")).reason == authority.NOT_OF_IT
    assert walk.state.all["one"].papers == (WORDS, GROUND)


def test_what_was_given_is_said_once_by_digest_and_nothing_is_given_where_it_is_refused() -> None:
    """P17: the register cannot be mended afterwards."""
    walk = fresh()
    walk.do(enter())
    with pytest.raises(Malformed):
        walk.do(given(outcome="refused"))
    with pytest.raises(Malformed):
        walk.do(given(papers=("all of it",)))
    walk.do(given())
    answered = walk.state.all["one"].answered
    assert answered is not None
    assert (answered.outcome, answered.given) == ("given", (PAPER,))
    assert refused(walk, given(outcome="refused", papers=())).reason == authority.NO_SUCH
    assert refused(walk, given("two")).reason == authority.NO_SUCH
    assert refused(walk, enter()).reason == authority.KNOWN_BEFORE


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("authority", "the king"), ("basis", "he asked nicely"), ("scope", ()), ("scope", ("everything",)),
        ("words", "Send it all."), ("silent", BEGAN), ("silent", BEGAN + 400 * DAY),
    ],
)  # fmt: skip
def test_what_is_entered_is_checked_field_by_field(field: str, value: object) -> None:
    """P26: codes from closed lists, a digest, a silence of at most a year."""
    with pytest.raises(Malformed) as wrong:
        fresh().do(enter(**cast(dict[str, Any], {field: value})))
    assert {fault.field for fault in wrong.value.faults} == {field}


ids = st.sampled_from(["one", "two"])
days = st.integers(1, 60)
commands = st.one_of(
    st.tuples(st.just("enter"), ids, days),
    st.tuples(st.just("silent"), ids, days),
    st.tuples(st.just("tell"), ids, days),
    st.tuples(st.just("answer"), ids, days),
)


class AuthorityMachine(RuleBasedStateMachine):
    """Entering, keeping silent, telling and answering, in any order."""

    @initialize()
    def begin(self) -> None:
        self.walk = fresh()

    @rule(what=commands)
    def act(self, what: tuple[str, str, int]) -> None:
        name, id, count = what
        until = self.walk.now + count * DAY
        match name:
            case "enter":
                self.walk.do(enter(id, silent=until))
            case "silent":
                self.walk.do(authority.KeepSilent(by="led", id=id, until=until, ground=GROUND))
            case "tell":
                self.walk.do(tell(id))
            case _:
                self.walk.do(given(id))

    @rule(count=days)
    def wait(self, count: int) -> None:
        self.walk.wait(count * DAY)

    @invariant()
    def nobody_is_told_while_they_may_not_be(self) -> None:
        silent: dict[str, bool] = {}
        for event in self.walk.history:
            match event:
                case authority.DemandEntered(id=id, silent=until):
                    silent[id] = until is not None
                case authority.SilenceKept(id=id):
                    silent[id] = True
                case authority.SilenceOver(id=id):
                    silent[id] = False
                case authority.ConcernedTold(id=id):
                    assert not silent[id]
                case _:
                    pass

    @invariant()
    def a_silence_ends_by_itself(self) -> None:
        assert all(one.silent is None or one.silent > self.walk.now for one in self.walk.state.all.values())

    @invariant()
    def the_history_replays(self) -> None:
        self.walk.replays()


AuthorityMachine.TestCase.settings = MACHINE
TestAuthority = AuthorityMachine.TestCase
