# SPDX-License-Identifier: Apache-2.0
"""What can be asked of a case. Which acts exist is the procedure's business; these few forms carry them all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from comity.core.party import Party


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenCase:
    """Open a case through an intake, under the law that the desk pins it to.

    `digest` names the version; `roster` says who holds each role of the bodies; `earlier` names a case that this one
    takes up again, `inherited` the body it came from, if any. `through`: who tells it for somebody else, who must have
    `consented`; empty where whoever reports tells it themselves. `files` lie beside the report, as in `DoAct`.
    `channel`: by which of the channels of the intake it came, where that was said.
    """

    intake: str
    digest: str
    parties: tuple[Party, ...]
    roster: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    report: str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    earlier: str = ""
    inherited: str = ""
    through: str = ""
    consented: bool = False
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoAct:
    """Do one act of the procedure. Which fields it needs follows from the verb.

    `about` is the person it is about; `choice` one of the act's codes, of a question's answers, or `yes` and `no`;
    `paper` a digest, with an answer that of a reply to whoever reports; `files` those that lie beside the paper, by
    digest with their padded sizes; `party` the one who is entered; `until` the new instant of an extension, or the
    one that the act names; `numbers` the votes or weights per answer and the supplied bases; `ballot` a slip,
    which never enters the history by itself; `withheld` keeps the author of a perspective unnamed.
    """

    act: str
    by: str
    about: str = ""
    choice: str = ""
    paper: str = ""
    files: Mapping[str, int] = field(default_factory=dict)
    party: Party | None = None
    until: datetime | None = None
    numbers: Mapping[str, int] = field(default_factory=dict)
    ballot: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclareFree:
    """Say that one is free of conflict with the parties who are entered, before one reads anything (P10).

    `of` are the parties that one was shown, every one of them. Who is not free steps aside by an act of the procedure.
    """

    by: str
    of: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettleAsk:
    """Say what follows where the law leaves something open: the answer of a question, or `go-on`; with a ground."""

    ask: str
    by: str
    answer: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reseat:
    """Who holds the roles of the bodies from now on: the council changed while the case was open."""

    roster: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkCase:
    """Say that this case and `other` are about the same."""

    by: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkCase:
    """Take that back, in both."""

    by: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeUp:
    """Say that this case takes up `other`, an earlier one that is closed. It is said once and stays."""

    by: str
    other: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteLink:
    """What the clerk notes in the one case when it was said in the other. `says` is the moment that is noted."""

    by: str
    other: str
    says: str


Command: TypeAlias = OpenCase | DoAct | DeclareFree | SettleAsk | Reseat | LinkCase | UnlinkCase | TakeUp | NoteLink
COMMANDS: tuple[type, ...] = (OpenCase, DoAct, DeclareFree, SettleAsk, Reseat, LinkCase, UnlinkCase, TakeUp, NoteLink)

__all__ = [
    "COMMANDS",
    "Command",
    "DeclareFree",
    "DoAct",
    "LinkCase",
    "NoteLink",
    "OpenCase",
    "Reseat",
    "SettleAsk",
    "TakeUp",
    "UnlinkCase",
]
