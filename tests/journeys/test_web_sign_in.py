# SPDX-License-Identifier: Apache-2.0
"""Coming in without a password: an invitation, a code by letter, an app; and going out everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.desk.wishes import Cadence
from comity.edge.accounts import closing
from comity.edge.accounts.models import Account
from comity.edge.web import session
from tests.journeys import web_stage
from tests.journeys.web_stage import Person, Stage, forms

ROWAN = "rowan@mail.example"


@pytest.fixture
def stage(db: None, static_files: None, tmp_path: Path) -> Iterator[Stage]:
    """A council at work."""
    with web_stage.opened(tmp_path) as found:
        yield found


@pytest.fixture
def letters(settings: Any) -> list[Any]:
    """What was sent, kept in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return mail.outbox


def invitation(stage: Stage, person: str = "member-1") -> str:
    """The address of an invitation."""
    return f"/sign-in/invitation/{stage.court.post.invite(person)}"


def filled(person: Person, path: str, number: int = -1, **fields: Any) -> Any:
    """Send a form of a page with these fields."""
    found = [f for f in forms(person.read(path)) if set(fields) <= f["names"]]
    return person.send(path, found[number], **fields)


def code_of(stage: Stage, letters: list[Any]) -> str:
    """The code in the newest letter, once the worker has carried it."""
    stage.court.worker.drain(stage.clock.at)
    found = re.search(r"code: (\S+)", letters[-1].body)
    assert found, letters[-1].body
    return found[1]


def signed_up(stage: Stage, letters: list[Any], person: str = "member-1", address: str = ROWAN) -> Person:
    """Somebody who was invited and came in."""
    browser = Person()
    sent = filled(browser, invitation(stage, person), email=address)
    assert sent.headers["Location"] == "/sign-in/code"
    entered = filled(browser, "/sign-in/code", number=0, code=code_of(stage, letters))
    assert entered.headers["Location"] == "/in"
    return browser


def test_an_invitation_and_a_code_let_a_member_into_chambers(stage: Stage, letters: list[Any]) -> None:
    """P21, P27: no password, no name; who may do what is the history's to say."""
    browser = signed_up(stage, letters)
    assert browser.client.get("/in").headers["Location"] == "/chambers/"
    page = browser.read("/chambers/")
    assert "Your sign-in" in page
    assert "Sign out" in page
    account = Account.objects.get()
    assert (account.person, account.email) == ("member-1", ROWAN)
    wishes = stage.court.post.wishes("member-1")
    assert (wishes.address, wishes.cadence) == (ROWAN, Cadence.DAILY)


def test_a_code_by_letter_lets_in_whoever_has_an_account(stage: Stage, letters: list[Any]) -> None:
    """P21: the second time an address is enough."""
    signed_up(stage, letters)
    browser = Person()
    assert filled(browser, "/sign-in/", email=ROWAN.upper()).status_code == 302
    code = code_of(stage, letters)
    assert letters[-1].subject == "Your code"
    assert [word for word in ("council", "case", "member", "comity") if word in letters[-1].body.lower()] == []
    wrong = filled(browser, "/sign-in/code", number=0, code="XXXX-XXXX")
    assert "This is not the code" in wrong.content.decode()
    assert filled(browser, "/sign-in/code", number=0, code=code).status_code == 302
    assert "Your sign-in" in browser.read("/chambers/")


def test_another_code_can_be_asked_for_and_ends_the_one_before(stage: Stage, letters: list[Any]) -> None:
    """P21: only the newest lets in."""
    signed_up(stage, letters)
    browser = Person()
    filled(browser, "/sign-in/", email=ROWAN)
    first = code_of(stage, letters)
    resend = next(f for f in forms(browser.read("/sign-in/code")) if f["hidden"].get("action") == "resend")
    browser.send("/sign-in/code", resend)
    second = code_of(stage, letters)
    assert first != second
    assert filled(browser, "/sign-in/code", number=0, code=first).status_code == 200
    assert filled(browser, "/sign-in/code", number=0, code=second).headers["Location"] == "/in"


