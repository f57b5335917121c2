# SPDX-License-Identifier: Apache-2.0
"""Who must step aside, and who is left."""

from __future__ import annotations

from typing import Any

import pytest

from comity.core.party import Party
from comity.core.procedure.model import Role
from comity.core.procedure.words import Standing
from comity.core.recusal import Bench, Conflict, Entitled, entitled, free, in_conflict, takes_over


def role(id: str, stands: Standing = Standing.JUDGE, **more: Any) -> Role:
    return Role(id=id, text="", clause=id, stands=stands, **more)


MEMBER = role("member", least=2, otherwise="elders", without=("guide",))
ELDERS = role("elders", Standing.REVIEWER, otherwise="board")
BOARD = role("board", Standing.REVIEWER)
ROLES = {r.id: r for r in (
    MEMBER, ELDERS, BOARD, role("guide", Standing.HELPER), role("house", Standing.REVIEWER, weighted=True, least=5),
    role("respondent", Standing.RESPONDENT, least=3), role("anyone", Standing.PUBLIC),
)}  # fmt: skip
SITS = {"member": ("m1", "m2", "m3"), "elders": ("e1",), "board": ("b1",), "house": ("d1",)}


def bench(**more: Any) -> Bench:
    return Bench(holders=SITS, **more)


def party(person: str, role: str = "respondent") -> dict[str, Party]:
    return {person: Party(person=person, roles=(role,))}


@pytest.mark.parametrize("stands", list(Standing))
def test_nobody_judges_presides_reviews_executes_or_helps_in_the_own_cause(stands: Standing) -> None:
    """P10: computed for every standing; parties and the public are never in conflict."""
    never = {Standing.REPORTER, Standing.RESPONDENT, Standing.AFFECTED, Standing.WITNESS, Standing.PUBLIC}
    assert in_conflict(role("x", stands), bench(parties=party("m1")), "m1") is (stands not in never)
    declared = bench(conflicts={"m1": Conflict.DECLARED})
    assert in_conflict(role("x", stands), declared, "m1") is (stands not in never)
    assert not in_conflict(role("x", stands), bench(), "m1")


@pytest.mark.parametrize("stands", list(Standing))
def test_who_brought_a_case_as_a_liaison_does_not_evaluate_it(stands: Standing) -> None:
    """P10, P20: judging, presiding and reviewing are for others; helping and carrying out go on."""
    evaluates = {Standing.JUDGE, Standing.PRESIDES, Standing.REVIEWER}
    assert in_conflict(role("x", stands), bench(brought="m1"), "m1") is (stands in evaluates)
    assert not in_conflict(role("x", stands), bench(brought="m1"), "m2")
    assert not in_conflict(role("x", stands), bench(), "")
    assert not in_conflict(ROLES["house"], bench(brought="d1"), "d1")


def test_a_delegate_who_is_a_party_still_holds_the_own_weight() -> None:
    """P15: whether a party's weight counts is a clause of the window, not of the bench."""
    assert not in_conflict(ROLES["house"], bench(parties=party("d1")), "d1")
    assert in_conflict(ROLES["house"], bench(conflicts={"d1": Conflict.CONFIRMED}), "d1")


@pytest.mark.parametrize(
    ("conflict", "aside"),
    [(Conflict.DECLARED, True), (Conflict.CONFIRMED, True), (Conflict.CHALLENGED, False), (Conflict.DISMISSED, False)],
)
def test_a_challenge_alone_puts_nobody_aside(conflict: Conflict, aside: bool) -> None:
    """P10: declared or confirmed does."""
    found = bench(conflicts={"m1": conflict})
    assert found.aside("m1") is aside
    assert not found.aside("m2")
    assert ("m1" in free(MEMBER, found)) is not aside


def test_a_role_is_held_by_seat_by_appointment_and_as_a_party_each_once() -> None:
    """P10: conflicts are taken out later."""
    found = bench(appointed={"member": ("m9", "m1")}, parties=party("r"))
    assert found.of("member") == ("m1", "m2", "m3", "m9")
    assert found.of("respondent") == ("r",)
    assert found.of("nobody") == ()


def test_the_guide_of_a_talk_does_not_vote() -> None:
    """P8: whoever holds a role in `without` is not counted."""
    assert free(MEMBER, bench(appointed={"guide": ("m1",)})) == ("m2", "m3")


def test_the_guide_of_a_talk_does_not_vote_in_anothers_place_either() -> None:
    """P8, P10: who mediated between two people does not come to judge them by a seat that takes over."""
    fallen = bench(conflicts={"m1": Conflict.DECLARED, "m2": Conflict.DECLARED}, appointed={"guide": ("e1",)})
    assert entitled(ROLES, fallen, "member") == Entitled(role="board", persons=("b1",))
    assert entitled(ROLES, fallen, "elders") == Entitled(role="elders", persons=("e1",))


def test_the_role_that_takes_over_does_so_at_fewer_than_the_least_and_not_before() -> None:
    """P10: two of three are enough, one is not."""
    two = bench(conflicts={"m1": Conflict.DECLARED})
    one = bench(conflicts={"m1": Conflict.DECLARED, "m2": Conflict.DECLARED})
    assert entitled(ROLES, two, "member").persons == ("m2", "m3")
    assert (entitled(ROLES, one, "member").role, entitled(ROLES, one, "member").persons) == ("elders", ("e1",))


def test_the_chain_goes_on_where_the_next_is_empty_and_ends_with_nobody() -> None:
    """P13: then a human must be asked."""
    none = dict.fromkeys(("m1", "m2", "e1"), Conflict.DECLARED)
    assert entitled(ROLES, bench(conflicts=none), "member").role == "board"
    gone = entitled(ROLES, bench(conflicts={**none, "b1": Conflict.DECLARED}), "member")
    assert (gone.role, gone.persons) == ("board", ())


def test_a_chain_that_bites_its_tail_ends() -> None:
    """P26: a file that loops does not hang."""
    loop = {"a": role("a", otherwise="b"), "b": role("b", otherwise="a")}
    assert takes_over(loop, "a") == ("a", "b")
    assert entitled(loop, Bench(), "a").persons == ()


def test_parties_and_a_house_are_never_replaced() -> None:
    """P10: fewer than `least` changes nothing for them."""
    assert entitled(ROLES, bench(parties=party("r")), "respondent").persons == ("r",)
    assert entitled(ROLES, bench(), "house").persons == ("d1",)
    assert entitled(ROLES, Bench(), "house").persons == ()
