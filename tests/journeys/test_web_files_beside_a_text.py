# SPDX-License-Identifier: Apache-2.0
"""Journey: files beside a report and an answer come in sealed, are found by those who may read, and go when erased."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from comity.core import evidence
from comity.desk.ports import Exhausted
from comity.edge.store.shelf import ComingFile
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage, forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
PNG = b"\x89PNG\r\n\x1a\n" + b"a picture of my street " * 3_000


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as found:
        yield found


def upload(whole: bytes = PNG, name: str = "my street, Ada.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, whole, content_type="text/html")


def told(*uploads: SimpleUploadedFile, **fields: Any) -> tuple[Person, Any]:
    """A report that is sent with files; whoever sent it, and the answer."""
    reporter = Person()
    form = next(f for f in forms(reporter.read("/report")) if "receipt" in f["hidden"])
    told = {"words": "They made my street public.", "intake": "report", "concerned": "none", "files": list(uploads)}
    return reporter, reporter.send("/report", form, **{**told, **fields})


def lead_of(stage: Stage) -> tuple[Person, str]:
    """The lead, who said that they are free of conflict, and the address of the case."""
    lead, case = Person("lead"), f"/chambers/case/{stage.cases()[0].removeprefix('case:')}"
    lead.free(case)
    return lead, case


def on_disk(stage: Stage) -> list[Path]:
    return [path for path in (stage.court.outside.files.folder).rglob("*") if path.is_file()]


def lying(stage: Stage) -> bytes:
    return b"".join(path.read_bytes() for path in on_disk(stage))


def files_of(stage: Stage) -> tuple[evidence.Paper, ...]:
    (stream,) = stage.cases()
    found: tuple[evidence.Paper, ...] = stage.court.desk.state(stream).state.files
    return found


def down(person: Person, address: str) -> tuple[Any, bytes]:
    response: Any = person.client.get(address)
    return response, b"".join(response.streaming_content) if response.status_code == 200 else b""


def test_a_report_comes_with_its_files_and_its_readers_find_them(stage: Stage, tmp_path: Path) -> None:
    """P21, P10: the history names a digest and a padded size; who may read the words opens the files, nobody else."""
    reporter, answer = told(upload(), upload(b"what was said\n", "../../log.txt"))
    assert answer.status_code == 303
    note, picture = sorted(files_of(stage), key=lambda one: one.size)
    assert b"street" not in lying(stage)
    assert b"Ada" not in lying(stage)
    assert note.size == 512
    assert picture.size % 1024 == 0
    assert picture.beside == note.beside

    lead, case = lead_of(stage)
    page = lead.read(case)
    address = re.findall(r'my street, Ada.png</bdi>.*?href="(/sealed/case/[^"]*/open)"', page)[0]
    assert "log.txt" in page
    assert "a picture" in page
    assert "plain text" in page
    response, whole = down(lead, address)
    assert whole == PNG
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "no-store" in response.headers["Cache-Control"]
    for stranger in (Person(), Person("nobody-here"), reporter):
        assert down(stranger, address)[0].status_code == 404


def test_whoever_told_opens_their_own_files_by_the_receipt(stage: Stage) -> None:
    """P3: what was sent can be seen again, by the way back and by nothing else."""
    reporter, answer = told(upload())
    receipt = reporter.read(answer.headers["Location"])
    (status,) = set(re.findall(r'href="(/status/[0-9a-f]{32})"', receipt))
    page = reporter.read(status)
    (address,) = re.findall(rf'href="({status}/papers/[0-9a-f]{{64}}/open)"', page)
    assert down(reporter, address)[1] == PNG
    assert down(reporter, address.replace(status, "/status/" + "0" * 32))[0].status_code == 404


def test_a_form_that_is_not_taken_keeps_the_words_and_none_of_the_files(stage: Stage) -> None:
    """P26: nothing typed is lost; a file cannot be put back by a page, so it says so, and nothing is left lying."""
    _reporter, answer = told(upload(), concerned="")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "They made my street public." in page
    assert "Choose them once more" in page
    assert not on_disk(stage)
    assert not stage.cases()


@pytest.mark.parametrize(
    ("uploads", "said"),
    [
        ([upload(b"x", f"{n}.txt") for n in range(11)], "Ten files can lie beside one text"),
        ([upload(b"x" * 5000)], "more than 100 MB"),
    ],
    ids=["too many", "too large"],
)
def test_too_many_or_too_large_is_said_beside_the_field(
    stage: Stage, uploads: list[SimpleUploadedFile], said: str
) -> None:
    """P26: the field and the rule are named, and nothing half is kept."""
    for one in uploads:
        one.seek(0)
    with mock.patch("comity.edge.web.arriving.LARGEST_FILE", 4096):
        _reporter, answer = told(*uploads)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not on_disk(stage)


@pytest.mark.parametrize("step", ["write", "finish"])
def test_a_full_disk_is_a_503_in_plain_words_and_nothing_is_half_accepted(stage: Stage, step: str) -> None:
    """P24: neither the words nor a part of the files were taken."""
    with mock.patch.object(ComingFile, step, side_effect=Exhausted("no room")):
        _reporter, answer = told(upload())
    assert answer.status_code == 503
    assert "Traceback" not in answer.content.decode()
    assert not stage.cases()
    assert not on_disk(stage)


def test_sending_the_same_form_twice_keeps_its_files_once(stage: Stage) -> None:
    """P24: no double, in the history or on the disk."""
    reporter = Person()
    form = next(f for f in forms(reporter.read("/report")) if "receipt" in f["hidden"])
    fields = {"words": "Again and again.", "intake": "report", "concerned": "none"}
    for _n in range(2):
        assert reporter.send("/report", form, **fields, files=[upload()]).status_code == 303
    assert len(on_disk(stage)) == len(files_of(stage)) == 1


def test_a_page_that_asks_for_no_file_keeps_none(stage: Stage) -> None:
    """P21: what nobody asked for is read over, at any address."""
    person = Person()
    form = next(f for f in forms(person.read("/report/tear")) if "receipt" in f["hidden"])
    with mock.patch.object(stage.court.files, "begin") as begun:
        person.send("/report/tear", form, words="A small thing.", another=[upload()])
        person.client.post("/status/", {"words": "x", "files": [upload()]})
    assert not begun.called


def test_an_erased_file_is_gone_from_the_disk_and_the_page_says_so(stage: Stage) -> None:
    """P17: the digest stays and proves that it was there; the same text beside it is untouched."""
    told(upload())
    (file,) = files_of(stage)
    lead, case = lead_of(stage)
    stage.court.erase_paper(file.digest)
    assert not on_disk(stage)
    page = lead.read(case)
    assert "This file was erased" in page
    assert "They made my street public." in page
    assert down(lead, f"/sealed/{stage.cases()[0].replace(':', '/')}/{file.digest}/open")[0].status_code == 404


def test_three_megabytes_go_up_and_down_unchanged(stage: Stage) -> None:
    """P24: larger than any buffer on the way."""
    whole = os.urandom(3_000_000)
    _reporter, answer = told(upload(whole, "film"))
    assert answer.status_code == 303
    lead, case = lead_of(stage)
    page = lead.read(case)
    (address,) = re.findall(r'href="(/sealed/case/[^"]*/open)"', page)
    assert down(lead, address)[1] == whole


def test_the_bench_reads_the_custody_of_a_paper_and_of_its_files(stage: Stage) -> None:
    """P10: who handed it in, its digest, who was given its key and whose was destroyed, and when."""
    told(upload())
    lead, case = lead_of(stage)
    lead.do(case, "enter-party", roles="respondent", kind="person")
    lead.free(case)
    lead.do(case, "screen", choice="in-scope")
    member = Person("member-1")
    member.free(case)
    (file,) = files_of(stage)
    page = member.read(case)
    assert page.count(file.digest) >= 2
    assert file.beside in page
    assert page.count("kept by the server for Lead since") == 2
    member.do(case, "step-aside")
    stage.later(days=1)
    page = lead.read(case)
    assert len(re.findall(r"kept by the server for Member 1 since .*?destroyed", page)) == 2
    stage.court.erase_paper(file.digest)
    page = lead.read(case)
    assert "It was erased." in page
    assert len(re.findall(r"kept by the server for Member 1 since .*?destroyed", page)) == 1


def test_a_side_reads_the_digest_of_its_own_paper_and_not_who_holds_its_key(stage: Stage) -> None:
    """P4: the list of readers would tell one side who else is in the case."""
    reporter, answer = told(upload())
    receipt = reporter.read(answer.headers["Location"])
    (status,) = set(re.findall(r'href="(/status/[0-9a-f]{32})"', receipt))
    page = reporter.read(status)
    (file,) = files_of(stage)
    assert f'<code dir="ltr">{file.digest}</code>' in page
    assert "kept by the server for" not in page
    assert "wrapped for" not in page
