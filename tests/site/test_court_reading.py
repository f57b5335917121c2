# SPDX-License-Identifier: Apache-2.0
"""What the court shows: papers to those entitled, the registry as it was released, lists worked out again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from comity.core import council, tear
from comity.core.access import CLERK, exists_for
from comity.core.docket import DoAct, Reseat, SettleAsk
from comity.desk import registers
from comity.desk.intake import Told
from comity.desk.ports import Missing, Row
from comity.desk.rebuild import rebuild
from tests.site.courthouse import ANNA, BEN, CASE, MEMBERS, SEASON, House

WORDS = "What happened in the long thread."


def papers(house: House, person: str, stream: str = CASE) -> dict[str, str]:
    """The text of every paper of the case that `person` may open, by its kind."""
    found = {p.kind: house.court.read_paper(stream, person, p.digest) for p in house.case(stream).papers}
    return {kind: text for kind, text in found.items() if isinstance(text, str)}


def test_each_opens_the_papers_that_are_for_them(house: House) -> None:
    """P3, P4, P10: reporter, respondent, member, deputy, administrator and stranger, at the vote."""
    house.sitting()
    house.report(WORDS)
    house.to_the_vote()
    assert papers(house, MEMBERS[0]) == {}
    house.free(MEMBERS[0])
    words, answer = "The exact words.", "How it looks to Ben."
    assert papers(house, BEN) == {"answer": answer}, "the notice was not opened yet"
    house.do("read-summons", BEN)
    assert papers(house, ANNA) == {"report": WORDS, "words": words, "answer": answer}
    assert papers(house, BEN) == {"words": words, "answer": answer}
    assert papers(house, MEMBERS[0]) == {"report": WORDS, "words": words, "answer": answer}
    assert papers(house, "admin") == papers(house, "mallory") == papers(house, "panel-1") == papers(house, "") == {}


def test_a_recused_member_reads_nothing_of_what_was_and_of_what_comes(house: House) -> None:
    """P10: from the declaration on, and the case is not there any more."""
    house.sitting()
    house.report(WORDS)
    house.to_the_vote()
    house.free(*MEMBERS[:3])
    house.do("step-aside", MEMBERS[0])
    house.paper("write-perspective", MEMBERS[1], "How it looks from here.")
    assert papers(house, MEMBERS[0]) == {}
    assert "perspective" in papers(house, MEMBERS[2])
    assert not exists_for(*house.court.case(CASE), MEMBERS[0])


def test_the_other_side_reads_nothing_before_it_is_summoned(house: House) -> None:
    """P4: the case does not exist for it."""
    house.sitting()
    house.report(WORDS)
    house.do("screen", "chair", choice="for-us")
    house.paper("propose-words", "chair", "First words.")
    assert papers(house, BEN) == {}
    assert not exists_for(*house.court.case(CASE), BEN)


def test_the_other_side_reads_the_words_that_were_agreed_and_not_those_that_were_declined(house: House) -> None:
    """P4: the draft that the reporter sent back stays inside."""
    house.sitting()
    house.report(WORDS)
    house.do("screen", "chair", choice="for-us")
    first = house.paper("propose-words", "chair", "First words.")
    house.do("agree-words", ANNA, choice="no")
    second = house.paper("propose-words", "chair", "Second words.")
    house.do("agree-words", ANNA, choice="yes")
    house.do("read-summons", BEN)
    assert house.court.read_paper(CASE, BEN, first) is None
    assert house.court.read_paper(CASE, BEN, second) == "Second words."
    assert house.court.read_paper(CASE, ANNA, first) == "First words."


def test_what_is_not_there_and_what_is_not_for_somebody_look_alike(house: House) -> None:
    """P10: the same nothing, whether the paper never was, is another case's, or is another's."""
    house.sitting()
    house.report(WORDS)
    house.report("Another matter.", case="case:two", concerned=())
    mine, other = house.case().papers[0].digest, house.case("case:two").papers[0].digest
    assert house.court.read_paper(CASE, "mallory", mine) is None
    assert house.court.read_paper(CASE, "mallory", "0" * 64) is None
    assert house.court.read_paper(CASE, MEMBERS[0], other) is None
    assert house.court.read_paper(CASE, MEMBERS[0], "0" * 64) is None


def test_an_erased_paper_is_missing_for_those_who_could_open_it_and_nothing_for_others(house: House) -> None:
    """P17: that it was erased is told to whom it was open."""
    house.sitting()
    house.report(WORDS)
    house.free(MEMBERS[0])
    digest = house.case().papers[0].digest
    house.outside.papers.erase(digest)
    with pytest.raises(Missing):
        house.court.read_paper(CASE, MEMBERS[0], digest)
    assert house.court.read_paper(CASE, "mallory", digest) is None


def test_a_paper_lies_sealed(house: House) -> None:
    """P21: the text is not in what is kept of it."""
    digest = house.court.file_paper(WORDS)
    sealed, mode = house.outside.papers.get(digest)
    assert mode == "server"
    assert WORDS.encode() not in sealed
    assert house.court.file_paper(WORDS) != digest


def refusals(house: House, person: str) -> dict[str, str]:
    """What somebody is told who tries every act of the procedure, and some that there are not."""
    law, _ = house.court.case(CASE)
    acts = [*law.acts, "no-such-act"]
    return {a: house.refused(DoAct(act=a, by=person), person, CASE).reason for a in acts}


def test_a_refusal_tells_an_outsider_and_an_unsummoned_respondent_the_same(house: House) -> None:
    """P4: whoever tries learns from no answer that it is about them."""
    house.sitting()
    house.report(WORDS)
    assert refusals(house, BEN) == refusals(house, "mallory")


def test_nobody_acts_in_the_name_of_another_and_nobody_is_the_clerk(house: House) -> None:
    """P10: not with the other's name in the act, not with the clerk's name at the door, not to change who sits."""
    house.sitting()
    house.report(WORDS)
    before = house.court.desk.state(CASE).version
    screen = DoAct(act="screen", by="chair", choice="for-us")
    settle = SettleAsk(ask="x", by="chair", answer="go-on", ground="0" * 64)
    for command, actor in (
        (screen, "mallory"),
        (screen, CLERK),
        (DoAct(act="screen", by=CLERK, choice="for-us"), CLERK),
        (DoAct(act="screen", by=CLERK, choice="for-us"), "mallory"),
        (settle, "mallory"),
        (Reseat(roster={"chair": ("mallory",)}), "mallory"),
        (Reseat(roster={"chair": ("mallory",)}), "chair"),
        (Reseat(roster={"chair": ("mallory",)}), CLERK),
    ):
        no = house.refused(command, actor, CASE)
        assert (no.clause.id, no.text) == ("P10", "nobody acts in the name of another")
    assert house.court.desk.state(CASE).version == before


@pytest.mark.parametrize("name", [CLERK, " ", ""])
def test_nobody_reports_under_the_name_of_the_clerk_or_under_none(house: House, name: str) -> None:
    """P10: a reporter has a pseudonym of their own."""
    house.sitting()
    with pytest.raises(Exception, match=r"a party has a name|letters"):
        house.report(reporter=name)
    assert house.court.open_cases() == ()


def rows(house: House, table: str) -> dict[str, Row]:
    with house.court.desk.store.reading() as unit:
        return {row.key: row for row in registers.every(unit.rows, table)}


def test_the_list_of_cases_follows_each_act_and_tells_nothing_that_anybody_wrote(house: House) -> None:
    """P21: codes, phases and instants."""
    house.sitting()
    house.report(WORDS)
    (row,) = rows(house, registers.CASES).values()
    assert (row.fields["phases"], row.fields["outcome"], row.fields["closed"]) == (["receipt"], "", "")
    assert row.fields["due"] == "2026-05-07T12:00:00Z"
    assert house.court.open_cases() == (CASE,)
    house.do("screen", "chair", choice="not-for-us")
    (row,) = rows(house, registers.CASES).values()
    assert (row.fields["phases"], row.fields["outcome"], row.fields["due"]) == ([], "not-for-us", "")
    assert house.court.open_cases() == ()
    assert not {ANNA, BEN, WORDS} & set(map(str, row.fields.values()))


def test_an_entry_stays_as_it_was_released_when_the_case_goes_on(house: House) -> None:
    """P17: a later entry is a new one; no row and no leaf of the log is touched."""
    house.sitting()
    house.report(WORDS)
    house.to_the_window()
    before = rows(house, registers.ENTRIES)
    assert len(before) == 1
    (entry,) = before.values()
    assert entry.fields["entry"] == "decision"
    assert entry.fields["findings"] == ["finding/1=yes", "level/1=rest"]
    assert not [p for p in (ANNA, BEN, *MEMBERS) if p in repr(entry.fields)]
    house.wait(days=7)
    house.paper("appeal", BEN, "Why this was too much.", choice="proportion")
    house.free("panel-1")
    assert {"decision", "appeal"} <= papers(house, "panel-1").keys()
    for person in ("panel-1", "panel-2", "panel-3"):
        house.vote("vote-upheld", person, "undone")
    after = rows(house, registers.ENTRIES)
    assert {key: after[key] for key in before} == before
    assert [row.fields["entry"] for row in after.values()] == ["decision", "appeal"]


def read_models(house: House) -> dict[str, Any]:
    with house.court.desk.store.reading() as unit:
        streams = unit.history.streams()
        due = {s: unit.deadlines.find(s) for s in streams}
    tables = sorted({table for room in house.court.desk.rooms.values() for table in room.tables})
    with house.court.desk.store.reading() as unit:
        marks = {m: unit.rows.tally(t, m) for t in tables for m in ("id", "kind", "outcome", "person")}
    return {"due": due, "marks": marks, **{table: rows(house, table) for table in tables}}


def test_read_models_that_are_worked_out_again_are_those_that_grew_act_by_act(house: House) -> None:
    """P25: rows, keys, deadlines, of every kind of stream."""
    house.sitting()
    house.report(WORDS)
    house.to_the_window()
    house.report("Another matter.", case="case:two", concerned=())
    house.do("screen", "chair", stream="case:two", choice="small")
    house.work()
    house.perform(tear.Hear(by="", words="0" * 64), "visitor", "tear:three")
    house.wait(days=2)
    live = read_models(house)
    assert len(live[registers.CASES]) == 2
    assert set(live[registers.OPEN]) == {CASE}
    waiting = {stream.partition(":")[0] for stream, due in live["due"].items() if due}
    assert waiting == {"case", "council", "keeping", "tear", "veto"}
    assert rebuild(house.court.desk) == len(live["due"])
    assert read_models(house) == live


def test_a_repeated_report_gets_its_first_answer_and_opens_no_second_case(house: House) -> None:
    """P1: a double click."""
    house.sitting()
    digest = house.court.file_paper(WORDS)
    told = Told(intake="report", reporter=ANNA, concerned=(), words=digest)
    answers = [house.court.open_case(told, case=CASE, act_id="r", at=house.clock.at) for _ in range(2)]
    assert [a.repeated for a in answers] == [False, True]
    assert answers[0].events == answers[1].events
    assert house.court.open_cases() == (CASE,)


def test_a_report_whose_retry_comes_after_a_change_of_the_council_has_arrived_all_the_same(house: House) -> None:
    """P1: the act was acknowledged; that it is said again under other circumstances takes nothing away."""

    house.sitting()
    told = Told(intake="report", reporter=ANNA, concerned=(), words=house.court.file_paper(WORDS))
    first = house.court.open_case(told, case=CASE, act_id="r", at=house.clock.at)
    house.perform(council.StepDown(role="chair", person="chair", by="chair"), "chair", SEASON)
    again = house.court.open_case(told, case=CASE, act_id="r", at=house.clock.at + timedelta(seconds=1))
    assert again.repeated
    assert again.events == first.events
