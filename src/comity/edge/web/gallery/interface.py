# SPDX-License-Identifier: Apache-2.0
"""The HTTP interface in words: drawn from its OpenAPI document, so that the page cannot say anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from comity.edge.web import pages
from comity.edge.web.markup import inline

PROBLEMS = (
    ("refused", 403, gettext_lazy("The law says no. `clause` says which rule, `possible` what can be done instead.")),
    ("malformed", 422, gettext_lazy("What was sent cannot be read. `faults` names each field with its rule.")),
    ("nothing", 404, gettext_lazy("Nothing here, or nothing that is for you: both look the same.")),
    ("unknown", 401, gettext_lazy("No good token and no receipt came with the request.")),
    ("scope", 403, gettext_lazy("The token was not made for this; `scope` is what it lacks.")),
    ("used", 409, gettext_lazy("The key was used before for something else.")),
    ("too-large", 413, gettext_lazy("More than two megabytes at once.")),
    ("method", 405, gettext_lazy("The address knows other methods only; `Allow` names them.")),
    ("too-many", 429, gettext_lazy("Too many requests; `Retry-After` says in how many seconds to come again.")),
    ("unavailable", 503, gettext_lazy("No room or no turn; nothing was written. Send it again under the same key.")),
    ("closed", 503, gettext_lazy("No procedure is in force, or one that is needed cannot be found.")),
)


KEYS = {"ByToken": gettext_lazy("a token"), "ByReceipt": gettext_lazy("the receipt of a report")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One parameter, or one field of a body."""

    name: str
    where: str
    needed: bool
    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation, as the document has it."""

    id: str
    method: str
    path: str
    text: str
    keys: tuple[str, ...]
    fields: tuple[Field, ...]
    answers: tuple[str, ...]


@cache
def _document() -> Mapping[str, Any]:
    return cast(Callable[[], Mapping[str, Any]], import_string(settings.COMITY_API))()


def _operations() -> Iterator[tuple[str, Operation]]:
    document = _document()
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            operation = Operation(
                id=told["operationId"],
                method=method.upper(),
                path=path,
                text=inline(" ".join((told.get("description") or told["summary"]).split())),
                keys=tuple(str(KEYS[name]) for one in told.get("security", ()) for name in one),
                fields=(*_parameters(told), *_body(document, told)),
                answers=tuple(told["responses"]),
            )
            yield told["tags"][0], operation


def _parameters(told: Mapping[str, Any]) -> Iterator[Field]:
    for one in told.get("parameters", ()):
        yield Field(
            name=one["name"],
            where=one["in"],
            needed=one.get("required", False),
            kind=_kind(one["schema"]),
            text=one.get("description", ""),
        )


def _body(document: Mapping[str, Any], told: Mapping[str, Any]) -> Iterator[Field]:
    body = told.get("requestBody")
    if body is None:
        return
    kind, said = next(iter(body["content"].items()))
    if "$ref" not in said["schema"]:
        yield Field(name=kind, where="body", needed=True, kind=_kind(said["schema"]), text="")
        return
    name = said["schema"]["$ref"].rpartition("/")[2]
    shape = document["components"]["schemas"][name]
    for field, schema in shape["properties"].items():
        needed = field in shape.get("required", ())
        yield Field(name=field, where="body", needed=needed, kind=_kind(schema), text=schema.get("description", ""))


def _kind(schema: Mapping[str, Any]) -> str:
    kinds = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    named = (one.get("format") or one.get("type") or one.get("$ref", "").rpartition("/")[2] for one in kinds)
    return ", ".join(named)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Every operation of the interface, by what it is about."""
    found: dict[str, list[Operation]] = {}
    for tag, operation in _operations():
        found.setdefault(tag, []).append(operation)
    context: dict[str, Any] = {"groups": found, "about": _document()["info"]["description"]}
    context["problems"] = [(kind, status, inline(str(text))) for kind, status, text in PROBLEMS]
    return pages.show(request, "gallery/interface.html", context, private=False)


__all__ = ["page"]
