# SPDX-License-Identifier: Apache-2.0
"""Journey: files beside a small tear, for who may open its words; handed on with a report, destroyed with the words."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from comity.desk import sealing
from comity.desk.sealing import Identity, Reader
from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.api_stage import Program, key, with_receipt
from tests.journeys.test_api_sends_files import file as sent
from tests.journeys.test_web_files_beside_a_text import PNG, down, lead_of, on_disk, upload
from tests.journeys.test_web_files_beside_a_text import told as reported
from tests.journeys.test_web_sealed_papers import AGE, addresses, enrol, opened
from tests.journeys.test_web_texts_in_no_case import carried
from tests.journeys.test_web_texts_in_no_case import enrol as made_a_key
from tests.journeys.web_stage import MEMBERS, Person, Stage, forms

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
LINK = r'href="({}/[0-9a-f]{{64}}/open)"'


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as found:
        yield found


def told(door: str = "tear", *uploads: Any) -> tuple[Person, str, str]:
    """Who told it with files, their page, and its address for those who listen."""
    person = Person()
    form = next(f for f in forms(person.read(f"/report/{door}")) if "receipt" in f["hidden"])
    answer = person.send(f"/report/{door}", form, words="A sharp tone.", files=list(uploads or [upload()]))
    assert answer.status_code == 303
    status = answer.headers["Location"].replace("receipt", "status")
    return person, status, f"/tears/{Locator(status.rpartition('/')[2]).tear.removeprefix('tear:')}"


def files(person: Person, page: str, under: str) -> list[bytes]:
    """What lies beside what that page shows, in the order of its size."""
    return sorted((down(person, one)[1] for one in re.findall(LINK.format(under), person.read(page))), key=len)


@pytest.mark.parametrize("door", ["tear", "support"])
def test_who_listens_and_who_told_it_open_its_files_and_nobody_else(stage: Stage, door: str) -> None:
    """P21, P4, P10: sealed on arrival; the files are open to whoever may open the words, and to nobody else."""
    reporter, status, tear = told(door, upload(), upload(b"what was said\n", "../log.txt"))
    assert not any(b"street" in path.read_bytes() for path in on_disk(stage))
    sealed = f"/sealed/tear/{tear.rpartition('/')[2]}"
    assert files(reporter, status, f"{status}/papers") == [b"what was said\n", PNG]
    member = Person("member-1")
    assert files(member, tear, sealed) == [b"what was said\n", PNG]
    assert "my street, Ada.png" in member.read(tear)
    address = re.findall(LINK.format(sealed), member.read(tear))[0]
    for stranger in (Person(), Person("nobody-here"), reporter):
        assert down(stranger, address)[0].status_code == 404


def test_a_tear_that_becomes_a_report_hands_its_files_on(stage: Stage) -> None:
    """P4: the reporter's choice takes them along, and new ones with them, to whoever reads the report."""
    reporter, status, tear = told()
    form = reporter.form(status, "report")
    answer = reporter.send(status, form, paper="It goes on.", files=[upload(b"and again\n", "log.txt")])
    assert answer.status_code in (200, 302, 303)
    stage.later(minutes=1)
    (case,) = stage.cases()
    lead, page = Person("lead"), f"/chambers/case/{case.removeprefix('case:')}"
    lead.free(page)
    sealed = f"/sealed/case/{case.removeprefix('case:')}"
    assert files(lead, page, sealed) == [b"and again\n", PNG]
    assert files(Person("member-1"), tear, f"/sealed/tear/{tear.rpartition('/')[2]}") == [PNG], "who listened keeps it"
    stage.court.erase_paper(next(one.digest for one in stage.court.case(case)[1].files if one.size > 1024))
    assert files(lead, page, sealed) == [b"and again\n"]


def test_a_report_that_is_a_tear_after_all_takes_its_files_along(stage: Stage) -> None:
    """P2, P4: whoever listens opens what its readers opened; when the tear ends, the terms of the case hold."""
    reported(upload(), upload(b"what was said\n", "log.txt"))
    lead, case = lead_of(stage)
    lead.do(case, "screen", choice="small-tear")
    stage.later(minutes=1)
    tear = f"/tears/{case.rpartition('/')[2]}"
    member = Person("member-1")
    assert files(member, tear, f"/sealed/tear/{case.rpartition('/')[2]}") == [b"what was said\n", PNG]
    member.do(tear, "listen")
    stage.later(days=90)
    assert "A small tear that has ended" in member.read(tear)
    assert len(on_disk(stage)) == 2


