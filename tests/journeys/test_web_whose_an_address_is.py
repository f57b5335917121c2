# SPDX-License-Identifier: Apache-2.0
"""Whose an address is: nobody learns it from a page, and nobody has one before the code that went to it came back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from comity.edge.accounts import closing
from comity.edge.accounts.models import Account
from tests.journeys import web_stage
from tests.journeys.test_web_sign_in import ROWAN, code_of, filled, invitation, signed_up
from tests.journeys.web_stage import Person, Stage


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


def test_an_invitation_tells_nobody_whose_an_address_is(stage: Stage, letters: list[Any]) -> None:
    """P21: whoever has an invitation gets the same answers for a member's address and for one that is nobody's."""
    signed_up(stage, letters)
    sent, path, seen = len(letters), invitation(stage, "member-2"), []
    for address in (ROWAN, "nobody@mail.example"):
        browser = Person()
        answer = filled(browser, path, email=address)
        page = browser.read("/sign-in/code")
        wrong = filled(browser, "/sign-in/code", number=0, code="WRONG-CODE").content.decode()
        told = (re.sub(r'value="[A-Za-z0-9]{64}"', "", text.replace(address, "ADDRESS")) for text in (page, wrong))
        seen.append((answer.status_code, answer.headers["Location"], *told))
    stage.court.worker.drain(stage.clock.at)
    assert seen[0] == seen[1]
    assert [letter.to for letter in letters[sent:]] == [["nobody@mail.example"]]
    assert Account.objects.get(email=ROWAN).person == "member-1"


def test_a_moved_address_tells_nobody_whose_it_is(stage: Stage, letters: list[Any]) -> None:
    """P21: the page says the same for an address that somebody comes in with, and no code is right for it."""
    signed_up(stage, letters)
    other = signed_up(stage, letters, "member-2", "elm@mail.example")
    stage.court.worker.drain(stage.clock.at)
    sent, seen = len(letters), []
    for address in (ROWAN, "nobody@mail.example"):
        answer = filled(other, "/your-sign-in/address", email=address)
        page = re.sub(r'value="[A-Za-z0-9]{64}"', "", answer.content.decode().replace(address, "ADDRESS"))
        seen.append((answer.status_code, page))
    stage.court.worker.drain(stage.clock.at)
    assert seen[0] == seen[1]
    assert [letter.to for letter in letters[sent:]] == [["nobody@mail.example"]]


def test_asking_for_an_address_that_is_in_use_is_limited_too(stage: Stage, letters: list[Any]) -> None:
    """P21: nobody tries a list of addresses through an invitation or through the page that moves the own one."""
    signed_up(stage, letters)
    path = invitation(stage, "member-2")
    assert [filled(Person(), path, email=ROWAN).status_code for _ in range(4)][-1] == 422
    other = signed_up(stage, letters, "member-2", "elm@mail.example")
    tries = [filled(other, "/your-sign-in/address", email="oak@mail.example").status_code for _ in range(4)]
    assert tries == [200, 200, 200, 422]


def test_a_mistyped_address_on_an_invitation_is_no_way_in(stage: Stage, letters: list[Any]) -> None:
    """P21: until a code was typed back, whoever reads that mailbox cannot come in, and the invitation holds."""
    path = invitation(stage)
    browser = Person()
    filled(browser, path, email="rowam@mail.example")
    stage.court.worker.drain(stage.clock.at)
    sent = len(letters)
    stranger = Person()
    filled(stranger, "/sign-in/", email="rowam@mail.example")
    stage.court.worker.drain(stage.clock.at)
    assert len(letters) == sent
    assert not EmailAddress.objects.exists()
    assert not closing.has_way_in("member-1")
    filled(browser, path, email=ROWAN)
    filled(browser, "/sign-in/code", number=0, code=code_of(stage, letters))
    assert "Your sign-in" in browser.read("/chambers/")
    assert [one.email for one in EmailAddress.objects.all()] == [ROWAN]


def test_an_address_that_became_somebody_elses_meanwhile_stays_theirs(stage: Stage, letters: list[Any]) -> None:
    """P21: two who wait for a code to one mailbox: the first to type theirs keeps it, and nothing breaks."""
    first, second = Person(), Person()
    filled(first, invitation(stage), email=ROWAN)
    one = code_of(stage, letters)
    filled(second, invitation(stage, "member-2"), email=ROWAN)
    two = code_of(stage, letters)
    filled(first, "/sign-in/code", number=0, code=one)
    filled(second, "/sign-in/code", number=0, code=two)
    assert EmailAddress.objects.get().user.person == "member-1"
