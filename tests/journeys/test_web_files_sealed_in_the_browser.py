# SPDX-License-Identifier: Apache-2.0
"""Files that leave the browser sealed, in parts, over a line that breaks."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.browser import AXE, RUN_AXE, SMALL_TARGETS, window
from tests.journeys.keys_stage import device, make_key, signed_in
from tests.journeys.keys_stage import words as shown_words
from tests.journeys.web_stage import Person, Stage

MARK = b"heron-4417 "
FILM = MARK * (9 * 1024 * 1024 // len(MARK))
"""Three parts."""
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
PARTS = re.compile(r"/sealed/parcels/[^/]+/[0-9]+$")


@pytest.fixture
def named(served: Stage, address: str) -> str:
    """The site under a name, because a passkey belongs to a name."""
    return address.replace("127.0.0.1", "localhost")


def at_the_button(page: Any, *uploads: dict[str, Any]) -> None:
    """A report that is written, with files chosen one after the other, before the last button."""
    page.goto("/report")
    page.locator('input[name="intake"][value="report"]').check()
    page.get_by_label("In your own words").fill("They made my street public.")
    page.get_by_text("Add a file").click()
    for one in uploads:
        page.get_by_label("Files beside it, if you like").set_input_files(one)
    more = page.locator("button:visible", has_text="Continue").first
    more.click()
    page.locator('input[name="concerned"][value="none"]').check()
    more.click()


def film(name: str = "my street, Ada.bin", whole: bytes = FILM) -> dict[str, Any]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": whole}


class Line:
    """What leaves a browser on its way to the server, over a line that breaks at the second part: once it never
    arrives, once its answer is lost."""

    def __init__(self, context: Any) -> None:
        self.sent: list[bytes] = []
        self.breaks = 2
        context.route(PARTS, self.unsteady)
        context.on("request", lambda request: self.sent.append(request.post_data_buffer or b""))

    def unsteady(self, route: Any) -> None:
        """Pass a part on, or break."""
        if not route.request.url.endswith("/1") or not self.breaks:
            route.continue_()
            return
        self.breaks -= 1
        if self.breaks == 0:
            route.fetch()
        route.abort()


def test_a_file_goes_in_parts_over_a_broken_line(chromium: Any, named: str, served: Stage) -> None:
    """P21, P24: sealed before it leaves, its name too; after a break it goes on where it was, and lies there once."""
    context = window(chromium, named)
    page, line = context.new_page(), Line(context)
    at_the_button(page, film(), film("note.txt", b"what was said\n"))
    assert page.locator("p.names").inner_text().splitlines() == ["my street, Ada.bin", "note.txt"]
    page.get_by_role("button", name="Seal and send it").click()
    page.get_by_role("button", name="Stop sending").wait_for()
    page.wait_for_url("**/receipt/**")
    assert line.breaks == 0
    assert sum(map(len, line.sent)) > len(FILM)
    assert not any(b"heron-4417" in one or b"street, Ada" in one or b"what was said" in one for one in line.sent)
    (stream,) = served.cases()
    note, whole = sorted(served.court.case(stream)[1].files, key=lambda one: one.size)
    assert [served.court.outside.papers.shelved(one.digest) for one in (note, whole)] == ["e2e", "e2e"]
    lying = {path.name for path in served.court.outside.files.folder.rglob("*") if path.is_file()}
    assert lying == {note.digest, whole.digest}
    context.close()


def png(width: int, height: int) -> bytes:
    """A picture in one colour."""
    rows = zlib.compress(b"".join(b"\0" + b"\x12\x60\x5a" * width for _row in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", rows), (b"IEND", b""))
    made = (struct.pack(">I", len(c)) + k + c + struct.pack(">I", zlib.crc32(k + c)) for k, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(made)


def archive() -> bytes:
    """Two files, one of them a picture whose name is a lie."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("chat/log.txt", "heron-4417 said: I know your street.\n")
        made.writestr("../../invoice.pdf", png(30, 20))
    return out.getvalue()


def sent(chromium: Any, named: str, *uploads: dict[str, Any]) -> Any:
    """The page of whoever reported with these files."""
    page = window(chromium, named).new_page()
    at_the_button(page, *uploads)
    page.get_by_role("button", name="Seal and send it").click()
    page.wait_for_url("**/receipt/**")
    return page


