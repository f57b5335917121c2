# SPDX-License-Identifier: Apache-2.0
"""A form that was muted while somebody wrote in it, in a real browser: the words stay, and the small doors are near."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from comity.core import muting
from comity.desk.muting import STREAM
from tests.journeys.browser import faults, window
from tests.journeys.web_stage import Stage

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "They told everybody where I live."
GROUND = "Two hundred reports came in an hour; we read them first."


def mute(stage: Stage, way: str = "report") -> None:
    at = stage.clock.at
    ground = stage.court.file_paper(GROUND)
    command = muting.MuteWay(by="lead", way=way, until=at + timedelta(days=3), ground=ground)
    stage.court.perform(command, act_id=f"mute-{way}", actor="lead", stream=STREAM, at=at)


def test_what_was_written_stays_where_the_form_was_muted_meanwhile(served: Stage, chromium: Any, address: str) -> None:
    """P26: sealed in the browser, refused by the house, and still there to be read, copied or told by another door."""
    page = window(chromium, address).new_page()
    page.goto("/report/support")  # the first page of this window draws the cookie against forgery
    page.goto("/report/report")
    page.check("input[name=intake][value=report]")
    page.fill("#words", WORDS)
    for _step in range(2):
        button = page.locator("button:has-text('Continue'):visible")
        if button.count():
            button.first.click()
        none = page.locator("input[name=concerned][value=none]:visible")
        if none.count():
            none.check()
    mute(served)
    page.locator("button.act:has-text('Seal and send it')").click()
    page.wait_for_selector("#muted")
    assert page.input_value("#words") == WORDS
    assert GROUND in page.inner_text("#muted")
    assert served.cases() == []
    page.locator("#muted a[href='/report/support']").press("Enter")
    page.wait_for_url("**/report/support")


def test_the_pages_of_a_muting_are_clean_at_the_width_of_a_phone(served: Stage, chromium: Any, address: str) -> None:
    """P2: WCAG 2.2 AA, no sideways scrolling, targets of 44 px."""
    mute(served)
    options: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "bypass_csp": True}
    for person, path in (("", "/report/report"), ("lead", "/ways-in")):
        page = window(chromium, address, person, **options).new_page()
        assert faults(page, path) == [], path
