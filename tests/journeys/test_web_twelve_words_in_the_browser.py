# SPDX-License-Identifier: Apache-2.0
"""Twelve words that a browser draws and keeps to itself: a reporter's, who comes back with them, and a party's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from comity.edge.web import locator, slips
from comity.edge.web.locator import Receipt
from tests.journeys.browser import window
from tests.journeys.test_web_both_sides_in_the_browser import PHONE, press, reach, told_by_keyboard, wrong
from tests.journeys.test_web_both_sides_in_the_browser import WORDS as TOLD
from tests.journeys.test_web_the_case_room import WORDS as EXACT
from tests.journeys.test_web_the_case_room import Two
from tests.journeys.web_stage import Person, Stage


class Coming:
    """A reporter at a phone, and everything that leaves their browser."""

    def __init__(self, chromium: Any, address: str, served: Stage) -> None:
        self._before = (chromium, address)
        self.served = served
        self.sent: list[str] = []
        self.found: list[str] = []
        self.words: list[str] = []

    def window(self) -> Any:
        """A fresh page of a browser that holds nothing."""
        context: Any = window(*self._before, bypass_csp=True, **PHONE)
        context.clear_cookies()
        context.on("request", lambda one: self.sent.append(_all(one)))
        return context.new_page()

    @property
    def receipt(self) -> Receipt:
        """What the words make, as this side works it out."""
        found = locator.typed(" ".join(self.words))
        assert found is not None
        return found

    def told_nothing(self, page: Any, *texts: str) -> bool:
        """Whether neither the words, nor their seed, nor a text left the browser, and no cookie has them."""
        made = self.receipt
        written = " ".join(self.words)
        secrets = (written, written.replace(" ", "+"), written.replace(" ", "%20"), made.seed, made.secret, *texts)
        cookies = {one["name"] for one in page.context.cookies()}
        return slips.COOKIE not in cookies and not any(secret in one for one in self.sent for secret in secrets)

    def reports(self, folder: Path) -> None:
        """By keyboard; the words are drawn, shown and saved in the browser, and open the report at once."""
        page = self.window()
        self.found += told_by_keyboard(page)
        page.locator(".words li").nth(11).wait_for()
        self.words = page.locator(".words li").all_inner_texts()
        with page.expect_download() as saved:
            page.get_by_role("link", name="Save as a file").click()
        saved.value.save_as(folder / "note.txt")
        page.goto(f"/status/{self.receipt.bits}")
        page.get_by_text("What is sealed to you is open in this tab.").wait_for()
        page.get_by_text(TOLD).first.wait_for()
        assert self.told_nothing(page, TOLD)
        page.context.close()

    def comes_back(self) -> Any:
        """First with a slip, which is named here and not there; then in four letters a word."""
        page = self.window()
        page.goto("/")
        page.get_by_label("The receipt's twelve words").fill(" ".join([*self.words[:11], "zzzz"]))
        page.get_by_role("button", name="Come back in").click()
        page.get_by_text("Twelve words are needed, and these are 12. On no list, by their place: 12.").wait_for()
        reach(page, "The receipt's twelve words")
        press(page, "ControlOrMeta+a")
        page.keyboard.type(" ".join(word[:4] for word in self.words))
        press(page, "Enter")
        page.wait_for_url(f"**/status/{self.receipt.bits}")
        page.get_by_text(EXACT).first.wait_for()
        self.found += wrong(page, "status, open")
        return page


def _all(request: Any) -> str:
    return f"{request.url} {request.headers} {(request.post_data_buffer or b'').decode('latin-1')}"


@pytest.fixture
def coming(chromium: Any, address: str, served: Stage) -> Coming:
    return Coming(chromium, address, served)


def test_an_anonymous_reporter_comes_back_after_three_weeks_with_script(coming: Coming, tmp_path: Path) -> None:
    """P1, P3, P21: by keyboard on a phone: the words are drawn, saved, and typed three weeks later in the browser, and
    never leave it; what was said meanwhile opens there, closes again, and is gone with "Leave now"."""
    coming.reports(tmp_path)
    receipt = coming.receipt
    own = coming.served.court.papers.custody.own(receipt.person)
    assert own is not None
    assert own.recipient == receipt.recipient, "both sides work out the same key, and the same door"
    assert (tmp_path / "note.txt").read_text().split("\n")[0] == " ".join(coming.words)
    case, lead = f"/chambers/case/{receipt.case.removeprefix('case:')}", Person("lead")
    lead.do(case, "enter-party", roles="respondent", kind="person")
    lead.do(case, "screen", choice="in-scope")
    lead.do(case, "propose-words", paper=EXACT)
    coming.served.later(days=21)
    page = coming.comes_back()
    page.get_by_role("button", name="Close it now").click()
    page.get_by_text(EXACT).first.wait_for(state="detached")
    page.get_by_label("The twelve words", exact=True).fill(" ".join(coming.words))
    page.get_by_role("button", name="Open it", exact=True).click()
    page.get_by_text(EXACT).first.wait_for()
    assert coming.told_nothing(page, TOLD, EXACT)
    press(page, "Escape", "Escape", "Escape")
    page.wait_for_url("about:blank")
    page.goto(f"/status/{receipt.bits}")
    page.get_by_text("What is sealed to you opens on this page once you have typed them.").wait_for()
    assert (page.get_by_text(EXACT).count(), coming.found) == (0, [])
    page.context.close()


class AtWords:
    """A party at a phone, who takes words of their own."""

    def __init__(self, chromium: Any, address: str, two: Two) -> None:
        self.context = window(chromium, address, two.respondent.name, bypass_csp=True, **PHONE)
        self.page = self.context.new_page()
        self.sent: list[str] = []
        self.context.on("request", lambda one: self.sent.append(_all(one)))

    def drawn(self) -> list[str]:
        """By keyboard: shown once. What is wrong with the page stands in `found`."""
        self.page.goto("/case-room/words")
        self.found = wrong(self.page, "before")
        reach(self.page, "Show me twelve words")
        press(self.page, "Enter")
        self.page.locator(".words li").nth(11).wait_for()
        self.found += wrong(self.page, "the words")
        words: list[str] = self.page.locator(".words li").all_inner_texts()
        reach(self.page, "I have them on paper")
        press(self.page, "Enter")
        return words

    def typed_back(self, words: list[str]) -> None:
        """First with a slip."""
        self.page.keyboard.type(" ".join(["zoo", *words[1:]]))
        self.page.get_by_role("button", name="Check them and use them").click()
        self.page.get_by_text("11 of the twelve words match. Others belong at these places: 1.").wait_for()
        self.page.get_by_label("Type them once again").fill(" ".join(words))
        self.page.get_by_role("button", name="Check them and use them").click()
        self.page.get_by_text("The words are yours.").wait_for()


def test_a_party_draws_words_in_the_browser_and_reads_by_them(chromium: Any, address: str, served: Stage) -> None:
    """P10, P21: offered when they first come in, typed back, kept from the server; then the notice opens by them."""
    two = Two(served).told()
    party = AtWords(chromium, address, two)
    words = party.drawn()
    party.typed_back(words)
    own = served.court.papers.custody.own(two.respondent.name)
    receipt = locator.typed(" ".join(words))
    assert own is not None
    assert receipt is not None
    assert own.recipient == receipt.recipient
    party.page.goto(two.room)
    party.page.get_by_role("button", name="Open the notice").click()
    party.page.get_by_text(EXACT).first.wait_for()
    found = [*party.found, *wrong(party.page, "the notice, open")]
    assert found == []
    assert not any(" ".join(words) in one or receipt.seed in one or EXACT in one for one in party.sent)
    party.context.close()