def test_a_file_opens_where_it_is_read_and_nothing_of_it_before_it_is_asked_for(
    chromium: Any, named: str, served: Stage
) -> None:
    """P14, P21: fetched, opened and unpacked in the reader's browser; gone from the page with the key."""
    lead = signed_in(chromium, named, "lead").new_page()
    device(lead)
    make_key(lead)
    fetched: list[str] = []
    lead.on("request", lambda request: fetched.append(request.url) if "/sealed/case/" in request.url else None)
    uploads = film("my street.jpg", png(600, 400)), film("chat.zip", archive())
    sent(chromium, named, *uploads).context.close()
    lead.goto(f"/chambers/case/{served.cases()[0].partition(':')[2]}")
    lead.get_by_role("button", name="I am free: open the papers").click()
    lead.get_by_text("Veiled, because it may distress").click()
    lead.get_by_text("They made my street public.").wait_for()
    files = {one.digest for one in served.court.case(served.cases()[0])[1].files}
    assert not any(digest in url for digest in files for url in fetched)
    for ask in lead.get_by_role("button", name="Open it here").all():
        ask.click()
    looked_into(lead)
    with lead.expect_download() as saved:
        lead.get_by_role("button", name="Save it: my street.png").click()
    assert saved.value.suggested_filename == "my street.png"
    assert Path(saved.value.path()).read_bytes() == png(600, 400)
    lead.get_by_role("button", name="Close it now").click()
    lead.get_by_text("I know your street.").wait_for(state="detached")
    assert not lead.locator("canvas").count()
    assert not lead.get_by_role("button", name="Open it here").count()
    lead.context.close()


def looked_into(page: Any) -> None:
    """What lies in both files; then axe and the size of targets, at two widths."""
    page.get_by_role("button", name="Show it here: my street.png").click()
    page.get_by_role("img", name="my street.png").wait_for()
    page.get_by_role("button", name="See what lies in it: chat.zip").click()
    page.get_by_role("button", name="Unpack this one: chat/log.txt").click()
    page.get_by_role("button", name="Show it here: log.txt").click()
    page.get_by_text("I know your street.").wait_for()
    page.get_by_role("button", name="Unpack this one: ../../invoice.pdf").click()
    page.get_by_text("invoice.png").wait_for()
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(AXE.read_text("utf-8"))
        assert page.evaluate(RUN_AXE) == []
        assert page.evaluate(SMALL_TARGETS) == []


def test_whoever_reported_looks_at_what_they_sent_by_their_words(chromium: Any, named: str, served: Stage) -> None:
    """P3, P21: nobody else's key opens it for them, and it opens where they read, once they typed their words."""
    page = sent(chromium, named, film("a note", b"what was said\n"))
    status, words = page.locator('a[href^="/status/"]').first.get_attribute("href"), shown_words(page)
    page.context.close()
    page = window(chromium, named).new_page()
    page.goto(str(status))
    assert not page.get_by_role("button", name="Open it here").count()
    page.get_by_label("The twelve words", exact=True).fill(" ".join(words))
    page.get_by_role("button", name="Open it", exact=True).click()
    page.get_by_role("button", name="Open it here").click()
    page.get_by_role("button", name="Show it here: a note.txt").click()
    page.get_by_text("what was said").wait_for()
    page.context.close()


def test_what_the_house_opens_for_a_reader_is_shown_as_well(chromium: Any, named: str, served: Stage) -> None:
    """P14: the same for a reader who has no key of their own; here too only what is asked for."""
    sent(chromium, named, film("a note", b"what was said\n")).context.close()
    case = f"/chambers/case/{served.cases()[0].partition(':')[2]}"
    Person("lead").free(case)
    page = window(chromium, named, "lead").new_page()
    page.goto(case)
    page.get_by_text("Veiled, because it may distress").click()
    page.get_by_role("button", name="Open it here").click()
    page.get_by_role("button", name="Show it here: a note.txt").click()
    page.get_by_text("what was said").wait_for()
    page.context.close()


def test_sending_is_stopped_and_gone_on_with(chromium: Any, named: str, served: Stage) -> None:
    """P26: nothing is filed, what was typed and chosen stays, and what is there already is not sent again."""
    context = window(chromium, named, **PHONE)
    page, parts = context.new_page(), []
    context.on("request", lambda request: parts.append(request.url) if "/sealed/parcels/" in request.url else None)
    context.route("**/sealed/parcels/*/1", lambda route: route.abort())
    at_the_button(page, film())
    page.get_by_role("button", name="Seal and send it").press("Enter")
    page.get_by_text("The line is broken; it goes on by itself.").wait_for()
    page.get_by_role("button", name="Stop sending").press("Enter")
    page.get_by_text("Stopped. Nothing was filed.").wait_for()
    assert not served.cases()
    context.unroute("**/sealed/parcels/*/1")
    page.get_by_role("button", name="Seal and send it").press("Enter")
    page.wait_for_url("**/receipt/**")
    assert len([one for one in parts if one.endswith("/0")]) == 1
    assert len(served.court.case(served.cases()[0])[1].files) == 1
    context.close()
