# SPDX-License-Identifier: Apache-2.0
"""The council writes with one voice: letters, an agenda, minutes, a hearing, a draft, and the entry beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from comity.edge.web.locator import Locator
from tests.journeys import web_stage
from tests.journeys.web_stage import MEMBERS, Person, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("static_files")]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with web_stage.opened(tmp_path) as opened:
        yield opened


def worded() -> tuple[Person, str, str]:
    """A report that the lead takes up and has to put into words."""
    reporter, status = web_stage.report()
    case = f"/chambers/case/{Locator(status.rpartition('/')[2]).case.removeprefix('case:')}"
    lead = Person("lead")
    lead.do(case, "enter-party", roles="respondent", kind="person")
    lead.do(case, "screen", choice="in-scope")
    return reporter, status, case


def text_of(page: str, act: str) -> str:
    """What stands in the paper's field of one form."""
    found: list[str] = re.findall(rf'<textarea id="do-{act}-paper"[^>]*>(.*?)</textarea>', page, re.S)
    return found[0]


def test_a_letter_is_begun_from_and_changed(stage: Stage) -> None:
    """P4, P7: the mark, the version and the clause stand in it; nothing stands there that nobody asked for."""
    _reporter, _status, case = worded()
    lead = Person("lead")
    assert text_of(lead.read(case), "propose-words") == ""
    begun = text_of(lead.read(f"{case}?letter=propose-words"), "propose-words")
    assert re.search(r"Case C-\w+, under optimism/proposed, § propose-words", begun)
    assert "Nothing has been decided." in begun
    assert "$" not in begun
    form = next(
        f for f in web_stage.forms(lead.read(f"{case}?letter=propose-words"))
        if f["hidden"].get("act") == "propose-words"
    )  # fmt: skip
    assert lead.send(case, form, paper="You are said to have made a street public.").status_code == 303


def test_a_community_writes_its_own_letters(stage: Stage, tmp_path: Path) -> None:
    """P27: a file in the home stands in the place of ours; one that cannot be read harms nothing."""
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "propose-words.txt").write_text(
        "Dear neighbour: $mark, $clause, $nothing of ours. 5 $ and 100 %", "utf-8"
    )
    (folder / "minutes.txt").write_bytes(b"\xff\xfe")
    _reporter, _status, case = worded()
    lead = Person("lead")
    begun = text_of(lead.read(f"{case}?letter=propose-words"), "propose-words")
    assert begun.startswith("Dear neighbour: C-")
    assert "$nothing of ours. 5 $ and 100 %" in begun
    assert "Who was there" in text_of(lead.read(f"{case}?letter=set-agenda"), "set-agenda")


@pytest.mark.parametrize("asked", ["", "no-such", "../../etc/passwd", "write-perspective", "%00", "a" * 500])
def test_a_letter_that_is_none_changes_nothing(stage: Stage, asked: str) -> None:
    """P26: a strange name opens no file and no form."""
    _reporter, _status, case = worded()
    page = Person("lead").read(f"{case}?letter={asked}")
    assert text_of(page, "propose-words") == ""


def test_those_who_decide_talk_and_keep_minutes_and_nobody_else_reads_them(stage: Stage) -> None:
    """P10: discussion and minutes are for the bench; neither side reads them."""
    reporter, status, case = worded()
    lead, member = Person("lead"), Person("member-1")
    member.free(case)
    lead.do(case, "set-agenda", paper="Wednesday at noon: the words, and who is heard.")
    member.do(case, "discuss", paper="I read it as carelessness.")
    lead.do(case, "keep-minutes", paper="We agreed to ask for the list first.")
    page = member.read(case)
    for text in ("Wednesday at noon", "carelessness", "ask for the list"):
        assert text in page
        assert text not in reporter.read(status)


def test_a_hearing_is_called_and_held(stage: Stage) -> None:
    """P5: that it was held is on the record; it cannot be noted before it was called."""
    reporter, status, case = worded()
    lead = Person("lead")
    lead.do(case, "propose-words", paper="You are said to have made a street public.")
    reporter.do(status, "agree-words", choice="yes")
    assert "note-hearing" not in lead.offers(case)
    lead.do(case, "call-hearing", until="2024-03-14T18:00", paper="In the meeting room; both sides, one after another.")
    lead.do(case, "note-hearing")
    state = stage.court.desk.state(Locator(status.rpartition("/")[2]).case).state
    assert ("note-hearing", "done") in state.trace


def test_the_entry_is_seen_before_it_is_released(stage: Stage) -> None:
    """P18: what the public would read stands on the page of those who decide, before the decision is filed."""
    reporter, status, case = worded()
    lead = Person("lead")
    lead.do(case, "propose-words", paper="You are said to have made a street public.")
    reporter.do(status, "agree-words", choice="yes")
    stage.later(hours=1)
    state = stage.court.desk.state(Locator(status.rpartition("/")[2]).case).state
    respondent = next(p.person for p in state.bench.parties.values() if "respondent" in p.roles)
    room = case.replace("/chambers/case/", "/case-room/")
    Person(respondent).do(room, "answer", paper="I copied it from a public list.")
    for member in MEMBERS:
        Person(member).do(case, "vote-occurred", choice="no")
    assert "The entry that would be published" not in lead.read(case)
    lead.free(case)
    page = lead.read(case)
    assert "The entry that would be published" in page
    assert "draft-decision" in lead.offers(case)
    lead.do(case, "draft-decision", paper="A draft for the others to read.")
    assert "The entry that would be published" not in Person(respondent).read(room)
    lead.do(case, "decide", paper="What we decided, and why.")
    assert "The entry that the public reads" in lead.read(case)
