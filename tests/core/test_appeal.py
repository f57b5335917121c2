# SPDX-License-Identifier: Apache-2.0
"""The ways from a decision, read out of the file so that a notice can say them truly."""

from __future__ import annotations

import pytest

from comity.core.appeal import routes
from tests.core.laws import full, minimal
from tests.core.procedure_stories import read


def test_a_way_names_who_may_go_it_on_which_grounds_and_until_when() -> None:
    """P7: what would be possible is said, from the file."""
    (way,) = routes(full())
    assert (way.act, way.phases, way.by) == ("appeal", ("standing",), ("reporter", "respondent"))
    assert way.grounds == ("new-evidence", "procedure")
    assert way.clocks == ("standing-time",)


def test_a_way_says_what_it_can_change() -> None:
    """P16: the elders are asked again and may end the pause; nothing rests meanwhile."""
    (way,) = routes(full())
    assert way.changes == {"ended", "put"}
    assert not way.suspends


def test_a_way_that_stays_the_measure_says_so() -> None:
    """P16: whether measures rest meanwhile is said before somebody goes it."""
    (way,) = routes(
        full(('does = [{ ask = "lead", text = "What do the elders need?" }]', 'does = [{ stay = "pause" }]'))
    )
    assert way.suspends
    assert "stayed" not in way.changes


def test_what_an_exit_imposes_and_a_late_clock_does_belongs_to_the_way() -> None:
    """P7: a way that can also make it worse says that too."""
    (way,) = routes(full(('does = [{ end = "pause", if = "keep = lift" }, {', 'does = [{ impose = "rest" }, {')))
    assert way.changes == {"imposed", "put"}


def test_a_way_that_only_looks_at_how_it_was_decided_changes_nothing() -> None:
    """P7: a hope that the file does not give is not raised."""
    law = full(
        ('late = [{ put = "keep" }, { count = "keep" }]', 'late = [{ count = "keep" }]'),
        ('does = [{ end = "pause", if = "keep = lift" }, {', "does = [{"),
    )
    (way,) = routes(law)
    assert way.changes == frozenset()


def test_phases_that_lead_back_are_walked_once() -> None:
    """P27: a loop in a file is no loop here."""
    law = full(('close = "looked-again"', 'then = ["standing"]'))
    assert routes(law)[0].changes == {"ended", "put"}


def test_a_paper_of_a_body_and_an_act_that_files_none_are_no_appeals() -> None:
    """P7: only a party goes this way, and by filing something."""
    assert routes(minimal()) == ()
    a_body = ('phases = ["standing"]\nby = ["reporter", "respondent"]', 'phases = ["standing"]\nby = ["member"]')
    assert routes(full(a_body)) == ()
    assert routes(full(('verb = "paper"\npaper = "appeal"', 'verb = "note"'))) == ()
    assert routes(full(('paper = "appeal"', 'paper = "evidence"'))) == ()


@pytest.mark.parametrize(
    ("id", "acts"),
    [
        ("optimism/season-5-v1", []),
        ("optimism/season-5-amended", ["ask-again"]),
        ("optimism/season-6", ["appeal"]),
        ("optimism/proposed", ["appeal"]),
        ("optimism/tokenhouse-2023", []),
        ("near/hsp-013", ["appeal"]),
    ],
)
def test_the_shipped_ways_are_those_of_their_texts(id: str, acts: list[str]) -> None:
    """P7: where a text gives no appeal none is promised."""
    assert [w.act for w in routes(read(id)[0])] == acts
