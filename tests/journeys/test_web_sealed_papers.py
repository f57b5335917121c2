# SPDX-License-Identifier: Apache-2.0
"""Papers that a browser seals and opens, over HTTP: what goes out and comes in, and to whom nothing is given."""

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
from comity.desk.ports import PersonKey
from comity.desk.sealing import Identity, Reader
from comity.edge.age import Rage
from comity.edge.web.locator import Locator
from comity.edge.web.scripted import AGAIN
from tests.journeys import api_stage, web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]
WORDS = "They made my street public."
AGE = Rage()


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def enrol(stage: Stage, person: str) -> Identity:
    """This person has a key of their own from now on."""
    own, at = AGE.fresh(), stage.court.desk.clock.now()
    key = PersonKey(person=person, id=sealing.key_id(own.recipient), recipient=own.recipient, made=at)
    stage.court.outside.keys.put(key)
    stage.court.papers.custody.moved(person)
    return own


def told() -> tuple[Person, str, str]:
    """A report, the page of whoever made it, and the case's address."""
    reporter, status = web_stage.report(WORDS)
    return reporter, status, f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"


def addresses(page: str) -> list[tuple[str, str]]:
    """Where each sealed paper of a page lies, and where its wrap."""
    return re.findall(r'data-paper="([^"]+)" data-wrap="([^"]+)"', unescape(page))


def seal(person: Person, form: dict[str, Any], text: str, field: str = "paper", **more: str) -> dict[str, str]:
    """What the browser of `person` sends in place of a text: it asks for whom, and seals."""
    ciphertext, key = sealing.sealed(AGE, text.encode())
    digest = sealing.Sealed(ciphertext=ciphertext, wraps={}).digest
    sent = {**form["hidden"], **more, "digest": digest}
    answer = person.client.post(form["readers_at"], sent)
    assert answer.status_code == 200
    readers = [Reader(**one) for one in answer.json()["readers"]]
    assert readers
    wraps = [
        {"person": name, "key": id, "wrap": base64.b64encode(wrap).decode()}
        for (name, id), wrap in sealing.wrapped(AGE, key.secret, readers).items()
    ]
    return {
        field: "",
        f"{field}-sealed": base64.b64encode(ciphertext).decode(),
        f"{field}-wraps": json.dumps(wraps),
    }


def opened(person: Person, own: Identity, paper: str, wrap: str) -> str:
    """The text, as the browser of `person` opens it."""
    sealed, key = (person.client.get(address) for address in (paper, wrap))
    assert (sealed.status_code, key.status_code) == (200, 200)
    assert "no-store" in sealed.headers["Cache-Control"]
    secret = sealing.secret_in(AGE, key.content, [own.secret])
    return sealing.text_of(AGE, sealed.content, secret).decode()


def test_a_paper_that_was_sealed_in_the_browser_opens_in_a_readers_browser_alone(stage: Stage) -> None:
    """P10, P21: the page carries no word of it; paper and wrap go to its reader and to nobody."""
    lead = Person("lead")
    own = enrol(stage, "lead")
    reporter, status, case = told()
    assert addresses(lead.read(case)) == []
    lead.free(case)
    page = lead.read(case)
    assert WORDS not in page
    assert "It opens here, in your browser" in page
    ((paper, wrap),) = addresses(page)
    assert opened(lead, own, paper, wrap) == WORDS
    for other in (Person(), Person("passer-by"), Person("member-1"), Person("member-2")):
        missing = other.client.get(paper.replace(paper.rpartition("/")[2], "0" * 64))
        for address in (paper, wrap):
            answer = other.client.get(address)
            assert (answer.status_code, len(answer.content)) == (404, len(missing.content))
    assert WORDS in reporter.read(status)


def test_what_is_sealed_in_the_browser_is_filed_like_what_is_typed(stage: Stage) -> None:
    """P21, P24: the same form, the same act; the server never saw the words, and the reporter reads them."""
    lead = Person("lead")
    own = enrol(stage, "lead")
    reporter, status, case = told()
    lead.free(case)
    lead.do(case, "enter-party", roles="respondent", kind="person")
    lead.free(case)
    lead.do(case, "screen", choice="in-scope")
    exact = "You are said to have made a street public."
    form = lead.form(case, "propose-words")
    form["readers_at"] = f"/sealed/case/{case.rpartition('/')[2]}/readers"
    lead.do(case, "propose-words", **seal(lead, form, exact))
    page = lead.read(case)
    assert exact not in page
    assert exact in [opened(lead, own, *one) for one in addresses(page)]
    assert exact in reporter.read(status)
    state = stage.court.desk.state(Locator(status.rpartition("/")[2]).case).state
    (words,) = [one.digest for one in state.papers if one.kind == "words"]
    assert stage.court.outside.papers.get(words)[1] == "e2e"


def test_who_stepped_aside_gets_neither_the_paper_nor_the_wrap(stage: Stage) -> None:
    """P10: from that act on both addresses answer as if there were nothing."""
    member = Person("member-2")
    own = enrol(stage, "member-2")
    _reporter, status, case = told()
    lead = Person("lead")
    lead.free(case)
    lead.do(case, "enter-party", roles="respondent", kind="person")
    lead.free(case)
    member.free(case)
    ((paper, wrap),) = addresses(member.read(case))
    assert opened(member, own, paper, wrap) == WORDS
    member.do(case, "step-aside")
    assert member.client.get(paper).status_code == member.client.get(wrap).status_code == 404
    digest = paper.rpartition("/")[2]
    assert all(one.person != "member-2" for one in stage.court.outside.wraps.of(digest))
    assert status


