# SPDX-License-Identifier: Apache-2.0
"""The pages in a real browser: one journey with script off, axe on every page, wide and narrow, light and dark."""

from __future__ import annotations

from typing import Any

import pytest

from comity.desk import registry
from tests.journeys import web_stage
from tests.journeys.browser import faults, refused_by_policy, window
from tests.journeys.test_web_a_report_is_decided import decided
from tests.journeys.web_stage import Stage


def test_a_report_is_filed_with_script_off_and_no_other_server_hears_of_it(
    chromium: Any, address: str, served: Stage
) -> None:
    """P2: the front desk works on an old phone without script; nothing is asked of anybody else."""
    context = window(chromium, address, java_script_enabled=False, viewport={"width": 390, "height": 800})
    page, asked = context.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/")
    page.get_by_role("link", name="Report it").click()
    page.get_by_label("What happened?").fill("They made my street public.")
    page.get_by_role("radio", name="Report", exact=False).first.check()
    page.get_by_label("None of these, or I do not know").check()
    page.get_by_role("button", name="Seal and send it").click()
    assert page.get_by_role("heading", name="Your report has arrived").is_visible()
    page.get_by_role("link", name="See where it stands").click()
    page.locator("#do-withdraw").get_by_text("The reporter takes the report back.").click()
    page.get_by_role("button", name="Say that it was done").last.click()
    assert page.get_by_role("heading", level=1).inner_text() == "This case is closed: withdrawn"
    assert asked
    assert [url for url in asked if not url.startswith(address) and not url.startswith("data:")] == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_wide_and_narrow(
    chromium: Any, address: str, served: Stage, scheme: str
) -> None:
    """P2: axe finds nothing, nothing scrolls sideways, targets are large enough, nothing breaks the content policy."""
    status, case = decided(served, choice="no")
    _reporter, waiting = web_stage.report()
    paths = _paths(served, status, case, waiting)
    found: list[str] = []
    for width in (1280, 390):
        size = {"width": width, "height": 900}
        strict = window(chromium, address, "lead", viewport=size, color_scheme=scheme)
        found += [f"{width} {path}: {text}" for path in paths for text in refused_by_policy(strict, path)]
        strict.close()
        context = window(chromium, address, "lead", viewport=size, color_scheme=scheme, bypass_csp=True)
        found += [f"{width} {path}: {text}" for path in paths for text in faults(context.new_page(), path)]
        context.close()
    assert not found, "\n".join(found)


def _paths(served: Stage, status: str, case: str, waiting: str) -> list[str]:
    [entry] = registry.search(served.court.desk.store, registry.Asking()).entries[:1]
    open_case = f"/chambers/case/{served.cases()[0].removeprefix('case:')}"
    plain = ["/", "/report", "/report/tear", "/report/support", "/chambers/", "/registry/", "/season/", "/procedure/"]
    one = [status, waiting, waiting.replace("status", "receipt"), case, open_case, f"/registry/{entry.id}"]
    laws = ["/procedure/optimism/proposed", f"/procedure-changes?from=optimism/season-6&to={web_stage.PROPOSED}"]
    gallery = ["/registry/?words=nothing-like-it", "/calendar/", "/verify", "/promises"]
    return [*plain, *one, *laws, *gallery, "/no-such-page"]


def test_the_keyboard_reaches_the_content_first(chromium: Any, address: str, served: Stage) -> None:
    """P2: the first stop is the way past the beam, and every stop shows a ring."""
    context = window(chromium, address)
    page = context.new_page()
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).outlineWidth)") >= 3
    context.close()
