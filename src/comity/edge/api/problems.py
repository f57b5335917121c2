# SPDX-License-Identifier: Apache-2.0
"""What is answered where a request cannot be fulfilled: problem documents (RFC 9457), with clause and ways on (P7).

What is not and what is not yours get the very same document (P10).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from ninja.errors import HttpError, Throttled, ValidationError

from comity.core.clause import Clause, Fault, Malformed, Possible, Refusal
from comity.core.muting import Shut
from comity.desk.court import Closed
from comity.desk.ports import Exhausted, Missing
from comity.edge.api import door

KIND = "application/problem+json"
ROOTS = ("/api/", "/hooks/")
TYPES = "/api/#"
PROMISES = "comity"


def problem(status: int, kind: str, title: str, detail: str, **more: Any) -> HttpResponse:
    """One problem document."""
    told = {"type": f"{TYPES}{kind}", "title": title, "status": int(status), "detail": detail, **more}
    response = HttpResponse(json.dumps(told, ensure_ascii=False), content_type=KIND, status=int(status))
    response.headers["Cache-Control"] = "no-store"
    return response


def clause_of(clause: Clause) -> dict[str, str]:
    """A clause with the address of its words."""
    page = "/promises" if clause.document == PROMISES else f"/procedure/{clause.document}"
    return {"document": clause.document, "id": clause.id, "href": f"{page}#{clause.id}"}


def refused(no: Refusal) -> HttpResponse:
    """The law says no, and says why and what would be possible instead."""
    translated = _(no.reason)
    detail = no.text if translated == no.reason else translated.format_map({**no.about})
    more: dict[str, Any] = {"clause": clause_of(no.clause), "possible": [_possible(p) for p in no.possible]}
    if no.field == "act_id":
        return problem(HTTPStatus.CONFLICT, "used", _("This key was used before"), detail, **more)
    if no.field:
        more["faults"] = [{"field": no.field, "rule": "law", "text": detail}]
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "refused", _("The law says no"), detail, **more)
    return problem(HTTPStatus.FORBIDDEN, "refused", _("The law says no"), detail, **more)


def _possible(one: Possible) -> dict[str, str]:
    return {"act": one.act, "text": _(one.text) if one.text else "", "until": one.until}


def muted(no: Shut) -> HttpResponse:
    """503: the council has closed this way to strangers; until when, and what stays open."""
    seconds = max(1, math.ceil((no.until - door.court().desk.clock.now()).total_seconds()))
    detail = _(no.reason).format_map({**no.about})
    more: dict[str, Any] = {"clause": clause_of(no.clause), "possible": [_possible(p) for p in no.possible]}
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, "muted", _("Closed to new reports for now"), detail, **more)
    response.headers["Retry-After"] = str(seconds)
    return response


def malformed(faults: Sequence[Fault]) -> HttpResponse:
    """What was sent cannot be read: every fault with its field and its rule."""
    told = [{"field": f.field, "rule": f.rule, "text": f.text} for f in faults]
    detail = "; ".join(f"{f.field}: {f.text}" for f in faults)
    return problem(HTTPStatus.UNPROCESSABLE_ENTITY, "malformed", _("This cannot be read"), detail or "", faults=told)


def not_here() -> HttpResponse:
    """404: also for what exists and is not for whoever asks."""
    text = _("There is nothing here, or nothing that is for you.")
    return problem(HTTPStatus.NOT_FOUND, "nothing", _("Nothing here"), text)


def unknown() -> HttpResponse:
    """401."""
    text = _("This needs a token that is good, or the receipt of a report.")
    response = problem(HTTPStatus.UNAUTHORIZED, "unknown", _("Say who asks"), text)
    response.headers["WWW-Authenticate"] = 'Bearer realm="comity"'
    return response


def out_of_scope(scope: str) -> HttpResponse:
    """403: the token was not made for this."""
    text = _("This token was not made for this; it needs the scope %(scope)s.") % {"scope": scope}
    return problem(HTTPStatus.FORBIDDEN, "scope", _("Not with this token"), text, scope=scope)


def too_many(seconds: int) -> HttpResponse:
    """429, and when to come again."""
    text = _("Too many requests in a short time. Wait %(seconds)d seconds. The front desk does not count these.") % {
        "seconds": seconds
    }
    response = problem(HTTPStatus.TOO_MANY_REQUESTS, "too-many", _("Too many at once"), text)
    response.headers["Retry-After"] = str(seconds)
    return response


def unavailable() -> HttpResponse:
    """503: nothing was written; trying again under the same key does it once."""
    text = _("There was no room or no turn for this just now, and nothing was written. Send it again.")
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, "unavailable", _("Not now"), text)
    response.headers["Retry-After"] = "30"
    return response


def closed() -> HttpResponse:
    """503: no procedure is in force, or one that is needed cannot be found."""
    text = _("No procedure is in force here, or a version that is needed cannot be found.")
    response = problem(HTTPStatus.SERVICE_UNAVAILABLE, "closed", _("The council cannot act yet"), text)
    response.headers["Retry-After"] = "3600"
    return response


class OutOfScope(Exception):
    """The token is good and was not made for this."""

    def __init__(self, scope: str) -> None:
        self.scope = scope
        super().__init__(scope)


def answer(request: HttpRequest, wrong: Exception) -> HttpResponse:
    """The document for what an operation raised. What it does not know is a fault of ours, and raised again."""
    match wrong:
        case Refusal():
            return muted(wrong) if isinstance(wrong, Shut) else refused(wrong)
        case Malformed():
            return malformed(wrong.faults)
        case ValidationError():
            return malformed([_fault(one) for one in wrong.errors])
        case OutOfScope():
            return out_of_scope(wrong.scope)
        case Throttled():
            return too_many(int(wrong.wait or 1))
        case Http404():
            return not_here()
        case Exhausted():
            return unavailable()
        case Closed() | Missing():
            return closed()
        case HttpError():
            return of_status(wrong.status_code)
        case _:
            raise wrong


def _fault(error: Mapping[str, Any]) -> Fault:
    """What pydantic found, without repeating what was sent: a report's words stay out of answers and logs (P21)."""
    place = [str(part) for part in error.get("loc", ())]
    field = ".".join(place[2:] if place[:1] == ["body"] and len(place) > 2 else place[1:]) or "body"
    return Fault(field=field, rule=str(error.get("type", "")), text=str(error.get("msg", "")))


