# SPDX-License-Identifier: Apache-2.0
"""The interface as a whole, and its OpenAPI 3.1 document: every answer that an operation can give stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from comity.edge.api import (
    files,
    flags,
    intake,
    matters,
    own_data,
    problems,
    public,
    reading,
    rooms,
    shapes,
    signals,
    tokens,
    windows,
)
from comity.edge.api.problems import KIND

PREFIX = "/api/v1/"
DESCRIPTION = """What the pages of a council do, for programs. Nothing is decided here: every answer follows from the
procedure in force, and a refusal cites its clause and says what is possible instead. No operation needs an account but
those of people who sit in the council, and none looks at a cookie."""

api = NinjaAPI(
    title="Comity",
    version="1",
    description=" ".join(DESCRIPTION.split()),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
)
for router in (
    public.router,
    files.router,
    intake.router,
    rooms.router,
    reading.router,
    own_data.router,
    flags.router,
    windows.router,
    signals.router,
    matters.router,
    tokens.router,
):
    api.add_router("", router)
for kind in (Exception, HttpError, Http404, ValidationError):  # the framework has answers of its own for the last three
    api.add_exception_handler(kind, cast(Any, problems.answer))

_SAID = {
    400: "The body is no JSON that can be read.",
    401: "Nobody is known by this token or receipt.",
    403: "The law says no, with its clause and what is possible instead; or the token was not made for this.",
    404: "Nothing here, or nothing that is for the caller.",
    409: "The key was used before for something else.",
    413: "More than a request can carry.",
    422: "What was sent cannot be read: every fault with its field and its rule.",
    429: "Too many requests; `Retry-After` says when to come again.",
    503: "No room or no turn just now, no procedure in force, or a way in that the council muted; nothing was written.",
}
_REF = "#/components/schemas/Problem"


def document() -> dict[str, Any]:
    """The document. Raises nothing: it is made of what stands in the code."""
    made: dict[str, Any] = dict(api.get_openapi_schema(path_prefix=PREFIX))
    made["openapi"] = "3.1.0"
    made["servers"] = [{"url": "/"}]
    made["info"]["license"] = {"name": "Apache-2.0", "identifier": "Apache-2.0"}
    made["components"]["schemas"]["Problem"] = shapes.Problem.model_json_schema(
        ref_template="#/components/schemas/{model}"
    )
    nested = made["components"]["schemas"]["Problem"].pop("$defs", {})
    made["components"]["schemas"].update(nested)
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            _answers(path, method, operation)
    return made


def _answers(path: str, method: str, operation: dict[str, Any]) -> None:
    kept = {str(code): said for code, said in operation["responses"].items()}
    for code in _codes(path, method, operation):
        kept[str(code)] = {
            "description": _SAID[code],
            "content": {KIND: {"schema": {"$ref": _REF}}},
            **({"headers": {"Retry-After": _RETRY}} if code in (429, 503) else {}),
        }
    operation["responses"] = dict(sorted(kept.items()))


_RETRY = {"description": "Seconds until it is worth coming again.", "schema": {"type": "string"}}


def _codes(path: str, method: str, operation: dict[str, Any]) -> Iterator[int]:
    yield from (422, 429, 503)
    if method == "post":
        yield from (400, 403, 404, 409, 413)
    if operation.get("security"):
        yield from (401, 403, 404)
    if "{" in path:
        yield 404


@require_safe
def as_json(request: HttpRequest) -> HttpResponse:
    """The document for machines."""
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False, "indent": 1})


__all__ = ["PREFIX", "api", "as_json", "document"]
