# SPDX-License-Identifier: Apache-2.0
"""Sealed files in the home: `papers/ab/abcd...`, named by the SHA-256 of what lies there.

A file is sealed while it comes, in `papers/coming`, and gets its place by its name once it is whole and on the disk:
so whatever is in its place is whole. The database notes it in the transaction of the act that files it. What came and
was never noted, because the act was refused or the machine stopped, is swept after a day.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO

from comity.core.evidence import is_digest
from comity.desk.files import PIECE, Wrapping
from comity.desk.ports import Coming, Exhausted, Missing
from comity.edge.store import models
from comity.edge.store.doctor import Finding
from comity.edge.store.parcels import Parcels
from comity.edge.store.stream import Pouring, fresh, poured_out

FOLDER, COMING = "papers", "coming"
A_DAY = 24 * 60 * 60.0
"""After so many seconds nobody comes back for what was never noted."""


class _Measured:
    """A file that counts and digests what is written to it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def write(self, part: bytes) -> int:
        """Write all of it."""
        self._file.write(part)
        self.digest.update(part)
        return len(part)

    def flush(self) -> None:
        """Nothing is held back here."""


class ComingFile:
    """A file that is being sealed into the folder `coming`."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.digest = ""
        self.secret, recipient = fresh()
        self.wraps: Mapping[tuple[str, str], bytes] = {}
        self._wrapping = Wrapping(name)
        with Room():
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._file = new(path)
        self._out = _Measured(self._file)
        self._pouring = Pouring(self._out, recipient)
        self._pour(self._wrapping.begin())

    @property
    def size(self) -> int:
        """How many bytes lie inside the seal."""
        return self._wrapping.size

    def write(self, part: bytes) -> None:
        """Seal and write one more part."""
        self._pour(self._wrapping.lay(part))

    def finish(self) -> None:
        """Close it, and see it on the disk."""
        for part in self._wrapping.end():
            self._pour(part)
        with Room(self):
            self._pouring.close()
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
        self.digest = self._out.digest.hexdigest()

    def _pour(self, part: bytes) -> None:
        with Room(self):
            self._pouring.write(part)

    def settle(self, place: Path) -> None:
        """Give it its place for good."""
        self.path.rename(place)

    def drop(self) -> None:
        """Destroy what came, unless it was kept."""
        self._pouring.abandon()
        with suppress(OSError):  # there is no room for what was held back, and nobody wants it
            self._file.close()
        self.path.unlink(missing_ok=True)


class Room:
    """Within this an error of the disk means that there is no room; what came so far is dropped."""

    def __init__(self, coming: ComingFile | None = None) -> None:
        self._coming = coming

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, wrong: BaseException | None, _trace: object) -> None:
        if isinstance(wrong, OSError):
            if self._coming is not None:
                self._coming.drop()
            raise Exhausted("there is no room for this file") from wrong


class FileShelf:
    """The shelf in one home."""

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER
        self.parcels = Parcels(self.folder / COMING)

    def begin(self, name: str) -> ComingFile:
        """A file begins to come."""
        return ComingFile(self.folder / COMING / secrets.token_hex(16), name)

    def keep(self, coming: Coming) -> str:
        """Give a finished file its place for good."""
        assert coming.digest
        place = self._place(coming.digest)
        there = place.exists()
        with Room(coming if isinstance(coming, ComingFile) else None):
            place.parent.mkdir(exist_ok=True, mode=0o700)
            coming.settle(place)
            try:
                for folder in (place.parent, self.folder):
                    _durable(folder)
            except OSError:
                if not there:
                    place.unlink(missing_ok=True)
                raise
        return coming.digest

    def opened(self, digest: str, secret: str) -> Iterator[bytes]:
        """What is inside, in parts."""
        return poured_out(self._there(digest), secret)

    def raw(self, digest: str) -> Iterator[bytes]:
        """The file as it is sealed, in parts."""
        return _parts(self._there(digest))

    def erase(self, digest: str) -> None:
        """Destroy it."""
        place = self._place(digest)
        if place.exists():
            place.unlink()
            _durable(place.parent)

    def digests(self) -> Iterator[str]:
        """What lies in its place."""
        return (path.name for path in sorted(self.folder.glob("??/*")) if is_digest(path.name))

    def sweep(self, alias: str = "default", *, older_than: float = A_DAY) -> int:
        """Destroy what came and was never noted, once it is so many seconds old. How many files."""
        until = time.time() - older_than
        left = [path for path in self.folder.glob(f"{COMING}/*") if _older(path, until)]
        old = {path.name: path for path in self.folder.glob("??/*") if _older(path, until)}
        known = frozenset(noted(alias, old) if old else ())
        swept = [*left, *(path for digest, path in old.items() if digest not in known)]
        for path in swept:
            path.unlink(missing_ok=True)
        return len(swept)

    def findings(self, alias: str = "default") -> Iterator[Finding]:
        """Files that are noted and not there, or not what they were."""
        for digest in noted(alias):
            try:
                whole = self.true(digest)
            except Missing:
                yield Finding(rule="file-gone", where=digest, text="a sealed file is noted and is not in the home")
            else:
                if not whole:
                    yield Finding(rule="file-changed", where=digest, text="a sealed file is not what was kept")

    def true(self, digest: str) -> bool:
        """Whether what lies there is what its name says. Raises `Missing`."""
        with self._there(digest) as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest

    def _place(self, digest: str) -> Path:
        if not is_digest(digest):
            raise Missing(digest)
        return self.folder / digest[:2] / digest

    def _there(self, digest: str) -> BufferedReader:
        try:
            return self._place(digest).open("rb")
        except OSError as wrong:
            raise Missing(digest) from wrong


def new(path: Path) -> BinaryIO:
    """A new file that nobody else on this machine can read."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def noted(alias: str = "default", among: Collection[str] | None = None) -> Iterator[str]:
    """The digests of the files that the database notes, of all or of those `among` which it is asked."""
    rows = models.Paper.objects.using(alias).filter(size__isnull=False).order_by("digest")
    asked: list[list[str] | None] = [None] if among is None else _batches(sorted(among))
    for some in asked:
        yield from (rows if some is None else rows.filter(digest__in=some)).values_list("digest", flat=True)


def _batches(digests: list[str]) -> list[list[str] | None]:
    return [digests[start : start + 500] for start in range(0, len(digests), 500)]


def _older(path: Path, until: float) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime < until
    except OSError:
        return False


def _parts(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while part := file.read(PIECE):
            yield part


def _durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


__all__ = ["COMING", "FOLDER", "ComingFile", "FileShelf", "noted"]
