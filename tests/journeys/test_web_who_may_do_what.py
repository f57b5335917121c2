# SPDX-License-Identifier: Apache-2.0
"""Every role at every address, in every phase: what is written down in `authorisation.toml` is what the site answers.

`WRITE_AUTHORISATION=1 pytest tests/journeys/test_web_who_may_do_what.py` writes the answers of today into the file, for
somebody to read line by line before it is committed.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker

from comity.edge.web.tour import guide
from comity.site.court import Court
from tests.journeys import matrix, places
from tests.site import fernhollow

NO_CASE = "0123456789ab"
"""The name that a case would have which never was."""
UNASKED = {"enter/<token:token>", "sample/letters", "healthz", "health"}
"""The first two are mounted in the sample only, which a test cannot do after the fact; the last ask the machine."""


@pytest.fixture(scope="module")
def court(
    tmp_path_factory: pytest.TempPathFactory,
    static_files: None,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Court]:
    """The sample community, with a case in every phase."""
    with django_db_blocker.unblock(), fernhollow.opened(tmp_path_factory.mktemp("sample")) as found:
        yield found


def test_every_address_has_its_row() -> None:
    """P10: an address that nobody wrote an answer down for is found here."""
    _, rows = matrix.read()
    assert places.routes() - {row.route for row in rows} - UNASKED == set(), "addresses without a row"
    assert {row.route for row in rows} - places.routes() == set(), "rows whose address is gone"


def test_every_phase_has_its_rows(court: Court) -> None:
    """P10: the rows of a case name a phase in which it is, and every phase of the procedure has one."""
    roles, rows = matrix.read()
    law = court.case(guide.receipt("hose").case)[0]
    assert set(law.phases) | {"closed"} == {phase for row in rows if row.case for phase in row.phase.split(", ")}
    for row in (row for row in rows if row.case):
        case = court.case(guide.receipt(row.case).case)[1]
        assert set(row.phase.split(", ")) <= (set(case.phases) or {"closed"}), row.place
    assert "nobody" in roles


def test_everybody_is_answered_as_it_is_written_down(court: Court) -> None:
    """P10: every role, every address, every phase; nothing is let in by mistake, and nothing is a fault of ours."""
    roles, rows = matrix.read()
    now = [matrix.ask(row, roles) for row in rows]
    if os.environ.get("WRITE_AUTHORISATION"):
        head = matrix.FILE.read_text(encoding="utf-8").partition("[[row]]")[0]
        matrix.FILE.write_text(head + "\n".join(matrix.written(row, roles) for row in now), encoding="utf-8")
        pytest.skip("written: read every line of authorisation.toml")
    wrong = [
        f"{row.place}: {method} by {role} gives {status}, written down is {row.answers.get(method, {}).get(role)}"
        for row, found in zip(rows, now, strict=True)
        for method, told in found.answers.items()
        for role, status in told.items()
        if status != row.answers.get(method, {}).get(role)
    ]
    assert not wrong, "\n".join(wrong)
    assert not [row.place for row in now for told in row.answers.values() if any(s >= 500 for s in told.values())]


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("route", ["chambers/case/<ref:ref>"])
def test_a_case_that_is_not_yours_looks_like_one_that_never_was(court: Court, route: str, method: str) -> None:
    """P10: status, size and headers of the answer are the same, for every role and in every phase."""
    roles, rows = matrix.read()
    told = {
        (role, row.case): _seen(path, method, person)
        for row in rows
        if row.route == route
        for role, named in roles.items()
        if row.answers[method].get(role) == 404
        for person, path in [(matrix.who(named, row.case), matrix.path_of(row))]
    }
    assert len(told) > 100
    missing = {
        (role, case): _seen(f"/chambers/case/{NO_CASE}", method, matrix.who(roles[role], case)) for role, case in told
    }
    assert {key: seen for key, seen in told.items() if seen != missing[key]} == {}


def _seen(path: str, method: str, person: str) -> tuple[int, int, list[str]]:
    """What an onlooker can measure of an answer."""
    found = matrix.request(path, method, person)
    size = len(found.content.decode().replace(path, "/chambers/case/" + NO_CASE))
    return found.status_code, size, sorted(found.headers)
