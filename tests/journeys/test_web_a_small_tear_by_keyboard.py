# SPDX-License-Identifier: Apache-2.0
"""A small tear is mended in a real browser, at phone width, with nothing but the keyboard."""

from __future__ import annotations

import hashlib
from typing import Any

from comity.core.tear import Hear
from tests.journeys import browser
from tests.journeys.web_stage import Stage

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
ACTIVE = "document.activeElement.textContent.trim()"


def heard(stage: Stage) -> None:
    """Somebody without a name told it."""
    words = stage.court.file_paper("A sharp tone in the meeting about the harvest.")
    bits = hashlib.sha256(b"keyboard").hexdigest()[:12]
    hear = Hear(by="reporter-x", reporter="reporter-x", words=words)
    stage.court.perform(hear, act_id="tear/keyboard/0001", actor="reporter-x", stream=f"tear:{bits}", at=stage.clock.at)


def go(page: Any, text: str) -> None:
    """Move with j until the row's own link or summary says this."""
    for _ in range(20):
        page.keyboard.press("j")
        if text in page.evaluate(ACTIVE):
            return
    raise AssertionError(f"no row says {text!r}; here: {page.evaluate(ACTIVE)!r}")


def tab(page: Any, kind: str) -> None:
    """Go on with the Tab key until such an element has the focus."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate(f"document.activeElement.matches({kind!r})"):
            return
    raise AssertionError(f"the Tab key reaches no {kind}")


def opened(page: Any, text: str) -> None:
    """Go to a step and open it, unless it stands open already."""
    go(page, text)
    if not page.evaluate("document.activeElement.closest('details').open"):
        page.keyboard.press("Enter")


def sent(page: Any) -> None:
    """Press Enter and wait for the page that says what was done."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def taken_up(page: Any) -> None:
    """From the first page of chambers to a quiet word and an offered dialogue."""
    page.goto("/chambers/")
    go(page, "Read and take up")
    sent(page)
    opened(page, "Take it up")
    tab(page, "button")
    sent(page)
    opened(page, "Have a quiet word")
    tab(page, "input[name=conversation]")
    page.keyboard.type("jck? thread")
    assert page.evaluate("document.activeElement.value") == "jck? thread"
    sent(page)
    opened(page, "Offer a dialogue")
    tab(page, "input[name=chairs]")
    page.keyboard.type("2")
    sent(page)


def seated(chromium: Any, address: str, link: str) -> None:
    """Somebody opens the link of a chair and takes it."""
    guest = browser.window(chromium, address, **PHONE).new_page()
    guest.goto(link)
    tab(guest, "button[value=take]")
    sent(guest)
    assert "You take part" in guest.inner_text("main")
    guest.context.close()


def talked_over(page: Any) -> None:
    """The dialogue meets and ends: mended."""
    page.reload()
    opened(page, "The dialogue met")
    tab(page, "button")
    sent(page)
    opened(page, "End the dialogue")
    tab(page, "input[name=mended]")
    page.keyboard.press("Space")
    sent(page)


def test_a_small_tear_is_mended_by_keyboard_on_a_phone(chromium: Any, served: Stage, address: str) -> None:
    """P2, P14: heard, a quiet word, a dialogue, mended: no pointer anywhere; keys do nothing while somebody types."""
    heard(served)
    context = browser.window(chromium, address, "member-1", **PHONE)
    page = context.new_page()
    taken_up(page)
    for link in page.eval_on_selector_all("a[href*='/dialogue/']", "all => all.map(a => a.getAttribute('href'))"):
        seated(chromium, address, link)
    talked_over(page)
    assert "Mended in a dialogue." in page.inner_text("main")
    page.keyboard.press("?")
    assert page.evaluate("document.querySelector('#keys').open")
    page.keyboard.press("c")
    page.wait_for_url("**/promises#**")
    context.close()
