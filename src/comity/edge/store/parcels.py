# SPDX-License-Identifier: Apache-2.0
"""Files that were sealed elsewhere and come here in parts, each of them on the disk before it is acknowledged.

A parcel lies in `papers/coming` under a name worked out from its token and from whoever sends it, so that nobody else
finds it and the folder gives no token away. A part has its place by its number: sent twice it is written once over
itself, and whoever was cut off asks how many are whole. Once the digest of all of it was checked the parcel gets that
digest into its name; from then on no part is taken any more.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from comity.core.clause import Fault, Malformed
from comity.core.evidence import is_digest
from comity.desk import files
from comity.desk.ports import IN_ORDER, TRUE, Coming, Exhausted, Missing
from comity.desk.sealing import Unopenable
from comity.edge.store.stream import poured_out

MOST_WAITING = 8 * 1024 * 1024 * 1024
"""The most bytes that lie in the folder unfiled. Beyond it whatever stood still for an hour makes room."""
AN_HOUR = 60 * 60.0
_TOKEN = 22
"""The signs of a token: 128 bits."""


class Parcel:
    """A whole parcel that waits for the act that files it; it waits on where that act is refused."""

    def __init__(self, path: Path, digest: str, size: int, wraps: Mapping[tuple[str, str], bytes]) -> None:
        self.path, self.digest, self.size, self.wraps = path, digest, size, wraps
        self.secret = ""

    def write(self, part: bytes) -> None:
        """It is whole already."""
        raise AssertionError("a parcel that waits takes no part")

    def finish(self) -> None:
        """It is whole already."""

    def drop(self) -> None:
        """It was filed, or nobody wants it."""
        self.path.unlink(missing_ok=True)

    def settle(self, place: Path) -> None:
        """Give it its place; it lies in the folder as well until it is dropped."""
        with suppress(FileExistsError):  # the same bytes, by their name
            place.hardlink_to(self.path)


class Parcels:
    """The parcels in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def begin(self, person: str) -> str:
        """A parcel of `person` begins to come; its token."""
        token = secrets.token_urlsafe(16)
        with _room():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._make_room()
            os.close(os.open(self._path(person, token), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        return token

    def parts(self, person: str, token: str) -> int:
        """How many parts are whole."""
        try:
            return self._path(person, token).stat().st_size // files.PART
        except OSError as wrong:
            raise Missing(token) from wrong

    def take(self, person: str, token: str, nth: int, part: bytes) -> int:
        """Take part `nth`, from nought; how many are whole now."""
        at = nth * files.PART
        if not part or len(part) > files.PART or at + len(part) > files.LARGEST_SEALED:
            raise Malformed([_too_large(files.LARGEST_SEALED)])
        with self._held(person, token) as file, _room():
            if os.fstat(file).st_size < at:
                text = f"part {os.fstat(file).st_size // files.PART} comes next"
                raise Malformed([Fault(field="part", rule=IN_ORDER, text=text)])
            self._make_room()
            left = memoryview(part)
            while left:
                done = os.pwrite(file, left, at)
                left, at = left[done:], at + done
            os.fsync(file)
            return os.fstat(file).st_size // files.PART

    def whole(self, person: str, token: str, digest: str) -> int:
        """No part is missing: it is checked, and waits for its act. The size of what is sealed.

        Raises `Malformed` where the digest is another, or where this is no sealed file.
        """
        if not is_digest(digest):
            self.parts(person, token)
            raise Malformed([_another()])
        with suppress(Missing):  # the answer to the first time was lost
            return self._waiting(person, token, digest).size
        path = self._path(person, token)
        with self._held(person, token) as file:
            size = _checked(path, digest)
            with _room():
                os.fsync(file)
                path.rename(self._ready(person, token, digest))
                _durable(self._folder)
        return size

    def waiting(self, person: str, token: str, digest: str, wraps: Mapping[tuple[str, str], bytes]) -> Parcel:
        """A whole parcel, for the act that files it."""
        found = self._waiting(person, token, digest)
        return Parcel(found.path, digest, found.size, wraps)

    def with_key(self, person: str, token: str, digest: str, secret: str) -> Parcel:
        """A whole parcel, for the act that files it, with its own key."""
        found = self._waiting(person, token, digest)
        opening = poured_out(found.path.open("rb"), secret)
        try:
            next(opening)
        except (Unopenable, StopIteration) as wrong:
            text = "this key does not open this file"
            raise Malformed([Fault(field="files", rule="key", text=text)]) from wrong
        finally:
            opening.close()
        found.secret = secret
        return found

    def hold(self, person: str, coming: Coming) -> str:
        """A file that was sealed here waits as a parcel does; its token."""
        token = secrets.token_urlsafe(16)
        with _room():
            self._make_room()
            coming.settle(self._ready(person, token, coming.digest))
            _durable(self._folder)
        return token

    def drop(self, person: str, token: str) -> None:
        """Nobody wants it: destroy it, as far as it came."""
        path = self._path(person, token)
        for one in (path, *path.parent.glob(f"{path.name}.*")):
            one.unlink(missing_ok=True)

    def _waiting(self, person: str, token: str, digest: str) -> Parcel:
        path = self._ready(person, token, digest if is_digest(digest) else "none")
        try:
            with path.open("rb") as file:
                return Parcel(path, digest, files.inside(file.read(files.LONGEST_HEAD), path.stat().st_size), {})
        except OSError as wrong:
            raise Missing(token) from wrong

    @contextmanager
    def _held(self, person: str, token: str) -> Iterator[int]:
        """The parcel, for one writer at a time; `Missing` where it is none, or whole by now."""
        path = self._path(person, token)
        try:
            file = os.open(path, os.O_RDWR)
        except OSError as wrong:
            raise Missing(token) from wrong
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            if not path.exists():
                raise Missing(token)
            yield file
        finally:
            os.close(file)

    def _path(self, person: str, token: str) -> Path:
        if len(token) != _TOKEN or not token.isascii():
            raise Missing(token)
        return self._folder / hashlib.sha256(f"{len(person)}:{person}:{token}".encode()).hexdigest()

    def _ready(self, person: str, token: str, digest: str) -> Path:
        path = self._path(person, token)
        return path.with_name(f"{path.name}.{digest}")

    def _make_room(self) -> None:
        """Raises `Exhausted` where too much waits to be filed already, and none of it stands still."""
        lying = [(path, found) for path in self._folder.iterdir() if (found := _stat(path)) is not None]
        waiting = sum(found.st_size for _path, found in lying)
        for path, found in lying if waiting > MOST_WAITING else ():
            if found.st_mtime < time.time() - AN_HOUR:
                path.unlink(missing_ok=True)
                waiting -= found.st_size
        if waiting > MOST_WAITING:
            raise Exhausted("too much is coming in already")


def _checked(path: Path, digest: str) -> int:
    """The size inside the seal. Raises `Malformed`."""
    with path.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != digest:
            raise Malformed([_another()])
        file.seek(0)
        try:
            return files.inside(file.read(files.LONGEST_HEAD), path.stat().st_size)
        except Unopenable as wrong:
            raise Malformed([Fault(field="files", rule="sealed file", text=str(wrong))]) from wrong


def _another() -> Fault:
    return Fault(field="digest", rule=TRUE, text="what came is not what this digest says: send it anew")


def _too_large(most: int) -> Fault:
    return Fault(field="part", rule="size", text=f"a part has 1 to {files.PART} bytes, and all of them at most {most}")


@contextmanager
def _room() -> Iterator[None]:
    """Within this an error of the disk means that there is no room."""
    try:
        yield
    except OSError as wrong:
        raise Exhausted("there is no room for this file") from wrong


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None


def _durable(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


__all__ = ["AN_HOUR", "MOST_WAITING", "Parcel", "Parcels"]
