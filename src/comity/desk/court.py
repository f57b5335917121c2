# SPDX-License-Identifier: Apache-2.0
"""What pages and programs ask of the house behind them. `site` fulfils it; who asks for more says so.

No adapter knows another: sealing, storing and finding procedures are asked for here and done elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from comity.core.calendar import Calendar
from comity.core.procedure.model import Procedure
from comity.desk.custody import Custody, SealedPaper
from comity.desk.filing import Filing
from comity.desk.handle import Answer, Desk
from comity.desk.intake import Told
from comity.desk.ports import BallotSeal, Coming, Parcels, Wrap
from comity.desk.publication import PublicLog
from comity.desk.sealing import Reader, Sealed, Wraps
from comity.desk.tokens import Tokens


class Closed(Exception):
    """The house cannot answer now: no procedure is in force, or a version that a case needs is not to be found."""


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

    def law(self, digest: str) -> Law:
        """The version of that digest. Raises `desk.ports.Missing`."""

    @property
    def ids(self) -> Mapping[str, Law]:
        """Every version by its id."""


class InForce(Protocol):
    """A desk, and the law that it works by."""

    @property
    def desk(self) -> Desk:
        """The one writer, and where streams are read."""

    def law(self, at: datetime) -> Law | None:
        """The version in force `at`, or None."""


class PaperDesk(Protocol):
    """The papers of a community, as whoever comes in from outside sees them."""

    @property
    def custody(self) -> Custody:
        """Their keys."""

    def readers(self, filing: Filing, digest: str) -> tuple[Reader, ...]:
        """For whom a browser wraps the key of a paper of that digest. Raises `Refusal`, `desk.ports.Missing`."""

    def may_open(self, stream: str, person: str, digest: str) -> bool:
        """Whether `person` may open that paper of that stream now."""

    def lacking(self, stream: str, person: str) -> Mapping[str, tuple[Reader, ...]]:
        """Which wraps the browser of `person` makes for other readers of a stream, by digest."""

    def makes_for(self, stream: str, person: str) -> Mapping[str, Collection[str]]:
        """The papers whose key `person` holds and wraps for others, each with everybody who reads it now."""

    def add(self, stream: str, person: str, wraps: Sequence[Wrap]) -> int:
        """Keep wraps that the browser of `person` made for others; only those that lack. Raises `Malformed`."""

    def hand(self, stream: str, person: str, digest: str) -> None:
        """Note that a paper, or its key, is handed out to somebody of the council. Raises `desk.ports.Exhausted`."""


class FileDesk(Protocol):
    """The files beside the texts of a community."""

    def begin(self, name: str) -> Coming:
        """A file begins to come, and is sealed while it does. Raises `desk.ports.Exhausted`."""

    @property
    def parcels(self) -> Parcels:
        """Files that were sealed elsewhere and come in parts."""

    def filed(
        self, coming: Sequence[Coming], filing: Filing, text: str, act: Callable[[Mapping[str, int]], Answer]
    ) -> Answer:
        """Do an act with the files beside its text (a digest): all of it or nothing. Raises what the act raises."""

    def along(
        self, stream: str, person: str, filing: Filing, text: str, *, secrets: Sequence[str], made: Mapping[str, Wraps]
    ) -> Mapping[str, int]:
        """The files of a tear that go along into a report of `person`, wrapped for whoever reads that.

        `made` are wraps that their browser made. Raises `Malformed`.
        """

    def opened(
        self, stream: str, person: str, digest: str, secrets: Sequence[str] = ()
    ) -> Iterator[bytes] | SealedPaper | None:
        """What is inside a file that `person` may open, or how it is sealed; None where it is not theirs."""

    def raw(self, stream: str, person: str, digest: str) -> Iterator[bytes] | None:
        """A file as it is sealed, under the same rule."""


class Court(InForce, Protocol):
    """One community's council, as whoever comes in from outside sees it."""

    @property
    def laws(self) -> Laws:
        """The versions known here."""

    @property
    def ballots(self) -> BallotSeal:
        """What keeps a ballot apart from its member."""

    @property
    def log(self) -> PublicLog:
        """The public log: what it promised and proves."""

    @property
    def tokens(self) -> Tokens:
        """The tokens of the interface for programs."""

    def roster(self) -> Mapping[str, tuple[str, ...]]:
        """Who holds each role of the bodies now."""

    def open_case(self, told: Told, *, case: str, act_id: str, at: datetime) -> Answer:
        """Open a case under the version in force. Raises `Refusal`, `Malformed`, `desk.ports.Missing`."""

    def perform(self, command: Any, *, act_id: str, actor: str, stream: str, at: datetime) -> Answer:
        """Do any act. Raises `Refusal`, `Malformed`, `desk.ports.Exhausted`."""

    @property
    def files(self) -> FileDesk:
        """The files beside texts."""

    @property
    def papers(self) -> PaperDesk:
        """The papers: for whom one is sealed, and the wraps of their keys."""

    def file_paper(self, text: str | Sealed, filing: Filing | None = None) -> str:
        """Seal a text for whoever reads it by law, or keep one that came sealed; its digest.

        Without `filing` it is a text that anybody may read. Raises `Refusal`, `Malformed`, `desk.ports.Missing`.
        """

    def read_paper(
        self, stream: str, person: str, digest: str, secrets: Sequence[str] = ()
    ) -> str | SealedPaper | None:
        """A paper, if `person` may open it: its text, or how it is sealed. Raises `desk.ports.Missing`."""

    def keep_known_as(self, person: str, text: str) -> None:
        """Keep in the vault as what a party is known here, and never in an event."""


def law_in_force(court: InForce) -> Law:
    """The version in force now. Raises `Closed` where none is."""
    found = court.law(court.desk.clock.now())
    if found is None:
        raise Closed
    return found


__all__ = ["Closed", "Court", "InForce", "Law", "Laws", "PaperDesk", "law_in_force"]
