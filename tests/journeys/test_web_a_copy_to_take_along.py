# SPDX-License-Identifier: Apache-2.0
"""A party takes along a copy of what is theirs: from the status page by the receipt, from the case room by a link."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from comity.desk import sealing
from comity.desk.ports import PersonKey
from comity.edge.age import Rage
from tests.journeys import web_stage
from tests.journeys.test_web_the_case_room import ANSWER, WORDS, Two
from tests.journeys.web_stage import Person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]

REPORT = "They made my street public."
AGE = Rage()


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with web_stage.opened(tmp_path) as stage:
        yield Two(stage)


def taken(person: Person, path: str) -> dict[str, bytes]:
    """The files of the copy that a page offers."""
    assert f'href="{path}/copy.zip"' in person.read(path)
    response = person.client.get(f"{path}/copy.zip")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"] == 'attachment; filename="copy.zip"'
    assert "no-store" in response.headers["Cache-Control"]
    with zipfile.ZipFile(io.BytesIO(response.content)) as found:
        return {name: found.read(name) for name in found.namelist()}


def told(files: dict[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files["copy.json"])
    return found


def test_each_side_takes_along_what_it_wrote_and_what_both_were_told_and_nothing_of_the_other(two: Two) -> None:
    """P4, P10, P17: the own papers, the exact words, the own measures; the report stays with whoever wrote it."""
    two.answered()
    mine, theirs = taken(two.reporter, two.status), taken(two.respondent, two.room)
    assert [p["kind"] for p in told(mine)["papers"]] == ["report", "words"]
    assert [p["kind"] for p in told(theirs)["papers"]] == ["words", "answer"]
    assert [p["yours"] for p in told(theirs)["papers"]] == [False, True]
    assert (mine["01.txt"].decode(), mine["02.txt"].decode()) == (REPORT, WORDS)
    assert (theirs["01.txt"].decode(), theirs["02.txt"].decode()) == (WORDS, ANSWER)
    everything = b" ".join(theirs.values()).decode()
    assert REPORT not in everything
    assert two.locator.person not in everything
    assert two.respondent.name not in b" ".join(mine.values()).decode()


def test_a_limit_stands_in_the_copy_of_whom_it_limits(two: Two) -> None:
    """P5, P17: from when and until when, and in nobody else's."""
    two.answered()
    Person("lead").do(two.chambers, "keep-apart", choice="doxxing")
    limits = told(taken(two.respondent, two.room))["measures"]
    assert [bool(one["from"] and one["to"]) for one in limits] == [True]
    assert told(taken(two.reporter, two.status))["measures"] == []


def test_what_was_decided_is_in_the_copy_of_both(two: Two) -> None:
    """P17: the decision, beside what each of them wrote and the terms of keeping."""
    two.decided("yes")
    theirs = told(taken(two.respondent, two.room))
    assert [p["kind"] for p in theirs["papers"]] == ["words", "answer", "decision"]
    assert [p["kind"] for p in told(taken(two.reporter, two.status))["papers"]] == ["report", "words", "decision"]
    assert set(theirs) == {
        "case", "procedure", "made", "you", "reached", "papers", "measures", "kept", "terms",
    }  # fmt: skip


def test_what_is_sealed_to_the_own_key_is_taken_along_sealed_and_opens_with_it(two: Two) -> None:
    """P21: the server opens nothing for the copy that it cannot open for the page."""
    own = AGE.fresh()
    key = PersonKey(
        person=two.respondent.name, id=sealing.key_id(own.recipient), recipient=own.recipient, made=two.stage.clock.at
    )
    two.stage.court.outside.keys.put(key)
    two.answered()
    files = taken(two.respondent, two.room)
    assert [p["files"] for p in told(files)["papers"]][-1] == ["02.age", "02.wrap.age"]
    opened = sealing.text_of(AGE, files["02.age"], sealing.secret_in(AGE, files["02.wrap.age"], [own.secret]))
    assert opened.decode() == ANSWER
    assert ANSWER.encode() not in b" ".join(files.values())


def test_nobody_else_takes_it_and_before_the_notice_there_is_none(two: Two) -> None:
    """P4, P10: the copy of a case that is not yours looks like that of one that never was."""
    assert two.respondent.client.get(f"{two.room}/copy.zip").status_code == 404
    two.told()
    assert [p["kind"] for p in told(taken(two.respondent, two.room))["papers"]] == []
    for name in ("lead", "member-1", "passer-by"):
        assert Person(name).client.get(f"{two.room}/copy.zip").status_code == 404
    assert Person().client.get(f"{two.room}/copy.zip").status_code == 403
    assert Person().client.get(f"/status/{'0' * 32}/copy.zip").status_code == 404
    assert Person("lead").client.get("/case-room/0123456789ab/copy.zip").status_code == 404
