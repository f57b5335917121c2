# SPDX-License-Identifier: Apache-2.0
"""Deadlines pass, follow-up commands are done, effects are carried out; each of it once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from comity.core.clause import Refusal, promise
from comity.desk.deadlines import pass_time, passed, tick
from comity.desk.errands import MOST_ATTEMPTS, AskHuman, Carried, Impossible, NotCarried, Worker, wait
from comity.desk.handle import Desk
from comity.desk.ports import Effect, Slot, Standing
from tests.rooms import Enter, Lend, Note, Open, Pass, Post, Returned

HOUR = timedelta(hours=1)


@dataclass
class Postbox:
    """A carrier that remembers what it was given. `trouble` is raised before or after the letter has gone."""

    letters: list[str] = field(default_factory=list)
    before: BaseException | None = None
    after: BaseException | None = None
    asked: int = 0
    answer: Callable[[Effect], Carried] = lambda effect: Carried()

    def carry(self, effect: Effect, at: datetime) -> Carried:
        if self.before:
            raise self.before
        self.letters.append(effect.key)
        if self.after:
            raise self.after
        return self.answer(effect)

    def done(self, effect: Effect) -> Carried | None:
        self.asked += 1
        return self.answer(effect) if effect.key in self.letters else None


@pytest.fixture
def opened(desk: Desk, at: datetime) -> Desk:
    """A desk with two ledgers open up to 10."""
    for name in "ab":
        stream = f"ledger:{name}"
        desk.handle(Open(ceiling=10), act_id=f"open {name}".replace(" ", "-"), actor="lead", stream=stream, at=at)
    return desk


def post(desk: Desk, certainty: str, at: datetime) -> None:
    desk.handle(Post(certainty=certainty), act_id="post", actor="lead", stream="ledger:a", at=at)


def slots(desk: Desk, standing: Standing) -> list[Slot]:
    with desk.store.reading() as unit:
        return list(unit.outbox.standing(standing))


def lend(desk: Desk, at: datetime, *, until: datetime, stream: str = "ledger:a") -> None:
    act_id = f"lend-{stream}-{until.isoformat()}"
    desk.handle(Lend(amount=1, until=until), act_id=act_id, actor="lead", stream=stream, at=at)


def test_a_tick_turns_passed_deadlines_into_events_at_their_own_instant(opened: Desk, at: datetime) -> None:
    """P6: however late the tick, what follows is dated at the deadline."""
    lend(opened, at, until=at + HOUR)
    lend(opened, at, until=at + 2 * HOUR)
    lend(opened, at, until=at + 9 * HOUR, stream="ledger:b")
    assert passed(opened, at) == []
    ticked = tick(opened, at=at + 5 * HOUR)
    assert (ticked.streams, ticked.events, ticked.stuck) == (1, 2, ())
    with opened.store.reading() as unit:
        kept = [event.at for event in unit.history.load("ledger:a") if event.kind == "Returned"]
    assert kept == ["2024-01-04T20:00:00Z", "2024-01-04T21:00:00Z"]


def test_a_late_or_doubled_tick_is_harmless(opened: Desk, at: datetime) -> None:
    """P24: nothing happens twice, and a tick for an instant that is long past does nothing."""
    lend(opened, at, until=at + HOUR)
    tick(opened, at=at + HOUR)
    version = opened.state("ledger:a").version
    for again in (at, at + HOUR, at + 2 * HOUR):
        ticked = tick(opened, at=again)
        assert (ticked.streams, ticked.events, ticked.stuck) == (0, 0, ())
        assert opened.tick("ledger:a", at=again).events == ()
    assert opened.tick("ledger:never", at=at).events == ()
    assert opened.state("ledger:a").version == version


def test_one_stream_in_trouble_does_not_stop_the_others(
    opened: Desk, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P24: a stream that cannot move is named, and time passes everywhere else."""
    lend(opened, at, until=at + HOUR)
    lend(opened, at, until=at + HOUR, stream="ledger:b")
    original = Desk.tick

    def broken(desk: Desk, stream: str, *, at: datetime) -> object:
        if stream == "ledger:a":
            raise ValueError
        return original(desk, stream, at=at)

    monkeypatch.setattr(Desk, "tick", broken)
    ticked = tick(opened, at=at + HOUR)
    assert (ticked.streams, ticked.stuck) == (1, ("ledger:a",))


