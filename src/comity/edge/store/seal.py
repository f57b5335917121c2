# SPDX-License-Identifier: Apache-2.0
"""Sealing on the server: AES-256-GCM with a key that lies in the home and not in the database (P21).

    sealed = 1 byte version (1), 12 bytes nonce, ciphertext with its 16 bytes tag

This keeps a database, a backup or a log without the home unreadable. It does not keep out an operator who has
both; for that a text is sealed in the browser.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.core import ballot

VERSION = b"\x01"
NONCE = 12
KEY = 32
FILE = "seal.key"


class TrustedBallots:
    """The first seal of ballots: trusted and unlinked. The slip bears a fresh nonce and nothing of the member (P11).

    Trusted: this server sees the choice for a moment. It writes it nowhere but on the slip.
    """

    def slip(self, choice: str) -> str:
        """The slip for a choice."""
        return ballot.slip(choice, os.urandom(NONCE + 4).hex())


class Unsealable(Exception):
    """The sealed bytes were changed, belong to something else, or were sealed with another key."""


class Seal:
    """One key, and what it seals."""

    def __init__(self, key: bytes) -> None:
        """`key` is 32 bytes. Raises ValueError for any other length."""
        if len(key) != KEY:
            raise ValueError("a sealing key has 32 bytes")
        self._cipher = AESGCM(key)

    @classmethod
    def at_home(cls, home: Path) -> Seal:
        """The seal whose key lies in the home;

        it is made there, readable by its owner only, where there is none.
        """
        return cls(kept_at(home / FILE, lambda: os.urandom(KEY)))

    def seal(self, text: bytes, *, about: bytes) -> bytes:
        """The text sealed, and bound to what it is about."""
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._cipher.encrypt(nonce, text, about)

    def open(self, sealed: bytes, *, about: bytes) -> bytes:
        """The text that was sealed. Raises `Unsealable`."""
        if sealed[:1] != VERSION:
            raise Unsealable("not sealed by this version")
        nonce, text = sealed[1 : 1 + NONCE], sealed[1 + NONCE :]
        try:
            return self._cipher.decrypt(nonce, text, about)
        except (InvalidTag, ValueError) as wrong:
            raise Unsealable("changed, moved, or sealed with another key") from wrong


def kept_at(path: Path, make: Callable[[], bytes]) -> bytes:
    """The key in a file; made whole before it gets its name, so that two processes agree on one."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        _write(fresh, make())
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass
        finally:
            fresh.unlink()
    return path.read_bytes()


def _write(path: Path, key: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())


__all__ = ["Seal", "TrustedBallots", "Unsealable", "kept_at"]
