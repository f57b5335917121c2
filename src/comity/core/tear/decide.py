# SPDX-License-Identifier: Apache-2.0
"""What may be done with a tear, by whom, and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from comity.core.clause import Clause, Fault, Malformed, Possible, Refusal, fault, promise
from comity.core.evidence import LONGEST_REFERENCE, is_digest, is_reference, unfit
from comity.core.tear.commands import (
    AgreeToDialogue,
    AskForReport,
    BecomeReport,
    ChooseSupport,
    CloseDialogue,
    Command,
    DeclineDialogue,
    HaveQuietWord,
    Hear,
    HoldDialogue,
    LetRest,
    Listen,
    OfferDialogue,
    Withdraw,
)
from comity.core.tear.events import (
    Answered,
    BecameReport,
    DialogueAgreed,
    DialogueClosed,
    DialogueDeclined,
    DialogueHeld,
    DialogueOffered,
    Event,
    Expired,
    FilesHandedOn,
    FilesLaid,
    Listened,
    QuietWordHad,
    ReportAskedFor,
    Rested,
    SupportChosen,
    TearHeard,
    Withdrawn,
)
from comity.core.tear.state import Stage, Tear, TearRules, evolve

NOT_NOW = "A tear that is {stage} does not allow this."
NOT_A_LISTENER = "The role {role} does not listen to tears."
NOT_THE_REPORTER = "Only the reporter chooses this."
NO_CONSENT = "A tear is told for somebody else only where that person agreed."
SUPPORT_ONLY = "The reporter wants support only, so nobody is approached."
ASKED_BEFORE = "The reporter was asked for a report before, and is not pressed."
NO_SUCH_CHAIR = "This dialogue has no free chair {chair}."
NOT_HELD = "A dialogue that never met has mended nothing."
NOBODY_TO_ANSWER = "Whoever told this kept no receipt, so nobody would read an answer."
REASONS: tuple[str, ...] = (
    NOT_NOW, NOT_A_LISTENER, NOT_THE_REPORTER, NO_CONSENT, SUPPORT_ONLY, ASKED_BEFORE, NO_SUCH_CHAIR, NOT_HELD,
    NOBODY_TO_ANSWER,
)  # fmt: skip

MOST_CHAIRS = 12

_OPEN = frozenset({Stage.HEARD, Stage.LISTENED, Stage.OFFERED, Stage.DIALOGUE})
_TAKEN_UP = _OPEN - {Stage.HEARD}
_STAGES: Mapping[type[Command], frozenset[Stage]] = {
    Hear: frozenset({Stage.UNHEARD}),
    Listen: frozenset({Stage.HEARD}),
    HaveQuietWord: frozenset({Stage.LISTENED}),
    OfferDialogue: frozenset({Stage.LISTENED}),
    AgreeToDialogue: frozenset({Stage.OFFERED}),
    DeclineDialogue: frozenset({Stage.OFFERED, Stage.DIALOGUE}),
    HoldDialogue: frozenset({Stage.DIALOGUE}),
    CloseDialogue: frozenset({Stage.OFFERED, Stage.DIALOGUE}),
    LetRest: frozenset({Stage.LISTENED}),
    AskForReport: _TAKEN_UP,
    BecomeReport: _OPEN,
    ChooseSupport: _OPEN,
    Withdraw: _OPEN,
}
_APPROACHES = (HaveQuietWord, OfferDialogue)


def options(tear: Tear) -> tuple[type[Command], ...]:
    """What may be asked of the tear as it stands, whoever asks."""
    return tuple(kind for kind in _STAGES if tear.stage in _STAGES[kind] and not _spent(tear, kind))


def _spent(tear: Tear, kind: type[Command]) -> bool:
    if kind is AskForReport:
        return tear.asked
    return tear.support and kind in (*_APPROACHES, ChooseSupport)


@dataclass(frozen=True, slots=True, kw_only=True)
class TearDecider:
    """The law of the small tear under one procedure."""

    rules: TearRules

    @property
    def initial(self) -> Tear:
        """Nothing was told yet."""
        return Tear()

    def advance(self, state: Tear, at: datetime) -> tuple[Event, ...]:
        """A tear whose time is over ends, dated at its own instant."""
        if state.open and state.expires is not None and state.expires <= at:
            return (Expired(at=state.expires),)
        return ()

    def due(self, state: Tear) -> datetime | None:
        """When the tear ends by itself."""
        return state.expires if state.open else None

    def evolve(self, state: Tear, event: Event) -> Tear:
        """The tear after `event`."""
        return evolve(state, event)

    def decide(self, state: Tear, command: Command, at: datetime) -> tuple[Event, ...]:
        """What the command brings about. Raises `Refusal`, or `Malformed` where a field cannot be what it is."""
        if state.stage not in _STAGES[type(command)]:
            raise self._no(state, NOT_NOW, self.rules.clause, stage=state.stage)
        match command:
            case Hear():
                return self._hear(command, at)
            case AgreeToDialogue(chair=chair):
                return self._agree(state, chair, at)
            case DeclineDialogue():
                return (DialogueDeclined(at=at),)
            case BecomeReport() | ChooseSupport() | Withdraw():
                return self._chosen(state, command, at)
            case _:
                self._listens(state, command.role)
                return self._listener(state, command, at)

    def _hear(self, command: Hear, at: datetime) -> tuple[Event, ...]:
        through = "" if command.by == command.reporter else command.by
        if through and not command.consented:
            raise self._no(Tear(), NO_CONSENT, promise(4))
        heard = TearHeard(
            at=at,
            words=_digest("words", command.words),
            reporter=command.reporter,
            through=through,
            named=command.named,
            conversation=_reference(command.conversation),
            expires=self.rules.expiry(at),
        )
        return (heard, *(FilesLaid(at=at, files=files) for files in _files(command.files)))

    def _agree(self, tear: Tear, chair: int, at: datetime) -> tuple[Event, ...]:
        chairs, taken = (tear.dialogue.chairs, tear.dialogue.taken) if tear.dialogue else (0, frozenset())
        if not 1 <= chair <= chairs or chair in taken:
            raise self._no(tear, NO_SUCH_CHAIR, self.rules.clause, chair=str(chair))
        return (DialogueAgreed(at=at, chair=chair, whole=len(taken) + 1 == chairs),)

    def _chosen(self, tear: Tear, command: BecomeReport | ChooseSupport | Withdraw, at: datetime) -> tuple[Event, ...]:
        if not tear.reporter or command.by != tear.reporter:
            raise self._no(tear, NOT_THE_REPORTER, promise(4))
        match command:
            case BecomeReport(words=words, files=files):
                became = BecameReport(at=at, reporter=tear.reporter, words=_digest("words", words))
                return (*(FilesHandedOn(at=at, files=some) for some in _files(files)), became)
            case ChooseSupport():
                if tear.support:
                    raise self._no(tear, SUPPORT_ONLY, promise(4))
                return (SupportChosen(at=at),)
            case Withdraw():
                return (Withdrawn(at=at),)
            case _:
                assert_never(command)

    def _listener(
        self,
        tear: Tear,
        command: Listen | HaveQuietWord | OfferDialogue | HoldDialogue | CloseDialogue | LetRest | AskForReport,
        at: datetime,
    ) -> tuple[Event, ...]:
        by = command.by
        match command:
            case Listen():
                return (Listened(at=at, by=by),)
            case HoldDialogue():
                return (DialogueHeld(at=at, by=by),)
            case CloseDialogue(mended=mended, words=words):
                return (*self._answer(tear, by, words, at), *self._close(tear, by, mended=mended, at=at))
            case LetRest(words=words):
                return (*self._answer(tear, by, words, at), Rested(at=at, by=by))
            case AskForReport():
                if tear.asked:
                    raise self._no(tear, ASKED_BEFORE, promise(4))
                return (ReportAskedFor(at=at, by=by),)
            case HaveQuietWord() | OfferDialogue():
                return self._approach(tear, command, at)
            case _:
                assert_never(command)

    def _approach(self, tear: Tear, command: HaveQuietWord | OfferDialogue, at: datetime) -> tuple[Event, ...]:
        if tear.support:
            raise self._no(tear, SUPPORT_ONLY, promise(4))
        match command:
            case HaveQuietWord(by=by, conversation=conversation):
                return (QuietWordHad(at=at, by=by, conversation=_reference(conversation)),)
            case OfferDialogue(by=by, chairs=chairs):
                return (DialogueOffered(at=at, by=by, chairs=_chairs(chairs)),)
            case _:
                assert_never(command)

    def _close(self, tear: Tear, by: str, *, mended: bool, at: datetime) -> tuple[Event, ...]:
        if mended and not (tear.dialogue and tear.dialogue.held):
            raise self._no(tear, NOT_HELD, self.rules.clause)
        return (DialogueClosed(at=at, by=by, mended=mended),)

    def _answer(self, tear: Tear, by: str, words: str, at: datetime) -> tuple[Event, ...]:
        if not words:
            return ()
        if not tear.reporter:
            raise self._no(tear, NOBODY_TO_ANSWER, promise(3))
        return (Answered(at=at, by=by, words=_digest("words", words)),)

    def _listens(self, tear: Tear, role: str) -> None:
        if role not in self.rules.listens:
            raise self._no(tear, NOT_A_LISTENER, self.rules.clause, role=role)

    def _no(self, tear: Tear, reason: str, clause: Clause, **about: str) -> Refusal:
        possible = [Possible(act=kind.__name__) for kind in options(tear)]
        return Refusal(reason, clause=clause, about=about, possible=possible)


def _digest(field: str, text: str) -> str:
    if not is_digest(text):
        raise Malformed([Fault(field=field, rule="paper.digest", text="a paper is named by its SHA-256 in hex")])
    return text


def _reference(text: str) -> str:
    if text and not is_reference(text):
        found = fault(
            "a reference is a web address or an id of one word, of at most {most} signs, and no prose",
            field="conversation", rule="tear.reference", about={"most": str(LONGEST_REFERENCE)},
        )  # fmt: skip
        raise Malformed([found])
    return text


def _files(files: Mapping[str, int]) -> tuple[Mapping[str, int], ...]:
    """The files beside a text, if there are any. Raises `Refusal` where they are not such as may lie there."""
    if wrong := unfit(files):
        raise Refusal(wrong, clause=promise(26), field="files")
    return (dict(files),) if files else ()


def _chairs(number: int) -> int:
    if not 2 <= number <= MOST_CHAIRS:
        about = {"most": str(MOST_CHAIRS)}
        raise Malformed([fault("a dialogue has 2 to {most} chairs", field="chairs", rule="tear.chairs", about=about)])
    return number


__all__ = ["REASONS", "TearDecider", "options"]
