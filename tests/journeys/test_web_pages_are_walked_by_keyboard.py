# SPDX-License-Identifier: Apache-2.0
"""Pages that somebody opens alone, walked with the Tab key at the width of a phone, and without script."""

from __future__ import annotations

from typing import Any

from tests.journeys.browser import window
from tests.journeys.keys_stage import signed_in
from tests.journeys.web_stage import Stage

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
STOP = """() => {
    const e = document.activeElement, ring = getComputedStyle(e.closest('.choice') ?? e);
    return [(e.closest('label') ?? e).textContent.trim().slice(0, 40), ring.outlineStyle !== 'none']; }"""
MOST_STOPS = 60


def walked(page: Any, path: str) -> list[str]:
    """What the Tab key reaches on a page, in its order. Everything that it reaches shows that it is there."""
    page.goto(path)
    found: list[str] = []
    for _stop in range(MOST_STOPS):
        page.keyboard.press("Tab")
        name, ringed = page.evaluate(STOP)
        if page.evaluate("document.activeElement === document.body") or (found and name == found[0]):
            return found
        assert ringed, f"{path}: nothing shows that {name!r} has the focus"
        found.append(name)
    raise AssertionError(f"{path}: the Tab key does not come to an end")


def test_every_stop_of_the_tab_key_is_seen(chromium: Any, address: str, served: Stage) -> None:
    """P2: the front desk, the form for a report and how to verify: what can be pressed is reached, and seen."""
    context = window(chromium, address, **PHONE)
    page = context.new_page()
    assert "Report it" in walked(page, "/")
    form = walked(page, "/report")
    assert form.index("Who will read this") > form.index("Continue"), "what is folded stands after what is needed"
    assert "JSON" in walked(page, "/verify")
    context.close()


def test_a_page_that_needs_script_says_so_and_offers_nothing_dead(chromium: Any, address: str, served: Stage) -> None:
    """P21: without script nobody is offered a key that could not be made; the server seals for them, and says so."""
    named = address.replace("127.0.0.1", "localhost")
    with_script = signed_in(chromium, named, "member-1", **PHONE)
    assert "Make the key and show the words" in walked(with_script.new_page(), "/your-key/")
    with_script.close()
    without = signed_in(chromium, named, "member-1", java_script_enabled=False, **PHONE)
    page = without.new_page()
    page.goto("/your-key/")
    assert "A key is made and used in the browser, and that takes script." in page.locator("main").inner_text()
    assert not page.get_by_role("button", name="Make the key").is_visible()
    without.close()
