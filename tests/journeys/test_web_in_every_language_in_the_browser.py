# SPDX-License-Identifier: Apache-2.0
"""The pages in Spanish and in Arabic, narrow, enlarged, in forced colours and on paper, in a real browser."""

from __future__ import annotations

from typing import Any

from tests.journeys import web_stage
from tests.journeys.browser import AXE, RUN_AXE, faults, window
from tests.journeys.test_web_a_report_is_decided import decided
from tests.journeys.web_stage import Stage

OVER = "document.documentElement.scrollWidth - innerWidth"
WORDS = """() => [...document.querySelectorAll('.figure text')].filter(t => t.getClientRects().length).map(t => {
    const box = t.getBoundingClientRect(), svg = t.ownerSVGElement, sheet = svg.getBoundingClientRect();
    const turned = e => new DOMMatrix(getComputedStyle(e).transform).a;
    return [turned(t) * turned(svg), box.left - sheet.left > -1 && box.right - sheet.right < 1];})"""


def test_every_page_is_accessible_in_spanish_and_in_arabic(chromium: Any, address: str, served: Stage) -> None:
    """P2: axe finds nothing, nothing scrolls sideways, in both languages and in both directions of reading."""
    status, case = decided(served, choice="no")
    paths = ["/", "/report/report", status, "/registry/", "/season/", f"/procedure/{web_stage.PROPOSED}", "/promises",
             "/design", "/chambers/", case]  # fmt: skip
    found: list[str] = []
    for language, width in (("es", 1280), ("ar", 1280), ("ar", 390)):
        context = window(chromium, address, "lead", viewport={"width": width, "height": 900}, bypass_csp=True)
        page = context.new_page()
        for path in paths:
            found += [f"{language} {width} {path}: {text}" for text in faults(page, f"/{language}{path}")]
        context.close()
    assert not found, "\n".join(found)


def test_a_picture_is_mirrored_and_its_words_are_not(chromium: Any, address: str, served: Stage) -> None:
    """P2: from right to left the first phase stands on the right, and every word of the picture can be read."""
    _status, case = decided(served, choice="no")
    context = window(chromium, address, "lead", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    order = "() => [...document.querySelectorAll('.figure rect.past')].map(r => r.getBoundingClientRect().left)"
    page.goto(case)
    there = page.evaluate(order)
    page.goto(f"/ar{case}")
    assert len(there) > 1
    assert page.evaluate(order)[0] > page.evaluate(order)[-1]
    assert there[0] < there[-1]
    words = page.evaluate(WORDS)
    assert words
    assert all(turned == 1 and inside for turned, inside in words)
    context.close()


def test_a_page_is_read_at_320_px_enlarged_in_forced_colours_and_without_motion(
    chromium: Any, address: str, served: Stage
) -> None:
    """P2: what somebody's eyes need is set in their browser, and no page takes it back."""
    status, case = decided(served, choice="no")
    looks: list[dict[str, Any]] = [
        {"viewport": {"width": 320, "height": 640}},
        {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2},
        {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active", "reduced_motion": "reduce"},
    ]
    wrong: list[str] = []
    for look in looks:
        context = window(chromium, address, "lead", bypass_csp=True, **look)
        page = context.new_page()
        for path in ("/", "/report/report", status, "/registry/", "/season/", "/design", "/chambers/", case):
            page.goto(path)
            over = page.evaluate(OVER)
            wrong += [f"{look} {path}: scrolls sideways by {over} px"] if over > 0 else []
            moving = page.evaluate("document.getAnimations().length")
            wrong += [f"{look} {path}: {moving} things move"] if moving else []
        page.evaluate(AXE.read_text("utf-8"))
        wrong += page.evaluate(RUN_AXE)
        context.close()
    assert not wrong, "\n".join(wrong)


def test_what_is_printed_is_paper(chromium: Any, address: str, served: Stage) -> None:
    """P2: a case, a procedure and an entry are printed without what only a screen can do."""
    _status, case = decided(served, choice="no")
    context = window(chromium, address, "lead")
    page = context.new_page()
    for path in (case, f"/procedure/{web_stage.PROPOSED}", "/registry/", "/season/"):
        page.goto(path)
        page.emulate_media(media="print")
        shown = "e => e.filter(x => x.getClientRects().length).map(x => x.outerHTML.slice(0, 80))"
        assert page.eval_on_selector_all("form button, .lintel nav, .languages a, .skip", shown) == [], path
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") in (
            "rgba(0, 0, 0, 0)",
            "rgb(255, 255, 255)",
        )
        assert page.pdf(format="A4").startswith(b"%PDF"), path
    context.close()