def test_a_stranger_learns_from_no_answer_who_sits(stage: Stage, letters: list[Any]) -> None:
    """P21: an address that is unknown here gets the same page and no letter."""
    signed_up(stage, letters)
    sent = len(letters)
    pages = []
    for address in (ROWAN, "nobody@mail.example"):
        browser = Person()
        assert filled(browser, "/sign-in/", email=address).headers["Location"] == "/sign-in/code"
        page = browser.read("/sign-in/code")
        pages.append(re.sub(r'value="[A-Za-z0-9]{64}"', "", page.replace(address, "ADDRESS")))
    stage.court.worker.drain(stage.clock.at)
    assert pages[0] == pages[1]
    assert [letter.to for letter in letters[sent:]] == [[ROWAN]]


def test_an_invitation_holds_once_and_fourteen_days(stage: Stage, letters: list[Any]) -> None:
    """P21: a used, replaced, altered or old invitation is over."""
    first, second = invitation(stage), invitation(stage)
    assert Person().client.get(first).status_code == 410
    assert Person().client.get(second).status_code == 200
    assert Person().client.get(second[:-3]).status_code == 410
    signed_up(stage, letters)
    assert Person().client.get(second).status_code == 410
    late = invitation(stage, "member-2")
    stage.clock.at += timedelta(days=15)
    assert Person().client.get(late).status_code == 410


def test_nobody_signs_up_and_there_is_no_password(stage: Stage) -> None:
    """P21: the addresses that would let a stranger make an account do not exist."""
    browser = Person()
    for path in ("/accounts/signup/", "/accounts/login/", "/sign-in/signup/", "/accounts/password/reset/", "/admin/"):
        assert browser.client.get(path).status_code == 404
    page = browser.read("/sign-in/")
    assert "password" not in page.lower()
    assert "Cases that wait for those who sit" in page


def test_signing_in_changes_the_session_and_the_table_has_no_key_to_it(stage: Stage, letters: list[Any]) -> None:
    """P21: no fixation; whoever reads the database or a backup cannot take a session over."""
    browser = Person()
    filled(browser, invitation(stage), email=ROWAN)
    before = browser.client.cookies["comity-session"].value
    filled(browser, "/sign-in/code", number=0, code=code_of(stage, letters))
    after = browser.client.cookies["comity-session"].value
    assert before != after
    kept = set(Session.objects.values_list("session_key", flat=True))
    assert kept
    assert not kept & {before, after}
    stolen = Person()
    stolen.client.cookies["comity-session"] = next(iter(kept))
    assert stolen.client.get("/chambers/").status_code == 403


def test_signing_out_ends_the_session_here_and_everywhere_else_where_asked(stage: Stage, letters: list[Any]) -> None:
    """P21: a lost phone is signed out from another device."""
    phone = signed_up(stage, letters)
    laptop = Person()
    filled(laptop, "/sign-in/", email=ROWAN)
    filled(laptop, "/sign-in/code", number=0, code=code_of(stage, letters))
    page = laptop.read("/your-sign-in/")
    everywhere = next(f for f in forms(page) if f["action"].endswith("/elsewhere"))
    laptop.send("/your-sign-in/", everywhere)
    assert phone.client.get("/chambers/").status_code == 403
    assert "Your sign-in" in laptop.read("/chambers/")
    kept = laptop.client.cookies["comity-session"].value
    laptop.send("/chambers/", next(f for f in forms(laptop.read("/chambers/")) if f["action"] == "/leave"))
    laptop.client.cookies["comity-session"] = kept
    assert laptop.client.get("/chambers/").status_code == 403


def test_a_link_that_was_sent_replaces_whoever_was_signed_in(stage: Stage, letters: list[Any]) -> None:
    """P21: two people at one browser are never mixed up."""
    browser = signed_up(stage, letters)
    link = f"/come-in/{stage.court.post.enter('lead')}"
    assert "Somebody else is signed in" in browser.read(link)
    browser.send(link, forms(browser.read(link))[-1])
    assert session.COOKIE in browser.client.cookies
    assert "Your letters" in browser.read("/chambers/")
    assert browser.client.get("/your-sign-in/").status_code == 302


def test_whoever_signs_in_is_nobody_else_when_that_session_ends(stage: Stage, letters: list[Any]) -> None:
    """P21: a link that was opened earlier in this browser does not come back to life behind an account."""
    browser = Person("lead")
    filled(browser, invitation(stage), email=ROWAN)
    filled(browser, "/sign-in/code", number=0, code=code_of(stage, letters))
    assert "Your sign-in" in browser.read("/chambers/")
    closing.close("member-1")
    assert browser.client.get("/chambers/").status_code == 403


