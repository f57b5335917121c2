# SPDX-License-Identifier: Apache-2.0
"""What a program is not told: the same as its person is not shown on any page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from comity.edge.api import limits, rooms
from comity.edge.web.locator import typed
from tests.journeys import web_stage
from tests.journeys.api_stage import Program, key, report, with_receipt, with_token
from tests.journeys.test_web_the_case_room import WORDS, Two
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    limits.BUCKETS.clear()
    with web_stage.opened(tmp_path) as opened:
        yield opened
    limits.BUCKETS.clear()


def test_a_program_of_one_side_is_not_told_what_the_other_tells_anew(stage: Stage) -> None:
    """P4: neither the phase nor its clock."""
    two = Two(stage).answered()
    ref = two.room.rpartition("/")[2]
    theirs, lead = with_token(stage, two.respondent.name), with_token(stage, "lead")
    before = theirs.get(f"/cases/{ref}")
    two.reporter.do(two.status, "tell-of-retaliation", paper="My watering cans are gone.")
    assert "retaliation" in lead.get(f"/cases/{ref}")["phases"]
    now = theirs.get(f"/cases/{ref}")
    assert now["phases"] == before["phases"]
    assert now["deadlines"] == before["deadlines"]


def test_a_program_of_one_side_is_told_nothing_of_the_time_before_its_notice(stage: Stage) -> None:
    """P4, P18: no instant that it reads lies before the notice; the reporter's reads when the report came in."""
    two, arrived = Two(stage), stage.clock.at
    stage.later(hours=5)
    noticed = stage.clock.at
    two.answered()
    ref = two.room.rpartition("/")[2]
    theirs = json.dumps(with_token(stage, two.respondent.name).get(f"/cases/{ref}"))
    found = [datetime.fromisoformat(at) for at in re.findall(r'"(\d{4}-\d\d-\d\dT[^"]+)"', theirs)]
    assert min(found) == noticed
    assert f'"opened": "{noticed:%Y-%m-%dT%H:%M:%S}Z"' in theirs
    own = with_receipt(" ".join(web_stage.receipt_of(two.reporter, two.status))).get("/status")["case"]
    assert datetime.fromisoformat(own["opened"]) == arrived


def test_a_program_opens_no_paper_before_the_notice_was_opened(stage: Stage) -> None:
    """P4, P5: a program cannot read what is said and leave the record saying that nobody read it."""
    two = Two(stage).told()
    ref = two.room.rpartition("/")[2]
    theirs, lead = with_token(stage, two.respondent.name), with_token(stage, "lead")
    two.respondent.read(two.room)
    Person("lead").free(two.chambers)
    [words] = [one for one in lead.get(f"/cases/{ref}")["papers"] if one["kind"] == "words"]
    assert theirs.get(f"/cases/{ref}")["papers"] == []
    theirs.get(f"/cases/{ref}/papers/{words['digest']}", 404)
    theirs.post(f"/cases/{ref}/acts", {"act": "read-summons"}, key=key())
    assert [one["kind"] for one in theirs.get(f"/cases/{ref}")["papers"]] == ["words"]
    assert theirs.get(f"/cases/{ref}/papers/{words['digest']}")["text"] == WORDS


def test_a_list_of_cases_has_no_gap_and_names_none_that_does_not_exist(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P10: whoever is named in a report learns neither of a case more nor its name."""
    monkeypatch.setattr(rooms, "PAGE", 2)
    refs = []
    for concerned in ([], ["member-1"], [], ["member-1"], []):
        refs.append(report(concerned=concerned)[1])
        stage.later(minutes=1)
    member = with_token(stage, "member-1")
    first = member.get("/cases")
    second = member.get(f"/cases?older={first['next']}")
    assert [one["ref"] for one in (*first["cases"], *second["cases"])] == [refs[4], refs[2], refs[0]]
    assert (first["next"], second["next"]) == (refs[2], "")
    assert member.get(f"/cases?older={refs[3]}") == member.get(f"/cases?older={'0' * 12}") == first


def test_two_programs_with_the_same_key_tell_two_things_and_get_no_receipt_of_the_other(stage: Stage) -> None:
    """P1, P3: a key that two drew alike loses no report and hands nobody's receipt to anybody."""
    drawn = key()
    first = Program().post("/reports", {"words": "They made my street public."}, 201, key=drawn)
    again = Program().post("/reports", {"words": "They made my street public."}, 200, key=drawn)
    other = Program().post("/reports", {"words": "They cut my tyres."}, 201, key=drawn)
    assert first["receipt"] == again["receipt"] != other["receipt"]
    assert len(stage.cases()) == 2


def test_bits_that_fit_a_name_and_not_its_reporter_open_nothing(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """P3: a stream has a short name, and a receipt is held to its reporter too."""
    told = Program().post("/tears", {"words": "The talk turned sour."}, 201, key=key())
    found = typed(told["receipt"])
    assert found is not None
    monkeypatch.setattr(type(found), "tear", property(lambda self: there))
    there = f"tear:{_tear_of(stage)}"
    with_receipt(told["receipt"]).get("/status")
    with_receipt("0" * 32).get("/status", 401)


def _tear_of(stage: Stage) -> str:
    with stage.court.desk.store.reading() as unit:
        [row] = unit.rows.list("tears")
    return row.key.removeprefix("tear:")
