# SPDX-License-Identifier: Apache-2.0
"""Somebody who has never seen Comity, in the sample, following only what the pages say: `docs/newcomer.md` tells it.

What a person would need is reckoned, not measured: every line that was not there before is read once, up to a hundred
words a page, at an adult's usual pace; finding, pressing and typing go slowly. The browser's own time is left out.
Beside it stands what the same way takes somebody who reads every new word of every page, its head and its notes too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from django.test.testcases import LiveServerThread
from pytest_django import DjangoDbBlocker

from comity.site.court import Court
from tests.journeys import browser
from tests.site import fernhollow

WORDS_A_MINUTE = 240
MOST_WORDS = 100
"""Nobody reads more of a page than this before pressing something."""
PRESS_SECONDS = 2.5
TYPED_A_SECOND = 3.0


@dataclass
class Newcomer:
    """Somebody at the page: every step takes time and is written down."""

    page: Any
    seconds: float = 0.0
    every_word: float = 0.0
    steps: list[str] = field(default_factory=list)
    lines: set[str] = field(default_factory=set)
    read: set[str] = field(default_factory=set)

    def _arrive(self, what: str) -> None:
        words = min(self._new("main", self.lines), MOST_WORDS)
        self._step(what, PRESS_SECONDS, words / WORDS_A_MINUTE * 60)

    def _new(self, part: str, before: set[str]) -> int:
        """How many words stand in lines of that part of the page that were not there before."""
        fresh = {line.strip() for line in self.page.inner_text(part).splitlines()} - before
        before |= fresh
        return sum(len(line.split()) for line in fresh)

    def _step(self, what: str, hand: float, eye: float = 0.0) -> None:
        """`hand`: seconds to find, press or type; `eye`: seconds to read what is read of it."""
        self.seconds += hand + eye
        self.every_word += hand + self._new("body", self.read) / WORDS_A_MINUTE * 60
        self.steps.append(f"{self.seconds:4.0f} s  {what}")

    def opens(self, path: str) -> None:
        """Type an address: the first step only."""
        self.page.goto(path)
        self._arrive(f"open {path}")

    def presses(self, name: str, *, within: str = "body", stays: bool = False) -> None:
        """Press what bears that name, wherever it leads. What is sealed in the browser goes a moment later."""
        found = (
            self.page.locator(within)
            .get_by_role("link", name=name)
            .or_(self.page.locator(within).get_by_role("button", name=name))
        )
        here = next(one for one in found.all() if one.is_visible())
        if stays:
            here.click()
        else:
            with self.page.expect_navigation():
                here.click()
        self._arrive(f"press “{name}”")

    def ticks(self, label: str) -> None:
        """Choose something."""
        self.page.get_by_label(label).first.check()
        self._step(f"choose “{label}”", PRESS_SECONDS)

    def types(self, label: str, text: str) -> None:
        """Type into a field."""
        self.page.get_by_label(label).first.fill(text)
        self._step(f"type into “{label}”", PRESS_SECONDS + len(text) / TYPED_A_SECOND)


@pytest.fixture
def address(
    tmp_path_factory: pytest.TempPathFactory,
    static_files: None,
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[tuple[str, Court]]:
    """The sample on a port of its own."""
    with django_db_blocker.unblock(), fernhollow.opened(tmp_path_factory.mktemp("sample")) as court:
        thread = LiveServerThread("127.0.0.1", cast(Any, lambda handler: handler))
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        yield f"http://127.0.0.1:{thread.port}", court
        thread.terminate()


def test_a_newcomer_reports_and_publishes_a_first_decision(chromium: Any, address: tuple[str, Court]) -> None:
    """P23: a report is filed and its receipt checked in under 3 minutes, a first decision published in under 10."""
    place, _court = address
    somebody = Newcomer(browser.window(chromium, place, viewport={"width": 1280, "height": 900}).new_page())
    somebody.opens("/")
    somebody.presses("The tour")
    somebody.presses("Begin the tour")
    somebody.presses("Go there as somebody new")
    begun, begun_reading = somebody.seconds, somebody.every_word
    report(somebody)
    reported, reported_reading = somebody.seconds, somebody.every_word
    somebody.presses("The tour")
    somebody.presses("Publish a first decision")
    somebody.presses("Go there as the lead, at the case of the bell")
    decide(somebody)
    somebody.presses("Registry")
    entry = somebody.page.locator("main").inner_text()
    assert "not proven" in entry.lower()
    print(f"\nreported in {reported - begun:.0f} s, decided in {somebody.seconds - reported:.0f} s")
    whole = (reported_reading - begun_reading, somebody.every_word - reported_reading)
    print("every word read: {:.0f} s and {:.0f} s".format(*whole))
    print("\n".join(somebody.steps))
    assert whole[0] > reported - begun, "the tally of every word leaves some out"
    assert max(reported - begun, whole[0]) < 180, "\n".join(somebody.steps)
    assert max(somebody.seconds - reported, whole[1]) < 600, "\n".join(somebody.steps)


def report(somebody: Newcomer) -> None:
    """Through the middle door, to the receipt, typed once again."""
    page = somebody.page
    somebody.presses("Report it")
    somebody.ticks("Tell the council that something is wrong")
    somebody.types("In your own words", "At the last harvest somebody called me names.")
    somebody.presses("Continue", stays=True)
    somebody.ticks("None of these, or I do not know")
    somebody.presses("Continue", stays=True)
    somebody.presses("Seal and send it")
    page.wait_for_url("**/receipt/**")
    words = page.locator(".words li").all_inner_texts()
    somebody.types("Type them once again", " ".join(word[:4] for word in words))  # enough, as the page says
    somebody.presses("Check that I have them", stays=True)
    page.get_by_role("heading", name="All twelve words match.").wait_for()


def decide(somebody: Newcomer) -> None:
    """The case in which nothing was found: its decision is filed and is public at once."""
    somebody.presses("Write the decision")
    somebody.types("Your text", "It is not proven what was meant. The bell hangs again, and that is what we asked for.")
    somebody.presses("Seal and file it")
