# SPDX-License-Identifier: Apache-2.0
"""What is known of a tear, and how long it may stay open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from comity.core.calendar import UNITS, Calendar
from comity.core.clause import Clause, Fault, Malformed
from comity.core.evidence import is_digest
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

LONGEST = 1_000
"""No tear stays open for more units than this."""


class Stage(StrEnum):
    """Where a tear stands."""

    UNHEARD = "unheard"
    HEARD = "heard"
    LISTENED = "listened"
    OFFERED = "offered"
    DIALOGUE = "dialogue"
    ENDED = "ended"


class Outcome(StrEnum):
    """How a tear ended. None of them says that anybody did anything."""

    MENDED = "mended"
    RESTED = "rested"
    REPORTED = "reported"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class TearRules:
    """The procedure's part: which roles listen, and after `count` of `unit` (never a period) a tear ends by itself.

    Raises `Malformed` where the length is none that always has an end.
    """

    clause: Clause
    calendar: Calendar
    count: int
    unit: str
    listens: frozenset[str]

    def __post_init__(self) -> None:
        if self.unit not in UNITS:
            text = f"a tear ends after {', '.join(sorted(UNITS))}: the end of a period may not be known yet"
            raise Malformed([Fault(field="tear.expires", rule="tear.unit", text=text, clause=self.clause.id)])
        if not 1 <= self.count <= LONGEST:
            text = f"a tear ends after 1 to {LONGEST} {self.unit}"
            raise Malformed([Fault(field="tear.expires", rule="tear.count", text=text, clause=self.clause.id)])

    def expiry(self, at: datetime) -> datetime:
        """When a tear that is heard at `at` ends by itself."""
        return self.calendar.shift(at, self.count, self.unit) or at


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A dialogue offered or under way: numbered chairs, which of them are taken, how often it met."""

    chairs: int
    taken: frozenset[int] = frozenset()
    held: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tear:
    """One tear. `asked`: the reporter was asked for a report; `support`: the reporter wants support only."""

    stage: Stage = Stage.UNHEARD
    reporter: str = ""
    through: str = ""
    named: bool = False
    words: str = ""
    conversation: str = ""
    heard: datetime | None = None
    expires: datetime | None = None
    listened: datetime | None = None
    quiet_words: int = 0
    dialogue: Dialogue | None = None
    asked: bool = False
    support: bool = False
    outcome: Outcome | None = None
    ended: datetime | None = None
    answer: str = ""
    """The paper in which the reporter reads how it ended, by digest."""
    places: tuple[str, ...] = ()
    """The papers that say where quiet words were had, by digest."""
    files: Mapping[str, int] = field(default_factory=dict)
    """What lies beside what was told, by digest with its padded size: open to whoever may open the words."""
    handed: Mapping[str, int] = field(default_factory=dict)
    """What lies beside the words of the report that it became."""

    @property
    def papers(self) -> frozenset[str]:
        """The digests of everything that was written about it."""
        return frozenset(d for d in (self.words, self.conversation, self.answer, *self.places) if is_digest(d))

    @property
    def sealed(self) -> frozenset[str]:
        """Everything that is sealed: the papers, and the files beside what was told."""
        return self.papers | self.files.keys()

    @property
    def open(self) -> bool:
        """Whether it was heard and has not ended."""
        return self.stage not in (Stage.UNHEARD, Stage.ENDED)


def evolve(tear: Tear, event: Event) -> Tear:
    """The tear after `event`."""
    match event:
        case TearHeard():
            return _heard(event)
        case FilesLaid() | FilesHandedOn():
            return _with_files(tear, event)
        case Listened(at=at):
            return replace(tear, stage=Stage.LISTENED, listened=at)
        case QuietWordHad(conversation=where):
            return replace(tear, quiet_words=tear.quiet_words + 1, places=_with(tear.places, where))
        case Answered(words=words):
            return replace(tear, answer=words)
        case ReportAskedFor():
            return replace(tear, asked=True)
        case SupportChosen():
            return _without_dialogue(replace(tear, support=True))
        case DialogueOffered() | DialogueAgreed() | DialogueDeclined() | DialogueHeld() | DialogueClosed():
            return _talked(tear, event)
        case Rested() | BecameReport() | Withdrawn() | Expired():
            return _ended(tear, event)
        case _:
            assert_never(event)


def _with(places: tuple[str, ...], where: str) -> tuple[str, ...]:
    return (*places, where) if is_digest(where) else places


def _with_files(tear: Tear, event: FilesLaid | FilesHandedOn) -> Tear:
    laid = isinstance(event, FilesLaid)
    return replace(tear, files=event.files) if laid else replace(tear, handed=event.files)


def _heard(event: TearHeard) -> Tear:
    return Tear(
        stage=Stage.HEARD,
        reporter=event.reporter,
        through=event.through,
        named=event.named,
        words=event.words,
        conversation=event.conversation,
        heard=event.at,
        expires=event.expires,
    )


def _talked(
    tear: Tear, event: DialogueOffered | DialogueAgreed | DialogueDeclined | DialogueHeld | DialogueClosed
) -> Tear:
    now = tear.dialogue or Dialogue(chairs=0)
    match event:
        case DialogueOffered(chairs=chairs):
            return replace(tear, stage=Stage.OFFERED, dialogue=Dialogue(chairs=chairs))
        case DialogueAgreed(chair=chair, whole=whole):
            stage = Stage.DIALOGUE if whole else Stage.OFFERED
            return replace(tear, stage=stage, dialogue=replace(now, taken=now.taken | {chair}))
        case DialogueHeld():
            return replace(tear, dialogue=replace(now, held=now.held + 1))
        case DialogueDeclined():
            return _without_dialogue(tear)
        case DialogueClosed(at=at, mended=mended):
            after = _without_dialogue(tear)
            return replace(after, stage=Stage.ENDED, outcome=Outcome.MENDED, ended=at) if mended else after
        case _:
            assert_never(event)


def _without_dialogue(tear: Tear) -> Tear:
    stage = tear.stage if tear.dialogue is None else Stage.LISTENED
    return replace(tear, stage=stage, dialogue=None)


def _ended(tear: Tear, event: Rested | BecameReport | Withdrawn | Expired) -> Tear:
    match event:
        case Rested():
            outcome = Outcome.RESTED
        case BecameReport():
            outcome = Outcome.REPORTED
        case Withdrawn():
            outcome = Outcome.WITHDRAWN
        case Expired():
            outcome = Outcome.EXPIRED
        case _:
            assert_never(event)
    return replace(tear, stage=Stage.ENDED, dialogue=None, outcome=outcome, ended=event.at)


__all__ = ["LONGEST", "Dialogue", "Outcome", "Stage", "Tear", "TearRules", "evolve"]
