# SPDX-License-Identifier: Apache-2.0
"""A hearing is called in a real browser, on a phone, far from UTC: the zone is the reader's, the page says both."""

from __future__ import annotations

from typing import Any

from tests.journeys.browser import window
from tests.journeys.test_web_both_sides_in_the_browser import PHONE, wrong
from tests.journeys.test_web_the_case_room import Two
from tests.journeys.web_stage import Stage


def test_an_hour_is_typed_by_the_own_clock_and_read_by_it(chromium: Any, address: str, served: Stage) -> None:
    """P26: the zone of the browser, as it is on that day, until another is chosen; pages say UTC and the own clock."""
    two = Two(served).told()
    context = window(chromium, address, "lead", timezone_id="Europe/Vienna", **PHONE)
    page = context.new_page()
    page.goto(two.chambers)
    calls(page)
    page.locator("#called").wait_for()
    assert "18:00 UTC" in page.locator("section:has(#called)").inner_text()
    context.close()
    context = window(chromium, address, two.respondent.name, timezone_id="Asia/Kolkata", **PHONE)
    page = context.new_page()
    page.goto(two.room)
    told = page.locator("section:has(#called)").inner_text()
    assert "Wednesday 13 March 2024, 18:00 UTC" in told
    assert "By the clock where you are: Wednesday" in told
    assert "23:30" in told
    assert wrong(page, "the side page") == []
    context.close()


def calls(page: Any) -> None:
    """By keyboard to the form, and an hour in several zones."""
    form = page.locator("#do-call-hearing")
    form.locator("summary").focus()
    page.keyboard.press("Enter")
    zone, hour = form.get_by_label("Time zone"), form.get_by_label("For when?")
    assert zone.input_value() == "+01:00"
    hour.fill("2024-07-13T18:00")
    assert zone.input_value() == "+02:00", "in summer the clocks of Vienna stand otherwise"
    zone.select_option("+05:30")
    hour.fill("2024-03-13T19:00")
    assert zone.input_value() == "+05:30", "what somebody chose stays"
    zone.select_option("+01:00")
    form.get_by_label("Your text").fill("In the meeting room.")
    assert wrong(page, "the form") == []
    form.get_by_role("button", name="Seal and file it").click()


def test_without_script_an_hour_begins_with_utc(chromium: Any, address: str, served: Stage) -> None:
    """P26: a page that cannot know where its reader is asks for the zone."""
    context = window(chromium, address, "lead", timezone_id="Europe/Vienna", java_script_enabled=False, **PHONE)
    page = context.new_page()
    page.goto(Two(served).told().chambers)
    assert page.locator("#do-call-hearing-until-zone").input_value() == "+00:00"
    context.close()
