# SPDX-License-Identifier: Apache-2.0
"""Ed25519, by `cryptography`: the one thing that the verifier does not work out itself."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature is one of that key over that message."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


__all__ = ["holds"]
