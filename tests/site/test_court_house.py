# SPDX-License-Identifier: Apache-2.0
"""The house's window, opened by the errand, voted in up to its close, and heard in the case in the same breath."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from comity.core import clerk, veto
from comity.core.access import CLERK
from comity.core.clause import Malformed
from comity.core.veto import Choice, Numbers
from comity.desk.house import Roll, asked, window_stream
from comity.desk.ports import Standing
from comity.site.rolls import NO_ROLL, RollFiles
from tests.site.courthouse import BEN, CASE, SUPPLY, House

VETO = f"veto/{BEN}"


def window(house: House, stream: str) -> veto.Window:
    found: veto.Window = house.court.desk.state(stream).state
    return found


def vote(house: House, stream: str, delegate: str, choice: Choice = Choice.VETO) -> None:
    house.perform(veto.Cast(delegate=delegate, choice=choice), delegate, stream)


def test_the_errand_opens_the_window_with_the_roll_and_the_instant_of_the_count(house: House) -> None:
    """P15: share, base, roll and both instants are fixed in the first event."""
    house.sitting()
    house.report()
    stream = house.to_the_window()
    terms = window(house, stream).terms
    assert terms is not None
    assert (str(terms.share), terms.amount, terms.case) == ("more than 15/100", SUPPLY, CASE)
    assert terms.closes == house.case().clocks["window-time"].due
    assert terms.roll.weights == {"delegate-1": 10, "delegate-2": 5, "delegate-3": 1}
    assert asked(terms) == ("veto", BEN)


def test_a_vote_reaches_the_case_in_the_same_transaction(house: House) -> None:
    """P24: what is acknowledged is in both streams."""
    house.sitting()
    house.report()
    stream = house.to_the_window()
    vote(house, stream, "delegate-1")
    assert house.case().boxes[VETO].numbers == {"vetoed": 10, "stands": 0, "abstain": 0, "votable-supply": SUPPLY}
    vote(house, stream, "delegate-2", Choice.ABSTAIN)
    house.perform(veto.Recast(delegate="delegate-1", choice=Choice.STAND), "delegate-1", stream)
    assert house.case().boxes[VETO].numbers == {"vetoed": 0, "stands": 10, "abstain": 5, "votable-supply": SUPPLY}


def test_totals_of_the_close_that_come_after_it_are_counted(house: House) -> None:
    """P15: a house that votes elsewhere is heard with the numbers of the close; nothing is in force before."""
    digest = hashlib.sha256(b"elsewhere").hexdigest()
    house.rolls.told = Roll(roll=veto.Roll(digest=digest), amount=SUPPLY)
    house.sitting()
    house.report()
    stream = house.to_the_window()
    closes = _closes(house, stream)
    house.until(closes + timedelta(hours=3))
    assert house.case().terms == {}
    tally = veto.ImportTally(numbers=Numbers(veto=16), as_of=closes, source="https://forum.example/poll/7")
    house.perform(tally, "chair", stream)
    assert (window(house, stream).stage, window(house, stream).outcome) == (
        veto.Stage.CLOSED,
        veto.Outcome.VETOED,
    )
    assert house.case().answers["veto", BEN] == "vetoed"
    assert set(house.case().phases) == {"house-vote"}
    assert house.case().terms == {}


def test_totals_that_the_case_no_longer_takes_are_not_kept_in_the_window_either(house: House) -> None:
    """P24: the time to count is over and the case has counted; totals that come later are refused whole."""
    digest = hashlib.sha256(b"elsewhere").hexdigest()
    house.rolls.told = Roll(roll=veto.Roll(digest=digest), amount=SUPPLY)
    house.sitting()
    house.report()
    stream = house.to_the_window()
    terms = window(house, stream).terms
    assert terms is not None
    house.until(terms.closes + timedelta(days=2))
    before = house.court.desk.state(stream).version
    tally = veto.ImportTally(numbers=Numbers(veto=16), as_of=terms.closes, source="https://forum.example/poll/7")
    house.refused(tally, "chair", stream)
    assert window(house, stream).stage is veto.Stage.AWAITING
    assert house.court.desk.state(stream).version == before
    assert house.case().answers["veto", BEN] == "stands"


@pytest.mark.parametrize(
    ("delegates", "vetoed"),
    [(("delegate-1", "delegate-2"), False), (("delegate-1", "delegate-2", "delegate-3"), True)],
)
def test_more_than_fifteen_of_a_hundred_at_the_exact_unit(
    house: House, delegates: tuple[str, ...], vetoed: bool
) -> None:
    """P15: 15 lets the decision stand and 16 sends it to the full house; nothing is in force meanwhile."""
    house.sitting()
    house.report()
    stream = house.to_the_window()
    for one in delegates:
        vote(house, stream, one)
    assert house.case().terms == {}
    house.until(_closes(house, stream))
    assert house.case().answers["veto", BEN] == ("vetoed" if vetoed else "stands")
    assert window(house, stream).outcome is (veto.Outcome.VETOED if vetoed else veto.Outcome.STANDS)
    assert set(house.case().phases) == {"house-vote" if vetoed else "appealable"}
    assert bool(house.case().terms) is not vetoed


def _closes(house: House, stream: str) -> datetime:
    terms = window(house, stream).terms
    assert terms is not None
    return terms.closes


def test_a_vote_a_second_before_the_close_counts_and_one_at_the_close_does_not(house: House) -> None:
    """P15: up to but not including the instant of the close, in the window and in the case alike."""
    house.sitting()
    house.report()
    stream = house.to_the_window()
    terms = window(house, stream).terms
    assert terms is not None
    house.until(terms.closes - timedelta(seconds=1))
    vote(house, stream, "delegate-1")
    vote(house, stream, "delegate-2")
    house.clock.at = terms.closes
    late = house.refused(veto.Cast(delegate="delegate-3", choice=Choice.VETO), "delegate-3", stream)
    assert late.reason == "The window is closed."
    house.until(terms.closes)
    assert house.case().answers["veto", BEN] == "stands"
    assert house.case().boxes[VETO].counts["vetoed"] == 15
    assert window(house, stream).numbers == Numbers(veto=15)


def test_a_house_whose_roll_nobody_imported_cannot_object_and_the_procedure_says_what_follows(house: House) -> None:
    """P15: the window is opened and said to be infeasible at once; silence lets this decision stand."""
    house.rolls.told = Roll(roll=veto.Roll(digest=NO_ROLL), amount=None)
    house.sitting()
    house.report()
    stream = house.to_the_window()
    found = window(house, stream)
    assert (found.outcome, found.why) == (veto.Outcome.INFEASIBLE, veto.Infeasible.BASE_UNKNOWN.value)
    assert house.refused(veto.Cast(delegate="delegate-1", choice=Choice.VETO), "delegate-1", stream).reason == (
        "The window is closed."
    )
    house.wait(days=9)
    assert house.case().answers["veto", BEN] == "stands"


def test_a_worker_that_comes_after_the_close_opens_a_window_in_which_nobody_can_vote(house: House) -> None:
    """P24: late is said to be late."""
    house.sitting()
    house.report()
    house.to_the_vote()
    house.wait(hours=1)
    for member in house.case().bench.holders["member"]:
        house.vote("vote", member, "yes")
    for member in house.case().bench.holders["member"]:
        house.vote("vote-level", member, "rest")
    house.paper("decide", "chair", "What was decided, and why.")
    house.clock.at += timedelta(days=8)
    house.work()
    found = window(house, window_stream(CASE, f"{VETO}#1"))
    assert found.why == veto.Infeasible.NO_TIME.value


def test_totals_from_elsewhere_are_brought_by_whom_the_file_names(house: House) -> None:
    """P15: nobody else's numbers count, and they reach the case in the same breath."""
    digest = hashlib.sha256(b"elsewhere").hexdigest()
    house.rolls.told = Roll(roll=veto.Roll(digest=digest), amount=SUPPLY)
    house.sitting()
    house.report()
    stream = house.to_the_window()
    house.wait(days=1)
    tally = veto.ImportTally(
        numbers=Numbers(veto=16, stand=3), as_of=house.clock.at, source="https://forum.example/poll/7"
    )
    assert house.refused(tally, "mallory", stream).clause.id == "P10"
    assert house.refused(tally, "member-1", stream).clause.id == "P10"
    house.perform(tally, "chair", stream)
    assert house.case().boxes[VETO].numbers["vetoed"] == 16
    house.until(house.clock.at + timedelta(days=9))
    assert house.case().answers["veto", BEN] == "vetoed"


