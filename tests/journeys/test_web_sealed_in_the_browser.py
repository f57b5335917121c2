# SPDX-License-Identifier: Apache-2.0
"""A report that leaves the browser sealed, and who opens it: in a real browser, with keys made in it."""

from __future__ import annotations

import base64
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from comity.desk import sealing
from comity.desk.keys import Fresh
from comity.desk.ports import Wrap, Wrapped
from comity.edge.age import Rage
from comity.edge.web.scripted import AGAIN
from tests.journeys.browser import window
from tests.journeys.keys_stage import device, make_key, signed_in
from tests.journeys.web_stage import MEMBERS, Person, Stage

WORDS = "They made my street public.\nMarker: heron-4417."


@pytest.fixture
def named(served: Stage, address: str) -> str:
    """The site under a name, because a passkey belongs to a name."""
    return address.replace("127.0.0.1", "localhost")


def with_key(served: Stage, person: str) -> None:
    """Somebody made a key elsewhere; the test needs only that others seal to it."""
    made = Rage().fresh()
    kept = base64.b64encode(Rage().seal(made.secret.encode(), [made.recipient])).decode()
    fresh = Fresh(recipient=made.recipient, wrapped=(Wrapped(by="phrase", label="", blob=kept),))
    served.court.keys.make(person, fresh, act_id=f"made-elsewhere-{person}", at=served.clock.at)


def at_work(chromium: Any, named: str, person: str) -> Any:
    """The window of somebody who has made a key in it, and has it open."""
    page = signed_in(chromium, named, person).new_page()
    device(page)
    make_key(page)
    return page


def tell(chromium: Any, named: str, *, changed: bool = False) -> list[str]:
    """Report in a browser, first without having said who is concerned; all that left the browser.

    With `changed` the server says at the second sending that who reads it changed meanwhile.
    """
    context = window(chromium, named)
    page = context.new_page()
    sent: list[str] = []
    if changed:
        page.route("**/report", lambda route: _changed(route, sent))
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.goto("/report")
    page.locator('input[name="door"]').wait_for(state="attached")
    page.get_by_label("In your own words").fill(WORDS)
    more = page.locator("button:visible", has_text="Continue").first
    page.locator('input[name="intake"][value="report"]').check()
    more.click()
    more.click()
    page.get_by_role("button", name="Seal and send it").click()
    page.locator("#concerned.wrong, .wrong [name=concerned]").first.wait_for()
    assert page.get_by_label("In your own words").input_value() == WORDS
    page.locator('input[name="concerned"][value="none"]').check()
    page.get_by_role("button", name="Seal and send it").click()
    page.wait_for_url("**/receipt/**")
    context.close()
    return sent


def _changed(route: Any, sent: list[str]) -> None:
    if route.request.method == "POST" and len(sent) == 2:
        route.fulfill(status=422, headers={AGAIN: "1"}, body="<main></main>", content_type="text/html")
    else:
        route.continue_()


def test_a_report_sealed_in_the_browser_opens_for_its_screener_alone(
    chromium: Any, named: str, served: Stage, tmp_path: Path
) -> None:
    """P21, P10: nothing legible leaves the browser; a screener's browser opens it, and so does the stock program."""
    for person in (*MEMBERS, "lead"):
        if person != "lead":
            with_key(served, person)
    context = signed_in(chromium, named, "lead")
    page = context.new_page()
    device(page)
    shown = make_key(page)
    sent = tell(chromium, named)
    assert sent
    assert not any("heron-4417" in text for text in sent)
    (stream,) = served.cases()
    report = served.court.case(stream)[1].papers[0]
    assert served.court.outside.papers.get(report.digest)[1] == "e2e"
    page.goto(f"/chambers/case/{stream.partition(':')[2]}")
    page.get_by_text("Your key is open in this tab.").wait_for()
    assert not page.locator("[data-sealed]").count()  # the law first: declared, then opened
    page.get_by_role("button", name="I am free: open the papers").click()
    page.get_by_text("Veiled, because it may distress").click()
    page.get_by_text("heron-4417").wait_for()
    page.get_by_role("button", name="Close it now").click()
    page.get_by_text("heron-4417").wait_for(state="detached")
    page.get_by_role("button", name="Open it with My phone").click()
    page.get_by_text("heron-4417").wait_for()
    stock(page, served, report.digest, shown, tmp_path)
    context.close()


