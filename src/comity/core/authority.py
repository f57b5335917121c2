# SPDX-License-Identifier: Apache-2.0
"""The register of what authorities asked for: who, on which basis, what was given, and who was told of it.

Whoever presides enters it. An event carries codes and digests; what the authority wrote and every ground are papers.
Everybody concerned is told, unless that may not be yet: then until an instant, on a ground, and no longer than a year
at a time; when the instant comes, telling them is due. How often that happened is public.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TypeAlias, assert_never

from comity.core.clause import Fault, Malformed, Refusal, promise
from comity.core.evidence import is_digest

AUTHORITIES: tuple[str, ...] = ("court", "prosecution", "police", "supervision", "other")
"""Who asked."""
BASES: tuple[str, ...] = ("order", "statute", "voluntary")
"""On which basis: an order of a court, a duty by statute, or neither: then nothing has to be given."""
SCOPES: tuple[str, ...] = ("contacts", "papers", "history", "accounts")
"""What was asked for."""
OUTCOMES: tuple[str, ...] = ("given", "partly", "refused")
"""What became of it."""
LONGEST_SILENCE = timedelta(days=366)

NO_SUCH = "There is no such request of an authority that waits for an answer."
KNOWN_BEFORE = "A request of that name was entered before."
NOT_OF_IT = "Nobody of that name is concerned by this request."
TOLD_BEFORE = "They were told before."
NOT_YET = "They may not be told before {until}."
REASONS: tuple[str, ...] = (NO_SUCH, KNOWN_BEFORE, NOT_OF_IT, TOLD_BEFORE, NOT_YET)


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterDemand:
    """Enter what an authority asked for. `words` is the paper that tells it, `case` the case it is about, or empty;
    `concerned` the pseudonyms whom it is about; `silent` until when they may not be told, for the reason in `words`."""

    by: str
    id: str
    authority: str
    basis: str
    scope: tuple[str, ...]
    words: str
    due: datetime | None = None
    case: str = ""
    concerned: tuple[str, ...] = ()
    silent: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDemand:
    """Say what was given: `given` are digests of papers, or of what was handed over; `ground` is a paper."""

    by: str
    id: str
    outcome: str
    ground: str
    given: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TellConcerned:
    """Record that somebody concerned is told now."""

    by: str
    id: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepSilent:
    """Those concerned may not be told before an instant, on a ground."""

    by: str
    id: str
    until: datetime
    ground: str


Command: TypeAlias = EnterDemand | AnswerDemand | TellConcerned | KeepSilent


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandEntered:
    """An authority asked for something."""

    at: datetime
    by: str
    id: str
    authority: str
    basis: str
    scope: tuple[str, ...]
    words: str
    due: datetime | None
    case: str
    concerned: tuple[str, ...]
    silent: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandAnswered:
    """It was given, in part or not."""

    at: datetime
    by: str
    id: str
    outcome: str
    ground: str
    given: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernedTold:
    """Somebody whom it is about was told."""

    at: datetime
    by: str
    id: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceKept:
    """Nobody concerned is told before the instant."""

    at: datetime
    by: str
    id: str
    until: datetime
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceOver:
    """The instant has come: those concerned are to be told."""

    at: datetime
    id: str


Event: TypeAlias = DemandEntered | DemandAnswered | ConcernedTold | SilenceKept | SilenceOver
COMMANDS: tuple[type, ...] = (EnterDemand, AnswerDemand, TellConcerned, KeepSilent)
EVENTS: tuple[type, ...] = (DemandEntered, DemandAnswered, ConcernedTold, SilenceKept, SilenceOver)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """One request of an authority as it stands; `silent` is None once those concerned may be told."""

    entered: DemandEntered
    silent: datetime | None = None
    grounds: tuple[str, ...] = ()
    answered: DemandAnswered | None = None
    told: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def untold(self) -> tuple[str, ...]:
        """Who is concerned and was not told."""
        return tuple(person for person in self.entered.concerned if person not in self.told)

    @property
    def papers(self) -> tuple[str, ...]:
        """The digests of everything that was written about it."""
        answer = (self.answered.ground,) if self.answered is not None else ()
        return (self.entered.words, *self.grounds, *answer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """All of them, by their ids, the oldest first."""

    all: Mapping[str, Demand] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorityDecider:
    """The law of the register."""

    @property
    def initial(self) -> Register:
        """No authority has asked for anything."""
        return Register()

    def due(self, state: Register) -> datetime | None:
        """The end of the next silence."""
        return min((one.silent for one in state.all.values() if one.silent is not None), default=None)

    def advance(self, state: Register, at: datetime) -> tuple[Event, ...]:
        """Every silence ends at its own instant."""
        over = [(one.silent, id) for id, one in state.all.items() if one.silent is not None and one.silent <= at]
        return tuple(SilenceOver(at=until, id=id) for until, id in sorted(over))

    def decide(self, state: Register, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, `Malformed`."""
        match command:
            case EnterDemand():
                return (self._entered(state, command, at),)
            case AnswerDemand(by=by, id=id, outcome=outcome, ground=ground, given=given):
                _checked(_one_of("outcome", outcome, OUTCOMES), *_papers(ground=ground), *_given(outcome, given))
                if _found(state, id).answered is not None:
                    raise Refusal(NO_SUCH, clause=promise(17), field="id")
                return (DemandAnswered(at=at, by=by, id=id, outcome=outcome, ground=ground, given=given),)
            case TellConcerned(by=by, id=id, person=person):
                return (_told(_found(state, id), ConcernedTold(at=at, by=by, id=id, person=person)),)
            case KeepSilent(by=by, id=id, until=until, ground=ground):
                _checked(*_papers(ground=ground), _within("until", until, at))
                _found(state, id)
                return (SilenceKept(at=at, by=by, id=id, until=until, ground=ground),)
            case _:
                assert_never(command)

    def _entered(self, state: Register, command: EnterDemand, at: datetime) -> Event:
        _checked(
            _one_of("authority", command.authority, AUTHORITIES),
            _one_of("basis", command.basis, BASES),
            *(_one_of("scope", one, SCOPES) for one in command.scope or ("nothing",)),
            *_papers(words=command.words),
            _within("silent", command.silent, at) if command.silent is not None else None,
        )
        if command.id in state.all:
            raise Refusal(KNOWN_BEFORE, clause=promise(17), field="id")
        scope, concerned = (tuple(dict.fromkeys(named)) for named in (command.scope, command.concerned))
        return DemandEntered(
            at=at, by=command.by, id=command.id, authority=command.authority, basis=command.basis, scope=scope,
            words=command.words, due=command.due, case=command.case, concerned=concerned, silent=command.silent,
        )  # fmt: skip

    def evolve(self, state: Register, event: Event) -> Register:
        """The state after `event`."""
        match event:
            case DemandEntered(silent=silent):
                one = Demand(entered=event, silent=silent)
            case DemandAnswered():
                one = replace(state.all[event.id], answered=event)
            case ConcernedTold(at=at, person=person):
                before = state.all[event.id]
                one = replace(before, told={**before.told, person: at})
            case SilenceKept(until=until, ground=ground):
                before = state.all[event.id]
                one = replace(before, silent=until, grounds=(*before.grounds, ground))
            case SilenceOver():
                one = replace(state.all[event.id], silent=None)
            case _:
                assert_never(event)
        return replace(state, all={**state.all, event.id: one})


