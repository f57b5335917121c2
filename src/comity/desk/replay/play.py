# SPDX-License-Identifier: Apache-2.0
"""Playing a scenario: every act at its own instant through the one writer; time passes between them as it would live.

The clerk's follow-ups, the windows of a house and the deadlines happen at their own instants in between, in an order
that depends on nothing but the scenario. Two plays give the same history (P25).
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from comity.core import adoption, veto
from comity.core.clause import Fault, Malformed, Refusal
from comity.core.docket import Case, OpenCase
from comity.desk.canonical import canonical
from comity.desk.clock import SetClock
from comity.desk.deadlines import pass_time
from comity.desk.errands import Worker
from comity.desk.handle import Answer, Desk
from comity.desk.house import Roll as HouseRoll
from comity.desk.ports import Missing
from comity.desk.replay import commands
from comity.desk.replay.scenario import Expect, InForce, Line, Roll, Scenario

HERE = "procedure:here"
"""The stream of the community's own procedure versions."""

TAKEN_OVER = "community"
"""By whom a version is adopted that a scenario only says to be in force."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """By which body another version is adopted, how many must first approve, and whether votes are counted."""

    body: str = TAKEN_OVER
    approvals: int = 0
    counted: bool = False


class Venue(Protocol):
    """Where a scenario is played: a court with its desk, its worker and its papers."""

    @property
    def desk(self) -> Desk: ...
    @property
    def worker(self) -> Worker: ...

    def perform(self, command: Any, *, act_id: str, actor: str, stream: str, at: datetime) -> Answer:
        """Do any act on any stream. Raises `Refusal`, `Malformed`."""

    def take_over(self, command: adoption.Command, *, act_id: str, at: datetime) -> Answer:
        """What a record says to have become of a version without saying who did it. Raises `Refusal`, `Malformed`."""

    def roster(self) -> Mapping[str, tuple[str, ...]]:
        """Who holds each role of the bodies now."""

    def file_paper(self, text: str) -> str:
        """Seal and keep a text; its digest."""


class Versions(Protocol):
    """Which procedure versions there are, and which of them cases are opened under."""

    def digest(self, id: str) -> str:
        """The digest of a version. Raises KeyError where there is none of that id."""

    def roles(self, digest: str) -> Collection[str]:
        """The roles that a version knows; none where there is no such version."""

    def in_force(self, at: datetime) -> str:
        """The digest of the version that a case opened `at` is pinned to; empty where none is in force."""

    def way(self, digest: str) -> Way:
        """How a version is followed by another one; with an empty digest how the first is adopted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of one line: its events, or the refusal, or why it could not be read; and which claims failed."""

    line: Line
    events: tuple[Any, ...] = ()
    refusal: Refusal | None = None
    malformed: Malformed | None = None
    unmet: tuple[str, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether the act was not done."""
        return self.refusal is not None or self.malformed is not None


class ScenarioRolls:
    """The rolls of the houses as a scenario tells them."""

    def __init__(self, rolls: Sequence[Roll]) -> None:
        self._rolls = rolls

    def roll(self, house: str, at: datetime) -> HouseRoll:
        """The newest roll of that role; an empty one whose base is unknown where the scenario tells none."""
        known = [one for one in self._rolls if one.role == house and one.since <= at]
        if not known:
            return HouseRoll(roll=veto.Roll(digest=_digest("no roll")), amount=None)
        last = max(known, key=lambda one: one.since)
        told = {"role": last.role, "supply": str(last.supply), "weights": {k: str(v) for k, v in last.weights.items()}}
        roll = veto.Roll(digest=_digest(canonical(told)), weights=last.weights, public=last.public)
        amount = last.supply if last.supply is not None else (roll.known_total if last.weights else None)
        return HouseRoll(roll=roll, amount=amount)


def _not_there(line: Line, missing: Missing) -> Malformed:
    """Something that an act needs is not there: its case, or a version that is in force."""
    text = f"there is nothing for this act to be about: {missing}" if str(missing) else "there is no such case"
    return Malformed([Fault(field=f"acts[{line.number}].stream", rule="there", text=text)])


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


