# SPDX-License-Identifier: Apache-2.0
"""Files beside the papers of a case, for whoever may open them: as they lie here, and opened where the house can.

A file comes as a stream, so that neither side holds it whole. What is not and what is not yours is the same 404 (P10).
"""

from __future__ import annotations

import base64
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Annotated, Any, cast

from django.http import Http404, HttpRequest, StreamingHttpResponse
from django.utils.http import content_disposition_header
from ninja import Path, Router

from comity.desk import tokens
from comity.desk.casefile import CASE
from comity.desk.custody import SealedPaper
from comity.desk.files import head_of, unwrapped
from comity.desk.ports import Missing
from comity.desk.sealing import Unopenable
from comity.edge.api import door, shapes, who
from comity.edge.api.limits import READING, Limit

router = Router(tags=["Case rooms"], auth=who.EITHER)
Ref = Annotated[str, Path(pattern="^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$")]
Digest = Annotated[str, Path(pattern="^[0-9a-f]{64}$")]
BINARY = "application/octet-stream"
_STREAM: dict[str, Any] = {
    "responses": {
        200: {
            "description": "The file, as a stream.",
            "content": {BINARY: {"schema": {"type": "string", "format": "binary"}}},
        }
    }
}


@router.get(
    "/cases/{ref}/files/{digest}", response=shapes.FileSealOut, operation_id="read_file",
    throttle=[Limit("known", READING)],
)  # fmt: skip
def file(request: HttpRequest, ref: Ref, digest: Digest) -> shapes.FileSealOut:
    """How a file is sealed, and the wrap of its key for the caller's own key; both empty where the house opens it."""
    court, person, found = _found(request, ref, digest)
    if not isinstance(found, SealedPaper):
        next(found, b"")  # what was never begun would not be closed
        cast(Generator[bytes], found).close()
        return shapes.FileSealOut(digest=digest, opens_here=True, mode="server", key="", wrap="")
    wrap = court.papers.custody.wrap(digest, person)
    if wrap is not None:
        court.papers.hand(f"{CASE}{ref}", person, digest)
    told = base64.b64encode(wrap or b"").decode("ascii")
    return shapes.FileSealOut(digest=digest, opens_here=False, mode=found.mode, key=found.key, wrap=told)


@router.get(
    "/cases/{ref}/files/{digest}/sealed", operation_id="read_file_sealed", throttle=[Limit("known", READING)],
    openapi_extra=_STREAM,
)  # fmt: skip
def sealed(request: HttpRequest, ref: Ref, digest: Digest) -> StreamingHttpResponse:
    """The file as it lies here, an age v1 file: `age -d -i <(age -d -i KEY wrap) file.age` opens it in pieces."""
    court, person = door.court(), _caller(request)
    try:
        found = court.files.raw(f"{CASE}{ref}", person, digest)
    except Missing as wrong:
        raise Http404 from wrong
    if found is None:
        raise Http404
    return _streamed(f"{digest[:12]}.age", found)


@router.get(
    "/cases/{ref}/files/{digest}/open", operation_id="read_file_open", throttle=[Limit("known", READING)],
    openapi_extra=_STREAM,
)  # fmt: skip
def opened(request: HttpRequest, ref: Ref, digest: Digest) -> StreamingHttpResponse:
    """The file itself, where the house or the receipt opens it for the caller; else 404: open it with your own key."""
    _court, _person, found = _found(request, ref, digest)
    if isinstance(found, SealedPaper):
        raise Http404
    try:
        pieces = unwrapped(found)
        head = head_of(pieces)
    except Unopenable as wrong:
        raise Http404 from wrong
    return _streamed(head.name, _to_the_end(head.first, pieces, cast(Generator[bytes], found)))


def _to_the_end(first: bytes, pieces: Iterator[bytes], inside: Generator[bytes]) -> Iterator[bytes]:
    with closing(inside):
        yield first
        yield from pieces


def _caller(request: HttpRequest) -> str:
    caller = who.of(request)
    caller.may(tokens.READ)
    return caller.person


def _found(request: HttpRequest, ref: str, digest: str) -> tuple[door.Court, str, Iterator[bytes] | SealedPaper]:
    """The file for the caller. Raises `Http404` where it is not theirs, or was erased."""
    court, person = door.court(), _caller(request)
    try:
        found = court.files.opened(f"{CASE}{ref}", person, digest, who.of(request).secrets)
    except (Missing, Unopenable) as wrong:
        raise Http404 from wrong
    if found is None:
        raise Http404
    return court, person, found


def _streamed(name: str, parts: Iterator[bytes]) -> StreamingHttpResponse:
    response = StreamingHttpResponse(parts, content_type=BINARY)
    response.headers["Content-Disposition"] = str(content_disposition_header(True, name))
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store, private"
    return response


__all__ = ["file", "opened", "router", "sealed"]
