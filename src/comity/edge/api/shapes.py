# SPDX-License-Identifier: Apache-2.0
"""The shapes of telling, of case rooms and of windows. Instants are RFC 3339 in UTC."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from ninja import Schema
from pydantic import Field

from comity.core.evidence import MOST_FILES
from comity.edge.api.fields import ClauseOut, Line, Many, Numbers, Sent, Text, Words


class PossibleOut(Schema):
    """Something that can be done instead, and until when (empty: no end)."""

    act: str
    text: str
    until: str


class FaultOut(Schema):
    """One thing wrong: where, under which rule, in words."""

    field: str
    rule: str
    text: str


class Problem(Schema):
    """RFC 9457. A refusal has `clause` and `possible`; what cannot be read has `faults`."""

    type: str
    title: str
    status: int
    detail: str
    clause: ClauseOut | None = None
    possible: list[PossibleOut] | None = None
    faults: list[FaultOut] | None = None
    scope: str | None = None


class WayOut(Schema):
    """One way in, or one part, or one question about oneself: its code and its words."""

    id: str
    text: str


class SeatOut(Schema):
    """A post of which it is asked, beside the text, whether it is concerned, with those who hold it."""

    role: str
    text: str
    holders: list[str]


class DoorsOut(Schema):
    """What can be told here, under the version in force, and what is asked beside the text."""

    procedure: str
    intakes: list[WayOut]
    tears: bool
    concerned: list[SeatOut]
    parts: list[WayOut]
    about_yourself: list[WayOut]


class FileOut(Schema):
    """A file that waits for what it will lie beside, for a day at most. `key` opens it and is kept nowhere here."""

    parcel: str
    digest: str
    key: str
    size: int


class FileIn(Sent):
    """A file as `POST /files` told it."""

    parcel: Line
    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    key: Line


Files = Annotated[list[FileIn], Field(max_length=MOST_FILES)]


class ReportIn(Sent):
    """A report. `files` were sent before by `POST /files` and lie beside its words.

    `concerned` names holders of posts (see `GET /intake`) or `operator`, and is empty where none of them
    is or nobody knows; `part` is the role in which they are concerned."""

    intake: Line = ""
    words: Words
    concerned: Many = Field(default_factory=list)
    part: Line = ""
    about_yourself: Many = Field(default_factory=list)
    files: Files = Field(default_factory=list)


class TearIn(Sent):
    """A small tear, or a wish for support: nobody is notified. `files` as with a report."""

    words: Words
    support: bool = False
    files: Files = Field(default_factory=list)


class ReceiptOut(Schema):
    """The way back, shown to whoever tells and to nobody else. `repeated`: it arrived before under this key."""

    receipt: str
    mark: str
    repeated: bool


class LogOut(Schema):
    """The public log's word for a report or tear, and the proof once its checkpoint is signed: two files, as text.

    `until` is the checkpoint by which the proof is there. All are empty for what was told before there was a log.
    """

    promise: str | None
    until: datetime | None
    proof: str | None


class OptionOut(Schema):
    """One act that is open now. `takes` says which further fields it needs; `abouts` about whom it can be."""

    act: str
    verb: str
    text: str
    clause: ClauseOut
    until: datetime | None
    abouts: list[str]
    choices: list[str]
    takes: list[str]
    roles: list[str] = Field(default_factory=list)
    numbers: list[str] = Field(default_factory=list)


class AskOut(Schema):
    """Something that the procedure leaves open and that is asked of whoever reads this."""

    ask: str
    text: str
    about: str
    answers: list[str]
    clause: ClauseOut


class BesideOut(Schema):
    """One file beside a paper, by the digest of what was sealed, and its padded size. How it is called lies inside."""

    digest: str
    size: int


class PaperOut(Schema):
    """One paper that a clause opens to whoever reads this. Its text has an address of its own."""

    digest: str
    kind: str
    at: datetime
    by: str
    clause: ClauseOut
    files: list[BesideOut]


class FileSealOut(Schema):
    """How one file is sealed for whoever asks. `opens_here`: the house opens it, at `/open` below this address.

    Else it opens with a key of the caller's own: `wrap` is an age v1 file in base64, and `key` the id of the key that
    opens it; both are empty where the file's key was not wrapped for the caller yet. `mode` says where it was sealed.
    """

    digest: str
    opens_here: bool
    mode: str
    key: str
    wrap: str


class SealedOut(Schema):
    """A paper that opens with a key of the caller's own: `age -d -i <(age -d -i KEY wrap) paper | tail -c +5`.

    Both are age v1 files in base64; `wrap` and `key`, the id of the key that opens it, are empty where the paper's key
    was not wrapped for the caller yet. `mode` says where it was sealed.
    """

    mode: str
    key: str
    paper: str
    wrap: str


class PaperTextOut(Schema):
    """The text of one paper; null where it was erased, or is sealed to the caller's own key."""

    digest: str
    text: str | None
    sealed: SealedOut | None = None