def test_nobody_opens_a_window_by_hand_and_nobody_votes_for_another(house: House) -> None:
    """P10, P15: windows follow from cases; a delegate's weight is the delegate's."""
    house.sitting()
    house.report()
    stream = house.to_the_window()
    terms = window(house, stream).terms
    assert terms is not None
    assert house.refused(veto.OpenWindow(terms=terms), "chair", "veto:own").clause.id == "P10"
    assert house.refused(veto.Cast(delegate="delegate-1", choice=Choice.VETO), "delegate-2", stream).clause.id == "P10"
    assert house.refused(veto.Cast(delegate="nobody", choice=Choice.VETO), "nobody", stream).reason == (
        "This delegate is not on the roll of this window."
    )


def test_a_full_vote_of_the_house_opens_no_window_and_asks_nobody_in_vain(house: House) -> None:
    """P15: what the house decides in full is brought by the chair; no errand fails for it."""
    house.sitting()
    house.report()
    stream = house.to_the_window()
    for one in ("delegate-1", "delegate-2", "delegate-3"):
        vote(house, stream, one)
    house.until(_closes(house, stream))
    assert "house-vote" in house.case().phases
    house.work()
    with house.court.desk.store.reading() as unit:
        assert unit.outbox.standing(Standing.FAILED) == []
        assert unit.outbox.standing(Standing.ASKED) == []
        windows = unit.history.streams(kind="veto")
    assert list(windows) == [stream]
    house.do("bring-house-votes", "chair", about=BEN, numbers={"enforce": 6, "refuse": 4})
    house.wait(days=14)
    assert house.case().answers["house-decides", BEN] == "enforce"


