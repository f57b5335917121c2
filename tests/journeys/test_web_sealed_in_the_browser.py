# SPDX-License-Identifier: Apache-2.0
"""A report that leaves the browser sealed, and who opens it: in a real browser, with keys made in it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from comity.desk import sealing
from comity.edge.age import Rage
from tests.journeys.browser import window
from tests.journeys.keys_stage import device, make_key, signed_in
from tests.journeys.web_stage import MEMBERS, Stage

WORDS = "They made my street public.\nMarker: heron-4417."


@pytest.fixture
def named(served: Stage, address: str) -> str:
    """The site under a name, because a passkey belongs to a name."""
    return address.replace("127.0.0.1", "localhost")


def with_key(served: Stage, person: str) -> None:
    """Somebody made a key elsewhere; the test needs only that others seal to it."""
    from comity.desk.keys import Fresh
    from comity.desk.ports import Wrapped

    made = Rage().fresh()
    kept = Rage().seal(made.secret.encode(), [made.recipient])
    import base64

    way = Wrapped(by="phrase", label="", blob=base64.b64encode(kept).decode())
    fresh = Fresh(recipient=made.recipient, wrapped=(way,))
    served.court.keys.make(person, fresh, act_id=f"made-elsewhere-{person}", at=served.clock.at)


def tell(chromium: Any, named: str) -> list[str]:
    """Report in a browser, first without having chosen a way in; all that left the browser."""
    context = window(chromium, named)
    page, sent = context.new_page(), []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    page.goto("/report")
    page.get_by_label("In your own words").fill(WORDS)
    more = page.locator("button:visible", has_text="Continue").first
    more.click()
    page.locator('input[name="concerned"][value="none"]').check()
    more.click()
    more.click()
    page.get_by_role("button", name="Seal and send it").click()
    page.get_by_text("Choose one of these.").first.wait_for()
    assert page.get_by_label("In your own words").input_value() == WORDS
    page.locator('input[name="intake"][value="report"]').check()
    page.locator('input[name="concerned"][value="none"]').check()
    page.get_by_role("button", name="Seal and send it").click()
    page.wait_for_url("**/receipt/**")
    context.close()
    return sent


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
    assert not page.get_by_text("heron-4417").count()
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