def test_a_follow_up_command_reaches_the_other_stream_once(opened: Desk, at: datetime) -> None:
    """P24: what the clerk sends is an act with an id worked out from its cause."""
    opened.handle(Pass(amount=3, to="ledger:b"), act_id="1", actor="lead", stream="ledger:a", at=at)
    worker = Worker(opened, {})
    assert worker.drain(at) == 1
    assert worker.drain(at) == 0
    assert opened.state("ledger:b").state.total == 3
    with opened.store.reading() as unit:
        assert unit.acts.find("ledger:a/2/1") is not None
    again = opened.follow_up(Enter(amount=3), act_id="ledger:a/2/1", actor="clerk", stream="ledger:b", at=at + HOUR)
    assert again.repeated


def test_a_refused_follow_up_is_laid_before_a_human(opened: Desk, at: datetime) -> None:
    """P7: what the other stream refuses is not tried for ever and not forgotten."""
    opened.handle(Pass(amount=11, to="ledger:b"), act_id="1", actor="lead", stream="ledger:a", at=at)
    Worker(opened, {}).drain(at)
    (slot,) = slots(opened, Standing.FAILED)
    assert slot.last_error == "The ceiling is 10."
    assert opened.state("ledger:b").state.attempts == 1


def test_a_follow_up_is_never_dated_before_the_other_streams_last_event(opened: Desk, at: datetime) -> None:
    """P6: the clerk's command happens now or after what already happened there."""
    opened.handle(Enter(amount=1), act_id="1", actor="lead", stream="ledger:b", at=at + 5 * HOUR)
    opened.handle(Pass(amount=3, to="ledger:b"), act_id="2", actor="lead", stream="ledger:a", at=at)
    Worker(opened, {}).drain(at)
    assert opened.state("ledger:b").last == at + 5 * HOUR


@pytest.mark.parametrize("certainty", ["idempotent", "readback", "uncertain"])
def test_an_effect_is_carried_out_and_its_outcome_told(opened: Desk, at: datetime, certainty: str) -> None:
    """P24: how an effect went is an act of the stream that asked for it."""
    post(opened, certainty, at)
    box = Postbox(answer=lambda effect: Carried(command=Note(text=f"sent {effect.key}")))
    Worker(opened, {"letter": box}).drain(at + HOUR)
    assert box.letters == ["ledger:a/2/1"]
    assert opened.state("ledger:a").state.notes == ("sent ledger:a/2/1",)
    assert [slot.effect.key for slot in slots(opened, Standing.DONE)] == ["ledger:a/2/1"]
    assert json.loads(slots(opened, Standing.DONE)[0].effect.payload) == {"to": "a"}


def test_an_outcome_that_is_refused_is_laid_before_a_human(opened: Desk, at: datetime) -> None:
    """P24: it was carried out, is never repeated, and somebody looks at it."""
    post(opened, "idempotent", at)
    box = Postbox(answer=lambda effect: Carried(command=Enter(amount=99)))
    Worker(opened, {"letter": box}).drain(at)
    (slot,) = slots(opened, Standing.FAILED)
    assert slot.last_error == "carried out, but its outcome was refused: The ceiling is 10."
    assert Worker(opened, {"letter": box}).drain(at + 99 * HOUR) == 0


