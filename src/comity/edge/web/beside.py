# SPDX-License-Identifier: Apache-2.0
"""The files beside a text as one reader is shown them, and how one is sent down: never as a page, never by its name."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol, cast

from django.http import Http404, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from comity.desk.custody import SealedPaper
from comity.desk.files import Head, head_of, unwrapped
from comity.desk.ports import Missing
from comity.desk.sealing import Unopenable
from comity.edge.web.door import Court

if TYPE_CHECKING:
    from comity.edge.web.papers import Where

BINARY = "application/octet-stream"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileShown:
    """One file: its name made safe, what its bytes say it is, about how large; where it is fetched, or why not.

    `sealed` and `wrap` are addresses where the house does not open it for this reader, who then opens it with a key, or
    with the twelve words of a receipt (`by_words`).
    """

    name: str
    kind: str
    size: int
    href: str = ""
    sealed: str = ""
    wrap: str = ""
    gone: str = ""
    by_words: bool = False


class Lying(Protocol):
    """A file as the law knows it: a digest, and the size to which it was padded."""

    @property
    def digest(self) -> str:
        """The digest of what was sealed."""

    @property
    def size(self) -> int:
        """In bytes."""


@dataclass(frozen=True, slots=True)
class _OfTear:
    digest: str
    size: int


def of_tear(court: Court, stream: str, person: str, files: Mapping[str, int], where: Where) -> tuple[FileShown, ...]:
    """The files beside what was told of a tear, as `person` is shown them."""
    each = (
        shown(court, stream, person, _OfTear(*one), at=where.at(one[0]), secrets=where.secrets) for one in files.items()
    )
    return tuple(replace(one, by_words=where.by_words) for one in each)


def shown(court: Court, stream: str, person: str, file: Lying, *, at: str, secrets: tuple[str, ...] = ()) -> FileShown:
    """A file as `person` is shown it, whose address is `at`."""
    plain = FileShown(name=_("A file"), kind="", size=file.size)
    try:
        found = court.files.opened(stream, person, file.digest, secrets)
        if isinstance(found, SealedPaper):
            return _shut(plain, found, at)
        if found is None:
            return _gone(plain, _("This file is not here to be opened."))
        head, _pieces = _opened(found)
    except Missing:
        return _gone(plain, _("This file was erased. That it was there, its digest proves."))
    except Unopenable:
        return _gone(plain, _("This file cannot be opened: what is kept of it is not what was sealed."))
    _pieces.close()
    return FileShown(name=head.name, kind=said(head.kind), size=file.size, href=f"{at}/open")


def _gone(plain: FileShown, why: str) -> FileShown:
    return FileShown(name=plain.name, kind="", size=plain.size, gone=why)


def _shut(plain: FileShown, found: SealedPaper, at: str) -> FileShown:
    if not found.key:
        why = _("This is sealed, and not to you yet. It will be once somebody who reads it opened the case.")
        return _gone(plain, why)
    return FileShown(name=plain.name, kind="", size=plain.size, sealed=at, wrap=f"{at}/wrap")


def said(kind: str) -> str:
    """What a file is by its bytes, in words."""
    pictures, films, packed = ("png", "jpg", "gif", "webp"), ("mp4", "webm"), ("zip", "gz", "7z", "rar")
    if kind in pictures:
        return _("a picture")
    if kind in films:
        return _("a film")
    if kind in ("ogg", "mp3"):
        return _("a sound")
    if kind in packed:
        return _("an archive: other files lie in it")
    named = {"pdf": _("a PDF"), "txt": _("plain text")}
    return named.get(kind, _("of a kind that this house does not know"))


def _opened(inside: Iterator[bytes]) -> tuple[Head, Generator[bytes]]:
    """What a file tells of itself, and its pieces from the first one on."""
    pieces = unwrapped(inside)
    return head_of(pieces), _all(pieces, inside)


def _all(pieces: Iterator[bytes], inside: Iterator[bytes]) -> Generator[bytes]:
    with closing(cast(Generator[bytes], inside)):
        yield from pieces


def sent_down(court: Court, stream: str, person: str, digest: str, secrets: tuple[str, ...] = ()) -> HttpResponseBase:
    """The opened file as something to save. Raises `Http404` for what is not there, not theirs, or not to be opened."""
    try:
        found = court.files.opened(stream, person, digest, secrets)
        if found is None or isinstance(found, SealedPaper):
            raise Http404
        head, pieces = _opened(found)
    except (Missing, Unopenable) as wrong:
        raise Http404 from wrong
    return _attached(head.name, _with_first(head.first, pieces))


def _with_first(first: bytes, pieces: Generator[bytes]) -> Iterator[bytes]:
    with closing(pieces):
        if first:
            yield first
        yield from pieces


def as_sealed(found: Iterator[bytes] | None, digest: str) -> HttpResponseBase:
    """A file as it lies here, sealed."""
    if found is None:
        raise Http404
    return _attached(f"{digest[:12]}.age", found)


def _attached(name: str, parts: Iterator[bytes]) -> HttpResponseBase:
    response = StreamingHttpResponse(parts, content_type=BINARY)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


__all__ = ["FileShown", "as_sealed", "of_tear", "said", "sent_down", "shown"]
