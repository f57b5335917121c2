# SPDX-License-Identifier: Apache-2.0
"""What somebody opens who has the whole machine: every file of the home and every cell of the database, and patience.

They know how Comity keeps things, and try every key that lies anywhere on everything that is sealed, again and again,
because what they open may hold another key. What only a person knows they do not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyrage
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from comity.edge.web import identity
from tests.slow.lying import cells, files
from tests.slow.marks import unpacked

SEALED = b"age-encryption.org/v1\n"
_SECRET = re.compile(rb"AGE-SECRET-KEY-1[0-9A-Z]{58}")
_RAW = 32
"""Bytes of a key as it lies in a file. Drawn by chance they are no letters."""
_ABOUTS = (b"paper", b"secret")
"""What the house's own seal binds a text to."""


@dataclass
class Burglar:
    """Everything that was carried away, the keys that were found in it, and what they opened."""

    blobs: list[bytes] = field(default_factory=list)
    keys: dict[str, pyrage.x25519.Identity] = field(default_factory=dict)
    seals: list[AESGCM] = field(default_factory=list)
    opened: list[bytes] = field(default_factory=list)

    @property
    def loot(self) -> bytes:
        """All that was opened."""
        return b"\n".join(self.opened)


def burgled(folder: Path, database: str) -> Burglar:
    """Carry everything away and open what opens."""
    found = Burglar()
    for data in _carried(folder, database):
        found.blobs.append(data)
        _look(found, data)
    waiting, tried = [blob for blob in found.blobs if blob.startswith((SEALED, b"\x01"))], 0
    while tried < len(found.keys) + len(found.seals):
        tried = len(found.keys) + len(found.seals)
        waiting = [blob for blob in waiting if not _opens(found, blob)]
    return found


def _carried(folder: Path, database: str) -> Iterator[bytes]:
    for where, data in files(folder):
        if "home/static/" not in where:
            yield data
            yield from (inside for _how, inside in unpacked(data))
    yield from cells(database)


def _look(found: Burglar, data: bytes) -> None:
    """Keys in it: as age writes them, and as bare bytes, of which a seal or an identity could be made."""
    for secret in _SECRET.findall(data):
        found.keys.setdefault(secret.decode(), pyrage.x25519.Identity.from_str(secret.decode()))
    if len(data) == _RAW and not data.isascii():
        found.seals.append(AESGCM(data))
        secret = identity.secret_of(data)
        found.keys.setdefault(secret, pyrage.x25519.Identity.from_str(secret))


def _opens(found: Burglar, blob: bytes) -> bool:
    text = _by_age(found, blob) if blob.startswith(SEALED) else _by_seal(found, blob)
    if text is None:
        return False
    found.opened.append(text)
    _look(found, text)
    return True


def _by_age(found: Burglar, blob: bytes) -> bytes | None:
    try:
        return bytes(pyrage.decrypt(blob, list(found.keys.values()))) if found.keys else None
    except pyrage.DecryptError:
        return None


def _by_seal(found: Burglar, blob: bytes) -> bytes | None:
    for seal in found.seals:
        for about in _ABOUTS:
            try:
                return seal.decrypt(blob[1:13], blob[13:], about)
            except InvalidTag:
                continue
    return None


__all__ = ["Burglar", "burgled"]
