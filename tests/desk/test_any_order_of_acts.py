# SPDX-License-Identifier: Apache-2.0
"""P24, P25: any order of acts, repetitions, ticks, deaths and human answers keeps what the desk promises."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from comity.core.clause import Refusal
from comity.core.decider import fold
from comity.desk.clock import SetClock
from comity.desk.deadlines import tick
from comity.desk.errands import Carried, Worker
from comity.desk.handle import Answer, Desk
from comity.desk.page import read
from comity.desk.ports import Effect, Standing
from comity.desk.rebuild import rebuild
from comity.edge.store.chain import breaks
from tests.fakes import MemoryStore
from tests.rooms import EPOCH, ROOMS, Enter, Ledger, Lend, Note, Open, Pass, Post

STREAMS = ("ledger:a", "ledger:b", "ledger:c")
LEASE = timedelta(minutes=2)

commands = st.one_of(
    st.builds(Enter, amount=st.integers(1, 8)),
    st.builds(Lend, amount=st.integers(1, 3), until=st.integers(-1, 90).map(lambda n: EPOCH + timedelta(minutes=n))),
    st.builds(Pass, amount=st.integers(1, 4), to=st.sampled_from(STREAMS)),
    st.builds(Post, certainty=st.sampled_from(["idempotent", "readback", "uncertain"])),
    st.builds(Note, text=st.text(st.characters(exclude_categories=["Cs"]), max_size=5)),
)


class Death(BaseException):
    """The process ends here."""


class Postbox:
    """The other side. It can let the worker die before or after the letter has gone."""

    def __init__(self) -> None:
        self.letters: list[Effect] = []
        self.dies = ""

    def carry(self, effect: Effect, at: datetime) -> Carried:
        if self.dies == "before":
            raise Death
        self.letters.append(effect)
        if self.dies == "after":
            raise Death
        return Carried(command=Note(text=effect.key))

    def has(self, effect: Effect) -> bool:
        """By its key: when it may be tried again is no part of what it is."""
        return any(letter.key == effect.key for letter in self.letters)

    def done(self, effect: Effect) -> Carried | None:
        return Carried(command=Note(text=effect.key)) if self.has(effect) else None


class Acts(RuleBasedStateMachine):
    """A desk with three ledgers; time only goes on."""

    @initialize()
    def open(self) -> None:
        self.desk = Desk(store=MemoryStore(), rooms=ROOMS, clock=SetClock(EPOCH))
        self.box = Postbox()
        self.now = EPOCH
        self.done: dict[str, tuple[str, Any, str]] = {}
        for stream in STREAMS:
            self.act(stream=stream, command=Open(ceiling=20), actor="a")

    def _handle(self, act_id: str, stream: str, command: Any, actor: str) -> tuple[Answer | None, str]:
        """The answer, or the text of the refusal."""
        try:
            return self.desk.handle(command, act_id=act_id, actor=actor, stream=stream, at=self.now), ""
        except Refusal as refusal:
            return None, refusal.text

    @rule(stream=st.sampled_from(STREAMS), command=commands, actor=st.sampled_from(["a", "b", "stranger"]))
    def act(self, stream: str, command: Any, actor: str) -> None:
        act_id = f"act-{len(self.done)}"
        answer, refusal = self._handle(act_id, stream, command, actor)
        shown = refusal or repr((answer.events, answer.version) if answer else None)
        self.done[act_id] = (shown, (stream, command, actor), refusal)

    @precondition(lambda self: len(self.done) > 0)
    @rule(data=st.data())
    def repeat(self, data: st.DataObject) -> None:
        act_id = data.draw(st.sampled_from(sorted(self.done)))
        shown, (stream, command, actor), _ = self.done[act_id]
        versions = [self.desk.state(one).version for one in STREAMS]
        answer, refusal = self._handle(act_id, stream, command, actor)
        assert (refusal or repr((answer.events, answer.version) if answer else None)) == shown
        assert versions == [self.desk.state(one).version for one in STREAMS]

    @rule(minutes=st.integers(0, 40))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)

    @rule(late=st.booleans())
    def tick(self, late: bool) -> None:
        assert tick(self.desk, at=self.now - timedelta(minutes=5) if late else self.now).stuck == ()

    @rule(dies=st.sampled_from(["", "", "before", "after"]))
    def work(self, dies: str) -> None:
        self.box.dies = dies
        try:
            Worker(self.desk, {"letter": self.box}, lease=LEASE).drain(self.now)
        except Death:
            self.now += LEASE + timedelta(seconds=1)

    @rule(carried_out=st.booleans())
    def a_human_answers(self, carried_out: bool) -> None:
        """Truthfully: a letter that has gone is not said to be lying here."""
        with self.desk.store.reading() as unit:
            asked = unit.outbox.standing(Standing.ASKED)
        for slot in asked:
            gone = self.box.has(slot.effect)
            assert Worker(self.desk, {}).answered(slot.effect.key, carried_out=gone or carried_out, at=self.now)

    @invariant()
    def every_chain_is_whole_and_folds_to_the_state(self) -> None:
        for stream in getattr(self, "done", {}) and STREAMS:
            with self.desk.store.reading() as unit:
                stored = unit.history.load(stream)
            assert list(breaks(stored)) == []
            events = [read(self.desk.rooms, one) for one in stored]
            assert fold(Ledger(), events) == self.desk.state(stream).state
            assert [event.at for event in events] == sorted(event.at for event in events)

    @invariant()
    def nothing_uncertain_or_read_back_is_sent_twice(self) -> None:
        sent = [e.key for e in getattr(self, "box", Postbox()).letters if e.certainty.value != "idempotent"]
        assert len(sent) == len(set(sent))

    def teardown(self) -> None:
        """When all is carried out, each cause had its consequence once; read models are those of the history."""
        if not hasattr(self, "desk"):
            return
        self.box.dies = ""
        self.now += timedelta(days=1)
        tick(self.desk, at=self.now)
        Worker(self.desk, {"letter": self.box}).drain(self.now)
        with self.desk.store.reading() as unit:
            before = unit.rows.list("totals"), [unit.deadlines.find(s) for s in STREAMS]
            assert unit.outbox.count(Standing.QUEUED) == unit.outbox.count(Standing.LEASED) == 0
        self._each_cause_had_its_consequence_once()
        rebuild(self.desk)
        with self.desk.store.reading() as unit:
            assert before == (unit.rows.list("totals"), [unit.deadlines.find(s) for s in STREAMS])

    def _each_cause_had_its_consequence_once(self) -> None:
        with self.desk.store.reading() as unit:
            events = [event for stream in STREAMS for event in unit.history.load(stream)]
        causes = sorted(f"{e.stream}/{e.version}/1" for e in events if e.kind == "Passed")
        sent = [e.act_id for e in events if e.kind in ("Entered", "Attempted") and "/" in e.act_id]
        assert sorted(sent) == causes
        told = [e.act_id for e in events if e.kind == "Noted" and e.act_id.endswith("/done")]
        assert len(told) == len(set(told))


TestAnyOrderOfActs = Acts.TestCase
TestAnyOrderOfActs.settings = settings(stateful_step_count=30)