class Player:
    """Plays one scenario at one venue, whose clock it sets."""

    def __init__(self, scenario: Scenario, venue: Venue, versions: Versions, clock: SetClock) -> None:
        self._scenario = scenario
        self._venue = venue
        self._versions = versions
        self._clock = clock
        self._names = commands.Names(paper=venue.file_paper, version=versions.digest)
        self._name = name(scenario)
        adopted = {commands.adopted(line) for line in scenario.lines}
        awaited = (one for one in scenario.procedures if one.id not in adopted)
        self._awaited = sorted(awaited, key=lambda one: one.since)

    def play(self) -> tuple[Outcome, ...]:
        """Every line in order, and time up to the scenario's end."""
        outcomes = tuple(self._line(line) for line in self._scenario.lines)
        if self._scenario.until is not None:
            self._pass(self._scenario.until)
        return outcomes

    def _pass(self, at: datetime) -> None:
        """Time passes up to `at`; versions that are in force from an instant before it are taken over at that one."""
        while self._awaited and self._awaited[0].since <= at:
            version = self._awaited.pop(0)
            self._live(version.since)
            self._take_over(version)
        self._live(at)

    def _live(self, at: datetime) -> None:
        self._clock.at = at
        pass_time(self._venue.desk, self._venue.worker, until=at)

    def _take_over(self, version: InForce) -> None:
        """A version that the scenario says to be in force, without an act that adopted it.

        All of them are proposed with the first one, so that a proposal is open for comments as long as any rule asks.
        """
        present = self._versions.in_force(version.since)
        if not present:
            for one in (version, *self._awaited):
                propose = adoption.Propose(digest=self._versions.digest(one.id), version=one.id, by=TAKEN_OVER)
                self._taken(propose, f"{one.id}/proposed", version.since)
        way = self._versions.way(present)
        digest = self._versions.digest(version.id)
        for number in range(1, way.approvals + 1):
            approve = adoption.Approve(digest=digest, by=f"{TAKEN_OVER}-{number}")
            self._taken(approve, f"{version.id}/approved/{number}", version.since)
        adopt = adoption.Adopt(
            digest=digest,
            body=way.body,
            since=version.since,
            linted=_digest("taken over as it stood"),
            errors=0,
            counted=adoption.Counted(favour=1, against=0, supply=1) if way.counted else None,
        )
        self._taken(adopt, f"{version.id}/adopted", version.since)

    def _taken(self, command: adoption.Command, key: str, at: datetime) -> None:
        self._venue.take_over(command, act_id=f"replay/{self._name}/{key}", at=at)

    def _line(self, line: Line) -> Outcome:
        self._pass(line.at)
        outcome = self._done(line)
        self._venue.worker.drain(line.at)
        return self._judged(outcome)

    def _done(self, line: Line) -> Outcome:
        act_id = f"replay/{self._name}/{line.number}"
        try:
            command = commands.command(line, self._names, filled=self._filled(line))
            answer = self._venue.perform(command, act_id=act_id, actor=line.by, stream=line.stream, at=line.at)
        except Refusal as refusal:
            return Outcome(line=line, refusal=refusal)
        except Malformed as malformed:
            return Outcome(line=line, malformed=malformed)
        except Missing as missing:
            return Outcome(line=line, malformed=_not_there(line, missing))
        return Outcome(line=line, events=answer.events)

    def _filled(self, line: Line) -> dict[str, Any]:
        """What a line that opens a case may leave out: the version in force, and who sits."""
        if commands.kind_of(line) is not OpenCase:
            return {}
        digest = self._versions.in_force(line.at)
        if not digest and not line.fields.get("digest"):
            raise Missing("no procedure is in force")
        sitting = {**self._scenario.bench, **self._venue.roster()}
        known = self._versions.roles(digest)
        return {"digest": digest, "roster": {role: list(people) for role, people in sitting.items() if role in known}}

    def _judged(self, outcome: Outcome) -> Outcome:
        expect = outcome.line.expect
        if expect is None:
            return outcome
        unmet = tuple(self._unmet(outcome, expect))
        return Outcome(
            line=outcome.line, events=outcome.events, refusal=outcome.refusal, malformed=outcome.malformed, unmet=unmet
        )

    def _unmet(self, outcome: Outcome, expect: Expect) -> list[str]:
        """Each claim of the line that did not come true, in a sentence."""
        found = []
        if expect.refused is not None and expect.refused != outcome.refused:
            found.append("was done and should have been refused" if expect.refused else "was refused")
        cited = "" if outcome.refusal is None else str(outcome.refusal.clause)
        if expect.clause and cited != expect.clause:
            found.append(f"was refused under {cited or 'no clause'}, not under {expect.clause}")
        names = {name_of(event) for event in outcome.events}
        found.extend(f"did not bring about {name}" for name in expect.events if name not in names)
        return [*found, *self._unmet_state(outcome.line.stream, expect)]

    def _unmet_state(self, stream: str, expect: Expect) -> list[str]:
        state = self._venue.desk.state(stream).state
        found = []
        if expect.phases is not None:
            now = tuple(sorted(state.phases)) if isinstance(state, Case) else ()
            if now != tuple(sorted(expect.phases)):
                found.append(f"left open {', '.join(now) or 'nothing'}, not {', '.join(expect.phases) or 'nothing'}")
        ended = str(getattr(state, "outcome", "") or "")
        if expect.outcome and ended != expect.outcome:
            found.append(f"ended with {ended or 'nothing'}, not with {expect.outcome}")
        return found


def name(scenario: Scenario) -> str:
    """The short name under which a scenario's acts are known to a database."""
    return _digest("\n".join((scenario.title, scenario.community)))[:12]


def name_of(event: Any) -> str:
    """What the documents call an event: `clock.passed` for the facts of a case, else its type's name."""
    name = getattr(event, "name", None)
    return name if isinstance(name, str) else type(event).__name__


EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
"""Where a replay's clock stands before the first act."""

__all__ = ["EPOCH", "Outcome", "Player", "ScenarioRolls", "Venue", "Versions", "Way", "name", "name_of"]
