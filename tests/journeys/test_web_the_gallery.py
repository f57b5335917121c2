# SPDX-License-Identifier: Apache-2.0
"""The public reads: a registry that is searched, narrowed and paged, feeds, the season, the calendar, the law.

The entries are invented and put onto the shelf as the projector puts them there.
"""

from __future__ import annotations

import csv
import html
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from comity.core.docket import Fact
from comity.core.procedure.words import Kind
from comity.desk import registers, registry
from tests.journeys import web_stage
from tests.journeys.test_web_a_report_is_decided import decided
from tests.journeys.web_stage import Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]

ATOM = "{http://www.w3.org/2005/Atom}"
WHEN = datetime(2024, 2, 1, tzinfo=UTC)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def shelve(stage: Stage, many: int, *, kind: str = "decision", answer: str = "yes", cycle: str = "19") -> None:
    """Put invented entries onto the shelf."""
    law = stage.court.laws.named(web_stage.PROPOSED).procedure
    with stage.court.desk.store.transaction() as unit:
        for n in range(many):
            value = {
                "entry": kind, "period": f"cycle {cycle}", "procedure": law.id, "findings": (f"occurred/1={answer}",),
                "measures": (), "codes": (), "counts": {}, "bases": {}, "perspectives": (),
            }  # fmt: skip
            at = WHEN + timedelta(days=int(cycle), minutes=n)
            fact = Fact(kind=Kind.CASE, thing=kind, moment="published", at=at, value=value)  # type: ignore[arg-type]
            unit.rows.put(registers.ENTRIES, registers.entry_row(law, f"case:{kind}-{answer}-{cycle}-{n}", 1, fact))


def entries_of(page: str) -> list[str]:
    """The entries that a page shows, in order."""
    return list(dict.fromkeys(re.findall(r'href="/registry/([0-9a-f]{12})"', page)))


def test_the_registry_is_searched_by_the_words_of_the_law(stage: Stage) -> None:
    """P17: whatever is published can be found by anybody, without an account and with script off."""
    shelve(stage, 4, answer="yes")
    shelve(stage, 5, answer="no")
    everything = entries_of(Person().read("/registry/"))
    assert len(everything) == 9
    page = Person().read("/registry/?words=Reported+HAPPEN&outcome=occurred%3Dno")
    assert len(entries_of(page)) == 5
    assert "5 entries of 9" in page
    none = Person().read("/registry/?words=xylophone")
    assert entries_of(none) == []
    assert "No entry tells of this" in none


def test_small_numbers_are_not_told_beside_the_facets(stage: Stage) -> None:
    """P18: a number that could point at somebody is written as under 3, wherever it stands."""
    shelve(stage, 2, answer="no")
    shelve(stage, 4, answer="yes")
    page = Person().read("/registry/")
    counts = re.findall(r'value="occurred=(\w+)"[^>]*><span>[^<]*</span> <span class="soft">([^<]*)<', page)
    assert dict(counts) == {"yes": "4", "no": "under 3"}


def test_a_page_follows_the_other_and_no_entry_is_missed_or_shown_twice(stage: Stage) -> None:
    """P17: reading on reaches every entry, though new ones come in meanwhile."""
    shelve(stage, 60)
    seen, path = [], "/registry/"
    for number in range(3):
        page = Person().read(path)
        seen += entries_of(page)
        older = re.search(r'href="(/registry/\?[^"]*older=[^"]*)"', page)
        assert bool(older) == (number < 2)
        path = older[1].replace("&amp;", "&") if older else ""
        shelve(stage, 1, answer="no", cycle=str(20 + number))
    assert len(seen) == len(set(seen)) == 60


@pytest.mark.parametrize("path", ["/registry/", "/registry/?words=happen&outcome=occurred%3Dyes", "/season/"])
def test_a_page_asks_the_database_as_often_for_many_entries_as_for_few(stage: Stage, path: str) -> None:
    """P26: no page grows dearer with the registry."""
    numbers = []
    for many in (30, 300):
        shelve(stage, many)
        Person().read(path)  # counts what came in since, once
        with CaptureQueriesContext(
            connection,
        ) as asked:
            Person().read(path)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
    assert numbers[1] < 60


