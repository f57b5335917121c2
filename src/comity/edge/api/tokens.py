# SPDX-License-Identifier: Apache-2.0
"""The token that asks: whose it is, and its end. New ones are made by a person on a page, never by a token."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router, Status

from comity.edge.api import door, shapes, who
from comity.edge.api.limits import READING, Limit

router = Router(tags=["Tokens"], auth=who.TOKEN, throttle=[Limit("known", READING)])


@router.get("/token", response=shapes.MeOut, operation_id="read_token")
def me(request: HttpRequest) -> shapes.MeOut:
    """Whom this token stands for, for what, and until when."""
    token = who.of(request).token
    assert token is not None
    return shapes.MeOut(person=token.person, label=token.label, scopes=sorted(token.scopes), expires=token.expires)


@router.delete("/token", response={204: None}, operation_id="end_token")
def end(request: HttpRequest) -> Status[None]:
    """End this token now: for a program that finds that it was seen."""
    court, token = door.court(), who.of(request).token
    assert token is not None
    court.tokens.revoke(token.id, at=court.desk.clock.now())
    return Status(204, None)


__all__ = ["router"]
