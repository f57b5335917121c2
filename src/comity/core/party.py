# SPDX-License-Identifier: Apache-2.0
"""The people of a case: pseudonymous, with their part in it. No name, no contact, no account is known here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

_PSEUDONYM = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def is_pseudonym(text: str) -> bool:
    """Whether `text` can be a pseudonym: one word of letters, digits, points, hyphens, so that no prose fits (P21)."""
    return _PSEUDONYM.fullmatch(text) is not None


class Kind(StrEnum):
    """What a party is. Nobody can be told, heard or limited who is unknown."""

    PERSON = "person"
    ORGANISATION = "organisation"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """One party: the roles held in this case, what kind it is, and the tags that a guard may ask for.

    `person` is a pseudonym that means nothing outside this community and season (P18).
    """

    person: str
    roles: tuple[str, ...]
    kind: Kind = Kind.PERSON
    tags: frozenset[str] = frozenset()

    @property
    def known(self) -> bool:
        """Whether there is somebody to tell."""
        return self.kind is not Kind.UNKNOWN


Parties = Mapping[str, Party]


def entered(parties: Parties, new: Party) -> dict[str, Party]:
    """The parties with `new` among them; one who is there already gains the role, and is known from then on."""
    old = parties.get(new.person)
    if old is None:
        return {**parties, new.person: new}
    kind = new.kind if old.kind is Kind.UNKNOWN else old.kind
    roles = tuple(dict.fromkeys((*old.roles, *new.roles)))
    return {**parties, new.person: Party(person=new.person, roles=roles, kind=kind, tags=old.tags | new.tags)}


def of_role(parties: Parties, role: str) -> tuple[Party, ...]:
    """The parties of one role, in the order in which they were entered."""
    return tuple(p for p in parties.values() if role in p.roles)


def of_roles(parties: Parties, roles: Iterable[str]) -> tuple[Party, ...]:
    """The parties who hold at least one of the roles."""
    wanted = frozenset(roles)
    return tuple(p for p in parties.values() if wanted & frozenset(p.roles))


__all__ = ["Kind", "Parties", "Party", "entered", "is_pseudonym", "of_role", "of_roles"]