class CaseLine(Schema):
    """One case in a list."""

    ref: str
    mark: str
    procedure: str
    open: bool
    waits_for_you: bool


class CasesOut(Schema):
    """The cases that exist for the caller, newest first. `next` begins the next page; empty at the end."""

    cases: list[CaseLine]
    next: str


class DeadlineOut(Schema):
    """A clock that runs, and the instant at which it passes."""

    clock: str
    due: datetime
    clause: ClauseOut


class CalledOut(Schema):
    """An hour for which people are called, a hearing's for instance, by the act that named it."""

    act: str
    at: datetime
    clause: ClauseOut


class CaseOut(Schema):
    """One case as it stands, for whoever asks. `to_declare`: parties to declare on before any paper opens.

    A party other than the reporter is told nothing of the time before their notice: `opened` is no earlier."""

    ref: str
    mark: str
    procedure: str
    digest: str
    opened: datetime | None
    closed: datetime | None
    outcome: str
    phases: list[str]
    deadlines: list[DeadlineOut]
    called: list[CalledOut]
    options: list[OptionOut]
    asks: list[AskOut]
    to_declare: list[str]
    papers: list[PaperOut]


class PartyIn(Sent):
    """A party to be entered, under a new pseudonym or as one that is not known yet."""

    roles: Many
    kind: Line = "person"
    tags: Many = Field(default_factory=list)
    unknown: Line = ""
    known_as: Line = ""


class ActIn(Sent):
    """One act: an option's `act`, or an ask's `ask` with its answer in `choice`, or `declare-free` with `parties`."""

    act: Line
    about: Line = ""
    choice: Line = ""
    text: Text = ""
    until: datetime | None = None
    numbers: Numbers = Field(default_factory=dict)
    party: PartyIn | None = None
    parties: Many = Field(default_factory=list)
    withheld: bool = False
    files: Files = Field(default_factory=list)


class DoneOut(Schema):
    """The act was done. `ballot` is the mark of a ballot, to find it in the count; nobody can show it again."""

    act: str
    repeated: bool
    ballot: str = ""


class StatusOut(Schema):
    """Where something stands that was told: a case, or a tear with its reporter's choices and what lies beside."""

    kind: str
    case: CaseOut | None = None
    stage: str = ""
    expires: datetime | None = None
    choices: list[str] = Field(default_factory=list)
    files: list[BesideOut] = Field(default_factory=list)


class WindowLine(Schema):
    """One window of the house."""

    id: str
    opens: datetime
    closes: datetime
    stage: str
    outcome: str


class WindowsOut(Schema):
    """The windows that exist for the caller, newest first."""

    windows: list[WindowLine]


class WindowOut(WindowLine):
    """One window with its arithmetic: whole units as text, because they may be larger than a program's numbers."""

    question: str
    measure: str
    veto: str
    stand: str
    abstain: str
    base: str
    needed: str
    distance: str
    met: bool
    names_somebody: bool
    your_weight: str
    your_choice: str
    clause: str
    grounds: list[WayOut]


class VoteIn(Sent):
    """A vote with the weight of the roll: `veto`, `stand` or `abstain`. Where there are grounds a veto names one."""

    choice: Annotated[str, Field(pattern="^(veto|stand|abstain)$")]
    ground: Line = ""


class MeOut(Schema):
    """Whom a token stands for, and for what."""

    person: str
    label: str
    scopes: list[str]
    expires: datetime
