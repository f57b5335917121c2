# SPDX-License-Identifier: Apache-2.0
"""The age v1 format (https://age-encryption.org/v1) by rage, through its binding `pyrage`. X25519 recipients only."""

from __future__ import annotations

from collections.abc import Sequence

import pyrage
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from pyrage import x25519

from comity.desk.sealing import Identity, Unopenable

_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
"""The signs of Bech32, by which recipients are written; the last six of a recipient are a checksum."""
_CHECK = 6


class Rage:
    """age files, made and opened in memory."""

    def fresh(self) -> Identity:
        """A new identity."""
        made = x25519.Identity.generate()
        return Identity(secret=str(made), recipient=str(made.to_public()))

    def identity(self, secret: str) -> Identity:
        """The identity of a secret."""
        try:
            found = x25519.Identity.from_str(secret)
        except (pyrage.IdentityError, ValueError) as wrong:
            raise Unopenable("this is no age identity") from wrong
        return Identity(secret=str(found), recipient=str(found.to_public()))

    def is_recipient(self, text: str) -> bool:
        """Whether one can seal to this. A point of low order is none: whatever is sealed to it, anybody opens."""
        try:
            x25519.Recipient.from_str(text)
            X25519PrivateKey.generate().exchange(X25519PublicKey.from_public_bytes(_point(text)))
        except (pyrage.RecipientError, ValueError):
            return False
        return True

    def seal(self, text: bytes, recipients: Sequence[str]) -> bytes:
        """An age file that any of the recipients opens."""
        try:
            if not all(map(self.is_recipient, recipients)):
                raise ValueError("none, or a point of low order")
            found = [x25519.Recipient.from_str(one) for one in recipients]
            return bytes(pyrage.encrypt(text, found))
        except (pyrage.RecipientError, pyrage.EncryptError, ValueError) as wrong:
            raise Unopenable("one cannot seal to this recipient") from wrong

    def open(self, sealed: bytes, secrets: Sequence[str]) -> bytes:
        """What is inside, for any of the secrets."""
        try:
            found = [x25519.Identity.from_str(one) for one in secrets]
            return bytes(pyrage.decrypt(sealed, found))
        except (pyrage.IdentityError, pyrage.DecryptError, ValueError) as wrong:
            raise Unopenable("changed, or sealed to another key") from wrong


def _point(recipient: str) -> bytes:
    """The 32 bytes of a recipient whose checksum was seen to be right."""
    bits = "".join(f"{_SIGNS.index(sign):05b}" for sign in recipient[len("age1") : -_CHECK])
    return int(bits[:256], 2).to_bytes(32, "big")


__all__ = ["Rage"]
