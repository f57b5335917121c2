# SPDX-License-Identifier: Apache-2.0
"""What the pages ask of the house beyond what everybody outside asks of it, see `desk.court`.

`site` names in `settings.COMITY_COURT` what fulfils it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from comity.core.adoption import Procedures
from comity.core.amendment import Steps
from comity.core.clause import Fault
from comity.desk.brake import Brake
from comity.desk.court import Court as CourtOutside
from comity.desk.custody import SealedPaper
from comity.desk.handle import Answer
from comity.desk.heartbeat import Beats
from comity.desk.house import Roll
from comity.desk.keys import KeyDesk
from comity.desk.past import PastDesk
from comity.desk.patterns import PatternDesk
from comity.desk.petitions import AddressDesk, DemandDesk, PetitionDesk
from comity.desk.succession import SuccessionDesk
from comity.desk.watch.desk import WatchDesk
from comity.desk.wishes import Cadence, Wishes


class Post(Protocol):
    """Links that let one person in and say nothing to another, and how somebody wishes to hear of this house."""

    def enter(self, person: str) -> str:
        """A link that lets `person` in for thirty days, or until all of theirs are ended."""

    def entered(self, token: str) -> str:
        """Whom a link lets in; empty where it is over or was ended."""

    def end_links(self, person: str) -> None:
        """From now on no link made before lets this person in, and whoever came in by one is in no more."""

    def stamp(self, person: str) -> str:
        """What the browser of somebody who came in by a link carries; another one once their links were ended."""

    def calendar(self, person: str) -> str:
        """A new address for the calendar; it ends the one before it."""

    def calendar_of(self, token: str) -> str:
        """Whose calendar has that address; empty where nobody's has any more."""

    def has_calendar(self, person: str) -> bool:
        """Whether a calendar of this person has an address."""

    def end_calendar(self, person: str) -> None:
        """The calendar has no address any more."""

    def stopped(self, token: str) -> str:
        """Whose letters a link ends."""

    def wishes(self, person: str) -> Wishes:
        """How a person wishes to hear of us."""

    def speak(self, person: str, language: str) -> None:
        """Keep the language in which somebody came in, where they never chose one."""

    def wish(self, person: str, *, cadence: Cadence | None = None, language: str | None = None) -> None:
        """Keep what a person chose."""


class Court(CourtOutside, Protocol):
    """One community's council, as its pages see it."""

    @property
    def watching(self) -> WatchDesk:
        """The watch: signals, and what is shown of them."""

    @property
    def post(self) -> Post:
        """Links and letters."""

    def versions(self) -> Procedures:
        """The community's own versions: proposed, adopted, repealed."""

    def council(self) -> str:
        """The stream of the newest council season; empty where there is none."""

    def read_ground(self, stream: str, person: str, digest: str) -> str | SealedPaper | None:
        """The ground of a hold on a case or of what was destroyed of it, if `person` sees what is kept of it.

        Raises `desk.ports.Missing` for an erased text.
        """

    def read_tear(
        self, stream: str, person: str, digest: str = "", secrets: Sequence[str] = ()
    ) -> str | SealedPaper | None:
        """What was told of a tear, or another paper of it, if `person` may hear it.

        Raises `desk.ports.Missing` for an erased text.
        """

    def channel(self) -> str:
        """The stream of what liaisons say about the council of this season; empty where no season began."""

    def reads_channel(self, person: str) -> bool:
        """Whether `person` may read what liaisons say about the council."""

    def read_note(self, person: str, digest: str) -> str | SealedPaper | None:
        """The text of a note about the council, if `person` reads them. Raises `desk.ports.Missing`."""

    def letter(self, name: str) -> str:
        """The community's own letter of that name; empty where it keeps none."""

    def known_as(self, person: str) -> str:
        """As what a party is known here. Asked for only where `access.may_know` allows it; may be empty."""

    def amend(self, command: Any, *, act_id: str, actor: str, at: datetime) -> Answer:
        """Do something with a version of the procedure. Raises `Refusal`, `Malformed`, `desk.ports.Exhausted`."""

    def amends(self, person: str) -> Steps:
        """What `person` may do with versions now; nothing where none is in force."""

    def findings(self, digest: str) -> tuple[Fault, ...] | None:
        """What the linter found in a version; None where it was not read yet."""

    @property
    def beats(self) -> Beats:
        """When each way in last led to the council."""

    @property
    def brake(self) -> Brake:
        """How fast strangers may report by the form."""

    @property
    def keys(self) -> KeyDesk:
        """Everybody's keys."""

    @property
    def succession(self) -> SuccessionDesk:
        """The key that is kept for successors."""

    @property
    def petitions(self) -> PetitionDesk:
        """What persons ask about their own data."""

    @property
    def addresses(self) -> AddressDesk:
        """How somebody shows that an address is theirs."""

    @property
    def past(self) -> PastDesk:
        """Past cases that were taken over."""

    @property
    def patterns(self) -> PatternDesk:
        """The pattern library of this community."""

    @property
    def demands(self) -> DemandDesk:
        """The register of what authorities asked for."""

    def read_public(self, digest: str) -> str | None:
        """What anybody may read: a comment on a version, the ground of a muting. Raises `desk.ports.Missing`."""

    def roll(self, role: str) -> Roll:
        """Who votes with what weight for a house now. Raises `Malformed` where its roll cannot be read."""

    def read_for_house(self, window: str, person: str, digest: str) -> str | SealedPaper | None:
        """The text of a paper that a window opens to `person`; None where not. Raises `desk.ports.Missing`."""

    def keep_contact(self, person: str, ways: Mapping[str, str]) -> None:
        """Keep how a person may be reached, by kind (`MAIL` gets letters), in the vault and nowhere else."""

    def own_contact(self, person: str) -> Mapping[str, str]:
        """How the person before the page said that they may be reached."""

    def forget_contact(self, person: str) -> None:
        """Destroy it."""

    def contact(self, stream: str, person: str, about: str) -> Mapping[str, str]:
        """How `about` may be reached, where `person` may know it; else nothing."""


MAIL = "mail"
"""The kind of contact to which letters go."""


@cache
def _court(factory: str) -> Court:
    return cast(Callable[[], Court], import_string(factory))()


def court() -> Court:
    """The court of this process, built when the first page asks for it."""
    return _court(settings.COMITY_COURT)


def forget() -> None:
    """Build the court anew at the next request."""
    _court.cache_clear()


__all__ = ["MAIL", "Court", "Post", "court", "forget"]
