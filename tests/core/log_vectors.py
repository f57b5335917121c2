# SPDX-License-Identifier: Apache-2.0
"""Vectors of others for the public log. Those that are not ours to copy are read where they lie beside the checkout."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from comity.core.log.notes import Key
from tests.architecture.tree import ROOT

BESIDE = ("../shared/data/vectors", "../../shared/data/vectors")


def vectors(name: str) -> Path:
    """The folder of vectors of that name; the test is skipped where it is not beside the checkout."""
    for folder in BESIDE:
        found = (ROOT / folder / name).resolve()
        if found.is_dir():
            return found
    pytest.skip(f"the vectors {name} are not beside this checkout")


def merkle(kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every proof of a kind with the expected verdict."""
    for path in sorted(vectors("merkle").glob(f"{kind}/**/*.json")):
        yield f"{path.parent.name}/{path.name}", json.loads(path.read_text("utf-8"))


def raw(text: str | None) -> bytes:
    """A hash of a vector."""
    return base64.b64decode(text or "")


def by_ed25519(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether a signature holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def signer(name: str, phrase: str) -> tuple[Key, Ed25519PrivateKey]:
    """A key whose seed is the SHA-256 of a phrase: everybody can make it again."""
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(phrase.encode()).digest())
    return Key(name, private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)), private


def entries(count: int) -> Iterator[bytes]:
    """The entries of our own vector."""
    for n in range(count):
        yield json.dumps({"n": n, "case": f"C-{n:05d}", "event": "decision.published"}, separators=(",", ":")).encode()
