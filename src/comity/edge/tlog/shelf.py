# SPDX-License-Identifier: Apache-2.0
"""The folder of the public log in the home. What `write` has written is on the disk, and was never there by half."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from comity.core.log.notes import Key
from comity.core.log.tiles import CHECKPOINT
from comity.desk.log_files import Broken
from comity.edge.tlog import key as keys

FOLDER = "log"
_LOCK, _NEW = ".lock", ".new"


class HomeShelf:
    """The log of one home. `durable=False` is for measuring alone: it does not wait for the disk."""

    def __init__(self, home: Path, public_url: str, *, durable: bool = True) -> None:
        self._home, self._origin, self._durable = home, keys.origin(public_url), durable
        self.folder = home / FOLDER

    @cached_property
    def _pair(self) -> tuple[Key, Ed25519PrivateKey]:
        if not (self._home / keys.FILE).exists() and (self.folder / CHECKPOINT).exists():
            raise Broken(f"{keys.FILE} is not in the home, and this log was signed with it: bring it back")
        return keys.at_home(self._home, self._origin)

    @property
    def key(self) -> Key:
        """The log's key. Raises `Broken`."""
        return self._pair[0]

    def sign(self, message: bytes) -> bytes:
        """An Ed25519 signature."""
        return self._pair[1].sign(message)

    def check(self, public: bytes, message: bytes, signature: bytes) -> bool:
        """Whether a signature holds."""
        return keys.holds(public, message, signature)

    def read(self, path: str) -> bytes | None:
        """A file; None where there is none."""
        try:
            return (self.folder / path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def length(self, path: str) -> int | None:
        """How many bytes a file has."""
        try:
            return (self.folder / path).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def write(self, path: str, content: bytes) -> None:
        """Beside it first, then in its place; file and folder reach the disk before this ends."""
        target = self.folder / path
        if self.read(path) == content:
            self._synced(target)
            self._synced(target.parent)
            return
        self._made(target.parent)
        fresh = target.parent / _NEW
        with fresh.open("wb") as file:
            file.write(content)
            file.flush()
            if self._durable:
                os.fsync(file.fileno())
        fresh.replace(target)
        self._synced(target.parent)

    def _made(self, folder: Path) -> None:
        missing = [one for one in (folder, *folder.parents) if not one.exists()]
        for one in reversed(missing):
            one.mkdir(exist_ok=True, mode=0o755)
            self._synced(one.parent)

    def _synced(self, path: Path) -> None:
        """Whatever lies there, a file or a folder, reaches the disk: also what a run wrote that died before it had."""
        if not self._durable:
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One publisher at a time in this home; the lock ends with the process."""
        self._made(self.folder)
        descriptor = os.open(self.folder / _LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


__all__ = ["FOLDER", "HomeShelf"]
