# SPDX-License-Identifier: Apache-2.0
"""A question about one's own data leaves a real browser sealed, at a phone's width and by the keyboard."""

from __future__ import annotations

import re
from typing import Any

import pytest

from comity.desk.petitions import petitions
from tests.journeys.keys_stage import device, make_key, signed_in
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


@pytest.fixture
def named(address: str) -> str:
    """The site under a name, because a passkey belongs to a name."""
    return address.replace("127.0.0.1", "localhost")


def at_work(chromium: Any, named: str, person: str) -> Any:
    page = signed_in(chromium, named, person).new_page()
    device(page)
    make_key(page)
    return page


def test_who_reads_it_later_reads_what_a_readers_browser_wrapped(chromium: Any, named: str, served: Stage) -> None:
    """P13: the house opens it for nobody any more; a reader who opens the page makes the wrap, and notices nothing."""
    asker = Person("passer-by")
    asker.send("/your-data/", asker.form("/your-data/", "ask"), kind="access", words=WORDS)
    lead, later = (at_work(chromium, named, person) for person in ("lead", "member-1"))
    (one,) = petitions(served.court.desk, served.clock.at).all.values()
    wraps = served.court.outside.wraps
    for person in {wrap.person for wrap in wraps.of(one.words)} - {"lead"}:
        wraps.drop(one.words, person)
    (there,) = re.findall(r'href="(/chambers/requests/[^"]+)"', Person("lead").read("/chambers/requests"))
    later.goto(there)
    later.get_by_text("It will be once somebody who reads it opens their key on this page.").wait_for()
    lead.goto(there)
    lead.locator("[data-missing-to][data-done]").wait_for(state="attached")
    later.goto(there)
    later.get_by_text("wren-2208").wait_for()