@pytest.mark.parametrize(
    ("certainty", "letters", "asked"), [("idempotent", 2, 0), ("readback", 1, 1), ("uncertain", 1, 0)]
)
def test_an_effect_of_which_nobody_knows_whether_it_was_done(
    opened: Desk, at: datetime, certainty: str, letters: int, asked: int
) -> None:
    """P24: repeated under the same key, read back, or asked of a human; never silently repeated."""
    post(opened, certainty, at)
    box = Postbox(after=ConnectionError())
    worker = Worker(opened, {"letter": box})
    worker.drain(at)
    box.after = None
    worker.drain(at + HOUR)
    assert (len(box.letters), box.asked) == (letters, asked)
    assert len(slots(opened, Standing.ASKED)) == (certainty == "uncertain")
    assert len(slots(opened, Standing.DONE)) == (certainty != "uncertain")


@pytest.mark.parametrize(("certainty", "letters"), [("idempotent", 2), ("readback", 1), ("uncertain", 1)])
def test_a_worker_that_dies_after_the_letter_has_gone(opened: Desk, at: datetime, certainty: str, letters: int) -> None:
    """P24: what was leased comes back when the lease runs out, in its own way."""
    post(opened, certainty, at)
    box = Postbox(after=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        Worker(opened, {"letter": box}, name="one").drain(at)
    box.after = None
    other = Worker(opened, {"letter": box}, name="two")
    assert other.drain(at + timedelta(minutes=1)) == 0
    other.drain(at + HOUR)
    assert len(box.letters) == letters
    assert len(slots(opened, Standing.ASKED)) == (certainty == "uncertain")


def test_what_surely_was_not_carried_out_is_tried_again_even_if_uncertain(opened: Desk, at: datetime) -> None:
    """P24: a letter that never left the house may be sent again."""
    post(opened, "uncertain", at)
    box = Postbox(before=NotCarried("no line"))
    worker = Worker(opened, {"letter": box})
    worker.drain(at)
    (slot,) = slots(opened, Standing.QUEUED)
    assert (slot.last_error, slot.effect.not_before) == ("no line", at + wait(1))
    box.before = None
    worker.drain(at + wait(1))
    assert box.letters == ["ledger:a/2/1"]


@pytest.mark.parametrize("trouble", [NotCarried("no line"), ConnectionError("never told")])
def test_an_effect_that_keeps_failing_is_laid_aside(opened: Desk, at: datetime, trouble: Exception) -> None:
    """P24: after so many attempts a human looks at it; the waits between them grow."""
    post(opened, "idempotent", at)
    box = Postbox(before=trouble)
    worker, now, attempts = Worker(opened, {"letter": box}), at, 0
    while worker.drain(now):
        attempts += 1
        now += wait(attempts)
    assert attempts == MOST_ATTEMPTS
    (slot,) = slots(opened, Standing.FAILED)
    assert "told" not in slot.last_error


def test_what_the_other_side_refuses_for_good_is_laid_aside_at_once(opened: Desk, at: datetime) -> None:
    """P24: an account that is gone is not asked again."""
    post(opened, "idempotent", at)
    Worker(opened, {"letter": Postbox(before=Impossible("no such account"))}).drain(at)
    assert [slot.last_error for slot in slots(opened, Standing.FAILED)] == ["no such account"]


@pytest.mark.parametrize("certainty", ["idempotent", "readback", "uncertain"])
def test_what_no_machine_can_do_is_asked_in_its_own_words(opened: Desk, at: datetime, certainty: str) -> None:
    """P24: the human reads what is to be done, and it is never tried by a machine again."""
    post(opened, certainty, at)
    worker = Worker(opened, {"letter": Postbox(before=AskHuman("lift the ban by hand"))})
    worker.drain(at)
    assert [slot.last_error for slot in slots(opened, Standing.ASKED)] == ["lift the ban by hand"]
    assert worker.drain(at + 99 * HOUR) == 0


def test_what_the_law_refuses_while_it_is_carried_out_is_laid_aside(opened: Desk, at: datetime) -> None:
    """P7: a refusal is an answer; asking again would get the same one."""
    post(opened, "idempotent", at)
    no = Refusal("not while the case is open", clause=promise(5))
    Worker(opened, {"letter": Postbox(before=no)}).drain(at)
    assert [slot.last_error for slot in slots(opened, Standing.FAILED)] == ["not while the case is open"]


def test_an_effect_that_nothing_carries_out_is_laid_aside(opened: Desk, at: datetime) -> None:
    """P26: a missing carrier is named."""
    post(opened, "idempotent", at)
    Worker(opened, {}).drain(at)
    assert [slot.last_error for slot in slots(opened, Standing.FAILED)] == ["nothing here carries out letter"]


def test_a_worker_that_dies_again_and_again_is_given_up(opened: Desk, at: datetime) -> None:
    """P24: an effect that kills its worker does not do so for ever."""
    post(opened, "idempotent", at)
    box, now = Postbox(after=KeyboardInterrupt()), at
    for _ in range(MOST_ATTEMPTS):
        with pytest.raises(KeyboardInterrupt):
            Worker(opened, {"letter": box}).drain(now)
        now += HOUR
    Worker(opened, {"letter": box}).drain(now)
    assert len(box.letters) == MOST_ATTEMPTS
    assert len(slots(opened, Standing.FAILED)) == 1


@pytest.mark.parametrize(("carried_out", "letters"), [(True, 1), (False, 2)])
def test_a_human_answers_for_the_uncertain(opened: Desk, at: datetime, carried_out: bool, letters: int) -> None:
    """P24: only then is it carried out again, or laid to rest."""
    post(opened, "uncertain", at)
    box = Postbox(after=ConnectionError())
    worker = Worker(opened, {"letter": box})
    worker.drain(at)
    box.after = None
    assert worker.answered("ledger:a/2/1", carried_out=carried_out, at=at + HOUR)
    worker.drain(at + HOUR)
    assert len(box.letters) == letters
    assert len(slots(opened, Standing.DONE)) == 1


def test_waits_double_up_to_the_longest() -> None:
    """P24: a side that is down is not hammered."""
    assert [wait(n).total_seconds() for n in (1, 2, 3)] == [30, 60, 120]
    assert wait(30) == timedelta(hours=6)


def test_time_passes_step_by_step_as_it_would_have_live(opened: Desk, at: datetime) -> None:
    """P25: in a replay every stream moves at its own deadline and the follow-ups at that instant."""
    lend(opened, at, until=at + 2 * HOUR)
    lend(opened, at, until=at + HOUR, stream="ledger:b")
    post(opened, "idempotent", at)
    opened.handle(Pass(amount=2, to="ledger:b"), act_id="1", actor="lead", stream="ledger:a", at=at)
    box = Postbox()
    steps = pass_time(opened, Worker(opened, {"letter": box}), until=at + 3 * HOUR)
    assert steps == 3
    assert box.letters == ["ledger:a/3/1"]
    assert opened.state("ledger:a").last == at + 2 * HOUR
    assert (opened.state("ledger:b").state.total, opened.state("ledger:b").last) == (2, at + HOUR)
    assert pass_time(opened, Worker(opened, {}), until=at + 9 * HOUR) == 0


def test_a_deadline_that_does_not_move_is_said_in_a_replay(
    opened: Desk, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P24: a replay does not spin."""
    lend(opened, at, until=at + HOUR)
    monkeypatch.setattr("tests.rooms.Ledger.advance", lambda *_: [])
    with pytest.raises(RuntimeError, match="ledger:a still waits"):
        pass_time(opened, Worker(opened, {}), until=at + HOUR)


def test_a_returned_loan_is_what_time_alone_brings(opened: Desk, at: datetime) -> None:
    """P6: the tick answers with the events that it made."""
    lend(opened, at, until=at + HOUR)
    assert opened.tick("ledger:a", at=at + HOUR).events == (Returned(at=at + HOUR, amount=1),)
