# SPDX-License-Identifier: Apache-2.0
"""A mailbox on somebody else's server (IMAP4rev1, RFC 3501): its new letters, one by one, and what becomes of each.

A letter that was taken is deleted there, because it lies there in clear; one that could not be taken is marked and left
for a human. Without encryption nothing is asked of any server but one on this machine.
"""

from __future__ import annotations

import imaplib
import ipaddress
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

SECONDS = 60
"""How long the server has for one answer."""
MOST = 50
"""Letters that are looked at in one go."""
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
_NEW = "(UNSEEN UNFLAGGED UNDELETED)"


class Unreachable(Exception):
    """The server did not answer, or not as a mail server does. Nothing was lost: ask again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where the letters lie. `word` is shown nowhere."""

    host: str
    port: int
    wrapped: bool
    name: str
    word: str = field(repr=False)
    folder: str


def address(url: str) -> Mailbox:
    """`imaps://NAME:WORD@HOST/FOLDER`, or `imap://` with STARTTLS. Raises ValueError with what is wrong."""
    split = urlsplit(url)
    if split.scheme not in ("imap", "imaps"):
        raise ValueError("begins with imaps:// or imap://")
    if not split.hostname or not split.username or not split.password:
        raise ValueError("names a host, a name and a word")
    port = split.port or (993 if split.scheme == "imaps" else 143)
    folder = unquote(split.path.lstrip("/")) or "INBOX"
    if any(sign in folder for sign in '"\\\r\n'):
        raise ValueError("names a folder without quotes")
    return Mailbox(
        host=split.hostname, port=port, wrapped=split.scheme == "imaps", name=unquote(split.username),
        word=unquote(split.password), folder=folder,
    )  # fmt: skip


class Letters:
    """The new letters of an opened mailbox."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def new(self, largest: int) -> Iterator[tuple[str, bytes | None]]:
        """The number of each new letter and what is in it; None where it is larger than can be taken."""
        for number in self._asked("SEARCH", None, _NEW)[0].decode("ascii").split()[:MOST]:
            told = b" ".join(_flat(self._asked("FETCH", number, "(RFC822.SIZE)")))
            size = _SIZE.search(told)
            if size is None or int(size.group(1)) > largest:
                yield number, None
                continue
            parts = self._asked("FETCH", number, "(BODY.PEEK[])")
            raw = next((part[1] for part in parts if isinstance(part, tuple)), None)
            yield number, raw

    def taken(self, number: str) -> None:
        """It lies here sealed: nothing of it stays there."""
        self._asked("STORE", number, "+FLAGS.SILENT", r"(\Seen \Deleted)")
        self._server.expunge()

    def left(self, number: str) -> None:
        """It could not be taken: a human looks at it there."""
        self._asked("STORE", number, "+FLAGS.SILENT", r"(\Seen \Flagged)")

    def _asked(self, command: str, *words: str | None) -> list[Any]:
        """The parts of the answer: bytes, or a pair of a head and a literal. Raises `Unreachable`."""
        kind, told = self._server.uid(command, *words)  # type: ignore[arg-type]  # None stands for no charset
        if kind != "OK":
            raise Unreachable(f"{command} was answered {kind}")
        return [part for part in told if part is not None]


def _flat(parts: list[Any]) -> Iterator[bytes]:
    for part in parts:
        yield part[0] if isinstance(part, tuple) else part


@contextmanager
def opened(box: Mailbox) -> Iterator[Letters]:
    """The mailbox, with its folder chosen. Raises `Unreachable`."""
    try:
        server = _joined(box)
    except (OSError, imaplib.IMAP4.error) as wrong:
        raise Unreachable(f"{box.host} did not let us in ({type(wrong).__name__})") from wrong
    try:
        yield Letters(server)
    except (OSError, imaplib.IMAP4.error) as wrong:
        raise Unreachable(f"{box.host} stopped answering ({type(wrong).__name__})") from wrong
    finally:
        _leave(server)


def _joined(box: Mailbox) -> imaplib.IMAP4:
    context = ssl.create_default_context()
    if box.wrapped:
        server: imaplib.IMAP4 = imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=SECONDS)
    else:
        server = imaplib.IMAP4(box.host, box.port, timeout=SECONDS)
        if not _here(box.host):
            server.starttls(ssl_context=context)
    try:
        server.login(box.name, box.word)
        kind, _told = server.select(f'"{box.folder}"')
    except (OSError, imaplib.IMAP4.error):
        _leave(server)
        raise
    if kind != "OK":
        _leave(server)
        raise Unreachable(f"there is no folder {box.folder} at {box.host}")
    return server


def _leave(server: imaplib.IMAP4) -> None:
    """Say goodbye, and close the line whatever is answered."""
    with suppress(OSError, imaplib.IMAP4.error):
        server.logout()
    with suppress(OSError):
        server.shutdown()


def _here(host: str) -> bool:
    """Whether it is this machine, to which a line needs no encryption."""
    if host == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False


__all__ = ["MOST", "Letters", "Mailbox", "Unreachable", "address", "opened"]
