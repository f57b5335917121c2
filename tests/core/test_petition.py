# SPDX-License-Identifier: Apache-2.0
"""What somebody asks about their own data: when the answer is due, on what it rests, and in any order of acts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from comity.core import petition
from comity.core.clause import Malformed, Refusal
from tests.core.procedure_stories import read
from tests.core.walking import MACHINE, Walk, digest, utc

LAW, CALENDAR = read("fernhollow/2026")[:2]
DECIDER = petition.PetitionDecider(rules=petition.rules_of(LAW, CALENDAR))
BEGAN = utc("2026-01-31T10:00")
WORDS, GROUND, SAID = digest("words"), digest("ground"), digest("said")
DAY = timedelta(days=1)


def fresh() -> Walk[petition.Petitions, petition.Command, petition.Event]:
    return Walk(DECIDER, start=BEGAN, events=petition.EVENTS, reasons=petition.REASONS)


def ask(id: str = "one", by: str = "anna", **more: str) -> petition.SubmitPetition:
    told = {"kind": "access", "words": WORDS, **more}
    return petition.SubmitPetition(by=by, id=id, **told)


def answer(id: str = "one", **more: str) -> petition.AnswerPetition:
    told = {"outcome": "granted", "clause": "gdpr-15", "words": SAID, **more}
    return petition.AnswerPetition(by="led", id=id, **told)


def refused(walk: Walk[petition.Petitions, petition.Command, petition.Event], command: petition.Command) -> Refusal:
    before = len(walk.refusals)
    walk.do(command)
    assert len(walk.refusals) == before + 1
    return walk.refusals[-1]


def test_an_answer_is_due_within_a_month_and_is_owed_after_it() -> None:
    """P6, P21: the instant is fixed when it is asked; a month too short gives its last day; missing it is recorded."""
    walk = fresh()
    walk.do(ask())
    assert walk.state.all["one"].until == utc("2026-02-28T10:00")
    walk.wait(40 * DAY)
    assert walk.history[-1] == petition.AnswerMissed(at=utc("2026-02-28T10:00"), id="one")
    walk.do(answer())
    one = walk.state.all["one"]
    assert (one.missed, one.outcome, one.document, one.answer) == (True, "granted", petition.STATUTE, SAID)


def test_it_can_be_put_off_once_in_time_and_on_a_ground() -> None:
    """P6, P7: three months from the asking, never from the putting off; and not when the time is over."""
    walk = fresh()
    walk.do(ask())
    walk.wait(10 * DAY)
    walk.do(petition.ProlongPetition(by="led", id="one", ground=GROUND))
    assert walk.state.all["one"].until == utc("2026-04-30T10:00")
    again = petition.ProlongPetition(by="led", id="one", ground=SAID)
    assert refused(walk, again).reason == petition.PROLONGED_BEFORE
    late = fresh()
    late.do(ask())
    late.wait(30 * DAY)
    assert refused(late, petition.ProlongPetition(by="led", id="one", ground=GROUND)).reason == petition.OVER


def test_an_answer_rests_on_a_clause_of_the_version_or_of_the_law_of_the_land() -> None:
    """P7: every answer names one that exists."""
    walk = fresh()
    walk.do(ask())
    walk.do(ask("two", kind="erasure"))
    with pytest.raises(Malformed) as wrong:
        walk.do(answer(clause="because"))
    assert wrong.value.faults[0].field == "clause"
    walk.do(answer(clause="small-matters-sooner", outcome="refused"))
    assert walk.state.all["one"].document == LAW.id
    assert refused(walk, answer()).reason == petition.NO_SUCH
    assert refused(walk, answer("none")).reason == petition.NO_SUCH
    with pytest.raises(Malformed):
        walk.do(answer("two", outcome="maybe"))
    with pytest.raises(Malformed):
        walk.do(answer("two", words="no digest"))


def test_a_request_is_taken_back_by_whoever_made_it_and_by_nobody_else() -> None:
    """P10: and nothing is due from then on."""
    walk = fresh()
    walk.do(ask())
    assert refused(walk, petition.WithdrawPetition(by="ben", id="one")).reason == petition.NO_SUCH
    walk.do(petition.WithdrawPetition(by="anna", id="one"))
    assert DECIDER.due(walk.state) is None
    walk.wait(100 * DAY)
    assert not any(isinstance(event, petition.AnswerMissed) for event in walk.history)


def test_what_is_asked_is_checked_and_one_person_cannot_flood_it() -> None:
    """P26, P7: names, kinds, digests; five open requests, and room again when one is answered."""
    walk = fresh()
    for wrong in (ask(kind="everything"), ask(words="x"), ask(id="/"), ask(id="")):
        with pytest.raises(Malformed):
            walk.do(wrong)
    for n in range(petition.MOST_OPEN):
        walk.do(ask(f"n{n}"))
    assert refused(walk, ask("more")).reason == petition.TOO_MANY
    assert refused(walk, ask("n0", by="ben")).reason == petition.KNOWN_BEFORE
    walk.do(ask("bens", by="ben"))
    walk.do(answer("n0"))
    walk.do(ask("more"))


ids = st.sampled_from(["one", "two", "three"])
people = st.sampled_from(["anna", "ben"])
commands: st.SearchStrategy[petition.Command] = st.one_of(
    st.builds(ask, ids, people),
    st.builds(petition.ProlongPetition, by=st.just("led"), id=ids, ground=st.just(GROUND)),
    st.builds(answer, ids),
    st.builds(petition.WithdrawPetition, by=people, id=ids),
)


class PetitionMachine(RuleBasedStateMachine):
    """Whatever is asked and answered, in any order."""

    @initialize()
    def begin(self) -> None:
        self.walk = fresh()

    @rule(command=commands)
    def act(self, command: petition.Command) -> None:
        self.walk.do(command)

    @rule(days=st.sampled_from([1, 20, 40, 100]))
    def wait(self, days: int) -> None:
        self.walk.wait(timedelta(days=days))

    @invariant()
    def every_request_ends_once_and_what_is_overdue_says_so(self) -> None:
        ended: set[str] = set()
        for event in self.walk.history:
            if isinstance(event, petition.PetitionAnswered | petition.PetitionWithdrawn):
                assert event.id not in ended
                ended.add(event.id)
        for id, one in self.walk.state.all.items():
            assert (one.ended is not None) == (id in ended)
            assert one.ended is not None or one.missed == (one.until <= self.walk.now)

    @invariant()
    def no_answer_takes_longer_than_three_months_without_being_missed(self) -> None:
        assert all(one.until - one.at <= 92 * DAY for one in self.walk.state.all.values())

    @invariant()
    def the_history_replays(self) -> None:
        self.walk.replays()


PetitionMachine.TestCase.settings = MACHINE
TestPetition = PetitionMachine.TestCase