def stock(page: Any, served: Stage, digest: str, shown: list[str], folder: Path) -> None:
    """Debian's `age` opens the same paper with the key that its owner saved as a file."""
    found = shutil.which("age")
    if found is None:
        pytest.fail("age is not installed: make test says how")
    page.goto("/your-key/")
    page.get_by_text("Open it with the printed words").click()
    page.locator("#open-words").fill(" ".join(shown))
    page.get_by_role("button", name="Open it", exact=True).click()
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save the key as a file").click()
    key = folder / "my.key"
    saved.value.save_as(key)
    wrap = served.court.papers.custody.wrap(digest, "lead")
    assert wrap is not None
    (folder / "wrap").write_bytes(wrap)
    (folder / "paper.age").write_bytes(served.court.papers.custody.ciphertext(digest) or b"")
    opened = subprocess.run([found, "-d", "-i", str(key), str(folder / "wrap")], capture_output=True, check=True)
    (folder / "paper.key").write_bytes(opened.stdout)
    text = subprocess.run(
        [found, "-d", "-i", str(folder / "paper.key"), str(folder / "paper.age")], capture_output=True, check=True
    )
    assert sealing.unpadded(text.stdout).decode() == WORDS


def test_a_member_who_declared_later_reads_what_a_screeners_browser_wrapped(
    chromium: Any, named: str, served: Stage
) -> None:
    """P10: the wrap is made by a browser that opens the case; who stepped aside reads nothing more."""
    for person in ("member-3", "member-4", "member-5"):
        with_key(served, person)
    windows = {person: at_work(chromium, named, person) for person in ("lead", "member-1", "member-2")}
    sent = tell(chromium, named, changed=True)
    assert len(sent) > 2
    (stream,) = served.cases()
    case, digest = f"/chambers/case/{stream.partition(':')[2]}", served.court.case(stream)[1].papers[0].digest
    entered_and_screened(case)
    custody = served.court.papers.custody
    later = next(person for person in ("member-1", "member-2") if custody.wrap(digest, person) is None)
    page = windows[later]
    page.goto(case)
    page.get_by_role("button", name="I am free: open the papers").click()
    page.get_by_text("This is sealed, and not to you yet.").wait_for()
    windows["lead"].goto(case)
    windows["lead"].locator("[data-missing-to][data-done]").wait_for(state="attached")
    page.goto(case)
    page.get_by_text("Veiled, because it may distress").click()
    page.get_by_text("heron-4417").wait_for()
    opens_nothing(served, windows, later, case, digest)
    Person(later).do(case, "step-aside")
    assert custody.wrap(digest, later) is None
    gone = (case, f"/sealed/case/{stream.partition(':')[2]}/{digest}")
    assert [page.request.get(path).status for path in gone] == [404, 404]
    for one in windows.values():
        one.context.close()


def opens_nothing(served: Stage, windows: dict[str, Any], later: str, case: str, digest: str) -> None:
    """Somebody posted a wrap that opens nothing: one press gives it back, and the lead's browser makes another."""
    own = served.court.papers.custody.own(later)
    assert own is not None
    wraps = served.court.outside.wraps
    wraps.drop(digest, later)
    bad = Rage().seal(Rage().fresh().secret.encode(), [own.recipient])
    wraps.put([Wrap(digest=digest, person=later, key=own.id, wrap=bad)], by="member-5")
    page = windows[later]
    page.goto(case)
    page.get_by_text("Veiled, because it may distress").click()
    page.get_by_role("button", name="This key opens nothing: give it back").click()
    page.get_by_text("It was given back.").wait_for()
    windows["lead"].goto(case)
    windows["lead"].locator("[data-missing-to][data-done]").wait_for(state="attached")
    page.goto(case)
    page.get_by_text("Veiled, because it may distress").click()
    page.get_by_text("heron-4417").wait_for()


def entered_and_screened(case: str) -> None:
    """The lead enters whom it is about, and says what the report is."""
    lead = Person("lead")
    lead.free(case)
    lead.do(case, "enter-party", roles="respondent", kind="person")
    lead.free(case)
    lead.do(case, "screen", choice="in-scope")
