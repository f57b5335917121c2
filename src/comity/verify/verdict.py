# SPDX-License-Identifier: Apache-2.0
"""Everything that is checked of one log, and what came of it.

A key that the log itself shows proves only that the log agrees with itself: keep it, and give it next time.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from comity.core.log import notes, promises, proofs
from comity.core.log.notes import Checkpoint, Key
from comity.core.log.tiles import CHECKPOINT
from comity.core.log.tree import Wrong, leaf_hash
from comity.verify.keys import holds
from comity.verify.places import Place
from comity.verify.reading import Found, read

KEY_FILE = "key"
"""Where a log of ours shows its key; other programs' logs are checked with `--key`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody wants to know: under which key, since which older checkpoint, about which receipts; and when."""

    at: datetime
    vkey: str = ""
    since: bytes = b""
    receipts: tuple[tuple[str, bytes], ...] = ()
    most: int = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What came of one file: a promise that is kept, waits or is broken; a proof that holds."""

    name: str
    kind: str
    state: str
    index: int | None = None
    until: str = ""


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What holds. `key_given`: the key came from whoever asked, and not from the log."""

    origin: str
    vkey: str
    key_given: bool
    size: int
    root: str
    files: int = 0
    since: int | None = None
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def kept(self) -> bool:
        """Whether every promise that was asked about is kept or still waits."""
        return all(one.state != "broken" for one in self.receipts)


def verdict(log: Place, asked: Asked, progress: Callable[[int, int], None] = lambda read, size: None) -> Verdict:
    """Check everything. Raises `Wrong` for what does not hold, `Unreachable` and `Wide` for what could not be asked."""
    key = notes.parse_key(asked.vkey or _own_key(log))
    now = notes.checkpoint(log.read(CHECKPOINT, notes.LONGEST_NOTE), key, holds)
    since = notes.checkpoint(asked.since, key, holds) if asked.since else None
    told = [_told(name, content, key) for name, content in asked.receipts]
    sizes = {one.under.size for one in told if one.under} | ({since.size} if since else set())
    if any(size > now.size for size in sizes):
        raise Wrong("the log is smaller than a checkpoint that it signed before")
    found = read(log, now, sizes=sizes, leaves={one.leaf for one in told}, most=asked.most, progress=progress)
    for seen in (since, *(one.under for one in told)):
        if seen is not None and found.roots[seen.size] != seen.root:
            raise Wrong(f"the log of {seen.size} entries that was signed before is not the beginning of this one")
    root = base64.b64encode(now.root).decode()
    return Verdict(
        origin=key.name, vkey=key.vkey, key_given=bool(asked.vkey), size=now.size, root=root, files=found.files,
        since=since.size if since else None, receipts=[_state(one, found, asked.at) for one in told],
    )  # fmt: skip


def _own_key(log: Place) -> str:
    try:
        return log.read(KEY_FILE, 1024).decode("ascii")
    except UnicodeDecodeError as wrong:
        raise Wrong("the key that the log shows cannot be read") from wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """One file that was given: the leaf it is about, and what it says."""

    name: str
    leaf: bytes
    promise: promises.Promise | None = None
    proof: proofs.Proof | None = None
    under: Checkpoint | None = None


def _told(name: str, content: bytes, key: Key) -> _Told:
    try:
        if content.startswith(proofs.FIRST_LINE.encode()):
            proof = proofs.parse(content)
            under = proofs.check(proof, key, holds)
            return _Told(name=name, leaf=leaf_hash(proof.entry), proof=proof, under=under)
        promise = promises.parse(content, key, holds)
    except Wrong as wrong:
        raise Wrong(f"{name}: {wrong}") from wrong
    return _Told(name=name, leaf=promise.leaf, promise=promise)


def _state(told: _Told, found: Found, at: datetime) -> Receipt:
    places = found.places[told.leaf]
    if told.proof is not None:
        if told.proof.index not in places:
            raise Wrong(f"{told.name}: the log has another entry at the index of the proof")
        return Receipt(name=told.name, kind="proof", state="kept", index=told.proof.index)
    assert told.promise is not None
    until = told.promise.text.splitlines()[3]
    if places:
        return Receipt(name=told.name, kind="promise", state="kept", index=places[0], until=until)
    state = "waits" if at < told.promise.until else "broken"
    return Receipt(name=told.name, kind="promise", state=state, until=until)


__all__ = ["Asked", "KEY_FILE", "Receipt", "Verdict", "verdict"]
