# SPDX-License-Identifier: Apache-2.0
"""The age X25519 identity that 32 secret bytes make, as the format writes it: Bech32 (BIP 173) over the bytes.

The bytes stand as they are: X25519 itself sets the bits that must be set (RFC 7748, section 5), so clamping them first
would change the text and not the key.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

_SIGNS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_CHECK = 6
"""Signs of the checksum."""


def secret_of(raw: bytes) -> str:
    """The identity, `AGE-SECRET-KEY-1...`."""
    return _bech32("age-secret-key-", raw).upper()


def recipient_of(raw: bytes) -> str:
    """Its recipient, `age1...`."""
    return _bech32("age", X25519PrivateKey.from_private_bytes(raw).public_key().public_bytes_raw())


def _bech32(kind: str, raw: bytes) -> str:
    told = list(_fives(raw))
    spread = [ord(sign) >> 5 for sign in kind] + [0] + [ord(sign) & 31 for sign in kind]
    rest = _polymod([*spread, *told, *([0] * _CHECK)]) ^ 1
    check = [(rest >> 5 * (_CHECK - 1 - n)) & 31 for n in range(_CHECK)]
    return f"{kind}1{''.join(_SIGNS[five] for five in [*told, *check])}"


def _fives(raw: bytes) -> Iterator[int]:
    """The bits five by five, the last ones filled up with noughts."""
    bits = "".join(f"{byte:08b}" for byte in raw)
    return (int(bits[at : at + 5].ljust(5, "0"), 2) for at in range(0, len(bits), 5))


def _polymod(values: Sequence[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for n, factor in enumerate(_GENERATOR):
            found ^= factor if (top >> n) & 1 else 0
    return found


__all__ = ["recipient_of", "secret_of"]
