# SPDX-License-Identifier: Apache-2.0
"""The pages in a real browser: one journey with script off, axe on every page, wide and narrow, light and dark."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from django.test.testcases import LiveServerThread
from pytest_django import DjangoDbBlocker

from comity.edge.web import session
from tests.architecture.tree import ROOT
from tests.databases import fresh_url, opened
from tests.journeys import web_stage
from tests.journeys.test_web_a_report_is_decided import decided
from tests.journeys.web_stage import Stage

sync_api = pytest.importorskip("playwright.sync_api")
pytestmark = pytest.mark.usefixtures("static_files")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => (await axe.run(document)).violations.map(
    v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | '))"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
        '.button, input:not([type=hidden]), select, textarea, summary, header a, .choice')]
    .filter(e => e.offsetParent && !e.closest('.choice > *') && e.getBoundingClientRect().height < 43.5)
    .map(e => e.outerHTML.slice(0, 100))"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """Debian's browser. The driver asks for no network and no home of its own."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("chromium is not installed: make test says how")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver keeps a loop running in this thread
    with sync_api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def stage(tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Stage]:
    """A council in a database whose commits are real, because the site reads it from threads of its own."""
    with (
        django_db_blocker.unblock(),
        opened(fresh_url(tmp_path)) as alias,
        web_stage.opened(tmp_path, alias=alias) as found,
    ):
        yield found


@pytest.fixture
def address(stage: Stage) -> Iterator[str]:
    """The site on a port of its own; it serves its static files itself, as `comity serve` does."""
    thread = LiveServerThread("127.0.0.1", cast(Any, lambda handler: handler))
    thread.daemon = True
    thread.start()
    thread.is_ready.wait()
    assert thread.error is None
    yield f"http://127.0.0.1:{thread.port}"
    thread.terminate()


def window(chromium: Any, address: str, person: str = "", **options: Any) -> Any:
    """A window of its own, signed in as `person` where one is named."""
    context = chromium.new_context(base_url=address, **options)
    if person:
        context.add_cookies([{"name": session.COOKIE, "value": web_stage.cookie(person), "url": address}])
    return context


def test_a_report_is_filed_with_script_off_and_no_other_server_hears_of_it(
    chromium: Any, address: str, stage: Stage
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
    page.get_by_text("The reporter takes the report back.").click()
    page.get_by_role("button", name="Say that it was done").last.click()
    assert page.get_by_role("heading", level=1).inner_text() == "This case is closed: withdrawn"
    assert asked
    assert [url for url in asked if not url.startswith(address) and not url.startswith("data:")] == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits_wide_and_narrow(
    chromium: Any, address: str, stage: Stage, scheme: str
) -> None:
    """P2: axe finds nothing, nothing scrolls sideways, targets are large enough, nothing breaks the content policy."""
    status, case = decided(stage, choice="no")
    _reporter, waiting = web_stage.report()
    paths = _paths(stage, status, case, waiting)
    found: list[str] = []
    for width in (1280, 390):
        size = {"width": width, "height": 900}
        strict = window(chromium, address, "lead", viewport=size, color_scheme=scheme)
        found += [f"{width} {path}: {text}" for path in paths for text in _refused_by_policy(strict, path)]
        strict.close()
        context = window(chromium, address, "lead", viewport=size, color_scheme=scheme, bypass_csp=True)
        found += [f"{width} {path}: {text}" for path in paths for text in _faults(context.new_page(), path)]
        context.close()
    assert not found, "\n".join(found)


def _paths(stage: Stage, status: str, case: str, waiting: str) -> list[str]:
    from comity.edge.web.gallery import entries

    [entry] = entries.entries(stage.court)[:1]
    open_case = f"/chambers/case/{stage.cases()[0].removeprefix('case:')}"
    plain = ["/", "/report", "/report/tear", "/report/support", "/chambers/", "/registry/", "/season/", "/procedure/"]
    one = [status, waiting, waiting.replace("status", "receipt"), case, open_case, f"/registry/{entry.id}"]
    return [*plain, *one, "/procedure/optimism/proposed", "/promises", "/no-such-page"]


def _refused_by_policy(context: Any, path: str) -> list[str]:
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path)
    page.close()
    return [text for text in said if "Content Security Policy" in text]


def _faults(page: Any, path: str) -> list[str]:
    page.goto(path)
    page.evaluate(AXE.read_text("utf-8"))
    found = list(page.evaluate(RUN_AXE))
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    small = [f"smaller than 44 px: {html}" for html in page.evaluate(SMALL_TARGETS)]
    return [*found, *small, *([f"scrolls sideways by {over} px"] if over > 0 else [])]


def test_the_keyboard_reaches_the_content_first(chromium: Any, address: str, stage: Stage) -> None:
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
