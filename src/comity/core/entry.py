# SPDX-License-Identifier: Apache-2.0
"""The bytes of a leaf of the public log: what a stranger reads there, and how somebody shows that a leaf is theirs.

A *published* leaf is the canonical text (RFC 8785) of an entry of the registry. A *sealed* leaf is a salted digest:
whoever has the salt can prove that something confidential was there by its checkpoint, and nobody sees what it was.
A leaf that only fills a batch looks like any sealed one.
"""

from __future__ import annotations

import hashlib
import re

SALT = 16
"""Bytes of a salt, at the least."""
_SEALED = re.compile(rb'\{"digest":"[0-9a-f]{64}","leaf":"sealed"\}')


def salted(salt: bytes, paper: str) -> str:
    """The digest, in hex, of a sealed leaf about the paper with the SHA-256 `paper` (hex). Raises ValueError.

    It is SHA-256 over `comity leaf 1`, a new line, the salt's SHA-256, and the 32 bytes of the paper's digest.
    """
    if len(salt) < SALT:
        raise ValueError(f"a salt has at least {SALT} bytes")
    about = bytes.fromhex(paper)
    if len(about) != 32:
        raise ValueError("a paper is named by its SHA-256")
    return hashlib.sha256(b"comity leaf 1\n" + hashlib.sha256(salt).digest() + about).hexdigest()


def sealed(digest: str) -> bytes:
    """The leaf for a salted digest, 64 hex digits. Raises ValueError for any other text."""
    leaf = f'{{"digest":"{digest}","leaf":"sealed"}}'.encode()
    if not is_sealed(leaf):
        raise ValueError("a salted digest is 64 hex digits")
    return leaf


def is_sealed(leaf: bytes) -> bool:
    """Whether a leaf says nothing but a digest."""
    return _SEALED.fullmatch(leaf) is not None


__all__ = ["SALT", "is_sealed", "salted", "sealed"]
