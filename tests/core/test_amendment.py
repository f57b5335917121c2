# SPDX-License-Identifier: Apache-2.0
"""Who may do what with a proposed version."""

from __future__ import annotations

import pytest

from comity.core.adoption import Adopt, Approve, Command, Comment, Propose, Withdraw
from comity.core.amendment import Steps, steps
from tests.core.laws import full
from tests.core.procedure_stories import read
from tests.core.sitting import ROSTER

SPEAKS: Steps = frozenset({Propose, Comment, Withdraw})


@pytest.mark.parametrize(
    ("person", "allowed"),
    [
        ("voice", SPEAKS | {Approve}),
        ("m1", SPEAKS),
        ("led", SPEAKS | {Adopt}),
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
