# SPDX-License-Identifier: Apache-2.0
"""A community adopts its procedure through the court, and changes it under the one in force."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.core import adoption
from comity.desk.ports import Missing
from comity.site.court import ADOPTION, Court
from comity.site.laws import SHIPPED, Folders
from tests.fakes import MemoryStore
from tests.papers import MemoryPapers, MemoryVault
from tests.site.courthouse import CASE, LAW, PASSED, START, House

OTHER = "templates/small"
BY_THE_HOUSE: dict[str, Any] = {"body": "the-house", "counted": adoption.Counted(favour=20, against=5, supply=100)}


def test_the_first_procedure_is_adopted_by_the_community_and_is_the_law_from_then_on(house: House) -> None:
    """P6: nothing is in force before, and a matter that comes in is pinned to it."""
    assert house.court.law(START) is None
    with pytest.raises(Missing):
        house.report()
    digest = house.adopt(since=START + timedelta(days=1))
    assert house.court.law(START) is None
    house.until(START + timedelta(days=1))
    law = house.court.law(house.clock.at)
    assert law is not None
    assert law.procedure.digest == digest


def test_a_procedure_is_changed_by_whom_the_one_in_force_names_and_by_nobody_else(house: House) -> None:
    """P6, M15: two weeks in the open, then a fifth of the house's weight and more than half of the votes."""
    house.sitting()
    digest = house.court.laws.named(OTHER).procedure.digest
    no = house.refused(adoption.Propose(digest=digest, version=OTHER, by="stranger"), "stranger", ADOPTION)
    assert (no.clause.document, no.clause.id) == (LAW, "amendment")
    house.perform(adoption.Propose(digest=digest, version=OTHER, by="delegate-1"), "delegate-1", ADOPTION)
    adopt = adoption.Adopt(digest=digest, since=START + timedelta(days=20), linted=PASSED, errors=0, **BY_THE_HOUSE)
    assert "open for comments" in house.refused(adopt, "chair", ADOPTION).text
    house.until(START + timedelta(days=14))
    again = adoption.Adopt(digest=digest, body="community", since=house.clock.at, linted=PASSED, errors=0)
    assert "does not adopt" in house.refused(again, "chair", ADOPTION).text
    assert "the version in force names" in house.refused(adopt, "delegate-1", ADOPTION).text
    house.perform(adopt, "chair", ADOPTION)
    assert _law(house) == LAW
    house.until(START + timedelta(days=20))
    assert _law(house) == OTHER


def _law(house: House) -> str:
    law = house.court.law(house.clock.at)
    assert law is not None
    return law.procedure.id


def amended(house: House) -> None:
    """The other version takes force two weeks from now."""
    digest = house.court.laws.named(OTHER).procedure.digest
    house.perform(adoption.Propose(digest=digest, version=OTHER, by="delegate-1"), "delegate-1", ADOPTION)
    house.wait(days=14)
    adopt = adoption.Adopt(digest=digest, since=house.clock.at, linted=PASSED, errors=0, **BY_THE_HOUSE)
    house.perform(adopt, "chair", ADOPTION)


def test_a_case_that_was_opened_before_is_heard_to_its_end_under_the_version_of_its_opening(house: House) -> None:
    """P6: the older case stays pinned; the next one is opened under the new version."""
    house.sitting()
    house.report()
    amended(house)
    house.report(case="case:two")
    assert (house.case().procedure, house.case("case:two").procedure) == (LAW, OTHER)
    house.do("screen", "chair", choice="for-us")
    assert house.case().answers[("screened", "")] == "for-us"


def test_a_version_for_some_ways_in_opens_those_cases_and_no_others(house: House) -> None:
    """P6: what came in by that way alone is heard under it."""
    house.sitting()
    digest = house.court.laws.named(OTHER).procedure.digest
    house.perform(adoption.Propose(digest=digest, version=OTHER, by="delegate-1"), "delegate-1", ADOPTION)
    house.wait(days=14)
    given: dict[str, Any] = {
        "since": house.clock.at,
        "linted": PASSED,
        "errors": 0,
        "intakes": ("report",),
        **BY_THE_HOUSE,
    }
    house.perform(adoption.Adopt(digest=digest, **given), "chair", ADOPTION)
    house.report()
    assert house.case().procedure == OTHER
    assert _law(house) == LAW


