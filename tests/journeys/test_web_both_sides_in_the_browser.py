# SPDX-License-Identifier: Apache-2.0
"""The front desk and the case room in a real browser, on a phone: drafts, steps, receipt, the way out, the answer."""

from __future__ import annotations

from typing import Any

from tests.journeys.browser import AXE, RUN_AXE, SMALL_TARGETS, window
from tests.journeys.test_web_the_case_room import Two
from tests.journeys.web_stage import Stage

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
WORDS = "They made my street public in the garden channel."


def wrong(page: Any, state: str) -> list[str]:
    """What axe finds on a page as it stands, what is too small to hit, what scrolls sideways."""
    page.evaluate(AXE.read_text("utf-8"))
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [*page.evaluate(RUN_AXE), *page.evaluate(SMALL_TARGETS), *([f"{over} px too wide"] if over > 0 else [])]
    return [f"{state}: {text}" for text in found]


def drafts(page: Any) -> str:
    """All that the browser keeps of this site."""
    return str(page.evaluate("JSON.stringify({...localStorage})"))


def test_a_draft_stays_on_the_device(chromium: Any, address: str, served: Stage) -> None:
    """P2: kept only where somebody ticks it, without a name or an address, never sent; gone when the report arrived."""
    context = window(chromium, address, **PHONE)
    page, sent = context.new_page(), []
    page.on("request", lambda request: sent.append((request.method, request.post_data or "")))
    page.goto("/report/tear")
    page.get_by_label("A few lines").fill(WORDS)
    assert drafts(page) == "{}", "nothing is kept before somebody wants it"
    page.get_by_label("Keep a draft on this device").check()
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("By what I give here").check()
    page.get_by_label("A name, if you like").fill("Robin")
    assert WORDS in drafts(page)
    assert "Robin" not in drafts(page)
    page.reload()
    assert page.get_by_label("A few lines").input_value() == WORDS
    assert page.get_by_text("A draft that was kept on this device stands here again.").is_visible()
    assert [one for one in sent if one[0] != "GET" or WORDS in one[1]] == [], "a draft is never sent"
    page.get_by_role("button", name="Forget it").click()
    assert drafts(page) == "{}"
    assert page.get_by_label("A few lines").input_value() == ""
    context.close()


def test_a_draft_is_forgotten_once_it_arrived_and_leaving_leaves(chromium: Any, address: str, served: Stage) -> None:
    """P2: what was sent needs no draft; Escape three times takes the page out of the way and out of the history."""
    context = window(chromium, address, **PHONE)
    page = context.new_page()
    page.goto("/report/tear")
    page.get_by_label("A few lines").fill(WORDS)
    page.get_by_label("Keep a draft on this device").check()
    page.get_by_role("button", name="Continue").click()
    assert WORDS in drafts(page)
    page.get_by_role("button", name="Tell it").click()
    page.get_by_role("heading", name="What you noticed has arrived").wait_for()
    page.wait_for_load_state()  # the script that forgets it runs once the page is read
    assert drafts(page) == "{}"
    page.goto("/promises")
    page.goto("/report")
    press(page, "Escape", "Escape", "Escape")
    page.wait_for_url("about:blank")
    page.go_back()
    assert page.url.endswith("/promises"), "the page that was left does not come back"
    context.close()


STOP = """(e => e.matches('a, button, input, textarea, select, summary')
    ? (e.closest('label') || e).textContent + (e.labels?.[0]?.textContent ?? '') : '')(document.activeElement)"""