def test_the_language_of_the_page_becomes_that_of_the_letters(stage: Stage, letters: list[Any]) -> None:
    """P2: whoever came in by a Spanish page is written to in Spanish, until they choose."""
    browser = Person()
    path = f"/es{invitation(stage)}"
    filled(browser, path, email=ROWAN)
    stage.court.worker.drain(stage.clock.at)
    assert letters
    found = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", letters[-1].body)
    assert found
    filled(browser, "/es/sign-in/code", number=0, code=found[0])
    assert stage.court.post.wishes("member-1").language == "es"


def test_sessions_that_are_over_are_forgotten(stage: Stage, letters: list[Any]) -> None:
    """P21: the table keeps no trace of who came when."""
    from comity.edge.accounts.sessions import SessionStore

    signed_up(stage, letters)
    Session.objects.update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    SessionStore.clear_expired()
    assert not Session.objects.exists()


def test_an_app_guards_the_letter_and_its_secret_is_sealed(stage: Stage, letters: list[Any]) -> None:
    """P21: with an app a code by letter alone lets nobody in; the database does not tell the app's secret."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    def shown(secret: str) -> str:
        return str(format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time()))))

    browser = signed_up(stage, letters)
    page = browser.read("/your-sign-in/app")
    found = re.search(r'<p class="secret">([\w ]+)</p>', page)
    assert found
    secret = found[1].replace(" ", "")
    assert "<svg" in page
    form = forms(page)[-1]
    assert browser.send("/your-sign-in/app", form, code="000000").status_code == 200
    assert browser.send("/your-sign-in/app", form, code=shown(secret)).headers["Location"] == "/your-sign-in/codes"
    assert secret not in json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    codes = re.findall(r"<li>(\d{8})</li>", browser.read("/your-sign-in/codes"))
    assert len(codes) == 10
    other = Person()
    filled(other, "/sign-in/", email=ROWAN)
    sent = filled(other, "/sign-in/code", number=0, code=code_of(stage, letters))
    assert sent.headers["Location"] == "/sign-in/second"
    assert other.client.get("/chambers/").status_code == 403
    filled(other, "/sign-in/second", code=codes[0])
    assert "Your sign-in" in other.read("/chambers/")


def test_what_changes_the_way_in_asks_once_more_who_it_is(
    stage: Stage, letters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P21: a browser left open is not enough to add a passkey, join an app or move the address."""
    browser = signed_up(stage, letters)
    assert browser.client.get("/your-sign-in/passkeys/add").status_code == 200
    monkeypatch.setattr("comity.edge.accounts.proof.recent", lambda _request: False)
    for path in ("/your-sign-in/passkeys/add", "/your-sign-in/app", "/your-sign-in/address"):
        assert browser.client.get(path).headers["Location"].startswith("/your-sign-in/again?next=")
    monkeypatch.undo()
    page = browser.read("/your-sign-in/again?next=/your-sign-in/address")
    wrong = browser.send("/your-sign-in/again", forms(page)[-1], code="WRONG")
    assert wrong.status_code == 422
    right = browser.send("/your-sign-in/again", forms(page)[-1], code=code_of(stage, letters))
    assert right.headers["Location"] == "/your-sign-in/address"


def test_an_address_moves_when_the_new_one_is_shown_to_be_read(stage: Stage, letters: list[Any]) -> None:
    """P21: a code to the new address, and the old one is forgotten everywhere."""
    browser = signed_up(stage, letters)
    page = filled(browser, "/your-sign-in/address", email="new@mail.example").content.decode()
    assert letters[-1].to == [ROWAN]
    code = code_of(stage, letters)
    assert letters[-1].to == ["new@mail.example"]
    assert (
        browser.send("/your-sign-in/again", forms(page)[-1] | {"action": "/your-sign-in/again"}, code=code).status_code
        == 422
    )
    assert browser.send("/your-sign-in/address", forms(page)[-1], code=code).status_code == 302
    assert "new@mail.example" in browser.read("/your-sign-in/")
    assert stage.court.post.wishes("member-1").address == "new@mail.example"
    assert not Account.objects.filter(email=ROWAN).exists()


