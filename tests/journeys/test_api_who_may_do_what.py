# SPDX-License-Identifier: Apache-2.0
"""Every role at every operation, in every phase: what is written down in `authorisation_api.toml` is what programs get.

`WRITE_AUTHORISATION=1 pytest tests/journeys/test_api_who_may_do_what.py` writes the answers of today into the file, for
somebody to read line by line before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from unittest import mock

import pytest
from pytest_django import DjangoDbBlocker

from comity.edge.api import door, limits
from tests.journeys import api_matrix
from tests.journeys.api_matrix import NEVER, Programs
from tests.site import fernhollow


@pytest.fixture(scope="module")
def programs(
    tmp_path_factory: pytest.TempPathFactory,
    static_files: None,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Programs]:
    """Everybody's programs before the sample community, with a case in every phase; nothing is counted."""
    with (
        django_db_blocker.unblock(),
        fernhollow.opened(tmp_path_factory.mktemp("sample")) as court,
        mock.patch.object(door, "court", return_value=court),
        mock.patch.object(limits.Buckets, "take", _passes),
    ):
        yield Programs(court)


def _passes(*_args: object) -> float:
    return 0.0


def test_every_operation_and_every_phase_has_its_row() -> None:
    """P10: an operation that nobody wrote an answer down for is found here."""
    there = [(row.operation, row.case, row.phase) for row in api_matrix.read()]
    assert there == [(row.operation, row.case, row.phase) for row in api_matrix.wanted()]


def test_every_program_is_answered_as_it_is_written_down(programs: Programs) -> None:
    """P10: every role, every operation, every phase; nothing is let in by mistake, and nothing is a fault of ours."""
    now = [programs.ask(row) for row in api_matrix.wanted()]
    if os.environ.get("WRITE_AUTHORISATION"):
        head = api_matrix.FILE.read_text(encoding="utf-8").partition("[[row]]")[0]
        api_matrix.FILE.write_text(head + "\n".join(map(api_matrix.written, now)), encoding="utf-8")
        pytest.skip("written: read every line of authorisation_api.toml")
    wrong = [
        f"{row.place}: {role} gets {status}, written down is {row.answers.get(role)}"
        for row, found in zip(api_matrix.read(), now, strict=True)
        for role, status in found.answers.items()
        if status != row.answers.get(role)
    ]
    assert not wrong, "\n".join(wrong)
    assert not [row.place for row in now if any(status >= 500 for status in row.answers.values())]


def test_a_case_that_is_not_yours_looks_to_a_program_like_one_that_never_was(programs: Programs) -> None:
    """P10: the answer is the same to the byte, for every role and in every phase."""
    told = [
        (programs.sent(row, role), programs.sent(row, role, ref=NEVER))
        for row in api_matrix.read()
        if row.operation in ("read_case", "do_act")
        for role, status in row.answers.items()
        if status == 404
    ]
    assert len(told) > 100
    assert all(here.content == never.content for here, never in told)
    assert all(sorted(here.headers.items()) == sorted(never.headers.items()) for here, never in told)