@pytest.mark.parametrize(
    ("sealed", "wraps"),
    [
        ("not base64!", "[]"),
        (base64.b64encode(b"plain text").decode(), "[]"),
        (base64.b64encode(sealing.HEADER + b"-> X25519 x\n").decode(), "{}"),
        (base64.b64encode(sealing.HEADER).decode(), '[{"person": 1}]'),
        (base64.b64encode(sealing.HEADER).decode(), "[" * 5000),
        (base64.b64encode(sealing.HEADER + bytes(200_000)).decode(), "[]"),
    ],
)
def test_what_is_no_sealed_paper_is_said_beside_its_field_and_nothing_is_kept(
    stage: Stage, sealed: str, wraps: str
) -> None:
    """P26: hostile fields in place of a sealed text: an error that names the field, and never a fault of ours."""
    reporter, status, _case = told()
    before = stage.court.desk.state(Locator(status.rpartition("/")[2]).case).version
    form = reporter.form(status, "add-evidence")
    answer = reporter.send(status, form, **{"paper": "", "paper-sealed": sealed, "paper-wraps": wraps})
    assert answer.status_code == 422
    assert stage.court.desk.state(Locator(status.rpartition("/")[2]).case).version == before


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"wraps": 5}', '{"wraps": [{"digest": "x"}]}', "[" * 9000])
def test_wraps_that_are_none_are_refused_in_plain_words(stage: Stage, body: str) -> None:
    """P26: a browser may send anything where wraps are kept."""
    _reporter, _status, case = told()
    lead = Person("lead", client=Client())
    address = f"/sealed/case/{case.rpartition('/')[2]}/wraps"
    answer = lead.client.post(address, data=body, content_type="application/json")
    assert answer.status_code == 422
    assert Person("passer-by", client=Client()).client.post(address).status_code == 404


def test_a_program_opens_what_is_sealed_to_its_holder_with_their_key(stage: Stage) -> None:
    """P10, P21: the interface gives the paper and the wrap where the page does, and no word that it cannot open."""
    own = enrol(stage, "lead")
    reporter, ref = api_stage.report(WORDS)
    lead, member = (api_stage.with_token(stage, person) for person in ("lead", "member-1"))
    assert lead.get(f"/cases/{ref}")["papers"] == []
    Person("lead").free(f"/chambers/case/{ref}")
    [paper] = lead.get(f"/cases/{ref}")["papers"]
    told = lead.get(f"/cases/{ref}/papers/{paper['digest']}")
    assert told["text"] is None
    assert told["sealed"]["key"] == sealing.key_id(own.recipient)
    sealed, wrap = (base64.b64decode(told["sealed"][name]) for name in ("paper", "wrap"))
    assert sealing.text_of(AGE, sealed, sealing.secret_in(AGE, wrap, [own.secret])).decode() == WORDS
    member.get(f"/cases/{ref}/papers/{paper['digest']}", 404)
    assert reporter.get(f"/cases/{ref}/papers/{paper['digest']}")["text"] == WORDS


def test_a_key_that_opens_nothing_is_given_back_by_its_reader_alone_and_custody_says_so(stage: Stage) -> None:
    """P10: by one press; what was handed out when is read by those who judge or preside, and never of a side."""
    lead = Person("lead")
    own = enrol(stage, "lead")
    reporter, status, case = told()
    lead.free(case)
    ((paper, wrap),) = addresses(lead.read(case))
    assert opened(lead, own, paper, wrap) == WORDS
    page = lead.read(case)
    assert "Handed out" in page
    assert "To nobody of the council yet." not in page
    assert "This key opens nothing: give it back" in page
    for other in ("", "passer-by", "member-2"):
        assert Person(other, client=Client()).client.post(wrap).status_code == 404
    assert Person("lead", client=Client()).client.post(wrap).status_code == 204
    assert "its reader says that it opened nothing" in lead.read(case)
    assert opened(lead, own, paper, wrap) == WORDS, "the house kept a key for whoever reported, and made another"
    side = reporter.read(status)
    assert "When you open something is written down nowhere." in side
    assert "Handed out" not in side


def test_a_script_is_told_that_who_reads_it_changed_meanwhile_and_nobody_else_is(stage: Stage) -> None:
    """P21: a place of the council filled between sealing and sending; the script seals anew by itself."""
    reporter, status, _case = told()
    form = {**reporter.form(status, "add-evidence"), "readers_at": f"{status}/readers"}
    sent = {**form["hidden"], **seal(reporter, form, "It went on.", act="add-evidence"), "paper-wraps": "[]"}
    for headers, said in (({"Comity-Script": "1"}, True), ({}, False)):
        answer = reporter.client.post(status, sent, headers=headers)
        assert (answer.status_code, AGAIN in answer.headers) == (422, said)
    assert AGAIN not in reporter.client.post(status, form["hidden"], headers={"Comity-Script": "1"}).headers