def test_a_lost_sign_in_is_ended_and_invited_anew(stage: Stage, letters: list[Any]) -> None:
    """P13: nobody keeps a way in that was ended, and nobody is locked out for ever."""
    old = signed_up(stage, letters)
    assert closing.has_way_in("member-1")
    assert closing.close("member-1")
    assert not closing.close("nobody")
    assert old.client.get("/chambers/").status_code == 403
    anew = signed_up(stage, letters, address="new@mail.example")
    assert "Your sign-in" in anew.read("/chambers/")


def test_too_many_tries_are_told_to_wait(stage: Stage, letters: list[Any]) -> None:
    """P26: limits answer in plain words with 429, whichever process counts them."""
    signed_up(stage, letters)
    browser = Person()
    answers = [filled(Person(), "/sign-in/", email=ROWAN).status_code for _ in range(4)]
    assert answers[-1] == 422
    for _ in range(12):
        response = browser.client.post("/sign-in/passkey", {"credential": "{}"}, **_token(browser))
    assert response.status_code == 429
    assert "wait a minute" in response.content.decode()


def _token(browser: Person, path: str = "/sign-in/") -> dict[str, Any]:
    browser.client.get(path)
    return {"headers": {"X-CSRFToken": browser.client.cookies["csrftoken"].value}}


ANSWERS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["id", "rawId", "response", "type", "userHandle", "clientDataJSON", "signature", "x"]), inner
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=ANSWERS, code=st.text(max_size=60))
def test_whatever_a_stranger_sends_is_no_fault_of_ours(stage: Stage, answer: Any, code: str) -> None:
    """P26: no answer of a key, no code, no address ends in a 5xx."""
    from django.core.cache import cache

    cache.clear()
    browser = Person()
    told = _token(browser)
    browser.client.get("/sign-in/passkey", headers={"Accept": "application/json"})
    sent = [
        browser.client.post("/sign-in/passkey", {"credential": json.dumps(answer)}, **told),
        browser.client.post("/sign-in/passkey", {"credential": code}, **told),
        browser.client.post("/sign-in/", {"email": code}, **told),
        browser.client.post("/sign-in/code", {"code": code}, **told),
        browser.client.get(f"/sign-in/invitation/{code}"),
        browser.client.get(f"/come-in/{code}"),
        browser.client.get("/sign-in/", {"next": code}),
    ]
    assert [one.status_code for one in sent if one.status_code >= 500] == []
    assert all(not one.headers.get("Location", "/").startswith(("http", "//")) for one in sent)


@pytest.fixture
def proved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is in has just shown who they are."""
    monkeypatch.setattr("comity.edge.accounts.proof.recent", lambda _request: True)


@pytest.mark.usefixtures("proved")
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answer=ANSWERS, text=st.text(max_size=300), number=st.integers(min_value=0, max_value=10**40))
def test_whatever_somebody_who_is_in_sends_is_no_fault_of_ours(
    stage: Stage, letters: list[Any], answer: Any, text: str, number: int
) -> None:
    """P26: no name of a key, no address, no code and no number ends in a 5xx; nothing changes by them."""
    from django.core.cache import cache

    cache.clear()
    account = Account.objects.filter(person="member-1").first()
    browser = Person()
    if account is None:
        signed_up(stage, letters)
        account = Account.objects.get(person="member-1")
    browser.client.force_login(account)
    told = _token(browser, "/letters/")
    sent = [
        browser.client.post(path, {"credential": json.dumps(answer), "code": text, "email": text, "name": text}, **told)
        for path in (
            "/your-sign-in/passkeys/add", "/your-sign-in/again", "/your-sign-in/again/code", "/your-sign-in/address",
            "/your-sign-in/again/passkey", "/your-sign-in/app", "/your-sign-in/codes/new", "/letters/",
            f"/your-sign-in/passkeys/{number}/name", f"/your-sign-in/passkeys/{number}/remove",
            "/your-sign-in/app/remove",
        )
    ]  # fmt: skip
    assert [one.status_code for one in sent if one.status_code >= 500] == []
    assert Account.objects.get(person="member-1").email == ROWAN
