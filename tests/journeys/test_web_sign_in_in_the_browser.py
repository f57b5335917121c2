# SPDX-License-Identifier: Apache-2.0
"""Coming in with a passkey in a real browser, with a key that the browser plays; and every page of the entrance."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail

from tests.journeys.browser import faults, window
from tests.journeys.web_stage import Stage

KEY = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
    "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip


@pytest.fixture
def named(served: Stage, address: str, settings: Any) -> str:
    """The site under a name, because a passkey belongs to a name; letters are kept in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    return address.replace("127.0.0.1", "localhost")


def key(page: Any) -> None:
    """Give the browser a passkey device of its own."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})


def code(served: Stage, sent: int) -> str:
    """The code in the letter after the first `sent`."""
    served.court.worker.drain(served.clock.at)
    assert len(mail.outbox) > sent
    found = re.search(r"code: (\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def invited(page: Any, served: Stage, person: str = "member-1") -> None:
    """Come in with an invitation, by keyboard alone."""
    page.goto(f"/sign-in/invitation/{served.court.post.invite(person)}")
    page.get_by_label("Your e-mail address").fill(f"{person}@mail.example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code")
    page.get_by_label("The code", exact=True).fill(code(served, 0))
    page.keyboard.press("Enter")
    page.wait_for_url("**/chambers/")


def test_a_passkey_is_added_and_lets_in_again(chromium: Any, named: str, served: Stage) -> None:
    """P21: after an invitation and a code a passkey alone lets in; nothing breaks the content policy."""
    context = window(chromium, named)
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    key(page)
    invited(page, served)
    added(page, "My phone")
    assert page.locator(".words li").count() == 10
    page.goto("/your-sign-in/")
    assert page.get_by_text("My phone").is_visible()
    signed_out(page)
    page.goto("/chambers/")
    page.get_by_role("link", name="Sign in").last.click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/chambers/")
    assert page.get_by_role("link", name="Your sign-in").is_visible()
    signed_out(page)
    by_letter(page, served)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/chambers/")
    assert [text for text in said if "403" not in text] == []
    context.close()


def signed_out(page: Any) -> None:
    """Sign out, and wait until it is done: the page first forgets the keys that were opened."""
    with page.expect_navigation():
        page.get_by_role("button", name="Sign out", exact=True).click()


def added(page: Any, name: str) -> None:
    """Add a passkey, by keyboard alone."""
    page.goto("/your-sign-in/passkeys/add")
    page.get_by_label("What do you call it?").fill(name)
    page.keyboard.press("Enter")
    page.wait_for_url("**/your-sign-in/codes")


def by_letter(page: Any, served: Stage) -> None:
    """Ask for a code and type it."""
    page.goto("/sign-in/")
    page.get_by_label("Your e-mail address").fill("member-1@mail.example")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/code")
    page.get_by_label("The code", exact=True).fill(code(served, 1))
    page.keyboard.press("Enter")


def test_a_passkey_that_is_not_there_is_told_in_words(chromium: Any, address: str, served: Stage) -> None:
    """P26: at an address without a name, and without script, the page says what to do instead."""
    context = window(chromium, address)
    page = context.new_page()
    key(page)
    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("Open this site by its name").wait_for()
    context.close()
    plain = window(chromium, address, java_script_enabled=False)
    page = plain.new_page()
    page.goto("/sign-in/")
    assert page.get_by_text("A passkey needs script").is_visible()
    assert not page.get_by_role("button", name="Sign in with a passkey").is_visible()
    plain.close()


def test_every_page_of_the_entrance_is_accessible_and_fits_a_phone(chromium: Any, named: str, served: Stage) -> None:
    """P2: axe finds nothing, nothing scrolls sideways, targets are large enough, at 390 px, light and dark."""
    context = window(chromium, named, viewport={"width": 390, "height": 800}, bypass_csp=True)
    page = context.new_page()
    key(page)
    post = served.court.post
    strangers = ["/sign-in/", f"/sign-in/invitation/{post.invite('lead')}", "/sign-in/invitation/over-and-out"]
    strangers += [f"/come-in/{post.enter('lead')}", "/come-in/over-and-out", f"/letters/stop/{post.stop('lead')}"]
    found = [f"{path}: {text}" for path in strangers for text in faults(page, path)]
    invited(page, served)
    added(page, "My phone")
    first = re.search(r"/your-sign-in/passkeys/\d+", page.request.get("/your-sign-in/").text())
    assert first
    mine = ["", "passkeys/add", "app", "codes", "codes/new", "address", "again/passkey", "again/code"]
    paths = [f"/your-sign-in/{path}" for path in mine] + [f"{first[0]}/name", f"{first[0]}/remove", "/letters/"]
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += [f"{scheme} {path}: {text}" for path in paths for text in faults(page, path)]
    page.goto("/letters/")
    page.get_by_role("button", name="Make an address").click()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert not found, "\n".join(found)
    context.close()
