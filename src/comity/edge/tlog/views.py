# SPDX-License-Identifier: Apache-2.0
"""The log over HTTP: static files alone, so that any web server and any cache can serve them as well."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from comity.core.log import tiles
from comity.edge.tlog.shelf import FOLDER

_TEXT = "text/plain; charset=utf-8"
_FEW_SECONDS, _FOR_GOOD = "public, max-age=5", "public, max-age=31536000, immutable"


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """What the log says of itself now, signed."""
    return _file(tiles.CHECKPOINT, _TEXT, _FEW_SECONDS)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The key with which it is signed, in one line."""
    return _file("key", _TEXT, _FEW_SECONDS)


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile or a bundle. What is no path of a log is not looked for."""
    found = tiles.parse(f"tile/{path}")
    return _absent() if found is None else _file(found.path, "application/octet-stream", _FOR_GOOD)


def _file(path: str, kind: str, caching: str) -> HttpResponse:
    try:
        content = (Path(settings.COMITY.home) / FOLDER / path).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return _absent()
    response = HttpResponse(content, content_type=kind)
    response.headers["Cache-Control"] = caching
    response.headers["Access-Control-Allow-Origin"] = "*"  # public, and of use to a verifier in somebody's browser
    return response


def _absent() -> HttpResponse:
    return HttpResponseNotFound("the log has no such file\n", content_type=_TEXT)


__all__ = ["checkpoint", "key", "tile"]
