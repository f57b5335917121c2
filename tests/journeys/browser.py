# SPDX-License-Identifier: Apache-2.0
"""What every journey in a real browser needs: windows, and what is looked at on each page."""

from __future__ import annotations

from typing import Any

from django.conf import settings

from comity.edge.web import session, slips
from comity.edge.web.tour import guide
from tests.architecture.tree import ROOT
from tests.journeys import web_stage
from tests.journeys.account import session_of

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN_AXE = """async () => (await axe.run(document)).violations.map(
    v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | '))"""
SMALL_TARGETS = """() => [...document.querySelectorAll(
        '.button, input:not([type=hidden]), select, textarea, summary, header a, .choice, .tick')]
    .filter(e => e.offsetParent && !e.closest('.choice > *, .tick > *') && e.getBoundingClientRect().height < 43.5)
    .map(e => e.outerHTML.slice(0, 100))"""


DEAD_LINKS = """() => [...document.querySelectorAll('a[href^="#"]')]
    .filter(a => !document.getElementById(decodeURIComponent(a.hash.slice(1))))
    .map(a => a.outerHTML.slice(0, 100))"""


SENT = "post"
"""The case of the sample whose receipt every window holds, as if its form had just been sent there."""


def window(chromium: Any, address: str, person: str = "", *, account: bool = False, **options: Any) -> Any:
    """A window of its own, signed in as `person` where one is named: by a link, or with an account."""
    context = chromium.new_context(base_url=address, **options)
    if account:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(person), "url": address}])
    elif person:
        context.add_cookies([{"name": session.COOKIE, "value": web_stage.cookie(person), "url": address}])
    context.add_cookies([{"name": slips.COOKIE, "value": web_stage.slip(guide.receipt(SENT)), "url": address}])
    return context


def refused_by_policy(context: Any, path: str) -> list[str]:
    """What the content policy stopped on a page: nothing, where all is well."""
    page, said = context.new_page(), []
    page.on("console", lambda message: said.append(message.text))
    page.goto(path)
    page.close()
    return [text for text in said if "Content Security Policy" in text]


def faults(page: Any, path: str) -> list[str]:
    """What axe finds, what scrolls sideways, what is too small to hit, which link leads nowhere. Needs `bypass_csp`."""
    page.goto(path)
    page.evaluate(AXE.read_text("utf-8"))
    found = list(page.evaluate(RUN_AXE))
    over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    small = [f"smaller than 44 px: {html}" for html in page.evaluate(SMALL_TARGETS)]
    dead = [f"leads nowhere on this page: {html}" for html in page.evaluate(DEAD_LINKS)]
    return [*found, *small, *dead, *([f"scrolls sideways by {over} px"] if over > 0 else [])]
