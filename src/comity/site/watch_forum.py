# SPDX-License-Identifier: Apache-2.0
"""A live forum as a source of `comity watch`: what anybody may read there, oldest first, as a file of messages."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from comity.core.clause import Fault, Malformed
from comity.desk.watch.message import Edited, Message, Told
from comity.desk.watch.ports import Batch, Later, Reader, Refused
from comity.site import watch_spool

PATIENCE = 120.0
"""Seconds that a forum may ask to wait, one time; longer, and the rest is left for another day."""
TELL_EVERY = 10.0
"""Seconds between two lines that say how much was read, where they are not written over each other."""


def fetched(address: str, state: Path | None) -> str:
    """Fetch a forum; the file of its messages. With `state` it stays beside it, and a later run goes on from there.

    Raises `Malformed` where the address is none, where nothing answers there, or where `state` is of another forum.
    """
    reader = _reader(address)
    folder = watch_spool.folder() if state is None else None
    place = Place(folder / "messages" if folder else state or Path(), address.rstrip("/"))
    begun, progress = place.cursor, Progress()
    try:
        with place.opened() as file:
            for batch in _patient(reader, place.cursor):
                file.write("".join(f"{json.dumps(line(one))}\n" for one in batch.told).encode())
                file.flush()
                os.fsync(file.fileno())
                place.keep(batch.cursor, file.tell())
                progress.add(len(batch.told))
    except (OSError, Refused) as wrong:
        if not progress.many and not begun:
            raise _malformed(f"{address[:200]}: {_said(wrong)}", "answer", _HINT) from wrong
        sys.stderr.write(f"comity watch: SOURCE: {_said(wrong)}; this is what was read until then\n")
    progress.end()
    return str(place.messages)


class Place:
    """How far a forum was read: the cursor, and how long the file of messages was then."""

    def __init__(self, state: Path, address: str) -> None:
        """Raises `Malformed` where the file is of another forum."""
        self.messages, self._path, self._address = Path(f"{state}.messages"), Path(f"{state}.cursor"), address
        self.cursor, self._length = "", 0
        if not (self._path.exists() and self.messages.exists()):
            return
        try:
            found = json.loads(self._path.read_text("utf-8"))
            read, cursor, length = str(found["address"]), str(found["cursor"]), int(found["length"])
        except (ValueError, KeyError, TypeError, OSError) as wrong:
            raise _kept(f"{self._path} does not say how far a forum was read") from wrong
        if read != address:
            raise _kept(f"{self._path} was begun with another forum")
        if length <= self.messages.stat().st_size:
            self.cursor, self._length = cursor, length

    def opened(self) -> Any:
        """The file of messages, to write after what is known; what a killed run wrote beyond that is cut off."""
        file = self.messages.open("r+b" if self.cursor else "wb")
        file.truncate(self._length)
        file.seek(self._length)
        return file

    def keep(self, cursor: str, length: int) -> None:
        """Everything up to `length` is on the disk, and goes up to `cursor`."""
        self.cursor, self._length = cursor, length
        found = {"address": self._address, "cursor": cursor, "length": length}
        watch_spool.replaced(self._path, json.dumps(found))


class Progress:
    """How much was read, on standard error: one line that grows at a terminal, else one now and then."""

    def __init__(self) -> None:
        self.many, self._live = 0, sys.stderr.isatty()
        self._said = time.monotonic()

    def add(self, many: int) -> None:
        """So many more."""
        self.many += many
        if self._live:
            sys.stderr.write(f"\r{self._line():<78}")
            sys.stderr.flush()
        elif time.monotonic() - self._said > TELL_EVERY:
            self._said = time.monotonic()
            sys.stderr.write(f"{self._line()}\n")

    def end(self) -> None:
        """All of it."""
        sys.stderr.write(f"{chr(13) if self._live else ''}{self._line():<{78 if self._live else 0}}\n")

    def _line(self) -> str:
        return f"comity watch: {self.many:,} posts read"


def line(told: Told) -> dict[str, Any]:
    """One thing that was told, as a line of a file of messages."""
    if isinstance(told, Edited):
        return {**line(told.message), "edited": True}
    if not isinstance(told, Message):
        return {"conversation": told.conversation, "id": told.id, "at": told.at.isoformat(), "removed": True}
    found = {"conversation": told.conversation, "id": told.id, "author": told.author, "at": told.at.isoformat(),
             "text": told.text, "reply_to": told.reply_to, "space": told.space, "place": told.place}  # fmt: skip
    return {name: value for name, value in found.items() if value or name in ("author", "text")}


def _patient(reader: Reader, cursor: str) -> Iterator[Batch]:
    """Everything; where the forum asks to wait, after waiting."""
    while True:
        try:
            for batch in reader.read(cursor):
                cursor = batch.cursor
                yield batch
            return
        except Later as later:
            if later.seconds > PATIENCE:
                raise OSError(f"asks to come again in {later.seconds:.0f} s") from later
            sys.stderr.write(f"comity watch: the forum asks to wait {later.seconds:.0f} s\n")
            time.sleep(later.seconds)


def _reader(address: str) -> Reader:
    from comity.edge.platforms.discourse.reader import DiscourseReader

    try:
        parts = urlsplit(address)
        if parts.scheme not in ("https", "http") or not parts.hostname:
            raise ValueError("must be the address of a forum")
        return DiscourseReader("", f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}", sleep=_again)
    except ValueError as wrong:
        raise _malformed(f"{address[:200]}: {wrong}", "address", "https://forum.example.org") from wrong


def _again(seconds: float) -> None:
    """Nobody should think that nothing happens."""
    sys.stderr.write(f"comity watch: no answer; asking again in {seconds:.0f} s\n")
    time.sleep(seconds)


_HINT = "the address of a Discourse forum, as its first page has it: https://forum.example.org"


def _said(wrong: Exception) -> str:
    """What went wrong. A rule of an answer is what it must be."""
    if isinstance(wrong, Refused) and not wrong.rule.startswith("was answered"):
        return f"{wrong.field} must be {wrong.rule}"[:200]
    return (str(getattr(wrong, "strerror", None) or "") or str(wrong) or type(wrong).__name__)[:200]


def _kept(text: str) -> Malformed:
    way_out = "another file, or remove this one"
    return Malformed([Fault(field="--state", rule="same", text=text, way_out=way_out)])


def _malformed(text: str, rule: str, way_out: str) -> Malformed:
    return Malformed([Fault(field="SOURCE", rule=rule, text=text, way_out=way_out)])


__all__ = ["fetched", "line"]