def test_a_released_entry_is_found_by_what_was_decided(stage: Stage) -> None:
    """P17: what the projector shelves is what the search finds; P18: no case and no instant goes with it."""
    decided(stage, choice="no")
    [id] = entries_of(Person().read("/registry/?words=standard+happen")) or entries_of(Person().read("/registry/"))
    told = json.loads(Person().read(f"/registry/{id}.json"))
    assert told["id"] == id
    assert not {"case", "at"} & set(told)
    assert registry.find(stage.court.desk.store, id) is not None


def test_a_later_entry_on_the_same_matter_stands_beside_the_first(stage: Stage) -> None:
    """P17: nothing is changed; who reads the first is shown the second."""
    law = stage.court.laws.named(web_stage.PROPOSED).procedure
    with stage.court.desk.store.transaction() as unit:
        for number, kind in enumerate(("decision", "correction"), 1):
            value: dict[str, Any] = {"entry": kind, "period": "cycle 19", "procedure": law.id, "findings": ()}
            fact = Fact(kind=Kind.CASE, thing=kind, moment="published", at=WHEN, value=value)
            unit.rows.put(registers.ENTRIES, registers.entry_row(law, "case:one", number, fact))
    first, second = sorted(entries_of(Person().read("/registry/")), key=lambda id: "correction" in _title(id))
    page = Person().read(f"/registry/{first}")
    assert f"/registry/{second}" in page.partition("Other entries on the same matter")[2]


def _title(id: str) -> str:
    return str(json.loads(Person().read(f"/registry/{id}.json"))["entry"])


def test_the_registry_can_be_taken_along_whole(stage: Stage) -> None:
    """P17: JSON and CSV hold every entry, and a cell is never a formula."""
    shelve(stage, 520)
    shelve(stage, 1, kind="=cmd()", answer="no")
    told = json.loads(_streamed("/registry.json"))["entries"]
    rows = list(csv.DictReader(io.StringIO(_streamed("/registry.csv"))))
    assert len(told) == len(rows) == 521
    assert [one["id"] for one in told] == [one["id"] for one in rows]
    assert "'=cmd()" in {row["entry"] for row in rows}
    assert len(json.loads(_streamed("/registry.json?outcome=occurred%3Dno"))["entries"]) == 1


def _streamed(path: str) -> str:
    response = Person().client.get(path)
    assert response.status_code == 200
    return b"".join(response.streaming_content).decode()  # type: ignore[attr-defined, unused-ignore]


def test_the_feed_dates_an_entry_by_its_cycle_only(stage: Stage) -> None:
    """P18: not even a feed tells the day of a release."""
    shelve(stage, 3, cycle="19")
    feed = ElementTree.fromstring(Person().read("/registry.atom").encode())
    cycle = next(p for p in stage.court.laws.named(web_stage.PROPOSED).calendar.periods["cycle"] if p.id == "19")
    dates = {one.findtext(f"{ATOM}updated") for one in feed.iter(f"{ATOM}entry")}
    assert dates == {cycle.starts.isoformat()}
    assert len({one.findtext(f"{ATOM}id") for one in feed.iter(f"{ATOM}entry")}) == 3


@pytest.mark.parametrize("query", ["older=zzz", "season=never", "older=" + "0" * 12])
@pytest.mark.parametrize("path", ["/registry/", "/registry.atom"])
def test_what_cannot_be_read_names_its_field(stage: Stage, path: str, query: str) -> None:
    """P26: an address that was cut or invented gets a sentence, not a page of something else."""
    page = Person().read(f"{path}?{query}", status=422)
    assert query.partition("=")[0] in page


