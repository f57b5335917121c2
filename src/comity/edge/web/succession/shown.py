# SPDX-License-Identifier: Apache-2.0
"""What every page of the key for successors has: who sits there, their own key, and how a form is read."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from comity.core.clause import Fault, Malformed, Refusal
from comity.edge.web import pages, reasons, session
from comity.edge.web.door import Court
from comity.edge.web.fields import Reader
from comity.edge.web.keys.views import proved
from comity.edge.web.names import plainly

LONGEST_SENT = 4_000_000
"""The most characters of what a browser sends: thousands of papers' wraps."""
Act = Callable[[Reader, str], str]
"""What a form does with its number; the code of what is said next."""
Page = Callable[..., HttpResponse]


def own(request: HttpRequest, court: Court, person: str) -> dict[str, Any]:
    """Who sits before the page, with their own key as their browser opens it."""
    key = court.keys.own(person) if person else None
    return {
        "person": plainly(person),
        "own_key": key,
        "own_ways": court.keys.ways(key),
        "account": session.account_of(request),
        "proved": bool(person) and proved(request),
        "told": pages.told(request),
    }


def done(request: HttpRequest, act: Act, page: Page, to: str) -> HttpResponse:
    """Do what a form asks; the page again with what is wrong. Only for who has just shown who they are."""
    if not proved(request):
        return page(said=[_("Show first that it is you")], status=403)
    form = Reader(request)
    try:
        act_id = form.act_id()
        _whole(form)
        code = act(form, act_id)
    except Malformed as wrong:
        errors = reasons.fault_table(wrong.faults)
        return page(said=[*errors.values()], errors=errors, form=form, status=422)
    except Refusal as no:
        refusal = pages.closed_door(no, lambda _possible: reverse("succession"))
        return page(refusal=refusal, form=form, status=403)
    response = HttpResponseRedirect(reverse(to), status=303)
    session.tell(response, code)
    return response


def _whole(form: Reader) -> None:
    if form.faults:
        raise Malformed(form.faults)


def whole(form: Reader) -> None:
    """Raises `Malformed` where something was wrong with a field."""
    _whole(form)


def records(request: HttpRequest, field: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """A list of records of texts that a script put into a field. Raises `Malformed`."""
    text = request.POST.get(field, "")
    try:
        told: Any = json.loads(text) if len(text) <= LONGEST_SENT else None
    except (ValueError, RecursionError):
        told = None
    if isinstance(told, list) and all(isinstance(one, Mapping) for one in told):
        found = [{name: one.get(name) for name in names} for one in told]
        if all(isinstance(part, str) for one in found for part in one.values()):
            return found
    raise unread(field)


def sealed(text: str, field: str) -> bytes:
    """Sealed bytes in base64. Raises `Malformed`."""
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        raise unread(field) from None


def unread(field: str) -> Malformed:
    """What says that a field is not what the script of the page sends."""
    return Malformed([Fault(field=field, rule="script", text=_("What your browser sent could not be read."))])


__all__ = ["done", "own", "records", "sealed", "unread", "whole"]
