# SPDX-License-Identifier: Apache-2.0
"""What journeys with keys need: a browser with a device that keeps passkeys, and somebody who makes a key in it."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from tests.journeys import web_stage
from tests.journeys.browser import window

DEVICE = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True, "hasPrf": True,
}  # fmt: skip


def signed_in(chromium: Any, address: str, person: str, **options: Any) -> Any:
    """A window of somebody who signed in with an account a moment ago. `address` is one with a name."""
    context = window(chromium, address, **options)
    kept = web_stage.with_account(person).client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": kept, "url": address}])
    return context


def device(page: Any, *, prf: bool = True) -> None:
    """Give the page's browser a passkey device of its own."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": {**DEVICE, "hasPrf": prf}})


def words(page: Any) -> list[str]:
    """The words that the page shows."""
    return [str(text) for text in page.locator("ol.words:visible li").all_inner_texts()]


def typed_back(page: Any, shown: list[str]) -> None:
    """Type the three words that the page asks for."""
    for field in page.locator("[data-asked]:visible").all():
        place = int("".join(filter(str.isdigit, field.locator("label").inner_text())))
        field.locator("input").fill(shown[place - 1])


def make_key(page: Any, label: str = "My phone") -> list[str]:
    """Make a key on the page of one's own; the words. Without a label: no passkey."""
    page.goto("/your-key/")
    page.get_by_role("button", name="Make the key and show the words").click()
    page.get_by_role("button", name="I have them on paper").wait_for()
    shown = words(page)
    page.get_by_role("button", name="I have them on paper").click()
    typed_back(page, shown)
    page.get_by_role("button", name="Check them").click()
    if label:
        page.get_by_label("What do you call this device?").first.fill(label)
        page.get_by_role("button", name="Add a passkey and finish").click()
    else:
        page.get_by_role("button", name="Finish with the words alone").click()
    page.get_by_text("The key is yours.").wait_for()
    return shown
