# SPDX-License-Identifier: Apache-2.0
"""The only writer: one act in; events, effects, read models and the answer out, in one transaction (P1, P24).

The steps, in this order:

1. hold the stream, so that acts on it come one after the other;
2. an act id that was seen gets its first answer, a refusal as well as a success;
3. load and fold the stream; an act dated before its last event is refused;
4. let time pass to the act's instant, and keep what that brought about even where the act is then refused;
5. ask the access rule, then the decider; what a refusal leaves as facts is kept too;
6. append the events; move slips, read models, deadline, effects, follow-up commands and leaves of the log
with them; 7. remember the answer. A refusal is raised after the commit.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from comity.core.clause import Fault, Malformed, Refusal
from comity.core.decider import Decider
from comity.desk import answers
from comity.desk.canonical import instant
from comity.desk.kept import Kept
from comity.desk.page import Folded, Page, events_of, folded
from comity.desk.ports import Clock, Conflict, Done, Store, Unit
from comity.desk.room import Asking, Room
from comity.desk.worked import Worked

TRIES = 8
"""How often an act is tried in all when other writers keep being first."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What an act brought about: its events, what time had brought about before it included.

    `version` is the stream's version right after the act; `repeated` says that this is the first answer once
    more.
    """

    events: tuple[Any, ...]
    version: int
    repeated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """One call of `handle`, checked."""

    command: Any
    act_id: str
    actor: str
    stream: str
    at: datetime
    exact: bool


class Desk:
    """The desk of one community: its rooms, its store, its clock."""

    def __init__(self, *, store: Store, rooms: Mapping[str, Room], clock: Clock) -> None:
        self.store = store
        self.rooms = dict(rooms)
        self.clock = clock
        self.worked = Worked()
        self._kept = Kept(self.rooms)

    def handle(self, command: Any, *, act_id: str, actor: str, stream: str, at: datetime | None = None) -> Answer:
        """Do one act. `at` is its instant; None means now, or the stream's last event where clocks disagree.

        Raises Refusal (after what it leaves behind is committed), Malformed for a name or text that cannot be
        kept (nothing is written), `ports.Exhausted` where the database had no room or no turn (nothing is
        written).
        """
        when = self.clock.now() if at is None else at
        exact = at is not None
        act = _Act(command=command, act_id=act_id, actor=actor, stream=stream, at=when, exact=exact)
        return self._answered(act)

    def follow_up(self, command: Any, *, act_id: str, actor: str, stream: str, at: datetime) -> Answer:
        """As `handle`, for an act that nobody dated: `at`, or the stream's last event where that is later."""
        act = _Act(command=command, act_id=act_id, actor=actor, stream=stream, at=at, exact=False)
        return self._answered(act)

    def tick(self, stream: str, *, at: datetime) -> Answer:
        """Let time pass in one stream up to `at`. Late, doubled or needless: nothing happens twice (P24).

        Where the stream already has an event after `at` nothing happens at all.
        """
        return self._tried(lambda unit: self._ticked(unit, stream, at))

    def state(self, stream: str) -> Folded:
        """The stream as its events say, time not advanced. Version 0 and no state where it never began."""
        with self.store.reading() as unit:
            return self._kept.folded(unit, stream)

    def states(self, streams: Sequence[str]) -> Mapping[str, Folded]:
        """The same for many streams, read together; those that never began are left out."""
        with self.store.reading() as unit:
            return self._kept.folded_each(unit, streams)

    def events(self, stream: str) -> tuple[Any, ...]:
        """The events of a stream as the history has them; none where it never began."""
        with self.store.reading() as unit:
            return self._kept.events(unit, stream)

    def decider(self, stream: str) -> tuple[Decider[Any, Any, Any], Folded]:
        """The decider of a stream that has begun, and the stream: what options and deadlines are asked of."""
        with self.store.reading() as unit:
            now = self._kept.folded(unit, stream)
            return self._kept.decider(unit, stream, now.first), now

    def deciders(self, streams: Sequence[str]) -> Mapping[str, tuple[Decider[Any, Any, Any], Folded]]:
        """The same for many streams, read together; those that never began are left out."""
        with self.store.reading() as unit:
            return self._kept.deciders(unit, streams)

    def room(self, stream: str) -> Room:
        """The room of a stream. Raises Malformed where its kind is unknown."""
        kind = stream.partition(":")[0]
        if kind not in self.rooms:
            raise Malformed([Fault(field="stream", rule="known", text=f"there is no room called {kind}")])
        return self.rooms[kind]

    def _answered(self, act: _Act) -> Answer:
        answers.named(act_id=act.act_id, actor=act.actor, stream=act.stream, at=act.at)
        self.room(act.stream)
        answer, refusal = self._tried(lambda unit: self._once(unit, act))
        if refusal is not None:
            raise refusal
        return answer

    def _tried(self, errand: Callable[[Unit], T]) -> T:
        """One transaction; anew where another writer was first."""
        for _ in range(TRIES - 1):
            try:
                return self._committed(errand)
            except Conflict:
                continue
        return self._committed(errand)

    def _committed(self, errand: Callable[[Unit], T]) -> T:
        with self.store.transaction() as unit:
            return errand(unit)

    def _once(self, unit: Unit, act: _Act) -> tuple[Answer, Refusal | None]:
        unit.hold(act.stream)
        room = self.room(act.stream)
        asked = answers.digest(room, stream=act.stream, actor=act.actor, command=act.command)
        if seen := unit.acts.find(act.act_id):
            if seen.digest != asked:
                raise answers.another_content(act.act_id)
            return self._first_answer(unit, seen)
        before = folded(unit, self.rooms, act.stream)
        at = act.at if act.exact or before.last is None else max(act.at, before.last)
        page = Page(unit=unit, rooms=self.rooms, stream=act.stream, before=before, at=at)
        refusal = self._performed(page, act)
        page.write(act.act_id)
        unit.acts.keep(_done(act, asked, page, refusal))
        return Answer(events=tuple(page.new), version=page.version), refusal

    def _performed(self, page: Page, act: _Act) -> Refusal | None:
        """Put the act's events on the page; the refusal if it was refused."""
        if page.before.last is not None and page.at < page.before.last:
            return answers.backwards(instant(page.at), instant(page.before.last))
        try:
            page.pass_time(act.command)
            page.add(self._decided(page, act))
        except Refusal as refusal:
            page.add(refusal.facts)
            return refusal
        return None

    def _decided(self, page: Page, act: _Act) -> Sequence[Any]:
        page.room.permits(
            Asking(
                stream=act.stream,
                state=page.state,
                command=act.command,
                actor=act.actor,
                at=page.at,
                peek=page.peek,
            )
        )
        events = tuple(page.decider.decide(page.state, act.command, page.at))
        page.move_slips(events, act.command)
        return events

    def _first_answer(self, unit: Unit, seen: Done) -> tuple[Answer, Refusal | None]:
        refusal = answers.refused(seen.refusal) if seen.refusal else None
        events = events_of(unit, self.rooms, seen.stream, after=seen.before, upto=seen.version)
        return Answer(events=events, version=seen.version, repeated=True), refusal

    def _ticked(self, unit: Unit, stream: str, at: datetime) -> Answer:
        unit.hold(stream)
        before = folded(unit, self.rooms, stream)
        if before.last is None or at < before.last:
            return Answer(events=(), version=before.version, repeated=True)
        page = Page(unit=unit, rooms=self.rooms, stream=stream, before=before, at=at)
        page.pass_time(None)
        page.write(f"tick/{stream}/{before.version}")
        return Answer(events=tuple(page.new), version=page.version, repeated=not page.new)


def _done(act: _Act, digest: str, page: Page, refusal: Refusal | None) -> Done:
    return Done(
        act_id=act.act_id,
        digest=digest,
        stream=act.stream,
        before=page.before.version,
        version=page.version,
        refusal=answers.kept(refusal) if refusal else "",
        at=instant(page.at),
    )


__all__ = ["TRIES", "Answer", "Desk", "Folded"]
