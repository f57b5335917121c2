# SPDX-License-Identifier: Apache-2.0
"""What the interface asks of the house behind it. `site` names in its settings what fulfils it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from comity.desk.court import Court as CourtOutside
from comity.desk.leaves import Sealed
from comity.desk.petitions import PetitionDesk
from comity.desk.watch.desk import WatchDesk


class Court(CourtOutside, Protocol):
    """One community's council, as programs see it."""

    @property
    def petitions(self) -> PetitionDesk:
        """What persons ask about their own data."""

    @property
    def watching(self) -> WatchDesk:
        """The watch: signals, and what is shown of them."""

    def own_contact(self, person: str) -> Mapping[str, str]:
        """How whoever asks said that they may be reached."""


class Receipt(Protocol):
    """One way back to a report, known to its reporter alone."""

    @property
    def words(self) -> tuple[str, ...]:
        """128 random bits as people write them down: twelve words."""

    @property
    def secret(self) -> str:
        """The age identity that opens what is sealed to whoever told."""

    @property
    def recipient(self) -> str:
        """To what it is sealed."""

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

    @property
    def tag(self) -> str:
        """What its leaf of the public log is found by."""

    def leaf(self, paper: str) -> Sealed:
        """The sealed leaf of the public log about a paper."""


class Receipts(Protocol):
    """How receipts are drawn and read."""

    def fresh(self) -> Receipt:
        """A new one."""

    def of(self, seed: str) -> Receipt:
        """The one of 128 bits that were worked out elsewhere, in 32 hex digits."""

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


__all__ = ["Court", "Receipt", "Receipts", "court", "receipts"]