def press(page: Any, *keys: str) -> None:
    """These keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def reach(page: Any, name: str) -> None:
    """Press Tab until the focus stands on what has that name."""
    for _press in range(60):
        if name in page.evaluate(STOP):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name!r}")


def told_by_keyboard(page: Any) -> list[str]:
    """A report, step by step; what is wrong with the steps."""
    page.goto("/report")
    reach(page, "Tell the council that something is wrong")
    press(page, "Space")
    reach(page, "In your own words")
    page.keyboard.type(WORDS)
    reach(page, "Continue")
    press(page, "Enter")
    assert page.evaluate("document.activeElement.textContent") == "Who is concerned"
    assert page.get_by_text(WORDS).first.is_visible(), "what was written stays in sight"
    found = wrong(page, "second step")
    reach(page, "None of these, or I do not know")
    press(page, "Space")
    reach(page, "Continue")
    press(page, "Enter")
    found += wrong(page, "last step")
    reach(page, "Seal and send it")
    press(page, "Enter")
    page.wait_for_url("**/receipt/*")
    return found


def test_a_report_is_written_by_keyboard_alone(chromium: Any, address: str, served: Stage) -> None:
    """P2, P3: step by step to the receipt, typed once again; a slip is named; axe finds nothing in any state."""
    context = window(chromium, address, bypass_csp=True, **PHONE)
    page = context.new_page()
    found = told_by_keyboard(page)
    words = page.locator(".words li").all_inner_texts()
    reach(page, "Type them once again")
    page.keyboard.type(" ".join([*words[:2], "zzzz", *words[3:]]))
    reach(page, "Check that I have them")
    press(page, "Enter")
    page.get_by_text("11 of the twelve words match. Others belong at these places: 3.").wait_for()
    found += wrong(page, "a word that does not match")
    reach(page, "Type them once again")
    press(page, "ControlOrMeta+a")
    page.keyboard.type(" ".join(words))
    reach(page, "Check again")
    press(page, "Enter")
    page.get_by_role("heading", name="All twelve words match. You can come back in.").wait_for()
    found += wrong(page, "all words match")
    reach(page, "See where it stands")
    press(page, "Enter")
    page.wait_for_url("**/status/*")
    assert found == []
    context.close()


def test_the_other_side_answers_on_a_phone_with_script_off(chromium: Any, address: str, served: Stage) -> None:
    """P5: the notice, the words, the answer; nothing of it needs a script."""
    two = Two(served).told()
    context = window(chromium, address, two.respondent.name, java_script_enabled=False, **PHONE)
    page = context.new_page()
    page.goto("/case-room/")
    page.get_by_role("link", name="Open the notice").click()
    page.get_by_role("button", name="Open the notice").click()
    assert page.get_by_text("You are said to have made a street public.").is_visible()
    page.locator("#do-answer textarea").fill("I copied it from a public list.")
    page.locator("#do-answer").get_by_role("button", name="Seal and file it").click()
    page.get_by_text("It was done, and it is on the record.").wait_for()
    page.get_by_text("What is closed to you now, and why").click()
    assert page.get_by_text("A party appeals and says on which ground.").is_visible()
    context.close()


def test_errors_and_both_sides_are_accessible_wide_and_narrow(chromium: Any, address: str, served: Stage) -> None:
    """P2: axe on the states that no address leads to: a form that came back, an unopened notice, a preview."""
    unopened, decided = Two(served).told(), Two(served).decided("yes")
    found: list[str] = []
    for width, scheme in ((1280, "dark"), (390, "light")):
        size: dict[str, Any] = {"viewport": {"width": width, "height": 844}, "color_scheme": scheme, "bypass_csp": True}
        for person, path in (
            (unopened.respondent.name, unopened.room),
            (decided.respondent.name, decided.room),
            ("", decided.status),
        ):
            context = window(chromium, address, person, **size)
            page = context.new_page()
            page.goto(path)
            page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")
            found += wrong(page, f"{width} {path}")
            context.close()
        context = window(chromium, address, java_script_enabled=True, **size)
        page = context.new_page()
        page.goto("/report/support")
        page.evaluate("document.querySelector('form[data-draft]').requestSubmit()")
        page.wait_for_selector(".errors")
        found += wrong(page, f"{width} faults")
        context.close()
    assert found == []
