# SPDX-License-Identifier: Apache-2.0
"""Shares of the key for successors, joined without any browser: for the day on which the site itself is gone (P13).

A share is one line, `COMITY-SHARE-1 <id of the key> <how many join it> <base64>`: for every byte of the identity's text
a value of one polynomial over GF(2^8) (x^8 + x^4 + x^3 + x + 1), and last the place at which they were taken. So deals
the npm package shamir-secret-sharing. Joining is interpolation at nought; nothing here deals.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from comity.core.clause import Fault, Malformed

_LINE = re.compile(r"COMITY-SHARE-1 ([0-9a-f]{16}) ([2-9]) ([A-Za-z0-9+/]{4,400}={0,2})")
_POLYNOMIAL, _BYTE = 0x11B, 0xFF


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadShare:
    """One share: of which key, how many join it, the values, and the place at which they were taken."""

    key: str
    least: int
    values: bytes
    place: int


def read_share(line: str) -> ReadShare:
    """A share from its line. Raises `Malformed`."""
    found = _LINE.fullmatch(line.strip())
    try:
        raw = base64.b64decode(found[3], validate=True) if found else b""
    except ValueError:
        raw = b""
    if found is None or len(raw) < 2 or raw[-1] == 0:
        text = "is no share: one line that begins with COMITY-SHARE-1"
        raise Malformed([Fault(field="share", rule="share", text=text)])
    return ReadShare(key=found[1], least=int(found[2]), values=raw[:-1], place=raw[-1])


def joined(shares: Sequence[ReadShare]) -> str:
    """The identity that these shares join. Raises `Malformed` for too few, or for those of several keys."""
    if len({(one.key, one.least, len(one.values)) for one in shares}) != 1:
        raise Malformed([Fault(field="share", rule="one key", text="the shares are not of one key")])
    by_place = {one.place: one for one in shares}
    if len(by_place) < shares[0].least:
        text = f"{shares[0].least} different shares join this key, and here are {len(by_place)}"
        raise Malformed([Fault(field="share", rule="enough", text=text)])
    weights = {place: _weight(place, tuple(by_place)) for place in by_place}
    whole = bytearray(len(shares[0].values))
    for place, share in by_place.items():
        for n, value in enumerate(share.values):
            whole[n] ^= _times(value, weights[place])
    try:
        return whole.decode("ascii")
    except UnicodeDecodeError as wrong:
        raise Malformed([Fault(field="share", rule="whole", text="one of the shares was altered")]) from wrong


def _weight(place: int, places: Sequence[int]) -> int:
    """How much the values of one share count at nought: the Lagrange basis, where minus is plus."""
    found = 1
    for other in places:
        if other != place:
            found = _times(found, _times(other, _inverse(place ^ other)))
    return found


def _times(a: int, b: int) -> int:
    found = 0
    while b:
        if b & 1:
            found ^= a
        a <<= 1
        if a > _BYTE:
            a ^= _POLYNOMIAL
        b >>= 1
    return found


def _inverse(a: int) -> int:
    """a to the power of 254, which is one over a."""
    found = 1
    for _ in range(254):
        found = _times(found, a)
    return found


__all__ = ["ReadShare", "joined", "read_share"]
