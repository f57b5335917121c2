# SPDX-License-Identifier: Apache-2.0
"""The way back to a report: 128 random bits that only the reporter has.

Everything that the house keeps is worked out from them by a hash, one way: the case's name, the reporter's pseudonym,
the act's id. Neither the database nor a backup of it can give a way back (P3, P21). Opening the form draws the bits, so
sending the same form twice is one report.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass

from django.core import signing

from comity.core import entry
from comity.desk.leaves import Sealed

_BITS = re.compile(r"[0-9a-f]{32}")
_FORM = signing.Signer(salt="comity.receipt")


@dataclass(frozen=True, slots=True)
class Locator:
    """One way back. `bits` are 32 hex digits."""

    bits: str

    @property
    def groups(self) -> tuple[str, ...]:
        """The digits in eight groups of four, as people read and type them."""
        return tuple(self.bits[n : n + 4] for n in range(0, 32, 4))

    @property
    def case(self) -> str:
        """The stream of the case."""
        return f"case:{self._of('case')}"

    @property
    def tear(self) -> str:
        """The stream of the tear."""
        return f"tear:{self._of('tear')}"

    @property
    def person(self) -> str:
        """The reporter's pseudonym."""
        return f"reporter-{self._of('reporter')}"

    @property
    def act_id(self) -> str:
        """The id of the act of reporting."""
        return f"report/{self._of('act', 32)}"

    @property
    def tag(self) -> str:
        """What the leaf of the public log is found by, and nobody else's is."""
        return self._of("leaf", 32)

    def leaf(self, paper: str) -> Sealed:
        """The sealed leaf about a paper (its SHA-256): whoever has the receipt can show what the digest is of (P1)."""
        salt = hashlib.sha256(f"comity salt {self.bits}".encode()).digest()
        return Sealed(digest=entry.salted(salt, paper), tag=self.tag)

    def _of(self, what: str, length: int = 12) -> str:
        return hashlib.sha256(f"comity {what} {self.bits}".encode()).hexdigest()[:length]


def fresh() -> Locator:
    """A new one."""
    return Locator(secrets.token_hex(16))


def typed(text: str) -> Locator | None:
    """What somebody typed from a receipt, in any spacing and case; None where it is no locator."""
    bits = re.sub(r"[\s.-]+", "", text[:200]).lower()
    return Locator(bits) if _BITS.fullmatch(bits) else None


def for_form(locator: Locator) -> str:
    """The locator as a form carries it: signed, so that nobody hands in bits of their own choice."""
    return _FORM.sign(locator.bits)


def from_form(text: str) -> Locator | None:
    """What `for_form` made; None where it was altered."""
    try:
        bits = _FORM.unsign(text)
    except signing.BadSignature:
        return None
    return Locator(bits) if _BITS.fullmatch(bits) else None


__all__ = ["Locator", "for_form", "fresh", "from_form", "typed"]
