# SPDX-License-Identifier: Apache-2.0
"""A live forum as a source of `comity watch`: what anybody may read there, oldest first, as a file of messages."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from comity.core.clause import Fault, Malformed
from comity.desk.watch.message import Edited, Message, Told
from comity.desk.watch.ports import Later, Reader, Refused

PATIENCE = 120.0
"""Seconds that a forum may ask to wait, one time; longer, and the rest is left for another day."""


def fetched(address: str, state: Path | None) -> str:
    """Fetch a forum; the file of its messages. With `state` it stays beside it, and a later run goes on from there.

    Raises `Malformed` where the address is none, or where nothing answers there.
    """
    path, place = _files(state)
    cursor = place.read_text("utf-8") if place.exists() and path.exists() else ""
    many = 0
    try:
        with path.open("a" if cursor else "w", encoding="utf-8") as file:
            for batch in _patient(_reader(address), cursor):
                file.writelines(f"{json.dumps(line(one))}\n" for one in batch.told)
                file.flush()
                os.fsync(file.fileno())
                place.write_text(batch.cursor, "utf-8")
                many += len(batch.told)
                sys.stderr.write(f"comity watch: {many:,} posts read\n")
    except (OSError, Refused) as wrong:
        if not many and not cursor:
            raise _malformed(f"{urlsplit(address).hostname}: {_said(wrong)}", "answer") from wrong
        sys.stderr.write(f"comity watch: SOURCE: {_said(wrong)}; this is what was read until then\n")
    return str(path)


def line(told: Told) -> dict[str, Any]:
    """One thing that was told, as a line of a file of messages."""
    if isinstance(told, Edited):
        return {**line(told.message), "edited": True}
    if not isinstance(told, Message):
        return {"conversation": told.conversation, "id": told.id, "at": told.at.isoformat(), "removed": True}
    found = {"conversation": told.conversation, "id": told.id, "author": told.author, "at": told.at.isoformat(),
             "text": told.text, "reply_to": told.reply_to, "space": told.space, "place": told.place}  # fmt: skip
    return {name: value for name, value in found.items() if value or name in ("author", "text")}


def _patient(reader: Reader, cursor: str) -> Iterator[Any]:
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
            time.sleep(later.seconds)


def _reader(address: str) -> Reader:
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        raise _malformed("must be the address of a forum, like https://forum.example.org", "address")
    from comity.edge.platforms.discourse.reader import DiscourseReader

    try:
        return DiscourseReader("", f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}")
    except ValueError as wrong:
        raise _malformed(str(wrong), "address") from wrong


def _files(state: Path | None) -> tuple[Path, Path]:
    if state is None:
        folder = Path(tempfile.mkdtemp(prefix="comity-watch-"))
        return folder / "messages.jsonl", folder / "cursor"
    return Path(f"{state}.messages"), Path(f"{state}.cursor")


def _said(wrong: Exception) -> str:
    return (str(getattr(wrong, "strerror", None) or "") or str(wrong) or type(wrong).__name__)[:200]


def _malformed(text: str, rule: str) -> Malformed:
    return Malformed([Fault(field="SOURCE", rule=rule, text=text)])


__all__ = ["fetched", "line"]
