# SPDX-License-Identifier: Apache-2.0
"""The chairs of a dialogue. Each has a link of its own, signed and without a name; whoever opens it sits down or not.

A link holds for the offer it was made for: another offer, even of the same tear, has other links.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.clause import Refusal
from comity.core.tear import AgreeToDialogue, DeclineDialogue, DialogueOffered
from comity.edge.web import door, pages
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.taking import known
from comity.edge.web.tears.tearfile import Tearfile, read

_SALT = "comity.chair"
GUEST = "somebody-in-a-dialogue"
"""Who acts there: nobody's name stands in the history."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chair:
    """One chair: its number, whether somebody sits there, and the path to hand over while nobody does."""

    number: int
    taken: bool
    path: str


def _offer(file: Tearfile) -> int:
    """Which event made the offer that stands now; 0 where none does."""
    places = [n for n, event in enumerate(file.events, 1) if isinstance(event, DialogueOffered)]
    return places[-1] if places and file.tear.dialogue is not None else 0


def chairs(file: Tearfile) -> tuple[Chair, ...]:
    """The chairs of the dialogue that is offered or going on."""
    talk = file.tear.dialogue
    if talk is None:
        return ()
    offer = _offer(file)
    return tuple(
        Chair(
            number=n,
            taken=n in talk.taken,
            path="" if n in talk.taken else reverse("chair", args=[_token(file.ref, offer, n)]),
        )
        for n in range(1, talk.chairs + 1)
    )


def _token(ref: str, offer: int, chair: int) -> str:
    return signing.dumps([ref, offer, chair], salt=_SALT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """The chair that a link leads to. `open`: the offer stands and nobody sits there."""

    file: Tearfile
    number: int
    open: bool
    taken: bool


def _seat(court: Court, token: str) -> Seat:
    """Raises `Http404` for a link that is none, and for a dialogue that is no longer offered."""
    try:
        ref, offer, number = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise Http404 from None
    file = read(court, ref)
    if file is None or file.tear.dialogue is None or _offer(file) != offer:
        raise Http404
    taken = number in file.tear.dialogue.taken
    return Seat(file=file, number=number, open=not taken and AgreeToDialogue in file.possible, taken=taken)


def page(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one chair: take part or not; and leave again, as long as it goes on."""
    court = door.court()
    seat = _seat(court, token)
    said, no = "", None
    if request.method == "POST":
        said, no = _answer(court, seat, request)
        if not no and said != "left":
            seat = _seat(court, token)
    context: dict[str, Any] = {
        "seat": seat,
        "said": _said(said),
        "left": said == "left",
        "act_id": secrets.token_urlsafe(18),
        "action": reverse("chair", args=[token]),
        "refusal": pages.closed_door(no, lambda _possible: reverse("front")) if no else None,
    }
    return pages.show(request, "tears/chair.html", context, status=403 if no else 200)


def _answer(court: Court, seat: Seat, request: HttpRequest) -> tuple[str, Refusal | None]:
    read = Reader(request)
    act_id = read.act_id()
    choice = read.one_of("choice", ("take", "leave"))
    if read.faults or known(court, act_id):
        return "", None
    command = AgreeToDialogue(chair=seat.number) if choice == "take" else DeclineDialogue()
    try:
        court.perform(command, act_id=act_id, actor=GUEST, stream=seat.file.stream, at=seat.file.at)
    except Refusal as no:
        return "", no
    return ("taken" if choice == "take" else "left"), None


def _said(code: str) -> str:
    match code:
        case "taken":
            return _("You take part. Whoever offered the dialogue will say when and where.")
        case "left":
            return _("Nobody is told that it was you, and nothing follows from it.")
        case _:
            return ""


__all__ = ["Chair", "chairs", "page"]
