# SPDX-License-Identifier: Apache-2.0
"""Requests about one's own data and the register of authorities, as whoever comes in from outside sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from comity.core.authority import Register
from comity.core.petition import Petition, Petitions
from comity.desk.court import InForce
from comity.desk.custody import SealedPaper
from comity.desk.handle import Desk
from comity.desk.present import present

PETITIONS = "petition:here"
"""The stream of all requests."""
DEMANDS = "authority:here"
"""The stream of the register of authorities."""


def petitions(desk: Desk, at: datetime) -> Petitions:
    """All requests, with what time alone has brought about by `at`."""
    now = present(desk, PETITIONS, at)
    return Petitions() if now is None else now.state


def demands(desk: Desk, at: datetime) -> Register:
    """The register of authorities, with what time alone has brought about by `at`."""
    now = present(desk, DEMANDS, at)
    return Register() if now is None else now.state


class PetitionDesk(Protocol):
    """Requests about one's own data."""

    def readers(self, one: Petition) -> tuple[str, ...]:
        """Who reads a request beside whoever asked."""

    def answers(self, one: Petition) -> tuple[str, ...]:
        """Who answers it."""

    def read(self, person: str, digest: str, secrets: Sequence[str] = ()) -> str | SealedPaper | None:
        """A paper of a request that `person` made or reads; None where not. Raises `desk.ports.Missing`."""

    def proved_address(self, person: str, one: Petition) -> str:
        """The address that whoever made a request proved, for who answers it; else empty."""


class AddressDesk(Protocol):
    """How somebody shows that an address is theirs."""

    def prove(self, address: str, language: str) -> None:
        """Send a link to an address, by which whoever reads it shows that it is theirs. Raises `Malformed`."""

    def holds(self, token: str) -> bool:
        """Whether a link still proves an address."""

    def proved(self, token: str) -> str:
        """The pseudonym of the address that a link proves; it is kept from now on. Empty where the link is over."""

    def alike(self, person: str) -> tuple[str, ...]:
        """Under which other pseudonyms the address is kept that `person` proved; none where they proved none."""


class DemandDesk(Protocol):
    """The register of authorities."""

    def readers(self) -> tuple[str, ...]:
        """Who reads it."""

    def enters(self, person: str) -> bool:
        """Whether `person` enters and answers."""

    def read(self, person: str, digest: str) -> str | SealedPaper | None:
        """A paper of the register, for who reads it; None where not. Raises `desk.ports.Missing`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was asked between two instants: by persons about their own data, and by authorities.

    `late` are the answers that were missed; `demands` counts what authorities asked by what became of it, and under an
    empty name what waits still.
    """

    petitions: int
    answered: int
    late: int
    withdrawn: int
    demands: Mapping[str, int]


def asked(house: InForce, starts: datetime, ends: datetime) -> Asked:
    """The figures of a season, by when it was asked."""
    at = house.desk.clock.now()
    found = [one for one in petitions(house.desk, at).all.values() if starts <= one.at < ends]
    register = [one for one in demands(house.desk, at).all.values() if starts <= one.entered.at < ends]
    outcomes = [one.answered.outcome if one.answered is not None else "" for one in register]
    return Asked(
        petitions=len(found),
        answered=sum(1 for one in found if one.outcome),
        late=sum(1 for one in found if one.missed),
        withdrawn=sum(1 for one in found if one.ended is not None and not one.outcome),
        demands={name: outcomes.count(name) for name in sorted(set(outcomes))},
    )


__all__ = [
    "DEMANDS", "PETITIONS", "AddressDesk", "Asked", "DemandDesk", "PetitionDesk", "asked", "demands", "petitions",
]  # fmt: skip
