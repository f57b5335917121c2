# SPDX-License-Identifier: Apache-2.0
"""Whatever is sent, the answer is a page in plain words with a 4xx, and never a 5xx (P26)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core import signing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.desk.ports import Exhausted
from comity.edge.web import session
from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]

STRANGE_ADDRESSES = [
    "/nope", "/status/xyz", f"/status/{'0' * 32}", f"/receipt/{'f' * 32}", "/registry/zzzz", "/registry/000000000000",
    "/registry/000000000000.json", "/procedure/no/such", "/procedure/../../etc/passwd", "/procedure/%00",
    "/season/none",
    "/chambers/case/%00", "/chambers/case/no-such", "/chambers/case/a/b", "/report/else", "/enter/abc", "/%ff%fe",
    "/chambers/case/" + "a" * 5000, "/status/%2e%2e%2f", "/registry/<script>",
]  # fmt: skip
READ_ONLY = [
    "/registry/",
    "/registry.json",
    "/season/",
    "/procedure/",
    "/promises",
    "/chambers/",
    f"/receipt/{'0' * 32}/note.txt",
]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


@pytest.fixture
def case(stage: Stage) -> str:
    _reporter, status = web_stage.report()
    return f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"


def plain(response: Any, *, among: tuple[int, ...]) -> str:
    """The text of an answer that says in words what is wrong."""
    text = str(response.content.decode())
    assert response.status_code in among, f"{response.status_code}: {text[:300]}"
    assert "Traceback" not in text
    return text


@pytest.mark.parametrize("path", STRANGE_ADDRESSES)
def test_a_strange_address_is_a_page_that_says_so(stage: Stage, path: str) -> None:
    """P26: an address that leads nowhere has words and ways on."""
    text = plain(Person("member-1").client.get(path), among=(400, 404))
    assert "Go to the front desk" in text


@pytest.mark.parametrize("path", READ_ONLY)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_a_page_to_read_is_not_written_to(stage: Stage, path: str, method: str) -> None:
    """P26: a wrong method says which ones are right."""
    person = Person("member-1")
    person.client.handler.enforce_csrf_checks = False
    response = person.client.generic(method, path)
    assert "GET" in plain(response, among=(405,))
    assert response.headers["Allow"] == "GET, HEAD"


def test_a_form_without_its_token_is_not_trusted(stage: Stage, case: str) -> None:
    """P26: nobody's browser sends a form for somebody else."""
    for path in ("/report", "/status/", case, "/leave"):
        text = plain(Person("lead").client.post(path, {"words": "x"}), among=(403,))
        assert "did not come from a page of ours" in text


def test_chambers_are_closed_to_whoever_is_not_signed_in(stage: Stage, case: str) -> None:
    """P10: without a seat there is no docket."""
    for path in ("/chambers/", case):
        assert "Sign in first" in plain(Person().client.get(path), among=(403,))


@pytest.mark.parametrize("name", ["", "../etc", "a" * 200, "member-1\x00", "clerk"])
def test_a_strange_name_is_nobody(stage: Stage, case: str, name: str) -> None:
    """P10: a signed cookie with a name that cannot be, or that no seat bears, opens nothing."""
    person = Person()
    person.client.cookies[session.COOKIE] = signing.get_cookie_signer(salt=session.COOKIE * 2).sign(name)
    plain(person.client.get(case), among=(403, 404))


def test_an_altered_cookie_is_nobody(stage: Stage, case: str) -> None:
    """P10: nobody signs in by writing a cookie."""
    person = Person()
    person.client.cookies[session.COOKIE] = web_stage.cookie("lead").replace("lead", "member-1")
    plain(person.client.get(case), among=(403,))


def test_the_case_of_somebody_else_looks_like_none(stage: Stage, case: str) -> None:
    """P10: what is not for you and what never was are told in the same words."""
    stranger = Person("nobody-here")
    hidden = plain(stranger.client.get(case), among=(404,))
    never = plain(stranger.client.get("/chambers/case/never-was"), among=(404,))
    assert len(hidden) == len(never)
    assert _without_tokens(hidden) == _without_tokens(never)