def test_the_browser_of_who_screened_hands_words_and_files_on_to_those_who_listen(stage: Stage) -> None:
    """P10, P21: it is a tear after all and the house opens nothing: the page that answers the act carries who lacks."""
    keys = {person: made_a_key(stage, person) for person in ("lead", *MEMBERS)}
    reported(upload(), upload(b"what was said\n", "log.txt"))
    lead, case = lead_of(stage)
    (stream,) = stage.cases()
    sealed = {one.digest for one in stage.court.case(stream)[1].sealed}
    screened = next(one for one in MEMBERS if all(stage.court.papers.custody.wrap(d, one) for d in sealed))
    later = next(one for one in MEMBERS if one != screened)
    lead.do(case, "screen", choice="small-tear")
    stage.later(minutes=1)
    member, tear = Person(later), f"/tears/{case.rpartition('/')[2]}"
    assert "opens their key on this page" in unescape(member.read(tear))
    assert handed_on(lead, case, keys["lead"]) == sealed
    page = member.read(tear)
    assert len(addresses(page)) == 3
    assert opened(member, keys[later], *addresses(page)[0]) == "They made my street public."
    for digest in sealed:
        stage.court.outside.wraps.drop(digest, screened)
    assert handed_on(member, tear, keys[later]) == sealed, "who listens hands it on to the next"
    assert len(addresses(Person(screened).read(tear))) == 3


def handed_on(person: Person, page: str, own: Identity) -> set[str]:
    """What the browser of `person` makes for others on that page; the papers."""
    to, lacking = carried(person.read(page))
    made = [
        {"digest": one["digest"], "person": name, "key": key, "wrap": base64.b64encode(inside).decode()}
        for one in lacking
        for (name, key), inside in sealing.wrapped(
            AGE,
            sealing.secret_in(AGE, person.client.get(one["wrap"]).content, [own.secret]),
            [Reader(**reader) for reader in one["readers"]],
        ).items()
    ]
    browser = Person(person.name, client=Client()).client
    answer = browser.post(to, data=json.dumps({"wraps": made}), content_type="application/json")
    assert answer.json() == {"kept": len(made)}
    return {one["digest"] for one in lacking}


def test_where_every_listener_has_a_key_the_words_of_the_receipt_hand_it_on(stage: Stage) -> None:
    """P21: without script the server opens the key with the words that the browser brought, and with nothing else."""
    for person in ("lead", *MEMBERS):
        enrol(stage, person)
    for brings in (True, False):
        reporter, status, _tear = told()
        if not brings:
            reporter = Person()
        reporter.send(status, reporter.form(status, "report"), paper="It goes on.")
        stage.later(minutes=1)
        handed = stage.court.case(stage.cases()[0])[1].files
        assert len(handed) == brings
        assert all(stage.court.papers.custody.wrap(one.digest, "lead") is not None for one in handed)


def test_the_files_of_a_tear_are_destroyed_with_its_words(stage: Stage) -> None:
    """P4: it was taken back, and nothing is kept."""
    reporter, status, _tear = told()
    assert len(on_disk(stage)) == 1
    reporter.do(status, "withdraw")
    stage.later(minutes=1)
    assert not on_disk(stage)


def test_a_program_tells_a_tear_with_a_file_once(stage: Stage) -> None:
    """P24: filed under one key of the request, and handed on by the reporter's choice with another."""
    body, once = {"words": "A sharp tone.", "files": [sent()]}, key()
    first, second = (Program().post("/tears", body, status, key=once) for status in (201, 200))
    assert first["receipt"] == second["receipt"]
    assert len(on_disk(stage)) == 1
    reporter = with_receipt(first["receipt"])
    [beside] = reporter.get("/status")["files"]
    assert (beside["digest"], beside["size"] > 0) == (on_disk(stage)[0].name[:64], True)
    reporter.post("/status/acts", {"act": "report", "text": "It goes on.", "files": [sent()]})
    stage.later(minutes=1)
    (case,) = stage.cases()
    assert len(stage.court.case(case)[1].files) == 2