def test_the_season_tells_how_fast_people_were_answered_once_it_names_nobody(stage: Stage) -> None:
    """P2: how fast people are answered is public; P18: not before five were."""
    for number in range(5):
        assert "Half of them within" not in Person().read("/season/")
        web_stage.report()
        stage.later(hours=6)
        case = f"/chambers/case/{stage.cases()[0].removeprefix('case:')}"
        Person("lead").do(case, "screen", choice="in-scope")
        stage.later(hours=1 + number)
    assert "Half of them within" not in Person().read("/season/"), "the cycle is not over"
    stage.later(days=21)
    page = Person().read("/season/")
    assert "6 hours" in page.partition("Half of them within")[2][:200]


def test_the_calendar_feed_is_valid_and_keeps_its_names(stage: Stage) -> None:
    """P6: a subscriber sees the same event again, and never a second one for it."""
    first, again = (Person().client.get("/calendar.ics").content for _ in range(2))
    assert first == again
    events = Calendar.from_ical(first).walk("VEVENT")
    ids = [str(one["UID"]) for one in events]
    assert len(ids) == len(set(ids)) > 5
    stage.later(days=1)
    later = Calendar.from_ical(Person().client.get("/calendar.ics").content).walk("VEVENT")
    assert set(ids) == {str(one["UID"]) for one in later}
    assert all("DTSTAMP" in one and "SUMMARY" in one for one in events)
    page = Person().read("/calendar/")
    assert "Cycle 20" in page
    assert "case" not in first.decode().lower()


def test_the_difference_of_two_versions_is_told_by_whom_it_concerns(stage: Stage) -> None:
    """P6: what an amendment changes can be read before and after it is voted on."""
    page = Person().read("/procedure-changes?from=optimism/season-6&to=optimism/proposed")
    assert "For:" in page
    assert "/procedure/optimism/season-6" in page
    assert "from" in Person().read("/procedure-changes?from=nope&to=optimism/proposed", status=422)
    listed = Person().read("/procedure/")
    assert "What held, and when" in listed
    assert "optimism/proposed" in listed.partition("What held, and when")[2]


def test_how_to_verify_says_what_is_not_proved_yet(stage: Stage) -> None:
    """P17: the page claims no more than there is."""
    page = Person().read("/verify")
    assert "comity doctor" in page
    assert "none yet" in page
    assert "The house signs it alone" in page


def test_how_to_verify_names_the_key_and_what_was_signed_last(stage: Stage) -> None:
    """P17: what somebody needs who trusts nobody stands on one page; a log that is stuck is said to be."""
    now = stage.court.log.publish(stage.clock.at)
    assert now is not None
    assert stage.court.log.key is not None
    page = Person().read("/verify")
    assert html.unescape(page).count(stage.court.log.key.vkey) == 2
    assert "<dd>16</dd>" in page
    assert stage.court.outside.shelf is not None
    stage.court.outside.shelf.write("checkpoint", b"nothing")
    assert "It is stuck" in Person().read("/verify")


def test_nobody_learns_from_a_count_that_somebody_has_just_told(stage: Stage) -> None:
    """P1, P4, P18: what comes in is counted when its cycle is over; until then no page changes by it."""
    before = [_told(path) for path in COUNTING]
    for _ in range(4):
        web_stage.report()
        stage.later(minutes=5)
    for case in stage.cases():
        Person("lead").free(f"/chambers/case/{case.removeprefix('case:')}")
    stage.later(minutes=5)
    assert [_told(path) for path in COUNTING] == before
    stage.later(days=21)
    assert "4 received" in _told(COUNTING[0])


COUNTING = ("/season/", "/", "/registry/")


def _told(path: str) -> str:
    """The words of a page."""
    return re.sub(r"<[^>]*>", " ", re.sub(r'value="[^"]*"', "", Person().read(path)))


def test_a_public_page_that_says_who_reads_it_is_kept_by_no_cache(stage: Stage) -> None:
    """P10: the beam over a page names the doors that stand open to one person."""
    for path in ("/registry/", "/season/", "/house/roundup/"):
        assert "no-store" in Person("lead").client.get(path).headers["Cache-Control"]
        assert "no-store" not in Person().client.get(path).headers.get("Cache-Control", "")
