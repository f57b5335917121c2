# SPDX-License-Identifier: Apache-2.0
"""What the log tells of a request: the kind of the page and of the fault, and no key that an address was (P3, P21)."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import resolve
from django.utils.log import log_response

from comity.site.logs import Line, WithoutAddresses

BITS = "c29edcc3ca5df3aeae4f7b8eab3c0514"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """What the handler of the settings would write of Django's own lines."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(Line("{levelname} {message}", style="{"))
    handler.addFilter(WithoutAddresses())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield text
    logger.removeHandler(handler)


def test_the_settings_write_through_both() -> None:
    """P21: neither is forgotten where the log is set up."""
    told: dict[str, Any] = settings.LOGGING
    handler = told["handlers"]["stderr"]
    assert told["filters"][handler["filters"][0]]["()"] == "comity.site.logs.WithoutAddresses"
    assert told["formatters"][handler["formatter"]]["()"] == "comity.site.logs.Line"
    assert {tuple(one["handlers"]) for one in told["loggers"].values()} == {("stderr",)}


@pytest.mark.parametrize("path", [f"/status/{BITS}", f"/receipt/{BITS}", f"/no-such-door/{BITS}"])
def test_a_receipt_in_an_address_is_in_no_line(written: io.StringIO, path: str) -> None:
    """P3, P21: whoever reads the log holds no receipt."""
    request = RequestFactory().post(path)
    if "no-such" not in path:
        request.resolver_match = resolve(path)
    log_response("%s: %s", "Unprocessable Entity", request.path, response=HttpResponse(status=422), request=request)
    said = written.getvalue()
    assert "Unprocessable Entity" in said
    assert BITS not in said


def test_a_fault_is_told_by_its_kind_and_place_and_not_by_what_it_repeats(written: io.StringIO) -> None:
    """P21: a message of Python repeats the value that it could not read."""
    try:
        try:
            int("They made my street public.")
        except ValueError as wrong:
            raise RuntimeError("about They made my street public.") from wrong
    except RuntimeError as wrong:
        response = HttpResponse(status=500)
        log_response("%s: %s", "Error", "/", response=response, request=RequestFactory().get("/"), exception=wrong)
    said = written.getvalue()
    assert "RuntimeError from ValueError" in said
    assert "test_logs.py" in said
    assert "street public." not in said.replace('raise RuntimeError("about They made my street public.")', "")
