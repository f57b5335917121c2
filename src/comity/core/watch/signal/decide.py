# SPDX-License-Identifier: Apache-2.0
"""What may be done with a signal, by whom, and when; and when it is forgotten."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from comity.core.clause import Clause, Fault, Malformed, Refusal, promise
from comity.core.evidence import is_digest
from comity.core.watch.events import Mode
from comity.core.watch.rules import WatchRules
from comity.core.watch.signal.commands import (
    BeginMatter,
    Command,
    CutEvidence,
    EaseSignal,
    FollowUp,
    HadQuietWord,
    HandOver,
    JudgeSignal,
    LeaveSignal,
    OfferQuietWord,
    RaiseSignal,
    StepAside,
)
from comity.core.watch.signal.events import (
    Event,
    EvidenceCut,
    FollowedUp,
    HandedOver,
    MatterBegun,
    QuietWordForgotten,
    QuietWordHad,
    QuietWordOffered,
    SignalEased,
    SignalExpired,
    SignalJudged,
    SignalLeft,
    SignalRaised,
    SteppedAside,
)
from comity.core.watch.signal.state import Signal, evolve

NOT_ADMITTED = "No model has spoken of this, or nobody decided to whom it is shown."
RAISED_BEFORE = "This signal was raised before."
OVER = "This signal is over."
NOT_YOURS = "Only liaisons who are not concerned do something with a signal."
NOT_A_JUDGE = "A would-be signal is judged by who is named by the clause, and by nobody who reads live ones."
UNSEEN = "A would-be signal is only judged."
EASED_BEFORE = "This conversation has cooled already."
SAME = "That was said already."
NO_WORD = "No quiet word was offered in this conversation."
WORD_BEFORE = "A quiet word was offered already."
HAD_BEFORE = "The quiet word was had already."
LOOKED_BEFORE = "Somebody has looked again already."
NO_CONSENT = "Something is told for somebody else only where that person agreed."
NOT_A_LIAISON = "A signal is handed over to a liaison who is not concerned."
ASIDE_BEFORE = "You have stepped aside from this conversation already."
LEFT_BEFORE = "It was let be already."
BEGUN_BEFORE = "That was begun from this signal already."
REASONS: tuple[str, ...] = (
    NOT_ADMITTED, RAISED_BEFORE, OVER, NOT_YOURS, NOT_A_JUDGE, UNSEEN, EASED_BEFORE, SAME, NO_WORD, WORD_BEFORE,
    HAD_BEFORE, LOOKED_BEFORE, NO_CONSENT, NOT_A_LIAISON, ASIDE_BEFORE, LEFT_BEFORE, BEGUN_BEFORE,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalRules:
    """The rules of the watch, what was decided about this signal, and who stepped aside from its space, or from
    another signal of its conversation."""

    watch: WatchRules
    mode: Mode | None = None
    aside: frozenset[str] = field(default_factory=frozenset)


def reads(rules: SignalRules, signal: Signal, person: str) -> bool:
    """Whether `person` reads the signal and its evidence now: a liaison a live one, a judge an unseen one."""
    if not signal.open or person in signal.aside or person in rules.aside:
        return False
    among = {Mode.LIVE: rules.watch.readers, Mode.SHADOW: rules.watch.judges, Mode.OVER: frozenset[str]()}
    return person in among[signal.mode]


def hears(rules: SignalRules, signal: Signal, person: str) -> bool:
    """Whether `person` knows of the quiet word in its conversation: a liaison who is not concerned, also afterwards."""
    return person in rules.watch.readers and person not in signal.aside | rules.aside


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalDecider:
    """The law of one signal."""

    rules: SignalRules

    @property
    def initial(self) -> Signal:
        """No model has spoken."""
        return Signal()

    def due(self, state: Signal) -> datetime | None:
        """The end of the signal, or of the quiet word, whichever comes first."""
        ends = [state.expires if state.open else None, state.word.until if state.word is not None else None]
        return min((end for end in ends if end is not None), default=None)

    def advance(self, state: Signal, at: datetime) -> tuple[Event, ...]:
        """What is forgotten by `at`, each at its own instant."""
        found: list[Event] = []
        if state.open and state.expires is not None and state.expires <= at:
            found.append(SignalExpired(at=state.expires, evidence=state.evidence))
        if state.word is not None and state.word.until <= at:
            found.append(QuietWordForgotten(at=state.word.until))
        return tuple(sorted(found, key=lambda one: one.at))

    def evolve(self, state: Signal, event: Event) -> Signal:
        """The signal after `event`."""
        return evolve(state, event)

    def decide(self, state: Signal, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        if isinstance(command, RaiseSignal):
            return (self._raise(state, command, at),)
        if isinstance(command, HadQuietWord | FollowUp):
            return (self._word(state, command, at),)
        if not state.open:
            raise self._no(OVER if state.raised is not None else NOT_ADMITTED, "")
        match command:
            case EaseSignal():
                if state.eased is not None:
                    raise self._no(EASED_BEFORE, "")
                return (SignalEased(at=at),)
            case CutEvidence(evidence=evidence):
                before = state.evidence
                return (EvidenceCut(at=at, evidence=_digest("evidence", evidence, empty=True), before=before),)
            case JudgeSignal():
                return (self._judge(state, command, at),)
            case _:
                return (self._liaison(state, command, at),)

    def _raise(self, state: Signal, command: RaiseSignal, at: datetime) -> SignalRaised:
        if state.raised is not None:
            raise self._no(RAISED_BEFORE, "")
        if self.rules.mode is None:
            raise self._no(NOT_ADMITTED, "")
        if not 0 <= command.risk <= 1000:
            raise Malformed([Fault(field="risk", rule="watch.risk", text="a risk is 0 to 1000 thousandths")])
        return SignalRaised(
            at=at, conversation=_digest("conversation", command.conversation), space=command.space,
            version=command.version, risk=command.risk, evidence=_digest("evidence", command.evidence, empty=True),
            pattern=command.pattern, step=command.step, mode=self.rules.mode,
            expires=at + self.rules.watch.signals,
        )  # fmt: skip

    def _judge(self, state: Signal, command: JudgeSignal, at: datetime) -> SignalJudged:
        if not reads(self.rules, state, command.by):
            live = state.mode is Mode.LIVE
            raise self._no(NOT_YOURS, "by", promise(10)) if live else self._no(NOT_A_JUDGE, "by")
        if state.verdict is command.verdict:
            raise self._no(SAME, "verdict")
        return SignalJudged(at=at, by=command.by, verdict=command.verdict, was=state.verdict)

    def _liaison(
        self,
        state: Signal,
        command: LeaveSignal | OfferQuietWord | BeginMatter | HandOver | StepAside,
        at: datetime,
    ) -> Event:
        by = command.by
        self._reads(state, command)
        match command:
            case LeaveSignal():
                if state.left is not None:
                    raise self._no(LEFT_BEFORE, "")
                return SignalLeft(at=at, by=by)
            case StepAside():
                return SteppedAside(at=at, by=by)
            case HandOver(to=to):
                if to == by or not reads(self.rules, state, to):
                    raise self._no(NOT_A_LIAISON, "to", promise(10))
                return HandedOver(at=at, by=by, to=to)
            case OfferQuietWord(again=again):
                return self._offer(state, by, again, at)
            case BeginMatter():
                return self._begin(state, command, at)
            case _:
                assert_never(command)

    def _reads(self, state: Signal, command: LeaveSignal | OfferQuietWord | BeginMatter | HandOver | StepAside) -> None:
        """Raises `Refusal` unless a liaison who is not concerned asks about a live signal."""
        if isinstance(command, StepAside) and command.by in state.aside:
            raise self._no(ASIDE_BEFORE, "by", promise(10))
        if state.mode is not Mode.LIVE:
            raise self._no(UNSEEN, "")
        if not reads(self.rules, state, command.by):
            raise self._no(NOT_YOURS, "by", promise(10))

    def _offer(self, state: Signal, by: str, again: datetime, at: datetime) -> QuietWordOffered:
        if state.word is not None:
            raise self._no(WORD_BEFORE, "")
        until = at + self.rules.watch.quiet
        if not at < again <= until:
            rule = "somebody looks again after now, and before the quiet word is forgotten"
            raise Malformed([Fault(field="again", rule="watch.again", text=rule, clause=self.rules.watch.clause.id)])
        return QuietWordOffered(at=at, by=by, again=again, until=until)

    def _word(self, state: Signal, command: HadQuietWord | FollowUp, at: datetime) -> Event:
        """A quiet word outlives its signal: it is had, and looked after, until it is forgotten."""
        by = command.by
        if not hears(self.rules, state, by):
            raise self._no(NOT_YOURS, "by", promise(10))
        if state.word is None:
            raise self._no(NO_WORD, "")
        match command:
            case HadQuietWord():
                if state.word.had is not None:
                    raise self._no(HAD_BEFORE, "")
                return QuietWordHad(at=at, by=by)
            case FollowUp():
                if state.word.looked is not None:
                    raise self._no(LOOKED_BEFORE, "")
                return FollowedUp(at=at, by=by)
            case _:
                assert_never(command)

    def _begin(self, state: Signal, command: BeginMatter, at: datetime) -> MatterBegun:
        if not command.consented:
            raise self._no(NO_CONSENT, "consented", promise(4))
        of = _digest("of", command.of)
        if any(one.of == of for one in state.begun):
            raise self._no(BEGUN_BEFORE, "of")
        return MatterBegun(at=at, by=command.by, matter=command.matter, of=of)

    def _no(self, reason: str, field: str, clause: Clause | None = None) -> Refusal:
        return Refusal(reason, clause=clause or self.rules.watch.clause, field=field)


def _digest(field: str, text: str, *, empty: bool = False) -> str:
    if not (is_digest(text) or (empty and not text)):
        raise Malformed([Fault(field=field, rule="paper.digest", text="is named by its SHA-256 in hex")])
    return text


__all__ = ["REASONS", "SignalDecider", "SignalRules", "hears", "reads"]
