# SPDX-License-Identifier: Apache-2.0
"""Who may do what with a proposed version."""

from __future__ import annotations

import pytest

from comity.core.adoption import Adopt, Approve, Command, Comment, Propose, Repeal, SignReading, Try, Withdraw
from comity.core.amendment import FOUNDER, Steps, permits, steps
from comity.core.clause import Refusal
from comity.core.docket.leave import CLERK
from comity.core.procedure.model import Procedure
from tests.core.laws import full
from tests.core.procedure_stories import read
from tests.core.sitting import ROSTER

DIGEST = "0" * 64
COMMENT = Comment(digest=DIGEST, by="somebody", paper=DIGEST)
APPROVE = Approve(digest=DIGEST, by="somebody")
SPEAKS: Steps = frozenset({Propose, Comment, Withdraw, Try, SignReading})


def under(in_force: bool, actor: str) -> tuple[Procedure | None, Steps]:
    """The version in force, if there is one, and what it opens to the actor."""
    return (full(), steps(full(), ROSTER, {"voice"}, actor)) if in_force else (None, frozenset())


@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        ("voice", SPEAKS | {Approve}),
        ("m1", SPEAKS),
        ("led", SPEAKS | {Adopt, Repeal}),
        ("stranger", set()),
        ("", set()),
    ],
)
def test_a_house_lets_a_version_be_voted_on_and_who_presides_brings_the_outcome(
    person: str, allowed: set[type[Command]]
) -> None:
    """P6, P27: who belongs may speak; nobody else may do anything."""
    assert steps(full(), ROSTER, {"voice"}, person) == allowed


def test_where_no_house_is_everybody_with_a_post_approves() -> None:
    """P6: a council of a few volunteers has no roll."""
    law = read("templates/small")[0]
    assert not any(role.weighted for role in law.roles.values())
    role = next(r.id for r in law.roles.values() if r.stands == "judge")
    assert steps(law, {role: ("m1",)}, (), "m1") >= SPEAKS | {Approve}


def test_a_post_that_the_version_in_force_does_not_know_gives_nothing() -> None:
    """P6: who sits is read under the law of today."""
    assert steps(full(), {"gone": ("old",)}, (), "old") == frozenset()


@pytest.mark.parametrize(
    ("in_force", "actor", "command"),
    [
        (True, "m1", COMMENT),
        (True, CLERK, APPROVE),
        (False, FOUNDER, COMMENT),
        (False, CLERK, COMMENT),
    ],
)
def test_a_step_is_done_by_whom_it_is_open_to_and_a_first_version_by_the_community(
    in_force: bool, actor: str, command: Command
) -> None:
    """P6: the clerk takes over what a record says to have been adopted."""
    permits(*under(in_force, actor), command, actor)


@pytest.mark.parametrize(
    ("in_force", "actor", "command", "clause"),
    [
        (True, "m1", APPROVE, "amendment"),
        (True, "stranger", COMMENT, "amendment"),
        (True, FOUNDER, COMMENT, "amendment"),
        (False, "m1", COMMENT, "P6"),
    ],
)
def test_every_other_step_is_refused_with_its_clause(in_force: bool, actor: str, command: Command, clause: str) -> None:
    """P6, P7: also one that no page sent."""
    with pytest.raises(Refusal) as no:
        permits(*under(in_force, actor), command, actor)
    assert no.value.clause.id == clause
