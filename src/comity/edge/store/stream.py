# SPDX-License-Identifier: Apache-2.0
"""Sealing and opening in a stream, so that no file is ever held whole: age v1 by rage, in a thread behind a pipe.

What is written goes through the pipe; what comes out is age's: nothing of a file lies on a disk unsealed (P21).
"""

from __future__ import annotations

import os
from collections.abc import Generator
from threading import Thread
from typing import BinaryIO, Protocol

import pyrage
from pyrage import x25519

from comity.desk.sealing import Unopenable

PART = 64 * 1024


class Sink(Protocol):
    """Where sealed bytes go."""

    def write(self, part: bytes) -> int:
        """Write all of it."""

    def flush(self) -> None:
        """Hold nothing back."""


def fresh() -> tuple[str, str]:
    """A new identity, and its recipient."""
    made = x25519.Identity.generate()
    return str(made), str(made.to_public())


class Pouring:
    """Seals to one recipient whatever is written, into `out`."""

    def __init__(self, out: Sink, recipient: str) -> None:
        self._wrong: BaseException | None = None
        into, self._end = os.pipe()
        self._thread = Thread(target=self._seal, args=(into, out, recipient), daemon=True)
        self._thread.start()

    def _seal(self, into: int, out: Sink, recipient: str) -> None:
        with os.fdopen(into, "rb") as whole:
            try:
                pyrage.encrypt_io(whole, out, [x25519.Recipient.from_str(recipient)])
            except BaseException as wrong:  # raised again where the next part is written
                self._wrong = wrong

    def write(self, part: bytes) -> None:
        """One more part. Raises OSError where the sealed bytes could not be written."""
        left = memoryview(part)
        try:
            while left:
                left = left[os.write(self._end, left) :]
        except BrokenPipeError as wrong:
            raise OSError("what is sealed could not be written") from (self._wrong or wrong)

    def close(self) -> None:
        """No part is missing. Raises OSError where the sealed bytes could not be written."""
        self.abandon()
        if self._wrong is not None:
            raise OSError("what is sealed could not be written") from self._wrong

    def __del__(self) -> None:
        """Whoever forgot it leaves no pipe open; the thread ends by itself."""
        if getattr(self, "_end", -1) >= 0:
            os.close(self._end)

    def abandon(self) -> None:
        """Let go of the thread and the pipe; doing it again changes nothing."""
        if self._end >= 0:
            os.close(self._end)
            self._end = -1
        self._thread.join()


def poured_out(sealed: BinaryIO, secret: str) -> Generator[bytes]:
    """What is inside a sealed file, in parts. Raises `Unopenable` at whatever was changed or cut.

    The file is closed in the end, also where the reader goes away before it.
    """
    out, into = os.pipe()
    wrong: list[BaseException] = []

    def opening() -> None:
        with sealed, os.fdopen(into, "wb", buffering=0) as whole:
            try:
                pyrage.decrypt_io(sealed, whole, [x25519.Identity.from_str(secret)])
            except BaseException as found:  # raised again where the last part is read
                wrong.append(found)

    thread = Thread(target=opening, daemon=True)
    thread.start()
    try:
        with os.fdopen(out, "rb", buffering=0) as inside:
            while part := inside.read(PART):
                yield part
    finally:
        thread.join()
    if wrong:
        raise Unopenable("changed, or sealed to another key") from wrong[0]


__all__ = ["PART", "Pouring", "Sink", "fresh", "poured_out"]