def test_a_window_about_somebody_whose_name_is_no_part_of_an_address_has_a_name_too() -> None:
    """P26: whatever the pseudonym, the stream can be written; the question is told from the terms."""
    plain = window_stream(CASE, f"{VETO}#1")
    odd = window_stream(CASE, "veto/ünnamed person#1")
    long = window_stream(CASE, f"veto/{'x' * 200}#1")
    assert plain == "veto:one/veto/ben#1"
    assert len({plain, odd, long}) == 3
    assert all(name.startswith("veto:") and len(name) <= 120 and name.isascii() for name in (odd, long))


@pytest.mark.parametrize(
    ("box", "question", "about"),
    [("veto/ben#1", "veto", "ben"), ("veto#2", "veto", ""), ("veto/a#b/c#3", "veto", "a#b/c"), ("veto", "veto", "")],
)
def test_the_question_of_a_window_is_told_from_its_box(house: House, box: str, question: str, about: str) -> None:
    """P15: whatever stands in a pseudonym."""
    house.sitting()
    house.report()
    terms = window(house, house.to_the_window()).terms
    assert terms is not None
    assert asked(replace(terms, question=box)) == (question, about)


def test_a_roll_file_is_read_with_its_weights_and_its_amount(tmp_path: Path, house: House) -> None:
    """P15: whole units; the amount is the sum of the weights where the file gives none."""
    digest = hashlib.sha256(b"roll").hexdigest()
    rolls = RollFiles(tmp_path)
    assert rolls.roll("house", house.clock.at) == Roll(roll=veto.Roll(digest=NO_ROLL), amount=None)
    told = {"digest": digest, "weights": {"a": 3, "b": 4}}
    (tmp_path / "house.json").write_text(json.dumps(told), "utf-8")
    assert rolls.roll("house", house.clock.at).amount == 7
    (tmp_path / "house.json").write_text(json.dumps({**told, "amount": 10**24}), "utf-8")
    assert rolls.roll("house", house.clock.at).amount == 10**24


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", '{"digest": "x", "weights": []}', '{"digest": "x", "weights": {"a": "many"}}',
        '{"weights": {"a": 1}}', '{"digest": "x", "weights": {"a": 1}, "amount": "x"}', "\udcff",
    ],
)  # fmt: skip
def test_a_roll_file_that_cannot_be_read_is_said_to_be_so(tmp_path: Path, house: House, text: str) -> None:
    """P26: the file and the rule are named."""
    (tmp_path / "house.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(Malformed) as wrong:
        RollFiles(tmp_path).roll("house", house.clock.at)
    assert (wrong.value.faults[0].field, wrong.value.faults[0].rule) == ("house.json", "roll")


def test_the_clerk_brings_the_numbers_and_nobody_else_is_the_clerk(house: House) -> None:
    """P10: the name is nobody's, and the court's front lets it through for no act at all."""
    house.sitting()
    house.report()
    stream = house.to_the_window()
    vote(house, stream, "delegate-1")
    law, case = house.court.case(CASE)
    rule = clerk.optimistic(law, case, "veto")
    assert rule is not None
    tally = clerk.tally(law, case, "veto", BEN, clerk.weights(rule, Numbers(veto=99), SUPPLY))
    assert tally is not None
    assert house.refused(tally, CLERK, CASE).clause.id == "P10"
    assert house.refused(tally, "mallory", CASE).clause.id == "P10"
    assert house.case().boxes[VETO].numbers["vetoed"] == 10