def of_status(status: int) -> HttpResponse:
    """The document for an answer that has a status and nothing else."""
    match status:
        case HTTPStatus.UNAUTHORIZED:
            return unknown()
        case HTTPStatus.NOT_FOUND:
            return not_here()
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            text = _("A request carries at most two megabytes, and a file has at most a hundred. Send less at once.")
            return problem(status, "too-large", _("Too much at once"), text)
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return problem(status, "method", _("Not in this way"), _("This address knows other methods only."))
        case _:
            text = _("The body of the request is no JSON that can be read.")
            return problem(HTTPStatus.BAD_REQUEST, "malformed", _("This cannot be read"), text)


class InProblemDocuments:
    """Middleware: below `/api/` and `/hooks/` every answer of 400 and more is a problem document, whoever made it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        told = response.headers.get("Content-Type", "")
        if not request.path.startswith(ROOTS) or response.status_code < HTTPStatus.BAD_REQUEST or told == KIND:
            return response
        if response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return response
        told_again = of_status(response.status_code)
        if "Allow" in response.headers:
            told_again.headers["Allow"] = response.headers["Allow"]
        return told_again

    def process_exception(self, request: HttpRequest, wrong: Exception) -> HttpResponse | None:
        """What Django raises before an operation has begun to read."""
        if not request.path.startswith(ROOTS):
            return None
        match wrong:
            case RequestDataTooBig() | TooManyFieldsSent():
                return of_status(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            case BadRequest():
                return of_status(HTTPStatus.BAD_REQUEST)
            case _:
                return None


__all__ = ["InProblemDocuments", "KIND", "OutOfScope", "answer", "clause_of", "of_status", "problem"]
