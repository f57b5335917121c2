# SPDX-License-Identifier: Apache-2.0
"""What is left of a closed case when its time has come, on the real court: texts and addresses gone, proofs there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from comity.core import keeping, tear
from comity.desk.filing import ForGround
from comity.desk.ports import Missing
from comity.site.carriers import ADDRESS
from comity.site.keeping import NOT_YOURS, stream_of
from tests.site.courthouse import ANNA, BEN, CASE, MEMBERS, House

KEPT = stream_of(CASE)


def kept(house: House) -> keeping.Keeping:
    state: keeping.Keeping = house.court.desk.state(KEPT).state
    return state


def report(house: House) -> str:
    return next(p.digest for p in house.case().papers if p.kind == "report")


@pytest.fixture
def closed(house: House) -> House:
    """A case whose reporter took it back."""
    house.sitting()
    for person in (ANNA, BEN, MEMBERS[0]):
        house.outside.vault.put(person, ADDRESS, f"{person}@mail.example")
    house.report()
    house.do("withdraw", ANNA)
    assert house.case().closed is not None
    house.work()
    return house


def test_a_closed_case_loses_its_texts_and_addresses_in_time_and_keeps_its_history(closed: House) -> None:
    """P17, P21: what the procedure says is destroyed; the digest and the chain of the history stay."""
    digest, before = report(closed), len(closed.case().papers)
    assert kept(closed).things[digest].clause == "nothing-came-of-it"
    assert closed.court.read_paper(CASE, ANNA, digest)
    closed.wait(days=190)
    with pytest.raises(Missing):
        closed.court.read_paper(CASE, ANNA, digest)
    assert len(closed.case().papers) == before
    assert [p for p in (ANNA, BEN, MEMBERS[0]) if ADDRESS in closed.court.own_contact(p)] == [MEMBERS[0]]


def test_somebody_in_another_open_case_can_still_be_reached(closed: House) -> None:
    """P6: an address is kept as long as any open case needs it."""
    closed.report(case="case:two", reporter="carla")
    closed.wait(days=190)
    assert [p for p in (ANNA, BEN) if ADDRESS in closed.court.own_contact(p)] == [BEN]


def test_only_who_presides_holds_lifts_and_destroys(closed: House) -> None:
    """P10: a party, a member or nobody at all decides nothing about it, and the clerk's word is the clerk's."""
    ground = closed.court.file_paper("A court asked us to keep it.")
    until = closed.clock.at + timedelta(days=400)
    for person in (ANNA, BEN, MEMBERS[0], "mallory"):
        wish = keeping.SetHold(by=person, ground=ground, until=until)
        assert closed.refused(wish, person, KEPT).reason == NOT_YOURS
    closed.refused(keeping.SetHold(by="chair", ground=ground, until=until), ANNA, KEPT)
    closed.refused(keeping.KeepClosed(closed=closed.clock.at, ending="x", papers={}), "chair", KEPT)
    closed.refused(keeping.SetHold(by="chair", ground=ground, until=until), "chair", "keeping:none")
    closed.perform(keeping.SetHold(by="chair", ground=ground, until=until), "chair", KEPT)
    closed.wait(days=300)
    assert closed.court.read_paper(CASE, ANNA, report(closed))
    closed.wait(days=101)
    with pytest.raises(Missing):
        closed.court.read_paper(CASE, ANNA, report(closed))


def test_a_paper_is_destroyed_on_a_ground_and_stands_on_the_list_once(closed: House) -> None:
    """P17, P21: the list in the home says what a restore must destroy again."""
    digest = report(closed)
    ground = closed.court.file_paper("The person asked for it.")
    closed.perform(keeping.Destroy(by="chair", what=digest, ground=ground), "chair", KEPT)
    closed.work()
    with pytest.raises(Missing):
        closed.outside.papers.get(digest)
    listed = (closed.home / "destroyed").read_text("utf-8")
    assert listed == f"paper {digest}\n"
    closed.court.erase_paper(digest)
    assert (closed.home / "destroyed").read_text("utf-8") == listed


def test_a_ground_is_sealed_for_the_bench_and_opened_to_nobody_else(closed: House) -> None:
    """P10, P17: who judges or presides reads it, and whoever takes a place later; a party never does."""
    ground = closed.court.file_paper("A court asked us to keep it.", ForGround(stream=CASE, by="chair"))
    until = closed.clock.at + timedelta(days=400)
    assert not closed.court.papers.may_open(CASE, "chair", ground)
    closed.perform(keeping.SetHold(by="chair", ground=ground, until=until), "chair", KEPT)
    for person in ("chair", MEMBERS[0]):
        assert closed.court.read_ground(CASE, person, ground) == "A court asked us to keep it."
        assert closed.court.papers.may_open(CASE, person, ground)
    for person in (ANNA, BEN, "admin", "mallory", ""):
        assert closed.court.read_ground(CASE, person, ground) is None
        assert not closed.court.papers.may_open(CASE, person, ground)
    assert closed.court.read_ground(CASE, "chair", report(closed)) is None


def test_what_was_told_of_a_tear_is_destroyed_when_it_ends(house: House) -> None:
    """P4: nothing is kept of a tear that was mended or came to nothing."""
    house.sitting()
    words = house.court.file_paper("Something small.")
    house.perform(tear.Hear(by=ANNA, reporter=ANNA, words=words), ANNA, "tear:one")
    house.work()
    assert house.court.read_tear("tear:one", ANNA) == "Something small."
    house.perform(tear.Withdraw(by=ANNA), ANNA, "tear:one")
    house.work()
    with pytest.raises(Missing):
        house.court.read_tear("tear:one", ANNA)


def test_a_tear_that_became_a_report_keeps_the_words_of_the_case(house: House) -> None:
    """P1: the report is the case's from then on."""
    house.sitting()
    words = house.court.file_paper("Something small.")
    house.perform(tear.Hear(by=ANNA, reporter=ANNA, words=words), ANNA, "tear:one")
    house.perform(tear.BecomeReport(by=ANNA, words=words), ANNA, "tear:one")
    house.work()
    assert house.court.read_paper("case:one-told", ANNA, words) == "Something small."


def test_what_is_kept_is_nobodys_word_for_word(closed: House) -> None:
    """P21: the room knows digests, kinds and instants, and nothing else."""
    with closed.court.desk.store.reading() as unit:
        told: Any = " ".join(e.data for e in unit.history.load(KEPT))
    assert "long thread" not in told
    assert ANNA not in told
