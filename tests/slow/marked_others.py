# SPDX-License-Identifier: Apache-2.0
"""The rest of what is told to a council, marked as the case is: talks, hearings, liaisons, requests, successors, other
languages, and the real server with a real browser before it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

from tests.slow.walking import Walk

if TYPE_CHECKING:
    from comity.edge.sheets.meaning import Line
    from tests.journeys.web_stage import Person

MEDIATOR, LIAISONS, GUESTS = "hazelmere", ("liaison-1", "liaison-2"), ("guest-1", "guest-2")
COMES_UP_WITHIN_SECONDS = 60


def talk(walk: Walk) -> None:
    """Mediation: referred, led, noted, ended in terms; and the pages of whoever leads it."""
    from tests.journeys.house_stage import room_of

    case, (respondent, _room), (reporter, status), lead = _told(walk, "the talk")
    room, referral = room_of(case), f"/provider/referral/{case.rpartition('/')[2]}"
    walk.do(lead, case, "off-ramp-it")
    walk.do(reporter, status, "agree-to-mediation", choice="yes")
    walk.do(respondent, room, "agree-to-mediation", choice="yes")
    walk.do(lead, case, "name-provider", about=MEDIATOR)
    walk.stage.later(hours=1)
    mediator = walk.person(MEDIATOR)
    page = mediator.client.get(referral).content.decode()
    walk.do(mediator, referral, "declare:free", of=re.findall(r'name="of" value="([^"]+)"', page))
    walk.everything(mediator, referral, "leave-mediation")
    for who, place in ((reporter, status), (respondent, room)):
        walk.everything(who, place, "settle", "challenge")
    for who, place in ((mediator, referral), (reporter, status), (respondent, room), (lead, case)):
        walk.crawl(who, place, "/provider/")


def hearing(walk: Walk) -> None:
    """A hearing is called, with where it is; both sides, calendars and letters of the day."""
    case, (respondent, room), (reporter, status), lead = _told(walk, "the hearing")
    for until in ((walk.stage.clock.at + timedelta(days=2)).strftime("%Y-%m-%dT%H:%M"), walk.marks.mark("an hour")):
        walk.do(lead, case, "call-hearing", until=until, may=(303, 422))
    for who, place in ((respondent, room), (reporter, status), (lead, case)):
        walk.crawl(who, place, "/calendar/")
    walk.stage.later(days=1)


def _told(walk: Walk, key: str) -> tuple[str, tuple[Person, str], tuple[Person, str], Person]:
    """A report whose respondent was told: the case, both sides and where they read, the lead."""
    from tests.journeys.house_stage import case_of, respondent_of, room_of

    reporter, status = walk.tell("report", key)
    case, lead = case_of(status), walk.person("lead")
    walk.do(lead, case, "enter-party", roles="respondent", kind="person")
    walk.do(lead, case, "declare:free")
    walk.do(lead, case, "screen", choice="in-scope")
    walk.do(lead, case, "propose-words")
    walk.do(reporter, status, "agree-words", choice="yes")
    walk.stage.later(hours=1)
    respondent = walk.person(respondent_of(walk.stage, status))
    walk.do(respondent, room_of(case), "read-summons")
    walk.stage.later(hours=1)
    return case, (respondent, room_of(case)), (reporter, status), lead


def liaisons(walk: Walk) -> None:
    """What liaisons raise for others and for themselves, and what they say about the council."""
    _seat(walk, "liaison", LIAISONS)
    who = walk.person(LIAISONS[0])
    for kind, more in (("tear", {}), ("report", {"intake": "report", "concerned": "none"})):
        for whose in ("other", "own"):
            path = f"/liaison/raise/{kind}"
            form = next(f for f in walk.forms(who, path) if "receipt" in f["hidden"])
            answer = walk.send(who, path, form, f"raised {kind} {whose}", whose=whose, consented="yes", **more)
            assert answer.status_code in (303, 422), answer.status_code
    about = next(f for f in walk.forms(who, "/about-the-council") if "words" in f["asks"])
    assert walk.send(who, "/about-the-council", about, "about the council").status_code == 303
    walk.crawl(who, "/liaison/", "/about-the-council")
    walk.crawl(walk.person(LIAISONS[1]), "/liaison/")


def requests(walk: Walk) -> None:
    """What people ask of what is kept of them, the answers, and what an authority asked for."""
    from comity.edge.web.locator import Locator

    reporter, status = walk.tell("report", "who asks")
    here, lead = f"{status}/your-data", walk.person("lead")
    case = Locator(status.rpartition("/")[2]).case
    for who, path, kind in (
        (reporter, here, "access"),
        (reporter, here, "correction"),
        (walk.person("x"), "/your-data/", "erasure"),
    ):
        told: dict[str, Any] = {"kind": kind, "case": case} if who is reporter else {"kind": kind}
        walk.do(who, path, "ask", may=(303, 422), **told)
    pages = set(
        re.findall(r'href="(/chambers/requests/[^"#]+)"', lead.client.get("/chambers/requests").content.decode())
    )
    assert pages, "nobody asked for anything"
    for n, page in enumerate(sorted(pages)):
        walk.do(lead, page, "answer", may=(303, 422), outcome=("granted", "refused")[n % 2], clause="gdpr-15")
    until = (walk.stage.clock.at + timedelta(days=30)).strftime("%Y-%m-%dT%H:%M")
    entered: dict[str, Any] = {
        "authority": "court",
        "basis": "order",
        "scope": ["papers"],
        "case": case,
        "silent": until,
        "due": until,
    }
    walk.do(lead, "/chambers/authorities/enter", "enter", **entered)
    for who, place in ((reporter, here), (lead, "/chambers/requests")):
        walk.crawl(who, place)


def past(walk: Walk) -> None:
    """Cases from before, taken over with their texts and names."""
    from comity.edge.sheets.meaning import Line, Meaning
    from comity.site import past as taken

    def line(n: int) -> Line:
        closed = datetime(2023, 1 + n, 2, tzinfo=UTC)
        who, text = (walk.marks.word(f"a past name {n}"),), walk.marks.say(f"a past text {n}")
        return Line(number=n + 2, ref=f"old {n}", closed=closed, kind="doxxing", ending="measure", opened=None,
                    about=who, text=text)  # fmt: skip

    taken.take(
        walk.stage.court, tuple(line(n) for n in range(4)), Meaning(), by="lead", at=walk.stage.clock.at, only_try=False
    )
    walk.crawl(walk.person("lead"), "/chambers/past")


def successors(walk: Walk) -> None:
    """Somebody asks for the key that is kept for successors, with a ground; a holder says no, with another."""
    from tests.journeys import test_web_succession as ceremony
    from tests.journeys.test_web_sealed_in_the_browser import with_key
    from tests.journeys.web_stage import with_account

    _seat(walk, "guest", GUESTS)
    for person in (*ceremony.HOLDERS, "member-1"):
        with_key(walk.stage, person)
    walk.tell("report", "whose case is asked for")
    ceremony.kept(walk.stage)
    for person in ("member-1", *ceremony.HOLDERS):
        walk.clients[person] = with_account(person).client
        walk.clients[person].raise_request_exception = False
    asker, asking = walk.person("member-1"), "/for-successors/asking"
    shown = asker.client.get(asking).content.decode()
    walk.do(asker, asking, "ask", case=re.findall(r'name="case" value="([^"]+)"', shown)[:1])
    walk.do(walk.person(ceremony.HOLDERS[0]), "/for-successors/share", "decline")
    walk.crawl(asker, asking, "/for-successors/")


def languages(walk: Walk) -> None:
    """The doors in the other languages, and what is wrong there."""
    for under in ("/es", "/ar"):
        for door in ("tear", "support", "report"):
            who, status = walk.tell(door, f"{under} {door}", under=under)
            walk.crawl(who, status)
        form = next(f for f in walk.forms(who, f"{under}/report/report") if "receipt" in f["hidden"])
        walk.send(who, f"{under}/report/report", form, f"{under} not filled in", concerned="nobody-like-this")


def _seat(walk: Walk, role: str, persons: tuple[str, ...]) -> None:
    from comity.core import council
    from tests.journeys.web_stage import PROPOSED

    filled = walk.stage.court.laws.named(PROPOSED).procedure.roles[role]
    body = filled.filled_by[0]
    for n, person in enumerate(persons):
        acts: list[tuple[Any, str]] = [(council.Appoint(role=role, person=person, body=body), body)]
        if filled.elected:
            acts = [(council.Elect(role=role, persons=(person,), body=body), body)]
            acts += [(council.TakeSeat(role=role, person=person), person)]
        for m, (command, actor) in enumerate(acts):
            at = walk.stage.clock.at
            walk.stage.court.perform(command, act_id=f"{role}/{n}/{m}", actor=actor, stream="council:sample", at=at)


# -- the real server --------------------------------------------------------------------------------------------------


def served(walk: Walk) -> None:
    """`comity serve`, which writes its own log into the searched folder; a browser seals before it; then `kill -9`."""
    with _server() as address:
        _typed(walk, address)
        for path in (
            f"/no-such/{walk.marks.word('asked of the server')}",
            f"/?q={walk.marks.word('a query of the server')}",
        ):
            _ask(f"{address}{path}")
        words = walk.marks.say("no form at all").encode()
        for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
            _ask(f"{address}/report/report", words, kind)


def _typed(walk: Walk, address: str) -> None:
    """A report typed in Chromium, sealed by its script; the profile lies outside of what is searched."""
    from playwright.sync_api import sync_playwright

    from tests.journeys.conftest import FLAGS

    found = shutil.which("chromium") or shutil.which("chromium-browser")
    assert found is not None, "chromium is not installed: make test says how"
    apart = {**cast(dict[str, Any], dict(os.environ)), "TMPDIR": os.environ["COMITY_HUNT_APART"]}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS, env=apart)
        page = browser.new_page(base_url=address)
        page.goto("/report/report")
        page.locator('input[name="door"]').wait_for(state="attached")
        page.get_by_label("In your own words").fill(walk.marks.say("typed in a browser"))
        more = page.locator("button:visible", has_text="Continue").first
        page.locator('input[name="intake"][value="report"]').check()
        more.click()
        more.click()
        page.get_by_role("button", name="Seal and send it").click()  # what is missing leads back to its step
        page.locator('input[name="concerned"][value="none"]').check()
        page.get_by_role("button", name="Seal and send it").click()
        page.wait_for_url("**/receipt/**")
        browser.close()


def _ask(address: str, body: bytes | None = None, kind: str = "") -> None:
    asked = urllib.request.Request(address, body, {"Content-Type": kind} if kind else {})
    try:
        urllib.request.urlopen(asked, timeout=20).read()
    except urllib.error.HTTPError as answer:
        if answer.code >= 500:
            raise


@contextmanager
def _server() -> Iterator[str]:
    """On a free port of this machine; what it says goes where this process says it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {**os.environ, "COMITY_BIND": f"127.0.0.1:{port}", "COMITY_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    server = subprocess.Popen([sys.executable, "-m", "comity.cli", "serve"], env=env, stdout=sys.stderr)
    address = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + COMES_UP_WITHIN_SECONDS
        while not _answers(address):
            assert server.poll() is None, "the server ended"
            assert time.monotonic() < until, "the server does not come up"
            time.sleep(0.2)
        yield address
    finally:
        server.kill()
        server.wait()


def _answers(address: str) -> bool:
    try:
        return bool(urllib.request.urlopen(address, timeout=5).status == 200)
    except OSError:
        return False


OTHERS = (talk, hearing, liaisons, requests, past, successors, languages, served)

__all__ = ["OTHERS"]
