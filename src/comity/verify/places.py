# SPDX-License-Identifier: Apache-2.0
"""Where a log is read from: a folder, or an http or https address. Whoever serves it may be hostile.

Nothing is read beyond the length that the caller allows; an answer that takes too long, leads to another host or comes
under another code than 200 is no answer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

SECONDS = 20.0
"""How long the other side may be silent."""
WHOLE_SECONDS = 120.0
"""How long one file may take."""
_PIECE = 65_536


class Unreachable(Exception):
    """A file could not be read. It may be there: nothing is said about the log."""


class Place(Protocol):
    """One log's files."""

    def read(self, path: str, most: int) -> bytes:
        """The file at a path of at most `most` bytes. Raises `Unreachable`."""


class Folder:
    """A log in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, path: str, most: int) -> bytes:
        """The file."""
        try:
            with (self._folder / path).open("rb") as file:
                return _limited(file, path, most)
        except OSError as wrong:
            raise Unreachable(f"{path} cannot be read: {wrong.strerror or type(wrong).__name__}") from wrong


class _SameHost(HTTPRedirectHandler):
    def redirect_request(  # noqa: PLR0917 - the library's own order
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Any, newurl: str
    ) -> Any:
        """Follow to the same host only."""
        if urlsplit(newurl)[:2] != urlsplit(req.full_url)[:2]:
            raise HTTPError(req.full_url, code, "leads to another host", headers, fp)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Address:
    """A log at an http or https address."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/")
        self._opener = build_opener(_SameHost)

    def read(self, path: str, most: int) -> bytes:
        """The file."""
        request = Request(f"{self._address}/{path}", headers={"User-Agent": "comity-verify"})  # noqa: S310
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                if answer.status != 200:
                    raise Unreachable(f"{path} was answered with {answer.status}")
                content = _limited(answer, path, most)
                if answer.headers.get("Content-Length", str(len(content))) != str(len(content)):
                    raise Unreachable(f"{path} was cut off on its way")
                return content
        except HTTPError as wrong:
            wrong.close()
            raise Unreachable(f"{path} was answered with {wrong.code}") from wrong
        except (OSError, ValueError, HTTPException) as wrong:
            raise Unreachable(f"{path} cannot be fetched: {type(wrong).__name__}") from wrong


def _limited(file: Any, path: str, most: int, now: Callable[[], float] = time.monotonic) -> bytes:
    began, pieces, length = now(), [], 0
    while piece := file.read1(min(_PIECE, most + 1 - length)):
        pieces.append(piece)
        length += len(piece)
        if length > most:
            raise Unreachable(f"{path} is longer than such a file can be")
        if now() - began > WHOLE_SECONDS:
            raise Unreachable(f"{path} takes too long")
    return b"".join(pieces)


def place(text: str) -> Place:
    """The place that somebody named. Raises ValueError for an address that is neither http nor https."""
    scheme = urlsplit(text).scheme
    if scheme in ("http", "https"):
        return Address(text)
    if "://" in text:
        raise ValueError("a log is a folder, or an http or https address")
    return Folder(Path(text))


__all__ = ["Address", "Folder", "Place", "SECONDS", "Unreachable", "WHOLE_SECONDS", "place"]
