# SPDX-License-Identifier: Apache-2.0
"""The way back to a report: 128 random bits that only the reporter has, written as twelve words.

HKDF (RFC 5869) works out a *door* from them, by which the house finds what was told: of the door a hash gives the
case's name, the reporter's pseudonym, the act's id, and the salt of its leaf in the public log. Neither the database
nor a backup of it can give a way back (P3, P21), and whoever has the door cannot tell the words. It also works out a
*key*, an age identity: what is sealed to whoever told opens by the words and by nothing that the house keeps.

There is no slow derivation: so many bits cannot be guessed. The words are those of BIP 39, whose checksum tells a slip.
Opening the form draws the bits, so sending the same form twice is one report.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.core import signing
from mnemonic import Mnemonic

from comity.core import entry
from comity.core.keyring import is_recipient
from comity.desk.leaves import Sealed
from comity.edge.web import identity

WORDS = 12
PREFIX = 4
"""So many letters of a word are enough: no two words of the list share them."""
_BITS = re.compile(r"[0-9a-f]{32}")
_FORM = signing.Signer(salt="comity.receipt")
_LONGEST = 400


@dataclass(frozen=True)
class Locator:
    """A door, in 32 hex digits: whoever knows it is let in, and nothing that is kept leads to it."""

    bits: str

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


@dataclass(frozen=True)
class Keyed(Locator):
    """A door, and to which recipient is sealed what whoever told may read. The seed stayed with them."""

    recipient: str


@dataclass(frozen=True)
class Receipt(Locator):
    """A receipt: the seed in 32 hex digits, and the door that it leads to."""

    seed: str

    @classmethod
    def of(cls, seed: str) -> Receipt:
        """The receipt with that seed."""
        return cls(bits=derived(seed, "door", 16).hex(), seed=seed)

    @property
    def secret(self) -> str:
        """The age identity that the words make."""
        return identity.secret_of(derived(self.seed, "key", 32))

    @property
    def recipient(self) -> str:
        """To what is sealed which that identity opens."""
        return identity.recipient_of(derived(self.seed, "key", 32))

    @property
    def keyed(self) -> Keyed:
        """All of it that the house keeps or needs again."""
        return Keyed(bits=self.bits, recipient=self.recipient)

    @property
    def words(self) -> tuple[str, ...]:
        """The twelve words, as people read and type them."""
        return tuple(_list().to_mnemonic(bytes.fromhex(self.seed)).split())


def derived(seed: str, what: str, length: int) -> bytes:
    """So many bytes worked out from a seed for one purpose, such as its `door`."""
    made = HKDF(algorithm=SHA256(), length=length, salt=None, info=f"comity receipt 1 {what}".encode())
    return made.derive(bytes.fromhex(seed))


@cache
def _list() -> Mnemonic:
    return Mnemonic("english")


@cache
def _by_prefix() -> dict[str, str]:
    return {word[:PREFIX]: word for word in _list().wordlist}


def fresh() -> Receipt:
    """A new one."""
    return Receipt.of(secrets.token_hex(16))


def of(seed: str) -> Receipt:
    """The receipt of 128 bits that were worked out elsewhere, in 32 hex digits."""
    return Receipt.of(seed)


def read(text: str) -> tuple[str, ...]:
    """The words that somebody typed, in any case, numbering and order of signs between them."""
    return tuple(re.findall(r"[^\W\d_]+", text[:_LONGEST].lower()))


def known(word: str) -> str:
    """The word of the list that begins with the same four letters; empty where there is none.

    A slip behind them does no harm: the checksum is over what was meant.
    """
    found = _by_prefix().get(word[:PREFIX], "")
    return found if len(word) >= PREFIX or word == found else ""


def nearest(word: str) -> tuple[str, ...]:
    """Words of the list that look like what was typed, the likeliest first."""
    return tuple(get_close_matches(word, _list().wordlist, n=2, cutoff=0.6))


def typed(text: str) -> Receipt | None:
    """The receipt that somebody typed; None where it is none: another number of words, unknown ones, a slip."""
    meant = [known(word) for word in read(text)]
    if len(meant) != WORDS or not all(meant) or not _list().check(" ".join(meant)):
        return None
    return Receipt.of(bytes(_list().to_entropy(" ".join(meant))).hex())


def door(bits: str) -> Locator | None:
    """A door that a browser worked out itself; None where it cannot be one."""
    return Locator(bits=bits) if _BITS.fullmatch(bits) else None


def keyed(door: str, recipient: str) -> Keyed | None:
    """A door and a recipient that a browser worked out itself; None where either cannot be one."""
    return Keyed(bits=door, recipient=recipient) if _BITS.fullmatch(door) and is_recipient(recipient) else None


def for_form(receipt: Receipt) -> str:
    """The receipt as a form carries it: signed, so that nobody hands in bits of their own choice."""
    return _FORM.sign(receipt.seed)


def from_form(text: str) -> Receipt | None:
    """What `for_form` made; None where it was altered."""
    try:
        seed = _FORM.unsign(text)
    except signing.BadSignature:
        return None
    return Receipt.of(seed) if _BITS.fullmatch(seed) else None


__all__ = [
    "PREFIX", "WORDS", "Keyed", "Locator", "Receipt", "derived", "door", "for_form", "fresh", "from_form", "keyed",
    "known", "nearest", "of", "read", "typed",
]  # fmt: skip
