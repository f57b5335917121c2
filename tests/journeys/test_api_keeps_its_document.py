# SPDX-License-Identifier: Apache-2.0
"""The OpenAPI document is valid, and the interface does what it says, whatever it is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from comity.edge.api import limits
from comity.edge.api.document import document
from tests.journeys import web_stage
from tests.journeys.api_stage import Program, report, with_token
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance, negative_data_rejection,
]  # fmt: skip
BOUNDED = settings(
    max_examples=8,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture
def stage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(limits.Buckets, "take", lambda *_args: 0.0)
    with web_stage.opened(tmp_path) as opened:
        yield opened


OPERATIONS = [(path, method.upper()) for path, methods in document()["paths"].items() for method in methods]


@contextmanager
def asking() -> Iterator[Any]:
    """The document as the application itself serves it. The connection of a test outlives its requests."""
    from comity.site.wsgi import application  # needs the static files to be collected

    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def ask(operation: Any, mode: GenerationMode, *programs: Program, **fixed: str) -> None:
    """Ask one operation whatever its document allows, or what it does not, once for each program."""

    @given(case=operation.as_strategy(generation_mode=mode))
    @BOUNDED
    def asked(case: Any) -> None:
        for name, value in fixed.items():
            if name in case.path_parameters:
                case.path_parameters[name] = value
        for program in programs:
            case.call_and_validate(checks=CHECKS, headers=program.headers)

    asked()


def test_whatever_the_document_allows_is_answered_as_it_says(stage: Stage) -> None:
    """P26: no input reaches a 5xx, whether nobody asks, a member with a token, or a reporter with the receipt."""
    reporter, ref = report()
    member = with_token(stage, "lead")
    with asking() as schema:
        for path, method in sorted(OPERATIONS, key=lambda one: one[1] == "DELETE"):
            ask(schema[path][method], GenerationMode.POSITIVE, Program(), member, reporter, ref=ref)


def test_what_the_document_forbids_is_refused_as_it_says(stage: Stage) -> None:
    """P26: what is of another shape is a fault with its field and rule, and never taken."""
    member = with_token(stage, "lead")
    with asking() as schema:
        for path, method in OPERATIONS:
            if _takes_something(path, method):
                ask(schema[path][method], GenerationMode.NEGATIVE, Program(), member)


def _takes_something(path: str, method: str) -> bool:
    operation = document()["paths"][path][method.lower()]
    return bool(operation["parameters"] or "requestBody" in operation)


def test_the_document_is_valid() -> None:
    """P27: a program can be written from it."""
    OpenAPIV31SpecValidator(document()).validate()
    assert document()["openapi"] == "3.1.0"


def test_every_operation_says_how_it_fails() -> None:
    """P7: no answer comes that the document does not know."""
    for path, methods in document()["paths"].items():
        for method, operation in methods.items():
            codes = set(operation["responses"])
            assert {"422", "429", "503"} <= codes, f"{method} {path}"
            assert operation["summary"]
            assert operation["description"], f"{method} {path}"
            if "security" in operation:
                assert {"401", "404"} <= codes


def test_the_document_can_be_read_without_a_program(stage: Stage) -> None:
    """P2: a page of our own, without anybody else's script."""
    page = Person().read("/api/")
    for path in document()["paths"]:
        assert path in page
    assert "<script" not in page
