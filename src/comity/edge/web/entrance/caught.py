# SPDX-License-Identifier: Apache-2.0
"""The letters of the sample community, which leave the house no further than a folder: newest first.

Served in the sample only, where every person is invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from comity.edge.web import pages

MOST = 50
BETWEEN = b"\n" + b"-" * 79 + b"\n"
"""What Django's backend writes after each letter."""
_ADDRESS = re.compile(r"(https?://\S+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a letter: words, or an address that can be followed."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caught:
    """One letter."""

    to: str
    subject: str
    pieces: tuple[Piece, ...]
    at: datetime


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """The newest letters. Outside the sample there is no such page (P21)."""
    if not settings.COMITY_SAMPLE:
        raise Http404
    folder = getattr(settings, "EMAIL_FILE_PATH", "")
    return pages.show(request, "entrance/caught.html", {"letters": caught(Path(folder)) if folder else ()})


def caught(folder: Path) -> tuple[Caught, ...]:
    """The letters that lie in a folder, newest first."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime_ns, reverse=True)
    return tuple(islice((letter for file in files for letter in _read(file)), MOST))


def _read(file: Path) -> Iterator[Caught]:
    """The letters of one file, newest first: two of one second may lie in one."""
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    for text in reversed(file.read_bytes().split(BETWEEN)):
        if text.strip():
            yield _letter(text, at)


def _letter(text: bytes, at: datetime) -> Caught:
    letter = message_from_bytes(text, policy=policy.default)
    words = letter.get_content() if letter.get_content_type() == "text/plain" else ""
    return Caught(
        to=str(letter["To"] or ""),
        subject=str(letter["Subject"] or ""),
        pieces=tuple(_piece(part) for part in _ADDRESS.split(words.strip()) if part),
        at=at,
    )


def _piece(part: str) -> Piece:
    """An address of this site is followed within it, wherever the site listens."""
    if not _ADDRESS.fullmatch(part):
        return Piece(text=part)
    return Piece(text=part, href=part.removeprefix(settings.COMITY.public_url))


__all__ = ["Caught", "Piece", "caught", "letters"]
