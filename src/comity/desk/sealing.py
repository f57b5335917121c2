# SPDX-License-Identifier: Apache-2.0
"""How a paper is sealed: a key of its own, and a wrap of that key for each of its readers (P10, P21).

    paper = age file to the paper's recipient; inside: 4 bytes length (big-endian), the text, zeros up to a Padmé size
    wrap  = age file to one reader's recipient; inside: the paper's identity, one line AGE-SECRET-KEY-1...

So the stock program opens it: `age -d -i <(age -d -i my.key wrap) paper.age | tail -c +5`. The paper's identity is
made for the one paper and kept nowhere but in the wraps. Padmé (PETS 2019) rounds sizes up so that they tell little.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from comity.core.clause import Fault, Malformed

HEADER = b"age-encryption.org/v1\n"
LEAST = 512
"""The fewest bytes inside a sealed paper."""
LENGTH = 4
LONGEST_WRAP = 4096
"""The most bytes of a wrap; one to an X25519 recipient has 300 to 500, one to a post-quantum recipient about 2,000."""


Holding = Mapping[str, Collection[str]]
Wraps = Mapping[tuple[str, str], bytes]
"""Wraps of one key by person and the id of their key."""
"""Who has a wrap, by the digest of the paper."""


NO_WRAP = f"each is an age v1 file of at most {LONGEST_WRAP} bytes"


class Unopenable(Exception):
    """The sealed bytes were changed, are none, or were sealed to another key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """An age X25519 identity, `AGE-SECRET-KEY-1...`, and its recipient, `age1...`."""

    secret: str
    recipient: str


class Age(Protocol):
    """The age v1 format, which somebody else owns."""

    def fresh(self) -> Identity:
        """A new identity."""

    def identity(self, secret: str) -> Identity:
        """The identity of a secret. Raises `Unopenable` where it is none."""

    def is_recipient(self, text: str) -> bool:
        """Whether one can seal to this."""

    def seal(self, text: bytes, recipients: Sequence[str]) -> bytes:
        """An age file that any of the recipients opens. Raises `Unopenable` where one is none."""

    def open(self, sealed: bytes, secrets: Sequence[str]) -> bytes:
        """What is inside, for any of the secrets. Raises `Unopenable`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who gets a wrap: the person it is kept for, the id of the key, and the recipient that it is sealed to."""

    person: str
    key: str
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealed:
    """A paper that comes sealed, and its wraps by reader (person, key id)."""

    ciphertext: bytes
    wraps: Mapping[tuple[str, str], bytes]

    @property
    def digest(self) -> str:
        """The name of the paper: SHA-256 of its ciphertext, in hex."""
        return hashlib.sha256(self.ciphertext).hexdigest()


def key_id(recipient: str) -> str:
    """By what a key is known: the first 16 hex digits of SHA-256 of its recipient."""
    return hashlib.sha256(recipient.encode()).hexdigest()[:16]


def padme(length: int) -> int:
    """The size to which `length` bytes are padded: at most 12 percent more, and few sizes to tell apart."""
    if length < LEAST:
        return LEAST
    exponent = length.bit_length() - 1
    low = exponent - exponent.bit_length()
    mask = (1 << low) - 1
    return (length + mask) & ~mask


def padded(text: bytes) -> bytes:
    """The text with its length before it and zeros behind it."""
    whole = len(text).to_bytes(LENGTH, "big") + text
    return whole + bytes(padme(len(whole)) - len(whole))


def unpadded(whole: bytes) -> bytes:
    """The text. Raises `Unopenable` where the length is a lie."""
    length = int.from_bytes(whole[:LENGTH], "big")
    if len(whole) < LENGTH or length > len(whole) - LENGTH:
        raise Unopenable("the length of the text is not that of a paper")
    return whole[LENGTH : LENGTH + length]


def is_age(sealed: bytes) -> bool:
    """Whether this begins as an age file does."""
    return sealed.startswith(HEADER)


def sealed(age: Age, text: bytes) -> tuple[bytes, Identity]:
    """The text under a key of its own, and that key, which is wrapped and then forgotten."""
    key = age.fresh()
    return age.seal(padded(text), [key.recipient]), key


def wrapped(age: Age, secret: str, readers: Iterable[Reader]) -> dict[tuple[str, str], bytes]:
    """The key of a paper for each of its readers. Raises `Unopenable` where a recipient is none."""
    return {(r.person, r.key): age.seal(f"{secret}\n".encode(), [r.recipient]) for r in readers}


def secret_in(age: Age, wrap: bytes, secrets: Sequence[str]) -> str:
    """The paper's identity that lies in a wrap. Raises `Unopenable`."""
    found = age.open(wrap, secrets)
    try:
        return age.identity(found.decode("ascii").strip()).secret
    except UnicodeDecodeError as wrong:
        raise Unopenable("there is no key in this wrap") from wrong


def text_of(age: Age, ciphertext: bytes, secret: str) -> bytes:
    """The text of a paper, with the paper's own key. Raises `Unopenable`."""
    return unpadded(age.open(ciphertext, [secret]))


def checked(paper: Sealed, *, longest: int) -> Sealed:
    """A paper that came sealed, if it can be one. Raises `Malformed`, naming the field and the rule."""
    faults = []
    if not is_age(paper.ciphertext):
        faults.append(Fault(field="sealed", rule="age", text="is no age v1 file"))
    if len(paper.ciphertext) > longest:
        faults.append(Fault(field="sealed", rule="length", text=f"has at most {longest} bytes"))
    if not all(map(_is_wrap, paper.wraps.values())):
        faults.append(Fault(field="wraps", rule="age", text=NO_WRAP))
    if faults:
        raise Malformed(faults)
    return paper


def checked_wrap(wrap: bytes) -> bytes:
    """A wrap that came from a browser, if it can be one. Raises `Malformed`."""
    if not _is_wrap(wrap):
        raise Malformed([Fault(field="wraps", rule="age", text=NO_WRAP)])
    return wrap


def _is_wrap(wrap: bytes) -> bool:
    return is_age(wrap) and len(wrap) <= LONGEST_WRAP


__all__ = [
    "HEADER",
    "LEAST",
    "LONGEST_WRAP",
    "Age",
    "Holding",
    "Identity",
    "Reader",
    "Sealed",
    "Unopenable",
    "checked",
    "checked_wrap",
    "is_age",
    "key_id",
    "padded",
    "padme",
    "sealed",
    "secret_in",
    "text_of",
    "unpadded",
    "wrapped",
]
