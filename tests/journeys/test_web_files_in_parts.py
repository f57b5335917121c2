# SPDX-License-Identifier: Apache-2.0
"""Journey: files that a browser sealed come in parts before the form that files them, as its script sends them."""

from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db.models import QuerySet
from django.db.utils import OperationalError

from comity.core.evidence import Paper
from comity.desk import files, sealing
from comity.desk.files import PART
from comity.desk.ports import Exhausted
from comity.edge.age import Rage
from comity.edge.store.parcels import Parcels
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage, forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
WHOLE = b"\x89PNG\r\n\x1a\n" + b"a picture of my street " * 220_000
"""Two parts."""
AGE = Rage()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as found:
        yield found


class Browser:
    """What the script of the report page does, with a key of its own for each file."""

    def __init__(self, person: str = "") -> None:
        self.person = Person(person)
        page = self.person.read("/report")
        self.form = next(f for f in forms(page) if "receipt" in f["hidden"])
        self.keys: dict[str, str] = {}

    def post(self, address: str, body: Any = None, **more: Any) -> Any:
        token = {"X-CSRFToken": self.form["hidden"]["csrfmiddlewaretoken"]}
        return self.person.client.post(f"/sealed/parcels{address}", body, headers=token, **more)

    def begun(self) -> str:
        return str(self.post("").json()["parcel"])

    def part(self, parcel: str, nth: int, part: bytes) -> Any:
        return self.post(f"/{parcel}/{nth}", part, content_type="application/octet-stream")

    def whole(self, parcel: str, digest: str) -> Any:
        return self.post(f"/{parcel}/whole", {"digest": digest})

    def drop(self, parcel: str) -> Any:
        token = {"X-CSRFToken": self.form["hidden"]["csrfmiddlewaretoken"]}
        return self.person.client.delete(f"/sealed/parcels/{parcel}", headers=token)

    def sent(self, whole: bytes = WHOLE) -> dict[str, str]:
        """A file that is there."""
        laid, key = files.Wrapping("my street, Ada.png"), AGE.fresh()
        sealed = AGE.seal(laid.begin() + laid.lay(whole) + b"".join(laid.end()), [key.recipient])
        found = {"parcel": self.begun(), "digest": hashlib.sha256(sealed).hexdigest()}
        for start in range(0, len(sealed), PART):
            assert self.part(found["parcel"], start // PART, sealed[start : start + PART]).status_code == 200
        assert self.whole(**found).status_code == 200
        self.keys[found["digest"]] = key.secret
        return found

    def told(self, *parcels: Mapping[str, str], **fields: Any) -> Any:
        """The report with these files, all of it sealed for the readers whom the site names."""
        paper, key = sealing.sealed(AGE, b"They made my street public.")
        asks = {"words": "", "intake": "report", "concerned": "none", **fields}
        digest = hashlib.sha256(paper).hexdigest()
        readers = self.person.send("/report/report/readers", self.form, **asks, digest=digest).json()["readers"]
        sealed = {
            "words-sealed": base64.b64encode(paper).decode(),
            "words-wraps": json.dumps(self.wraps(key.secret, readers)),
            "files-sealed": json.dumps(
                [{**one, "wraps": self.wraps(self.keys.get(one["digest"], key.secret), readers)} for one in parcels]
            ),
        }
        return self.person.send("/report", self.form, **{**sealed, **asks})

    def wraps(self, secret: str, readers: list[dict[str, str]]) -> list[dict[str, str]]:
        made = [(r, AGE.seal(f"{secret}\n".encode(), [r["recipient"]])) for r in readers]
        return [{"person": r["person"], "key": r["key"], "wrap": base64.b64encode(w).decode()} for r, w in made]


def lying(stage: Stage) -> set[str]:
    return {path.name for path in stage.court.outside.files.folder.rglob("*") if path.is_file()}


def files_of(stage: Stage, case: int = 0) -> tuple[Paper, ...]:
    found: tuple[Paper, ...] = stage.court.desk.state(stage.cases()[case]).state.files
    return found


def test_a_file_that_was_sealed_in_the_browser_is_filed_and_opens_for_its_readers(stage: Stage) -> None:
    """P21: the server stores what it was sent, says so, and nothing waits any more."""
    browser = Browser()
    sent = browser.sent()
    assert browser.told(sent).status_code == 303
    (file,) = files_of(stage)
    assert file.digest == sent["digest"]
    assert file.size == sealing.padme(file.size) > len(WHOLE)
    assert stage.court.outside.papers.shelved(file.digest) == "e2e"
    assert lying(stage) == {file.digest}
    lead, case = Person("lead"), f"/chambers/case/{stage.cases()[0].removeprefix('case:')}"
    lead.free(case)
    assert "my street, Ada.png" in lead.read(case)
    down: Any = lead.client.get(f"/sealed/case/{stage.cases()[0].removeprefix('case:')}/{file.digest}/open")
    assert b"".join(down.streaming_content) == WHOLE


def test_a_form_that_is_not_taken_keeps_what_was_sent(stage: Stage) -> None:
    """P26: a hundred megabytes are not sent twice because a box was not ticked."""
    browser = Browser()
    sent = browser.sent()
    answer = browser.told(sent, concerned="")
    assert answer.status_code == 422
    assert "Choose them once more" not in answer.content.decode()
    assert browser.told(sent).status_code == 303
    assert len(files_of(stage)) == 1


def test_sending_the_form_twice_files_once(stage: Stage) -> None:
    """P24: also where the answer to the first time was lost."""
    browser = Browser()
    sent = browser.sent()
    assert [browser.told(sent).status_code for _n in range(2)] == [303, 303]
    assert len(files_of(stage)) == len(lying(stage)) == len(stage.cases()) == 1


def test_somebody_else_finds_no_parcel_and_files_none(stage: Stage) -> None:
    """P10: a token is worth nothing without whoever began it."""
    mine, other = Browser("member-1"), Browser("member-2")
    sent = mine.sent()
    assert other.part(sent["parcel"], 0, b"x").status_code == 404
    assert other.whole(**sent).status_code == 404
    assert other.person.client.get(f"/sealed/parcels/{sent['parcel']}").status_code == 404
    assert other.drop(sent["parcel"]).status_code == 204
    answer = other.told(sent)
    assert answer.status_code == 422
    assert "is not here any more" in answer.content.decode()
    assert mine.told(sent).status_code == 303


def test_a_file_that_was_filed_before_is_not_filed_again_and_stays(stage: Stage) -> None:
    """P1: whoever sends the sealed bytes of another case's file gets nothing of it and harms nothing."""
    first = Browser()
    sent = first.sent()
    assert first.told(sent).status_code == 303
    second = Browser()
    sealed = b"".join(stage.court.outside.files.raw(sent["digest"]))
    again = {"parcel": second.begun(), "digest": sent["digest"]}
    for start in range(0, len(sealed), PART):
        second.part(again["parcel"], start // PART, sealed[start : start + PART])
    assert second.whole(**again).status_code == 200
    answer = second.told(again)
    assert answer.status_code == 422
    assert "send it once more" in answer.content.decode()
    assert lying(stage) == {sent["digest"]}
    assert stage.court.outside.papers.shelved(sent["digest"]) == "e2e"
    assert stage.court.outside.wraps.of(sent["digest"])
    assert len(stage.cases()) == 1


def test_a_file_whose_wraps_lack_a_reader_is_not_filed(stage: Stage) -> None:
    """P10: nobody files what the readers of the text could not open; it waits, and is sent again for them."""
    browser = Browser()
    sent = browser.sent()
    with mock.patch.object(browser, "wraps", side_effect=[[], [], []]):
        assert browser.told(sent).status_code == 422
    assert not stage.cases()
    assert len(lying(stage)) == 1
    assert browser.told(sent).status_code == 303


@pytest.mark.parametrize(
    "sent",
    ["[", "{}", "[1]", '[{"parcel": 1}]', '[{"parcel":"a","digest":"b","wraps":[{"person":[],"key":{},"wrap":"%"}]}]',
     "[" * 5000, json.dumps([{"parcel": "A" * 22, "digest": "../..", "wraps": []}])],
)  # fmt: skip
def test_hostile_fields_are_said_beside_the_files(stage: Stage, sent: str) -> None:
    """P26: never a fault of ours, and the words stay."""
    browser = Browser()
    fields = {"words": "They made my street public.", "intake": "report", "concerned": "none", "files-sealed": sent}
    answer = browser.person.send("/report", browser.form, **fields)
    assert answer.status_code in (422, 303)
    assert not stage.cases() or answer.status_code == 303


def test_more_than_ten_are_not_filed(stage: Stage) -> None:
    """P26: the field and the rule are named."""
    browser = Browser()
    answer = browser.told(*(browser.sent(os.urandom(10)) for _n in range(11)))
    assert answer.status_code == 422
    assert "Ten files can lie beside one text" in answer.content.decode()


@pytest.mark.parametrize("step", ["begin", "take", "whole"])
def test_a_full_disk_is_a_503_at_each_step(stage: Stage, step: str) -> None:
    """P24: clear words, and the script tries again."""
    browser = Browser()
    with mock.patch.object(Parcels, step, side_effect=Exhausted("no room")):
        answers = {
            "begin": lambda: browser.post(""),
            "take": lambda: browser.part(browser.begun(), 0, b"x"),
            "whole": lambda: browser.whole(browser.begun(), "0" * 64),
        }
        answer = answers[step]()
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


class Full:
    """A database that finds no room at its nth write of rows."""

    def __init__(self, nth: int) -> None:
        self.left, self.really = nth, QuerySet.bulk_create

    def __get__(self, rows: Any, _kind: Any) -> Any:
        def write(*told: Any, **more: Any) -> Any:
            self.left -= 1
            if not self.left:
                raise OperationalError("database or disk is full")
            return self.really(rows, *told, **more)

        return write


def no_room(name: str, wrong: Exception) -> Any:
    return mock.patch(f"comity.edge.store.{name}", side_effect=wrong)


def row(nth: int) -> Callable[[], Any]:
    return lambda: mock.patch.object(QuerySet, "bulk_create", Full(nth))


FULL: dict[str, Callable[[], Any]] = {
    "shelf": lambda: no_room("parcels.Parcel.settle", OSError(28, "no room")),
    "folder": lambda: no_room("shelf._durable", OSError(28, "no room")),
    "history": lambda: no_room("history.SqlHistory.append", OperationalError("database or disk is full")),
    **{f"row {nth}": row(nth) for nth in range(1, 7)},
}
"""The text and its wraps and their traces, the file and its wraps and their traces: six writes of rows."""


@pytest.mark.parametrize("write", FULL)
def test_a_full_disk_at_any_write_of_a_filing_accepts_nothing(stage: Stage, write: str) -> None:
    """P24: 503, neither the words nor the file; what was sent waits, and goes through once there is room."""
    browser = Browser()
    sent = browser.sent()
    with FULL[write]():
        answer = browser.told(sent)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert not stage.cases()
    assert not list(stage.court.outside.files.digests())
    assert browser.told(sent).status_code == 303
    assert lying(stage) == {sent["digest"]}


def test_parts_that_no_script_sends_are_refused_in_words(stage: Stage) -> None:
    """P26: too long, out of order, empty, or of a parcel that is none."""
    browser = Browser()
    parcel = browser.begun()
    statuses = [
        browser.part(parcel, 0, b"x" * (PART + 1)).status_code,
        browser.part(parcel, 1, b"x").status_code,
        browser.part(parcel, 0, b"").status_code,
        browser.part(parcel, 10**300, b"x").status_code,
        browser.part("A" * 22, 0, b"x").status_code,
        browser.whole(parcel, "nothing").status_code,
        browser.person.client.get(f"/sealed/parcels/{parcel}/0").status_code,
    ]
    assert statuses == [422, 409, 422, 422, 404, 409, 405]
