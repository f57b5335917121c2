# SPDX-License-Identifier: Apache-2.0
"""What is kept of a case under any order of closings, holds and wishes, with any time between."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core import keeping
from comity.core.clause import Malformed
from tests.core.test_keeping import CLOSED, DAY, DECIDER, DECISION, GROUND, LATE, OTHER, REPORT, closed, fresh
from tests.core.walking import MACHINE

grounds = st.sampled_from([GROUND, OTHER])
instants = st.integers(1, 500).map(lambda days: CLOSED + days * DAY)
commands: st.SearchStrategy[keeping.Command] = st.one_of(
    st.builds(closed, st.sampled_from(["withdrawn", "decided"])),
    st.just(closed("decided", **{LATE: "answer"})),
    st.builds(keeping.SetHold, by=st.just("led"), ground=grounds, until=instants),
    st.builds(keeping.LiftHold, by=st.just("led"), held=grounds, ground=grounds),
    st.builds(keeping.Destroy, by=st.just("led"), what=st.sampled_from([REPORT, DECISION, LATE]), ground=grounds),
)


class KeepingMachine(RuleBasedStateMachine):
    """Whatever is wished for, in any order."""

    @initialize()
    def begin(self) -> None:
        self.walk = fresh()

    @rule(command=commands)
    def act(self, command: keeping.Command) -> None:
        try:
            self.walk.do(command)
        except Malformed:
            assert isinstance(command, keeping.SetHold)
            assert command.until <= self.walk.now

    @rule(days=st.sampled_from([1, 30, 100, 400, 1000]))
    def wait(self, days: int) -> None:
        self.walk.wait(timedelta(days=days))

    @invariant()
    def nothing_is_destroyed_while_a_hold_is_in_force(self) -> None:
        holds: dict[str, object] = {}
        for event in self.walk.history:
            match event:
                case keeping.HoldSet(ground=ground):
                    holds[ground] = event
                case keeping.HoldLifted(held=hold) | keeping.HoldEnded(held=hold):
                    del holds[hold]
                case keeping.Destroyed():
                    assert not holds
                case _:
                    pass

    @invariant()
    def nothing_is_destroyed_before_the_case_is_closed_nor_twice_nor_by_time_too_early(self) -> None:
        gone: set[str] = set()
        for event in self.walk.history:
            if isinstance(event, keeping.Destroyed):
                until = self.walk.state.things[event.what].until
                assert event.at >= CLOSED
                assert event.what not in gone
                assert bool(event.by) or (until is not None and event.at >= until)
                gone.add(event.what)

    @invariant()
    def what_is_due_and_free_is_gone(self) -> None:
        state = self.walk.state
        if not state.holds:
            assert all(until > self.walk.now for _what, until in state.waiting)

    @invariant()
    def a_hold_ends_by_itself(self) -> None:
        state = self.walk.state
        assert all(until > self.walk.now for until in state.holds.values())
        assert (DECIDER.due(state) is not None) == bool(state.holds or state.waiting)

    @invariant()
    def the_history_replays(self) -> None:
        self.walk.replays()


KeepingMachine.TestCase.settings = MACHINE
TestKeeping = KeepingMachine.TestCase
