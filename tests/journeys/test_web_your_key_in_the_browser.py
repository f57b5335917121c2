# SPDX-License-Identifier: Apache-2.0
"""A key of one's own in a real browser, with a passkey device that the browser plays."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.journeys.keys_stage import device, make_key, signed_in, typed_back, words
from tests.journeys.web_stage import Stage


@pytest.fixture
def named(served: Stage, address: str) -> str:
    """The site under a name, because a passkey belongs to a name."""
    return address.replace("127.0.0.1", "localhost")


def test_a_key_is_made_tried_and_opened_again(chromium: Any, named: str, served: Stage) -> None:
    """P21: the server has the public half and two wraps; words and passkey open it, and the policy holds."""
    context = signed_in(chromium, named, "member-1")
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    device(page)
    shown = make_key(page)
    assert len(set(shown)) > 12
    key = served.court.keys.own("member-1")
    assert key is not None
    assert [(one.by, one.label) for one in key.wrapped] == [("phrase", ""), ("passkey", "My phone")]
    page.get_by_label("The twenty-four words").first.fill(" ".join(shown[:-1]))
    page.get_by_role("button", name="Try them").click()
    page.get_by_text("These are 23 words; twenty-four are needed.").wait_for()
    page.get_by_label("The twenty-four words").first.fill("  ".join(shown).upper())
    page.get_by_role("button", name="Try them").click()
    page.get_by_text("The words still open your key.").wait_for()
    assert served.court.keys.count().drilled is not None
    page.get_by_role("button", name="Open it with My phone").click()
    page.get_by_role("heading", name="Add this device").wait_for()
    assert said == []
    context.close()


def test_another_device_new_words_and_a_new_key(chromium: Any, named: str, served: Stage) -> None:
    """P13: the words open it where there is no passkey; a lost device is forgotten; a key is replaced."""
    first = signed_in(chromium, named, "member-1")
    page = first.new_page()
    device(page)
    shown = make_key(page)
    second = signed_in(chromium, named, "member-1", viewport={"width": 390, "height": 800})
    page = second.new_page()
    device(page)
    page.goto("/your-key/")
    opened_by_words(page, shown)
    page.locator("#add-device").fill("Work laptop")
    page.get_by_role("button", name="Add a passkey", exact=True).click()
    page.get_by_text("This device opens your key from now on.").wait_for()
    page.get_by_role("button", name=re.compile("Forget it.*My phone")).click()
    page.get_by_text("That passkey opens your key no more.").wait_for()
    key = served.court.keys.own("member-1")
    assert key is not None
    assert [one.label for one in key.wrapped] == ["", "Work laptop"]
    old_words_open_nothing(page, shown, with_new_words(page))
    replaced(page)
    assert served.court.keys.ring().keys[key.id].why == "rotated"
    first.close()
    second.close()


def old_words_open_nothing(page: Any, old: list[str], new: list[str]) -> None:
    """Only the new words open the key."""
    page.get_by_text("Open it with the printed words").click()
    page.locator("#open-words").fill(" ".join(old))
    page.get_by_role("button", name="Open it", exact=True).click()
    page.get_by_text("These words do not open this key.").wait_for()
    page.locator("#open-words").fill(" ".join(new))
    page.get_by_role("button", name="Open it", exact=True).click()


def with_new_words(page: Any) -> list[str]:
    """Open the key with the passkey of this device, and have other words printed."""
    page.get_by_role("button", name="Open it with Work laptop").click()
    page.get_by_role("button", name="Show new words").click()
    shown = words(page)
    typed_back(page, shown)
    page.get_by_role("button", name="I have them: use the new words").click()
    page.get_by_text("The new words open your key from now on").wait_for()
    return shown


def opened_by_words(page: Any, shown: list[str]) -> None:
    """Open the key on its page with the printed words."""
    page.get_by_text("Open it with the printed words").click()
    page.locator("#open-words").fill(" ".join(shown))
    page.get_by_role("button", name="Open it", exact=True).click()
    page.get_by_role("heading", name="Add this device").wait_for()


def replaced(page: Any) -> None:
    """Make another key in its place, by words alone."""
    part = page.locator("[data-making]")
    part.get_by_role("button", name="Make the key and show the words").click()
    shown = words(page)
    part.get_by_role("button", name="I have them on paper").click()
    typed_back(page, shown)
    part.get_by_role("button", name="Check them").click()
    part.get_by_role("button", name="Finish with the words alone").click()
    page.get_by_text("The key is yours.").wait_for()


def test_a_device_that_cannot_keep_a_key_says_so_and_the_words_are_enough(
    chromium: Any, named: str, served: Stage
) -> None:
    """P26: no PRF, no dead end; wrong words are named by their places; without script the page says what goes on."""
    context = signed_in(chromium, named, "member-2")
    page = context.new_page()
    device(page, prf=False)
    page.goto("/your-key/")
    page.get_by_role("button", name="Make the key and show the words").click()
    shown = words(page)
    page.get_by_role("button", name="I have them on paper").click()
    page.get_by_role("button", name="Check them").click()
    page.get_by_text("Not the words of these places").wait_for()
    typed_back(page, shown)
    page.get_by_role("button", name="Check them").click()
    page.get_by_role("button", name="Add a passkey and finish").click()
    page.get_by_text("This browser or this device cannot keep a key by a passkey.").wait_for()
    page.get_by_role("button", name="Finish with the words alone").click()
    page.get_by_text("The key is yours.").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "your-key" not in url)
    assert page.evaluate("sessionStorage.length") == 0
    plain = signed_in(chromium, named, "member-3", java_script_enabled=False)
    page = plain.new_page()
    page.goto("/your-key/")
    assert page.get_by_text("A key needs script").is_visible()
    context.close()
    plain.close()
