# SPDX-License-Identifier: Apache-2.0
"""Files by the interface for programs: sealed while they arrive, named by a report or an act with the key that came."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from comity.desk import sealing
from comity.desk.files import unwrapped
from comity.desk.ports import Exhausted
from comity.edge.store.shelf import ComingFile
from tests.journeys import web_stage
from tests.journeys.api_stage import BASE, PROBLEM, Program, key, report, with_token
from tests.journeys.test_web_sealed_papers import AGE, enrol
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
WHOLE = b"\x89PNG\r\n\x1a\n" + b"a picture of my street " * 9_000


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as found:
        yield found


def sent(whole: bytes = WHOLE, name: str = "my street, Ada.png") -> Any:
    """What comes back for a file."""
    return Program().client.post(f"{BASE}/files?name={name}", whole, content_type="application/octet-stream")


def file() -> dict[str, str]:
    told = sent().json()
    return {name: told[name] for name in ("parcel", "digest", "key")}


def lying(stage: Stage) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in stage.court.outside.files.folder.rglob("*") if path.is_file()}


def test_a_report_of_a_program_comes_with_its_files(stage: Stage) -> None:
    """P21, P24: sealed on arrival, kept by nobody's key, filed once under one key of the request."""
    answer = sent()
    assert answer.status_code == 201
    told = answer.json()
    assert not any(told["key"].encode() in one or b"street" in one for one in lying(stage).values())
    body = {"words": "They made my street public.", "files": [{n: told[n] for n in ("parcel", "digest", "key")}]}
    once = key()
    first, second = (Program().post("/reports", body, status, key=once) for status in (201, 200))
    assert first["receipt"] == second["receipt"]
    assert set(lying(stage)) == {told["digest"]}
    lead, case = Person("lead"), f"/chambers/case/{stage.cases()[0].removeprefix('case:')}"
    lead.free(case)
    (address,) = re.findall(r'my street, Ada.png</bdi>.*?href="(/sealed/case/[^"]*/open)"', lead.read(case))
    down: Any = lead.client.get(address)
    assert b"".join(down.streaming_content) == WHOLE


def test_whoever_reported_adds_a_file_by_an_act(stage: Stage) -> None:
    """P3: beside a text that an act files, and beside no other act."""
    program, _ref = report()
    options = program.get("/status")["case"]["options"]
    adds = next(one for one in options if "files" in one["takes"])
    program.post("/status/acts", {"act": adds["act"], "text": "See the picture.", "files": [file()]}, key=key())
    assert len(stage.court.desk.state(stage.cases()[0]).state.files) == 1
    other = next((one for one in options if not one["takes"]), None)
    if other is not None:
        told = program.post("/status/acts", {"act": other["act"], "files": [file()]}, 422, key=key())
        assert told["faults"][0]["field"] == "files"


@pytest.mark.parametrize(
    "wrong",
    [{"key": "AGE-SECRET-KEY-1"}, {"digest": "0" * 64}, {"parcel": "A" * 22}, {"parcel": "../../x"}, {"digest": "x"}],
)
def test_a_file_that_is_named_wrongly_is_not_filed(stage: Stage, wrong: dict[str, str]) -> None:
    """P26: the field and the rule, and nothing of the report."""
    told = Program().post("/reports", {"words": "They did.", "files": [{**file(), **wrong}]}, 422, key=key())
    assert told["faults"][0]["field"].startswith("files")
    assert not stage.cases()


def test_too_large_empty_or_cut_is_answered_as_a_problem(stage: Stage) -> None:
    """P26: 413 and 422 as problem documents; nothing is left lying."""
    with mock.patch("comity.edge.api.files.LARGEST_FILE", 1000):
        answers = [sent(b"x" * 1001), sent(b""), sent(b"x", name="n" * 300)]
    assert [one.status_code for one in answers] == [413, 422, 422]
    assert all(one.headers["Content-Type"] == PROBLEM for one in answers)
    assert not lying(stage)


def test_a_full_disk_is_a_503_and_leaves_nothing(stage: Stage) -> None:
    """P24: a program tries again."""
    for step in ("write", "finish", "settle"):
        wrong = OSError("no room") if step == "settle" else Exhausted("no room")
        with mock.patch.object(ComingFile, step, side_effect=wrong):
            answer = sent(os.urandom(1000))
        assert answer.status_code == 503
        assert answer.headers["Retry-After"]
        assert not lying(stage)


def test_eleven_files_are_too_many(stage: Stage) -> None:
    """P26: ten lie beside one text."""
    one = file()
    Program().post("/reports", {"words": "They did.", "files": [one] * 11}, 422, key=key())


def test_a_program_reads_the_files_beside_a_paper_that_its_holder_may_open(stage: Stage) -> None:
    """P10, P21: as a stream, opened where the house can; for everybody else it is not there."""
    told = sent().json()
    body = {"words": "They made my street public.", "files": [{n: told[n] for n in ("parcel", "digest", "key")}]}
    Program().post("/reports", body, 201, key=key())
    ref = stage.cases()[0].removeprefix("case:")
    here = f"/cases/{ref}/files/{told['digest']}"
    lead, member = (with_token(stage, person) for person in ("lead", "member-1"))
    for early in (lead, member):
        early.get(here, 404)
    Person("lead").free(f"/chambers/case/{ref}")
    [paper] = lead.get(f"/cases/{ref}")["papers"]
    assert [one["digest"] for one in paper["files"]] == [told["digest"]]
    assert lead.get(here)["opens_here"] is True
    down: Any = lead.client.get(f"{BASE}{here}/open", headers=lead.headers)
    assert (down.status_code, b"".join(down.streaming_content)) == (200, WHOLE)
    assert 'filename="my street' in down.headers["Content-Disposition"]
    raw: Any = lead.client.get(f"{BASE}{here}/sealed", headers=lead.headers)
    assert b"".join(raw.streaming_content) == next(iter(lying(stage).values()))
    for way in ("", "/open", "/sealed"):
        member.get(f"{here}{way}", 404)
        assert Program().client.get(f"{BASE}{here}{way}").status_code == 401
        lead.get(f"/cases/{ref}/files/{'0' * 64}{way}", 404)


def test_a_program_opens_a_file_with_the_key_of_its_holder(stage: Stage) -> None:
    """P21: where the house keeps no key for them it gives the wrap and the sealed file, and opens nothing."""
    own = enrol(stage, "lead")
    told = sent().json()
    body = {"words": "They made my street public.", "files": [{n: told[n] for n in ("parcel", "digest", "key")}]}
    Program().post("/reports", body, 201, key=key())
    ref = stage.cases()[0].removeprefix("case:")
    here = f"/cases/{ref}/files/{told['digest']}"
    Person("lead").free(f"/chambers/case/{ref}")
    lead = with_token(stage, "lead")
    how = lead.get(here)
    assert (how["opens_here"], how["key"]) == (False, sealing.key_id(own.recipient))
    lead.get(f"{here}/open", 404)
    secret = sealing.secret_in(AGE, base64.b64decode(how["wrap"]), [own.secret])
    raw: Any = lead.client.get(f"{BASE}{here}/sealed", headers=lead.headers)
    pieces = list(unwrapped(iter((AGE.open(b"".join(raw.streaming_content), [secret]),))))
    assert b"".join(pieces[1:]) == WHOLE
