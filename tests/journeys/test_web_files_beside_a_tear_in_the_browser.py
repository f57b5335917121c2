# SPDX-License-Identifier: Apache-2.0
"""A file beside a small tear leaves the browser sealed, and its reporter's browser hands it on with a report."""

from __future__ import annotations

from typing import Any

import pytest

from comity.edge.web.locator import Locator
from tests.journeys.browser import AXE, RUN_AXE, SMALL_TARGETS, window
from tests.journeys.test_web_files_sealed_in_the_browser import film
from tests.journeys.test_web_sealed_papers import enrol
from tests.journeys.web_stage import MEMBERS, Person, Stage

PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
NOTE = b"what was said, heron-4417\n"


@pytest.fixture
def named(served: Stage, address: str) -> str:
    """The site under a name, because a passkey belongs to a name."""
    return address.replace("127.0.0.1", "localhost")


def told(chromium: Any, named: str) -> tuple[Any, str]:
    """The page of whoever told a tear with a file, and the address of its status; the tab holds its key."""
    context = window(chromium, named, **PHONE)
    page, sent = context.new_page(), []
    context.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.goto("/report/tear")
    page.get_by_label("A few lines").fill("A sharp tone.")
    page.get_by_text("Add a file").click()
    page.get_by_label("Files beside it, if you like").set_input_files(film("a note", NOTE))
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(RUN_AXE) == []
    assert page.evaluate(SMALL_TARGETS) == []
    page.get_by_role("button", name="Continue").click()
    page.get_by_role("button", name="Tell it").click()
    page.wait_for_url("**/receipt/**")
    assert not any(b"heron-4417" in one or b"a note" in one for one in sent), "sealed before it left"
    status = str(page.locator('a[href^="/status/"]').first.get_attribute("href"))
    return page, status


def test_a_file_is_handed_on_by_the_browser_where_no_key_of_it_is_kept(
    chromium: Any, named: str, served: Stage
) -> None:
    """P21, P4: every listener has a key, so the server opens nothing; the reporter's own choice wraps it anew."""
    for person in ("lead", *MEMBERS):
        enrol(served, person)
    page, status = told(chromium, named)
    told_of = served.court.desk.state(Locator(status.rpartition("/")[2]).tear).state
    (digest,) = told_of.files
    assert served.court.outside.papers.shelved(digest) == "e2e"
    page.goto(status)
    page.get_by_role("button", name="Open it here").click()
    page.get_by_role("button", name="Show it here: a note.txt").click()
    page.get_by_text("heron-4417").wait_for()
    page.get_by_text("Make it a report").first.click()
    page.get_by_label("Your text").fill("It goes on.")
    page.get_by_role("button", name="Make it a report").click()
    page.get_by_text("It has ended").wait_for()
    served.later(minutes=1)
    (case,) = served.cases()
    Person("lead").free(f"/chambers/case/{case.partition(':')[2]}")
    assert [one.digest for one in served.court.case(case)[1].files] == [digest]
    assert served.court.papers.custody.wrap(digest, "lead") is not None
    page.context.close()
