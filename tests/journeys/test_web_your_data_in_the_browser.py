# SPDX-License-Identifier: Apache-2.0
"""A question about one's own data leaves a real browser sealed, at a phone's width and by the keyboard."""

from __future__ import annotations

import re
from typing import Any

from tests.journeys.keys_stage import signed_in
from tests.journeys.web_stage import Person, Stage

WORDS = "What do you still have of me? Marker: wren-2208."


def test_what_is_asked_is_sealed_in_the_browser_and_read_by_who_answers(
    chromium: Any, served: Stage, address: str
) -> None:
    """P21, P7: the words leave the page sealed alone; who presides reads them, and the page fits a phone."""
    page = signed_in(chromium, address, "passer-by").new_page()
    page.set_viewport_size({"width": 390, "height": 800})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.goto("/your-data/")
    page.locator('input[name="kind"][value="access"]').check()
    page.get_by_label("In your words").fill(WORDS)
    page.get_by_role("button", name="Ask", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="What you asked").wait_for()
    assert any("words-sealed" in body for body in sent)
    assert not any("wren-2208" in body for body in sent)
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    lead = Person("lead")
    (there,) = re.findall(r'href="(/chambers/requests/[^"]+)"', lead.read("/chambers/requests"))
    assert "wren-2208" in lead.read(there)
