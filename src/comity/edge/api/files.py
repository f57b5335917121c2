# SPDX-License-Identifier: Apache-2.0
"""Files: sent before what they lie beside, sealed while they arrive, and named by it with the key that came back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from ninja import Query, Router, Status
from ninja.errors import HttpError

from comity.core.clause import Fault, Malformed
from comity.core.evidence import LARGEST_FILE
from comity.desk.files import PIECE
from comity.desk.filing import Filing
from comity.desk.handle import Answer
from comity.desk.ports import Coming, Missing
from comity.edge.api import door, shapes
from comity.edge.api.door import Court
from comity.edge.api.limits import FILING, Limit

router = Router(tags=["Telling"])
Act = Callable[[Mapping[str, int]], Answer]
_BODY = {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}, "required": True}
NOBODY = ""
"""Under whom a file waits: whoever has its token and its key may name it."""


@router.post(
    "/files", response={201: shapes.FileOut}, operation_id="send_file", throttle=[Limit("files", FILING)],
    openapi_extra={"requestBody": _BODY},
)  # fmt: skip
def send(request: HttpRequest, name: Annotated[str, Query(max_length=200)] = "") -> Status[shapes.FileOut]:
    """Send one file, at most 100 MB, as the body. It is sealed while it comes; its `key` is told to you, and not kept.

    It waits for a day for the report or the act that names it.
    """
    shelf, length = door.court().files, request.headers.get("Content-Length", "")
    if not length.isdecimal() or int(length[:12]) == 0:
        raise Malformed([Fault(field="body", rule="not empty", text="a file, and its length in Content-Length")])
    if int(length[:12]) > LARGEST_FILE:
        raise HttpError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "a file has at most 100 MB")
    coming = shelf.begin(name)
    try:
        _pour(request, coming, int(length))
        parcel = shelf.parcels.hold(NOBODY, coming)
    finally:
        coming.drop()
    told = shapes.FileOut(parcel=parcel, digest=coming.digest, key=coming.secret, size=coming.size)
    return Status(201, told)


def _pour(request: HttpRequest, coming: Coming, length: int) -> None:
    left = length
    try:
        while left and (piece := request.read(min(left, PIECE))):
            coming.write(piece)
            left -= len(piece)
    except UnreadablePostError:
        left = left or 1
    if left:
        raise Malformed([Fault(field="body", rule="whole", text="was cut on its way: send it again")])
    coming.finish()


def filed(court: Court, sent: Sequence[shapes.FileIn], filing: Filing, text: str, act: Act) -> Answer:
    """Do an act with the files beside its text: all of it or nothing. Raises what the act raises, and `Malformed`."""
    return court.files.filed([_waiting(court, one) for one in sent], filing, text, act)


def _waiting(court: Court, sent: shapes.FileIn) -> Coming:
    try:
        return court.files.parcels.with_key(NOBODY, sent.parcel, sent.digest, sent.key)
    except Missing as wrong:
        text = "waits here no more, or never did: send it again"
        raise Malformed([Fault(field="files", rule="known", text=text)]) from wrong


__all__ = ["filed", "router", "send"]
