# SPDX-License-Identifier: Apache-2.0
"""One's own key: made, kept in more ways, tried, replaced, ended. Everything secret happens in the browser (P21).

A key is made, replaced or ended only by somebody who has just shown who they are: a link from a letter may be read by
another. In a sample community, where nobody has an account, a link is enough.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comity.core.clause import Fault, Malformed, Refusal
from comity.desk.keys import PASSKEY, Fresh, KeyDesk, read_papers, read_ways
from comity.edge.web import door, pages, reasons, session
from comity.edge.web.fields import Reader
from comity.edge.web.names import plainly
from comity.edge.web.session import signed_in

_LONGEST_SENT = 4_000_000
"""The most characters of what a browser sends with a new key: thousands of papers' wraps."""


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def own(request: HttpRequest, person: str) -> HttpResponse:
    """See one's key, and change something about it."""
    keys = door.court().keys
    if not keys.keeps(person):
        raise Http404
    if request.method != "POST":
        return _page(request, person)
    act = _ACTS.get(Reader(request).raw("act"))
    if act is None:
        raise Http404
    if not proved(request):
        return _page(request, person, status=403)
    try:
        code = act(keys, person, request)
    except Malformed as wrong:
        return _page(request, person, said=[reasons.wrong(fault) for fault in wrong.faults], status=422)
    except Refusal as no:
        return _page(request, person, said=[reasons.said(no)], status=403)
    response = HttpResponseRedirect(reverse("your-key"), status=303)
    session.tell(response, code)
    return response


@require_safe
@signed_in
def held(request: HttpRequest, person: str) -> HttpResponse:
    """The wraps that a person holds, for the browser that makes them anew for another key.

    A wrap alone opens no paper: the sealed paper itself is handed out only to whoever may open it at that moment.
    """
    keys = door.court().keys
    key = keys.own(person)
    if key is None:
        raise Http404
    found = [{"digest": one.digest, "wrap": base64.b64encode(one.wrap).decode()} for one in keys.held(person, key.id)]
    response = JsonResponse({"wraps": found})
    add_never_cache_headers(response)
    return response


def proved(request: HttpRequest) -> bool:
    """Whether this person has shown well enough who they are to change a key."""
    return settings.COMITY_SAMPLE or session.just_proved(request)


def _read(request: HttpRequest) -> tuple[Reader, str]:
    """The form and its number. Raises `Malformed` where it is none of ours."""
    form = Reader(request)
    act_id = form.act_id()
    if form.faults:
        raise Malformed(form.faults)
    return form, act_id


def _json(request: HttpRequest, field: str) -> object:
    """What a script put into a field. Raises `Malformed`."""
    text = request.POST.get(field, "")
    try:
        if len(text) <= _LONGEST_SENT:
            return json.loads(text)
    except (ValueError, RecursionError):
        pass
    raise Malformed([Fault(field=field, rule="json", text=_("What your browser sent could not be read."))])


def _make(keys: KeyDesk, person: str, request: HttpRequest) -> str:
    form, act_id = _read(request)
    fresh = Fresh(
        recipient=form.raw("recipient").strip(),
        wrapped=read_ways(_json(request, "wrapped")),
        replaces=form.line("replaces"),
        papers=read_papers(_json(request, "papers")),
    )
    keys.make(person, fresh, act_id=act_id, at=_now())
    return "key-made"


def _way(keys: KeyDesk, person: str, request: HttpRequest) -> str:
    form, _act_id = _read(request)
    ways = read_ways(_json(request, "wrapped"))
    keys.add_way(person, form.line("key"), ways[0])
    return "key-way" if ways[0].by == PASSKEY else "key-words"


def _end_way(keys: KeyDesk, person: str, request: HttpRequest) -> str:
    form, _act_id = _read(request)
    keys.end_way(person, form.line("key"), form.raw("blob"))
    return "key-way-ended"


def _drill(keys: KeyDesk, person: str, request: HttpRequest) -> str:
    form, act_id = _read(request)
    keys.drilled(person, form.line("key"), act_id=act_id, at=_now())
    return "key-drilled"


def _lost(keys: KeyDesk, person: str, request: HttpRequest) -> str:
    form, act_id = _read(request)
    if form.raw("sure") != "yes":
        text = _("Tick that you know what follows.")
        raise Malformed([Fault(field="sure", rule="ticked", text=text)])
    keys.lost(person, form.line("key"), act_id=act_id, at=_now())
    return "key-lost"


_ACTS: dict[str, Callable[[KeyDesk, str, HttpRequest], str]] = {
    "make": _make, "way": _way, "end-way": _end_way, "drill": _drill, "lost": _lost,
}  # fmt: skip


def _now() -> Any:
    return door.court().desk.clock.now()


def _page(request: HttpRequest, person: str, *, said: list[str] | None = None, status: int = 200) -> HttpResponse:
    court = door.court()
    key = court.keys.own(person)
    ring = court.keys.ring()
    context = {
        "person": plainly(person),
        "key": key,
        "rung": ring.keys.get(key.id) if key else None,
        "ways": court.keys.ways(key),
        "passkeys": [w for w in key.wrapped if w.by == PASSKEY] if key else [],
        "held": len(court.keys.held(person, key.id)) if key else 0,
        "act_ids": {name: secrets.token_urlsafe(18) for name in _ACTS},
        "named": _("%(house)s: key to sealed papers") % {"house": pages.house().community or "Comity"},
        "account": session.account_of(request),
        "proved": proved(request),
        "said": said or [],
        "told": pages.told(request),
        "back": "chambers",
    }
    return pages.with_told(request, pages.show(request, "keys/own.html", context, status=status))


__all__ = ["held", "own", "proved"]