def _found(state: Register, id: str) -> Demand:
    if id not in state.all:
        raise Refusal(NO_SUCH, clause=promise(17), field="id")
    return state.all[id]


def _told(one: Demand, event: ConcernedTold) -> ConcernedTold:
    if event.person not in one.entered.concerned:
        raise Refusal(NOT_OF_IT, clause=promise(17), field="person")
    if event.person in one.told:
        raise Refusal(TOLD_BEFORE, clause=promise(17), field="person")
    if one.silent is not None:
        until = one.silent.isoformat()
        raise Refusal(NOT_YET, clause=promise(17), field="person", about={"until": until})
    return event


def _checked(*faults: Fault | None) -> None:
    found = [one for one in faults if one is not None]
    if found:
        raise Malformed(found)


def _papers(**named: str) -> list[Fault]:
    text = "a paper is named by its SHA-256 in hex"
    return [Fault(field=name, rule="paper.digest", text=text) for name, value in named.items() if not is_digest(value)]


def _given(outcome: str, given: tuple[str, ...]) -> list[Fault]:
    if outcome == "refused" and given:
        return [Fault(field="given", rule="none", text="nothing is given where it is refused")]
    return [] if all(is_digest(one) for one in given) else _papers(given="")


def _one_of(field: str, value: str, known: tuple[str, ...]) -> Fault | None:
    return None if value in known else Fault(field=field, rule="known", text=f"is one of {', '.join(known)}")


def _within(field: str, until: datetime, at: datetime) -> Fault | None:
    if at < until <= at + LONGEST_SILENCE:
        return None
    return Fault(field=field, rule="silence.until", text="lies in the future, and within a year")


__all__ = [
    "AUTHORITIES", "BASES", "COMMANDS", "EVENTS", "OUTCOMES", "REASONS", "SCOPES", "AnswerDemand", "AuthorityDecider",
    "Command", "ConcernedTold", "Demand", "DemandAnswered", "DemandEntered", "EnterDemand", "Event", "KeepSilent",
    "Register", "SilenceKept", "SilenceOver", "TellConcerned",
]  # fmt: skip
