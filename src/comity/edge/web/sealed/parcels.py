# SPDX-License-Identifier: Apache-2.0
"""Where a browser sends a file that it sealed, in parts. Nothing here knows what lies in one, or for whom it is.

Whoever began a parcel has its token; somebody else, or the same one after they signed out, finds none: 404. A script
asks how far it came after a break and goes on there, so that nothing is sent from the beginning or kept twice (P24).
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from comity.core.clause import Fault, Malformed
from comity.desk.files import PART
from comity.desk.ports import IN_ORDER, TRUE, Missing
from comity.desk.ports import Parcels as Shelf
from comity.edge.web import door, session


@require_POST
def begin(request: HttpRequest) -> JsonResponse:
    """A parcel begins to come."""
    return JsonResponse({"parcel": _shelf().begin(session.person_of(request)), "part": PART}, status=201)


@require_http_methods(["GET", "HEAD", "DELETE"])
def parcel(request: HttpRequest, token: str) -> HttpResponse:
    """How far it came; or nobody wants it any more."""
    person = session.person_of(request)
    if request.method == "DELETE":
        _shelf().drop(person, token)
        return HttpResponse(status=204)
    try:
        return _so_far(_shelf().parts(person, token))
    except Missing as wrong:
        raise Http404 from wrong


@require_POST
def part(request: HttpRequest, token: str, nth: int) -> HttpResponse:
    """One part. It is acknowledged once it is on the disk; 409 where one before it is missing."""
    try:
        return _so_far(_shelf().take(session.person_of(request), token, nth, _body(request)))
    except Missing as wrong:
        raise Http404 from wrong
    except Malformed as wrong:
        return _anew(wrong)


@require_POST
def whole(request: HttpRequest, token: str) -> HttpResponse:
    """No part is missing: what lies here is what was sent. 409 where it is not, so that it is sent anew."""
    try:
        size = _shelf().whole(session.person_of(request), token, request.POST.get("digest", "")[:64])
    except Missing as wrong:
        raise Http404 from wrong
    except Malformed as wrong:
        return _anew(wrong)
    return JsonResponse({"size": size})


def _anew(wrong: Malformed) -> HttpResponse:
    """The answer where what lies here is not what was sent. Raises `Malformed` where sending it anew would not help."""
    if any(fault.rule not in (IN_ORDER, TRUE) for fault in wrong.faults):
        raise wrong
    return JsonResponse({"faults": [fault.text for fault in wrong.faults]}, status=409)


def _shelf() -> Shelf:
    return door.court().files.parcels


def _so_far(parts: int) -> JsonResponse:
    response = JsonResponse({"parts": parts})
    response.headers["Cache-Control"] = "no-store, private"
    return response


def _body(request: HttpRequest) -> bytes:
    """All of the body. Raises `Malformed` where it is longer than a part, or was cut on its way."""
    told = request.headers.get("Content-Length", "")
    if not told.isdecimal() or not 0 < int(told[:12]) <= PART:
        text = _("A part of a file has at most 4 MB, and its length is told before it.")
        raise Malformed([Fault(field="part", rule=_("at most 4 MB"), text=text)])
    try:
        found = request.read(int(told))
    except UnreadablePostError as wrong:
        raise Malformed([_cut()]) from wrong
    if len(found) != int(told):
        raise Malformed([_cut()])
    return found


def _cut() -> Fault:
    return Fault(field="part", rule=_("whole"), text=_("This part was cut on its way. Send it again."))
