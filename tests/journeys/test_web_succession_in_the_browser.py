# SPDX-License-Identifier: Apache-2.0
"""A whole council is gone, and its successors open an open case: in a real browser, with keys made in it (P13)."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from comity.core import council
from comity.desk import sealing
from comity.desk.shares import joined, read_share
from comity.edge.age import Rage
from tests.journeys.keys_stage import typed_back, words
from tests.journeys.test_web_sealed_in_the_browser import at_work, tell, with_key
from tests.journeys.web_stage import HOUSE, MEMBERS, Stage

SEASON = "council:sample"
HOLDERS = ("guest-1", "guest-2")


@pytest.fixture
def named(served: Stage, address: str) -> str:
    """The site under a name, because a passkey belongs to a name."""
    return address.replace("127.0.0.1", "localhost")


def seat(served: Stage, role: str, *people: str, elected: bool = True) -> None:
    """These people take their places."""
    acts: list[tuple[Any, str]] = []
    if elected:
        acts.append((council.Elect(role=role, persons=people, body=HOUSE), HOUSE))
        acts += [(council.TakeSeat(role=role, person=person), person) for person in people]
    else:
        acts += [(council.Appoint(role=role, person=p, body="community"), "community") for p in people]
    for n, (command, actor) in enumerate(acts):
        act = f"seat-{role}-{people[0]}-{n}"
        served.court.perform(command, act_id=act, actor=actor, stream=SEASON, at=served.clock.at)
    served.court.worker.drain(served.clock.at)


def everybody_leaves(served: Stage) -> None:
    """The members and the lead step down; their keys end with their posts."""
    for person in (*MEMBERS, "lead"):
        role = "lead" if person == "lead" else "member"
        command = council.StepDown(role=role, person=person, by=person)
        served.court.perform(command, act_id=f"down-{person}", actor=person, stream=SEASON, at=served.clock.at)
    served.court.worker.drain(served.clock.at)


def ceremony(page: Any) -> None:
    """Who presides makes the key; what the page forbids it says, and so would the server."""
    page.goto("/for-successors/")
    page.get_by_role("link", name="Hold the ceremony").click()
    make = page.get_by_role("button", name="Make the key and deal the shares")
    page.get_by_label("Lead").check()
    make.click()
    page.get_by_text("Choose 2 to 9 holders.").wait_for()
    page.get_by_label("Member 1").check()
    make.click()
    page.get_by_text("At least one share is held outside the council.").wait_for()
    page.get_by_label("Member 1").uncheck()
    for holder in ("Guest 1", "Guest 2"):
        page.get_by_label(holder).check()
    page.get_by_text("The procedure says that 2 of them join the key.").wait_for()
    make.click()
    page.get_by_text("The key is split and the shares are dealt.").wait_for()


def try_share(page: Any, folder: Path) -> str:
    """A holder tries the share, and saves it as a file; the line in it."""
    page.goto("/for-successors/share")
    page.get_by_text("Your key is open in this tab.").wait_for()
    page.get_by_role("button", name="Try my share").click()
    page.get_by_text("Your share still opens.").wait_for()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the share as a file").click()
    path = folder / "share.txt"
    saved.value.save_as(path)
    return path.read_text("utf-8").strip()


def test_successors_open_an_open_case_when_every_former_member_is_gone(
    chromium: Any, named: str, served: Stage, tmp_path: Path
) -> None:
    """P13: ceremony, drill, report, everybody leaves; asked, two agree, joined; then declared, and read."""
    seat(served, "guest", *HOLDERS, elected=False)
    for person in MEMBERS:
        with_key(served, person)
    windows = {person: at_work(chromium, named, person) for person in ("lead", *HOLDERS)}
    ceremony(windows["lead"])
    lines = [try_share(windows[holder], tmp_path) for holder in HOLDERS]
    tell(chromium, named)
    (stream,) = served.cases()
    digest = served.court.case(stream)[1].papers[0].digest
    assert served.court.outside.papers.get(digest)[1] == "e2e"
    everybody_leaves(served)
    seat(served, "lead", "next-lead")
    seat(served, "member", "next-1")
    held = {wrap.person for wrap in served.court.outside.wraps.of(digest)}
    assert not held & {"lead", *MEMBERS, "next-lead", "next-1"}
    page = at_work(chromium, named, "next-lead")
    asks(page)
    for holder in HOLDERS:
        agrees(windows[holder], holder == HOLDERS[0])
    opens(page, stream)
    without_a_browser(served, lines)
    counted(chromium, named, stream, served)
    for one in (*windows.values(), page):
        one.context.close()


def without_a_browser(served: Stage, lines: list[str]) -> None:
    """What the files of the holders join is the same key: that of now, which is known to have been joined."""
    key = served.court.succession.now()
    assert key is not None
    assert key.joined is not None
    assert Rage().identity(joined([read_share(line) for line in lines])).recipient == key.recipient
    assert sealing.key_id(key.recipient) == key.key


def asks(page: Any) -> None:
    """Who presides now asks: without a ground it is not done, and what was chosen stays."""
    page.goto("/for-successors/asking")
    page.get_by_role("button", name="Ask the holders").click()
    page.get_by_text("Write something here; a sentence is enough.").first.wait_for()
    page.get_by_label("On what ground?").fill("Nobody of the former council is left.")
    page.get_by_role("button", name="Ask the holders").click()
    page.get_by_text("The holders are asked.").wait_for()
    assert page.get_by_text("0 of 2 that are needed").is_visible()
    assert not page.get_by_role("button", name="Join them and open the papers").count()


def agrees(page: Any, first: bool) -> None:
    """A holder reads who asks and why, and gives the share."""
    page.goto("/for-successors/")
    page.get_by_role("link", name="Somebody asks for your share").click()
    page.get_by_text("Nobody of the former council is left.").wait_for()
    assert page.get_by_text(f"{0 if first else 1} of 2 that are needed").is_visible()
    page.get_by_text("Your key is open in this tab.").wait_for()
    page.get_by_role("button", name="I agree: give my share").click()
    page.get_by_text("Your share was given to whoever asked.").wait_for()


def opens(page: Any, stream: str) -> None:
    """The asker's browser joins; then the law: declared first, and only then read."""
    page.goto("/for-successors/asking")
    page.get_by_role("button", name="Join them and open the papers").click()
    page.get_by_text("The papers are open to those who sit now.").wait_for()
    page.goto(f"/chambers/case/{stream.partition(':')[2]}")
    page.get_by_role("button", name="I am free: open the papers").click()
    page.get_by_text("Veiled, because it may distress").click()
    page.get_by_text("heron-4417").wait_for()
    assert page.get_by_text("by the key that is kept for successors").is_visible()


