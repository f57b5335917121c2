# SPDX-License-Identifier: Apache-2.0
"""What may be done with the watch, by whom, and when. It never acts by itself, and nothing in it is about a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from comity.core.clause import Clause, Fault, Malformed, Refusal, promise
from comity.core.evidence import is_digest
from comity.core.procedure.watching import is_mark
from comity.core.watch.commands import (
    AdmitSignal,
    CloseSpace,
    Command,
    CountVerdict,
    GoLive,
    GoUnseen,
    MissSign,
    OpenSpace,
    PauseSpace,
    PutUpSign,
    ResumeSpace,
    ReturnTo,
    StepAsideFrom,
    StepAsideIn,
    TryPattern,
)
from comity.core.watch.events import (
    Event,
    Mode,
    PatternTried,
    ReturnedTo,
    SignalAdmitted,
    SignMissed,
    SignPutUp,
    SpaceClosed,
    SpaceOpened,
    SpacePaused,
    SpaceResumed,
    SteppedAsideFrom,
    SteppedAsideIn,
    VerdictCounted,
    WentLive,
    WentUnseen,
)
from comity.core.watch.rules import WatchRules
from comity.core.watch.state import PATTERN, Tally, Watch, Watched, evolve, keys, watched

CLERK = "clerk"
NO_CLAUSE = "No clause of the procedure in force lets this space be watched."
NOT_AN_OPENER = "Only who is named by the clause opens, pauses and closes a watched space."
NOT_A_LIAISON = "Only who reads signals steps aside from a space."
NOT_A_JUDGE = "Only who is named by the clause says what is shown to liaisons, and nobody who reads live signals."
OPEN_BEFORE = "This space is watched already."
NOT_OPEN = "This space is not watched."
NOT_PAUSED = "The watch of this space does not rest."
PAUSED_BEFORE = "The watch of this space rests already."
NO_SIGN = "No sign stands there."
ASIDE_BEFORE = "You have stepped aside from this space already."
NOT_ASIDE = "You have not stepped aside from this space."
NOT_READ = "This space is not read now, so nothing is said about it."
SAID_BEFORE = "This signal came before."
NOT_UNSEEN = "Nothing of this name runs unseen."
NOT_LIVE = "Nothing of this name is shown to liaisons."
TOO_SOON = "It has to run unseen until {until}."
TOO_FEW = "{judged} of its would-be signals were judged, and {needed} are needed."
REASONS: tuple[str, ...] = (
    NO_CLAUSE, NOT_AN_OPENER, NOT_A_LIAISON, NOT_A_JUDGE, OPEN_BEFORE, NOT_OPEN, NOT_PAUSED, PAUSED_BEFORE, NO_SIGN,
    ASIDE_BEFORE, NOT_ASIDE, NOT_READ, SAID_BEFORE, NOT_UNSEEN, NOT_LIVE, TOO_SOON, TOO_FEW,
)  # fmt: skip
LONGEST_NAME = 200
"""Characters in the name of a version or a pattern."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchDecider:
    """The law of the watch."""

    rules: WatchRules

    @property
    def initial(self) -> Watch:
        """Nothing is watched."""
        return Watch()

    def advance(self, state: Watch, at: datetime) -> tuple[Event, ...]:
        """Time changes nothing: what has to end has streams of its own."""
        return ()

    def due(self, state: Watch) -> datetime | None:
        """Nothing is waited for."""
        return None

    def evolve(self, state: Watch, event: Event) -> Watch:
        """The watch after `event`."""
        return evolve(state, event)

    def decide(self, state: Watch, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        match command:
            case AdmitSignal():
                return (self._admit(state, command, at),)
            case TryPattern():
                return self._tried(state, command, at)
            case CountVerdict():
                return (_counted(command, at),)
            case GoLive() | GoUnseen():
                return (self._proved(state, command, at),)
            case StepAsideFrom() | ReturnTo():
                return (self._aside(state, command, at),)
            case StepAsideIn():
                return _aside_in(state, command, at)
            case OpenSpace():
                return (self._open(state, command, at),)
            case PutUpSign() | MissSign() | PauseSpace() | ResumeSpace() | CloseSpace():
                return (self._changed(state, command, at),)
            case _:
                assert_never(command)

    def _open(self, state: Watch, command: OpenSpace, at: datetime) -> SpaceOpened:
        self._opens(command.by)
        if command.space not in self.rules.spaces:
            raise self._no(NO_CLAUSE, "space")
        one = state.spaces.get(command.space)
        if one is not None and one.closed is None:
            raise self._no(OPEN_BEFORE, "space", command.space)
        clause = self.rules.cite(command.space).id
        return SpaceOpened(at=at, by=command.by, space=command.space, clause=clause)

    def _changed(
        self, state: Watch, command: PutUpSign | MissSign | PauseSpace | ResumeSpace | CloseSpace, at: datetime
    ) -> Event:
        by, space = command.by, command.space
        if not (isinstance(command, PutUpSign | MissSign) and by == CLERK):
            self._opens(by)
        one = self._opened(state, space)
        match command:
            case PutUpSign(mark=mark):
                return SignPutUp(at=at, by=by, space=space, mark=_mark(mark))
            case MissSign():
                if not one.sign:
                    raise self._no(NO_SIGN, "space", space)
                return SignMissed(at=at, by=by, space=space)
            case PauseSpace():
                if one.paused:
                    raise self._no(PAUSED_BEFORE, "space", space)
                return SpacePaused(at=at, by=by, space=space)
            case ResumeSpace():
                if not one.paused:
                    raise self._no(NOT_PAUSED, "space", space)
                return SpaceResumed(at=at, by=by, space=space)
            case CloseSpace():
                return SpaceClosed(at=at, by=by, space=space)
            case _:
                assert_never(command)

    def _opened(self, state: Watch, space: str) -> Watched:
        one = state.spaces.get(space)
        if one is None or one.closed is not None:
            raise self._no(NOT_OPEN, "space", space)
        return one

    def _aside(self, state: Watch, command: StepAsideFrom | ReturnTo, at: datetime) -> Event:
        if command.by not in self.rules.readers:
            raise self._no(NOT_A_LIAISON, "by", clause=promise(10))
        one = self._opened(state, command.space)
        match command:
            case StepAsideFrom(by=by, space=space):
                if by in one.aside:
                    raise self._no(ASIDE_BEFORE, "space", clause=promise(10))
                return SteppedAsideFrom(at=at, by=by, space=space)
            case ReturnTo(by=by, space=space):
                if by not in one.aside:
                    raise self._no(NOT_ASIDE, "space", clause=promise(10))
                return ReturnedTo(at=at, by=by, space=space)
            case _:
                assert_never(command)

    def _admit(self, state: Watch, command: AdmitSignal, at: datetime) -> SignalAdmitted:
        _named(command.id, command.version, command.pattern)
        if command.space not in watched(state, self.rules):
            raise self._no(NOT_READ, "space", command.space)
        if command.id in state.admitted:
            raise self._no(SAID_BEFORE, "id")
        proved = all(key in state.live for key in keys(command.version, command.pattern))
        mode = Mode.SHADOW
        if proved:
            mode = Mode.LIVE if state.spent(at) < self.rules.budget else Mode.OVER
        return SignalAdmitted(
            at=at, id=command.id, space=command.space, version=command.version, pattern=command.pattern, mode=mode
        )

    def _tried(self, state: Watch, command: TryPattern, at: datetime) -> tuple[PatternTried, ...]:
        """Once for each signal; it changes nothing of what anybody is shown."""
        _named(command.id, command.pattern, "")
        if command.id not in state.admitted:
            raise self._no(NOT_READ, "id")
        if any(id == command.id for _at, id in state.tried.get(command.pattern, ())):
            return ()
        return (PatternTried(at=at, id=command.id, pattern=command.pattern),)

    def _proved(self, state: Watch, command: GoLive | GoUnseen, at: datetime) -> Event:
        if command.by not in self.rules.judges:
            raise self._no(NOT_A_JUDGE, "by")
        match command:
            case GoUnseen(by=by, of=of):
                if of not in state.live:
                    raise self._no(NOT_LIVE, "of")
                return WentUnseen(at=at, by=by, of=of)
            case GoLive(by=by, of=of):
                no = not_yet(self.rules, state, of, at)
                if no is not None:
                    raise no
                beside = () if of.startswith(PATTERN) else _beside(state)
                return WentLive(at=at, by=by, of=of, beside=beside)
            case _:
                assert_never(command)

    def _opens(self, person: str) -> None:
        if not self.rules.spaces:
            raise self._no(NO_CLAUSE, "space")
        if person not in self.rules.openers:
            raise self._no(NOT_AN_OPENER, "by")

    def _no(self, reason: str, field: str, space: str = "", *, clause: Clause | None = None) -> Refusal:
        return Refusal(reason, clause=clause or self.rules.cite(space), field=field)


def not_yet(rules: WatchRules, state: Watch, of: str, at: datetime) -> Refusal | None:
    """Why what runs unseen cannot be shown to liaisons yet; None where it can."""
    trial = state.trials.get(of)
    if trial is None:
        return Refusal(NOT_UNSEEN, clause=rules.clause, field="of")
    if trial.since + rules.shadow > at:
        about = {"until": (trial.since + rules.shadow).isoformat()}
        return Refusal(TOO_SOON, clause=rules.clause, field="of", about=about)
    tally: Tally = trial.tally
    if tally.judged < rules.judged:
        about = {"judged": str(tally.judged), "needed": str(rules.judged)}
        return Refusal(TOO_FEW, clause=rules.clause, field="of", about=about)
    return None


def _aside_in(state: Watch, command: StepAsideIn, at: datetime) -> tuple[SteppedAsideIn, ...]:
    """Once for each conversation. That it is a liaison was asked where they stepped aside."""
    if not is_digest(command.conversation):
        rule = "a conversation is named by the SHA-256 of its name in hex"
        raise Malformed([Fault(field="conversation", rule="watch.digest", text=rule)])
    if command.by in state.concerned.get(command.conversation, frozenset()):
        return ()
    return (SteppedAsideIn(at=at, by=command.by, conversation=command.conversation),)


def _beside(state: Watch) -> tuple[str, ...]:
    """The patterns that were judged together with a version, without those that somebody put back to being unseen."""
    judged = {key for key, one in state.trials.items() if key.startswith(PATTERN) and one.tally.judged}
    return tuple(sorted(judged - state.put_back))


def _counted(command: CountVerdict, at: datetime) -> VerdictCounted:
    _named(command.id, command.version, command.pattern)
    return VerdictCounted(
        at=at, id=command.id, version=command.version, verdict=command.verdict, shadow=command.shadow,
        pattern=command.pattern, was=command.was,
    )  # fmt: skip


def _named(id: str, version: str, pattern: str) -> None:
    """Raises `Malformed`: a signal has a digest, a version and a pattern have short names without blanks."""
    faults = []
    if not is_digest(id):
        faults.append(Fault(field="id", rule="watch.digest", text="a signal is named by a SHA-256 in hex"))
    for field, text, least in (("version", version, 1), ("pattern", pattern, 0)):
        short = least <= len(text) <= LONGEST_NAME and text.isprintable() and not any(c.isspace() for c in text)
        if not short:
            faults.append(Fault(field=field, rule="watch.name", text="is one word of at most 200 signs"))
    if faults:
        raise Malformed(faults)


def _mark(text: str) -> str:
    if not is_mark(text):
        rule = "a sign is named by one word of at most 300 signs: its address, or the platform's own mark of it"
        raise Malformed([Fault(field="mark", rule="watch.mark", text=rule)])
    return text


__all__ = ["REASONS", "WatchDecider", "not_yet"]
