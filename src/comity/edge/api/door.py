# SPDX-License-Identifier: Apache-2.0
"""What the interface asks of the house behind it. `site` names in its settings what fulfils it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from comity.core.calendar import Calendar
from comity.core.procedure.model import Procedure
from comity.desk.handle import Answer, Desk
from comity.desk.intake import Told
from comity.desk.ports import BallotSeal
from comity.desk.tokens import Tokens


class Closed(Exception):
    """The house cannot answer now: no procedure is in force."""


class Law(Protocol):
    """One procedure version with the calendar that it counts by."""

    @property
    def procedure(self) -> Procedure:
        """What it says."""

    @property
    def calendar(self) -> Calendar:
        """Its calendar."""


class Laws(Protocol):
    """The versions known here."""

    def named(self, id: str) -> Law:
        """The version of that id. Raises `desk.ports.Missing`."""

    @property
    def ids(self) -> Mapping[str, Law]:
        """Every version by its id."""


class Court(Protocol):
    """One community's council, as a program sees it."""

    @property
    def desk(self) -> Desk:
        """The one writer, and where streams are read."""

    @property
    def laws(self) -> Laws:
        """The versions known here."""

    @property
    def ballots(self) -> BallotSeal:
        """What keeps a ballot apart from its member."""

    @property
    def tokens(self) -> Tokens:
        """Where tokens are kept."""

    def law(self, at: datetime) -> Law | None:
        """The version in force `at`, or None."""

    def roster(self) -> Mapping[str, tuple[str, ...]]:
        """Who holds each role of the bodies now."""

    def open_case(self, told: Told, *, case: str, act_id: str, at: datetime) -> Answer:
        """Open a case under the version in force. Raises `Refusal`, `Malformed`, `desk.ports.Missing`."""

    def perform(self, command: Any, *, act_id: str, actor: str, stream: str, at: datetime) -> Answer:
        """Do any act. Raises `Refusal`, `Malformed`, `desk.ports.Exhausted`."""

    def file_paper(self, text: str) -> str:
        """Seal a text and keep it; its digest."""

    def read_paper(self, stream: str, person: str, digest: str) -> str | None:
        """The text of a paper, if `person` may open it. Raises `desk.ports.Missing` for an erased one."""

    def keep_known_as(self, person: str, text: str) -> None:
        """Keep in the vault as what a party is known here, and never in an event."""


class Receipt(Protocol):
    """One way back to a report, known to its reporter alone."""

    @property
    def bits(self) -> str:
        """128 random bits, in 32 hex digits."""

    @property
    def groups(self) -> tuple[str, ...]:
        """The same as people write it down."""

    @property
    def case(self) -> str:
        """The stream of the case."""

    @property
    def tear(self) -> str:
        """The stream of the tear."""

    @property
    def person(self) -> str:
        """The reporter's pseudonym."""

    @property
    def act_id(self) -> str:
        """The id of the act of reporting."""


class Receipts(Protocol):
    """How receipts are drawn and read."""

    def fresh(self) -> Receipt:
        """A new one."""

    def typed(self, text: str) -> Receipt | None:
        """What somebody typed from a receipt; None where it is none."""


@cache
def _court(factory: str) -> Court:
    return cast(Callable[[], Court], import_string(factory))()


def court() -> Court:
    """The court of this process, built when the first request asks for it."""
    return _court(settings.COMITY_COURT)


@cache
def receipts() -> Receipts:
    """How receipts are drawn and read here."""
    return cast(Receipts, import_string(settings.COMITY_RECEIPTS))


def law_in_force(house: Court) -> Law:
    """The version in force now. Raises `Closed` where none is."""
    found = house.law(house.desk.clock.now())
    if found is None:
        raise Closed
    return found


__all__ = ["Closed", "Court", "Law", "Laws", "Receipt", "Receipts", "court", "law_in_force", "receipts"]