def _without_tokens(text: str) -> str:
    """The page without the number of its form, which is new on every page."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", text)


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("", "not empty"),
        ("   \n\t ", "not empty"),
        ("a" * 20_001, "at most 20000 characters"),
        ("before\x00after", "letters only"),
        ("bell\x07", "letters only"),
    ],
)
def test_words_that_cannot_be_kept_name_the_rule(stage: Stage, words: str, rule: str) -> None:
    """P26: the field and the rule are named, and no case is opened."""
    person, known = Person(), len(stage.cases())
    form = next(f for f in web_stage.forms(person.read("/report")) if "receipt" in f["hidden"])
    response = person.send("/report", form, words=words, intake="report", concerned="none")
    text = plain(response, among=(422,))
    assert rule in text
    assert 'href="#words"' in text
    assert len(stage.cases()) == known


def test_more_than_a_form_can_carry_is_said(stage: Stage) -> None:
    """P26: three megabytes are refused before they are read."""
    person = Person()
    form = next(f for f in web_stage.forms(person.read("/report")) if "receipt" in f["hidden"])
    response = person.send("/report", form, words="a" * 3_000_000)
    assert "more than a form can carry" in plain(response, among=(413,))


def test_a_receipt_of_ones_own_making_is_not_taken(stage: Stage) -> None:
    """P3: the way back is drawn by the house, so that it cannot be a weak one."""
    person = Person()
    form = next(f for f in web_stage.forms(person.read("/report")) if "receipt" in f["hidden"])
    form["hidden"]["receipt"] = "0" * 32
    response = person.send("/report", form, words="x", intake="report", concerned="none")
    assert "not one of ours" in plain(response, among=(422,))


@pytest.mark.parametrize("act", ["", "no-such-act", "a" * 5000, "screen\x00", "ask:nothing", "vote-occurred"])
def test_an_unknown_act_is_refused_in_words(stage: Stage, case: str, act: str) -> None:
    """P7: whatever act is sent, a clause answers or the form is called broken."""
    lead = Person("lead")
    form = lead.form(case, "screen")
    form["hidden"]["act"] = act
    plain(lead.send(case, form), among=(403, 422))


@pytest.mark.parametrize("act_id", ["", "short", "x" * 65, "with space in it ok?", "\x00" * 20])
def test_a_form_with_a_broken_number_is_not_done(stage: Stage, case: str, act_id: str) -> None:
    """P24: without its number a form could be done twice."""
    lead = Person("lead")
    form = lead.form(case, "screen")
    form["hidden"]["act_id"] = act_id
    assert "not one of ours" in plain(lead.send(case, form, choice="in-scope"), among=(422,))


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        ("screen", {}),
        ("screen", {"choice": "guilty"}),
        ("enter-party", {}),
        ("enter-party", {"roles": "judge", "kind": "person"}),
        ("enter-party", {"roles": "respondent", "kind": "ghost"}),
        ("enter-party", {"roles": "respondent", "kind": "person", "tags": "\x00", "unknown": "nobody"}),
        ("add-evidence", {"paper": "\x00"}),
        ("add-evidence", {"paper": "x" * 50_000}),
    ],
)
def test_fields_that_no_page_offers_change_nothing(stage: Stage, case: str, act: str, fields: dict[str, str]) -> None:
    """P26: the page says what is wrong and the history has nothing new."""
    lead, stream = Person("lead"), f"case:{case.rpartition('/')[2]}"
    form, before = lead.form(case, act), stage.court.desk.state(stream).version
    response = lead.send(case, form, **fields)
    done = fields.get("tags") and response.status_code == 303
    if not done:
        text = plain(response, among=(422,))
        assert re.search(r'class="error"', text)
        assert stage.court.desk.state(stream).version == before


def test_a_full_disk_is_said_and_may_be_tried_again(stage: Stage) -> None:
    """P1: nothing is acknowledged that was not written."""
    person = Person()
    form = next(f for f in web_stage.forms(person.read("/report")) if "receipt" in f["hidden"])
    told = {"words": "x", "intake": "report", "concerned": "none"}
    with mock.patch.object(stage.court.desk.store, "transaction", side_effect=Exhausted("disk is full")):
        response = person.send("/report", form, **told)
    assert "nothing was written" in plain(response, among=(503,))
    assert response.headers["Retry-After"] == "30"
    assert person.send("/report", form, **told).status_code == 303


def test_what_somebody_typed_is_never_markup(stage: Stage, case: str) -> None:
    """P21: a paper cannot bring a script along."""
    lead = Person("lead")
    lead.do(case, "add-evidence", paper='<script>alert(1)</script><img src="https://example.org/x">')
    page = lead.read(case)
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.sampled_from(["choice", "paper", "about", "roles", "kind", "until", "x"]), st.text(), max_size=5)
)
def test_no_field_reaches_a_fault_of_ours(stage: Stage, case: str, fields: dict[str, str]) -> None:
    """P26: whatever stands in a form, it is done, refused or called unreadable."""
    lead = Person("lead")
    form = lead.form(case, "enter-party")
    text = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    assert lead.send(case, form, **text).status_code in (303, 403, 422)


def test_the_sample_entrance_is_closed_elsewhere(stage: Stage) -> None:
    """P10: a signed link signs nobody in where no sample community is served."""
    token = signing.dumps("lead", salt="comity.enter")
    assert Person().client.get(f"/enter/{token}").status_code == 404
