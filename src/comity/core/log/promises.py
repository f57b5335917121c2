# SPDX-License-Identifier: Apache-2.0
"""The word that a log gives before there is a proof: this leaf will stand in the checkpoint of that instant (P1).

    promise = "comity promise v1", the log's origin, the leaf's hash in base64, the instant, a line each

It is a note signed with the log's key, as a kind of its own and over a context of its own, so that no promise can be
taken for a checkpoint and no checkpoint for a promise.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from comity.core.log.notes import Check, Key, plain, signed, verified
from comity.core.log.tree import HASH, Wrong

FIRST_LINE = "comity promise v1"
KIND = b"\xff" + b"comity/promise/v1"
CONTEXT = b"comity/promise/v1\n"
_INSTANT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """That the leaf with this hash stands in the log of that origin from the checkpoint of `until` on."""

    origin: str
    leaf: bytes
    until: datetime

    @property
    def text(self) -> str:
        """The lines that are signed."""
        until = self.until.astimezone(UTC).strftime(_INSTANT)
        return f"{FIRST_LINE}\n{self.origin}\n{base64.b64encode(self.leaf).decode()}\n{until}\n"


def given(promise: Promise, key: Key, sign: Callable[[bytes], bytes]) -> bytes:
    """The promise, signed: the bytes of its file."""
    return signed(promise.text, key, sign, kind=KIND, context=CONTEXT)


def parse(content: bytes, key: Key, check: Check) -> Promise:
    """The promise in a file that `key` has signed. Raises `Wrong`."""
    lines = verified(content, key, check, kind=KIND, context=CONTEXT).removesuffix("\n").split("\n")
    if len(lines) != 4 or lines[0] != FIRST_LINE or lines[1] != key.name:
        raise Wrong("this is no promise of this log")
    leaf = plain(lines[2])
    if leaf is None or len(leaf) != HASH:
        raise Wrong("the leaf of the promise cannot be read")
    try:
        until = datetime.strptime(lines[3], _INSTANT).replace(tzinfo=UTC)
    except ValueError as wrong:
        raise Wrong("the instant of the promise cannot be read") from wrong
    return Promise(origin=lines[1], leaf=leaf, until=until)


__all__ = ["CONTEXT", "FIRST_LINE", "KIND", "Promise", "given", "parse"]
