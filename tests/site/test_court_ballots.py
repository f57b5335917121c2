# SPDX-License-Identifier: Apache-2.0
"""A ballot goes into the box and nowhere else; after the count nothing joins it to a member."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest

from comity.core import ballot, council
from comity.core.docket import DoAct
from comity.core.procedure.words import Kind
from comity.desk.page import read
from tests.site.courthouse import BEN, CASE, MEMBERS, SEASON, House

CAST = MEMBERS[:6]


def voting(house: House) -> list[str]:
    """Six of seven have cast; the slips, in the order of the members."""
    house.sitting()
    house.report()
    house.to_the_vote()
    return [house.vote("vote", m, "yes" if n % 2 else "no") for n, m in enumerate(CAST)]


def tables() -> Iterator[tuple[str, bytes]]:
    """Every row of every table of the database, as bytes."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, b"\x00".join(_bytes(value) for value in row)


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def nonce(slip: str) -> str:
    found: str = json.loads(slip)["nonce"]
    return found


def test_before_the_count_a_slip_lies_in_its_box_and_nowhere_else(real_house: House) -> None:
    """P11: not the slip, not its nonce and not its mark stand in acts, events, effects, deadlines or read models."""
    slips = voting(real_house)
    real_house.work()
    seen = {name for name, row in tables() for s in slips for text in (s, nonce(s)) if text.encode() in row}
    marks = {name for name, row in tables() for s in slips if ballot.mark(s).encode() in row}
    assert seen == {"ballot_slip"}
    assert marks <= {"ballot_slip"}
    assert {name for name, _ in tables()} >= {"history", "act", "read_row", "outbox", "ballot_slip", "deadline"}


def test_no_digest_of_an_act_can_be_tried_with_the_few_possible_ballots(real_house: House) -> None:
    """P11: the act of casting is the same whatever was cast."""
    slips = voting(real_house)
    with real_house.court.desk.store.reading() as unit:
        done = unit.acts.find(f"act-{real_house.acts}")
    assert done is not None
    room = real_house.court.desk.rooms["case"]
    command = DoAct(act="vote", by=CAST[-1], about=BEN, ballot=slips[-1])
    other = DoAct(act="vote", by=CAST[-1], about=BEN, ballot=ballot.slip("abstain", "another"))
    written = {room.codec.write(c, without=room.unrecorded).data for c in (command, other)}
    assert len(written) == 1
    assert slips[-1] not in written.pop()


def test_after_the_count_the_slips_are_one_sorted_list_and_no_row_joins_one_to_a_member(real_house: House) -> None:
    """P11: each finds the own slip; no row and no event has both a member and a slip."""
    slips = [*voting(real_house), real_house.vote("vote", MEMBERS[6], "yes")]
    joined = [
        (name, slip, member)
        for name, row in tables()
        for slip in slips
        if nonce(slip).encode() in row
        for member in MEMBERS
        if member.encode() in row
    ]
    assert joined == []
    assert {name for name, row in tables() if nonce(slips[0]).encode() in row} == {"history"}
    (counted,) = _events(real_house, "counted")
    assert list(counted.value["slips"]) == sorted(slips, key=ballot.mark)
    assert counted.who == ""
    assert not [name for name, _ in tables() if name == "ballot_slip"]


def _events(house: House, moment: str) -> list:  # type: ignore[type-arg]
    with house.court.desk.store.reading() as unit:
        facts = [read(house.court.desk.rooms, one) for one in unit.history.load(CASE)]
    return [f for f in facts if f.kind is Kind.QUESTION and f.moment == moment]


def test_what_a_page_would_read_says_who_has_cast_and_not_what(house: House) -> None:
    """P11: before the count the case knows members and no choices."""
    slips = voting(house)
    case = house.case()
    assert case.boxes[f"finding/{BEN}"].issued == frozenset(CAST)
    assert all(s not in repr(case) and nonce(s) not in repr(case) for s in slips)


def test_somebody_who_steps_aside_after_casting_voids_the_box_and_everybody_casts_again(house: House) -> None:
    """P10, P11: no vote of a recused member counts, and it cannot be found among the others."""
    first = voting(house)
    house.do("step-aside", MEMBERS[0])
    with house.court.desk.store.reading() as unit:
        assert dict(unit.boxes.slips(CASE)) == {}
    again = [house.vote("vote", m, "yes") for m in MEMBERS[1:]]
    (counted,) = _events(house, "counted")
    assert set(counted.value["slips"]) == set(again)
    assert not set(first) & set(counted.value["slips"])
    assert len(_events(house, "voided")) == 1
    assert counted.value["counts"]["yes"] == 6


def test_a_resignation_in_the_middle_of_a_vote_reaches_the_case_and_the_vote_goes_on(house: House) -> None:
    """P13: the ballot was cast in office and stands; the case does not wait for somebody who is gone."""
    voting(house)
    leaver = MEMBERS[6]
    house.perform(council.StepDown(role="member", person=leaver, by=leaver), leaver, SEASON)
    house.work()
    assert leaver not in house.case().bench.holders["member"]
    (counted,) = _events(house, "counted")
    assert counted.value["counts"]["yes"] == counted.value["counts"]["no"] == 3


def test_the_one_who_resigned_casts_no_more(house: House) -> None:
    """P10: a seat that was left is left in every open case."""
    voting(house)
    house.report(case="case:two")
    house.to_the_vote("case:two")
    house.perform(council.StepDown(role="member", person=MEMBERS[0], by=MEMBERS[0]), MEMBERS[0], SEASON)
    house.work()
    slip = ballot.slip("no", "late")
    vote = DoAct(act="vote", by=MEMBERS[0], about=BEN, ballot=slip)
    assert "is for member" in house.refused(vote, MEMBERS[0], "case:two").text


@pytest.mark.parametrize("slip", ["", "yes", '{"choice":"yes","member":"member-1","nonce":"n"}'])
def test_a_ballot_that_is_no_slip_is_refused_and_lies_nowhere(house: House, slip: str) -> None:
    """P26: the field is named, and nothing was cast."""
    house.sitting()
    house.report()
    house.to_the_vote()
    no = house.refused(DoAct(act="vote", by=MEMBERS[0], about=BEN, ballot=slip), MEMBERS[0], CASE)
    assert no.field == "ballot"
    assert house.case().boxes[f"finding/{BEN}"].issued == frozenset()
    with house.court.desk.store.reading() as unit:
        assert dict(unit.boxes.slips(CASE)) == {}


def test_a_box_that_time_counts_is_empty_afterwards(house: House) -> None:
    """P11: silence ends a vote with the ballots that are there."""
    voting(house)
    house.until(house.clock.at + timedelta(days=10))
    assert len(_events(house, "counted")) == 1
    with house.court.desk.store.reading() as unit:
        assert dict(unit.boxes.slips(CASE)) == {}