def counted(chromium: Any, named: str, stream: str, served: Stage) -> None:
    """Anybody reads how often, and nothing of which case."""
    page = chromium.new_context(base_url=named).new_page()
    page.goto("/governance/")
    page.get_by_text("Asked for 1, opened 1, refused 0.").wait_for()
    page.goto("/for-successors/")
    assert re.search(r"Asked for\s+Opened\s+Refused\s+1\s+1\s+0", page.locator("table").inner_text())
    assert stream.partition(":")[2][:6] not in page.content()
    page.context.close()


def test_a_new_key_of_a_holder_takes_the_share_along(chromium: Any, named: str, served: Stage, tmp_path: Path) -> None:
    """P13: made in its place in the browser; the share opens with the new key, and is the same."""
    seat(served, "guest", *HOLDERS, elected=False)
    with_key(served, "guest-2")
    windows = {person: at_work(chromium, named, person) for person in ("lead", "guest-1")}
    with_key(served, "member-1")
    ceremony(windows["lead"])
    page = windows["guest-1"]
    before = try_share(page, tmp_path)
    page.goto("/your-key/")
    page.get_by_role("button", name="Open it with My phone").click()
    part = page.locator("[data-making]")
    part.get_by_role("button", name="Make the key and show the words").wait_for()
    make_another(page, part)
    assert try_share(page, tmp_path) == before
    for one in windows.values():
        one.context.close()


def make_another(page: Any, part: Any) -> None:
    """Another key in the place of the first."""
    part.get_by_role("button", name="Make the key and show the words").click()
    shown = words(page)
    part.get_by_role("button", name="I have them on paper").click()
    typed_back(page, shown)
    part.get_by_role("button", name="Check them").click()
    part.get_by_role("button", name="Finish with the words alone").click()
    page.get_by_text("The key is yours.").wait_for()