def test_nobody_proposes_comments_or_withdraws_in_the_name_of_another(house: House) -> None:
    """P10: what stands in the open was said by whom it names."""
    digest = house.court.laws.named(LAW).procedure.digest
    no = house.refused(adoption.Propose(digest=digest, version=LAW, by="community"), "mallory", ADOPTION)
    assert no.clause.id == "P10"
    house.perform(adoption.Propose(digest=digest, version=LAW, by="community"), "community", ADOPTION)
    for command in (
        adoption.Withdraw(digest=digest, by="community"),
        adoption.Approve(digest=digest, by="community"),
        adoption.Comment(digest=digest, by="community", paper=PASSED),
        adoption.SignReading(digest=digest, clause="receipt", says="so", by="community"),
        adoption.Try(digest=digest, cases=PASSED, result=PASSED, by="community"),
    ):
        assert house.refused(command, "mallory", ADOPTION).clause.id == "P10"


def test_an_adopted_version_stays_readable_when_its_file_is_gone(tmp_path: Path) -> None:
    """P6: a case is judged by the version of its opening for as long as it is kept."""
    drafts = tmp_path / "procedures"
    drafts.mkdir()
    (drafts / "draft.toml").write_text((SHIPPED / f"{LAW}.toml").read_text("utf-8"), "utf-8")
    store, papers, vault = MemoryStore(), MemoryPapers(), MemoryVault()
    house = _among(drafts, store, papers, vault, tmp_path).sitting()
    house.report()
    (drafts / "draft.toml").unlink()
    later = _among(drafts, store, papers, vault, tmp_path)
    assert later.case().procedure == LAW
    assert later.court.laws.ids[LAW].procedure.digest == house.case().digest


def test_an_adopted_version_keeps_its_calendar_and_follows_it_where_it_is_extended(tmp_path: Path) -> None:
    """P6: the version is pinned, the facts of the calendar are not."""
    folder = tmp_path / "procedures" / "optimism"
    folder.mkdir(parents=True)
    for name in ("calendar", "season-5-v1"):
        (folder / f"{name}.toml").write_text((SHIPPED / "optimism" / f"{name}.toml").read_text("utf-8"), "utf-8")
    laws = Folders((folder,), adopted=tmp_path / "adopted")
    digest = laws.named("optimism/season-5-v1").procedure.digest
    laws.keep(digest)
    laws.keep(digest)
    kept = Folders((), adopted=tmp_path / "adopted").law(digest)
    assert kept.calendar.id == "optimism"
    assert kept.calendar == laws.law(digest).calendar
    longer = (folder / "calendar.toml").read_text("utf-8").replace("holidays = []", "holidays = [2024-01-05]")
    (folder / "calendar.toml").write_text(longer, "utf-8")
    today = Folders((folder,), adopted=tmp_path / "adopted").law(digest)
    assert today.calendar.holidays != kept.calendar.holidays


def test_a_version_that_another_process_brought_is_found(tmp_path: Path) -> None:
    """P23: the server need not be started again to know the law."""
    laws = Folders((tmp_path,))
    with pytest.raises(Missing):
        laws.named(LAW)
    text = (SHIPPED / f"{LAW}.toml").read_text("utf-8")
    (tmp_path / "new.toml").write_text(text, "utf-8")
    digest = Folders((SHIPPED,)).named(LAW).procedure.digest
    assert laws.law(digest).procedure.id == LAW


def test_a_version_of_which_no_text_is_here_is_not_adopted(house: House) -> None:
    """P6: nobody is bound by what nobody can read."""
    digest = "0" * 64
    house.perform(adoption.Propose(digest=digest, version="a/1", by="community"), "community", ADOPTION)
    adopt = adoption.Adopt(digest=digest, body="community", since=START, linted=PASSED, errors=0)
    no = house.refused(adopt, "community", ADOPTION)
    assert (no.clause.id, no.field) == ("P6", "digest")


def _among(drafts: Path, store: MemoryStore, papers: MemoryPapers, vault: MemoryVault, home: Path) -> House:
    laws = Folders((drafts,), adopted=home / "adopted")
    return House(store=store, papers=papers, vault=vault, home=home, laws=laws)


def test_a_court_without_a_law_says_so_and_does_nothing(house: House) -> None:
    """P26: no case, no council and no tear without a procedure."""
    court: Court = house.court
    assert (court.council(), court.roster(), court.sitting(), court.open_cases()) == ("", {}, {}, ())
    with pytest.raises(Missing):
        house.constitute()
    with pytest.raises(Missing):
        court.case(CASE)
