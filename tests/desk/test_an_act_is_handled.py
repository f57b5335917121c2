# SPDX-License-Identifier: Apache-2.0
"""The only writer: one act in; events, effects and the answer out, all together."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from comity.core.clause import Malformed, Refusal
from comity.desk.clock import SetClock
from comity.desk.handle import Desk
from comity.desk.ports import Promise, Standing
from comity.desk.rebuild import rebuild
from tests.rooms import (
    Enter,
    Entered,
    Lend,
    Lent,
    Note,
    Open,
    Opened,
    Pass,
    Post,
    Sheet,
)

HOUR = timedelta(hours=1)


@pytest.fixture
def opened(desk: Desk, at: datetime) -> Desk:
    """A desk whose ledger `a` is open up to 10."""
    desk.handle(Open(ceiling=10), act_id="open", actor="lead", stream="ledger:a", at=at)
    return desk


def refusal_of(desk: Desk, act_id: str, amount: int, at: datetime) -> Refusal:
    with pytest.raises(Refusal) as refused:
        desk.handle(Enter(amount=amount), act_id=act_id, actor="lead", stream="ledger:a", at=at)
    return refused.value


def test_an_act_is_answered_with_its_events_and_version(opened: Desk, at: datetime) -> None:
    """P1: what is answered is what stands in the history."""
    answer = opened.handle(Enter(amount=3), act_id="1", actor="lead", stream="ledger:a", at=at + HOUR)
    assert answer.events == (Entered(at=at + HOUR, amount=3),)
    assert (answer.version, answer.repeated) == (2, False)
    assert opened.state("ledger:a").state == Sheet(ceiling=10, total=3)


def test_a_repeated_act_gets_its_first_answer_and_changes_nothing(opened: Desk, at: datetime) -> None:
    """P1: a double click is one act, however late and whatever happened in between."""
    first = opened.handle(Enter(amount=3), act_id="1", actor="lead", stream="ledger:a", at=at)
    opened.handle(Enter(amount=4), act_id="2", actor="lead", stream="ledger:a", at=at + HOUR)
    again = opened.handle(Enter(amount=3), act_id="1", actor="lead", stream="ledger:a", at=at + 9 * HOUR)
    assert (again.events, again.version, again.repeated) == (first.events, first.version, True)
    assert opened.state("ledger:a").state.total == 7


def test_a_repeated_refusal_is_the_first_refusal(opened: Desk, at: datetime) -> None:
    """P7: asking again in the same act gives the same clause, even where the act would be possible by now."""
    first = refusal_of(opened, "1", 11, at)
    opened.handle(Open(ceiling=99), act_id="2", actor="lead", stream="ledger:a", at=at)
    again = refusal_of(opened, "1", 11, at)
    assert first.text == again.text == "The ceiling is 10."
    assert (again.clause, again.field, again.possible) == (first.clause, "amount", first.possible)
    assert opened.state("ledger:a").state.attempts == 1


@pytest.mark.parametrize(
    ("amount", "actor", "stream"), [(4, "lead", "ledger:a"), (3, "other", "ledger:a"), (3, "lead", "ledger:b")]
)
def test_an_act_id_used_for_something_else_is_refused(
    opened: Desk, at: datetime, *, amount: int, actor: str, stream: str
) -> None:
    """P7: another command, actor or stream under a used id is said to be one, and nothing is written."""
    opened.handle(Enter(amount=3), act_id="1", actor="lead", stream="ledger:a", at=at)
    with pytest.raises(Refusal) as refused:
        opened.handle(Enter(amount=amount), act_id="1", actor=actor, stream=stream, at=at)
    assert (str(refused.value.clause), refused.value.field) == ("comity § P24", "act_id")
    assert opened.state("ledger:a").version == 2
    assert opened.state("ledger:b").version == 0


def test_time_passes_before_an_act_and_stays_passed_where_it_is_refused(opened: Desk, at: datetime) -> None:
    """P6: what time brought about is recorded at its own instant even where the act is then refused."""
    opened.handle(Enter(amount=9), act_id="1", actor="lead", stream="ledger:a", at=at)
    lend = opened.handle(Lend(amount=9, until=at + HOUR), act_id="2", actor="lead", stream="ledger:a", at=at)
    assert lend.events == (Lent(at=at, amount=9, until=at + HOUR),)
    refusal_of(opened, "3", 5, at + 3 * HOUR)
    with opened.store.reading() as unit:
        kept = [(event.kind, event.at) for event in unit.history.load("ledger:a", after=3)]
    assert kept == [("Returned", "2024-01-04T20:00:00Z"), ("Attempted", "2024-01-04T22:00:00Z")]
    assert opened.state("ledger:a").state == Sheet(ceiling=10, total=9, attempts=1)


def test_a_refusal_leaves_its_facts(opened: Desk, at: datetime) -> None:
    """P10: an attempt that is refused is recorded as an attempt."""
    refusal_of(opened, "1", 11, at)
    state = opened.state("ledger:a")
    assert (state.state.attempts, state.version) == (1, 2)


def test_who_may_not_act_is_refused_before_the_room_is_asked(opened: Desk, at: datetime) -> None:
    """P27: access is asked first, and its refusal cites its own clause."""
    with pytest.raises(Refusal) as refused:
        opened.handle(Enter(amount=99), act_id="1", actor="stranger", stream="ledger:a", at=at)
    assert str(refused.value.clause) == "ledger § door"
    assert opened.state("ledger:a").version == 1


def test_an_act_before_the_last_event_is_refused(opened: Desk, at: datetime) -> None:
    """P6: time in a stream does not go back; the same instant is no step back."""
    opened.handle(Enter(amount=1), act_id="1", actor="lead", stream="ledger:a", at=at + HOUR)
    opened.handle(Enter(amount=1), act_id="2", actor="lead", stream="ledger:a", at=at + HOUR)
    refusal = refusal_of(opened, "3", 1, at + HOUR - timedelta(microseconds=1))
    assert (str(refusal.clause), refusal.field) == ("comity § P6", "at")
    assert opened.state("ledger:a").state.total == 2


def test_an_act_without_an_instant_happens_now_and_never_before_the_last_event(opened: Desk, at: datetime) -> None:
    """P24: two clocks that disagree a little refuse nobody."""
    opened.handle(Enter(amount=1), act_id="1", actor="lead", stream="ledger:a", at=at + HOUR)
    answer = opened.handle(Enter(amount=1), act_id="2", actor="lead", stream="ledger:a")
    assert answer.events == (Entered(at=at + HOUR, amount=1),)
    opened.clock = SetClock(at + 2 * HOUR)
    answer = opened.handle(Enter(amount=1), act_id="3", actor="lead", stream="ledger:a")
    assert answer.events == (Entered(at=at + 2 * HOUR, amount=1),)


@pytest.mark.parametrize(
    ("act_id", "actor", "stream", "field"),
    [
        ("", "lead", "ledger:a", "act_id"),
        ("a\0b", "lead", "ledger:a", "act_id"),
        ("a" * 201, "lead", "ledger:a", "act_id"),
        ("1", "le ad\n", "ledger:a", "actor"),
        ("1", "\ud800", "ledger:a", "actor"),
        ("1", "lead", "ledger", "stream"),
        ("1", "lead", "Ledger:a", "stream"),
        ("1", "lead", "ledger:" + "a" * 200, "stream"),
        ("1", "lead", "cellar:a", "stream"),
    ],
)
def test_a_name_that_cannot_be_one_is_malformed(
    desk: Desk, *, act_id: str, actor: str, stream: str, field: str
) -> None:
    """P26: the error names the field, and nothing is written."""
    with pytest.raises(Malformed) as wrong:
        desk.handle(Open(ceiling=1), act_id=act_id, actor=actor, stream=stream)
    assert [fault.field for fault in wrong.value.faults] == [field]


def test_an_instant_without_a_zone_is_malformed(desk: Desk, at: datetime) -> None:
    """P26: an instant that could mean several is not guessed."""
    with pytest.raises(Malformed) as wrong:
        desk.handle(Open(ceiling=1), act_id="1", actor="lead", stream="ledger:a", at=at.replace(tzinfo=None))
    assert wrong.value.faults[0].field == "at"


@pytest.mark.parametrize("text", ["plain", 'nul \0, quote " and \\', "ß 漢 🦉", "line\nline", ""])
def test_any_unicode_text_is_kept_as_it_came(opened: Desk, at: datetime, text: str) -> None:
    """P25: a text comes back as it was, on both databases."""
    opened.handle(Note(text=text), act_id="1", actor="lead", stream="ledger:a", at=at)
    assert opened.state("ledger:a").state.notes == (text,)


def test_a_text_that_is_not_unicode_is_malformed(opened: Desk, at: datetime) -> None:
    """P26: a lone surrogate is named as what it is, and nothing is written."""
    with pytest.raises(Malformed) as wrong:
        opened.handle(Note(text="\ud800"), act_id="1", actor="lead", stream="ledger:a", at=at)
    assert (wrong.value.faults[0].field, wrong.value.faults[0].rule) == ("Note", "text")
    assert opened.state("ledger:a").version == 1


def test_events_deadline_read_model_effects_and_leaves_are_written_together(opened: Desk, at: datetime) -> None:
    """P24: one transaction holds everything that an act brings about."""
    opened.handle(Enter(amount=5), act_id="1", actor="lead", stream="ledger:a", at=at)
    opened.handle(Lend(amount=2, until=at + HOUR), act_id="2", actor="lead", stream="ledger:a", at=at)
    opened.handle(Pass(amount=1, to="ledger:b"), act_id="3", actor="lead", stream="ledger:a", at=at)
    opened.handle(Post(certainty="readback"), act_id="4", actor="lead", stream="ledger:a", at=at)
    with opened.store.reading() as unit:
        due = unit.deadlines.find("ledger:a")
        assert due is not None
        assert (due.at, due.what) == (at + HOUR, "loan")
        row = unit.rows.find("totals", "ledger:a")
        assert row is not None
        assert row.fields == {"attempts": 0, "total": 2, "version": 5}
        queued = [(slot.effect.key, slot.effect.kind) for slot in unit.outbox.standing(Standing.QUEUED)]
        assert queued == [("ledger:a/4/1", "act"), ("ledger:a/5/1", "letter")]


def test_a_leaf_is_promised_in_the_transaction_of_its_event(opened: Desk, at: datetime) -> None:
    """P1: there is no instant at which an event stands in the history and its leaf nowhere."""
    opened.handle(Pass(amount=1, to="ledger:b"), act_id="1", actor="lead", stream="ledger:a", at=at)
    with opened.store.transaction() as unit:
        mine = unit.log.append(b"passed", at=at)
        assert unit.log.placed(Promise(place=mine.place - 1, leaf=mine.leaf, until=mine.until)).number is None


def test_a_read_model_worked_out_again_is_the_same(opened: Desk, at: datetime) -> None:
    """P25: read models follow from the history and from nothing else."""
    opened.handle(Enter(amount=5), act_id="1", actor="lead", stream="ledger:a", at=at)
    opened.handle(Lend(amount=2, until=at + HOUR), act_id="2", actor="lead", stream="ledger:a", at=at)
    refusal_of(opened, "3", 99, at)
    before = _models(opened)
    with opened.store.transaction() as unit:
        unit.rows.drop("totals", "ledger:a")
        unit.deadlines.drop("ledger:a")
    assert rebuild(opened) == 1
    assert _models(opened) == before


def _models(desk: Desk) -> tuple[object, object]:
    with desk.store.reading() as unit:
        return unit.rows.list("totals"), unit.deadlines.find("ledger:a")


def test_a_room_whose_event_lies_outside_its_time_writes_nothing(
    opened: Desk, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P25: a history that goes back in time is never written, whatever a room says."""
    wrong = [Entered(at=at + HOUR, amount=1)]
    monkeypatch.setattr("tests.rooms.Ledger.decide", lambda *_: wrong)
    with pytest.raises(ValueError, match="Entered is dated 2024-01-04T20:00:00Z"):
        opened.handle(Enter(amount=1), act_id="1", actor="lead", stream="ledger:a", at=at)
    assert opened.state("ledger:a").version == 1


def test_the_first_command_opens_a_stream(desk: Desk, at: datetime) -> None:
    """P6: a stream that was never opened has no state, and its first act opens it."""
    assert (desk.state("ledger:a").version, desk.state("ledger:a").state) == (0, None)
    answer = desk.handle(Open(ceiling=1), act_id="1", actor="lead", stream="ledger:a", at=at)
    assert answer.events == (Opened(at=at, ceiling=1),)
    decider, folded = desk.decider("ledger:a")
    assert decider.due(folded.state) is None
    assert folded.first == Opened(at=at, ceiling=1)
