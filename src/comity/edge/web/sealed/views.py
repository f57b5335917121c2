# SPDX-License-Identifier: Apache-2.0
"""Sealed papers as they lie here, and the wraps of their keys, under the very rule that opens their pages (P10).

What does not exist, what is for somebody else and what somebody has still to declare for look alike: 404.
"""

from __future__ import annotations

import base64
import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from comity.core.access import exists_for
from comity.core.clause import Fault, Malformed
from comity.desk.court import law_in_force
from comity.desk.filing import ForAct, ForChannel, ForReport
from comity.desk.intake import told_of_tear
from comity.desk.petitions import PETITIONS
from comity.desk.ports import Missing, Wrap
from comity.edge.web import beside, door, filing, session, slips
from comity.edge.web.casefile import CASE, Casefile
from comity.edge.web.casefile import read as read_case
from comity.edge.web.fields import Reader
from comity.edge.web.locator import Locator

LONGEST_BODY = 1_000_000
MOST_WRAPS = 500


@require_safe
def paper(request: HttpRequest, kind: str, ref: str, digest: str) -> HttpResponseBase:
    """A sealed paper, for somebody who is signed in and may open it now."""
    return _paper(f"{kind}:{ref}", session.person_of(request), digest)


@require_http_methods(["GET", "HEAD", "POST"])
def wrap(request: HttpRequest, kind: str, ref: str, digest: str) -> HttpResponse:
    """The key of a paper, wrapped for the key of whoever is signed in and may open it now; POST: it opens nothing."""
    if request.method == "POST":
        return _useless(f"{kind}:{ref}", session.person_of(request), digest)
    return _wrap(f"{kind}:{ref}", session.person_of(request), digest)


@require_safe
def own_paper(request: HttpRequest, bits: str, digest: str) -> HttpResponseBase:
    """The same for whoever told, by their receipt."""
    return _paper(_keeping(bits, digest), Locator(bits).person, digest)


@require_http_methods(["GET", "HEAD", "POST"])
def own_wrap(request: HttpRequest, bits: str, digest: str) -> HttpResponse:
    """The same for whoever told, by their receipt."""
    if request.method == "POST":
        return _useless(_keeping(bits, digest), Locator(bits).person, digest)
    return _wrap(_keeping(bits, digest), Locator(bits).person, digest)


def _stream(bits: str) -> str:
    found = Locator(bits)
    return found.case if door.court().desk.state(found.case).version else found.tear


def _keeping(bits: str, digest: str) -> str:
    """In which stream that paper is theirs: what they told, or what they asked about their own data."""
    asked = door.court().papers.may_open(PETITIONS, Locator(bits).person, digest)
    return PETITIONS if asked else _stream(bits)


def _paper(stream: str, person: str, digest: str) -> HttpResponseBase:
    court = door.court()
    if not court.papers.may_open(stream, person, digest):
        raise Http404
    try:
        if (lying := court.files.raw(stream, person, digest)) is not None:
            return beside.as_sealed(lying, digest)
        found = court.papers.custody.ciphertext(digest)
    except Missing:
        found = None
    return _bytes(found)


@require_safe
def file(request: HttpRequest, kind: str, ref: str, digest: str) -> HttpResponseBase:
    """A file that the house opens for whoever is signed in and may open it now."""
    return beside.sent_down(door.court(), f"{kind}:{ref}", session.person_of(request), digest, slips.secrets(request))


@require_safe
def own_file(request: HttpRequest, bits: str, digest: str) -> HttpResponseBase:
    """The same for whoever told, by their receipt."""
    return beside.sent_down(door.court(), _stream(bits), Locator(bits).person, digest, slips.secrets(request))


def _wrap(stream: str, person: str, digest: str) -> HttpResponse:
    court = door.court()
    if not court.papers.may_open(stream, person, digest):
        raise Http404
    found = court.papers.custody.wrap(digest, person)
    if found is not None:
        court.papers.hand(stream, person, digest)
    return _bytes(found)


def _useless(stream: str, person: str, digest: str) -> HttpResponse:
    """The reader's browser says that its wrap opens nothing: another reader's makes another."""
    court = door.court()
    if not court.papers.may_open(stream, person, digest):
        raise Http404
    if not court.papers.custody.useless(digest, person):
        raise Http404
    return HttpResponse(status=204)


def _bytes(found: bytes | None) -> HttpResponse:
    if found is None:
        raise Http404
    response = HttpResponse(found, content_type="application/octet-stream")
    response.headers["Cache-Control"] = "no-store, private"
    return response


@require_POST
def case_readers(request: HttpRequest, ref: str) -> JsonResponse:
    """For whom a paper of a case is sealed, for somebody to whom the case exists."""
    person = session.person_of(request)
    return _of_act(_seen(ref, person), person, request)


def _seen(ref: str, person: str) -> Casefile:
    court = door.court()
    file = read_case(court.desk, f"{CASE}{ref}", court.desk.clock.now())
    if file is None or not person or not exists_for(file.law, file.case, person):
        raise Http404
    return file


def _of_act(file: Casefile, person: str, request: HttpRequest) -> JsonResponse:
    read = Reader(request)
    act = read.raw("act")[:200]
    known = act if act in file.law.acts else ""
    wanted = ForAct(stream=file.stream, act=known, by=person, about=read.raw("about")[:80])
    return filing.readers(door.court(), wanted, request)


@require_POST
def own_readers(request: HttpRequest, bits: str) -> JsonResponse:
    """For whom whoever told seals what they add."""
    court, found = door.court(), Locator(bits)
    if court.desk.state(found.case).version:
        return _of_act(_seen(found.case.removeprefix(CASE), found.person), found.person, request)
    if not court.desk.state(found.tear).version:
        raise Http404
    told = told_of_tear(law_in_force(court).procedure, found.tear, found.person)
    return filing.readers(court, ForReport(told=told), request)


@require_POST
def channel_readers(request: HttpRequest) -> JsonResponse:
    """For whom a note about the council is sealed."""
    court, person = door.court(), session.person_of(request)
    if not court.reads_channel(person):
        raise Http404
    return filing.readers(court, ForChannel(by=person), request)


@require_POST
def wraps(request: HttpRequest, kind: str, ref: str) -> JsonResponse:
    """Wraps that the browser of a reader made for others; what nobody lacks is passed over.

    Of a case for whoever sees it; of another stream for whoever holds the key of some text there. Raises `Http404`.
    """
    court, person, stream = door.court(), session.person_of(request), f"{kind}:{ref}"
    if stream.startswith(CASE):
        _seen(ref, person)
    elif not person or not court.papers.makes_for(stream, person):
        raise Http404
    return JsonResponse({"kept": court.papers.add(stream, person, _made(request))})


def _made(request: HttpRequest) -> list[Wrap]:
    try:
        body: Any = json.loads(request.body[:LONGEST_BODY])
        return [
            Wrap(
                digest=str(one["digest"]),
                person=str(one["person"]),
                key=str(one["key"]),
                wrap=base64.b64decode(one["wrap"], validate=True),
            )
            for one in body["wraps"][:MOST_WRAPS]
        ]
    except (ValueError, TypeError, KeyError, RecursionError) as wrong:
        text = "a list of digest, person, key and wrap under the name wraps"
        raise Malformed([Fault(field="wraps", rule="shape", text=text)]) from wrong
