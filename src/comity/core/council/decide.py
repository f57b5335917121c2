# SPDX-License-Identifier: Apache-2.0
"""What a council, its electors and time may do in a season."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from comity.core.clause import Clause, Fault, Malformed, Possible, Refusal, promise
from comity.core.council.events import (
    Appoint,
    Appointed,
    BodyComplete,
    BodyFellVacant,
    Command,
    Constitute,
    Constituted,
    CycleReported,
    CycleReportMissed,
    Delegate,
    Delegated,
    Elect,
    Elected,
    Event,
    FileReport,
    Owed,
    Remove,
    Removed,
    SeasonEnded,
    SeatTaken,
    StepDown,
    SteppedDown,
    TakeSeat,
)
from comity.core.council.rules import CouncilRules, Post
from comity.core.council.state import Council, Kept, evolve, holders
from comity.core.party import is_pseudonym

CONSTITUTED_BEFORE = "This season has begun before; its instants stay as they are."
NO_SEASON = "No season has begun here yet."
SEASON_OVER = "The season is over."
NO_POST = "This procedure has no post called {role}."
NOT_THIS_BODY = "{body} does not do this for {role}."
ELECTED_POST = "{role} is elected, not appointed."
APPOINTED_POST = "{role} is appointed, not elected."
NO_SEAT_LEFT = "{role} has no more than {seats} seats."
HOLDS_IT = "Somebody here holds {role} already or was elected for it."
HOLDS_ANOTHER = "Nobody is {role} and {other} at once."
NOT_ELECTED = "Only those who were elected take a seat."
NOT_A_HOLDER = "This person does not hold {role}."
ONLY_ONESELF = "Only the holder steps down; others are removed on a ground."
NO_GROUND = "This is no ground for removal from {role}."
NOT_VACANT = "No post is vacant for which {role} takes over."
NOT_OWED = "No such report is owed."
REPORTED_BEFORE = "This report was filed; a correction is published as a new entry."
NOT_THEIR_REPORT = "This report is owed by {role}."
NIL_OR_NOT = "A nil report has no figures but zero, and any other has at least one."
NO_NIL = "Here a report that says nothing is not owed and not taken."
REASONS: tuple[str, ...] = (
    CONSTITUTED_BEFORE, NO_SEASON, SEASON_OVER, NO_POST, NOT_THIS_BODY, ELECTED_POST, APPOINTED_POST, NO_SEAT_LEFT,
    HOLDS_IT, HOLDS_ANOTHER, NOT_ELECTED, NOT_A_HOLDER, ONLY_ONESELF, NO_GROUND, NOT_VACANT, NOT_OWED,
    REPORTED_BEFORE, NOT_THEIR_REPORT, NIL_OR_NOT, NO_NIL,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilDecider:
    """The law of one council's season under one procedure."""

    rules: CouncilRules

    @property
    def initial(self) -> Council:
        """No season yet."""
        return Council()

    def advance(self, state: Council, at: datetime) -> tuple[Event, ...]:
        """Reports that did not come by their instants (an act at the instant itself is late), and the season's end."""
        missed: list[Event] = [
            CycleReportMissed(at=one.due, duty=one.duty, period=one.period) for one in _open(state) if one.due <= at
        ]
        if state.ends and state.ended is None and state.ends <= at:
            missed.append(SeasonEnded(at=state.ends))
        return tuple(sorted(missed, key=lambda event: event.at))

    def due(self, state: Council) -> datetime | None:
        """The next instant at which a report is due or the season ends."""
        end = (state.ends,) if state.ends and state.ended is None else ()
        return min((*end, *(one.due for one in _open(state))), default=None)

    def evolve(self, state: Council, event: Event) -> Council:
        """The council after `event`."""
        return evolve(state, event)

    def decide(self, state: Council, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        if isinstance(command, Constitute):
            return self._constitute(state, command, at)
        if state.ends is None:
            raise _no(NO_SEASON, promise(6), "Constitute")
        if isinstance(command, FileReport):
            return self._report(state, command, at)
        if state.ended:
            raise _no(SEASON_OVER, promise(6))
        post = self.rules.posts.get(command.role)
        if post is None:
            raise _no(NO_POST, self.rules.clause(command.role), role=command.role)
        return self._changed(state, post, (self._seat(state, post, command, at, until=state.ends),))

    def _seat(
        self,
        council: Council,
        post: Post,
        command: Elect | TakeSeat | Appoint | StepDown | Remove | Delegate,
        at: datetime,
        *,
        until: datetime,
    ) -> Event:
        role = post.id
        match command:
            case Elect(persons=persons, body=body, numbers=numbers):
                self._may_fill(council, post, persons, body, elected=True)
                return Elected(at=at, role=role, persons=persons, body=body, numbers=numbers)
            case TakeSeat(person=person):
                if person not in council.elected.get(role, ()):
                    raise self._refuse(NOT_ELECTED, post)
                return SeatTaken(at=at, role=role, person=person, until=until)
            case Appoint(person=person, body=body):
                self._may_fill(council, post, (person,), body, elected=False)
                return Appointed(at=at, role=role, person=person, body=body, until=until)
            case StepDown() | Remove():
                return self._leave(council, post, command, at)
            case Delegate():
                return self._delegate(council, post, command, at)
            case _:
                assert_never(command)

    def _constitute(self, council: Council, command: Constitute, at: datetime) -> tuple[Event, ...]:
        if council.ends is not None:
            raise _no(CONSTITUTED_BEFORE, promise(6))
        self._check(command, at)
        return (
            Constituted(
                at=at,
                season=command.season,
                starts=command.starts,
                ends=command.ends,
                owed=command.owed,
                vacant=tuple(role for role, post in self.rules.posts.items() if post.least > 0),
            ),
        )

    def _check(self, command: Constitute, at: datetime) -> None:
        times = Counter((one.duty, one.period) for one in command.owed)
        wrong = (
            ("season", not command.season, "a season has a name"),
            ("ends", command.ends <= max(at, command.starts), "a season ends after it starts, and is not over"),
            ("owed", any(n > 1 for n in times.values()), "one report of a kind is owed for a period"),
            ("owed.due", any(one.due <= at for one in command.owed), "a report is due in the future"),
            ("owed.by", any(one.by not in self.rules.posts for one in command.owed), "a post owes a report"),
        )
        faults = [Fault(field=name, rule=f"council.{name}", text=text) for name, is_wrong, text in wrong if is_wrong]
        if faults:
            raise Malformed(faults)

    def _may_fill(self, council: Council, post: Post, persons: Sequence[str], body: str, *, elected: bool) -> None:
        if post.elected != elected:
            raise self._refuse(ELECTED_POST if post.elected else APPOINTED_POST, post)
        self._may_act(post, body, post.filled_by)
        _several(persons)
        there = (*council.held.get(post.id, ()), *council.elected.get(post.id, ()))
        if set(there) & set(persons):
            raise self._refuse(HOLDS_IT, post)
        if post.seats is not None and len(there) + len(persons) > post.seats:
            raise self._refuse(NO_SEAT_LEFT, post, seats=str(post.seats))
        for other in dict.fromkeys((*council.held, *council.elected)):
            busy = {*council.held.get(other, ()), *council.elected.get(other, ())}
            if self.rules.are_apart(post.id, other) and busy & set(persons):
                raise self._refuse(HOLDS_ANOTHER, post, other=other)

    def _leave(self, council: Council, post: Post, command: StepDown | Remove, at: datetime) -> Event:
        person, role = command.person, post.id
        if person not in (*council.held.get(role, ()), *council.elected.get(role, ())):
            raise self._refuse(NOT_A_HOLDER, post)
        match command:
            case StepDown(by=by):
                if by != person:
                    raise self._refuse(ONLY_ONESELF, post, "Remove")
                return SteppedDown(at=at, role=role, person=person)
            case Remove(ground=ground, body=body):
                if ground not in post.removed_by:
                    raise self._refuse(NO_GROUND, post)
                self._may_act(post, body, post.removed_by[ground])
                return Removed(at=at, role=role, person=person, ground=ground, body=body)
            case _:
                assert_never(command)

    def _delegate(self, council: Council, post: Post, command: Delegate, at: datetime) -> Event:
        self._may_act(post, command.body, post.filled_by)
        _several(command.persons)
        if not any(self.rules.takes_over(role) == post.id for role in council.vacant):
            raise self._refuse(NOT_VACANT, post)
        return Delegated(at=at, role=post.id, persons=command.persons, body=command.body)

    def _changed(self, council: Council, post: Post, events: tuple[Event, ...]) -> tuple[Event, ...]:
        """The events, and what they mean for the post: it fell vacant, or it is complete again (P13)."""
        after = council
        for event in events:
            after = evolve(after, event)
        enough = len(after.held.get(post.id, ())) >= post.least
        at = events[-1].at
        if enough and post.id in council.vacant:
            return (*events, BodyComplete(at=at, role=post.id, released=self._released(after, post)))
        if not enough and post.id not in council.vacant:
            return (*events, BodyFellVacant(at=at, role=post.id, fallback=post.otherwise))
        return events

    def _released(self, council: Council, post: Post) -> tuple[str, ...]:
        """The role that took over, unless another vacant post still needs it."""
        needed = {self.rules.takes_over(role) for role in council.vacant - {post.id}}
        took_over = post.otherwise in council.delegated and post.otherwise not in needed
        return (post.otherwise,) if took_over else ()

    def _report(self, council: Council, command: FileReport, at: datetime) -> tuple[Event, ...]:
        key = (command.duty, command.period)
        owed, kept = council.owed.get(key), council.reports.get(key, Kept())
        if owed is None:
            raise _no(NOT_OWED, promise(7))
        clause = Clause(document=self.rules.document, id=owed.clause)
        if kept.filed:
            raise _no(REPORTED_BEFORE, promise(17))
        if command.by not in (*holders(council).get(owed.by, ()), *council.former.get(owed.by, ())):
            raise _no(NOT_THEIR_REPORT, clause, role=owed.by)
        _figures(command)
        if command.nil == any(command.figures.values()):
            raise _no(NIL_OR_NOT, clause)
        if command.nil and not owed.nil:
            raise _no(NO_NIL, clause)
        return (
            CycleReported(
                at=at,
                duty=owed.duty,
                period=owed.period,
                by=command.by,
                figures=command.figures,
                nil=command.nil,
                late=kept.missed,
            ),
        )

    def _may_act(self, post: Post, body: str, bodies: Sequence[str]) -> None:
        if body not in bodies:
            raise self._refuse(NOT_THIS_BODY, post, body=body)

    def _refuse(self, reason: str, post: Post, *possible: str, **about: str) -> Refusal:
        return _no(reason, self.rules.clause(post.id), *possible, role=post.id, **about)


def _open(council: Council) -> list[Owed]:
    """What is owed, not filed and not yet recorded as missed."""
    return [one for key, one in council.owed.items() if key not in council.reports]


def _several(persons: Sequence[str]) -> None:
    if not persons or len(set(persons)) != len(persons) or not all(map(is_pseudonym, persons)):
        text = "at least one person is named, each by a pseudonym of one word, and nobody twice"
        raise Malformed([Fault(field="persons", rule="council.persons", text=text)])


def _figures(command: FileReport) -> None:
    if any(figure < 0 for figure in command.figures.values()):
        raise Malformed([Fault(field="figures", rule="council.figures", text="a figure is no negative number")])


def _no(reason: str, clause: Clause, *possible: str, **about: str) -> Refusal:
    return Refusal(reason, clause=clause, about=about, possible=[Possible(act=act) for act in possible])


__all__ = ["REASONS", "CouncilDecider"]
